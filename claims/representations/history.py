"""The log of one claim as a timeline, newest first."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from claims.models import SECTIONS
from claims.reading import Happening
from provenance.ledger.events import Event
from provenance.web.components import Moment

MARKS = {
    Event.CLAIM_DRAFT: "pencil",
    Event.CLAIM_REVISE: "pencil",
    Event.CLAIM_CITE: "pencil",
    Event.CLAIM_UNCITE: "pencil",
    Event.CLAIM_SUBMIT: "clock",
    Event.CLAIM_SIGN_OFF: "tick",
    Event.CLAIM_SEND_BACK: "return",
    Event.CLAIM_PUBLISH: "seal",
    Event.CLAIM_RETRACT: "struck",
    Event.CLAIM_SUPERSEDE: "onward",
}


def timeline(ident: str, happenings: Sequence[Happening]) -> list[Moment]:
    return [_moment(ident, one) for one in happenings]


def _moment(ident: str, one: Happening) -> Moment:
    compare = reverse("difference", args=[ident, one.rev - 1, one.rev]) if one.revised and one.rev > 1 else ""
    return Moment(
        when=datetime.fromisoformat(one.time),
        who=one.who or "somebody whose name was erased",
        what=_what(one),
        why=one.why,
        edition=one.edition,
        mark=MARKS.get(Event(one.kind), "ring"),
        href=reverse("ledger_entry", args=[one.index]),
        compare_href=compare,
    )


def _what(one: Happening) -> str:
    words = Event(one.kind).words
    if one.revised:
        words = f"{words} (revision {one.rev})"
    signed = [section for section in SECTIONS if section in one.sections]
    told = "all sections" if len(signed) == len(SECTIONS) else ", ".join(signed)
    return f"{words}: {told}" if signed else words
