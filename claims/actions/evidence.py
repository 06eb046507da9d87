"""Citations: a claim is tied to sources, in exact words where a snapshot is at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from claims.actions.acting import acting, save
from claims.models import PARTS, Citation, Claim
from claims.permissions import may_edit, require
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.canonical import nfc
from provenance.ledger.events import Event
from provenance.record import check_fields
from sources.models import Snapshot, Source
from sources.quotes import MAX_QUOTE
from sources.reading import check_quote
from sources.searching import SearchStopped


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What a citation says, as somebody writes it."""

    source: Source
    relation: str = "supports"
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    snapshot: Snapshot | None = None
    via: Source | None = None
    supports: Sequence[str] = ()
    locator_label: str = ""
    locator_value: str = ""


def cite(claim: Claim, reference: Reference, *, by: User, note: str = "") -> Citation:
    """Add a citation. A quote is looked for in the snapshot at once, and the result kept with it."""
    require(may_edit, by)
    _refuse_contradictory(reference)
    _refuse_withheld(reference.snapshot)
    check = _checked(reference)
    with acting("revise", Event.CLAIM_CITE, claim, by=by, note=note, revises=True) as change:
        last = claim.citations.aggregate(last=Max("position"))["last"] or 0
        citation = Citation(claim=claim, position=last + 1)
        _write(citation, reference, check)
        change.save(citation)
        save(change, claim)
    return citation


def amend(citation: Citation, reference: Reference, *, by: User, note: str) -> Citation:
    """Rewrite a citation; its quote is looked for anew."""
    require(may_edit, by)
    claim = citation.claim
    if reference.source.pk != citation.source_id:
        # An edition may cite the source that this row names; a row that changed sides would hide that.
        raise ValidationError(
            {"source": "Another source is another citation: remove this one and add a new one."}
        )
    _refuse_contradictory(reference)
    if reference.snapshot and reference.snapshot.pk != citation.snapshot_id:
        _refuse_withheld(reference.snapshot)
    check = _checked(reference)
    with acting("revise", Event.CLAIM_CITE, claim, by=by, note=note, revises=True) as change:
        change.lock(citation)
        _refuse_removed(citation)
        _write(citation, reference, check)
        change.save(citation)
        save(change, claim)
    return citation


def remove(citation: Citation, *, reason: str, by: User) -> None:
    """Take a citation out of the working copy. Earlier revisions and editions keep it."""
    require(may_edit, by)
    if not reason.strip():
        raise Refused("Say why the citation is removed.")
    claim = citation.claim
    with acting("revise", Event.CLAIM_UNCITE, claim, by=by, note=reason, revises=True) as change:
        change.lock(citation)
        _refuse_removed(citation)
        citation.removed_at = change.at
        change.save(citation)
        save(change, claim)


def _refuse_removed(citation: Citation) -> None:
    if citation.removed_at:
        raise Refused("This citation was removed meanwhile.")


def _write(citation: Citation, reference: Reference, check: dict[str, Any]) -> None:
    citation.source, citation.via = reference.source, reference.via
    citation.relation = reference.relation
    citation.supports = [part for part in PARTS if part in reference.supports]
    citation.locator_label, citation.locator_value = (
        reference.locator_label,
        nfc(reference.locator_value.strip()),
    )
    # The quote is kept as it was given: the check says what it takes to find it.
    citation.quote, citation.snapshot = _quoted(reference), reference.snapshot
    citation.prefix, citation.suffix = nfc(reference.prefix), nfc(reference.suffix)
    citation.quote_check = check
    check_fields(citation, ["relation", "prefix", "suffix", "locator_label", "locator_value"])


def _quoted(reference: Reference) -> str:
    return nfc(reference.quote.strip())


def _checked(reference: Reference) -> dict[str, Any]:
    """The quote looked for, before anything is locked: nobody waits for the search of a long text."""
    if reference.snapshot is None:
        return {}
    try:
        return check_quote(
            reference.snapshot,
            _quoted(reference),
            prefix=nfc(reference.prefix),
            suffix=nfc(reference.suffix),
        )
    except SearchStopped as problem:
        raise ValidationError({"quote": str(problem)}) from None


def _refuse_withheld(snapshot: Snapshot | None) -> None:
    if snapshot and snapshot.withheld_at:
        raise ValidationError(
            {"snapshot": "This snapshot is withheld: nobody could see what is quoted from it."}
        )


def _refuse_contradictory(reference: Reference) -> None:
    unknown = set(reference.supports) - set(PARTS)
    if unknown:
        raise ValidationError({"supports": f"A claim has no part called {', '.join(sorted(unknown))}."})
    if len(_quoted(reference)) > MAX_QUOTE:
        raise ValidationError({"quote": f"A quote has at most {MAX_QUOTE:,} characters."})
    if bool(reference.locator_label) != bool(reference.locator_value.strip()):
        raise ValidationError(
            {"locator_value": "A place in the work has a name, such as page, and its number or heading."}
        )
    if reference.via and (reference.quote or reference.snapshot):
        raise ValidationError(
            {"via": "A work that is only cited by another was not seen: it has no quote and no snapshot."}
        )
    if reference.via and reference.via == reference.source:
        raise ValidationError({"via": "A work cannot be cited via itself."})
    if reference.snapshot and reference.snapshot.source_id != reference.source.pk:
        raise ValidationError({"snapshot": "This snapshot is of another source."})
    if reference.snapshot and not reference.quote.strip():
        raise ValidationError({"quote": "Give the exact words that are to be found in the snapshot."})
