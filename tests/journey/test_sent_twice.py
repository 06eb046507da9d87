"""A double click makes one thing; going back to the form and writing another makes two."""

from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from claims.actions import drafting
from claims.models import Claim
from provenance.identifiers import mint_uuid
from sources.actions import registering
from sources.actions.registering import Description
from sources.models import Capture, Source
from tests import make
from tests.audit import assert_record_whole
from tests.journey.harness import together


def key_in(client: Client, address: str, at: int = 0) -> str:
    return BeautifulSoup(client.get(address).content, "lxml").select("input[name=key]")[at]["value"]


@pytest.fixture
def writing(client, ana):
    client.force_login(ana)
    about = {"subject": make.entity("ACME", by=ana).name, "topic": make.topic(by=ana).pk}
    return {"text": "ACME built it.", "language": "en", "kind": "presence", "basis": "stated", **about}


def test_a_draft_sent_twice_is_one_claim(client, writing):
    writing["key"] = key_in(client, "/claims/new")
    first, second = (client.post("/claims/new", writing) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Claim.objects.count() == 1
    assert_record_whole()


def test_another_claim_written_in_the_same_form_is_not_lost(client, writing, rui):
    writing["key"] = key_in(client, "/claims/new")
    client.post("/claims/new", writing)
    client.post("/claims/new", {**writing, "text": "ACME leased it."})
    client.force_login(rui)
    client.post("/claims/new", writing)
    assert Claim.objects.count() == 3
    assert Claim.objects.filter(drafted_by=rui).count() == 1
    assert_record_whole()


def test_a_form_without_its_key_or_with_a_wrong_one_is_taken_as_it_is(client, writing):
    for key in ({}, {"key": "not a key"}, {"key": ""}):
        assert client.post("/claims/new", {**writing, **key}).status_code == 302
    assert Claim.objects.count() == 3


def test_every_form_has_a_key_of_its_own(client, writing):
    keys = {key_in(client, "/claims/new") for _ in range(3)}
    assert len(keys) == 3
    refused = client.post("/claims/new", {**writing, "text": "", "key": min(keys)})
    assert BeautifulSoup(refused.content, "lxml").find("input", attrs={"name": "key"})["value"] == min(keys)


@pytest.mark.parametrize(
    "sent",
    [{"by": "address", "address": "https://example.org/minutes"},
     {"by": "hand", "title": "Minutes", "type": "report", "access": "open", "lineage": "unexamined"}],
)  # fmt: skip
def test_a_source_registered_twice_is_one_source(client, ana, sent):
    client.force_login(ana)
    sent["key"] = key_in(client, "/sources/new", 0 if sent["by"] == "address" else 1)
    first, second = (client.post("/sources/new", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Source.objects.count() == 1
    assert Capture.objects.count() == (sent["by"] == "address")
    assert_record_whole()


def test_an_address_that_is_registered_already_is_still_told(client, ana, rui):
    make.source("Minutes", by=rui, url="https://example.org/minutes")
    client.force_login(ana)
    sent = {"by": "address", "address": "https://example.org/minutes", "key": key_in(client, "/sources/new")}
    assert "registered already" in client.post("/sources/new", sent).text
    assert Source.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["claim", "source"])
def test_two_at_the_same_moment_are_one(what):
    ana = make.user("contributor")
    content = make.content(by=ana)
    for seed in range(4):
        key = mint_uuid()
        if what == "claim":
            send = partial(drafting.draft, content, key=key, by=ana)
        else:
            send = partial(registering.register, Description(title="Minutes"), key=key, by=ana)
        outcomes = together(send, send, seed=seed)
        assert [outcome.value.pk for outcome in outcomes] == [key, key]
    assert_record_whole()
