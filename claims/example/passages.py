"""Where the example's quotes come from: the five documents, if at hand, and the pages of its press."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from claims.actions.evidence import Reference
from claims.example.corpus import CitationRow, DocumentRow
from claims.example.ground import Ground
from claims.example.progress import Progress
from provenance.accounts.models import User
from sources.actions import capturing
from sources.models import Snapshot
from sources.storage import Blobs

AROUND = 30  # characters kept before and after a quote, enough to tell its place from a like one


class WrongDocument(Exception):
    """A file is missing from the documents' folder, or is not the one that the corpus was made from."""


@dataclass
class Passages:
    documents: dict[str, tuple[Snapshot, str]] = field(default_factory=dict)  # file -> its snapshot and text
    pages: dict[str, list[Snapshot]] = field(
        default_factory=dict
    )  # key of the source -> snapshots, oldest first

    def reference(self, row: CitationRow, ground: Ground) -> Reference:
        """The citation as a person would write it, with its quote where the text is at hand."""
        snapshot, quote, prefix, suffix = None, "", "", ""
        if row.document and row.document in self.documents:
            snapshot, text = self.documents[row.document]
            quote = text[row.start : row.end]
            prefix, suffix = text[max(0, row.start - AROUND) : row.start], text[row.end : row.end + AROUND]
        elif row.quote:
            snapshot, quote = self.pages[row.source][row.capture - 1], row.quote
        return Reference(
            source=ground.sources[row.source],
            via=ground.sources[row.via] if row.via else None,
            relation=row.relation,
            supports=row.supports,
            locator_label=row.locator_label,
            locator_value=row.locator_value,
            snapshot=snapshot,
            quote=quote,
            prefix=prefix,
            suffix=suffix,
        )


def keep_documents(
    rows: Collection[DocumentRow], folder: Path | None, ground: Ground, progress: Progress, *, by: User
) -> dict[str, tuple[Snapshot, str]]:
    """The documents with their texts, uploaded from `folder` unless they are. Raises WrongDocument.

    Positions in the corpus count characters of the file as it is, so the text is that of the stored bytes.
    """
    kept = {}
    for row in progress.over("Documents", rows) if folder else rows:
        source = ground.sources[row.source]
        snapshot = source.snapshots.filter(payload_digest=f"sha256:{row.sha256}").first()
        if snapshot is None and folder:
            data = _data(folder / row.file, row)
            snapshot = capturing.upload(source, data, filename=row.file, media_type="text/plain", by=by)
        if snapshot:
            kept[row.file] = snapshot, Blobs().read(snapshot.payload_digest).decode()
    return kept


def _data(path: Path, row: DocumentRow) -> bytes:
    if not path.is_file():
        raise WrongDocument(f"{path} is not there.")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != row.sha256:
        raise WrongDocument(
            f"{path} is another document: expected the digest sha256:{row.sha256}, found sha256:{found}."
        )
    return data
