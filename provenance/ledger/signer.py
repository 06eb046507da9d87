"""The signer: makes checkpoints of the log and keeps a memory of its own.

It reads only envelopes it has not seen, extends its own frontier, and refuses to sign a log that shrank
or differs from what it signed before. In production it runs as its own user, and only it can read the key.
"""

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from provenance.ledger import merkle, notes
from provenance.ledger.models import Checkpoint, Entry, Head


class SigningRefused(Exception):
    """The log is not the one that was signed before."""


def private_key() -> Ed25519PrivateKey:
    """The log's key: a seed of 32 bytes in LEDGER_KEY_FILE, made at first use with mode 0600."""
    path: Path = settings.LEDGER_KEY_FILE
    if not path.exists():
        # Two processes that start at once must not each make a key: the first signatures would be worthless.
        with _alone(".making"):
            if not path.exists():
                write_whole(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def vkey() -> str:
    """The public verifier key, as C2SP signed-note writes it; readable where the private key is not."""
    path: Path = settings.LEDGER_KEY_FILE.with_suffix(".vkey")
    if not path.exists():
        write_whole(path, notes.vkey(settings.LEDGER_ORIGIN, private_key().public_key()).encode(), mode=0o644)
    return path.read_text()


def sign_checkpoint() -> Checkpoint | None:
    """The checkpoint of the log as it is now; None while the log is empty. Signed once for each size."""
    with _alone(".lock"):
        state = _state()
        head = Head.objects.filter(pk=1).first()
        size = head.size if head else 0
        if size < state.size:
            raise SigningRefused(
                f"The log has {size} entries; a checkpoint over {state.size} was signed before."
            )
        if size == 0:
            return None
        frontier = state
        for envelope in _envelopes(state.size, size):
            frontier = frontier.append(merkle.leaf_hash(envelope))
        if head is None or frontier.encode() != bytes(head.frontier):
            raise SigningRefused(
                f"The first {state.size} entries are no longer the ones that were signed before."
            )
        text = notes.Checkpoint(settings.LEDGER_ORIGIN, frontier.size, frontier.root()).encode()
        note = notes.sign(text, settings.LEDGER_ORIGIN, private_key())
        # The memory is on disk before anybody can see the checkpoint: a crash in between signs it again,
        # byte for byte, and never signs something else of the same size.
        _remember(frontier, note)
        row, _ = Checkpoint.objects.get_or_create(
            size=frontier.size, defaults={"root": frontier.root(), "note": _text(note)}
        )
        return row


def _envelopes(start: int, end: int) -> Iterator[bytes]:
    expected = start
    rows = (
        Entry.objects.filter(index__gte=start, index__lt=end)
        .order_by("index")
        .values_list("index", "envelope")
    )
    for index, envelope in rows.iterator(chunk_size=2000):
        if index != expected:
            raise SigningRefused(f"Entry {expected} is missing.")
        expected += 1
        yield bytes(envelope)
    if expected != end:
        raise SigningRefused(f"Entry {expected} is missing.")


def _state_path() -> Path:
    path: Path = settings.LEDGER_KEY_FILE
    return path.with_suffix(".state")


def _state() -> merkle.Frontier:
    path = _state_path()
    if not path.exists():
        return merkle.Frontier()
    return merkle.Frontier.parse(b64decode(json.loads(path.read_text())["frontier"], validate=True))


def remembered() -> bytes | None:
    """The note that the signer made last, by its own memory; None where there is none to be read."""
    try:
        note: str = json.loads(_state_path().read_text())["note"]
    except (FileNotFoundError, PermissionError):
        return None
    return note.encode()


def _remember(frontier: merkle.Frontier, note: bytes | str) -> None:
    state = {
        "size": frontier.size,
        "root": b64encode(frontier.root()).decode(),
        "frontier": b64encode(frontier.encode()).decode(),
        "note": _text(note),
    }
    write_whole(_state_path(), json.dumps(state).encode())


def _text(note: bytes | str) -> str:
    return note.decode() if isinstance(note, bytes) else note


def write_whole(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """The file has either its old content or all of the new one, whatever happens meanwhile."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(suffix: str) -> Iterator[None]:
    """One signer at a time on this machine: two could each sign a different log of the same size."""
    lock = settings.LEDGER_KEY_FILE.with_suffix(suffix)
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
