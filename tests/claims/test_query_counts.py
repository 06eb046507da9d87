"""How many queries a public page takes: as many for ten claims as for ten thousand."""

from itertools import pairwise
from uuid import uuid4

import pytest
from django.utils import timezone

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS
from provenance import identifiers
from provenance.ledger import signer
from provenance.search import index
from provenance.search.models import Document
from sources.models import Derivation, Source, Verdict
from tests import make

PERMALINK, LIST = 4, 6


@pytest.fixture
def published(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    signer.sign_checkpoint()
    return claim


def fill(claim, number, by):
    """`number` more search documents, each citing one of a hundred sources that pass on one another."""
    works = Source.objects.bulk_create(
        Source(title=f"Work {n}", registered_by=by, registered_at=timezone.now()) for n in range(100)
    )
    Derivation.objects.bulk_create(
        Derivation(
            source=work, origin=origin, kind="republishes", basis="It says so.", proposed_by=by,
            proposed_at=timezone.now(), verdict=Verdict.CONFIRMED, decided_by=by, decided_at=timezone.now(),
        )
        for work, origin in pairwise(works)
    )  # fmt: skip
    pattern = Document.objects.get(claim=claim.pk)
    for start in range(0, number, 500):
        documents = []
        for n in range(start, min(start + 500, number)):
            evidence = [{**pattern.evidence[0], "source": works[n % 100].ident}]
            document = Document(claim=uuid4(), ident=identifiers.mint(), evidence=evidence)
            for field in Document._meta.concrete_fields:
                if field.name not in ("claim", "ident", "evidence"):
                    setattr(document, field.name, getattr(pattern, field.name))
            document.topic, document.subject = f"topic-{n % 20}", f"E{n % 300:08}"
            documents.append(document)
        index.put(*documents)


@pytest.mark.parametrize("number", [10, 10_000])
def test_the_list_and_the_permalink_take_as_many_queries_for_ten_claims_as_for_ten_thousand(
    client, published, ana, number, django_assert_max_num_queries
):
    fill(published, number, ana)
    with django_assert_max_num_queries(LIST):
        page = client.get("/claims?q=data+cent&kind=statement")
    with django_assert_max_num_queries(LIST):
        assert client.get("/claims.json").json()["total"] == number + 1
    with django_assert_max_num_queries(PERMALINK):
        assert client.get(f"/claims/{published.ident}").status_code == 200
    assert page.content.count(b'<li class="claim ') == min(number + 1, 50)
    assert page.content.count(b"1 origin<") == min(number + 1, 50)


def test_a_permalink_with_everything_on_it_takes_four_queries(
    client, published, ana, rui, mei, django_assert_max_num_queries
):
    fill(published, 0, ana)
    for work in Source.objects.filter(title__startswith="Work ")[:20]:
        reference = Reference(source=work, quote=make.QUOTE, snapshot=make.snapshot(work, by=ana))
        evidence.cite(published, reference, by=ana)
    lead = make.source(by=ana)
    evidence.cite(published, Reference(source=lead, via=published.citations.first().source), by=ana)
    drafting.submit(published, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(published, SECTIONS, by=reviewer)
    publication.publish(published, by=rui)
    for _ in range(3):
        other = make.published(by=ana, reviewers=(rui, mei))
        drafting.relate(published, other, "supports", by=ana)
    publication.supersede(published, other, reason="Said better.", by=rui)
    signer.sign_checkpoint()

    for address in (f"/claims/{published.ident}", f"/claims/{published.ident}/v1"):
        with django_assert_max_num_queries(PERMALINK):
            assert client.get(address).status_code == 200
    page = client.get(f"/claims/{published.ident}").content.decode()
    assert page.count('class="citation') > 22 and "Said better." in page and "republishes" in page


def test_a_visitor_is_never_looked_up(client, published, django_assert_num_queries):
    """A page that is for everybody asks neither for a session nor for a user."""
    with django_assert_num_queries(0):
        client.get("/about")
    assert not client.get(f"/claims/{published.ident}").cookies


def test_history_and_difference_take_a_fixed_number_of_queries(
    client, published, ana, rui, mei, django_assert_max_num_queries
):
    for number in range(30):
        drafting.revise(published, by=ana, text=f"ACME signed {number} contracts.", note="Counted again.")
    drafting.submit(published, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(published, SECTIONS, by=reviewer)
    publication.publish(published, by=rui)

    with django_assert_max_num_queries(4):
        assert client.get(f"/claims/{published.ident}/history").content.count(b"Counted again.") == 30
    with django_assert_max_num_queries(3):
        assert client.get(f"/claims/{published.ident}/history/2..32").status_code == 200
