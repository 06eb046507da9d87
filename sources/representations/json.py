"""A source and its evidence as JSON for programs."""

from collections.abc import Iterable
from typing import Any

from sources.models import Derivation, Snapshot, Source
from sources.representations.csl import as_csl


def as_json(
    source: Source, snapshots: Iterable[Snapshot], derivations: Iterable[Derivation]
) -> dict[str, Any]:
    return {
        "id": source.ident,
        "csl": as_csl(source),
        "issued": source.issued,
        "access": source.access,
        "lineage": source.lineage,
        "snapshots": [_snapshot(snapshot) for snapshot in snapshots],
        "derivations": [_derivation(derivation) for derivation in derivations],
    }


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    facts = {
        "id": snapshot.ident,
        "captured_at": snapshot.captured_at.isoformat(),
        "media_type": snapshot.media_type,
        "size": snapshot.size,
        "payload_digest": snapshot.payload_digest,
        "warc_digest": snapshot.warc_digest,
        "text_digest": snapshot.text_digest,
        "extractor": snapshot.extractor,
    }
    return {**facts, "withheld": snapshot.withheld_reason} if snapshot.withheld_at else facts


def _derivation(derivation: Derivation) -> dict[str, Any]:
    return {
        "source": derivation.source.ident,
        "kind": derivation.kind,
        "origin": derivation.origin.ident,
        "basis": derivation.basis,
        "verdict": derivation.verdict,
        "decided_by": derivation.decided_by.name if derivation.decided_by else None,
    }
