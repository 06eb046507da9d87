"""What readers see of claims: what was published, all of it, and nothing else."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS, Claim
from provenance.ledger import signer
from sources.actions import relating
from sources.actions.withholding import withhold
from tests import make

ZTE_NAMES = [
    {"text": "ZTE", "language": "en", "kind": "official"},
    {"text": "中兴通讯", "language": "zh-Hans", "kind": "official"},
]


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:400]
    return BeautifulSoup(response.content, "lxml")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def sign_and_publish(claim, rui, mei, note=""):
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    return publication.publish(claim, by=rui, note=note)


def correct(claim, ana, rui, mei, **changes):
    drafting.revise(claim, by=ana, note="Corrected.", **changes)
    drafting.submit(claim, by=ana)
    return sign_and_publish(claim, rui, mei, note="The report says leases.")


@pytest.fixture
def published(ana, rui, mei):
    return make.published(
        by=ana,
        reviewers=(rui, mei),
        text="ZTE built a database in Lisbon.",
        translation="中兴通讯在里斯本建设了一个数据库。",
        translation_language="zh-Hans",
        attribution="the city council",
        occurred="2016/2018",
        stage="operating",
        place=make.place(by=ana),
        subject=make.entity("ZTE", by=ana, names=ZTE_NAMES),
    )


def test_a_permalink_says_what_is_claimed_on_what_evidence_and_by_whose_word(client, published):
    soup = page(client, f"/claims/{published.ident}")
    said = words(soup)

    assert soup.h1.get_text() == "ZTE built a database in Lisbon."
    assert soup.find(attrs={"lang": "zh-Hans"}).get_text() == "中兴通讯在里斯本建设了一个数据库。"
    for fact in ("the city council", "2016–2018", "Lisbon, Portugal", "stage: operating", "v1 of 1"):
        assert fact in said
    assert make.QUOTE in soup.blockquote.get_text()
    assert "verified: exact" in said
    assert "Rui Santos" in said and "Mei Lin 林梅" in said
    assert published.latest.digest in said


def test_a_permalink_leads_from_the_quote_to_its_place_in_the_snapshot(client, published):
    citation = published.citations.get()
    soup = page(client, f"/claims/{published.ident}")

    address = f"/snapshots/{citation.snapshot.ident}/reader?quote={citation.pk}"
    assert soup.find("a", href=address)
    assert client.get(address).status_code == 200


def test_a_permalink_names_its_entry_in_the_log_and_the_checkpoint_over_it(client, published):
    assert "not yet under a signed checkpoint" in words(page(client, f"/claims/{published.ident}"))

    checkpoint = signer.sign_checkpoint()
    soup = page(client, f"/claims/{published.ident}")
    link = soup.select_one("#proof a[href^='/ledger/entries/']")
    entry = page(client, link["href"])

    assert bytes(checkpoint.root).hex() in words(soup)
    assert "published" in entry.h1.get_text()
    assert f"claim:{published.pk}" in words(entry)


def test_a_citation_names_the_edition_and_its_digest(client, published):
    said = words(page(client, f"/claims/{published.ident}").find(id="cite"))

    assert f"/claims/{published.ident}/v1" in said
    assert published.latest.digest in said
    assert f"@misc{{claim-{published.ident}-v1," in said
    assert "TY - ELEC" in said


def test_a_lead_is_no_evidence_and_a_work_without_a_snapshot_says_so(client, ana, rui, mei):
    claim = make.cited(make.draft(by=ana), by=ana)
    report = claim.citations.get().source
    lead = make.source("The article behind the report", by=ana)
    seen = make.source("A book that was read", by=ana)
    evidence.cite(claim, Reference(source=lead, via=report, supports=["act"]), by=ana)
    evidence.cite(claim, Reference(source=seen, quote="It was so.", supports=["act"]), by=ana)
    drafting.submit(claim, by=ana)
    sign_and_publish(claim, rui, mei)
    cards = page(client, f"/claims/{claim.ident}").select(".citation")

    assert "lead, not consulted" in words(cards[1])
    assert f"as cited in {report.title}" in words(cards[1])
    assert not cards[1].select(".parts")
    assert "no snapshot of this source is held" in words(cards[2])


def test_a_withheld_snapshot_leaves_its_reason_in_place_of_the_way_in(client, published, kim):
    withhold(published.citations.get().snapshot, reason="A court order of 3 March.", by=kim)
    card = page(client, f"/claims/{published.ident}").select_one(".citation")

    assert "A court order of 3 March." in words(card)
    assert not card.select("a[href*=reader]")
    assert card.select("a[href^='/snapshots/']")


def test_two_sources_that_go_back_to_one_work_are_one_origin(client, ana, rui, mei):
    claim = make.cited(make.cited(make.draft(by=ana), by=ana), by=ana)
    first, second = (citation.source for citation in claim.citations.all())
    agency = make.source("The agency’s report", by=ana, lineage="primary")
    for work in (first, second):
        derivation = relating.propose(work, agency, "republishes", basis="Its last line says so.", by=ana)
    drafting.submit(claim, by=ana)
    sign_and_publish(claim, rui, mei)

    def origins():
        return words(page(client, f"/claims/{claim.ident}").select_one(".measures"))

    assert "1–2 independent origins" in origins()
    for derivation in first.derivations.all() | second.derivations.all():
        relating.confirm(derivation, by=rui)
    assert "1 independent origin " in origins()
    picture = words(page(client, f"/claims/{claim.ident}").find(id="origins"))
    assert "republishes The agency’s report" in picture
    assert "confirmed by Rui Santos" in picture


def test_a_draft_of_a_correction_is_nowhere_in_public(client, ana, published):
    drafting.revise(published, by=ana, note="Not yet.", text="ZTE sold a secret in Porto.")

    own, entity = f"/claims/{published.ident}", f"/entities/{published.subject.ident}"
    lists = ["/", "/claims", "/claims?q=secret", "/claims.json", "/claims.csv", "/entities", "/ledger"]
    for address in (*lists, own, f"{own}/v1", f"{own}/history", entity):
        answer = client.get(address).content.decode()
        assert "Porto" not in answer, address
        assert "Not yet." not in answer, address


def test_an_old_edition_stays_and_says_what_has_changed_since(client, published, ana, rui, mei):
    correct(published, ana, rui, mei, text="ZTE leased a database in Lisbon.")
    old = page(client, f"/claims/{published.ident}/v1")
    new = page(client, f"/claims/{published.ident}")

    assert old.h1.get_text() == "ZTE built a database in Lisbon."
    assert "There is a newer edition." in words(old)
    assert [one.get_text(strip=True) for one in old.select(".notice del, .notice ins")] == [
        "[removed:built]",
        "[added:leased]",
    ]
    assert new.h1.get_text() == "ZTE leased a database in Lisbon."
    assert "The report says leases." in words(new.find(id="since-then"))
    assert "changed: wording" in words(new.find(id="since-then"))
    assert page(client, f"/claims/{published.ident}/v3", 404)


def test_a_retracted_claim_stays_readable_with_date_reason_and_by_whom(client, published, rui):
    publication.retract(published, reason="The source was withdrawn.", by=rui)
    for address in (f"/claims/{published.ident}", f"/claims/{published.ident}/v1"):
        soup = page(client, address)
        assert soup.select_one(".statement.is-retracted")
        notice = words(soup.select_one(".notice"))
        assert "Retracted" in notice and "Rui Santos" in notice and "The source was withdrawn." in notice
    assert "[retracted 2" in words(soup.find(id="cite"))
    assert "The source was withdrawn." not in words(page(client, "/"))
    assert "retracted" in words(page(client, "/"))


def test_a_superseded_claim_leads_to_its_successor(client, published, ana, rui, mei):
    successor = make.published(by=ana, reviewers=(rui, mei), text="ZTE built two databases.")
    publication.supersede(published, successor, reason="Said more exactly.", by=rui)
    notice = page(client, f"/claims/{published.ident}").select_one(".notice")

    assert notice.find("a", href=f"/claims/{successor.ident}").get_text() == "ZTE built two databases."


def test_a_claim_that_was_never_public_is_not_there_for_the_public(client, ana, rui):
    claim = make.claim_in_review(by=ana)
    for tail in ("", "/v1", "/history", "/history/1..2"):
        assert claim.text not in words(page(client, f"/claims/{claim.ident}{tail}", 404))

    client.force_login(rui)
    soup = page(client, f"/claims/{claim.ident}")
    assert soup.h1.get_text() == claim.text
    assert "Never published." in words(soup)
    assert page(client, f"/claims/{claim.ident}/history")


def test_related_claims_are_shown_both_ways_where_they_are_public(client, published, ana, rui, mei):
    other = make.published(by=ana, reviewers=(rui, mei), text="ZTE built nothing.")
    hidden = make.claim_in_review(by=ana, text="ZTE is about to build.")
    drafting.relate(published, other, "contradicts", by=ana)
    drafting.relate(published, hidden, "refines", by=ana)

    here = words(page(client, f"/claims/{published.ident}").find(id="related"))
    there = words(page(client, f"/claims/{other.ident}").find(id="related"))
    assert "contradicts ZTE built nothing." in here
    assert "about to build" not in here
    assert "is contradicted by ZTE built a database in Lisbon." in there


def test_an_identifier_is_found_however_it_is_written(client, published):
    answer = client.get(f"/claims/{published.ident.lower()}/v1")
    assert (answer.status_code, answer["Location"]) == (301, f"/claims/{published.ident}/v1")
    wrong = published.ident[:-1] + ("0" if published.ident[-1] != "0" else "1")
    assert "mistyped" in words(page(client, f"/claims/{wrong}", 404))


@pytest.mark.parametrize(
    "query",
    ["q=中兴", "q=databas", "from=2017&to=2017-06", "country=PT", "stage=operating", "kind=statement"],
)
def test_the_list_finds_a_claim_by_words_names_dates_and_facets(client, published, ana, rui, mei, query):
    other = make.published(
        by=ana, reviewers=(rui, mei), text="A cable was laid.", occurred="2020", kind="event"
    )
    soup = page(client, f"/claims?{query}")

    assert [row.get_text() for row in soup.select(".claim-text")] == [published.text]
    assert "1 claim " in words(soup.select_one(".list-head"))
    assert other.text not in words(soup)


def test_a_facet_counts_what_it_would_leave_and_takes_itself_away(client, published, ana, rui, mei):
    make.published(by=ana, reviewers=(rui, mei), subject=published.subject)
    make.published(by=ana, reviewers=(rui, mei), subject=make.entity("Other", by=ana))
    soup = page(client, f"/claims?entity={published.subject.ident}")
    choices = {a.select_one(".facet-text").get_text(): a for a in soup.select(".facet a")}

    assert "2 claims" in words(soup.select_one(".list-head"))
    assert choices["ZTE"]["href"] == "?" and choices["ZTE"]["aria-current"] == "true"
    assert choices["Other"].select_one(".count").get_text() == "1"


def test_a_list_that_cannot_be_understood_says_why_and_keeps_what_was_typed(client, published):
    soup = page(client, "/claims?q=ZTE&from=soon", 422)
    assert "“soon” is not a date in EDTF" in words(soup)
    assert soup.find("input", attrs={"name": "from"})["value"] == "soon"
    assert page(client, "/claims?page=7", 404)
    assert client.get("/claims.json?from=soon").json()["status"] == 422


def test_a_list_is_there_for_programs_too(client, published):
    body = client.get("/claims.json?q=database").json()
    rows = list(csv.DictReader(io.StringIO(client.get("/claims.csv").content.decode())))

    assert body["total"] == 1
    assert body["claims"][0]["ident"] == published.ident
    assert body["claims"][0]["origins"] == {"low": 1, "high": 1}
    assert rows[0]["text"] == published.text and rows[0]["url"].endswith(f"/claims/{published.ident}")


def test_a_spreadsheet_never_runs_a_cell(client, ana, rui, mei):
    make.published(by=ana, reviewers=(rui, mei), text="=HYPERLINK(1) was said by ACME.")
    rows = list(csv.DictReader(io.StringIO(client.get("/claims.csv").content.decode())))
    assert rows[0]["text"].startswith("'=")


def test_every_figure_of_the_first_page_leads_to_a_list(client, published):
    soup = page(client, "/")
    for link in soup.select(".figures a"):
        assert client.get(link["href"]).status_code == 200
    assert "1 published claim" in words(soup.select_one(".figures"))
    assert soup.find("a", href=f"/claims/{published.ident}")
    assert client.get(f"/topics/{published.topic.key}").status_code == 302
    assert client.get("/topics/nothing").status_code == 404


@pytest.mark.parametrize("address", ["/", "/claims", "/about", "/about-the-example"])
def test_a_page_stands_on_an_empty_record(client, db, address):
    assert page(client, address).h1


def test_text_from_outside_is_escaped(client, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei), text="<script>alert(1)</script> was said.")
    for address in ("/", "/claims", f"/claims/{claim.ident}", f"/claims/{claim.ident}/history"):
        assert b"<script>alert" not in client.get(address).content


def test_people_with_an_account_are_led_to_the_working_copy(client, published, ana):
    drafting.revise(published, by=ana, note="Better.", text="ZTE leased a database in Lisbon.")
    client.force_login(ana)
    soup = page(client, f"/claims/{published.ident}")

    assert soup.h1.get_text() == "ZTE built a database in Lisbon."
    assert "A correction of this claim is draft" in words(soup)
    assert Claim.objects.get(pk=published.pk).text == "ZTE leased a database in Lisbon."
