"""People who act at the same moment, and hands that fail at the worst one.

outcomes = together(act, other_act, seed=3)     # a connection each, one barrier, another interleaving a seed
with failing_statement(7): ...                   # the seventh SQL statement fails
with failing_hand(2): ...                        # the second write, fsync or rename fails
"""

import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.db.models import F

from claims.actions import drafting, evidence, publication, review
from claims.actions.acting import Stale
from claims.actions.evidence import Reference
from claims.models import SECTIONS, Claim
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.enrolment import LastAdministrator
from sources.actions.relating import DecidedAlready
from sources.actions.withholding import WithheldAlready
from sources.models import Host, Lease
from tests import make

# What a person may be answered. Anything else that an act raises is a fault of ours.
ANSWERS = (Refused, Stale, ValidationError, DecidedAlready, WithheldAlready, LastAdministrator)
HEAD_START = 0.05  # seconds by which one act is ahead in the rounds that put it first


@dataclass(frozen=True)
class Outcome:
    value: Any = None
    refusal: Exception | None = None

    @property
    def done(self) -> bool:
        return self.refusal is None


def together(*acts: Callable[[], Any], seed: int) -> list[Outcome]:
    """Run the acts at once. Seed n < len(acts) gives act n a head start; every other seed shuffles them."""
    barrier = Barrier(len(acts), timeout=20)
    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(_live, act, number, seed, barrier) for number, act in enumerate(acts)]
    return [future.result() for future in running]


def _live(act: Callable[[], Any], number: int, seed: int, barrier: Barrier) -> Outcome:
    dice = random.Random(f"{seed}/{number}")
    late = seed < barrier.parties and number != seed
    try:
        connection.ensure_connection()
        with connection.execute_wrapper(partial(_hesitating, dice)):
            barrier.wait()
            time.sleep(HEAD_START if late else dice.random() * 0.004)
            return Outcome(act())
    except ANSWERS as refusal:
        return Outcome(refusal=refusal)
    finally:
        connection.close()


def _hesitating(dice: random.Random, execute: Any, *statement: Any) -> Any:
    if dice.random() < 0.2:
        time.sleep(dice.random() * 0.003)
    return execute(*statement)


def how_many_done(outcomes: list[Outcome]) -> int:
    return sum(outcome.done for outcome in outcomes)


def again(claim: Claim) -> Claim:
    """The claim as somebody else holds it who opened the page just now."""
    return Claim.objects.get(pk=claim.pk)


class Desk:
    """Claims at every stage, on one source and one subject so that they are quickly made."""

    def __init__(self, ana: User, rui: User, mei: User) -> None:
        self.ana, self.rui, self.mei = ana, rui, mei
        self.subject, self.topic, self.source = make.entity(by=ana), make.topic(by=ana), make.source(by=ana)
        self.snapshot = make.snapshot(self.source, by=ana)

    def in_review(self) -> Claim:
        claim = make.draft(by=self.ana, subject=self.subject, topic=self.topic)
        parts = ["actor", "act", "object"]
        reference = Reference(source=self.source, quote=make.QUOTE, snapshot=self.snapshot, supports=parts)
        evidence.cite(claim, reference, by=self.ana)
        drafting.submit(claim, by=self.ana)
        return claim

    def signed(self) -> Claim:
        claim = self.in_review()
        self.sign(claim)
        return claim

    def sign(self, claim: Claim) -> None:
        for reviewer in (self.rui, self.mei):
            review.sign_off(claim, SECTIONS, by=reviewer)

    def published(self) -> Claim:
        claim = self.signed()
        publication.publish(claim, by=self.rui)
        return claim

    def corrected(self) -> Claim:
        """Public in its first edition, with a correction that may be published."""
        claim = self.published()
        drafting.revise(claim, text=f"{claim.text} The council said so.", by=self.ana)
        drafting.submit(claim, by=self.ana)
        self.sign(claim)
        return claim


class Failure(OperationalError):
    """The database's connection is gone, say."""


@contextmanager
def failing_statement(number: int, *, executed: bool = False) -> Iterator[list[str]]:
    """The statement of that number fails (once `executed`, if asked). Yields the statements so far."""
    said: list[str] = []

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if executed and sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, *rest)
        said.append(sql)
        if len(said) != number:
            return execute(sql, *rest)
        if executed:
            execute(sql, *rest)
        raise Failure(f"Statement {number} fails: {sql[:200]}")

    with connection.execute_wrapper(fail):
        yield said


class _Pen(io.BufferedWriter):
    """A file whose every write is counted, and may fail half-way."""

    stroke: Callable[[str], None]

    def write(self, data: Any) -> int:
        half = memoryview(data)[: len(data) // 2]
        try:
            self.stroke("write")
        except OSError:
            super().write(half)
            raise
        return super().write(data)


@contextmanager
def failing_hand(number: int) -> Iterator[list[str]]:
    """The write, fsync, rename or new file of that number fails as on a full disk. Yields the acts so far."""
    done: list[str] = []

    def stroke(what: str) -> None:
        done.append(what)
        if len(done) == number:
            raise OSError(28, f"No space left on device ({what} {number})")

    def counted(what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            stroke(what)
            return real(*args, **kwargs)

        return call

    def fdopen(handle: int, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode != "wb":
            return real_fdopen(handle, mode, *args, **kwargs)
        pen = _Pen(io.FileIO(handle, "wb", closefd=kwargs.get("closefd", True)))
        pen.stroke = stroke
        return pen

    real_fdopen = os.fdopen
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", counted("fsync", os.fsync))
        patch.setattr(os, "replace", counted("replace", os.replace))
        patch.setattr(os, "rename", counted("rename", os.rename))
        patch.setattr(tempfile, "mkstemp", counted("mkstemp", tempfile.mkstemp))
        patch.setattr(os, "fdopen", fdopen)
        yield done


def time_passes() -> None:
    """An hour later: the leases and holds of whoever was killed have run out."""
    Lease.objects.update(until=F("until") - timedelta(hours=1))
    Host.objects.update(free_at=F("free_at") - timedelta(hours=1))


@contextmanager
def program(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the installation under test: its database, files and keys. Killed at the end at last."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        where = f"{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
        url = f"postgres://{database['USER']}{secret}@{where}"
    ours = {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "EVIDENCE_DIR": str(settings.EVIDENCE_DIR),
        "LEDGER_KEY_FILE": str(settings.LEDGER_KEY_FILE),
        "LEDGER_ORIGIN": settings.LEDGER_ORIGIN,
        "FETCH_HOST_PAUSE": "0",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **ours, **environment},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[str]") -> None:
    """Nobody gets to say a last word: SIGKILL, to the process and all that it started in its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    if process.stdout:
        process.stdout.close()


def finished(*arguments: str, **environment: str) -> str:
    """What a program says that runs to its end; it must end well."""
    with program(*arguments, **environment) as process:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        return said
