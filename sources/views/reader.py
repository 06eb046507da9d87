"""The reader view: the text of a snapshot with a quote marked, in a frame that can do nothing."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from provenance.accounts.gate import everybody, open_to
from provenance.markup import highlight
from provenance.web.addressing import by_ident
from provenance.web.errors import problem
from sources.reading import text_of
from sources.storage import DamagedBlob, MissingBlob
from sources.views import reach
from sources.views.reach import Range
from sources.views.snapshots import withheld

FRAME_HEADERS = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # it may be withheld tomorrow
}


@open_to(everybody)
@require_safe
@by_ident
def reader(request: HttpRequest, ident: str) -> HttpResponse:
    """Our frame around the archived copy: the banner stands outside of what the copy can reach."""
    row = reach.get_snapshot(ident, request.user)
    if row.withheld_at:
        return withheld(request, row)
    asked = request.GET.get("quote", "")
    passage = reach.find_passage(row, asked, request.user) if asked else None
    context = {"snapshot": row, "passage": passage, "asked": asked}
    return render(
        request, "sources/snapshot_reader.html", context, status=404 if asked and not passage else 200
    )


@open_to(everybody)
@require_safe
@by_ident
def reader_frame(request: HttpRequest, ident: str) -> HttpResponse:
    row = reach.get_snapshot(ident, request.user)
    if row.withheld_at:
        return withheld(request, row)
    asked = request.GET.get("quote", "")
    passage = reach.find_passage(row, asked, request.user) if asked else None
    try:
        text = text_of(row)
    except (MissingBlob, DamagedBlob) as damage:
        return problem(request, 500, str(damage), template="400.html")
    body = highlight(
        text,
        _within(text, passage.ranges if passage else ()),
        hidden=_within(text, row.hidden),
        pages=[(start, label) for start, label in row.pages],
    )
    context = {"snapshot": row, "body": body}
    response = render(request, "sources/snapshot_frame.html", context)
    for name, value in FRAME_HEADERS.items():
        response.headers[name] = value
    return response


def _within(text: str, ranges: Iterable[Sequence[int]]) -> list[Range]:
    return [(start, end) for start, end in ranges if 0 <= start <= end <= len(text)]
