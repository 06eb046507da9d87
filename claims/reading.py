"""What the pages ask of the database: published statements and what stands beside them.

Nothing here reads the working copy. A permalink takes four queries whatever the size of the record: the
editions of the claim, its relations, the lineage of its sources, its snapshots.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims.corroboration import WHOLE
from claims.models import Claim, Edition, Link, LinkKind, Statement
from provenance import canonical
from provenance.accounts.models import User
from provenance.ledger.events import Event
from provenance.ledger.models import Checkpoint, Entry, Field
from provenance.ledger.recorded import row_key
from provenance.search.models import Document
from sources.models import Derivation, DerivationKind, Snapshot, Source, Verdict

Content = dict[str, Any]


class _Hyphenated(models.Func):
    """A UUID as the log writes it; SQLite keeps it as 32 digits without hyphens."""

    template = "CAST(%(expressions)s AS text)"
    output_field = models.TextField()
    groups = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "||'-'||".join(
            f"substr(%(expressions)s,{start},{length})" for start, length in self.groups
        )
        return super().as_sql(compiler, connection, template=template, **extra)


@dataclass(frozen=True, kw_only=True)
class PublishedEdition:
    """`content` is None for editions of which only the facts were read; `entry` is its place in the log."""

    number: int
    published_at: datetime
    published_by: str
    note: str
    statement: int
    digest: str
    sections: Mapping[str, str]
    checked_by: list[dict[str, str]]
    policy: Mapping[str, int]
    entry: int | None
    content: Content | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    at: datetime
    by: str
    reason: str
    successor: str = ""
    successor_text: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedClaim:
    """A claim as readers know it: its editions, newest first, and the one that is shown."""

    pk: UUID
    ident: str
    status: str
    editions: tuple[PublishedEdition, ...]
    shown: PublishedEdition
    working_status: str
    withdrawal: Withdrawal | None = None
    checkpoint_size: int = 0
    checkpoint_root: str = ""

    @property
    def newest(self) -> PublishedEdition:
        return self.editions[0]


def find_published(ident: str, number: int | None = None) -> PublishedClaim | None:
    """The claim with edition `number`, or the newest, read whole; None where there is no such edition."""
    wanted = Q(statement=F("claim__published"))
    if number is not None:
        wanted |= Q(number=number)
    newest = Checkpoint.objects.order_by("-size")
    key = Concat(Value("edition:"), _Hyphenated(OuterRef("pk")), output_field=models.TextField())
    rows = list(
        Edition.objects.filter(claim__ident=ident)
        .select_related(
            "claim", "claim__withdrawn_by", "claim__superseded_by", "published_by", "statement"
        )
        .only(
            "number", "published_at", "note", "checked_by", "policy", "published_by__name",
            "statement__number", "statement__digest", "statement__sections",
            "claim__ident", "claim__status", "claim__withdrawn_at", "claim__withdrawn_reason",
            "claim__withdrawn_by__name", "claim__superseded_by__ident",
        )
        .annotate(
            body=Case(When(wanted, then=F("statement__body")), output_field=models.BinaryField()),
            entry=Subquery(Field.objects.filter(row=key).order_by("entry").values("entry_id")[:1]),
            checkpoint_size=Subquery(newest.values("size")[:1]),
            checkpoint_root=Subquery(newest.values("root")[:1]),
            successor_text=Subquery(Document.objects.filter(claim=OuterRef("claim__superseded_by")).values("text")),
        )
        .order_by("-number")
    )  # fmt: skip
    editions = tuple(_edition(row) for row in rows)
    shown = next((one for one in editions if number is None or one.number == number), None)
    if shown is None:
        return None
    first: Any = rows[0]
    claim = first.claim
    return PublishedClaim(
        pk=claim.pk,
        ident=claim.ident,
        status=claim.status if claim.withdrawn_at else "published",
        working_status=claim.status,
        editions=editions,
        shown=shown,
        withdrawal=_withdrawal(claim, first.successor_text),
        checkpoint_size=first.checkpoint_size or 0,
        checkpoint_root=bytes(first.checkpoint_root).hex() if first.checkpoint_root else "",
    )


def _edition(row: Any) -> PublishedEdition:
    return PublishedEdition(
        number=row.number,
        published_at=row.published_at,
        published_by=row.published_by.name,
        note=row.note,
        statement=row.statement.number,
        digest=row.statement.digest,
        sections=row.statement.sections,
        checked_by=row.checked_by,
        policy=row.policy,
        entry=row.entry,
        content=cast(Content, canonical.parse(bytes(row.body)))["sections"] if row.body else None,
    )


def _withdrawal(claim: Claim, successor_text: str | None) -> Withdrawal | None:
    if claim.withdrawn_at is None or claim.withdrawn_by is None:
        return None
    return Withdrawal(
        at=claim.withdrawn_at,
        by=claim.withdrawn_by.name,
        reason=claim.withdrawn_reason,
        successor=claim.superseded_by.ident if claim.superseded_by else "",
        successor_text=successor_text or "",
    )


@dataclass(frozen=True, kw_only=True)
class Related:
    """Another published claim and how the two stand to each other, read from this one."""

    words: str
    ident: str
    text: str
    language: str
    status: str


RELATED = ("ident", "text", "language", "status")
BACKWARDS = {
    LinkKind.CONTRADICTS: "is contradicted by",
    LinkKind.SUPPORTS: "is supported by",
    LinkKind.REFINES: "is refined by",
    LinkKind.DUPLICATES: "is duplicated by",
}


def related_to(claim: UUID) -> list[Related]:
    """The published claims that a person related to this one, in either direction."""
    known = Document.objects.filter(claim=OuterRef("far"))
    rows = (
        Link.objects.filter(Q(claim=claim) | Q(other=claim))
        .annotate(far=Case(When(claim=claim, then=F("other_id")), default=F("claim_id")))
        .annotate(**{f"far_{name}": Subquery(known.values(name)) for name in RELATED})
        .order_by("kind", "linked_at", "pk")
        .values_list("kind", "claim_id", *(f"far_{name}" for name in RELATED))
    )
    return [
        Related(
            words=LinkKind(kind).label if near == claim else BACKWARDS[LinkKind(kind)],
            **dict(zip(RELATED, document, strict=True)),
        )
        for kind, near, *document in rows
        if document[0]
    ]


@dataclass(frozen=True, kw_only=True)
class Derived:
    """`source` passes on `origin`, as somebody proposed and perhaps confirmed."""

    source: str
    origin: str
    kind: str
    basis: str
    confirmed: bool
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def words(self) -> str:
        return str(DerivationKind(self.kind).label)


@dataclass(frozen=True)
class Lineage:
    """Works by their ident, and every derivation between them that was not rejected."""

    works: Mapping[str, Source] = field(default_factory=dict)
    derivations: tuple[Derived, ...] = ()


# Only works that as a whole pass on another are followed, so a report that relies on two hundred works
# does not bring them all; between works that are there anyway every kind of derivation is told.
_LINEAGE = """
WITH RECURSIVE reached (id) AS (
    SELECT id FROM {source} WHERE ident IN ({idents})
    UNION
    SELECT d.origin_id FROM {derivation} d JOIN reached r ON d.source_id = r.id
    WHERE d.verdict <> %s AND d.kind IN ({kinds})
)
SELECT s.*, d.kind AS derived_kind, d.basis AS derived_basis, d.verdict AS derived_verdict,
    d.decided_at AS derived_at, o.ident AS derived_origin, u.name AS derived_by
