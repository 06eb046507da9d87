"""Sources are registered by address or by hand, and described."""

from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from provenance import dates, languages
from provenance.accounts.models import User
from provenance.accounts.policies import may_edit, require
from provenance.canonical import nfc
from provenance.identifiers import mint_uuid
from provenance.ledger.events import Event
from provenance.record import check_fields, revised
from sources.addresses import RefusedAddress, parse
from sources.models import Source

# CSL variables beside those with a column of their own.
MORE = (
    "DOI",
    "ISBN",
    "ISSN",
    "URL",
    "volume",
    "issue",
    "page",
    "number",
    "edition",
    "genre",
    "event-title",
    "publisher-place",
    "archive",
    "collection-title",
    "note",
)


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a bibliography says of a work."""

    title: str
    type: str = "webpage"
    title_original: str = ""
    language: str = ""
    authors: list[dict[str, str]] = field(default_factory=list)
    publisher: str = ""
    container: str = ""
    issued: str = ""
    url: str = ""
    access: str = "unknown"
    lineage: str = "unexamined"
    more: dict[str, str] = field(default_factory=dict)


NAMES = tuple(item.name for item in fields(Description))


def description_of(source: Source) -> Description:
    return Description(**{name: getattr(source, name) for name in NAMES})


def register(description: Description, *, by: User, note: str = "", key: UUID | None = None) -> Source:
    """A new source. With only an address, it stands for the title until the page gives one.

    Sent twice under one `key`, it is one source.
    """
    require(may_edit, by)
    try:
        return _registered(description, key or mint_uuid(), by, note)
    except IntegrityError:
        first = Source.objects.filter(pk=key).first() if key else None
        if first is None:
            raise
        if first.registered_by_id == by.pk and _is_of(description, first):
            return first
        # Somebody went back to the form and described another work in it: that must not be lost.
        return _registered(description, mint_uuid(), by, note)


def _is_of(description: Description, source: Source) -> bool:
    """Whether this was sent of the source before; what was left out a capture may have filled in since."""
    wanted = Source()
    _write(wanted, replace(description, title=description.title.strip() or description.url))
    by_address = not description.title.strip()
    return wanted.url == source.url and (by_address or wanted.title == source.title)


def _registered(description: Description, key: UUID, by: User, note: str) -> Source:
    now = timezone.now()
    source = Source(id=key, registered_by=by, registered_at=now)
    _write(source, replace(description, title=description.title.strip() or description.url))
    with revised(Event.SOURCE_REGISTER, source, by=by, note=note, at=now) as change:
        change.save(source)
    return source


def revise(source: Source, description: Description, *, by: User, note: str = "") -> Source:
    require(may_edit, by)
    with revised(Event.SOURCE_REVISE, source, by=by, note=note) as change:
        _write(source, description)
        change.save(source)
    return source


def describe(source: Source, drafted: dict[str, Any], *, by: User) -> bool:
    """Fill what is still blank from a page's own metadata; True if anything was. What people wrote stays."""
    blank = _blank(source)
    found = {name: drafted[name]["value"] for name in blank if drafted.get(name, {}).get("value")}
    if not found:
        return False
    origins = ", ".join(f"{name} from {drafted[name]['origin']}" for name in found)
    with revised(Event.SOURCE_DESCRIBE, source, by=by, note=f"The page's own metadata: {origins}.") as change:
        still = _blank(source)
        _write(
            source, replace(description_of(source), **{name: found[name] for name in found if name in still})
        )
        change.save(source)
    return True


def _blank(source: Source) -> list[str]:
    names = [
        name
        for name in ("language", "authors", "publisher", "container", "issued")
        if not getattr(source, name)
    ]
    return (["title"] if source.title == source.url else []) + names


def _write(source: Source, description: Description) -> None:
    span = dates.parse(description.issued)
    for name in ("title", "title_original", "publisher", "container"):
        setattr(source, name, nfc(getattr(description, name).strip()))
    source.type, source.access, source.lineage = description.type, description.access, description.lineage
    source.language, source.url = _language(description.language), _address(description.url)
    source.authors = [_name(author) for author in description.authors]
    source.issued, source.issued_from, source.issued_to = span.text, span.earliest, span.latest
    unknown = sorted(set(description.more) - set(MORE))
    if unknown:
        raise ValidationError({"more": f"Not a CSL variable that is kept here: {', '.join(unknown)}."})
    source.more = {name: nfc(value) for name, value in description.more.items() if value}
    check_fields(source, NAMES)


def _language(tag: str) -> str:
    try:
        return languages.parse(tag)
    except languages.BadLanguage as problem:
        raise ValidationError({"language": str(problem)}) from None


def _address(url: str) -> str:
    """An address as people cite it; whether it may be contacted is judged when it is."""
    if not url.strip():
        return ""
    try:
        return parse(url.strip()).url
    except RefusedAddress as refusal:
        raise ValidationError({"url": str(refusal)}) from None


def _name(author: dict[str, str]) -> dict[str, str]:
    if set(author) not in ({"literal"}, {"family"}, {"family", "given"}):
        raise ValidationError({"authors": "A name has a family and a given name, or is one literal."})
    return {part: nfc(text.strip()) for part, text in author.items()}
