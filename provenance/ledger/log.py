"""Appending to the log.

    values of rows ─► salted commitments ─► manifest ─► envelope ─► leaf hash ─► tree

`append` runs inside the transaction of the change it records: both are kept or neither is.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from provenance import canonical
from provenance.ledger import merkle
from provenance.ledger.events import Event
from provenance.ledger.models import Entry, Field, Head, Manifest, Node
from provenance.ledger.recorded import moment

TILE = 256  # hashes a tile, C2SP tlog-tiles

INSERT_FIELD = f"""
    INSERT INTO "{Field._meta.db_table}" ("entry_id", "row", "column", "salt", "value")
    VALUES (%s, %s, %s, %s, %s)
"""  # noqa: S608  (nothing in it comes from outside)

Fields = Mapping[tuple[str, str], canonical.JSON]  # (row, column) -> value


@dataclass(frozen=True)
class Act:
    """What an entry says happened, before it has its place in the log."""

    event: Event
    object: str
    actor: UUID
    revises: bool
    at: datetime


def append(act: Act, fields: Fields) -> Entry:
    """The new last entry of the log, committing to `fields`.

    Call it as the last statements of the transaction: from here on nobody else can append.
    """
    values = {key: canonical.encode(value) for key, value in fields.items()}
    salts = {key: secrets.token_bytes(canonical.SALT_BYTES) for key in fields}
    body = canonical.encode(
        {
            f"{row}/{column}": canonical.commitment_to(salts[row, column], value).hex()
            for (row, column), value in values.items()
        }
    )
    head = Head.objects.select_for_update().filter(pk=1).first() or _new_head()
    before = Entry.objects.filter(object=act.object).order_by("-index").only("index", "rev").first()
    # Whoever took the head before us may have read a later clock; the log's times never run backwards.
    time = max(moment(act.at), head.time)
    entry = Entry(
        index=head.size,
        kind=act.event,
        object=act.object,
        rev=(before.rev if before else 0) + act.revises,
        prev=before.index if before else -1,
        actor=act.actor,
        time=time,
    )
    entry.envelope = envelope(entry, head.origin, canonical.digest(body))
    entry.leaf_hash = merkle.leaf_hash(entry.envelope)
    entry.save(force_insert=True)
    Manifest.objects.create(entry=entry, body=body)
    _insert_fields(
        (entry.index, row, column, salts[row, column], value.decode())
        for (row, column), value in values.items()
    )
    frontier = merkle.Frontier.parse(bytes(head.frontier)).append(entry.leaf_hash)
    Head.objects.filter(pk=1).update(size=frontier.size, frontier=frontier.encode(), time=time)
    _complete_tiles(frontier.size)
    return entry


def _insert_fields(rows: Iterable[tuple[int, str, str, bytes, str]]) -> None:
    """Write the fields of an entry. Through `bulk_create` some fifty rows an act cost seven times as much."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_FIELD, list(rows))


def _new_head() -> Head:
    """The head of an empty log. Two first entries at once: one makes it, the other waits for it here."""
    head = Head(pk=1, origin=settings.LEDGER_ORIGIN, frontier=merkle.Frontier().encode())
    Head.objects.bulk_create([head], ignore_conflicts=True)
    return Head.objects.select_for_update().get(pk=1)


def envelope(entry: Entry, origin: str, payload: str) -> bytes:
    """The leaf's bytes: RFC 8785, nothing guessable in them (docs/evidence-format.md)."""
    return canonical.encode(
        {
            "v": 1,
            "log": origin,
            "seq": entry.index,
            "time": entry.time,
            "kind": str(entry.kind),
            "object": entry.object,
            "rev": entry.rev,
            "prev": entry.prev,
            "actor": str(entry.actor),
            "payload": payload,
        }
    )


def _complete_tiles(size: int) -> None:
    """Keep the root of every tile that the entry just appended completed, at each level it completed."""
    level, span = 1, TILE
    while size % span == 0:
        position = size // span - 1
        if level == 1:
            leaves = Entry.objects.filter(index__gte=size - TILE, index__lt=size).order_by("index")
            hashes = [bytes(value) for value in leaves.values_list("leaf_hash", flat=True)]
        else:
            below = Node.objects.filter(
                level=level - 1, position__gte=position * TILE, position__lt=(position + 1) * TILE
            )
            hashes = [bytes(value) for value in below.order_by("position").values_list("hash", flat=True)]
        Node.objects.create(level=level, position=position, hash=merkle.root_hash(hashes))
        level, span = level + 1, span * TILE
