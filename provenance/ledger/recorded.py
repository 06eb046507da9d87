"""Which tables the log answers for, and how a row of them is committed to, column by column.

A model is put on record with `@recorded("noun")`. From then on every column of every row must have
been committed by some entry, and `verify_ledger` compares the last commitment with the live row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from reversion.models import Revision, Version

from provenance import canonical
from provenance.accounts.models import User


@dataclass(frozen=True)
class Recording:
    noun: str
    model: type[models.Model]
    digested: frozenset[str] = frozenset()  # columns too large to keep twice: the digest is committed
    left_out: frozenset[str] = frozenset()  # columns that change without being part of the record

    def fields(self) -> list[models.Field[Any, Any]]:
        return [field for field in self.model._meta.concrete_fields if field.attname not in self.left_out]


RECORDINGS: dict[type[models.Model], Recording] = {}
NOUNS: dict[str, Recording] = {}

M = TypeVar("M", bound=type[models.Model])


def put_on_record(
    model: type[models.Model], noun: str, *, digested: tuple[str, ...] = (), left_out: tuple[str, ...] = ()
) -> None:
    recording = Recording(noun, model, frozenset(digested), frozenset(left_out))
    RECORDINGS[model] = NOUNS[noun] = recording


def recorded(
    noun: str, *, digested: tuple[str, ...] = (), left_out: tuple[str, ...] = ()
) -> Callable[[M], M]:
    def register(model: M) -> M:
        put_on_record(model, noun, digested=digested, left_out=left_out)
        return model

    return register


put_on_record(User, "user", left_out=("password", "last_login"))
put_on_record(Revision, "revision")
put_on_record(Version, "version", digested=("serialized_data",))


def row_key(row: models.Model) -> str:
    """`noun:primary key`, the name of a row in the log."""
    return f"{RECORDINGS[type(row)].noun}:{row.pk}"


def columns(row: models.Model) -> dict[str, canonical.JSON]:
    """The row as the log commits to it: column name to a value that RFC 8785 can encode."""
    recording = RECORDINGS[type(row)]
    return {
        field.attname: _value(field, getattr(row, field.attname), field.attname in recording.digested)
        for field in recording.fields()
    }


def _value(field: models.Field[Any, Any], value: Any, digested: bool) -> canonical.JSON:
    if value is None:
        return None
    if digested or isinstance(value, (bytes, memoryview)):
        data = value.encode() if isinstance(value, str) else bytes(value)
        return canonical.digest(data)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (UUID, date)):
        return str(value)
    if isinstance(field, models.DecimalField):
        # In memory a Decimal may carry fewer places than the column gives back.
        return format(Decimal(value), f".{field.decimal_places}f")
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str(value)
    plain: canonical.JSON = canonical.parse(canonical.encode(value))
    return plain


def moment(value: datetime) -> str:
    """The log's one form of a time: UTC, microseconds, `Z`."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
