"""Who changed what, when and why, and how any two revisions differ."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS
from claims.representations.citation import Citable, bibtex, ris
from claims.representations.difference import differences, words
from tests import make


def said(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())


@pytest.fixture
def published(ana, rui, mei):
    return make.published(by=ana, reviewers=(rui, mei), text="ZTE built a database in Lisbon.")


def test_a_history_tells_every_act_with_who_and_why(client, published, ana, rui):
    history = said(client, f"/claims/{published.ident}/history")

    for line in (
        "v1 published by Rui Santos",
        "signed off: all sections by Mei Lin 林梅",
        "submitted for review by Ana Lopes",
        "citation added (revision 2) by Ana Lopes",
        "drafted (revision 1) by Ana Lopes",
    ):
        assert line in history
    publication.retract(published, reason="Its source was withdrawn.", by=rui)
    assert "retracted by Rui Santos" in said(client, f"/claims/{published.ident}/history")
    assert "Its source was withdrawn." in said(client, f"/claims/{published.ident}/history")


def test_the_public_reads_drafts_only_once_they_are_published(client, published, ana, rui, mei):
    drafting.revise(
        published, by=ana, note="The minutes say leased.", text="ZTE leased a database in Lisbon."
    )
    drafting.submit(published, by=ana)
    review.send_back(published, reason="Which minutes?", by=rui)
    history = f"/claims/{published.ident}/history"

    assert "minutes" not in said(client, history)
    assert said(client, f"{history}/2..3", 404)
    client.force_login(mei)
    assert "Which minutes?" in said(client, history)
    assert "leased" in said(client, f"{history}/2..3")
    client.logout()

    drafting.submit(published, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(published, SECTIONS, by=reviewer)
    publication.publish(published, by=rui)
    assert "Which minutes?" in said(client, history)
    assert "leased" in said(client, f"{history}/2..3")


def test_a_retraction_during_a_correction_is_public_and_the_correction_is_not(client, published, ana, rui):
    drafting.revise(published, by=ana, note="Hush.", text="ZTE leased a database in Lisbon.")
    publication.retract(published, reason="Wrong altogether.", by=rui)
    history = said(client, f"/claims/{published.ident}/history")

    assert "Wrong altogether." in history
    assert "Hush." not in history


def test_why_two_claims_were_related_is_not_public(client, published, ana):
    other = make.draft(by=ana)
    drafting.relate(published, other, "refines", by=ana, note="See the draft about Porto.")
    assert "Porto" not in said(client, f"/claims/{published.ident}/history")


def test_any_two_revisions_are_compared_by_word_and_by_citation(client, published, ana):
    citation = published.citations.get()
    drafting.revise(published, by=ana, text="ZTE leased a database in Lisbon.", occurred="2019")
    evidence.remove(citation, reason="Not about this.", by=ana)
    work = make.source("The contract itself", by=ana)
    evidence.cite(published, Reference(source=work, quote="The parties agree."), by=ana)
    client.force_login(ana)
    page = BeautifulSoup(client.get(f"/claims/{published.ident}/history/2..5").content, "lxml")
    found = {row.dt.get_text(): row.dd.get_text() for row in page.select(".differences > div")}

    assert found["claim"] == "ZTE [removed: built][added: leased] a database in Lisbon."
    assert found["time"] == "[added: 2019]"
    assert citation.source.title in found["citation 1, removed"]
    assert "The contract itself" in found["citation 1, added"]


def test_the_form_of_the_history_leads_to_the_difference(client, published):
    answer = client.get(f"/claims/{published.ident}/history?from=1&to=2")
    assert answer["Location"] == f"/claims/{published.ident}/history/1..2"
    assert said(client, f"/claims/{published.ident}/history?from=x&to=2", 404)
    assert said(client, f"/claims/{published.ident}/history/1..9", 404)


def test_an_amended_citation_is_told_field_by_field(ana):
    claim = make.cited(make.draft(by=ana), by=ana)
    before = claim.latest.content()["sections"]
    citation = claim.citations.get()
    reference = Reference(
        source=citation.source, relation="disputes", quote="No such thing.", supports=["act"]
    )
    evidence.amend(citation, reference, by=ana, note="Read again.")
    after = claim.latest.content()["sections"]
    found = {one.field: one for one in differences(before, after)}

    assert {"citation 1: relation", "citation 1: quote", "citation 1: parts"} <= set(found)
    assert differences(after, after) == []


@given(st.text(), st.text())
def test_a_difference_holds_both_texts_whole(old, new):
    segments = words(old, new)
    assert "".join(one.text for one in segments if one.kind in ("same", "removed")) == old
    assert "".join(one.text for one in segments if one.kind != "removed") == new


def test_a_difference_is_of_words_and_of_single_chinese_characters():
    assert [(one.kind, one.text) for one in words("中兴运营数据库", "中兴建设数据库")] == [
        ("same", "中兴"), ("removed", "运营"), ("added", "建设"), ("same", "数据库"),
    ]  # fmt: skip
    turned = words("by the city, it was signed at last", "it was signed at last by the city,")
    assert [one.kind for one in turned] == ["removed", "same", "moved"]


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_field_in_a_citation_format(text, site):
    cited = Citable(
        ident="7K3M9QZD4", edition=1, text=text, site=site, url="https://example.org/claims/7K3M9QZD4/v1",
        published=date(2026, 11, 4), digest="sha256:00",
    )  # fmt: skip
    record = ris(cited)
    assert all(line[2:6] == "  - " for line in record.removesuffix("\r\n").split("\r\n"))
    entry = bibtex(cited).replace(r"\{", "").replace(r"\}", "")
    assert entry.count("{") == entry.count("}")
