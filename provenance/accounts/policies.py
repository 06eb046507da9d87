"""What a role allows. Deny by default: a predicate that is not met is a refusal, and views name theirs."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from provenance.accounts.models import Role, User

Visitor = User | AnonymousUser
P = ParamSpec("P")


class Denied(PermissionDenied):
    """The message says what is missing and can be shown."""


def has_role(user: Visitor, *roles: Role) -> bool:
    return isinstance(user, User) and user.is_active and user.role in roles


def may_read_working_copies(user: Visitor) -> bool:
    """Drafts, queues and histories of what is not public."""
    return has_role(user, *Role)


def may_edit(user: Visitor) -> bool:
    """Register sources, capture, draft, revise, cite and submit."""
    return has_role(user, Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR)


def may_review(user: Visitor) -> bool:
    """Sign off, send back, publish, supersede, decide on derivations."""
    return has_role(user, Role.REVIEWER)


def may_withdraw(user: Visitor) -> bool:
    """Retract a claim, withhold a snapshot."""
    return has_role(user, Role.REVIEWER, Role.ADMINISTRATOR)


def may_manage_people(user: Visitor) -> bool:
    """Manage people."""
    return has_role(user, Role.ADMINISTRATOR)


def require(
    predicate: Callable[Concatenate[Visitor, P], bool], user: Visitor, *args: P.args, **kwargs: P.kwargs
) -> None:
    """Raises Denied unless the predicate holds."""
    if not predicate(user, *args, **kwargs):
        wanted = (
            (predicate.__doc__ or predicate.__name__.replace("_", " ")).strip().split("\n")[0].rstrip(".")
        )
        raise Denied(f"This asks for a role that may: {wanted[0].lower()}{wanted[1:]}. Yours does not.")
