"""Who may act: people are enrolled, given a role, deactivated. Each is an entry of the log."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from provenance.accounts.models import Role, User
from provenance.ledger.events import Event
from provenance.record import noted


class LastAdministrator(Exception):
    """Nobody would be left to manage accounts."""

    def __init__(self, user: User) -> None:
        super().__init__(f"{user.name} is the last active administrator; enrol another one first.")


def enrol(email: str, name: str, role: str, *, password: str | None, by: User | None = None) -> User:
    """A new account. `by` is missing only for the first one, who enrols themselves."""
    now = timezone.now()
    user = User(email=email.strip(), name=name.strip(), role=Role(role), enrolled_at=now)
    user.set_password(password)
    with noted(Event.USER_ENROL, user, by=by or user, at=now) as change:
        change.save(user)
    return user


def change_role(user: User, role: str, *, by: User) -> None:
    """The role holds from the person's next request."""
    note = f"{user.get_role_display()} to {Role(role).label}"
    with _administrators_held(), noted(Event.USER_ROLE, user, by=by, note=note) as change:
        user.role = Role(role)
        _keep_an_administrator(user)
        change.save(user)


def deactivate(user: User, *, reason: str, by: User) -> None:
    """Bar somebody from signing in. What they did stays under their name."""
    with _administrators_held(), noted(Event.USER_DEACTIVATE, user, by=by, note=reason) as change:
        user.is_active = False
        _keep_an_administrator(user)
        change.save(user)


def reactivate(user: User, *, reason: str, by: User) -> None:
    with noted(Event.USER_REACTIVATE, user, by=by, note=reason) as change:
        user.is_active = True
        change.save(user)


@contextmanager
def _administrators_held() -> Iterator[None]:
    """Hold all administrators until the end, in one order: two who demote each other would leave none."""
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).filter(role=Role.ADMINISTRATOR)
        list(held.order_by("pk").values_list("pk"))
        yield


def _keep_an_administrator(user: User) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if not others.exists() and not (user.is_active and user.role == Role.ADMINISTRATOR):
        raise LastAdministrator(user)
