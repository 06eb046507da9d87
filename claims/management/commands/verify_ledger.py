"""Re-check everything, as a numbered list: exit 0 when the record is whole, 1 with what differs."""

import sys
import time
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.verification import verify

SHOWN = 100  # findings a step; what follows is counted, not listed


class Command(BaseCommand):
    help = "Verify log, tables, files and rules of the record. Exit 0: whole; 1: what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="a signed checkpoint kept elsewhere: finds a log that was rewritten and signed again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = [(str(path), path.read_bytes()) for path in options["checkpoint"]]
        except OSError as problem:
            raise CommandError(f"The checkpoint cannot be read: {problem}") from problem
        steps = verify(kept)
        differing = 0
        for number, step in enumerate(steps, 1):
            began = time.monotonic()
            findings = iter(step.findings())
            shown = list(islice(findings, SHOWN))
            more = sum(1 for _ in findings)
            differing += len(shown) + more
            verdict = "ok" if not shown else f"{len(shown) + more} DIFFER"
            self.stdout.write(
                f"{number:2}/{len(steps)} {step.words} … {verdict} ({time.monotonic() - began:.1f} s)"
            )
            for finding in shown:
                self.stdout.write(f"      {finding}")
            if more:
                self.stdout.write(f"      … and {more} more")
        if differing:
            self.stdout.write(f"The record is NOT whole: {differing} findings.")
            sys.exit(1)
        self.stdout.write("The record is whole.")
