"""A claim is written and rewritten, then handed to review."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from claims.actions.acting import acting, save
from claims.models import PARTS, Claim, Link, LinkKind, Statement, Topic
from claims.permissions import may_edit, require
from claims.workflow import Refused
from provenance import dates, languages
from provenance.accounts.models import User
from provenance.canonical import nfc
from provenance.entities.models import Entity, Place
from provenance.identifiers import mint_uuid
from provenance.ledger.events import Event
from provenance.record import check_fields, noted, revised


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a claim says: everything of it that people write."""

    text: str
    subject: Entity
    topic: Topic
    language: str = "en"
    parts: dict[str, str] = field(default_factory=dict)
    attribution: str = ""
    basis: str = "stated"
    kind: str = "statement"
    object: Entity | None = None
    stage: str = ""
    amount_value: str = ""
    amount_unit: str = ""
    occurred: str = ""
    place: Place | None = None
    translation: str = ""
    translation_language: str = ""


MAX_PART = 300  # characters of one part; it is a phrase of the claim, which has at most 600
# Not what Decimal() takes: 1e5, 1_000 and digits of other scripts read differently elsewhere.
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

NAMES = tuple(item.name for item in fields(Content))


def content_of(claim: Claim) -> Content:
    return Content(**{name: getattr(claim, name) for name in NAMES})


def draft(content: Content, *, by: User, note: str = "", key: UUID | None = None) -> Claim:
    """A new claim, seen only by people with an account. Sent twice under one `key`, it is one claim."""
    require(may_edit, by)
    try:
        return _drafted(content, key or mint_uuid(), by, note)
    except IntegrityError:
        first = Claim.objects.filter(pk=key).first() if key else None
        if first is None:
            raise
        again = Claim()
        _write(again, content)
        if first.drafted_by_id == by.pk and content_of(first) == content_of(again):
            return first
        # Somebody went back to the form and wrote another claim in it: that must not be lost.
        return _drafted(content, mint_uuid(), by, note)


def _drafted(content: Content, key: UUID, by: User, note: str) -> Claim:
    now = timezone.now()
    # The statement's id is minted first because claim and statement point at each other.
    claim = Claim(id=key, drafted_by=by, drafted_at=now, latest_id=mint_uuid())
    _write(claim, content)
    with revised(Event.CLAIM_DRAFT, claim, by=by, note=note, at=now) as change:
        save(change, claim)
    return claim


def revise(
    claim: Claim, *, by: User, note: str = "", content: Content | None = None, **changes: Any
) -> Statement:
    """Change what the claim says. An edition stays public; sign-offs on what changed no longer count."""
    require(may_edit, by)
    with acting("revise", Event.CLAIM_REVISE, claim, by=by, note=note, revises=True) as change:
        _write(claim, replace(content or content_of(claim), **changes))
        return save(change, claim)


def submit(claim: Claim, *, by: User, note: str = "") -> None:
    """Hand the claim to review."""
    require(may_edit, by)
    with acting("submit", Event.CLAIM_SUBMIT, claim, by=by, note=note) as change:
        if not claim.citations.standing().exists():
            raise Refused("A claim needs at least one citation before it goes to review.")
        claim.submitted_at = change.at
        claim.sent_back_reason = ""
        change.save(claim)


def relate(claim: Claim, other: Claim, kind: str, *, by: User, note: str = "") -> Link:
    """Say how one claim stands to another. Each keeps its own evidence."""
    require(may_edit, by)
    if claim.pk == other.pk:
        raise Refused("A claim cannot be related to itself.")
    with noted(Event.CLAIM_RELATE, claim, by=by, note=note) as change:
        if Link.objects.filter(claim=claim, other=other, kind=kind).exists():
            raise Refused(f"That this claim {LinkKind(kind).label} the other one is on record already.")
        link = Link(claim=claim, other=other, kind=LinkKind(kind), linked_by=by, linked_at=change.at)
        change.save(link)
    return link


def _write(claim: Claim, content: Content) -> None:
    span = dates.parse(content.occurred)
    claim.text = nfc(content.text.strip())
    claim.language = _language("language", content.language)
    claim.parts = _parts(content.parts)
    claim.attribution = nfc(content.attribution.strip())
    claim.basis, claim.kind, claim.stage = content.basis, content.kind, content.stage
    claim.subject, claim.object, claim.topic, claim.place = (
        content.subject,
        content.object,
        content.topic,
        content.place,
    )
    claim.amount_value, claim.amount_unit = _amount(content.amount_value), nfc(content.amount_unit.strip())
    claim.occurred, claim.occurred_from, claim.occurred_to = span.text, span.earliest, span.latest
    claim.translation = nfc(content.translation.strip())
    claim.translation_language = (
        _language("translation_language", content.translation_language) if claim.translation else ""
    )
    _refuse_halves(claim)
    check_fields(claim, NAMES)


def _parts(parts: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(str(name) for name in set(parts) - set(PARTS))
    if unknown:
        raise ValidationError({"parts": f"A claim has no part called {', '.join(unknown)}."})
    for name, phrase in parts.items():
        if not isinstance(phrase, str) or len(phrase) > MAX_PART:
            raise ValidationError(
                {"parts": f"The part “{name}” is a short phrase of at most {MAX_PART} characters."}
            )
    return {name: nfc(parts[name].strip()) for name in PARTS if parts.get(name, "").strip()}


def _language(name: str, tag: str) -> str:
    try:
        return languages.parse(tag)
    except languages.BadLanguage as problem:
        raise ValidationError({name: str(problem)}) from None


def _refuse_halves(claim: Claim) -> None:
    # A statement leaves out the half that stands alone: the working copy would say more than is signed.
    if claim.amount_unit and not claim.amount_value:
        raise ValidationError({"amount_value": "A unit needs its number."})
    if claim.translation and not claim.translation_language:
        raise ValidationError({"translation_language": "Say which language the translation is in."})


def _amount(value: str) -> str:
    value = value.strip()
    if value and not PLAIN_NUMBER.fullmatch(value):
        raise ValidationError({"amount_value": "Write the amount as a plain number, for example 1250000.5"})
    return value
