"""A claim is drafted, revised, handed to review and related to others."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from claims.actions import drafting
from claims.forms.content import LANGUAGES, NewClaimForm
from claims.forms.review import LinkForm, SubmissionForm
from claims.forms.revising import RevisionForm
from claims.models import Claim
from claims.permissions import may_edit
from claims.views.acting import actor, as_seen, claim_named, performed
from claims.views.workbench import workbench
from provenance.accounts.gate import open_to
from provenance.web.addressing import by_ident
from provenance.web.components import Conflict


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    form = NewClaimForm(request.POST or None)
    if request.method != "POST":
        return _writing(request, form)
    drafted: list[Claim] = []

    def act() -> None:
        key = form.cleaned_data["key"]
        drafted.append(drafting.draft(form.content(), key=key, by=actor(request)))

    outcome = performed(form, act)
    if not outcome.done:
        return _writing(request, form, status=outcome.status)
    messages.success(
        request, "The draft is saved. Cite the sources that carry it, then submit it for review."
    )
    return redirect("review", ident=drafted[0].ident)


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@by_ident
def claim_edit(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = RevisionForm(claim, request.POST or None)
    if request.method != "POST":
        return _writing(request, form, claim=claim)

    def act() -> None:
        drafting.revise(
            as_seen(claim, form), content=form.content(), note=form.cleaned_data["note"], by=actor(request)
        )

    outcome = performed(form, act)
    if outcome.done:
        messages.success(request, "The change is saved.")
        return redirect("review", ident=ident)
    return _writing(request, form, claim=claim_named(ident), status=outcome.status, conflict=outcome.conflict)


def _writing(
    request: HttpRequest,
    form: Form,
    *,
    claim: Claim | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "claim": claim, "conflict": conflict, "languages": LANGUAGES}
    return render(request, "claims/claim_edit.html", context, status=status)


@open_to(may_edit)
@require_POST
@by_ident
def submissions(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = SubmissionForm(claim, request.POST)
    outcome = performed(
        form, lambda: drafting.submit(as_seen(claim, form), note=form.cleaned_data["note"], by=actor(request))
    )
    if not outcome.done:
        return workbench(request, ident, outcome, submission=form)
    messages.success(request, "The claim is handed to review.")
    return redirect("review", ident=ident)


@open_to(may_edit)
@require_POST
@by_ident
def links(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = LinkForm(request.POST, auto_id="link_%s")

    def act() -> None:
        typed = form.cleaned_data
        drafting.relate(claim, typed["other"], typed["kind"], note=typed["note"], by=actor(request))

    outcome = performed(form, act)
    if not outcome.done:
        return workbench(request, ident, outcome, link=form)
    messages.success(request, "The relation is on record.")
    return redirect("review", ident=ident)
