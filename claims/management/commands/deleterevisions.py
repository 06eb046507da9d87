"""Stands in the way of django-reversion's command of the same name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refuses: revisions are part of the record, and nothing of the record is deleted."

    # What the other command takes, so that the refusal is read and not a complaint about an option.
    stealth_options = ("app_label", "days", "keep", "model_db", "using")

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Revisions are not deleted here: statements are tied to them and the log commits to them, so "
            "that verify_ledger would report each one as missing. Nothing was changed."
        )
