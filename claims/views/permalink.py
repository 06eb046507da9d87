"""A claim at its own address: its editions, and for people with an account its working copy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import reading
from claims.models import Claim
from claims.permissions import may_read_working_copies
from claims.reading import PublishedClaim
from claims.representations.pages import ClaimPage, claim_page, statement_shown
from provenance.accounts.gate import everybody, open_to
from provenance.web.addressing import by_ident
from provenance.web.errors import NotFound


@open_to(everybody)
@require_safe
@by_ident
def claim(request: HttpRequest, ident: str) -> HttpResponse:
    found = reading.find_published(ident)
    if found is None:
        return _working_copy(request, ident)
    return render(request, "claims/claim.html", {"page": _page(found)})


@open_to(everybody)
@require_safe
@by_ident
def edition(request: HttpRequest, ident: str, number: int) -> HttpResponse:
    found = reading.find_published(ident, number)
    if found is None:
        raise NotFound(f"There is no published edition v{number} of claim {ident}.")
    return render(request, "claims/edition.html", {"page": _page(found)})


def _page(found: PublishedClaim) -> ClaimPage:
    content = found.shown.content or {}
    named = {*reading.sources_named(content["evidence"])}
    if found.shown is not found.newest and found.newest.content:
        named |= reading.sources_named(found.newest.content["evidence"])
    return claim_page(
        found, reading.lineage_of(named), reading.snapshots_of(content), reading.related_to(found.pk)
    )


def _working_copy(request: HttpRequest, ident: str) -> HttpResponse:
    """What was never public is not there for the public, and nothing says that it exists."""
    if not may_read_working_copies(request.user):
        raise NotFound(f"No published claim has the identifier {ident}.")
    row = get_object_or_404(Claim.objects.select_related("latest", "drafted_by"), ident=ident)
    content = row.latest.content()["sections"]
    said = statement_shown(
        ident,
        content,
        row.status,
        reading.lineage_of(reading.sources_named(content["evidence"])),
        reading.snapshots_of(content),
    )
    return render(request, "claims/claim_working_copy.html", {"said": said, "claim": row})
