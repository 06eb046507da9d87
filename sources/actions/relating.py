"""How works derive from one another: proposed with a reason, decided by a reviewer."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from provenance.accounts.models import User
from provenance.accounts.policies import may_edit, may_review, require
from provenance.canonical import nfc
from provenance.ledger.events import Event
from provenance.record import check_fields, revised
from sources.models import Derivation, DerivationKind, Source, Verdict


class DecidedAlready(Exception):
    def __init__(self, derivation: Derivation) -> None:
        super().__init__(f"This derivation was {derivation.get_verdict_display().lower()} already.")
        self.derivation = derivation


def propose(source: Source, origin: Source, kind: str, *, basis: str, by: User) -> Derivation:
    """Say that `source` passes on `origin`, and why; it is certain only once a reviewer confirms it."""
    require(may_edit, by)
    if source.pk == origin.pk:
        raise ValidationError({"origin": "A source cannot derive from itself."})
    _refuse_repeated(source, origin, kind)
    now = timezone.now()
    derivation = Derivation(
        source=source,
        origin=origin,
        kind=DerivationKind(kind),
        basis=nfc(basis.strip()),
        proposed_by=by,
        proposed_at=now,
    )
    check_fields(derivation, ["kind", "basis"])
    try:
        with revised(Event.DERIVATION_PROPOSE, derivation, by=by, note=basis, at=now) as change:
            change.save(derivation)
    except IntegrityError:
        # Somebody proposed the same in the moment since we looked.
        _refuse_repeated(source, origin, kind)
        raise
    return derivation


def _refuse_repeated(source: Source, origin: Source, kind: str) -> None:
    if Derivation.objects.filter(source=source, origin=origin, kind=kind).exists():
        raise ValidationError({"origin": "This derivation is on record already."})


def confirm(derivation: Derivation, *, by: User, note: str = "") -> None:
    _decide(derivation, Verdict.CONFIRMED, Event.DERIVATION_CONFIRM, by, note)


def reject(derivation: Derivation, *, by: User, reason: str) -> None:
    _decide(derivation, Verdict.REJECTED, Event.DERIVATION_REJECT, by, reason)


def _decide(derivation: Derivation, verdict: Verdict, event: Event, by: User, note: str) -> None:
    require(may_review, by)
    with revised(event, derivation, by=by, note=note) as change:
        if derivation.verdict != Verdict.PROPOSED:
            raise DecidedAlready(derivation)
        derivation.verdict, derivation.decided_by, derivation.decided_at = verdict, by, change.at
        change.save(derivation)