FROM reached r
JOIN {source} s ON s.id = r.id
LEFT JOIN {derivation} d
    ON d.source_id = s.id AND d.verdict <> %s AND d.origin_id IN (SELECT id FROM reached)
LEFT JOIN {source} o ON o.id = d.origin_id
LEFT JOIN {user} u ON u.id = d.decided_by_id
ORDER BY s.ident, o.ident, d.kind
"""


def lineage_of(idents: Collection[str]) -> Lineage:
    """The works named and all that they pass on as a whole, however far, in one query."""
    if not idents:
        return Lineage()
    sql = _LINEAGE.format(
        source=Source._meta.db_table,
        derivation=Derivation._meta.db_table,
        user=User._meta.db_table,
        idents=", ".join(["%s"] * len(idents)),
        kinds=", ".join(["%s"] * len(WHOLE)),
    )
    parameters = [*sorted(idents), Verdict.REJECTED.value, *sorted(WHOLE), Verdict.REJECTED.value]
    works: dict[str, Source] = {}
    derivations = []
    for row in Source.objects.raw(sql, parameters):
        works[row.ident] = row
        if derived := _derived(row):
            derivations.append(derived)
    return Lineage(works, tuple(derivations))


def _derived(row: Any) -> Derived | None:
    if row.derived_origin is None:
        return None
    confirmed = row.derived_verdict == Verdict.CONFIRMED
    return Derived(
        source=row.ident,
        origin=row.derived_origin,
        kind=row.derived_kind,
        basis=row.derived_basis,
        confirmed=confirmed,
        decided_by=row.derived_by or "" if confirmed else "",
        decided_at=_moment(row.derived_at) if confirmed else None,
    )


def _moment(value: datetime | str | None) -> datetime | None:
    """A raw query on SQLite gives a moment as text, in UTC."""
    parsed = parse_datetime(value) if isinstance(value, str) else value
    return timezone.make_aware(parsed) if parsed and timezone.is_naive(parsed) else parsed


def snapshots_of(content: Content) -> dict[str, Snapshot]:
    """The snapshots that a statement's quotes were found in, by ident."""
    idents = {citation["snapshot"]["id"] for citation in content["evidence"] if citation["snapshot"]}
    if not idents:
        return {}
    rows = Snapshot.objects.filter(ident__in=idents).select_related("capture__requested_by")
    return {row.ident: row for row in rows.defer("metadata", "hidden", "pages")}


