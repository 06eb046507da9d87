"""Snapshots: asked for, uploaded, shown with their facts, handed out, withheld.

What was captured is hostile. Of its content nothing reaches our origin but escaped text; the files leave
only as attachments under names of ours.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from provenance.accounts.gate import everybody, open_to
from provenance.accounts.policies import may_edit, may_withdraw
from provenance.markup import visible_marks
from provenance.web.addressing import by_ident
from provenance.web.errors import problem
from sources.actions import capturing, withholding
from sources.forms import UploadForm, WithholdingForm
from sources.models import Snapshot
from sources.reading import text_of
from sources.storage import Blobs, DamagedBlob, MissingBlob
from sources.views import reach
from sources.views.person import add_errors, person
from sources.views.shown import how_obtained

EXCERPT = 1_200  # code points; enough to see that the right page was captured
PASSAGES_SHOWN = 50
EXTENSIONS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "txt",
}
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # it may be withheld tomorrow
}


@open_to(may_edit)
@require_POST
@by_ident
def captures(request: HttpRequest, ident: str) -> HttpResponse:
    """Ask for a new snapshot of a source's address."""
    source = reach.get_source(ident, request.user)
    if not source.url:
        return problem(request, 422, "This source has no address to capture. Upload a document instead.")
    capturing.request(source, by=person(request))
    return redirect(f"{source.get_absolute_url()}?watch=1#captures")


@open_to(may_edit)
@require_POST
@by_ident
def uploads(request: HttpRequest, ident: str) -> HttpResponse:
    source = reach.get_source(ident, request.user)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            snapshot = capturing.upload(
                source, sent["data"], filename=sent["file"].name, media_type=sent["media_type"],
                by=person(request), note=sent["note"],
            )  # fmt: skip
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "The document was stored as a snapshot.")
            return redirect(snapshot)
    context = {"source": source, "form": form, "heading": "Upload a document", "action": "Upload"}
    return render(request, "sources/source_form.html", context, status=422)


@open_to(everybody)
@require_safe
@by_ident
def snapshot(request: HttpRequest, ident: str) -> HttpResponse:
    row = reach.get_snapshot(ident, request.user)
    passages = reach.passages_of(row, request.user, limit=PASSAGES_SHOWN + 1)
    context = {
        "snapshot": row,
        "how": how_obtained(row),
        "passages": passages[:PASSAGES_SHOWN],
        "has_more": len(passages) > PASSAGES_SHOWN,
        "excerpt": "",
        "damage": "",
        "may_withdraw": may_withdraw(request.user) and not row.withheld_at,
        "form": WithholdingForm(),
    }
    if not row.withheld_at:
        try:
            context["excerpt"] = visible_marks(text_of(row)[:EXCERPT])
        except (MissingBlob, DamagedBlob) as damage:
            context["damage"] = str(damage)
    return render(request, "sources/snapshot_detail.html", context)


@open_to(everybody)
@require_safe
@by_ident
def snapshot_file(request: HttpRequest, ident: str) -> HttpResponse:
    """The original bytes, only ever as an attachment and under a name of ours."""
    row = reach.get_snapshot(ident, request.user)
    name = f"snapshot-{row.ident}.{EXTENSIONS.get(row.media_type, 'bin')}"
    return _attachment(request, row, row.payload_digest, name, "application/octet-stream")


@open_to(everybody)
@require_safe
@by_ident
def snapshot_warc(request: HttpRequest, ident: str) -> HttpResponse:
    row = reach.get_snapshot(ident, request.user)
    return _attachment(request, row, row.warc_digest, f"snapshot-{row.ident}.warc.gz", "application/warc")


def _attachment(request: HttpRequest, row: Snapshot, digest: str, name: str, media_type: str) -> HttpResponse:
    if row.withheld_at:
        return withheld(request, row)
    try:
        data = Blobs().read(digest)
    except (MissingBlob, DamagedBlob) as damage:
        return problem(request, 500, str(damage), template="400.html")
    headers = {**FILE_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def withheld(request: HttpRequest, row: Snapshot) -> HttpResponse:
    """The reason in place of the content."""
    return problem(request, 410, f"This snapshot is withheld. {row.withheld_reason}")


@open_to(may_withdraw)
@require_POST
@by_ident
def withholdings(request: HttpRequest, ident: str) -> HttpResponse:
    """Readers see the reason in place of the copy from now on."""
    row = reach.get_snapshot(ident, request.user)
    form = WithholdingForm(request.POST)
    if not form.is_valid():
        context = {
            "source": row.source,
            "form": form,
            "heading": "Withhold a snapshot",
            "action": "Withhold it",
        }
        return render(request, "sources/source_form.html", context, status=422)
    try:
        withholding.withhold(row, reason=form.cleaned_data["reason"], by=person(request))
    except withholding.WithheldAlready as already:
        return problem(request, 409, str(already))
    messages.success(request, "The snapshot is withheld.")
    return redirect(row)
