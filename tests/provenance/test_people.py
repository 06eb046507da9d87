"""Administrators enrol people, give them roles and bar them; each act is on record."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from provenance.accounts.models import Role, User
from provenance.ledger.models import Entry
from tests import make
from tests.audit import assert_record_whole

WHO = {"name": "Eva Roth", "email": "eva@example.org", "role": "contributor"}


@pytest.fixture
def administrator(client, kim):
    client.force_login(kim)
    return client


def test_somebody_is_enrolled_with_a_password_that_is_shown_once(administrator, kim):
    response = administrator.post("/people/new", WHO)
    password = re.search(r'class="once">([^<]+)<', response.text)[1]
    eva = User.objects.get(email="eva@example.org")
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    assert eva.check_password(password)
    assert password not in administrator.get(f"/people/{eva.pk}").text
    assert Entry.objects.get(kind="user:enrol", object=f"user:{eva.pk}").actor == kim.pk
    assert_record_whole()


def test_a_typed_password_is_not_shown_and_must_be_a_good_one(administrator):
    assert "too short" in administrator.post("/people/new", {**WHO, "password": "short"}).text
    assert not User.objects.filter(email="eva@example.org").exists()
    response = administrator.post("/people/new", {**WHO, "password": make.PASSWORD})
    assert response.status_code == 201
    assert make.PASSWORD not in response.text


def test_an_address_is_enrolled_once_whatever_its_case(administrator, ana):
    response = administrator.post("/people/new", {**WHO, "email": ana.email.upper()})
    assert response.status_code == 422
    assert "enrolled with this address already" in response.text
    assert "Eva Roth" in response.text


def test_a_role_is_changed_and_holds_from_the_next_request(administrator, ana):
    assert administrator.post(f"/people/{ana.pk}/roles", {"role": "reviewer"}).status_code == 302
    ana.refresh_from_db()
    assert ana.role == Role.REVIEWER
    assert administrator.post(f"/people/{ana.pk}/roles", {"role": "king"}).status_code == 422
    assert_record_whole()


def test_somebody_is_deactivated_and_let_in_again_with_a_reason(administrator, ana):
    address = f"/people/{ana.pk}/standings"
    assert administrator.post(address, {"standing": "inactive", "reason": ""}).status_code == 422
    assert administrator.post(address, {"standing": "inactive", "reason": "Left."}).status_code == 302
    ana.refresh_from_db()
    assert not ana.is_active
    assert "deactivated" in administrator.get("/people").text
    administrator.post(address, {"standing": "active", "reason": "Came back."})
    ana.refresh_from_db()
    assert ana.is_active
    assert_record_whole()


def test_the_last_administrator_stays_one(administrator, kim):
    for path, sent in (
        ("roles", {"role": "auditor"}),
        ("standings", {"standing": "inactive", "reason": "Tired."}),
    ):
        response = administrator.post(f"/people/{kim.pk}/{path}", sent)
        assert response.status_code == 422
        assert "last active administrator" in response.text
    kim.refresh_from_db()
    assert kim.is_active
    assert kim.role == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [None, Role.CONTRIBUTOR, Role.REVIEWER, Role.AUDITOR])
def test_nobody_else_manages_people(client, ana, role):
    if role:
        client.force_login(make.user(role))
    expected = 403 if role else 302
    for address in ("/people", "/people/new", f"/people/{ana.pk}"):
        assert client.get(address).status_code == expected
    for address in ("/people/new", f"/people/{ana.pk}/roles", f"/people/{ana.pk}/standings"):
        assert client.post(address, {**WHO, "standing": "inactive", "reason": "x"}).status_code == expected
    ana.refresh_from_db()
    assert ana.is_active
    assert ana.role == Role.CONTRIBUTOR


def enrolled(*args, **options):
    out = io.StringIO()
    call_command("enrol", *args, stdout=out, **options)
    return out.getvalue()


def test_the_first_account_of_an_installation_is_an_administrator(db):
    with pytest.raises(CommandError, match="first account"):
        enrolled("eva@example.org", "Eva Roth", "reviewer")
    said = enrolled("eva@example.org", "Eva Roth", "administrator")
    assert User.objects.get().check_password(said.split()[-1])
    assert_record_whole()


def test_later_accounts_name_who_enrolled_them(kim, ana):
    with pytest.raises(CommandError, match="--by"):
        enrolled("eva@example.org", "Eva Roth", "reviewer")
    with pytest.raises(CommandError, match="--by"):
        enrolled("eva@example.org", "Eva Roth", "reviewer", by=ana.email)
    enrolled("eva@example.org", "Eva Roth", "reviewer", by=kim.email)
    with pytest.raises(CommandError, match="already"):
        enrolled("eva@example.org", "Eva Roth", "reviewer", by=kim.email)
    assert_record_whole()
