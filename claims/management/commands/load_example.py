from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.example import loading
from claims.example.cast import MEMBERS, PASSWORD, Unfit
from claims.example.corpus import BadCorpus
from claims.example.loading import Loaded, Unwelcome
from claims.example.passages import WrongDocument
from claims.example.press import NotCaptured
from claims.example.progress import Progress
from provenance.ledger.signer import sign_checkpoint


class Command(BaseCommand):
    help = "Brings in the example: its corpus and its own press, through the same actions that people use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--documents",
            type=Path,
            metavar="DIR",
            help="a folder with the five documents of the corpus: they are uploaded, and every quote is "
            "looked for in them; only on a first load, as quotes are written when claims are cited",
        )

        parser.add_argument(
            "--only",
            nargs="+",
            metavar="KEY",
            help="for a quick look: only these claims of the corpus; a load without it adds the others",
        )

    def handle(
        self, *args: Any, documents: Path | None = None, only: list[str] | None = None, **options: Any
    ) -> None:
        if documents and not documents.is_dir():
            raise CommandError(f"{documents} is not a folder.")
        progress = Progress(self._write, live=self.stdout.isatty())
        try:
            loaded = loading.load(documents=documents, only=only, progress=progress)
        except (Unwelcome, Unfit, BadCorpus, WrongDocument, NotCaptured) as problem:
            raise CommandError(str(problem)) from problem
        # So that its pages show a proof from the first minute, before a worker has run.
        sign_checkpoint()
        for line in report(loaded):
            progress.say(line)

    def _write(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()


def report(loaded: Loaded) -> list[str]:
    """What the command says at its end."""
    lines = ["The example is there already: nothing was added."]
    if loaded.added:
        lines = [f"The example is loaded: {loaded.added} entries of the log in {loaded.seconds:.0f} seconds."]
    if loaded.late:
        lines.append(loading.LATE)
    verified = sum(loaded.quotes.values()) - len(loaded.unverified)
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(loaded.quotes.items()))
    lines.append(
        f"Quotes found in their snapshots: {verified} of {sum(loaded.quotes.values())} ({kinds or 'none'})."
    )
    lines += [f"  not verified: {complaint}" for complaint in loaded.unverified]
    lines += [f"  left as it stands: {halted}" for halted in loaded.halted]
    lines.append(f"Accounts, all with the password {PASSWORD}:")
    lines += [f"  {email:20} {role.label}" for email, _, role in MEMBERS]
    return lines
