"""Who may do what to which claim: predicates over (user, claim), composed from what a role allows."""

from collections.abc import Collection
from uuid import UUID

from claims.models import Claim, Statement
from claims.workflow import Status
from provenance.accounts.models import User
from provenance.accounts.policies import (
    Visitor,
    may_edit,
    may_read_working_copies,
    may_review,
    may_withdraw,
    require,
)

__all__ = [
    "editors_since_edition",
    "may_edit",
    "may_read",
    "may_read_working_copies",
    "may_review",
    "may_sign_off",
    "may_withdraw",
    "require",
    "sections_barred",
]


def may_read(user: Visitor, claim: Claim) -> bool:
    """See a claim that has no public edition yet."""
    return claim.published_id is not None or may_read_working_copies(user)


def editors_since_edition(claim: Claim) -> set[UUID]:
    """Who wrote or edited the claim since its last edition."""
    since = Statement.objects.filter(claim=claim)
    if claim.published_id:
        since = since.filter(number__gt=Statement.objects.filter(pk=claim.published_id).values("number"))
    return set(since.order_by().values_list("author_id", flat=True).distinct())


def may_sign_off(user: Visitor, claim: Claim, editors: Collection[UUID]) -> bool:
    """Sign off a claim under review that you did not write or edit since its last edition."""
    return (
        may_review(user)
        and isinstance(user, User)
        and claim.status == Status.IN_REVIEW
        and user.pk not in editors
    )


def sections_barred(user: User, statement: Statement) -> set[str]:
    """The sections whose present text this person wrote, in whatever edition."""
    return {section for section, author in statement.written_by.items() if author == str(user.pk)}
