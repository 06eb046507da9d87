"""The permission matrix: every route, every method, every role, every state of a claim.

The routes come from the resolver; one that is not in `tests.shape.world.ROUTES` fails. What is expected comes
from the policy that the view declares, which the table pins a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, get_resolver, reverse

from claims.models import Claim
from provenance.accounts.policies import Visitor
from provenance.ledger.models import Entry, Head
from tests import audit
from tests.shape.world import ROLES, ROUTES, STATES, Route, World, build

# Without the mark pytest-django makes no database when this file is run alone.
pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ELSEWHERE = {"admin/"}  # Django's own admin: tests/shape/test_admin.py
WAYS_IN = {"sign_in", "admin_sign_in"}
# Posts that anybody may send, and why.
PUBLIC_POSTS = {"sign_in": "this is how one becomes somebody", "sign_out": "it takes nothing but a session"}


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    for pattern in found:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif str(pattern.pattern) not in ELSEWHERE:
            yield from patterns(pattern.url_patterns)


VIEWS = {pattern.name: pattern.callback for pattern in patterns(get_resolver().url_patterns)}


def evidence_in(folder: Any) -> dict[str, Any]:
    backend = {"BACKEND": "sources.storage.BlobFileStorage", "OPTIONS": {"location": folder}}
    return {**django_settings.STORAGES, "evidence": backend}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, home: Any) -> Iterator[World]:
    """Built once; every request of the tests is undone, and all of it in the end."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    kept = override_settings(
        STORAGES=evidence_in(home), LEDGER_KEY_FILE=home / "key", PASSWORD_HASHERS=hashers
    )
    with django_db_blocker.unblock(), transaction.atomic():
        with kept:
            built = build()
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def at_home(own_files: None, settings: Any, home: Any) -> None:
    """The files of the world outlive a test, and so must the settings that lead to them."""
    settings.STORAGES, settings.LEDGER_KEY_FILE = evidence_in(home), home / "key"


class Undone(Exception):
    """Rolls a request back."""


def answer(
    world: World, role: str, method: str, name: str, claim: Claim, body: dict[str, Any] | None = None
) -> tuple[HttpResponse, int]:
    """What one request gets, and how many entries it added to the log; then nothing of it is left."""
    route, client = ROUTES[name], world.clients[role]
    cookies = client.cookies.output(header="", sep="; ")
    got: list[tuple[HttpResponse, int]] = []
    try:
        with transaction.atomic():
            path = reverse(name, kwargs=route.args(world, claim))
            if query := route.query(world, claim):
                path += f"?{urlencode(query)}"
            before = Entry.objects.count()
            send = getattr(client, method.lower())
            response = send(path, body or {}) if method in ("GET", "HEAD", "POST") else send(path)
            if response.streaming:
                response.getvalue()
            after = Entry.objects.count()
            assert Head.objects.get().size == after
            got.append((response, after - before))
            raise Undone
    except Undone:
        client.cookies = SimpleCookie(cookies)
    return got[0]


def visitor(world: World, role: str) -> Visitor:
    return world.users[role] or AnonymousUser()


def allowed_methods(world: World, name: str, claim: Claim) -> set[str]:
    """What the view takes, as it says itself to somebody admitted who asks for something else."""
    role = next(role for role in ROLES if VIEWS[name].policy(visitor(world, role)))
    response, _ = answer(world, role, "OPTIONS", name, claim)
    assert response.status_code == 405, f"{name} takes any method: restrict it with require_safe or the like"
    return {method.strip() for method in response.headers["Allow"].split(",")}


def states_of(route: Route) -> tuple[str, ...]:
    return STATES if route.state else ("published",)


def to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(reverse("sign_in"))


