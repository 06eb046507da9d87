"""Signing in and out, and one's own account."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import Client

from provenance import enrolment
from provenance.accounts import throttling
from provenance.accounts.models import Attempts
from tests import make


def sign_in(client, user, password=make.PASSWORD, **more):
    return client.post("/sign-in", {"username": user.email, "password": password, **more})


def test_somebody_signs_in_with_address_and_password_and_goes_where_they_wanted(client, ana):
    asked = client.get("/sources/new?address=https%3A%2F%2Fexample.org%2F")
    assert asked.status_code == 302
    page = client.get(asked["Location"])
    wanted = page.context["next"]
    response = sign_in(client, ana, next=wanted)
    assert response["Location"] == "/sources/new?address=https%3A%2F%2Fexample.org%2F"
    assert get_user(client) == ana


def test_the_address_may_be_written_in_another_case(client, ana):
    response = client.post(
        "/sign-in", {"username": ana.email.upper(), "password": make.PASSWORD, "next": "/sources"}
    )
    assert response.status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
)
def test_nobody_is_led_off_the_site(client, ana, settings, target):
    settings.LOGIN_REDIRECT_URL = "sources"
    response = sign_in(client, ana, next=target)
    assert response["Location"] == "/sources"


def test_a_refusal_does_not_tell_who_has_an_account(client, ana, kim):
    wrong = sign_in(client, ana, password="something else")
    enrolment.deactivate(ana, reason="Left.", by=kim)
    barred = sign_in(client, ana)
    nobody = client.post("/sign-in", {"username": "nobody@example.org", "password": make.PASSWORD})
    sentence = "No account has this e-mail address and password."
    for response in (wrong, barred, nobody):
        assert response.status_code == 422
        assert sentence in response.text
        assert not get_user(client).is_authenticated
    assert make.PASSWORD not in barred.text


def test_after_ten_wrong_passwords_an_address_has_to_wait_and_then_may_try_again(client, ana, rui):
    for _ in range(10):
        assert sign_in(client, ana, password="a guess").status_code == 422
    waiting = sign_in(client, ana)
    assert waiting.status_code == 429 and "Wait 15 minutes" in waiting.text
    assert (
        client.post("/sign-in", {"username": ana.email.upper(), "password": make.PASSWORD}).status_code == 429
    )
    assert not get_user(client).is_authenticated
    assert sign_in(client, rui).status_code == 302

    client.logout()
    with time_machine.travel(datetime.now(UTC) + throttling.WINDOW):
        assert sign_in(client, ana).status_code == 302


def test_the_wait_does_not_tell_who_has_an_account(client, ana, db):
    told = []
    for address in (ana.email, "nobody@example.org"):
        answers = [client.post("/sign-in", {"username": address, "password": "a guess"}) for _ in range(11)]
        told.append([(one.status_code, one.text.replace(address, "ADDRESS")) for one in answers])
    bare = [[(status, re.sub(r'value="[A-Za-z0-9]{64}"', "", text)) for status, text in one] for one in told]
    assert bare[0] == bare[1]
    assert bare[0][-1][0] == 429


def test_signing_in_forgets_what_was_mistyped_and_no_address_is_kept(client, ana):
    for _ in range(9):
        sign_in(client, ana, password="a guess")
    assert not Attempts.objects.filter(key__contains="@").exists()
    assert Attempts.objects.get().count == 9
    assert sign_in(client, ana).status_code == 302
    assert not Attempts.objects.exists()


def test_a_letter_that_the_database_takes_for_another_is_counted_with_it(client, db):
    for number in range(20):
        address = "sus@example.org".replace("s", "\u017f", number % 3)
        client.post("/sign-in", {"username": address, "password": "a guess"})
    assert Attempts.objects.count() == 1


def test_the_admin_has_no_door_of_its_own(client, ana, olu):
    asked = client.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0] == "/sign-in?next=/admin/"
    posted = client.post("/admin/login/", {"username": olu.email, "password": make.PASSWORD})
    assert posted.status_code == 405
    assert not get_user(client).is_authenticated
    assert sign_in(client, olu, next="/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/password_change/")["Location"] == "/account/password"


def test_signing_in_and_a_new_password_change_the_session_and_end_others(client, ana):
    client.get("/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    planted = client.cookies["sessionid"] = session.session_key
    assert sign_in(client, ana).status_code == 302
    assert client.session.session_key != planted
    other = Client()
    sign_in(other, ana)
    before, new = client.session.session_key, "another horse altogether"
    client.post(
        "/account/password", {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert client.session.session_key != before
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_a_role_taken_away_is_gone_at_the_next_request(client, rui, kim):
    client.force_login(rui)
    assert client.get("/claims/new").status_code == 200
    enrolment.change_role(rui, "auditor", by=kim)
    assert client.get("/claims/new").status_code == 403


def test_a_deactivated_person_is_out_at_their_next_request(client, ana, kim):
    client.force_login(ana)
    assert client.get("/account").status_code == 200
    enrolment.deactivate(ana, reason="Left.", by=kim)
    assert client.get("/account").status_code == 302


def test_signing_out_is_a_post(client, ana, settings):
    settings.LOGOUT_REDIRECT_URL = "sources"
    client.force_login(ana)
    assert client.get("/sign-out").status_code == 405
    assert get_user(client) == ana
    assert client.post("/sign-out")["Location"] == "/sources"
    assert not get_user(client).is_authenticated


def test_a_post_without_its_token_is_refused(ana):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, ana).status_code == 403


def test_the_account_page_says_what_the_role_allows(client, ana, rui):
    client.force_login(ana)
    contributor = client.get("/account").text
    client.force_login(rui)
    reviewer = client.get("/account").text
    for page, yes, no in ((contributor, 2, 3), (reviewer, 4, 1)):
        assert page.count("<span>yes</span>") == yes
        assert page.count("<span>no</span>") == no
    assert "Contributor" in contributor


def test_a_password_is_changed_with_the_old_one(client, ana):
    client.force_login(ana)
    new = "another horse altogether"
    sent = {"new_password1": new, "new_password2": new}
    refused = client.post("/account/password", {**sent, "old_password": "wrong"})
    assert refused.status_code == 422
    assert new not in refused.text
    assert client.post("/account/password", {**sent, "old_password": make.PASSWORD})["Location"] == "/account"
    ana.refresh_from_db()
    assert ana.check_password(new)
    weak = {"old_password": new, "new_password1": "short", "new_password2": "short"}
    assert "at least 12 characters" in client.post("/account/password", weak).text
