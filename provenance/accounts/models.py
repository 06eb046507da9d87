"""Accounts. A user is deactivated, never deleted: the record names them for ever."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from provenance.identifiers import mint_uuid


class Role(models.TextChoices):
    CONTRIBUTOR = "contributor", "Contributor"
    REVIEWER = "reviewer", "Reviewer"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who may sign in. Created and changed by `provenance.enrolment` only."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, help_text="The name that stands beside a sign-off in public.")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CONTRIBUTOR)
    is_active = models.BooleanField(default=True)
    enrolled_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return self.is_active and self.role in {Role.ADMINISTRATOR, Role.AUDITOR}

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The admin is a window: auditors and administrators look through it, nobody reaches through it."""
        return self.is_staff and perm.rpartition(".")[2].startswith("view_")

    def has_perms(self, perms: list[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Attempts(models.Model):
    """How often of late somebody tried to sign in with one address: operational, not part of the record."""

    key = models.CharField(max_length=64, primary_key=True)  # a keyed hash; the address stands nowhere
    count = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(db_index=True)
