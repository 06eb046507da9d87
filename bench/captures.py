"""Captures with every process counted that works for one: this one, the nursery, and its children."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

from django.conf import settings

from bench import jobs
from bench.measure import own_cpu
from provenance.accounts.models import User
from sources import child, fetch, obtaining
from sources.actions import capturing, registering
from sources.actions.registering import Description
from sources.models import Capture, CaptureState, Source

PAGE_BYTES = 200_000
Run = Callable[..., bytes]


class Meter:
    """`run` as the product has it, whose children report what they used."""

    def __init__(self) -> None:
        self.reported = 0.0
        self.others = _children()  # the site's own process

    def run(self, function: str, payload: bytes, *, wall: float, cpu: float, memory: int) -> bytes:
        job = function.encode() + b"\n" + payload
        said = child.run("bench.jobs:answer", job, wall=wall, cpu=cpu, memory=memory)
        self.reported += jobs.USED.unpack_from(said)[0]
        return said[jobs.USED.size :]

    def seconds(self) -> float:
        return own_cpu() + self.reported + sum(_on_cpu(pid) for pid in _children() - self.others)


def _children() -> set[int]:
    me = os.getpid()
    return {int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()}


def _on_cpu(pid: int) -> float:
    """Seconds on a processor so far; the ticks of /proc/<pid>/stat are too coarse for one fork."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def here(function: str, payload: bytes, **limits: float) -> bytes:
    """The same work without a child: what a capture would cost if nothing had to be kept apart."""
    return jobs.FUNCTIONS[function](payload)


@contextmanager
def running(run: Run) -> Iterator[None]:
    with ExitStack() as stack:
        for module in (fetch, obtaining):
            stack.enter_context(mock.patch.object(module, "run", run))
        yield


@contextmanager
def site() -> Iterator[str]:
    """A loopback server in a process of its own, so that its work is nobody's; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=16)
    port = listener.getsockname()[1]
    serving = get_context("fork").Process(
        target=jobs.serve, args=(listener, jobs.page(PAGE_BYTES)), daemon=True
    )
    serving.start()
    listener.close()
    settings.FETCH_ALLOWED = [f"127.0.0.1:{port}"]
    settings.FETCH_PORTS = [80, 443, port]
    settings.FETCH_HOST_PAUSE = 0
    try:
        yield f"http://127.0.0.1:{port}/article"
    finally:
        serving.terminate()
        serving.join()


def registered(url: str, number: int, *, by: User) -> list[Source]:
    """Works known by their address only, each at one of its own."""
    return [
        registering.register(Description(title="", url=f"{url}?work={one}"), by=by) for one in range(number)
    ]


def capture(source: Source) -> None:
    """Ask for a capture of the source and carry it out as the worker does."""
    asked = capturing.request(source, by=source.registered_by)
    capturing.run.call(str(asked.pk))
    done = Capture.objects.get(pk=asked.pk)
    if done.state != CaptureState.CAPTURED:
        raise RuntimeError(f"The page was not captured: {done.explanation}")
