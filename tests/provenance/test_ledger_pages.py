"""The log for people, and its newest checkpoint for programs."""

import json

import pytest
from bs4 import BeautifulSoup

from claims.actions import publication
from provenance.ledger import merkle, notes, signer
from provenance.ledger.models import Checkpoint, Entry
from sources.actions import registering
from tests import make


@pytest.fixture
def published(ana, rui, mei):
    return make.published(by=ana, reviewers=(rui, mei), text="ZTE built a database in Lisbon.")


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_the_log_lists_every_entry_newest_first(client, published):
    numbers = []
    address = "/ledger"
    while address:
        soup = page(client, address)
        numbers += [int(a.get_text().replace(",", "")) for a in soup.select("td.number a")]
        older = soup.find("a", rel="next")
        address = f"/ledger{older['href']}" if older else ""
    assert numbers == list(range(Entry.objects.count()))[::-1]


def test_a_long_log_is_paged_by_index(client, ana):
    for number in range(60):
        make.source(f"Minutes {number}", by=ana)
    first = page(client, "/ledger")
    second = page(client, f"/ledger{first.find('a', rel='next')['href']}")

    assert len(first.select("td.number")) == 50
    assert len(second.select("td.number")) == Entry.objects.count() - 50
    assert second.find("a", string="newest")


def test_the_log_is_narrowed_by_kind_object_and_actor(client, published, rui):
    rows = page(client, "/ledger?kind=claim:sign-off").select("tbody tr")
    assert len(rows) == 2 and all("signed off" in words(row) for row in rows)
    assert len(page(client, f"/ledger?object=claim:{published.pk}").select("tbody tr")) == 6
    assert len(page(client, f"/ledger?actor={rui.pk}&kind=claim").select("tbody tr")) == 2
    for wrong in ("kind=Drop table", "object=claim", "actor=rui", "before=x"):
        assert page(client, f"/ledger?{wrong}", 422).select_one("p.prose").get_text()


def test_an_entry_shows_the_bytes_that_were_hashed(client, published):
    for entry in Entry.objects.all():
        soup = page(client, f"/ledger/entries/{entry.index}")
        raw = soup.select_one("pre").get_text().encode()
        assert raw == bytes(entry.envelope)
        assert merkle.leaf_hash(raw).hex() in words(soup)
        manifest = json.loads(bytes(entry.manifest.body))
        assert len(soup.select("tbody tr")) == len(manifest)
    assert page(client, f"/ledger/entries/{entry.index + 1}", 404)
    assert page(client, f"/ledger/entries/{2**70}", 404)


def test_an_entry_tells_the_public_nothing_of_what_is_not_public(client, ana, rui):
    claim = make.claim_in_review(by=ana, text="ZTE is about to build in Porto.")
    addresses = ["/ledger", *(f"/ledger/entries/{index}" for index in range(Entry.objects.count()))]
    for address in addresses:
        said = str(page(client, address))
        for secret in ("Porto", "Ana Lopes", claim.ident):
            assert secret not in said, address

    client.force_login(rui)
    number = Entry.objects.get(kind="claim:draft").index
    soup = page(client, f"/ledger/entries/{number}")
    assert "Ana Lopes" in words(soup)
    assert soup.find("a", href=f"/claims/{claim.ident}")


def test_an_entry_about_something_public_leads_to_it(client, published, rui):
    publication.retract(published, reason="Wrong.", by=rui)
    soup = page(client, f"/ledger/entries/{Entry.objects.get(kind='claim:retract').index}")
    assert soup.find("a", href=f"/claims/{published.ident}").get_text() == published.text


def test_an_entry_names_its_source_to_people_with_an_account_alone(client, rui):
    source = registering.register(registering.Description(title="A work for a draft"), by=rui)
    assert "A work for a draft" not in words(page(client, "/ledger?kind=source:register"))
    client.force_login(rui)
    soup = page(client, "/ledger?kind=source:register")
    assert soup.find("a", href=f"/sources/{source.ident}").get_text() == "A work for a draft"


def test_the_newest_checkpoint_is_served_as_it_was_signed(client, published):
    assert client.get("/ledger/checkpoint").status_code == 404
    signer.sign_checkpoint()
    vkey = client.get("/ledger/log.vkey").content.decode().strip()
    answer = client.get("/ledger/checkpoint")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    head = notes.Checkpoint.parse(notes.verify(answer.content, [vkey]))
    assert head.size == Entry.objects.count()
    assert Checkpoint.objects.get().note in page(client, "/ledger").select_one("pre").get_text()


@pytest.mark.parametrize("address", ["/ledger", "/ledger?kind=claim:publish"])
def test_the_page_stands_on_an_empty_log(client, db, address):
    assert "No checkpoint has been signed yet." in words(page(client, address))
