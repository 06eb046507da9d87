"""Django's admin is a window: auditors and administrators look through it, and nobody reaches through."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from provenance.ledger.models import Entry
from provenance.ledger.recorded import NOUNS
from tests import make
from tests.audit import assert_record_whole

SHOWN = [model for model in admin.site._registry if model is not Permission]


@pytest.fixture
def claim(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei), place=make.place(by=ana))
    return make.cited(claim, by=ana)


def page(model: type, what: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_recorded_table_is_behind_the_window():
    assert {recording.model for recording in NOUNS.values()} - set(admin.site._registry) == set()


def test_auditors_and_administrators_see_every_table(claim, olu, kim):
    for user in (olu, kim):
        client = signed_in(user)
        for model in SHOWN:
            assert client.get(page(model, "changelist")).status_code == 200, model
            row = model._base_manager.first()
            if row is not None:
                assert client.get(page(model, "change", row.pk)).status_code == 200, model


def test_others_do_not_see_it(claim, ana, rui):
    for client in (Client(), signed_in(ana), signed_in(rui)):
        for model in SHOWN:
            assert client.get(page(model, "changelist")).status_code == 302, model


def test_nobody_changes_anything_through_it(claim, kim):
    before, client = Entry.objects.count(), signed_in(kim)
    for model in SHOWN:
        row = model._base_manager.first()
        refused = [page(model, "add")]
        if row is not None:
            refused += [page(model, "change", row.pk), page(model, "delete", row.pk)]
        for address in refused:
            response = client.post(address, {"post": "yes", "text": "Tampered.", "name": "Tampered"})
            assert response.status_code == 403, address
        # The list has no actions; it answers one that is made up by showing itself again.
        deleting = {"action": "delete_selected", "_selected_action": row.pk if row else 1, "post": "yes"}
        client.post(page(model, "changelist"), deleting)
    assert Entry.objects.count() == before
    assert_record_whole()


def test_a_password_is_not_in_sight(kim):
    response = signed_in(kim).get(page(type(kim), "change", kim.pk))
    assert kim.password not in response.content.decode()