def sources_named(evidence: Collection[Mapping[str, Any]]) -> set[str]:
    """The idents of every work that citations name, seen or not."""
    return {ident for citation in evidence for ident in (citation["source"], citation["via"]) if ident}


REVISING = frozenset({Event.CLAIM_DRAFT, Event.CLAIM_REVISE, Event.CLAIM_CITE, Event.CLAIM_UNCITE})
WITHDRAWING = (Event.CLAIM_RETRACT, Event.CLAIM_SUPERSEDE)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An entry of the log about one claim; `rev` is the number of the statement that stood after it."""

    index: int
    time: str
    kind: str
    rev: int
    who: str
    why: str
    edition: int | None
    sections: Collection[str]

    @property
    def revised(self) -> bool:
        return self.kind in REVISING


def entries_about(claim: Claim, *, public: bool) -> models.QuerySet[Entry]:
    """The claim's entries, newest first; for the public without drafts after the published edition."""
    entries = Entry.objects.filter(object=row_key(claim)).order_by("-index")
    if not public:
        return entries
    if claim.published is None:
        return entries.none()
    return entries.filter(Q(rev__lte=claim.published.number) | Q(kind__in=WITHDRAWING))


def happenings(entries: Iterable[Entry], *, public: bool) -> list[Happening]:
    """What the log says of these entries: who, why, which sections were signed, which edition was made."""
    entries = list(entries)
    fields = Field.objects.filter(entry__in=[entry.index for entry in entries]).filter(
        Q(row="entry")
        | Q(row__startswith="sign-off:", column="section")
        | Q(row__startswith="edition:", column="number")
    )
    said: dict[int, list[tuple[str, Any]]] = {}
    for index, column, value in fields.values_list("entry_id", "column", "value"):
        said.setdefault(index, []).append((column, json.loads(value)))
    return [_happening(entry, said.get(entry.index, []), public) for entry in entries]


def _happening(entry: Entry, said: list[tuple[str, Any]], public: bool) -> Happening:
    one = dict(said)
    # The reason for relating two claims may speak of one that is not public.
    silent = public and entry.kind == Event.CLAIM_RELATE
    return Happening(
        index=entry.index,
        time=entry.time,
        kind=entry.kind,
        rev=entry.rev,
        who=one.get("actor", ""),
        why="" if silent else one.get("note", ""),
        edition=one.get("number"),
        sections={value for column, value in said if column == "section"},
    )


def statements_between(claim: Claim, old: int, new: int) -> dict[int, Statement]:
    rows = Statement.objects.filter(claim=claim, number__in=[old, new]).select_related("author", "edition")
    return {row.number: row for row in rows}
