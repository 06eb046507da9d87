"""Search documents as rows, facets and files of a list."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from claims.reading import Lineage, lineage_of, sources_named
from claims.representations.lineage import origins_of
from provenance.search.models import Document
from provenance.search.query import Counted, Search
from provenance.search.rows import disputes, row_of
from provenance.web.components import Choice, ClaimRow, Facet
from provenance.web.countries import name_of
from provenance.web.paging import query_with
from provenance.web.words import sense_of

FACETS = {
    "topic": "Topic",
    "entity": "Company, body or person",
    "country": "Country",
    "status": "Status",
    "stage": "Stage",
    "kind": "Kind",
}
CHOICES = 12  # of a facet; the rest is found by typing
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")  # what a spreadsheet would run instead of showing
COLUMNS = (
    "ident", "edition", "status", "text", "language", "translation", "translation_language", "attribution",
    "kind", "stage", "topic", "subject", "subject_name", "object", "object_name", "country", "place_name",
    "occurred", "published_at", "first_published_at",
)  # fmt: skip


def rows(documents: Sequence[Document]) -> list[ClaimRow]:
    """The rows of a list, with their ranges of origins from one lineage query for all."""
    lineage = lineage_for(documents)
    return [row_of(document, _range(document, lineage)) for document in documents]


def lineage_for(documents: Iterable[Document]) -> Lineage:
    return lineage_of({ident for document in documents for ident in sources_named(document.evidence)})


def _range(document: Document, lineage: Lineage) -> tuple[int, int]:
    origins = origins_of(document.evidence, lineage)
    return origins.low, origins.high


def facets(search: Search) -> list[Facet]:
    counted = search.facets()
    found = [_facet(search, name, title, counted[name]) for name, title in FACETS.items()]
    return [facet for facet in found if facet.choices]


def _facet(search: Search, name: str, title: str, counted: Sequence[Counted]) -> Facet:
    chosen = search.values.get(name)
    shown = [one for place, one in enumerate(counted) if place < CHOICES or one.key == chosen]
    if chosen and chosen not in {one.key for one in shown}:
        # A choice that nothing meets can still be taken away.
        shown.insert(0, Counted(chosen, chosen, 0))
    return Facet(
        title=title,
        choices=[
            Choice(
                text=_label(name, one),
                href=query_with(search.values, **{name: None if one.key == chosen else one.key}),
                count=one.count,
                chosen=one.key == chosen,
            )
            for one in shown
        ],
    )


def _label(facet: str, one: Counted) -> str:
    if facet == "country":
        return name_of(one.key)
    if facet == "status":
        return sense_of("status", one.key).word
    return one.label if facet in ("topic", "entity") else one.label.replace("-", " ")


def as_json(documents: Sequence[Document]) -> list[dict[str, Any]]:
    lineage = lineage_for(documents)
    found = []
    for document in documents:
        low, high = _range(document, lineage)
        found.append(
            {
                **{name: getattr(document, name) for name in COLUMNS},
                "topic_label": document.topic_label,
                "url": settings.SITE_URL + reverse("claim", args=[document.ident]),
                "origins": {"low": low, "high": high},
                "disputes": disputes(document),
                "citations": document.evidence,
            }
        )
    return found


def as_csv(documents: Iterable[Document]) -> str:
    """RFC 4180 with a header; a cell that a spreadsheet would run begins with an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([*COLUMNS, "url"])
    for document in documents:
        cells = [_cell(getattr(document, name)) for name in COLUMNS]
        writer.writerow([*cells, settings.SITE_URL + reverse("claim", args=[document.ident])])
    return written.getvalue()


def _cell(value: Any) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
