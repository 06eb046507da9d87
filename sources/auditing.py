"""The evidence files against the record: every file that a snapshot names is there, byte for byte."""

from collections.abc import Iterator

from provenance.ledger.audit import Finding
from sources.models import Snapshot
from sources.storage import Blobs, DamagedBlob, MissingBlob


def check_files() -> Iterator[Finding]:
    storage = Blobs()
    for snapshot in Snapshot.objects.order_by("pk").iterator(200):
        for column in Snapshot.BLOBS:
            digest = getattr(snapshot, column)
            where = f"snapshot {snapshot.ident} {column.removesuffix('_digest')} file"
            try:
                storage.read(digest)
            except MissingBlob:
                yield Finding(where, digest, "no file")
            except DamagedBlob as damage:
                yield Finding(where, digest, damage.found)
