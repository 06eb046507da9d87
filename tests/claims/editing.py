"""Pages as a person meets them: what a form holds, and what it complains of."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse

from claims.models import Claim


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def review_url(claim: Claim) -> str:
    return f"/review/{claim.ident}"


def form_of(response: HttpResponse, action: str = "") -> dict[str, Any]:
    """What a browser would send if nothing were touched: the post form of the page, or that to `action`."""
    page = BeautifulSoup(response.content, "lxml")
    forms = [one for one in page.select("main form[method=post]") if not action or one["action"] == action]
    values: dict[str, Any] = {}
    for field in forms[0].select("input[name], textarea[name], select[name]"):
        if field["name"] == "csrfmiddlewaretoken" or field.has_attr("disabled"):
            continue
        value = _value(field)
        if value is not None:
            several = field.get("type") == "checkbox"
            values[field["name"]] = [*values.get(field["name"], []), value] if several else value
    return values


def _value(field: Tag) -> str | None:
    if field.name == "textarea":
        # The line break that HTML drops after the opening tag.
        return field.text.removeprefix("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return chosen["value"] if chosen else None
    if field.get("type") == "checkbox":
        return field["value"] if field.has_attr("checked") else None
    return field.get("value", "")


def faults(response: HttpResponse) -> str:
    """All that the page says is wrong."""
    page = BeautifulSoup(response.content, "lxml")
    return " ".join(" ".join(one.text.split()) for one in page.select(".errorlist, [role=alert]"))
