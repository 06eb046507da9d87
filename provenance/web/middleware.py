"""Security headers on every answer. A view may set its own value; only what is missing is filled in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from provenance.web.errors import problem

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "serial",
        "usb",
    )
)


class SecurityHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", resource_policy(request))
        response.headers.setdefault("Referrer-Policy", referrer_policy(request))
        policy = response.headers["Content-Security-Policy"]
        # Browsers that know frame-ancestors ignore this one; it must not forbid what the policy allows.
        if "frame-ancestors 'none'" in policy:
            response.headers.setdefault("X-Frame-Options", "DENY")
        elif "frame-ancestors 'self'" in policy:
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response


class RefuseNul:
    """A NUL in the query: PostgreSQL can neither store nor look for one, and would fail on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return problem(request, 400, "The address asks for a character that no text here has (NUL).")
        return self.get_response(request)


def resource_policy(request: HttpRequest) -> str:
    """Style sheets and fonts are public; the sandboxed reader view, whose origin is opaque, needs them."""
    static_url = settings.STATIC_URL or ""
    return "cross-origin" if static_url and request.path.startswith(static_url) else "same-origin"


def referrer_policy(request: HttpRequest) -> str:
    """Nothing leaks from a signed-in page: the address of a draft would tell a source that it is looked at.

    The cookie is asked, not the user: asking the user costs two queries on pages that never need them.
    """
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    # Not "no-referrer": a browser then sends our own forms with "Origin: null", which the CSRF check refuses.
    return "same-origin" if signed_in else "strict-origin-when-cross-origin"
