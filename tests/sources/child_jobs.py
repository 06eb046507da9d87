"""Jobs that the tests have done in a child: what goes wrong inside it."""

import os
import sys
import time


def upper(payload: bytes) -> bytes:
    return payload.upper()


def environment(payload: bytes) -> bytes:
    return "\n".join(sorted(os.environ)).encode()


def modules(payload: bytes) -> bytes:
    return "\n".join(sorted(sys.modules)).encode()


def sleep(payload: bytes) -> bytes:
    time.sleep(60)
    return b""


def spin(payload: bytes) -> bytes:
    while True:
        pow(3, 10**7)


def grow(payload: bytes) -> bytes:
    return b"x" * (2 * 1024**3)


def fail(payload: bytes) -> bytes:
    raise ValueError("this page cannot be read")


def die(payload: bytes) -> bytes:
    os._exit(0)


def scribble(payload: bytes) -> bytes:
    sys.stderr.write("a complaint\n")
    os.write(2, b"y" * 100_000)
    os.kill(os.getpid(), 11)
    return b""


def files(payload: bytes) -> bytes:
    return "\n".join(sorted(os.listdir("/proc/self/fd"))).encode()


def nursery(payload: bytes) -> bytes:
    return b"%d" % os.getppid()
