"""The only ways to change the record.

    with revised(Event.CLAIM_REVISE, claim, by=ana, note="The report says leases.") as change:
        claim.text = "..."
        change.save(claim)

One action is one transaction: the rows, one django-reversion revision where content changed, one entry of
the log. All or none. Inside the block the subject is locked and fresh from the database.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.utils import timezone
from reversion.models import Revision, Version

from provenance import canonical
from provenance.accounts.models import User
from provenance.ledger import log
from provenance.ledger.events import Event
from provenance.ledger.models import Entry
from provenance.ledger.recorded import columns, row_key


class NotHeld(Exception):
    """A copy of a row that was read elsewhere: writing it could undo what somebody else wrote meanwhile."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row_key(row)} was not locked by this action and cannot be saved by it.")
        self.row = row


class Change:
    """One action under way: each row it writes goes through `save` or `add`, and the log commits to it."""

    def __init__(
        self, event: Event, subject: models.Model, by: User, note: str, at: datetime, revises: bool
    ) -> None:
        self.event, self.subject, self.by, self.note, self.at = event, subject, by, note, at
        self.revises = revises
        self.entry: Entry | None = None
        self._held: dict[str, models.Model] = {}
        self._known: dict[str, dict[str, canonical.JSON]] = {}
        self._fields: dict[tuple[str, str], canonical.JSON] = {}
        self._versioned: dict[str, models.Model] = {}

    def lock(self, row: models.Model) -> None:
        """Hold the row until the end, as the database has it now."""
        # Keys never change, so rows that point here need not wait: PostgreSQL looks their keys up at commit,
        # under the log's head, and would wait there for somebody who holds this row and wants the head.
        held = type(row)._base_manager.select_for_update(no_key=True)
        row.refresh_from_db(from_queryset=held)
        self._hold(row, columns(row))

    def save(self, row: models.Model) -> None:
        """Insert the row, or write the columns that differ from what was locked or inserted here.

        Raises NotHeld for a row, or another copy of a row, that this action did not lock or insert.
        """
        if not row._state.adding and self._held.get(row_key(row)) is not row:
            raise NotHeld(row)
        before = self._known.get(row_key(row), {})
        now = columns(row)
        changed = {
            column: value for column, value in now.items() if column not in before or before[column] != value
        }
        if row._state.adding:
            row.save(force_insert=True)
        elif changed:
            row.save(force_update=True, update_fields=[self._name(row, column) for column in changed])
        self._commit(row, now, changed)

    def add(self, rows: Iterable[models.Model]) -> None:
        """Insert new rows of one model in one statement."""
        rows = list(rows)
        if rows:
            type(rows[0])._base_manager.bulk_create(rows)
        for row in rows:
            now = columns(row)
            self._commit(row, now, now)

    @cached_property
    def revision(self) -> Revision:
        """The django-reversion revision of this action; asked for, it is there."""
        revision = Revision(date_created=self.at, user=self.by, comment=self.note)
        revision.save(force_insert=True)
        self._commit(revision, columns(revision), columns(revision))
        return revision

    def _commit(
        self, row: models.Model, now: dict[str, canonical.JSON], changed: dict[str, canonical.JSON]
    ) -> None:
        key = row_key(row)
        self._hold(row, now)
        self._fields.update({(key, column): value for column, value in changed.items()})
        if reversion.is_registered(type(row)):
            self._versioned[key] = row

    def _hold(self, row: models.Model, now: dict[str, canonical.JSON]) -> None:
        self._held[row_key(row)], self._known[row_key(row)] = row, now

    @staticmethod
    def _name(row: models.Model, attname: str) -> str:
        return next(field.name for field in row._meta.concrete_fields if field.attname == attname)

    def finish(self) -> None:
        if self.revises:
            if reversion.is_registered(type(self.subject)):
                # A history of the subject alone must show this revision, though only a row beside it changed.
                self._versioned.setdefault(row_key(self.subject), self.subject)
            self.add(_version(row, self.revision) for row in self._versioned.values())
        said = {("entry", "actor"): self.by.name, ("entry", "note"): self.note}
        act = log.Act(self.event, row_key(self.subject), self.by.pk, self.revises, self.at)
        self.entry = log.append(act, {**self._fields, **said})


def check_fields(row: models.Model, names: Iterable[str]) -> None:
    """Raises ValidationError, by field, unless these columns have a form that may be stored.

    Relations are left to the database: Django's own `clean_fields` asks one query for each.
    """
    chosen = set(names)
    row.clean_fields(
        exclude={field.name for field in row._meta.fields if field.name not in chosen or field.is_relation}
    )


def _version(row: models.Model, revision: Revision) -> Version:
    """What `reversion.add_to_revision` would store, without its query a model for rows that we just wrote."""
    return Version(
        revision=revision,
        object_id=str(row.pk),
        content_type=ContentType.objects.get_for_model(type(row)),
        db=row._state.db,
        format="json",
        serialized_data=serializers.serialize("json", [row]),
        object_repr=str(row)[:200],
    )


@contextmanager
def _changing(change: Change) -> Iterator[Change]:
    with transaction.atomic():
        if not change.subject._state.adding:
            change.lock(change.subject)
        yield change
        change.finish()


def revised(
    event: Event, subject: models.Model, *, by: User, note: str = "", at: datetime | None = None
) -> AbstractContextManager[Change]:
    """An action that changes content: transaction, revision, entry."""
    return _changing(Change(event, subject, by, note, at or timezone.now(), revises=True))


def noted(
    event: Event, subject: models.Model, *, by: User, note: str = "", at: datetime | None = None
) -> AbstractContextManager[Change]:
    """An action that leaves the versioned content as it is (a sign-off, say): transaction and entry."""
    return _changing(Change(event, subject, by, note, at or timezone.now(), revises=False))
