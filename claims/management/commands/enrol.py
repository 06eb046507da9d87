"""An account from the command line: the first one of an installation, or one for whoever cannot wait."""

import getpass
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from provenance import enrolment
from provenance.accounts.models import Role, User
from provenance.people.forms import EnrolmentForm
from provenance.people.views import PASSWORD_BYTES


class Command(BaseCommand):
    help = "Enrols somebody. The first account of an installation is an administrator and enrols itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="The name that stands beside sign-offs in public.")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--by", default="", help="E-mail address of the administrator who enrols.")
        parser.add_argument("--ask", action="store_true", help="Ask for a password in place of making one.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._administrator(options["by"], options["role"])
        given = getpass.getpass("Password: ") if options["ask"] else ""
        form = EnrolmentForm(
            {**{name: options[name] for name in ("email", "name", "role")}, "password": given}
        )
        if not form.is_valid():
            raise CommandError(_sentences(form.errors.as_data()))
        password = given or secrets.token_urlsafe(PASSWORD_BYTES)
        user = enrolment.enrol(
            form.cleaned_data["email"], form.cleaned_data["name"], options["role"], password=password, by=by
        )
        self.stdout.write(f"{user.name} is enrolled as {user.get_role_display().lower()}.")
        if not given:
            self.stdout.write(f"Password, shown this once: {password}")

    @staticmethod
    def _administrator(email: str, role: str) -> User | None:
        """Who enrols; None for the first account, which enrols itself."""
        if not email and not User.objects.exists():
            if role != Role.ADMINISTRATOR:
                raise CommandError("The first account must be an administrator's, who can enrol the others.")
            return None
        found = User.objects.filter(email__iexact=email, role=Role.ADMINISTRATOR, is_active=True).first()
        if found is None:
            raise CommandError(
                "Name an active administrator with --by EMAIL: the log says who enrolled whom."
            )
        return found


def _sentences(errors: dict[str, list[ValidationError]]) -> str:
    return " ".join(
        f"{name}: {' '.join(error.messages)}" for name, found in errors.items() for error in found
    )
