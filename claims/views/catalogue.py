"""The list of published claims, with search, facets and the same as files."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Topic
from claims.permissions import may_read_working_copies
from claims.representations import listing
from provenance.accounts.gate import everybody, open_to
from provenance.search.models import Document
from provenance.search.query import SORTS, Search, parse
from provenance.web.errors import NotFound, problem
from provenance.web.paging import Page, page_of, query_with

UNPROCESSABLE = 422


@open_to(everybody)
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    search = parse(request.GET.dict())
    page = _page(request, search)
    context = {
        "search": search,
        "page": page,
        "claims": listing.rows(page.rows),
        "facets": listing.facets(search),
        "permalink": _permalink(search),
        "json_href": reverse("claims_json") + query_with(search.values),
        "csv_href": reverse("claims_csv") + query_with(search.values),
        "sorts": SORTS,
        "kept": {name: search.values[name] for name in listing.FACETS if name in search.values},
    }
    return render(
        request, "claims/claim_list.html", context, status=UNPROCESSABLE if search.problems else 200
    )


@open_to(everybody)
@require_safe
def claims_json(request: HttpRequest) -> HttpResponse:
    search = parse(request.GET.dict())
    if search.problems:
        return problem(request, UNPROCESSABLE, " ".join(search.problems))
    page = _page(request, search)
    body = {
        "query": search.values,
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "permalink": _permalink(search),
        "claims": listing.as_json(page.rows),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@open_to(everybody)
@require_safe
def claims_csv(request: HttpRequest) -> HttpResponse:
    """All that the search finds, on one page."""
    search = parse(request.GET.dict())
    if search.problems:
        return problem(request, UNPROCESSABLE, " ".join(search.problems))
    written = listing.as_csv(search.documents().iterator(500))
    headers = {"Content-Disposition": 'attachment; filename="claims.csv"'}
    return HttpResponse(written, content_type="text/csv; charset=utf-8", headers=headers)


@open_to(everybody)
@require_safe
def topic(request: HttpRequest, key: str) -> HttpResponse:
    # A topic of drafts alone would tell what they are about.
    if not Document.objects.filter(topic=key).exists() and not may_read_working_copies(request.user):
        raise NotFound(f"No published claim is filed under the topic {key}.")
    found = get_object_or_404(Topic, key=key)
    return redirect(reverse("claims") + query_with({"topic": found.key}))


def _page(request: HttpRequest, search: Search) -> Page:
    # The links to other pages carry what was understood, in one order, and nothing else.
    query = request.GET.copy()
    for name in set(query) - {"page", *search.values}:
        del query[name]
    return page_of(search.documents(), query, total=search.matching().count())


def _permalink(search: Search) -> str:
    query = query_with(search.values)
    return settings.SITE_URL + reverse("claims") + (query if search.values else "")
