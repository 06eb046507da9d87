"""What every page's frame needs. An anonymous visitor costs no database query."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

EVERYBODY = frozenset({"", "contributor", "reviewer", "auditor", "administrator"})
STAFF = EVERYBODY - {""}
NAVIGATION: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Claims", "claims", EVERYBODY),
    ("Sources", "sources", EVERYBODY),
    ("Entities", "entities", EVERYBODY),
    ("Log", "ledger", EVERYBODY),
    ("Review queue", "review_queue", STAFF),
    ("New claim", "claim_new", STAFF - {"auditor"}),
    ("People", "people", frozenset({"administrator"})),
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    label: str
    href: str
    current: bool
    first_staff: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_name`, `example_notice`, and `navigation`, which asks for the user only when a page reads it."""

    def navigation() -> list[NavigationItem]:
        return navigation_of(request)

    return {
        "site_name": settings.SITE_NAME,
        "example_notice": settings.EXAMPLE_NOTICE,
        "navigation": navigation,
    }


def navigation_of(request: HttpRequest) -> list[NavigationItem]:
    user = getattr(request, "user", None)
    role = str(getattr(user, "role", "")) if user is not None and user.is_authenticated else ""
    items: list[NavigationItem] = []
    staff = False
    for label, route, roles in NAVIGATION:
        if role not in roles:
            continue
        try:
            href = reverse(route)
        except NoReverseMatch:  # an installation may leave a room of the house out
            continue
        first_staff = not staff and "" not in roles
        staff = staff or first_staff
        items.append(NavigationItem(label, href, is_within(request.path, href), first_staff))
    # A page that two items lead to belongs to the one that names it more exactly.
    deepest = max((len(one.href) for one in items if one.current), default=0)
    return [replace(one, current=one.current and len(one.href) == deepest) for one in items]


def is_within(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href.rstrip('/')}/")
