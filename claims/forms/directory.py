"""Rows of the record as people write them: by name, by another name, or by identifier."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from provenance.entities.models import Entity, EntityType, Place
from sources.models import Source


@dataclass(frozen=True)
class Line:
    """One row: `name` is how it is shown, `ident` tells it from others of that name."""

    pk: UUID
    ident: str
    name: str
    about: str = ""
    others: tuple[str, ...] = ()


class Directory:
    """All rows that a field can name, read once for all fields of a form."""

    def __init__(self, what: str, lines: Iterable[Line]) -> None:
        self.what = what
        self.lines = list(lines)
        names = Counter(line.name.casefold() for line in self.lines)
        # A name that several rows bear is shown with the identifier, so that choosing it is unambiguous.
        self.labels = {
            line.pk: line.name if names[line.name.casefold()] == 1 else f"{line.name} [{line.ident}]"
            for line in self.lines
        }
        self._named: dict[str, list[Line]] = {}
        for line in self.lines:
            for text in {self.labels[line.pk], line.name, line.ident, *line.others}:
                self._named.setdefault(text.casefold(), []).append(line)

    def label(self, pk: UUID) -> str:
        return self.labels.get(pk, str(pk))

    def label_of(self, ident: str) -> str:
        return next((self.labels[line.pk] for line in self.lines if line.ident == ident), ident)

    def options(self) -> list[tuple[str, str]]:
        """(what to type, what tells it apart) for every row."""
        return [(self.labels[line.pk], line.about) for line in self.lines]

    def get(self, text: str) -> UUID:
        """The row of that name. Raises ValidationError when none or several have it."""
        found = self._named.get(text.strip().casefold(), [])
        if not found:
            raise ValidationError(
                f"No {self.what} is called “{text.strip()}”. Choose one from the list, or register it first."
            )
        if len(found) > 1:
            choices = ", ".join(f"{line.name} [{line.ident}]" for line in found[:5])
            raise ValidationError(f"“{text.strip()}” is the name of several. Write one of: {choices}.")
        return found[0].pk


def entities() -> Directory:
    rows = Entity.objects.values_list("pk", "ident", "name", "names", "type", "country")
    return Directory(
        "entity",
        (
            Line(
                pk, ident, name, _about(EntityType(kind).label, country), tuple(one["text"] for one in names)
            )
            for pk, ident, name, names, kind, country in rows
        ),
    )


def places() -> Directory:
    rows = Place.objects.values_list("pk", "key", "name", "country", "precision")
    return Directory(
        "place",
        (
            Line(pk, key, f"{name}, {country}" if country else name, precision, (name,))
            for pk, key, name, country, precision in rows
        ),
    )


def sources() -> Directory:
    rows = Source.objects.values_list("pk", "ident", "title", "title_original", "url", "issued", "publisher")
    return Directory(
        "source",
        (
            Line(pk, ident, title, _about(publisher, issued), tuple(one for one in (original, url) if one))
            for pk, ident, title, original, url, issued, publisher in rows
        ),
    )


def _about(*facts: str) -> str:
    return ", ".join(fact for fact in facts if fact)


class RowField(forms.CharField):
    """A row named in a text input with suggestions; its value is the row, or None where it is left empty."""

    def __init__(self, model: type[Model], directory: str, **kwargs: Any) -> None:
        suggesting = forms.TextInput(attrs={"list": directory, "autocomplete": "off"})
        super().__init__(widget=suggesting, **kwargs)
        self.model = model
        self.directory_name = directory
        self.directory = Directory("row", [])

    def prepare_value(self, value: Any) -> Any:
        return self.directory.label(value) if isinstance(value, UUID) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.model._base_manager.get(pk=self.directory.get(text)) if text else None
