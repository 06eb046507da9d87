"""Evidence as files named by what is in them, written whole or not at all.

    put ─► temporary file ─► fsync ─► rename to sha256/ab/cd/<hex> ─► fsync of the folder ─► digest ─► row

A power cut at any arrow leaves at most a temporary file or a file without a row, both harmless. The row
comes last, so a row never points to a file that is not there.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_FOLDER = "sha256"
_TEMPORARY = ".incoming-"


class MissingBlob(Exception):
    """No bytes of this digest are stored."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest

    def __str__(self) -> str:
        return f"The stored file {self.digest} is missing."


class DamagedBlob(Exception):
    """What is stored under a digest has another: it was changed after it was written."""

    def __init__(self, digest: str, found: str) -> None:
        super().__init__(digest, found)
        self.digest, self.found = digest, found

    def __str__(self) -> str:
        return f"The stored file {self.digest} was changed: it is now {self.found}."


@deconstructible(path="sources.storage.BlobFileStorage")
class BlobFileStorage(FileSystemStorage):
    """A folder on this machine that survives a power cut: what `save` returned is on the disk, whole."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        _make_folder(target.parent, Path(self.location))
        # mkstemp makes it readable for us alone (0600), and so does the rename leave it.
        handle, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return name

    def settle(self, name: str) -> None:
        """Make last what stands under the name: whoever put it there may have been killed before doing so."""
        folder = Path(self.path(name)).parent
        _make_folder(folder, Path(self.location))
        _sync_folder(folder)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: equal names hold equal bytes, so replacing one by the other changes nothing."""
        return name


class Blobs:
    """Bytes by their digest, over any of Django's storages ("evidence" by default)."""

    def __init__(self, storage: Storage | None = None) -> None:
        self.storage = storage or storages["evidence"]

    def put(self, data: bytes) -> str:
        """Store the bytes and return their digest, "sha256:<hex>"; storing them again does nothing.

        What already stands under the digest is read back first: a damaged file is DamagedBlob and not
        silently taken for the bytes just given, nor silently mended: somebody has to look at it.
        """
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        name = _name(digest)
        if self.storage.exists(name):
            self.read(digest)
            if isinstance(self.storage, BlobFileStorage):
                self.storage.settle(name)
            return digest
        saved = self.storage.save(name, ContentFile(data))
        if saved != name:
            # Another process stored the same bytes in between, and this storage renames instead of replacing.
            self.storage.delete(saved)
            self.read(digest)
        return digest

    def open(self, digest: str) -> IO[bytes]:
        """A file to read from, not verified; MissingBlob when there is none."""
        try:
            return self.storage.open(_name(digest), "rb")
        except FileNotFoundError as error:
            raise MissingBlob(digest) from error

    def read(self, digest: str) -> bytes:
        """The bytes, verified; MissingBlob or DamagedBlob."""
        with self.open(digest) as file:
            data = file.read()
        found = "sha256:" + hashlib.sha256(data).hexdigest()
        if found != digest:
            raise DamagedBlob(digest, found)
        return data

    def exists(self, digest: str) -> bool:
        return self.storage.exists(_name(digest))

    def names(self) -> Iterator[str]:
        """The digests of all that is stored, sorted; unfinished temporary files are left out."""
        for first in self._folders(_FOLDER):
            for second in self._folders(f"{_FOLDER}/{first}"):
                _, files = self.storage.listdir(f"{_FOLDER}/{first}/{second}")
                for file in sorted(files):
                    if _DIGEST.fullmatch(f"sha256:{file}"):
                        yield f"sha256:{file}"

    def _folders(self, path: str) -> list[str]:
        try:
            return sorted(self.storage.listdir(path)[0])
        except FileNotFoundError:
            return []


def blobs() -> Blobs:
    """The evidence of this installation."""
    return Blobs()


def _name(digest: str) -> str:
    matched = _DIGEST.fullmatch(digest)
    if matched is None:
        # Checked, because a digest read from a form or a file must not become a path of its own choice.
        raise MissingBlob(digest[:80])
    digits = matched[1]
    return f"{_FOLDER}/{digits[:2]}/{digits[2:4]}/{digits}"


def _make_folder(folder: Path, root: Path) -> None:
    """Make the folder and make it last: each new one is written down in the one above it."""
    missing = [folder]
    while not missing[-1].exists() and missing[-1] != missing[-1].parent:
        missing.append(missing[-1].parent)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for made in missing[:-1]:
        _sync_folder(made.parent)
    # Another process may have made them a moment ago and not yet written them down.
    while folder != root and root in folder.parents:
        folder = folder.parent
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
