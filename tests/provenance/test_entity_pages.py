"""Who claims are about: all their names, their relatives, and what was published about them."""

import pytest
from bs4 import BeautifulSoup

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS
from tests import make

NAMES = [
    {"text": "ZTE", "language": "en", "kind": "official"},
    {"text": "中兴通讯", "language": "zh-Hans", "kind": "official"},
]


@pytest.fixture
def zte(ana):
    return make.entity("ZTE", by=ana, names=NAMES, country="CN")


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_an_entity_stands_under_all_its_names_with_its_relatives(client, zte, ana, rui, mei):
    part = make.entity("ZTEsoft", by=ana, parent=zte)
    make.published(by=ana, reviewers=(rui, mei), subject=zte, object=part)
    soup = page(client, f"/entities/{zte.ident}")

    assert soup.h1.get_text() == "ZTE"
    assert soup.find(attrs={"lang": "zh-Hans"}).get_text() == "中兴通讯"
    assert "China" in words(soup)
    assert soup.find("a", href=f"/entities/{part.ident}")
    assert page(client, f"/entities/{part.ident}").find("a", href=f"/entities/{zte.ident}")


def test_an_entity_of_drafts_alone_is_not_there_for_the_public(client, zte, ana, rui, mei):
    part = make.entity("ZTEsoft", by=ana, parent=zte)
    make.claim_in_review(by=ana, subject=part)
    make.published(by=ana, reviewers=(rui, mei), subject=zte)
    for address in ("/entities", f"/entities/{zte.ident}"):
        assert "ZTEsoft" not in words(page(client, address))
    assert page(client, f"/entities/{part.ident}", 404)
    client.force_login(ana)
    assert "ZTEsoft" in words(page(client, "/entities"))
    assert page(client, f"/entities/{part.ident}").find("a", href=f"/entities/{zte.ident}")


def test_an_entity_that_an_earlier_edition_was_about_stays_at_its_address(client, zte, ana, rui, mei):
    other, never = make.entity("Huawei", by=ana), make.entity("Hikvision", by=ana)
    claim = make.published(by=ana, reviewers=(rui, mei), subject=zte)
    for subject in (never, other):
        drafting.revise(claim, subject=subject, note="It was another company.", by=ana)
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    publication.publish(claim, by=rui)

    assert page(client, f"/entities/{zte.ident}") and page(client, f"/entities/{other.ident}")
    assert page(client, f"/entities/{never.ident}", 404)


def test_an_entity_lists_what_was_published_about_it_as_subject_and_as_object(client, zte, ana, rui, mei):
    topic = make.topic("smart-cities", by=ana)
    acted = make.published(by=ana, reviewers=(rui, mei), subject=zte, topic=topic)
    suffered = make.published(by=ana, reviewers=(rui, mei), object=zte)
    draft = make.claim_in_review(by=ana, subject=zte)
    soup = page(client, f"/entities/{zte.ident}")

    assert "2 : in 1 it acts, in 1 it is acted on" in words(soup)
    assert "Smart cities" in {heading.get_text() for heading in soup.select("h2")}
    assert soup.find("a", href=f"/claims/{acted.ident}") and soup.find("a", href=f"/claims/{suffered.ident}")
    assert draft.text not in words(soup)


def test_a_claim_that_a_source_denies_is_named_as_contested(client, zte, ana, rui, mei):
    claim = make.cited(make.draft(by=ana, subject=zte), by=ana)
    denial = Reference(source=make.source("A denial", by=ana), relation="disputes", quote="It is not so.")
    evidence.cite(claim, denial, by=ana)
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    publication.publish(claim, by=rui)
    contested = page(client, f"/entities/{zte.ident}").find(id="contested")

    assert [row.get_text() for row in contested.select(".claim-text")] == [claim.text]


def test_the_list_counts_published_claims_and_finds_names_in_any_script(client, zte, ana, rui, mei):
    make.published(
        by=ana, reviewers=(rui, mei), subject=zte, object=make.entity("Lisbon", type="PublicBody", by=ana)
    )
    rows = {
        row.td.a.get_text(): words(row.find_all("td")[-1])
        for row in page(client, "/entities").select("tbody tr")
    }

    assert rows == {"Lisbon": "1", "ZTE": "1"}
    assert [row.td.a.get_text() for row in page(client, "/entities?q=中兴").select("tbody tr")] == ["ZTE"]
    assert [row.td.a.get_text() for row in page(client, "/entities?type=PublicBody").select("tbody tr")] == [
        "Lisbon"
    ]
    assert "No entity has this name." in words(page(client, "/entities?q=nobody"))


def test_an_unknown_entity_is_not_there(client, zte):
    assert page(client, f"/entities/{zte.ident[::-1]}", 404)
    assert client.get(f"/entities/{zte.ident.lower()}")["Location"] == f"/entities/{zte.ident}"
