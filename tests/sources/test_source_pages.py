"""What people see of sources, and what they can do with them there."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS
from provenance.accounts.models import Role
from sources.actions import capturing, registering, relating
from sources.actions.registering import description_of
from sources.models import Capture, CaptureState, Derivation, Source, Verdict
from tests import make
from tests.audit import assert_record_whole


@pytest.fixture
def cited(ana, rui, mei):
    """A source that a published claim cites."""
    claim = make.published(by=ana, reviewers=(rui, mei))
    return claim.citations.get().source


def signed_in(client, user):
    client.force_login(user)
    return client


def test_the_public_sees_a_source_once_a_published_claim_cites_it(client, ana, rui, mei):
    claim = make.claim_in_review(by=ana)
    work = claim.citations.get().source
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    assert client.get(work.get_absolute_url()).status_code == 404
    assert work.title not in client.get("/sources").text

    publication.publish(claim, by=rui)

    page = client.get(work.get_absolute_url())
    assert page.status_code == 200
    assert work.title in page.text
    assert claim.text in page.text
    listed = client.get("/sources").text
    assert work.title in listed
    assert "1 published claim" in listed


def test_a_draft_correction_makes_no_further_source_public(client, cited, ana):
    claim = cited.citations.get().claim
    other = make.source("A leaked memorandum", by=ana)
    evidence.cite(claim, Reference(source=other, relation="context"), by=ana)

    assert client.get(other.get_absolute_url()).status_code == 404
    assert other.title not in client.get("/sources").text
    assert signed_in(client, ana).get(other.get_absolute_url()).status_code == 200


def test_a_source_stays_public_for_the_editions_that_cited_it(client, cited, ana, rui, mei):
    claim = cited.citations.get().claim
    make.cited(claim, by=ana)
    evidence.remove(cited.citations.get(), reason="It repeats the other.", by=ana)
    claim.refresh_from_db()
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    publication.publish(claim, by=rui)

    assert client.get(cited.get_absolute_url()).status_code == 200


def test_a_lead_and_the_work_it_was_found_in_are_public_with_the_claim(client, ana, rui, mei):
    claim = make.cited(make.draft(by=ana), by=ana)
    lead, through = make.source("A wire report", by=ana), make.source("A yearbook", by=ana)
    evidence.cite(claim, Reference(source=lead, via=through), by=ana)
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    publication.publish(claim, by=rui)

    for work in (lead, through):
        assert client.get(work.get_absolute_url()).status_code == 200
        assert work.title in client.get("/sources").text


def test_an_anonymous_reader_costs_no_session_and_no_user_query(client, cited):
    for address in ("/sources", cited.get_absolute_url(), cited.snapshots.get().get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        tables = " ".join(query["sql"] for query in queries)
        assert "django_session" not in tables
        assert len(queries) <= 11


def test_the_list_is_searched_by_every_word(client, ana):
    make.source("Report on smart cities", by=ana, title_original="智慧城市报告", language="zh")
    make.source("Report on undersea cables", by=ana)
    signed_in(client, ana)
    found = client.get("/sources", {"q": "report CITIES"}).text
    assert "smart cities" in found
    assert "undersea cables" not in found
    assert "smart cities" in client.get("/sources", {"q": "城市"}).text
    assert "No source has all of these words" in client.get("/sources", {"q": "report moon"}).text


def test_names_stand_as_their_bearers_write_them(client, ana):
    work = make.source(
        by=ana, authors=[{"family": "Berwick", "given": "Angus"}, {"family": "林", "given": "梅"}]
    )
    page = signed_in(client, ana).get(work.get_absolute_url()).text
    assert "Angus Berwick" in page
    assert "林梅" in page


def test_a_source_is_registered_by_its_address_and_captured_at_once(client, ana):
    response = signed_in(client, ana).post(
        "/sources/new", {"by": "address", "address": "https://news.example.org/a"}
    )
    work = Source.objects.get()
    assert response["Location"] == f"{work.get_absolute_url()}?watch=1"
    assert work.captures.get().state == CaptureState.QUEUED
    page = client.get(response["Location"])
    assert "queued" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert 'http-equiv="refresh"' not in client.get(work.get_absolute_url()).text
    assert_record_whole()


def test_an_address_is_registered_once(client, ana):
    signed_in(client, ana)
    for _ in range(2):
        response = client.post("/sources/new", {"by": "address", "address": "https://news.example.org/a"})
    assert response.status_code == 422
    assert "registered already" in response.text
    assert Source.objects.count() == 1


@pytest.mark.parametrize("address", ["not an address", "ftp://example.org/x", "https://user:pw@example.org/"])
def test_a_bad_address_is_refused_in_words_and_kept(client, ana, address):
    response = signed_in(client, ana).post("/sources/new", {"by": "address", "address": address})
    assert response.status_code == 422
    assert f'value="{address}"' in response.text
    assert "Error:" in response.text
    assert not Source.objects.exists()


DESCRIBED = {
    "by": "hand",
    "title": "Yearbook",
    "type": "report",
    "authors": 'Berwick, Angus\n"ACME Co., Ltd."\n新华社',
    "issued": "2018-09/2018-10",
    "language": "en",
    "access": "open",
    "lineage": "primary",
    "more_DOI": "10.1/x",
}


def test_a_source_is_described_by_hand(client, ana):
    response = signed_in(client, ana).post("/sources/new", DESCRIBED)
    work = Source.objects.get()
    assert response.status_code == 302
    assert work.authors == [
        {"family": "Berwick", "given": "Angus"}, {"literal": "ACME Co., Ltd."}, {"literal": "新华社"}
    ]  # fmt: skip
    assert work.more == {"DOI": "10.1/x"}
    assert str(work.issued_to) == "2018-10-31"
    assert_record_whole()


def test_a_mistake_keeps_everything_that_was_typed(client, ana):
    response = signed_in(client, ana).post("/sources/new", {**DESCRIBED, "issued": "last autumn"})
    assert response.status_code == 422
    for kept in ("Yearbook", "Berwick, Angus", "10.1/x", "last autumn"):
        assert kept in response.text
    assert "is not a date in EDTF" in response.text
    assert not Source.objects.exists()


def test_a_description_is_revised_with_its_reason_and_nothing_else_is_lost(client, ana):
    signed_in(client, ana).post("/sources/new", DESCRIBED)
    work = Source.objects.get()
    form = client.get(f"{work.get_absolute_url()}/edit").context["form"]
    before = description_of(work)
    sent = {field.name: field.value() for field in form if field.value() is not None}
    response = client.post(
        f"{work.get_absolute_url()}/edit", {**sent, "publisher": "ACME", "note": "Imprint."}
    )
    work.refresh_from_db()
    assert response.status_code == 302
    assert work.publisher == "ACME"
    assert description_of(work).authors == before.authors
    assert description_of(work).more == before.more
    assert_record_whole()


def test_a_failed_capture_says_why_to_editors_and_one_sentence_to_the_public(client, cited, ana):
    registering.revise(
        cited,
        description_of(cited).__class__(title=cited.title, url="http://127.0.0.1/secret"),
        by=ana,
        note="Address.",
    )
    capture = capturing.request(cited, by=ana)
    capturing.run.func(str(capture.pk))
    assert Capture.objects.get(pk=capture.pk).state == CaptureState.FAILED

    public = client.get(cited.get_absolute_url()).text
    assert "The page could not be captured." in public
    assert "refused-address" not in public
    assert "refused-address" in signed_in(client, ana).get(cited.get_absolute_url()).text


def test_a_derivation_is_proposed_by_an_editor_and_confirmed_by_a_reviewer(client, cited, ana, rui):
    origin = make.source("The wire report", by=ana)
    response = signed_in(client, ana).post(
        f"{cited.get_absolute_url()}/derivations",
        {"kind": "relies-on", "origin": origin.ident, "basis": "Note 12."},
    )
    row = Derivation.objects.get()
    assert response.status_code == 302
    assert client.post(f"/derivations/{row.pk}/decision", {"verdict": "confirm"}).status_code == 403

    assert (
        signed_in(client, rui).post(f"/derivations/{row.pk}/decision", {"verdict": "confirm"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.verdict == Verdict.CONFIRMED
    assert client.post(f"/derivations/{row.pk}/decision", {"verdict": "confirm"}).status_code == 409
    for page in (cited, origin):
        text = client.get(page.get_absolute_url()).text
        assert "Note 12." in text
        assert rui.name in text
    assert_record_whole()


def test_a_rejection_needs_a_reason_and_an_unknown_origin_is_said_to_be_one(client, ana, rui):
    work, origin = make.source(by=ana), make.source(by=ana)
    row = relating.propose(work, origin, "quotes", basis="The same sentence.", by=ana)
    response = signed_in(client, rui).post(f"/derivations/{row.pk}/decision", {"verdict": "reject"})
    assert response.status_code == 422
    assert "Say why" in response.text
    response = client.post(
        f"{work.get_absolute_url()}/derivations",
        {"kind": "quotes", "origin": "nothing", "basis": "A credit line."},
    )
    assert response.status_code == 422
    assert "No source with this identifier" in response.text
    assert "A credit line." in response.text


def test_the_public_is_not_led_to_a_source_it_may_not_see(client, cited, ana):
    hidden = make.source("The wire report", by=ana)
    relating.propose(cited, hidden, "relies-on", basis="Note 12.", by=ana)
    page = client.get(cited.get_absolute_url()).text
    assert "The wire report" in page
    assert hidden.get_absolute_url() not in page


def test_a_source_is_taken_along_in_the_formats_of_other_programs(client, ana):
    authors = [{"family": "Berwick", "given": "Angus"}, {"literal": "A & B"}]
    work = make.source(
        "50% of {it}", by=ana, type="report", issued="2018-11", authors=authors, publisher="ASPI"
    )
    address = work.get_absolute_url()
    signed_in(client, ana)
    [item] = json.loads(client.get(f"{address}.csl.json").text)
    assert item["issued"] == {"date-parts": [[2018, 11]]}
    assert item["author"] == authors
    bibtex = client.get(f"{address}.bib").text
    assert r"title = {{50\% of \{it\}}}" in bibtex
    assert r"author = {Berwick, Angus and {A \& B}}" in bibtex
    assert "institution = {ASPI}" in bibtex
    ris = client.get(f"{address}.ris").text
    assert "AU  - Berwick, Angus\r\n" in ris
    assert ris.endswith("ER  - \r\n")
    assert client.get(f"{address}.json").json()["id"] == work.ident
    assert client.get(f"{address}.exe").status_code == 404


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_register(client, role, db):
    if role:
        client.force_login(make.user(role))
    status = client.get("/sources/new").status_code
    assert status == (302 if role is None else 403 if role == Role.AUDITOR else 200)


def test_a_hostile_title_is_text(client, ana):
    work = make.source("<script>alert(1)</script>", by=ana, url="https://example.org/?a=<b>")
    page = signed_in(client, ana).get(work.get_absolute_url()).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_derivations_that_wait_are_listed_and_decided_from_the_list(client, ana, rui, olu):
    source, origin = make.source("Reprint", by=ana), make.source("First print", by=ana)
    derivation = relating.propose(source, origin, "republishes", basis="Word for word.", by=ana)
    client.force_login(olu)
    assert "First print" in client.get("/derivations").content.decode()
    assert "<button" not in client.get("/derivations").content.decode().split("<main")[1]
    client.force_login(rui)
    assert f"/derivations/{derivation.pk}/decision" in client.get("/derivations").content.decode()
    client.post(f"/derivations/{derivation.pk}/decision", {"verdict": "confirm"})
    assert "No derivation waits" in client.get("/derivations").content.decode()
    assert_record_whole()
