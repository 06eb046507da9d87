"""What every act on a claim has in common: locked, not stale, allowed by the workflow, saved whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from claims import permissions, workflow
from claims.models import Claim, SignOff, Statement
from claims.policy import Standing, standings
from claims.statement import Composed, compose
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.ledger.events import Event
from provenance.record import Change, noted, revised


class Stale(Exception):
    """Somebody changed the claim after it was read for this act."""

    def __init__(self, claim: Claim, seen: Any) -> None:
        super().__init__(
            "Somebody changed this claim while you were reading it. Look at what changed, then try again."
        )
        self.claim, self.seen = claim, seen


@contextmanager
def acting(
    action: str, event: Event, claim: Claim, *, by: User, note: str = "", revises: bool = False
) -> Iterator[Change]:
    """One act on a claim that exists: the caller's copy must be the latest, the workflow must allow it."""
    seen = claim.latest_id
    change_of = revised if revises else noted
    with change_of(event, claim, by=by, note=note) as change:
        if claim.latest_id != seen:
            raise Stale(claim, seen)
        claim.status = workflow.after(action, claim.status)
        yield change


def save(change: Change, claim: Claim) -> Statement:
    """Write the working copy and the statement that it now makes, tied to the revision."""
    citations = claim.citations.standing().select_related("source", "via", "snapshot")
    composed = compose(claim, [] if claim._state.adding else citations)
    before = None if claim._state.adding else Statement.objects.get(pk=claim.latest_id)
    if before and composed.digest == before.digest:
        raise Refused("Nothing was changed.")
    statement = Statement(
        claim=claim,
        number=before.number + 1 if before else 1,
        revision=change.revision,
        body=composed.body,
        digest=composed.digest,
        sections=composed.sections,
        written_by=_written_by(composed, before, change.by),
        author=change.by,
        made_at=change.at,
        note=change.note,
    )
    claim.latest = statement
    change.save(claim)
    change.save(statement)
    return statement


def _written_by(composed: Composed, before: Statement | None, author: User) -> dict[str, str]:
    kept = before.written_by if before else {}
    new = {section: str(author.pk) for section in composed.changed(before.sections if before else {})}
    return {**kept, **new}


def standing_of(claim: Claim) -> list[Standing]:
    """How far the claim's latest statement is from publication."""
    latest = claim.latest
    public = claim.published.sections if claim.published else {}
    return standings(
        latest.content()["sections"],
        latest.sections,
        public,
        SignOff.objects.filter(claim=claim).select_related("reviewer").order_by("signed_at", "pk"),
        barred=permissions.editors_since_edition(claim),
        written_by=latest.written_by,
        policy=settings.REVIEW_POLICY,
    )
