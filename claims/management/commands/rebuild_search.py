"""Make anew what is derived: the search documents, from the published statements."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from claims.auditing import documents
from provenance.search import index


class Command(BaseCommand):
    help = "Rebuild the search documents from the published statements."

    def handle(self, *args: Any, **options: Any) -> None:
        made = 0
        # In one transaction: readers see the old documents until the new ones are all there.
        with transaction.atomic():
            index.clear()
            remaining = documents()
            while chunk := list(islice(remaining, 200)):
                index.put(*chunk)
                made += len(chunk)
        self.stdout.write(f"{made} documents rebuilt.")
