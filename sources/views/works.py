"""Works: the list, one of them in each format, registering and describing."""

from functools import reduce
from operator import and_
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from provenance.accounts.gate import everybody, open_to
from provenance.accounts.models import User
from provenance.accounts.policies import may_edit, may_read_working_copies, may_review
from provenance.web.addressing import by_ident
from provenance.web.paging import page_of
from sources.actions import capturing, registering
from sources.actions.registering import Description
from sources.forms import (
    AddressForm,
    DecisionForm,
    DerivationForm,
    NewSourceForm,
    RevisionForm,
    UploadForm,
    initial_of,
)
from sources.models import CaptureState, Source
from sources.representations import bibliography
from sources.representations.csl import as_csl
from sources.representations.json import as_json
from sources.views import reach
from sources.views.derivations import shown_derivations
from sources.views.person import add_errors, person
from sources.views.shown import byline, capture_states, snapshot_lines

MAX_WORDS = 12  # of a search; each is a condition of its own
CLAIMS_SHOWN = 50
FORMATS = {
    "json": "application/json",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


@open_to(everybody)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The public sees what published claims cite; people with an account see every source."""
    is_staff = may_read_working_copies(request.user)
    found = Source.objects.all() if is_staff else reach.public_sources()
    words = request.GET.get("q", "").split()[:MAX_WORDS]
    if words:
        found = found.filter(reduce(and_, map(_mentioning, words)))
    page = page_of(found.order_by("title", "pk"), request.GET, total=found.count())
    counts = reach.count_public_claims(page.rows)
    rows = [(source, byline(source), counts.get(source.pk, 0)) for source in page.rows]
    context = {"page": page, "rows": rows, "q": request.GET.get("q", ""), "may_edit": may_edit(request.user)}
    return render(request, "sources/source_list.html", context)


def _mentioning(word: str) -> Q:
    columns = ("title", "title_original", "publisher", "container", "url")
    return reduce(lambda found, column: found | Q(**{f"{column}__icontains": word}), columns, Q())


@open_to(everybody)
@require_safe
@by_ident
def source(request: HttpRequest, ident: str) -> HttpResponse:
    work = reach.get_source(ident, request.user)
    return render(request, "sources/source_detail.html", page_context(request, work))


def page_context(request: HttpRequest, work: Source) -> dict[str, Any]:
    user = request.user
    is_staff = may_read_working_copies(user)
    captures = list(work.captures.select_related("snapshot", "lease"))
    documents = reach.documents_on(work)
    return {
        "source": work,
        "byline": byline(work),
        "more": sorted(work.more.items()),
        "snapshots": snapshot_lines(work),
        "captures": capture_states(captures, is_staff=is_staff),
        "watching": "watch" in request.GET
        and any(capture.state == CaptureState.QUEUED for capture in captures),
        "derivations": shown_derivations(work, is_staff=is_staff),
        "documents": documents[:CLAIMS_SHOWN],
        "documents_total": documents.count(),
        "drafts": _working_copies(work) if is_staff else [],
        "is_staff": is_staff,
        "may_edit": may_edit(user),
        "may_review": may_review(user),
        "upload_form": UploadForm(),
        "derivation_form": DerivationForm(),
        "decision_form": DecisionForm(),
        "formats": list(FORMATS),
    }


def _working_copies(work: Source) -> list[Any]:
    """Citations in working copies of claims that are not published as they stand."""
    standing = work.citations.filter(removed_at=None).exclude(claim__status="published")
    return list(standing.select_related("claim", "via").order_by("claim__text", "position")[:CLAIMS_SHOWN])


@open_to(everybody)
@require_safe
@by_ident
def source_as(request: HttpRequest, ident: str, form: str) -> HttpResponse:
    """The source for programs, by suffix."""
    work = reach.get_source(ident, request.user)
    item = as_csl(work)
    if form in ("json", "csl.json"):
        value: Any = [item] if form == "csl.json" else _as_json(request, work)
        response: HttpResponse = JsonResponse(value, safe=False, json_dumps_params={"ensure_ascii": False})
    else:
        response = HttpResponse(bibliography.as_bibtex(item) if form == "bib" else bibliography.as_ris(item))
        response.headers["Content-Disposition"] = f'attachment; filename="{ident}.{form}"'
    response.headers["Content-Type"] = FORMATS[form]
    return response


def _as_json(request: HttpRequest, work: Source) -> dict[str, Any]:
    shown = shown_derivations(work, is_staff=may_read_working_copies(request.user))
    return as_json(work, work.snapshots.all(), [one.derivation for one in shown])


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def source_new(request: HttpRequest) -> HttpResponse:
    """By its address alone, which is captured at once; or described by hand."""
    by_hand, sent = request.POST.get("by") == "hand", request.POST or None
    address_form = AddressForm(None if by_hand else sent, initial={"address": request.GET.get("address", "")})
    hand_form = NewSourceForm(sent if by_hand else None)
    form = hand_form if by_hand else address_form
    known = None
    if request.method == "POST" and form.is_valid():
        same = Source.objects.exclude(pk=form.cleaned_data["key"], registered_by=person(request))
        known = None if by_hand else same.filter(url=form.cleaned_data["address"]).first()
        made = None if known else _registered(form, person(request))
        if made:
            return redirect(f"{made.get_absolute_url()}{'' if by_hand else '?watch=1'}")
    context = {"address_form": address_form, "form": hand_form, "known": known, "by_hand": by_hand}
    status = 422 if request.method == "POST" else 200
    return render(request, "sources/source_new.html", context, status=status)


def _registered(form: AddressForm | NewSourceForm, by: User) -> Source | None:
    """The new source, or None with the reason in the form."""
    try:
        key = form.cleaned_data["key"]
        if isinstance(form, NewSourceForm):
            return registering.register(form.description(), key=key, by=by)
        made = registering.register(Description(title="", url=form.cleaned_data["address"]), key=key, by=by)
    except ValidationError as refusal:
        add_errors(form, refusal)
        return None
    if not made.captures.exists():
        capturing.request(made, by=by)
    return made


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@by_ident
def source_edit(request: HttpRequest, ident: str) -> HttpResponse:
    work = reach.get_source(ident, request.user)
    form = RevisionForm(request.POST or None, initial=initial_of(registering.description_of(work)))
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        try:
            registering.revise(work, form.description(), by=person(request), note=note)
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "The description was saved.")
            return redirect(work)
    context = {"source": work, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "sources/source_edit.html", context, status=status)
