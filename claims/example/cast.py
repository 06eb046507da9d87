"""The example's accounts: one for every role and a second reviewer, under one printed password."""

from dataclasses import dataclass

from provenance import enrolment
from provenance.accounts.models import Role, User

PASSWORD = "example-password-1"  # noqa: S105  (printed on purpose; see `loading.refuse_unsafe`)
MEMBERS = (
    ("kim@example.org", "Kim Berg (example)", Role.ADMINISTRATOR),
    ("ana@example.org", "Ana Lopes (example)", Role.CONTRIBUTOR),
    ("rui@example.org", "Rui Santos (example)", Role.REVIEWER),
    ("mei@example.org", "Mei Lin 林梅 (example)", Role.REVIEWER),
    ("olu@example.org", "Olu Adeyemi (example)", Role.AUDITOR),
)


class Unfit(Exception):
    """Somebody else holds an example account's address."""

    def __init__(self, user: User, role: Role) -> None:
        super().__init__(f"{user.email} is an account here already, but not an active {role.label.lower()}.")
        self.user = user


@dataclass(frozen=True)
class Cast:
    contributor: User
    reviewers: tuple[User, User]


def gather() -> Cast:
    """The accounts, each enrolled unless it is there: the administrator first, who enrols the others."""
    found = {user.email: user for user in User.objects.filter(email__in=[email for email, _, _ in MEMBERS])}
    administrator: User | None = None
    for email, name, role in MEMBERS:
        user = found.get(email)
        if user is None:
            user = found[email] = enrolment.enrol(email, name, role, password=PASSWORD, by=administrator)
        elif user.role != role or not user.is_active:
            raise Unfit(user, role)
        administrator = administrator or user
    return Cast(
        contributor=found["ana@example.org"], reviewers=(found["rui@example.org"], found["mei@example.org"])
    )
