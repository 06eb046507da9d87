"""The example's files as values: JSON Lines in, frozen rows out, every reference between them checked. Pure.

The form of the files is told in example/corpus/README.md.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

Row = dict[str, Any]
T = TypeVar("T")


class BadCorpus(Exception):
    """The message names the file and the line, or the row that points to nothing."""


@dataclass(frozen=True)
class DocumentRow:
    file: str
    sha256: str
    source: str


@dataclass(frozen=True)
class EntityRow:
    key: str
    type: str
    names: tuple[dict[str, str], ...]
    country: str
    parent: str | None


@dataclass(frozen=True)
class PlaceRow:
    key: str
    name: str
    country: str
    latitude: Decimal
    longitude: Decimal
    precision: str


@dataclass(frozen=True)
class TopicRow:
    key: str
    label: str
    label_zh: str
    description: str


@dataclass(frozen=True)
class SourceRow:
    """A work. `page` is its file in the example's own press, captured instead of described by hand."""

    key: str
    type: str
    title: str
    title_original: str
    language: str
    authors: tuple[dict[str, str], ...]
    publisher: str
    container: str
    issued: str
    url: str
    access: str
    lineage: str
    remark: str
    page: str


@dataclass(frozen=True)
class DerivationRow:
    source: str
    origin: str
    kind: str
    basis: str


@dataclass(frozen=True)
class CitationRow:
    """Where a claim rests: a passage of a document by position, or of a captured page by its words."""

    source: str
    document: str | None
    start: int
    end: int
    quote: str
    capture: int  # 1 for the first snapshot of the page, 2 for the second
    relation: str
    supports: tuple[str, ...]
    locator_label: str
    locator_value: str
    via: str | None


@dataclass(frozen=True)
class ClaimRow:
    """A claim. `before` is its first edition where the corpus itself tells of a correction."""

    key: str
    text: str
    language: str
    translation: str
    translation_language: str
    subject: str
    object: str | None
    topic: str
    kind: str
    basis: str
    attribution: str
    occurred: str
    place: str | None
    stage: str
    amount_value: str
    amount_unit: str
    parts: dict[str, str]
    citations: tuple[CitationRow, ...]
    related: tuple[tuple[str, str], ...]  # (key of the other claim, relation)
    before: "ClaimRow | None"
    correction: str  # why `before` was corrected


