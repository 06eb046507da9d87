"""Sign the log's tree head as it is now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from provenance.ledger.signer import SigningRefused, sign_checkpoint


class Command(BaseCommand):
    help = "Sign and publish the head of the log; refuses a log that shrank or was rewritten."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checkpoint = sign_checkpoint()
        except SigningRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(checkpoint.note if checkpoint else "The log is empty; there is nothing to sign.")
