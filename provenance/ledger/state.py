"""The tables against the log: every live row is what the log last committed to, column by column.

This is what finds a row that was edited, removed or added past the actions.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import models
from django.db.models import Exists, OuterRef

from provenance import canonical
from provenance.ledger.audit import Finding
from provenance.ledger.models import Field
from provenance.ledger.recorded import NOUNS, Recording, columns, row_key

CHUNK = 200  # rows compared at a time


def check_rows(recording: Recording) -> Iterator[Finding]:
    """All rows of one recorded table, in both directions."""
    live = recording.model._base_manager.order_by("pk").iterator(CHUNK)
    while chunk := list(islice(live, CHUNK)):
        yield from _check_chunk(recording, chunk)
    yield from _check_missing(recording)


def _check_chunk(recording: Recording, rows: Sequence[models.Model]) -> Iterator[Finding]:
    committed = last_committed([row_key(row) for row in rows])
    for row in rows:
        key = row_key(row)
        known = committed.get(key)
        if known is None:
            yield Finding(key, "no such row: no entry of the log made it", "a row")
            continue
        for column, value in columns(row).items():
            found = canonical.encode(value).decode()
            if column not in known:
                yield Finding(f"{key} {column}", "a committed value", found)
            elif known[column] != found:
                yield Finding(f"{key} {column}", known[column], found)


def last_committed(keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """What the log last said of each row: row -> column -> value as canonical JSON."""
    folded: dict[str, dict[str, str]] = {}
    fields = Field.objects.filter(row__in=keys).order_by("entry_id").values_list("row", "column", "value")
    for row, column, value in fields.iterator(2000):
        folded.setdefault(row, {})[column] = value
    return folded


def _check_missing(recording: Recording) -> Iterator[Finding]:
    keys = (
        Field.objects.filter(row__startswith=f"{recording.noun}:")
        .order_by("row")
        .values_list("row", flat=True)
    )
    named = keys.distinct().iterator(2000)
    while chunk := list(islice(named, CHUNK)):
        ids = [key.partition(":")[2] for key in chunk]
        there = {
            str(pk) for pk in recording.model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)
        }
        yield from (
            Finding(key, "a row", "none") for key, pk in zip(chunk, ids, strict=True) if pk not in there
        )


def check_references() -> Iterator[Finding]:
    """Each row that another one names is there, spelled as it is named.

    SQLite keeps a UUID as text: in capitals it reads as the same value, and no query finds it any more.
    """
    for recording in NOUNS.values():
        for field in recording.fields():
            if not isinstance(field, models.ForeignKey):
                continue
            target = field.remote_field.model._base_manager.filter(pk=OuterRef(field.attname))
            lost = recording.model._base_manager.filter(
                ~Exists(target), **{f"{field.attname}__isnull": False}
            )
            for row in lost.iterator(CHUNK):
                found = f"none as {field.attname} spells it"
                yield Finding(f"{row_key(row)} {field.attname}", "a row of that name", found)


def check_nouns() -> Iterator[Finding]:
    """No field of the log speaks of a table that nobody keeps."""
    known = tuple(f"{noun}:" for noun in NOUNS)
    rows = Field.objects.exclude(row="entry").order_by().values_list("row", flat=True).distinct()
    yield from (
        Finding(row, "a recorded table", "none") for row in rows.iterator(2000) if not row.startswith(known)
    )
