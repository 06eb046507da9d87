"""A claim with its citations as exact bytes, in sections that are signed one by one.

The bytes are RFC 8785 of `{"v": 1, "claim": ident, "sections": {name: content}}`; the digest of a section is
that of the RFC 8785 bytes of its content. Byte by byte in docs/evidence-format.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claims.models import SECTIONS, Citation, Claim
from provenance import canonical
from provenance.entities.models import Entity
from provenance.ledger.recorded import moment
from sources.models import Snapshot

VERSION = 1


@dataclass(frozen=True)
class Composed:
    body: bytes
    digest: str
    sections: dict[str, str]  # section -> digest

    def changed(self, before: dict[str, str]) -> list[str]:
        """The sections that read differently from `before`, in their order."""
        return [name for name in SECTIONS if before.get(name) != self.sections[name]]


def compose(claim: Claim, citations: Iterable[Citation]) -> Composed:
    """The statement that `claim` makes with these citations, in their order."""
    content: dict[str, Any] = {
        "wording": {
            "text": claim.text,
            "language": claim.language,
            "parts": claim.parts,
            "attribution": claim.attribution,
            "basis": claim.basis,
            "amount": {"value": claim.amount_value, "unit": claim.amount_unit}
            if claim.amount_value
            else None,
        },
        "subject": {
            "subject": _entity(claim.subject),
            "object": _entity(claim.object) if claim.object else None,
            "topic": {"key": claim.topic.key, "label": claim.topic.label},
            "kind": claim.kind,
            "stage": claim.stage,
        },
        "time": {"occurred": claim.occurred},
        "place": _place(claim),
        "evidence": [_citation(citation) for citation in citations],
        "translation": {"text": claim.translation, "language": claim.translation_language}
        if claim.translation
        else None,
    }
    body = canonical.encode({"v": VERSION, "claim": claim.ident, "sections": content})
    digests = {name: canonical.digest(canonical.encode(content[name])) for name in SECTIONS}
    return Composed(body, canonical.digest(body), digests)


def is_empty(section: str, content: Any) -> bool:
    """True where a section says nothing, so that nobody need sign it."""
    if section == "time":
        return not content["occurred"]
    return not content


def _entity(entity: Entity) -> dict[str, str]:
    return {"id": entity.ident, "name": entity.name}


def _place(claim: Claim) -> dict[str, str] | None:
    if claim.place is None:
        return None
    place = claim.place
    return {
        "key": place.key,
        "name": place.name,
        "country": place.country,
        "latitude": format(place.latitude, ".5f"),
        "longitude": format(place.longitude, ".5f"),
        "precision": place.precision,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "id": str(citation.pk),
        "relation": citation.relation,
        "source": citation.source.ident,
        "via": citation.via.ident if citation.via else None,
        "supports": sorted(citation.supports),
        "locator": {"label": citation.locator_label, "value": citation.locator_value}
        if citation.locator_label
        else None,
        "quote": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "snapshot": _snapshot(citation.snapshot) if citation.snapshot else None,
        "check": citation.quote_check,
    }


def _snapshot(snapshot: Snapshot) -> dict[str, str]:
    return {
        "id": snapshot.ident,
        "captured": moment(snapshot.captured_at),
        "payload": snapshot.payload_digest,
        "text": snapshot.text_digest,
    }


def counts_as_evidence(citation: dict[str, Any]) -> bool:
    """Whether a citation of a statement carries the claim by itself.

    A lead was seen by nobody here; a quote that was looked for and not found word for word counts for
    nothing until a person has mended it. A work consulted without a snapshot counts, and the page says so.
    """
    if citation["relation"] != "supports" or citation["via"]:
        return False
    return not citation["snapshot"] or bool(citation["check"].get("verified"))
