"""What rests on a source, and therefore who may see it.

Claims are a layer above and are not imported. What is public of them is read from the search documents and
from the bytes of published statements; both are reached over the relations that claims have to sources.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import Contains

from provenance import canonical
from provenance.accounts.policies import Visitor, may_read_working_copies
from provenance.search.models import Document
from provenance.web.errors import NotFound
from sources.models import Snapshot, Source

Range = tuple[int, int]
CHUNK = 100  # statements of some kilobytes each


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A quote that a claim takes from a snapshot, as a published statement or a working copy has it."""

    citation: str
    quote: str
    kind: str
    ranges: tuple[Range, ...]
    claim: str
    claim_ident: str
    language: str
    public: bool


def get_source(ident: str, user: Visitor) -> Source:
    """Raises NotFound where there is none, or none for this visitor."""
    source = Source.objects.select_related("registered_by").filter(ident=ident).first()
    if source is None or not may_see(source, user):
        raise NotFound(f"There is no public source with the identifier {ident}.")
    return source


def get_snapshot(ident: str, user: Visitor) -> Snapshot:
    """Raises NotFound where there is none, or none for this visitor."""
    related = Snapshot.objects.select_related("source", "capture__requested_by")
    snapshot = related.filter(ident=ident).first()
    if snapshot is None or not may_see(snapshot.source, user):
        raise NotFound(f"There is no public snapshot with the identifier {ident}.")
    return snapshot


def may_see(source: Source, user: Visitor) -> bool:
    return may_read_working_copies(user) or is_public(source)


def is_public(source: Source) -> bool:
    """Whether an edition of any claim cites it, the present one or an earlier."""
    return documents_on(source).exists() or any(
        _names(source.ident, body) for body in _edition_bodies(source)
    )


def documents_on(source: Source) -> QuerySet[Document]:
    """The public claims whose present edition cites this source."""
    claims = Q(claim__in=source.citations.values("claim_id")) | Q(
        claim__in=source.citations_via.values("claim_id")
    )
    return Document.objects.filter(claims, _evidence_has(Value(f'"{source.ident}"')))


def public_sources() -> QuerySet[Source]:
    """Those which the present edition of some claim cites."""
    cited = Source.objects.filter(Exists(_document_of("citations__claim_id")))
    passed_on = Source.objects.filter(Exists(_document_of("citations_via__claim_id")))
    return Source.objects.filter(Q(pk__in=cited.values("pk")) | Q(pk__in=passed_on.values("pk")))


def count_public_claims(sources: Iterable[Source]) -> dict[UUID, int]:
    """Of each source, how many public claims cite it in their present edition."""
    counted = Source.objects.filter(pk__in=[source.pk for source in sources]).annotate(
        public_claims=Count(
            "citations__claim_id", distinct=True, filter=Exists(_document_of("citations__claim_id"))
        )
    )
    return dict(counted.order_by().values_list("pk", "public_claims"))


def passages_of(snapshot: Snapshot, user: Visitor, *, limit: int) -> list[Passage]:
    """So many quotes looked for in a snapshot: the public ones, and for staff those of working copies."""
    found = list(islice(_public_passages(snapshot), limit))
    if may_read_working_copies(user) and len(found) < limit:
        public = {passage.citation for passage in found}
        drafts = snapshot.citations.filter(removed_at=None).exclude(quote="").select_related("claim")
        rows = (
            citation for citation in drafts.order_by("pk").iterator(limit) if str(citation.pk) not in public
        )
        found += [_drafted(citation) for citation in islice(rows, limit - len(found))]
    return found


def _public_passages(snapshot: Snapshot) -> Iterator[Passage]:
    cited = snapshot.source.citations.filter(claim__published__isnull=False).order_by("pk")
    seen: set[UUID] = set()
    # Read as they are asked for: thousands of claims may rest on one yearbook.
    for claim, body in cited.values_list("claim_id", "claim__published__body").iterator(CHUNK):
        if claim not in seen:
            seen.add(claim)
            yield from _published(bytes(body), snapshot)


def find_passage(snapshot: Snapshot, citation: str, user: Visitor) -> Passage | None:
    """The passage of one citation: of the working copy for staff, else of the newest edition that has it."""
    try:
        key = UUID(citation)
    except ValueError:
        return None
    if may_read_working_copies(user):
        drafts = snapshot.citations.filter(pk=key, removed_at=None).exclude(quote="")
        if draft := drafts.select_related("claim").first():
            return _drafted(draft)
    cited = snapshot.source.citations.filter(pk=key, claim__editions__isnull=False)
    newest = cited.order_by("-claim__editions__number")
    bodies = newest.values_list("claim__editions__statement__body", flat=True)
    passages = (passage for body in bodies for passage in _published(bytes(body), snapshot))
    return next((passage for passage in passages if passage.citation == str(key)), None)


def _evidence_has(quoted: Any) -> Contains:
    return Contains(Cast("evidence", TextField()), quoted)


def _document_of(claim: str) -> QuerySet[Document]:
    """The document of a claim, if its evidence names the source around it: the path leads there from it."""
    named = Concat(Value('"'), OuterRef("ident"), Value('"'), output_field=TextField())
    return Document.objects.filter(_evidence_has(named), claim=OuterRef(claim))


def _edition_bodies(source: Source) -> Iterable[bytes]:
    for citations in (source.citations, source.citations_via):
        editions = citations.filter(claim__editions__isnull=False).order_by()
        for body in editions.values_list("claim__editions__statement__body", flat=True).distinct():
            yield bytes(body)


def _names(ident: str, body: bytes) -> bool:
    # In canonical JSON a quotation mark within a text is escaped, so this is a whole value.
    return f'"{ident}"'.encode() in body


def _published(body: bytes, snapshot: Snapshot) -> list[Passage]:
    if not _names(snapshot.ident, body):
        return []
    statement: dict[str, Any] = canonical.parse(body)
    wording = statement["sections"]["wording"]
    return [
        Passage(
            citation=cited["id"],
            quote=cited["quote"],
            kind=cited["check"].get("kind", "unchecked"),
            ranges=_ranges(cited["check"], snapshot),
            claim=wording["text"],
            claim_ident=statement["claim"],
            language=wording["language"],
            public=True,
        )
        for cited in statement["sections"]["evidence"]
        if cited["snapshot"] and cited["snapshot"]["id"] == snapshot.ident
    ]


def _drafted(citation: Any) -> Passage:
    return Passage(
        citation=str(citation.pk),
        quote=citation.quote,
        kind=citation.quote_check.get("kind", "unchecked"),
        ranges=_ranges(citation.quote_check, citation.snapshot),
        claim=citation.claim.text,
        claim_ident=citation.claim.ident,
        language=citation.claim.language,
        public=False,
    )


def _ranges(check: dict[str, Any], snapshot: Snapshot) -> tuple[Range, ...]:
    # Positions hold for one text only; a check made on another marks nothing here.
    if check.get("text") != snapshot.text_digest:
        return ()
    return tuple((start, end) for start, end in check.get("ranges", ()))