@dataclass(frozen=True)
class Corpus:
    documents: tuple[DocumentRow, ...] = ()
    entities: tuple[EntityRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    topics: tuple[TopicRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    derivations: tuple[DerivationRow, ...] = ()
    claims: tuple[ClaimRow, ...] = ()

    def joined(self, other: "Corpus") -> "Corpus":
        return Corpus(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(self)))

    def only(self, keys: Collection[str]) -> "Corpus":
        """The corpus cut down to these claims and what they speak of. Raises BadCorpus for an unknown one."""
        if unknown := sorted(set(keys) - {row.key for row in self.claims}):
            raise BadCorpus(f"The corpus has no claim called {', '.join(unknown)}.")
        claims = tuple(
            replace(row, related=tuple(pair for pair in row.related if pair[0] in keys))
            for row in self.claims
            if row.key in keys
        )
        works = {
            work for row in claims for citation in row.citations for work in (citation.source, citation.via)
        }
        about = {key for row in claims for key in (row.subject, row.object)}
        parents = {row.key: row.parent for row in self.entities}
        for key in list(about):
            while key and (key := parents[key]):
                about.add(key)
        return Corpus(
            documents=tuple(row for row in self.documents if row.source in works),
            entities=tuple(row for row in self.entities if row.key in about),
            places=tuple(row for row in self.places if row.key in {claim.place for claim in claims}),
            topics=tuple(row for row in self.topics if row.key in {claim.topic for claim in claims}),
            sources=tuple(row for row in self.sources if row.key in works),
            derivations=tuple(row for row in self.derivations if {row.source, row.origin} <= works),
            claims=claims,
        )


def read(folder: Path) -> Corpus:
    """The corpus in `folder`; a file that is missing has no rows. Raises BadCorpus."""
    corpus = Corpus(
        documents=_rows(
            folder, "documents", lambda row: DocumentRow(row["file"], row["sha256"], row["source"])
        ),
        entities=_parents_first(_rows(folder, "entities", _entity)),
        places=_rows(folder, "places", _place),
        topics=_rows(folder, "topics", _topic),
        sources=_rows(folder, "sources", _source),
        derivations=_rows(folder, "derivations", lambda row: DerivationRow(**row)),
        claims=_rows(folder, "claims", _claim),
    )
    for missing in _dangling(corpus):
        raise BadCorpus(missing)
    return corpus


def _rows(folder: Path, name: str, make: Callable[[Row], T]) -> tuple[T, ...]:
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return ()
    made = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            made.append(make(json.loads(line, parse_float=Decimal)))
        except (KeyError, TypeError, ValueError) as error:
            raise BadCorpus(f"{path.name}, line {number}, cannot be read: {error!r}.") from error
    return tuple(made)


def _entity(row: Row) -> EntityRow:
    return EntityRow(row["key"], row["type"], tuple(row["names"]), row["country"] or "", row["parent"])


def _parents_first(rows: tuple[EntityRow, ...]) -> tuple[EntityRow, ...]:
    """A parent is registered before what belongs to it."""
    waiting, done, ordered = list(rows), set[str](), list[EntityRow]()
    while waiting:
        free = [row for row in waiting if row.parent is None or row.parent in done]
        if not free:
            raise BadCorpus(f"The parents of {waiting[0].key} run in a circle or lead out of the corpus.")
        ordered += free
        done |= {row.key for row in free}
        waiting = [row for row in waiting if row.key not in done]
    return tuple(ordered)


def _place(row: Row) -> PlaceRow:
    latitude, longitude = Decimal(row["latitude"]), Decimal(row["longitude"])
    return PlaceRow(row["key"], row["name"], row["country"] or "", latitude, longitude, row["precision"])


def _topic(row: Row) -> TopicRow:
    return TopicRow(row["key"], row["label"], row["label_zh"] or "", row["description"] or "")


def _source(row: Row) -> SourceRow:
    remarks = [row.get("remark") or ""]
    if row.get("undated"):
        remarks.append("No date is printed on this work.")
    if notes := row.get("aspi_notes"):
        listed = ", ".join(str(note) for note in notes)
        remarks.append(
            f"Cited in Mapping China's technology giants (2019), note{'s' * (len(notes) > 1)} {listed}."
        )
    return SourceRow(
        key=row["key"],
        type=row["type"],
        title=row["title"],
        authors=tuple(row.get("authors", ())),
        access=row["access"],
        lineage=row["lineage"],
        remark=" ".join(filter(None, remarks)),
        page=row.get("page", ""),
        **{
            name: row.get(name) or ""
            for name in ("title_original", "language", "publisher", "container", "issued", "url")
        },
    )


def _claim(row: Row) -> ClaimRow:
    first = row.get("first")
    before = _claim({**row, **first["claim"], "first": None}) if first else None
    amount = row.get("amount") or {"value": "", "unit": ""}
    translation = row.get("translation") or row.get("text_zh") or ""
    return ClaimRow(
        key=row["key"],
        text=row["text"],
        language=row.get("language", "en"),
        translation=translation,
        translation_language=row.get("translation_language", "zh-Hans") if translation else "",
        subject=row["subject"],
        topic=row["topic"],
        kind=row["kind"],
        basis=row["basis"],
        amount_value=format(Decimal(amount["value"]), "f") if amount["unit"] else "",
        amount_unit=amount["unit"],
        parts=dict(row["parts"]),
        citations=tuple(_citation(citation) for citation in row["citations"]),
        related=tuple((link["claim"], link["relation"]) for link in row["related"]),
        before=before,
        correction=first["reason"] if first else "",
        object=row.get("object"),
        place=row.get("place"),
        **{name: row.get(name) or "" for name in ("attribution", "occurred", "stage")},
    )


def _citation(row: Row) -> CitationRow:
    locator = row.get("locator") or {"label": "", "value": ""}
    return CitationRow(
        source=row["source"],
        document=row.get("document"),
        start=row.get("start") or 0,
        end=row.get("end") or 0,
        quote=row.get("quote", ""),
        capture=row.get("capture", 1),
        relation=row["relation"],
        supports=tuple(row["supports"]),
        locator_label=locator["label"],
        locator_value=locator["value"],
        via=row.get("via"),
    )


def _dangling(corpus: Corpus) -> Iterator[str]:
    """A sentence for every reference that leads nowhere."""
    known = {
        name: {row.key for row in getattr(corpus, name)}
        for name in ("entities", "places", "topics", "sources", "claims")
    }
    files = {row.file for row in corpus.documents}
    for document in corpus.documents:
        if document.source not in known["sources"]:
            yield f"Document {document.file} is of the unknown source {document.source}."
    for derivation in corpus.derivations:
        for key in {derivation.source, derivation.origin} - known["sources"]:
            yield f"A derivation names the unknown source {key}."
    for claim in corpus.claims:
        named: list[tuple[str, str | None]] = [
            ("entities", claim.subject),
            ("entities", claim.object),
            ("places", claim.place),
            ("topics", claim.topic),
        ]
        named += [("claims", key) for key, _ in claim.related]
        for citation in claim.citations:
            named += [("sources", citation.source), ("sources", citation.via)]
            if citation.document and citation.document not in files:
                yield f"Claim {claim.key} cites the unknown document {citation.document}."
        for kind, name in named:
            if name and name not in known[kind]:
                yield f"Claim {claim.key} names {name}, which is not among the {kind}."
