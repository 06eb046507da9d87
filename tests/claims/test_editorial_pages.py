"""Drafting and citing through the front door."""

import pytest
from bs4 import BeautifulSoup

from claims.actions import drafting, evidence
from claims.models import Claim, Topic
from provenance.entities.models import Entity, Place
from tests import make
from tests.audit import assert_record_whole
from tests.claims.editing import again, faults, form_of, review_url


@pytest.fixture
def desk(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def zte(ana):
    names = [
        {"text": "ZTE", "language": "en", "kind": "official"},
        {"text": "中兴", "language": "zh", "kind": "alias"},
    ]
    return make.entity("ZTE", by=ana, names=names)


def typed(**fields):
    claim = {
        "text": "ZTE built a data centre in Lisbon.",
        "language": "en",
        "kind": "event",
        "basis": "stated",
    }
    return {**claim, **fields}


def test_a_claim_is_drafted_from_what_is_typed(desk, ana, zte):
    topic, place = make.topic(by=ana), make.place(by=ana)
    answer = desk.post(
        "/claims/new",
        typed(
            subject="ZTE", topic=topic.pk, place="lisbon, pt", occurred="2018-11", part_actor="ZTE",
            part_act=" built ", amount_value="12", amount_unit="MW", stage="operating",
            translation="中兴在里斯本建设了数据中心。", translation_language="zh-Hans",
        ),
    )  # fmt: skip

    claim = Claim.objects.get()
    assert answer.status_code == 302 and answer["Location"] == review_url(claim)
    assert claim.subject == zte and claim.place == place and claim.drafted_by == ana
    assert claim.parts == {"actor": "ZTE", "act": "built"}
    assert claim.occurred_from.isoformat() == "2018-11-01"
    assert_record_whole()


@pytest.mark.parametrize("name", ["ZTE", "zte", "中兴"])
def test_an_entity_is_found_by_any_of_its_names(desk, ana, zte, name):
    desk.post("/claims/new", typed(subject=name, topic=make.topic(by=ana).pk))
    assert Claim.objects.get().subject == zte


def test_an_entity_is_found_by_its_identifier(desk, ana, zte):
    desk.post("/claims/new", typed(subject=zte.ident, topic=make.topic(by=ana).pk))
    assert Claim.objects.get().subject == zte


def test_a_name_that_two_entities_bear_is_asked_about(desk, ana, zte):
    other = make.entity("ZTE", by=ana)
    answer = desk.post("/claims/new", typed(subject="ZTE", topic=make.topic(by=ana).pk))
    assert answer.status_code == 422
    assert zte.ident in faults(answer) and other.ident in faults(answer)
    assert not Claim.objects.exists()


def test_what_was_typed_is_kept_when_something_is_wrong(desk, ana, zte):
    answer = desk.post(
        "/claims/new", typed(subject="Nobody", topic=make.topic(by=ana).pk, occurred="last year")
    )
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "lxml")
    assert page.find("textarea", {"name": "text"}).text.strip() == "ZTE built a data centre in Lisbon."
    assert page.find("input", {"name": "subject"})["value"] == "Nobody"
    assert "No entity is called “Nobody”" in faults(answer)
    assert "“last year” is not a date in EDTF" in faults(answer)


def test_what_the_action_refuses_stands_beside_its_field(desk, ana, zte):
    answer = desk.post("/claims/new", typed(subject="ZTE", topic=make.topic(by=ana).pk, amount_value="a lot"))
    assert answer.status_code == 422
    assert "plain number" in BeautifulSoup(answer.content, "lxml").find(id="id_amount_value_error").text


def test_an_edit_changes_the_claim_and_keeps_the_reason(desk, ana):
    claim = make.draft(by=ana, occurred="2018")
    form = form_of(desk.get(f"/claims/{claim.ident}/edit"))
    assert form["text"] == claim.text and form["subject"] == claim.subject.name
    answer = desk.post(
        f"/claims/{claim.ident}/edit", {**form, "text": "ACME leases a hall.", "note": "The report says so."}
    )
    assert answer.status_code == 302
    assert again(claim).text == "ACME leases a hall."
    assert again(claim).latest.note == "The report says so."
    assert_record_whole()


def test_saving_without_a_change_is_refused_in_words(desk, ana):
    claim = make.draft(by=ana)
    address = f"/claims/{claim.ident}/edit"
    answer = desk.post(address, form_of(desk.get(address)))
    assert answer.status_code == 422
    assert "Nothing was changed." in faults(answer)


