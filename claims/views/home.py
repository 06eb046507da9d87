"""The first page, and the pages that say what this is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Topic
from claims.representations import listing
from claims.representations.example import DOCUMENTS, TITLES
from claims.representations.figures import headline, recent_changes
from provenance.accounts.gate import everybody, open_to
from provenance.search.models import Document
from sources.models import Source

NEWEST = 8  # claims; what fits on the first screens


@open_to(everybody)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = list(Document.objects.filter(status="published").defer("tokens")[:NEWEST])
    context = {
        "figures": headline(),
        "claims": listing.rows(newest),
        "changes": recent_changes(NEWEST),
        # A topic of drafts alone would tell what they are about.
        "topics": Topic.objects.filter(key__in=Document.objects.order_by().values("topic")),
    }
    return render(request, "claims/home.html", context)


@open_to(everybody)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "claims/about.html")


@open_to(everybody)
@require_safe
def about_example(request: HttpRequest) -> HttpResponse:
    known = {source.title: source for source in Source.objects.filter(title__in=TITLES)}
    documents = [(document, known.get(document.title)) for document in DOCUMENTS]
    return render(request, "claims/about_example.html", {"documents": documents})
