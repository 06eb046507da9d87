"""Evidence named by what is in it: whole or not there, the same bytes once, damage found."""

import hashlib
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from hypothesis import given
from hypothesis import strategies as st

from sources.storage import BlobFileStorage, Blobs, DamagedBlob, MissingBlob

DATA = b"what the page said on the day it was read"
DIGEST = "sha256:" + hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def blobs(folder):
    return Blobs(BlobFileStorage(location=folder))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def path_of(folder: Path, digest: str = DIGEST) -> Path:
    digits = digest.removeprefix("sha256:")
    return folder / "sha256" / digits[:2] / digits[2:4] / digits


def test_bytes_are_stored_under_their_digest_and_read_back(blobs, folder):
    assert not blobs.exists(DIGEST)
    assert blobs.put(DATA) == DIGEST
    assert blobs.exists(DIGEST)
    assert files(folder) == [path_of(folder)]
    assert path_of(folder).read_bytes() == blobs.read(DIGEST) == DATA
    with blobs.open(DIGEST) as file:
        assert file.read(4) == b"what"


def test_nobody_else_on_the_machine_reads_evidence(blobs, folder):
    blobs.put(DATA)
    assert stat.S_IMODE(path_of(folder).stat().st_mode) == 0o600


def test_the_same_bytes_are_stored_once(blobs, folder):
    blobs.put(DATA)
    before = path_of(folder).stat()
    assert blobs.put(DATA) == DIGEST
    after = path_of(folder).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_empty_file_is_evidence_too(blobs):
    assert blobs.read(blobs.put(b"")) == b""


def test_names_lists_what_is_stored_and_nothing_unfinished(blobs, folder):
    assert list(blobs.names()) == []
    stored = {blobs.put(b"%d" % number) for number in range(20)}
    (path_of(folder, min(stored)).parent / ".incoming-abc").write_bytes(b"half")
    (folder / "stray").write_bytes(b"not ours")
    assert list(blobs.names()) == sorted(stored)


def test_a_missing_file_is_named(blobs):
    with pytest.raises(MissingBlob, match=DIGEST):
        blobs.read(DIGEST)
    with pytest.raises(MissingBlob, match="missing"):
        blobs.open(DIGEST)


def test_any_change_of_a_stored_file_is_found(blobs, folder):
    blobs.put(DATA)
    for changed in [DATA + b"!", DATA[:-1], b"", b"X" + DATA[1:]]:
        path_of(folder).write_bytes(changed)
        with pytest.raises(DamagedBlob) as damage:
            blobs.read(DIGEST)
        assert damage.value.digest == DIGEST
        assert damage.value.found == "sha256:" + hashlib.sha256(changed).hexdigest()
        with pytest.raises(DamagedBlob):
            blobs.put(DATA)
        assert path_of(folder).read_bytes() == changed  # damage is for a person to look at, not to paint over


@pytest.mark.parametrize(
    "digest",
    ["", "sha256:", "sha256:../../etc/passwd", DIGEST.upper(), DIGEST + "0", "md5:" + DIGEST[7:],
     "/etc/passwd", DIGEST + "\n"],
)  # fmt: skip
def test_a_digest_cannot_become_another_path(blobs, digest):
    with pytest.raises(MissingBlob):
        blobs.exists(digest)


@given(data=st.binary(max_size=300))
def test_any_storage_of_djangos_will_do(data):
    blobs = Blobs(InMemoryStorage())
    digest = blobs.put(data)
    assert digest == blobs.put(data)
    assert blobs.read(digest) == data
    assert list(blobs.names()) == [digest]


def test_many_writers_of_the_same_bytes_leave_one_file(folder):
    start, problems = threading.Barrier(8), []

    def write() -> None:
        blobs = Blobs(BlobFileStorage(location=folder))
        start.wait()
        try:
            for number in range(20):
                blobs.put(DATA + b"%d" % number)
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(files(folder)) == len(list(Blobs(BlobFileStorage(location=folder)).names())) == 20


class Stopped(OSError):
    pass


def _is_file(handle: int) -> bool:
    return stat.S_ISREG(os.fstat(handle).st_mode)


def failing(monkeypatch, nth: int) -> list[str]:
    """Let the nth call of the operating system that a write needs fail, and no later one."""
    calls: list[str] = []
    for name in ("fsync", "replace", "mkdir", "open"):
        real = getattr(os, name)

        def call(*args, real=real, name=name, **options):
            calls.append("fsync file" if name == "fsync" and _is_file(args[0]) else name)
            if len(calls) == nth:
                raise Stopped(5, f"{name} failed")
            return real(*args, **options)

        monkeypatch.setattr(os, name, call)
    return calls


def test_whichever_step_fails_there_is_a_whole_file_or_none(tmp_path):
    """Fail the first step, the second, and so on until none is left to fail."""
    failures = 0
    for nth in range(1, 60):
        folder = tmp_path / str(nth)
        blobs = Blobs(BlobFileStorage(location=folder))
        with pytest.MonkeyPatch.context() as patch:
            failing(patch, nth)
            try:
                blobs.put(DATA)
            except OSError:
                failures += 1
                whole = False
            else:
                whole = True
        if blobs.exists(DIGEST):
            assert blobs.read(DIGEST) == DATA
        assert blobs.exists(DIGEST) or not whole
        assert len(files(folder)) == blobs.exists(DIGEST), "a temporary file was left behind"
        assert blobs.put(DATA) == DIGEST  # what failed can be done again
        if whole:
            break
    assert whole and failures >= 5


def test_what_was_acknowledged_is_on_the_disk_before_it_is_acknowledged(blobs, folder, monkeypatch):
    calls = failing(monkeypatch, 0)
    blobs.put(DATA)
    after_rename = calls[calls.index("replace") :]
    before_rename = calls[: calls.index("replace")]
    assert "fsync file" in before_rename and "fsync" in after_rename


KILLED = """
import sys
from django.conf import settings
settings.configure()
from sources.storage import BlobFileStorage, Blobs
blobs = Blobs(BlobFileStorage(location=sys.argv[1]))
number = 0
while True:
    print(blobs.put(b"%d " % number * 20000), flush=True)
    number += 1
"""


def test_a_writer_that_is_killed_leaves_nothing_it_acknowledged_missing(folder):
    for milliseconds in (5, 20, 60):
        command = [sys.executable, "-c", KILLED, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            acknowledged = [writer.stdout.readline().strip()]
            timer = threading.Timer(milliseconds / 1000, writer.kill)
            timer.start()
            acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
        blobs = Blobs(BlobFileStorage(location=folder))
        for digest in acknowledged:
            blobs.read(digest)
        for digest in blobs.names():
            blobs.read(digest)
