"""Every change of a claim, and the difference of any two revisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from claims import reading
from claims.models import Claim
from claims.permissions import may_read_working_copies
from claims.representations.difference import differences
from claims.representations.history import timeline
from provenance.accounts.gate import everybody, open_to
from provenance.web.addressing import by_ident
from provenance.web.errors import NotFound
from provenance.web.paging import page_of

MOMENTS = 100  # of a history on one page


@open_to(everybody)
@require_safe
@by_ident
def history(request: HttpRequest, ident: str) -> HttpResponse:
    public = not may_read_working_copies(request.user)
    claim = _claim(ident, public=public)
    last = _last(claim, public=public)
    if (asked := _asked(request)) is not None:
        return redirect("difference", ident, *asked)
    entries = reading.entries_about(claim, public=public)
    page = page_of(entries, request.GET, total=entries.count(), size=MOMENTS)
    moments = timeline(ident, reading.happenings(page.rows, public=public))
    shown = claim.published if public and claim.published else claim.latest
    wording = shown.content()["sections"]["wording"]
    context = {
        "claim": claim,
        "wording": wording,
        "moments": moments,
        "page": page,
        "last": last,
        "public": public,
    }
    return render(request, "claims/claim_history.html", context)


@open_to(everybody)
@require_safe
@by_ident
def difference(request: HttpRequest, ident: str, old: int, new: int) -> HttpResponse:
    public = not may_read_working_copies(request.user)
    claim = _claim(ident, public=public)
    last = _last(claim, public=public)
    found = reading.statements_between(claim, old, new) if max(old, new) <= last else {}
    if old not in found or new not in found:
        raise NotFound(f"Claim {ident} has no revisions {old} and {new} to compare; its last one is {last}.")
    before, after = (found[number].content()["sections"] for number in (old, new))
    named = reading.sources_named([*before["evidence"], *after["evidence"]])
    titles = {ident: work.title for ident, work in reading.lineage_of(named).works.items()}
    context = {
        "claim": claim,
        "old": found[old],
        "new": found[new],
        "last": last,
        "differences": differences(before, after, titles),
        "text": after["wording"]["text"],
        "language": after["wording"]["language"],
    }
    return render(request, "claims/claim_difference.html", context)


def _claim(ident: str, *, public: bool) -> Claim:
    claim = Claim.objects.select_related("published", "latest").filter(ident=ident).first()
    if claim is None or (public and claim.published is None):
        raise NotFound(f"No published claim has the identifier {ident}.")
    return claim


def _last(claim: Claim, *, public: bool) -> int:
    """The last revision that may be read; the public stops at the published one."""
    if public and claim.published:
        return claim.published.number
    return claim.latest.number


def _asked(request: HttpRequest) -> tuple[int, int] | None:
    """Two revisions asked for with the form of the history page."""
    numbers = [request.GET.get(name, "") for name in ("from", "to")]
    if numbers == ["", ""]:
        return None
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in numbers):
        raise NotFound("A revision is named by its number, beginning with 1.")
    return int(numbers[0]), int(numbers[1])
