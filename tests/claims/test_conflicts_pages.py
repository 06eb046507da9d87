"""Somebody changes the claim while somebody else is reading it: nothing is lost and nothing slips through."""

import pytest
from bs4 import BeautifulSoup

from claims.actions import drafting, evidence, review
from claims.models import SECTIONS
from tests import make
from tests.audit import assert_record_whole
from tests.claims.editing import again, form_of


@pytest.fixture
def claim(ana):
    return make.claim_in_review(by=ana, text="ACME signed a contract in Lisbon.")


def page_of(response):
    return BeautifulSoup(response.content, "lxml")


def conflict(response):
    """The words taken out and put in, as the page shows them."""
    shown = page_of(response).select_one(".conflict")
    return "".join(one.text for one in shown.select("del")), "".join(one.text for one in shown.select("ins"))


def test_a_stale_edit_is_refused_with_the_difference_and_loses_nothing(client, claim, ana, rui):
    client.force_login(ana)
    address = f"/claims/{claim.ident}/edit"
    form = {
        **form_of(client.get(address)),
        "text": "ACME won a tender in Lisbon.",
        "note": "The tender came first.",
    }
    drafting.revise(again(claim), text="ACME signed a lease in Lisbon.", by=rui)

    answer = client.post(address, form)
    assert answer.status_code == 409
    removed, added = conflict(answer)
    assert "contract" in removed and "lease" in added
    assert "Rui Santos" in page_of(answer).select_one(".conflict").text
    kept = form_of(answer)
    assert kept["text"] == "ACME won a tender in Lisbon." and kept["note"] == "The tender came first."
    assert again(claim).text == "ACME signed a lease in Lisbon."
    assert_record_whole()

    assert client.post(address, kept).status_code == 302
    assert again(claim).text == "ACME won a tender in Lisbon."
    assert_record_whole()


def test_fields_that_were_left_alone_take_what_was_written_meanwhile(client, claim, ana, rui):
    client.force_login(ana)
    address = f"/claims/{claim.ident}/edit"
    form = {**form_of(client.get(address)), "text": "ACME won a tender in Lisbon."}
    place = make.place("Porto", by=rui)
    other, topic = make.entity("Solaria", by=rui), make.topic(by=rui)
    drafting.revise(again(claim), occurred="2019-03", place=place, object=other, topic=topic, by=rui)

    answer = client.post(address, form)
    assert answer.status_code == 409
    assert client.post(address, form_of(answer)).status_code == 302
    saved = again(claim)
    assert saved.text == "ACME won a tender in Lisbon."
    assert (saved.occurred, saved.place, saved.object, saved.topic) == ("2019-03", place, other, topic)
    assert saved.parts == claim.parts
    assert_record_whole()


def test_nobody_signs_a_text_that_they_have_not_seen(client, claim, ana, rui):
    client.force_login(rui)
    address = f"/claims/{claim.ident}/sign-offs"
    form = {
        **form_of(client.get(f"/review/{claim.ident}"), address),
        "sections": ["wording"],
        "note": "Read it.",
    }
    drafting.revise(again(claim), text="ACME signed a lease in Lisbon.", by=ana)

    answer = client.post(address, form)
    assert answer.status_code == 409
    assert "lease" in conflict(answer)[1]
    assert not claim.sign_offs.exists()
    kept = form_of(answer, address)
    assert kept["note"] == "Read it." and "sections" not in kept

    assert client.post(address, {**kept, "sections": ["wording"]}).status_code == 302
    assert claim.sign_offs.get().statement_id == again(claim).latest_id
    assert_record_whole()


def test_a_citation_added_meanwhile_is_part_of_the_difference(client, claim, ana, rui):
    client.force_login(rui)
    address = f"/claims/{claim.ident}/sign-offs"
    form = {**form_of(client.get(f"/review/{claim.ident}"), address), "sections": ["evidence"]}
    make.cited(again(claim), quote="It is not an exclusive contract.", by=ana)
    answer = client.post(address, form)
    assert answer.status_code == 409
    assert "It is not an exclusive contract." in conflict(answer)[1]


@pytest.mark.parametrize("noun", ["editions", "returns"])
def test_nothing_is_decided_on_a_text_that_changed_meanwhile(client, claim, ana, rui, mei, noun):
    for reviewer in (rui, mei):
        review.sign_off(again(claim), SECTIONS, by=reviewer)
    client.force_login(rui)
    address = f"/claims/{claim.ident}/{noun}"
    form = {**form_of(client.get(f"/review/{claim.ident}"), address), "reason": "Name it.", "note": "First."}
    drafting.revise(again(claim), occurred="2019", by=ana)
    assert client.post(address, form).status_code == 409
    assert again(claim).status == "in-review" and not claim.editions.exists()
    assert_record_whole()


def test_a_stale_retraction_is_asked_about_again_with_its_reason(client, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    client.force_login(rui)
    address = f"/claims/{claim.ident}/retractions"
    form = {**form_of(client.get(address)), "reason": "The source was withdrawn."}
    drafting.revise(again(claim), text="ACME leased a hall.", by=ana)
    answer = client.post(address, form)
    assert answer.status_code == 409 and again(claim).status == "draft"
    assert form_of(answer)["reason"] == "The source was withdrawn."
    assert client.post(address, form_of(answer)).status_code == 302
    assert again(claim).status == "retracted"
    assert_record_whole()


def test_a_citation_typed_for_an_older_text_is_kept_until_it_is_saved(client, claim, ana, rui):
    source = make.source(by=ana)
    make.snapshot(source, by=ana)
    client.force_login(ana)
    address = f"/claims/{claim.ident}/citations/new?source={source.ident}"
    form = {**form_of(client.get(address)), "quote": make.QUOTE, "supports": ["actor"]}
    drafting.revise(again(claim), text="ACME signed a lease in Lisbon.", by=rui)
    answer = client.post(address, form)
    assert answer.status_code == 409 and claim.citations.count() == 1
    kept = form_of(answer)
    assert kept["quote"] == make.QUOTE and kept["supports"] == ["actor"]
    assert client.post(address, kept).status_code == 302
    assert claim.citations.count() == 2
    assert_record_whole()


def test_a_citation_removed_meanwhile_is_neither_amended_nor_removed_twice(client, claim, ana, rui):
    citation = claim.citations.get()
    client.force_login(ana)
    address = f"/claims/{claim.ident}/citations/{citation.pk}"
    form = {**form_of(client.get(address)), "quote": "It is not an exclusive contract."}
    citation.claim = again(claim)
    evidence.remove(citation, reason="Another company.", by=rui)
    assert client.post(address, form).status_code == 404
    assert client.post(f"{address}/removals", {**form, "reason": "Twice."}).status_code == 404
    assert_record_whole()


def test_a_claim_sent_back_meanwhile_is_not_signed(client, claim, rui, mei):
    client.force_login(rui)
    address = f"/claims/{claim.ident}/sign-offs"
    form = {**form_of(client.get(f"/review/{claim.ident}"), address), "sections": ["wording"]}
    review.send_back(again(claim), reason="Name the contract.", by=mei)
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "sent back cannot be changed by “sign off”" in page_of(answer).text
    assert not claim.sign_offs.exists()


@pytest.mark.parametrize("seen", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_form_that_was_tampered_with_changes_nothing(client, claim, rui, seen):
    client.force_login(rui)
    answer = client.post(f"/claims/{claim.ident}/sign-offs", {"seen": seen, "sections": ["wording"]})
    assert answer.status_code in (409, 422)
    assert not claim.sign_offs.exists()