def complaint(world: World, role: str, method: str, allowed: set[str], name: str, claim: Claim) -> str:
    """What is wrong with the answer to one request; empty when it is as the view's policy says."""
    route = ROUTES[name]
    body = route.body(world, claim) if method == "POST" and route.body else None
    response, entries = answer(world, role, method, name, claim, body)
    status, refused = response.status_code, to_sign_in(response) and name not in WAYS_IN
    if status >= 500:
        return f"a {status}: {getattr(response, 'exc_info', None)}"
    if entries and method != "POST":
        return f"{entries} new entries of the log"
    if not VIEWS[name].policy(visitor(world, role)):
        if entries:
            return f"{entries} new entries of the log by somebody not admitted"
        if world.users[role] is None:
            return "" if refused else f"{status} instead of the way to sign in"
        return "" if status == 403 else f"{status} instead of 403"
    if method not in allowed:
        return "" if status == 405 else f"{status} instead of 405"
    return f"a refusal ({status}) of somebody admitted" if refused or status in (401, 403, 405) else ""


def test_the_table_lists_every_route_and_no_other():
    assert set(VIEWS) == set(ROUTES)


def test_every_view_declares_the_policy_that_is_pinned_here():
    declared = {
        name: getattr(getattr(view, "policy", None), "__name__", "none") for name, view in VIEWS.items()
    }
    assert declared == {name: route.policy for name, route in ROUTES.items()}


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_route_admits_whom_its_policy_admits(world, name):
    route = ROUTES[name]
    allowed = allowed_methods(world, name, world.claims["published"])
    assert allowed & {"PUT", "PATCH", "DELETE"} == set()
    assert ("HEAD" in allowed) == ("GET" in allowed)
    assert ("POST" in allowed) == (route.body is not None), "a POST needs a body in the table, and only it"
    if "POST" in allowed and route.policy == "everybody":
        assert name in PUBLIC_POSTS
    wrong = [
        f"{role} {method} {name}, {state}: {problem}"
        for state in states_of(route)
        for role in ROLES
        for method in METHODS
        # Drawn like a GET, which is tried in every state: once is enough where it takes long.
        if method != "HEAD" or state == states_of(route)[0] or not VIEWS[name].policy(visitor(world, role))
        if (problem := complaint(world, role, method, allowed, name, world.claims[state]))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(name for name, route in ROUTES.items() if route.body))
def test_the_posts_of_the_matrix_do_change_something(world, name):
    """Else "it changed nothing" would show nothing of those who may not."""
    route = ROUTES[name]
    claim = world.claims[route.state or "published"]
    for role in ROLES:
        if VIEWS[name].policy(visitor(world, role)) and world.users[role]:
            response, entries = answer(world, role, "POST", name, claim, route.body(world, claim))
            assert response.status_code < 400, response.content.decode()[:3000]
            assert (entries > 0) == route.records
            return
    pytest.fail("nobody is admitted")


@pytest.mark.parametrize("name", sorted(name for name, route in ROUTES.items() if route.body))
def test_a_post_without_our_form_is_refused(world, name):
    """A page of another site that posts with an editor's cookies has no token."""
    route = ROUTES[name]
    claim = world.claims[route.state or "published"]
    for role in ("reviewer", "administrator"):
        client = world.clients[role]
        client.handler.enforce_csrf_checks = True
        try:
            response, entries = answer(world, role, "POST", name, claim, route.body(world, claim))
        finally:
            client.handler.enforce_csrf_checks = False
        assert (response.status_code, entries) == (403, 0)


def test_a_claim_that_was_never_public_is_not_there_for_the_public(world):
    for state in ("draft", "in review", "sent back"):
        for name in ("claim", "edition", "history", "difference"):
            response, _ = answer(world, "anonymous", "GET", name, world.claims[state])
            assert response.status_code == 404, (state, name)
    for state in ("published", "corrected", "retracted"):
        response, _ = answer(world, "anonymous", "GET", "claim", world.claims[state])
        assert response.status_code == 200
        assert "leases a data centre" not in response.content.decode()  # the correction is in draft


def test_after_all_of_it_the_record_is_whole(world):
    audit.assert_record_whole()
