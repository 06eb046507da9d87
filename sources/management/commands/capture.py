"""Obtain addresses now, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from provenance.accounts.models import User
from sources.actions import capturing, registering
from sources.actions.registering import Description
from sources.models import Capture, CaptureState, Source


class Command(BaseCommand):
    help = "Register each address as a source where it is none yet, and capture it now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", nargs="+")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the account that asks for it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active account {options['by']}.")
        failed = 0
        for url in options["url"]:
            description = Description(title="", url=url)
            source = Source.objects.filter(url=url).first() or registering.register(description, by=by)
            capture = capturing.request(source, url, by=by)
            capturing.run.call(str(capture.pk))
            capture = Capture.objects.get(pk=capture.pk)
            failed += capture.state != CaptureState.CAPTURED
            self.stdout.write(f"{capture.get_state_display()}: {url}. {capture.explanation}")
        if failed:
            raise CommandError(f"{failed} of {len(options['url'])} addresses could not be captured.")
