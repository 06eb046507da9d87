"""A signed statement becomes an edition; an edition is withdrawn in public, never removed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from claims import catalogue
from claims.actions.acting import acting, standing_of
from claims.models import Claim, Edition
from claims.permissions import may_review, may_withdraw, require
from claims.policy import Standing, is_ready
from claims.statement import counts_as_evidence
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.ledger.events import Event
from provenance.ledger.recorded import moment
from provenance.record import Change
from provenance.search import index
from provenance.search.models import Document
from sources.models import Snapshot


def publish(claim: Claim, *, by: User, note: str = "") -> Edition:
    """Make the latest statement the public edition, once it has the sign-offs that the policy asks for."""
    require(may_review, by)
    with acting("publish", Event.CLAIM_PUBLISH, claim, by=by, note=note) as change:
        standing = standing_of(claim)
        _refuse_unready(claim, standing)
        last = claim.editions.order_by("-number").values_list("number", flat=True).first() or 0
        edition = Edition(
            claim=claim,
            number=last + 1,
            statement=claim.latest,
            published_at=change.at,
            published_by=by,
            note=note,
            checked_by=_checked_by(standing),
            policy={item.section: item.needed for item in standing},
        )
        change.save(edition)
        claim.published = claim.latest
        change.save(claim)
        index.put(_document(claim, edition))
    return edition


def _document(claim: Claim, edition: Edition) -> Document:
    about = [claim.subject, *([claim.object] if claim.object else [])]
    names = [name["text"] for entity in about for name in entity.names]
    # On a later edition `index.put` keeps the moment of the first.
    return catalogue.document(
        claim, edition.statement, edition, names=names, first_published_at=edition.published_at
    )


def retract(claim: Claim, *, reason: str, by: User) -> None:
    """Withdraw a published claim. Its editions and sign-offs stay readable for ever, with the reason."""
    require(may_withdraw, by)
    with acting("retract", Event.CLAIM_RETRACT, claim, by=by, note=reason) as change:
        if claim.published_id is None:
            raise Refused("Only a published claim can be retracted; this one was never public.")
        _withdraw(change, claim, reason)


def supersede(claim: Claim, successor: Claim, *, reason: str, by: User) -> None:
    """Point readers of a published claim to the published claim that takes its place."""
    require(may_review, by)
    # Both are held until the end: two that supersede each other at once would lead readers in a circle.
    with (
        _held(claim, successor),
        acting("supersede", Event.CLAIM_SUPERSEDE, claim, by=by, note=reason) as change,
    ):
        change.lock(successor)
        if successor.pk == claim.pk or successor.status != "published":
            raise Refused("The claim that takes its place must be another one, and published.")
        claim.superseded_by = successor
        _withdraw(change, claim, reason)


@contextmanager
def _held(*claims: Claim) -> Iterator[None]:
    """Hold the claims, in one order for everybody: nobody waits for somebody who waits for them."""
    with transaction.atomic():
        keys = [claim.pk for claim in claims]
        list(
            Claim.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk")
        )
        yield


def _withdraw(change: Change, claim: Claim, reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why; readers will see it.")
    claim.withdrawn_at, claim.withdrawn_by, claim.withdrawn_reason = change.at, change.by, reason.strip()
    claim.sent_back_reason = ""
    change.save(claim)
    index.set_status(claim.pk, claim.status)


def _refuse_unready(claim: Claim, standing: list[Standing]) -> None:
    if not is_ready(standing):
        missing = [f"{item.section} ({item.missing} more)" for item in standing if item.missing]
        raise Refused(f"Sign-offs are missing: {', '.join(missing)}.")
    carrying = [
        citation
        for citation in claim.latest.content()["sections"]["evidence"]
        if counts_as_evidence(citation)
    ]
    if not carrying:
        raise Refused(
            "No citation carries this claim yet: it needs a supporting source that was consulted, "
            "with its quote found word for word where there is a snapshot."
        )
    quoted = [citation["snapshot"]["id"] for citation in carrying if citation["snapshot"]]
    # Withheld after it was signed: the reviewers saw the quote there, and no reader can.
    readable = set(Snapshot.objects.readable().filter(ident__in=quoted).values_list("ident", flat=True))
    if len(quoted) == len(carrying) and not readable:
        raise Refused("Every snapshot that this claim quotes is withheld; cite one that readers can see.")


def _checked_by(standing: list[Standing]) -> list[dict[str, str]]:
    return [
        {
            "section": item.section,
            "reviewer": str(sign_off.reviewer_id),
            "name": sign_off.reviewer.name,
            "at": moment(sign_off.signed_at),
            "sign_off": str(sign_off.pk),
        }
        for item in standing
        for sign_off in item.given
    ]
