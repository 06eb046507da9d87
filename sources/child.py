"""Code that reads hostile bytes, run in a process that can be killed.

    run ──► nursery (one clean Python a process, started once) ──fork──► child: limits, function, answer
     └────── payload, answer, errors: three unnamed files; one pipe that closes when the child ends ──┘

The nursery is started with an empty environment (no database address, no secrets) and imports only what
its children need, so a child costs a fork and not a start of Python. It never reads what a child writes.
The answer is plain bytes: whoever asked must parse them as it would anything hostile.
"""

import atexit
import importlib
import json
import math
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

_ROOT = str(Path(__file__).resolve().parents[1])
_START_SECONDS = 20.0  # for the nursery to start and import, on a busy machine
_MAX_ANSWER = 256 * 1024 * 1024  # bytes; a capture at its limits is below 100 MB
_MAX_ERRORS = 4000  # bytes of a child's complaint that are kept
_DONE = b"+"


class ChildTimedOut(Exception):
    """The child used up its time and was killed."""

    def __init__(self, function: str, seconds: float) -> None:
        super().__init__(function, seconds)
        self.function, self.seconds = function, seconds

    def __str__(self) -> str:
        return f"{self.function} was stopped after {self.seconds:g} seconds."


class ChildCrashed(Exception):
    """The child ended without an answer; `errors` is the end of what it wrote about it."""

    def __init__(self, function: str, errors: str) -> None:
        super().__init__(function, errors)
        self.function, self.errors = function, errors

    def __str__(self) -> str:
        last = self.errors.strip().splitlines()[-1:] or ["it left no word"]
        return f"{self.function} ended without an answer: {last[0]}"


def run(function: str, payload: bytes, *, wall: float, cpu: float, memory: int) -> bytes:
    """What `function` ("module:name", bytes to bytes) answers, within seconds of time and bytes of memory.

    Raises ChildTimedOut when either time is used up and ChildCrashed on any other end without an answer.
    """
    job = {"function": function, "wall": wall, "cpu": cpu, "memory": memory}
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as errors,
    ):
        given.write(payload)
        given.seek(0)
        ended, signalled = os.pipe()
        try:
            try:
                _ask(job, [given.fileno(), answer.fileno(), errors.fileno(), signalled])
            finally:
                os.close(signalled)
            done, seconds = _awaited(ended, wall)
        finally:
            os.close(ended)
        if not done:
            # The kernel ends a child at its limit of CPU time, and the clock cannot show less than that.
            if seconds >= min(wall, math.ceil(cpu)):
                raise ChildTimedOut(function, seconds)
            raise ChildCrashed(function, _tail(errors))
        answer.seek(0)
        return answer.read()


def _awaited(ended: int, wall: float) -> tuple[bool, float]:
    """Wait for the child's end, and bring it about at the deadline: (whether it finished, seconds)."""
    began = time.monotonic()
    until = began + _START_SECONDS
    said, pid = b"", 0
    while True:
        ready, _, _ = select.select([ended], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            if pid:
                # It still holds its end of the pipe, so this number is still its own.
                os.kill(pid, signal.SIGKILL)
            return False, max(wall, time.monotonic() - began)
        piece = os.read(ended, 64)
        if not piece:
            return said.endswith(_DONE), time.monotonic() - began
        said += piece
        if not pid and b"\n" in said:
            pid = int(said.split(b"\n")[0])
            began = time.monotonic()
            until = began + wall


def _tail(errors: IO[bytes]) -> str:
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - _MAX_ERRORS))
    return errors.read().decode("utf-8", "replace")


class _Nursery:
    """The process that children are forked from; it ends when this end of its socket closes."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", __file__, str(theirs.fileno()), *_packages()],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},
                cwd="/",
                start_new_session=True,
            )
        self.socket = ours
        self.lock = threading.Lock()

    def ask(self, job: dict[str, Any], files: list[int]) -> None:
        with self.lock:
            socket.send_fds(self.socket, [json.dumps(job).encode()], files)

    def stop(self) -> None:
        """Closing our end is what ends it."""
        self.socket.close()
        if self.owner == os.getpid():
            self.process.wait()


def _packages() -> list[str]:
    """Where the parent finds its packages: an isolated interpreter knows only those of its own prefix."""
    return [_ROOT, *(path for path in sys.path if path.endswith("site-packages"))]


_started: list[_Nursery] = []
_starting = threading.Lock()


def _nursery() -> _Nursery:
    with _starting:
        # A web server forks after loading us: a nursery must not be shared with the process it came from.
        if _started and (_started[0].owner != os.getpid() or _started[0].process.poll() is not None):
            _started.pop().socket.close()
        if not _started:
            _started.append(_Nursery())
        return _started[0]


def _ask(job: dict[str, Any], files: list[int]) -> None:
    """Hand the job to the nursery; one that was killed since the last job is replaced."""
    for _ in range(2):
        nursery = _nursery()
        try:
            nursery.ask(job, files)
            return
        except OSError:
            with _starting:
                if nursery in _started:
                    _started.remove(nursery)
                    nursery.stop()
    raise ChildCrashed(job["function"], "the process it should start from is gone")


def _stop() -> None:
    while _started:
        _started.pop().stop()


atexit.register(_stop)


def _serve(control: socket.socket) -> None:
    """The nursery's life: for each job received, fork a child that does it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are collected by the kernel
    while True:
        message, files, _, _ = socket.recv_fds(control, 64 * 1024, 4)
        if not message:
            return
        job = json.loads(message)
        module, _, name = str(job["function"]).partition(":")
        try:
            # Imported here, before the fork, so that the next child has it too.
            function = getattr(importlib.import_module(module), name)
        except Exception as error:  # whatever a module raises is the asker's to hear, and no end of ours
            os.write(files[2], f"{type(error).__name__}: {error}".encode())
            function = None
        if function and os.fork() == 0:
            control.close()
            _live(function, job, files)
        for file in files:
            os.close(file)


def _live(function: Callable[[bytes], bytes], job: dict[str, Any], files: list[int]) -> None:
    """The child: say who we are, bind ourselves, answer, end. Never returns."""
    given, answer, errors, ended = files
    code = 1
    try:
        os.dup2(errors, 2)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.write(ended, b"%d\n" % os.getpid())
        _bind(job)
        with os.fdopen(given, "rb", closefd=False) as payload, os.fdopen(answer, "wb", closefd=False) as out:
            out.write(function(payload.read()))
        os.write(ended, _DONE)
        code = 0
    except BaseException as error:  # the asker hears of it; nothing may run on in a forked nursery
        os.write(errors, f"{type(error).__name__}: {error}"[:_MAX_ERRORS].encode("utf-8", "replace"))
    finally:
        os._exit(code)


def _bind(job: dict[str, Any]) -> None:
    cpu = math.ceil(job["cpu"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_ANSWER, _MAX_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    # Should whoever asked be gone, the kernel still ends us. Its default action needs no Python to run.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, float(job["wall"]) + 1)


if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:]
    sys.dont_write_bytecode = True
    _serve(socket.socket(fileno=int(sys.argv[1])))
