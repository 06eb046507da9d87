"""What a request gets that cannot be answered."""

import json
import logging
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from provenance.web import errors


def refusing(error):
    def view(request, **kwargs):
        raise error

    return view


class Site:
    """Addresses that fail in each way, with the handlers of the real site."""

    urlpatterns = [
        path("claims", lambda request: HttpResponse("claims"), name="claims"),
        path("broken/<str:token>", refusing(RuntimeError("secret of the machine"))),
        path("broken.json", refusing(RuntimeError("secret of the machine"))),
        path("bad", refusing(SuspiciousOperation("secret of the machine"))),
        path("forbidden", refusing(PermissionDenied())),
        path(
            "forbidden-why", refusing(PermissionDenied("You wrote this claim, so you may not sign it off."))
        ),
        path("missing", refusing(Http404("No Claim matches the given query."))),
        path("missing-why", refusing(errors.NotFound("The check character of 7ZK3M9QDX is wrong."))),
    ]
    handler400, handler403 = staticmethod(errors.handler400), staticmethod(errors.handler403)
    handler404, handler500 = staticmethod(errors.handler404), staticmethod(errors.handler500)


@pytest.fixture
def site(settings):
    settings.ROOT_URLCONF = Site
    settings.DEBUG = False
    return Client(raise_request_exception=False)


def test_a_500_gives_the_reader_a_number_and_the_operator_the_same_number_with_the_trace(site, caplog):
    with caplog.at_level(logging.ERROR, logger="provenance.web.errors"):
        response = site.get("/broken/private-token")
    [logged] = [record for record in caplog.records if record.name == "provenance.web.errors"]
    incident = logged.args[0]
    assert response.status_code == 500
    assert incident in response.text
    assert "secret of the machine" not in response.text
    assert logged.exc_info[0] is RuntimeError
    assert "private-token" not in logged.getMessage()


def test_two_500s_have_two_numbers(site):
    numbers = {json.loads(site.get("/broken.json").content)["incident"] for _ in range(2)}
    assert len(numbers) == 2


def test_a_program_gets_problem_details_and_a_person_a_page(site):
    response = site.get("/missing-why", headers={"Accept": "application/problem+json"})
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "The check character of 7ZK3M9QDX is wrong.",
    }
    page = site.get("/missing-why", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page["Content-Type"].startswith("text/html")
    assert "The check character of 7ZK3M9QDX is wrong." in page.text
    assert "Accept" in page["Vary"]


def test_only_sentences_written_for_the_reader_are_shown(site):
    assert "No Claim matches" not in site.get("/missing").text
    assert "secret of the machine" not in site.get("/bad").text
    assert site.get("/bad").status_code == 400
    assert "You wrote this claim" in site.get("/forbidden-why").text
    assert errors.SENTENCES[403].split(".")[0] in site.get("/forbidden").text


def test_an_error_page_does_not_need_the_database(site):
    assert site.get("/missing").status_code == 404  # no database mark on this test: a query would fail it


def test_a_status_without_a_page_of_its_own_still_has_one():
    response = errors.problem(RequestFactory().get("/x"), 413, "The file is larger than 50 MB.")
    assert response.status_code == 413
    assert "The file is larger than 50 MB." in response.text


def test_a_conflict_shows_who_changed_what():
    request = RequestFactory().get("/x")
    request.user = SimpleNamespace(is_authenticated=False)
    assert "Somebody changed this meanwhile" in errors.problem(request, 409).text


def test_a_form_without_its_token_is_refused_in_words(site):
    assert "reload the page" in errors.csrf_failure(RequestFactory().post("/x")).text
