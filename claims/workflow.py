"""Where a claim's working copy stands and what may happen to it next: a table, nothing else.

The working copy and what is public are two things: a claim with a published edition may be in draft again
while readers go on seeing the edition.
"""

from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in-review"
    SENT_BACK = "sent-back"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    SUPERSEDED = "superseded"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Status.DRAFT: "draft",
    Status.IN_REVIEW: "under review",
    Status.SENT_BACK: "sent back",
    Status.PUBLISHED: "published",
    Status.RETRACTED: "retracted",
    Status.SUPERSEDED: "superseded",
}

# (action, status before) -> status after; what is not listed is refused.
TRANSITIONS: dict[tuple[str, Status], Status] = {
    ("revise", Status.DRAFT): Status.DRAFT,
    ("revise", Status.IN_REVIEW): Status.IN_REVIEW,  # the sign-offs on what changed no longer count
    ("revise", Status.SENT_BACK): Status.SENT_BACK,
    ("revise", Status.PUBLISHED): Status.DRAFT,  # a correction; the edition stays public
    ("submit", Status.DRAFT): Status.IN_REVIEW,
    ("submit", Status.SENT_BACK): Status.IN_REVIEW,
    ("sign off", Status.IN_REVIEW): Status.IN_REVIEW,
    ("send back", Status.IN_REVIEW): Status.SENT_BACK,
    ("publish", Status.IN_REVIEW): Status.PUBLISHED,
    ("retract", Status.PUBLISHED): Status.RETRACTED,
    (
        "retract",
        Status.DRAFT,
    ): Status.RETRACTED,  # only with a published edition: see `claims.actions.publication`
    ("retract", Status.IN_REVIEW): Status.RETRACTED,
    ("retract", Status.SENT_BACK): Status.RETRACTED,
    ("supersede", Status.PUBLISHED): Status.SUPERSEDED,
}


class Refused(Exception):
    """The action is not possible for the claim as it stands; the message can be shown."""


def after(action: str, status: str) -> Status:
    """The status that `action` leads to. Raises Refused with a sentence where it leads nowhere."""
    try:
        return TRANSITIONS[action, Status(status)]
    except KeyError:
        raise Refused(f"A claim that is {Status(status).words} cannot be changed by “{action}”.") from None


def possible(status: str) -> list[str]:
    """The actions that a claim of this status allows."""
    return [action for action, before in TRANSITIONS if before == status]
