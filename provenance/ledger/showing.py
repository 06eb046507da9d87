"""Entries of the log as people read them: in words, with the page of what they are about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from provenance.ledger.events import Event
from provenance.ledger.models import Entry
from provenance.ledger.recorded import NOUNS
from provenance.search.models import Document

OBJECT = re.compile(r"[a-z-]+:[0-9a-f-]{36}")
KIND = re.compile(r"[a-z]+(:[a-z-]+)?")


class BadFilter(Exception):
    """The message says which filter cannot be understood, and how it is written."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`href` is the page of the object, where the reader may see one; `name` what it is called there."""

    index: int
    when: datetime
    kind: str
    words: str
    object: str
    href: str
    name: str
    actor: str
    rev: int
    prev: int


def wanted(asked: Mapping[str, str]) -> tuple[QuerySet[Entry], dict[str, str]]:
    """The entries asked for, newest first, and the filters that were given. Raises BadFilter."""
    names = ("kind", "object", "actor", "before")
    values = {name: asked[name].strip() for name in names if asked.get(name, "").strip()}
    entries = Entry.objects.order_by("-index")
    if kind := values.get("kind"):
        if not KIND.fullmatch(kind):
            raise BadFilter("A kind of entry is written noun:verb, for example claim:publish.")
        entries = entries.filter(kind=kind) if ":" in kind else entries.filter(kind__startswith=f"{kind}:")
    if named := values.get("object"):
        if not OBJECT.fullmatch(named):
            raise BadFilter("An object is written noun:identifier, as an entry of the log names it.")
        entries = entries.filter(object=named)
    if actor := values.get("actor"):
        entries = entries.filter(actor=_uuid(actor))
    if before := values.get("before"):
        if not (before.isascii() and before.isdecimal() and len(before) < 19):
            raise BadFilter("An entry is named by its number.")
        entries = entries.filter(index__lt=int(before))
    return entries, values


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadFilter("An actor is named by the identifier that the entry gives.") from None


def pages_of(entries: Iterable[Entry], *, everything: bool) -> dict[str, tuple[str, str]]:
    """Object to the address and name of its page: those of public claims, or `everything` that has one."""
    by_noun: dict[str, set[str]] = {}
    for entry in entries:
        noun, _, pk = entry.object.partition(":")
        by_noun.setdefault(noun, set()).add(pk)
    pages: dict[str, tuple[str, str]] = {}
    for noun, pks in by_noun.items():
        for pk, row in _rows(noun, pks, everything=everything).items():
            pages[f"{noun}:{pk}"] = (row.get_absolute_url(), _name(noun, row))
    return pages


def _name(noun: str, row: Any) -> str:
    # Not str(row): that of a snapshot asks for its source, once for each.
    names = (getattr(row, column, "") for column in ("text", "title", "name"))
    return next((name for name in names if name), f"{noun} {row.ident}")


def _rows(noun: str, pks: set[str], *, everything: bool) -> dict[str, Any]:
    if not everything:
        # Of entities, sources and snapshots it is decided further up which are public, so none is named.
        documents = Document.objects.filter(pk__in=pks if noun == "claim" else ()).defer("tokens")
        return {str(document.pk): document for document in documents}
    if noun not in NOUNS or not hasattr(NOUNS[noun].model, "get_absolute_url"):
        return {}
    return {str(row.pk): row for row in NOUNS[noun].model._base_manager.filter(pk__in=pks)}


def listed(entries: Sequence[Entry], pages: Mapping[str, tuple[str, str]]) -> list[Shown]:
    return [_shown(entry, *pages.get(entry.object, ("", ""))) for entry in entries]


def _shown(entry: Entry, href: str, name: str) -> Shown:
    known = entry.kind in set(Event)
    return Shown(
        index=entry.index,
        when=datetime.fromisoformat(entry.time),
        kind=entry.kind,
        words=Event(entry.kind).words if known else entry.kind,
        object=entry.object,
        href=href,
        name=name,
        actor=str(entry.actor),
        rev=entry.rev,
        prev=entry.prev,
    )
