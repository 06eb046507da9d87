"""What a request gets that cannot be answered: a page for people, problem details (RFC 9457) for programs."""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.cache import patch_vary_headers

logger = logging.getLogger(__name__)

SENTENCES = {
    400: "The request could not be understood. Go back, check what was sent, and try again.",
    403: "You may not do this. If you should be able to, sign in as somebody who may.",
    404: "There is nothing at this address. Check it for a missing or mistyped character.",
    405: "This address does not take that kind of request.",
    409: "Somebody changed this meanwhile. Compare the two and decide what to keep.",
    500: "Something went wrong here. Nothing was changed.",
}
INCIDENT_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no look-alikes: it is read out over the telephone
INCIDENT_LENGTH = 10


class NotFound(Http404):
    """Nothing is there, and the sentence, unlike that of a plain Http404, is written for the reader."""


def wants_json(request: HttpRequest) -> bool:
    """A path that ends in .json is a program's; otherwise the type that Accept prefers decides."""
    if request.path.endswith(".json"):
        return True
    preferred = request.get_preferred_type(["text/html", "application/problem+json", "application/json"])
    return preferred is not None and preferred != "text/html"


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    extra: dict[str, Any] | None = None,
    template: str | None = None,
) -> HttpResponse:
    """The answer for `status` with one sentence `detail`; `extra` members go into page and problem alike."""
    title = HTTPStatus(status).phrase.capitalize()
    detail = detail or SENTENCES.get(status, title + ".")
    members = {"title": title, "status": status, "detail": detail, **(extra or {})}
    response: HttpResponse
    if wants_json(request):
        body = {"type": "about:blank", **members}
        response = JsonResponse(body, status=status, content_type="application/problem+json")
    else:
        # A 500 is drawn without context processors: they may be what failed.
        frame = None if status >= HTTPStatus.INTERNAL_SERVER_ERROR else request
        # 400.html fits any refusal that has no page of its own.
        names = [template] if template else [f"{status}.html", "400.html"]
        page = loader.select_template(names).render(members, frame)
        response = HttpResponse(page, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 400)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 403, _sentence(exception))


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 404, str(exception) if isinstance(exception, NotFound) else "")


def handler500(request: HttpRequest) -> HttpResponse:
    """The reader gets a number, the operator the same number with the trace.

    The route is logged, not the path: the path of a submission's page is a secret, and so is who asked.
    """
    incident = "".join(secrets.choice(INCIDENT_ALPHABET) for _ in range(INCIDENT_LENGTH))
    route = request.resolver_match.route if request.resolver_match else "(no route)"
    logger.error("Incident %s: %s %s", incident, request.method, route, exc_info=True)
    return problem(request, 500, extra={"incident": incident})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = (
        "The form was open too long, or cookies are blocked. Go back, reload the page and send it again."
    )
    return problem(request, 403, sentence)


def _sentence(exception: Exception | None) -> str:
    """What a refusal says, if it was written as a sentence."""
    text = str(exception or "").strip()
    return text if text.endswith((".", "!", "?")) else ""
