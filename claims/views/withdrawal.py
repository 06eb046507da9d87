"""A published claim is withdrawn in public: each asks first, because readers see it at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from claims.actions import publication
from claims.forms.review import RetractionForm, SupersessionForm
from claims.models import Claim
from claims.permissions import may_review, may_withdraw
from claims.views.acting import Outcome, actor, as_seen, claim_named, performed
from provenance.accounts.gate import open_to
from provenance.web.addressing import by_ident


@open_to(may_withdraw)
@require_http_methods(["GET", "HEAD", "POST"])
@by_ident
def retractions(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = RetractionForm(claim, request.POST or None)
    if request.method != "POST":
        return _asking(request, claim, form)
    outcome = performed(
        form,
        lambda: publication.retract(
            as_seen(claim, form), reason=form.cleaned_data["reason"], by=actor(request)
        ),
    )
    if not outcome.done:
        return _asking(request, claim_named(ident), form, outcome)
    messages.success(request, "The claim is retracted. Its page says so, with the reason.")
    return redirect("review", ident=ident)


@open_to(may_review)
@require_http_methods(["GET", "HEAD", "POST"])
@by_ident
def supersessions(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    form = SupersessionForm(claim, request.POST or None)
    if request.method != "POST":
        return _asking(request, claim, form)

    def act() -> None:
        typed = form.cleaned_data
        publication.supersede(
            as_seen(claim, form), typed["successor"], reason=typed["reason"], by=actor(request)
        )

    outcome = performed(form, act)
    if not outcome.done:
        return _asking(request, claim_named(ident), form, outcome)
    messages.success(request, "The claim is superseded. Its page leads to the one that takes its place.")
    return redirect("review", ident=ident)


def _asking(
    request: HttpRequest,
    claim: Claim,
    form: RetractionForm | SupersessionForm,
    outcome: Outcome | None = None,
) -> HttpResponse:
    context = {
        "claim": claim,
        "form": form,
        "superseding": isinstance(form, SupersessionForm),
        "edition": claim.editions.order_by("-number").first(),
        "conflict": outcome.conflict if outcome else None,
    }
    return render(request, "claims/claim_withdraw.html", context, status=outcome.status if outcome else 200)
