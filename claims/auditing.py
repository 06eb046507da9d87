"""The rules of the record, checked over what is there: statements, publications, search documents."""

from collections.abc import Iterator
from uuid import UUID

from claims import catalogue
from claims.models import Citation, Claim, Edition, SignOff, Statement
from claims.statement import compose
from provenance import canonical
from provenance.entities.models import Entity
from provenance.ledger.audit import Finding
from provenance.search.index import COLUMNS
from provenance.search.models import Document
from sources.quotes import RULES_VERSION
from sources.reading import check_quote
from sources.storage import DamagedBlob, MissingBlob


def check_statements() -> Iterator[Finding]:
    """Each statement's bytes have the digests that stand beside them."""
    for statement in Statement.objects.order_by("pk").iterator(200):
        where = f"statement:{statement.pk}"
        body = bytes(statement.body)
        if canonical.digest(body) != statement.digest:
            yield Finding(f"{where} body", statement.digest, canonical.digest(body))
            continue
        for name, content in statement.content()["sections"].items():
            digest = canonical.digest(canonical.encode(content))
            if statement.sections.get(name) != digest:
                yield Finding(f"{where} section {name}", digest, str(statement.sections.get(name)))


def check_quotes() -> Iterator[Finding]:
    """Each quote, looked for anew in the text it was found in, comes out as the check that was kept."""
    cited = Citation.objects.exclude(snapshot=None).select_related("snapshot").order_by("snapshot_id", "pk")
    for citation in cited.iterator(200):
        kept = citation.quote_check
        if citation.snapshot is None or kept.get("rules") != RULES_VERSION:
            continue  # by other rules it may come out otherwise
        try:
            again = check_quote(
                citation.snapshot, citation.quote, prefix=citation.prefix, suffix=citation.suffix
            )
        except (MissingBlob, DamagedBlob):
            continue  # the files have a step of their own
        if again != kept:
            yield Finding(f"citation:{citation.pk} quote_check", str(kept), str(again))


def check_working_copies() -> Iterator[Finding]:
    """Each working copy says what its latest statement says."""
    related = ("latest", "subject", "object", "topic", "place")
    for claim in Claim.objects.select_related(*related).order_by("pk").iterator(200):
        citations = claim.citations.standing().select_related("source", "via", "snapshot")
        said = claim.latest.content()["sections"]
        now = canonical.parse(compose(claim, citations).body)["sections"]
        for name in said:
            # Names of entities, places and topics stand in a statement as they were when it was made.
            if name not in ("subject", "place") and said[name] != now[name]:
                yield Finding(f"claim:{claim.pk} {name}", str(said[name]), str(now[name]))


def check_publications() -> Iterator[Finding]:
    """Each edition rests on enough sign-offs, by people who had not written it, on the very same text."""
    for edition in (
        Edition.objects.select_related("statement", "claim").order_by("claim_id", "number").iterator(200)
    ):
        where = f"edition:{edition.pk} (v{edition.number} of claim {edition.claim.ident})"
        before = edition.claim.editions.filter(number=edition.number - 1).select_related("statement").first()
        if edition.number > 1 and before is None:
            yield Finding(where, f"an edition v{edition.number - 1} before it", "none")
        written = Statement.objects.filter(claim=edition.claim, number__lte=edition.statement.number)
        if before:
            written = written.filter(number__gt=before.statement.number)
        editors = set(written.values_list("author_id", flat=True))
        yield from _check_sign_offs(edition, where, editors)


def _check_sign_offs(edition: Edition, where: str, editors: set[UUID]) -> Iterator[Finding]:
    given: dict[str, set[UUID]] = {}
    wanted = [record["sign_off"] for record in edition.checked_by]
    for sign_off in SignOff.objects.filter(pk__in=wanted, claim=edition.claim_id):
        section = sign_off.section
        if sign_off.section_digest != edition.statement.sections.get(section):
            yield Finding(
                f"{where} {section}", "a sign-off on this text", f"one on {sign_off.section_digest}"
            )
        elif sign_off.reviewer_id in editors:
            yield Finding(
                f"{where} {section}", "a sign-off by somebody who did not edit", str(sign_off.reviewer_id)
            )
        else:
            given.setdefault(section, set()).add(sign_off.reviewer_id)
    for section, needed in edition.policy.items():
        if len(given.get(section, ())) < needed:
            yield Finding(f"{where} {section}", f"{needed} sign-offs", str(len(given.get(section, ()))))


def check_documents() -> Iterator[Finding]:
    """What readers search is what was published, neither more nor less."""
    expected = {document.claim: document for document in documents()}
    for stored in Document.objects.iterator(200):
        document = expected.pop(stored.claim, None)
        where = f"document {stored.ident}"
        if document is None:
            yield Finding(where, "no document: the claim has no edition", "a document")
            continue
        for column in COLUMNS:
            want, got = getattr(document, column), getattr(stored, column)
            if want != got:
                yield Finding(f"{where} {column}", str(want), str(got))
    yield from (Finding(f"document {document.ident}", "a document", "none") for document in expected.values())


def documents() -> Iterator[Document]:
    """The search documents of all published claims, made anew from their editions."""
    names = {entity.ident: [name["text"] for name in entity.names] for entity in Entity.objects.iterator(500)}
    public = Claim.objects.public().order_by("pk")
    for claim in public.iterator(200):
        editions = list(claim.editions.select_related("statement"))
        last = editions[-1]
        about = last.statement.content()["sections"]["subject"]
        idents = [entity["id"] for entity in (about["subject"], about["object"]) if entity]
        yield catalogue.document(
            claim,
            last.statement,
            last,
            names=[name for ident in idents for name in names[ident]],
            first_published_at=editions[0].published_at,
        )
