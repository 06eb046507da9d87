"""The admin shows what is recorded and changes none of it, for anybody."""

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command, get_commands
from django.urls import reverse
from reversion.models import Revision

from provenance.accounts.models import Role
from provenance.ledger.models import Entry
from provenance.ledger.recorded import RECORDINGS
from provenance.web.admin import ReadOnlyAdmin
from tests import make
from tests.audit import assert_record_whole

RECORDED = sorted(RECORDINGS, key=lambda model: model._meta.label)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def record(ana, rui, mei, kim):
    """One row at least of most recorded tables."""
    return make.published(by=ana, reviewers=(rui, mei))


def test_every_recorded_table_can_be_looked_at_and_is_read_only():
    for model in RECORDED:
        assert isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin), model


def test_nothing_else_of_the_admin_can_be_written_either(rf, kim):
    request = rf.get("/admin/")
    request.user = kim
    for model, window in admin.site._registry.items():
        for allowed in (
            window.has_add_permission,
            window.has_change_permission,
            window.has_delete_permission,
        ):
            assert not allowed(request), model


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_adds_changes_or_deletes_a_recorded_row(client, record, role):
    if role:
        client.force_login(make.user(role))
    entries = Entry.objects.count()
    looks = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    for model in RECORDED:
        row = model._base_manager.first()
        pages = [address(model, "add")]
        if row is not None:
            pages += [address(model, "change", row.pk), address(model, "delete", row.pk)]
        for page in pages:
            assert client.post(page, {"post": "yes"}).status_code == (403 if looks else 302), page
        swept = {"action": "delete_selected", "_selected_action": [str(row.pk)] if row else []}
        client.post(address(model, "changelist"), {**swept, "post": "yes"})
        assert row is None or model._base_manager.filter(pk=row.pk).exists()
    assert Entry.objects.count() == entries
    assert_record_whole()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_auditors_and_administrators_look_through_the_window(client, record, role):
    client.force_login(make.user(role))
    for model, window in admin.site._registry.items():
        search = {"q": "a"} if window.search_fields else {}
        assert client.get(address(model, "changelist"), search).status_code == 200, model
        row = model._base_manager.first()
        if row is not None:
            page = client.get(address(model, "change", row.pk))
            assert page.status_code == 200, model
            assert 'name="_save"' not in page.text
    assert "MD5" not in client.get(address(type(record.drafted_by), "change", record.drafted_by.pk)).text


def test_revisions_are_not_deleted(record):
    assert get_commands()["deleterevisions"] == "claims"
    before = Revision.objects.count()
    for options in ({}, {"days": 0}, {"keep": 0}):
        with pytest.raises(CommandError, match="Revisions are not deleted here"):
            call_command("deleterevisions", **options)
    assert Revision.objects.count() == before