def test_a_correction_of_a_published_claim_needs_a_reason(desk, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    address = f"/claims/{claim.ident}/edit"
    form = {**form_of(desk.get(address)), "text": "ACME leases a hall."}
    assert desk.post(address, form).status_code == 422
    assert desk.post(address, {**form, "note": "The contract is a lease."}).status_code == 302
    assert again(claim).status == "draft" and again(claim).published == claim.published
    assert_record_whole()


def test_entities_topics_and_places_are_registered(desk, ana):
    desk.post(
        "/entities/new",
        {"name": "Huawei", "language": "en", "type": "Company", "others": "华为 | zh-Hans", "country": "CN"},
    )
    desk.post("/topics/new", {"label": "Undersea cables", "label_zh": "海底电缆"})
    desk.post(
        "/places/new",
        {
            "name": "Porto",
            "country": "PT",
            "latitude": "41.14961",
            "longitude": "-8.61099",
            "precision": "locality",
        },
    )
    assert [name["text"] for name in Entity.objects.get().names] == ["Huawei", "华为"]
    assert Topic.objects.get().key == "undersea-cables"
    assert Place.objects.get().key == "porto"
    assert_record_whole()


@pytest.mark.parametrize(
    ("address", "wrong", "words"),
    [
        (
            "/entities/new",
            {"name": "Huawei", "language": "en", "type": "Company", "others": "华为"},
            "Say which language “华为” is in",
        ),
        ("/topics/new", {"label": "海底电缆"}, "Give a key in Latin letters"),
        (
            "/places/new",
            {"name": "X", "latitude": "91", "longitude": "0", "precision": "exact"},
            "less than or equal to 90",
        ),
    ],
)
def test_what_is_wrong_with_a_registration_is_said(desk, address, wrong, words):
    answer = desk.post(address, wrong)
    assert answer.status_code == 422
    assert words in faults(answer)


def test_a_key_that_is_taken_is_refused(desk, ana):
    make.topic("cables", by=ana)
    assert "is taken" in faults(desk.post("/topics/new", {"label": "Cables"}))


def test_the_source_is_chosen_first_by_any_of_its_names(desk, ana):
    claim = make.draft(by=ana)
    source = make.source("Minutes of March", url="https://example.org/minutes", by=ana)
    address = f"/claims/{claim.ident}/citations/new"
    for name in ("minutes of march", "https://example.org/minutes"):
        assert desk.get(address, {"source": name})["Location"] == f"{address}?source={source.ident}"
    assert desk.get(address, {"source": source.ident}).status_code == 200
    assert desk.get(address, {"source": "Minutes of May"}).status_code == 422


@pytest.fixture
def citing(desk, ana):
    claim = make.draft(by=ana)
    source = make.source(by=ana)
    make.snapshot(source, by=ana)
    return claim, f"/claims/{claim.ident}/citations/new?source={source.ident}"


def test_a_quote_is_checked_without_anything_being_saved(desk, citing):
    claim, address = citing
    form = form_of(desk.get(address))
    answer = desk.post(address, {**form, "quote": f"“{make.QUOTE}”", "check": "1"})
    assert answer.status_code == 200
    text = BeautifulSoup(answer.content, "lxml").text
    assert "verified: normalised" in text and "outer quotation marks" in text
    assert BeautifulSoup(answer.content, "lxml").find("mark").text == make.QUOTE
    assert not claim.citations.exists()


def test_an_altered_quote_is_shown_with_its_differences(desk, citing):
    _, address = citing
    form = form_of(desk.get(address))
    answer = desk.post(address, {**form, "quote": make.QUOTE.replace("2019", "2018"), "check": "1"})
    page = BeautifulSoup(answer.content, "lxml")
    assert "near, not verified" in page.text
    assert "2018" in page.find("del").text and "2019" in page.find("ins").text


def test_a_citation_is_saved_with_its_verdict(desk, citing):
    claim, address = citing
    form = form_of(desk.get(address))
    answer = desk.post(
        address,
        {
            **form,
            "quote": make.QUOTE,
            "supports": ["actor", "act"],
            "locator_label": "page",
            "locator_value": "3",
        },
    )
    assert answer.status_code == 302
    citation = claim.citations.get()
    assert citation.quote_check["kind"] == "exact" and citation.supports == ["actor", "act"]
    assert citation.locator_value == "3"
    assert_record_whole()


def test_a_lead_is_cited_through_the_work_that_names_it(desk, citing, ana):
    claim, _ = citing
    seen, unseen = make.source("Report on cables", by=ana), make.source("Internal memo", by=ana)
    address = f"/claims/{claim.ident}/citations/new?source={unseen.ident}"
    form = form_of(desk.get(address))
    assert desk.post(address, {**form, "via": "Report on cables", "supports": ["act"]}).status_code == 302
    assert claim.citations.get().via == seen
    assert_record_whole()


def test_a_lead_with_a_quote_is_refused_beside_its_field(desk, citing, ana):
    claim, address = citing
    make.source("Report on cables", by=ana)
    answer = desk.post(
        address, {**form_of(desk.get(address)), "via": "Report on cables", "quote": make.QUOTE}
    )
    assert answer.status_code == 422
    assert "has no quote and no snapshot" in faults(answer)
    assert not claim.citations.exists()


def test_a_citation_is_amended(desk, ana):
    claim = make.cited(make.draft(by=ana), by=ana)
    citation = claim.citations.get()
    address = f"/claims/{claim.ident}/citations/{citation.pk}"
    form = form_of(desk.get(address))
    assert form["quote"] == make.QUOTE and form["supports"] == ["actor", "act", "object"]
    assert (
        desk.post(
            address, {**form, "quote": "It is not an exclusive contract.", "note": "A better passage."}
        ).status_code
        == 302
    )
    citation.refresh_from_db()
    assert citation.quote == "It is not an exclusive contract." and citation.quote_check["verified"]
    assert_record_whole()


def test_a_citation_is_removed_with_a_reason_only(desk, ana):
    claim = make.cited(make.draft(by=ana), by=ana)
    citation = claim.citations.get()
    address = f"/claims/{claim.ident}/citations/{citation.pk}/removals"
    seen = str(again(claim).latest_id)
    assert desk.post(address, {"seen": seen}).status_code == 422
    assert claim.citations.standing().exists()
    assert desk.post(address, {"seen": seen, "reason": "Another company."}).status_code == 302
    assert not claim.citations.standing().exists()
    assert desk.get(f"/claims/{claim.ident}/citations/{citation.pk}").status_code == 404
    assert_record_whole()


def test_a_claim_is_submitted_once_it_has_a_citation(desk, ana):
    claim = make.draft(by=ana)
    address = f"/claims/{claim.ident}/submissions"
    refused = desk.post(address, {"seen": claim.latest_id})
    assert refused.status_code == 422 and "at least one citation" in faults(refused)
    make.cited(claim, by=ana)
    assert desk.post(address, {"seen": again(claim).latest_id, "note": "Ready."}).status_code == 302
    assert again(claim).status == "in-review"
    assert_record_whole()


def test_claims_are_related_by_identifier_or_address(desk, ana):
    one, other = make.draft(by=ana), make.draft(by=ana)
    address = f"/claims/{one.ident}/links"
    assert (
        desk.post(
            address, {"kind": "refines", "other": f"https://example.org/claims/{other.ident.lower()}"}
        ).status_code
        == 302
    )
    assert one.links.get().other == other
    again_ = desk.post(address, {"kind": "refines", "other": other.ident})
    assert again_.status_code == 422 and "on record already" in faults(again_)
    assert "related to itself" in faults(desk.post(address, {"kind": "refines", "other": one.ident}))
    assert_record_whole()


@pytest.mark.parametrize(
    "address",
    ["claims/new", "entities/new", "topics/new", "places/new", "claims/{}/edit", "claims/{}/citations/new"],
)
def test_an_auditor_writes_nothing_and_a_stranger_is_asked_to_sign_in(client, ana, olu, address):
    address = "/" + address.format(make.draft(by=ana).ident)
    asked = client.get(address)
    assert asked.status_code == 302 and "next=" in asked["Location"]
    client.force_login(olu)
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


def test_a_snapshot_of_another_source_cannot_be_chosen(desk, citing, ana):
    claim, address = citing
    other = make.snapshot(make.source(by=ana), by=ana)
    answer = desk.post(address, {**form_of(desk.get(address)), "snapshot": other.pk, "quote": make.QUOTE})
    assert answer.status_code == 422
    assert not claim.citations.exists()


def test_the_form_shows_the_parts_that_the_claim_has(desk, ana):
    claim = make.draft(by=ana, parts={"actor": "ACME", "time": "March 2019"})
    source = make.source(by=ana)
    page = BeautifulSoup(
        desk.get(f"/claims/{claim.ident}/citations/new?source={source.ident}").content, "lxml"
    )
    assert [box["value"] for box in page.find_all("input", {"name": "supports"})] == ["actor", "time"]


def test_a_part_taken_out_of_the_claim_stays_visible_on_its_citation(desk, ana):
    claim = make.cited(make.draft(by=ana), by=ana)
    drafting.revise(claim, parts={"actor": "ACME"}, by=ana)
    page = desk.get(f"/claims/{claim.ident}/citations/{claim.citations.get().pk}")
    assert "no longer a part of the claim" in page.content.decode()
    evidence.remove(claim.citations.get(), reason="Done.", by=ana)
