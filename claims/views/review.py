"""The queue and the review page; reviewers sign off, send back and publish."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from claims.actions import publication
from claims.actions import review as reviewing
from claims.forms.review import EditionForm, ReturnForm, SignOffForm
from claims.models import Edition
from claims.permissions import may_read_working_copies, may_review
from claims.representations import queue
from claims.views.acting import actor, as_seen, claim_named, performed
from claims.views.workbench import workbench
from provenance.accounts.gate import open_to
from provenance.web.addressing import by_ident
from provenance.web.errors import NotFound
from provenance.web.paging import page_of


@open_to(may_read_working_copies)
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("list", "awaiting")
    if chosen not in queue.TITLES:
        raise NotFound("There is no such list of claims.")
    user = actor(request)
    counted = queue.counts(user)
    page = page_of(queue.listed(chosen, user), request.GET, total=counted[chosen])
    context: dict[str, Any] = {
        "title": queue.TITLES[chosen],
        "choices": queue.choices(request.GET, chosen, counted),
        "rows": queue.rows(page.rows, user),
        "page": page,
        "empty": queue.NOTHING_THERE[chosen],
    }
    return render(request, "claims/review_queue.html", context)


@open_to(may_read_working_copies)
@require_safe
@by_ident
def review(request: HttpRequest, *, ident: str) -> HttpResponse:
    return workbench(request, ident)


@open_to(may_review)
@require_POST
@by_ident
def sign_offs(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = SignOffForm(claim, request.POST)

    def act() -> None:
        typed = form.cleaned_data
        reviewing.sign_off(as_seen(claim, form), typed["sections"], note=typed["note"], by=actor(request))

    outcome = performed(form, act)
    if not outcome.done:
        return workbench(request, ident, outcome, sign_off=form)
    messages.success(request, f"Signed off: {', '.join(form.cleaned_data['sections'])}.")
    return redirect("review", ident=ident)


@open_to(may_review)
@require_POST
@by_ident
def returns(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = ReturnForm(claim, request.POST)
    outcome = performed(
        form,
        lambda: reviewing.send_back(
            as_seen(claim, form), reason=form.cleaned_data["reason"], by=actor(request)
        ),
    )
    if not outcome.done:
        return workbench(request, ident, outcome, **{"return": form})
    messages.success(request, "The claim is sent back.")
    return redirect("review", ident=ident)


@open_to(may_review)
@require_POST
@by_ident
def editions(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = EditionForm(claim, request.POST)
    made: list[Edition] = []

    def act() -> None:
        made.append(
            publication.publish(as_seen(claim, form), note=form.cleaned_data["note"], by=actor(request))
        )

    outcome = performed(form, act)
    if not outcome.done:
        return workbench(request, ident, outcome, edition=form)
    messages.success(request, f"Published as v{made[0].number}.")
    return redirect("review", ident=ident)
