"""The review queue: unfinished claims with how far each is from publication.

A page costs three queries besides the count, whatever the size of the database: the claims, the sign-offs on
them, and who edited them since their last edition.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q
from django.http import QueryDict

from claims.models import Claim, ClaimQuerySet, SignOff, Statement
from claims.policy import Standing, is_ready, standings
from claims.workflow import Status
from provenance.accounts.models import User
from provenance.web.components import Choice
from provenance.web.paging import query_with

UNFINISHED = (Status.DRAFT, Status.IN_REVIEW, Status.SENT_BACK)
NOTHING_THERE = {
    "awaiting": ("Nothing awaits review.", "Drafts appear here once they are submitted."),
    "sent-back": ("No claim is sent back.", "A claim that a reviewer returns waits here for its author."),
    "drafts": ("There are no drafts.", "A draft is seen only by people with an account."),
    "mine": (
        "You have drafted no claims.",
        "Claims that you draft stay listed here, whatever becomes of them.",
    ),
    "corrections": (
        "No published claim is being corrected.",
        "Editing a published claim begins its next edition.",
    ),
}
TITLES = {
    "awaiting": "Awaiting review",
    "sent-back": "Sent back",
    "drafts": "Drafts",
    "mine": "My claims",
    "corrections": "Corrections",
}


@dataclass(frozen=True)
class Row:
    """`waiting` is since when the claim waits for somebody; `badges` are words for this reader."""

    claim: Claim
    waiting: datetime
    standings: Sequence[Standing]
    badges: Sequence[str]

    @property
    def given(self) -> int:
        return sum(min(item.needed, len(item.given)) for item in self.standings)

    @property
    def needed(self) -> int:
        return sum(item.needed for item in self.standings)

    @property
    def asked(self) -> list[tuple[str, int, int]]:
        """(section, words it has, words it needs) for every section that needs any."""
        return [
            (item.section, min(item.needed, len(item.given)), item.needed)
            for item in self.standings
            if item.needed
        ]


def _condition(name: str, user: User) -> Q:
    return {
        "awaiting": Q(status=Status.IN_REVIEW),
        "sent-back": Q(status=Status.SENT_BACK),
        "drafts": Q(status=Status.DRAFT),
        "mine": Q(drafted_by=user.pk),
        "corrections": Q(status__in=UNFINISHED, published__isnull=False),
    }[name]


def listed(name: str, user: User) -> ClaimQuerySet:
    """The claims of one list: what waits longest comes first, drafts and one's own newest first."""
    # Ties are broken by id, which is in the order of drafting, so that no claim shows on two pages.
    order = (
        ["-drafted_at", "-pk"]
        if name in ("drafts", "mine")
        else [F("submitted_at").asc(nulls_last=True), "pk"]
    )
    rows = Claim.objects.filter(_condition(name, user)).order_by(*order)
    return rows.select_related("topic", "subject", "drafted_by", "latest", "published").defer(
        "published__body"
    )


def counts(user: User) -> dict[str, int]:
    """How many claims each list has, in one query."""
    counted = {name.replace("-", "_"): Count("pk", filter=_condition(name, user)) for name in TITLES}
    found = Claim.objects.filter(Q(status__in=UNFINISHED) | Q(drafted_by=user.pk)).aggregate(**counted)
    return {name: found[name.replace("-", "_")] for name in TITLES}


def choices(query: QueryDict, chosen: str, counted: dict[str, int]) -> list[Choice]:
    return [
        Choice(
            text=title,
            href=query_with(query, list=None if name == "awaiting" else name, page=None),
            count=counted[name],
            chosen=name == chosen,
        )
        for name, title in TITLES.items()
    ]


def rows(claims: Iterable[Claim], user: User) -> list[Row]:
    """The rows of one page, with two queries for all of them."""
    claims = list(claims)
    editors = _editors(claims)
    sign_offs: dict[UUID, list[SignOff]] = defaultdict(list)
    for sign_off in SignOff.objects.filter(claim__in=claims).order_by("signed_at", "pk"):
        sign_offs[sign_off.claim_id].append(sign_off)
    return [_row(claim, user, editors[claim.pk], sign_offs[claim.pk]) for claim in claims]


def _editors(claims: list[Claim]) -> dict[UUID, set[UUID]]:
    """`permissions.editors_since_edition` for many claims at once."""
    editors: dict[UUID, set[UUID]] = defaultdict(set)
    written = Statement.objects.filter(claim__in=claims).order_by()
    since = written.filter(Q(claim__published=None) | Q(number__gt=F("claim__published__number")))
    for claim, author in since.values_list("claim_id", "author_id").distinct():
        editors[claim].add(author)
    return editors


def _row(claim: Claim, user: User, editors: set[UUID], sign_offs: list[SignOff]) -> Row:
    standing = standings(
        claim.latest.content()["sections"],
        claim.latest.sections,
        claim.published.sections if claim.published else {},
        sign_offs,
        barred=editors,
        written_by=claim.latest.written_by,
        policy=settings.REVIEW_POLICY,
    )
    waiting = claim.submitted_at if claim.status == Status.IN_REVIEW else None
    return Row(claim, waiting or claim.latest.made_at, standing, _badges(claim, user, editors, standing))


def _badges(claim: Claim, user: User, editors: set[UUID], standing: list[Standing]) -> list[str]:
    if claim.status not in UNFINISHED:
        return []
    ready = ["has all its sign-offs"] if claim.status == Status.IN_REVIEW and is_ready(standing) else []
    if user.pk in editors:
        return [*ready, "you wrote this"]
    signed = any(sign_off.reviewer_id == user.pk for item in standing for sign_off in item.given)
    return [*ready, "you signed this"] if signed else ready
