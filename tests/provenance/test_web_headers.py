"""Security headers: on every answer, and a view may set its own."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from provenance.web.middleware import SecurityHeaders

NAMES = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}


def answered(path="/claims", cookies=None, headers=None):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies or {})
    return SecurityHeaders(lambda _: HttpResponse("x", headers=headers))(request)


def test_every_header_is_there_and_nothing_inline_or_foreign_is_allowed():
    response = answered()
    assert set(response.headers) >= NAMES
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {value for name, value in policy.items()} == {"'none'", "'self'"}
    assert response["X-Frame-Options"] == "DENY"


def test_a_view_keeps_the_policy_that_it_set():
    own = "sandbox; default-src 'none'; style-src 'self'; frame-ancestors 'self'"
    response = answered(headers={"Content-Security-Policy": own, "Referrer-Policy": "no-referrer"})
    assert response["Content-Security-Policy"] == own
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_an_embed_that_anybody_may_frame_is_not_forbidden_by_the_old_header():
    assert "X-Frame-Options" not in answered(headers={"Content-Security-Policy": "frame-ancestors *"})


def test_the_address_of_a_page_leaks_only_its_origin_and_from_a_session_nothing(settings):
    assert answered()["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answered(cookies={settings.SESSION_COOKIE_NAME: "x"})["Referrer-Policy"] == "same-origin"


def test_only_static_files_may_be_loaded_by_the_sandboxed_reader():
    assert answered("/static/web/reader.css")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answered("/snapshots/x/file")["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_whole_site_answers_with_the_headers_also_where_nothing_is(client):
    response = client.get("/nothing/here")
    assert response.status_code == 404
    assert set(response.headers) >= NAMES
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
