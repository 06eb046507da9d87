"""The table: each operation beside its floor."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.urls import reverse

from bench import captures, floor, stage
from bench.measure import Measured, Side, in_turns, own_cpu
from bench.stage import Stage
from claims.models import Claim
from provenance.search.models import Document

CLAIMS = 55  # a full page of the list, and some that are not on it


@dataclass(frozen=True)
class Effort:
    revisions: int
    rounds: int
    times: int  # pages a round
    acts: int  # publications a round
    captures: int


FULL = Effort(revisions=1000, rounds=11, times=6, acts=3, captures=8)
QUICK = Effort(revisions=100, rounds=5, times=3, acts=2, captures=4)

HEAD = f"{'operation':<44}{'ratio':>7}  {'min - max':<14}{'ours ms':>9}{'floor ms':>10}{'rounds':>8}"


def run(*, quick: bool, out: TextIO) -> int:
    """Measures everything and prints it line by line. Returns the exit status."""
    effort = QUICK if quick else FULL
    began = time.monotonic()
    with captures.site() as url:
        stage_, claims, long = _furnished(effort)
        out.write(f"{len(claims)} published claims made in {time.monotonic() - began:.0f} s\n\n{HEAD}\n")
        for name, measured in _measurements(stage_, claims, long, url, effort):
            out.write(_line(name, measured))
            out.flush()
    out.write(
        f"\nCPU time, user and system; median of the ratios. {time.monotonic() - began:.0f} s in all.\n"
    )
    return 0


def _furnished(effort: Effort) -> tuple[Stage, list[Claim], Claim]:
    # What is only made to be measured on need not survive a power cut; what is measured must.
    _synchronous("OFF")
    stage_ = stage.furnish()
    claims = [stage_.published() for _ in range(CLAIMS)]
    long = stage_.published_after(effort.revisions)
    stage.signed()
    stage.in_plain([*claims, long])
    _synchronous("FULL")
    return stage_, claims, long


def _synchronous(mode: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={mode}")


def _line(name: str, measured: Measured) -> str:
    spread = f"{min(measured.ratios):.2f} - {max(measured.ratios):.2f}"
    figures = f"{measured.ours_ms:>9.2f}{measured.floor_ms:>10.2f}{len(measured.ratios):>8}"
    return f"{name:<44}{measured.ratio:>7.2f}  {spread:<14}{figures}\n"


def _measurements(
    stage_: Stage, claims: list[Claim], long: Claim, url: str, effort: Effort
) -> Iterator[tuple[str, Measured]]:
    one = claims[CLAIMS // 2]
    pages: list[tuple[str, str, Callable[[], HttpResponse]]] = [
        ("permalink", reverse("claim", args=[one.ident]), partial(floor.permalink, one.ident)),
        ("list of 50", reverse("claims"), floor.listed),
        (
            f"history of {effort.revisions:,} revisions",
            reverse("history", args=[long.ident]),
            partial(floor.history, long.ident),
        ),
    ]
    handler = WSGIHandler()
    for name, path, plain in pages:
        ours = Side(partial(_page, handler, path), effort.times)
        yield name, in_turns(ours, Side(partial(_whole, plain), effort.times), effort.rounds)
    yield "publishing: submit, 2 sign-offs, publish", _publishing(stage_, claims[0], effort)
    with _working_folder() as folder:
        meter = captures.Meter()
        for name, run_, clock in (
            ("capturing 200 kB, its children counted", meter.run, meter.seconds),
            ("capturing 200 kB, all in one process", captures.here, own_cpu),
        ):
            with captures.running(run_):
                yield name, _capturing(stage_, f"{url}/{run_.__name__}", folder, clock, effort)


def _page(handler: WSGIHandler, path: str) -> None:
    """What an anonymous visitor gets, through every middleware."""
    _whole(lambda: handler.get_response(RequestFactory().get(path)))


def _whole(answer: Callable[[], HttpResponseBase]) -> None:
    answered = answer()
    if answered.status_code != 200 or b"</html>" not in getattr(answered, "content", b""):
        raise RuntimeError(f"A page answered {answered.status_code}.")


def _publishing(stage_: Stage, like: Claim, effort: Effort) -> Measured:
    drafts = iter([stage_.drafted() for _ in range(2 * (effort.rounds * effort.acts + 1))])
    document = Document.objects.get(claim=like.pk)
    ours = Side(lambda: stage_.publish(next(drafts)), effort.acts)
    plain = Side(lambda: floor.publish(next(drafts), stage_.reviewers, document), effort.acts)
    return in_turns(ours, plain, effort.rounds)


def _capturing(stage_: Stage, url: str, folder: Path, clock: Callable[[], float], effort: Effort) -> Measured:
    sources = iter(captures.registered(url, effort.captures + 1, by=stage_.ana))
    ours = Side(lambda: captures.capture(next(sources)), 1, clock)
    return in_turns(ours, Side(lambda: floor.captured(url, folder), 1), effort.captures)


@contextmanager
def _working_folder() -> Iterator[Path]:
    folder = Path(settings.VAR_DIR) / "floor"
    folder.mkdir()
    yield folder
