"""The review page, which every form on it comes back to when it is refused."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.actions.acting import standing_of
from claims.forms.review import EditionForm, LinkForm, ReturnForm, SignOffForm, SubmissionForm
from claims.models import Claim, Link
from claims.permissions import editors_since_edition, may_edit, may_review, may_sign_off, may_withdraw
from claims.representations import editorial
from claims.representations.conflicts import differences_of
from claims.views.acting import Outcome, actor, claim_named
from claims.workflow import possible
from provenance.accounts.models import User

FORMS: Mapping[str, type[SignOffForm | ReturnForm | EditionForm | SubmissionForm]] = {
    "sign_off": SignOffForm,
    "return": ReturnForm,
    "edition": EditionForm,
    "submission": SubmissionForm,
}


def workbench(
    request: HttpRequest, ident: str, outcome: Outcome | None = None, **refused: Form
) -> HttpResponse:
    """The page for one claim; `refused` are forms, by their name on the page, that come back with errors."""
    claim, user = claim_named(ident), actor(request)
    forms = {name: refused.get(name) or kind(claim) for name, kind in FORMS.items()}
    forms["link"] = refused.get("link") or LinkForm(auto_id="link_%s")
    context = {
        **_claim_shown(claim),
        **_review_shown(claim, user),
        "forms": forms,
        "refused": next(iter(refused.values()), None),
        "conflict": outcome.conflict if outcome else None,
    }
    standing, cards = context["standing"], context["cards"]
    context |= editorial.origins_of(claim.latest, standing)
    context["obstacles"] = editorial.obstacles(standing, cards)
    return render(request, "claims/claim_review.html", context, status=outcome.status if outcome else 200)


def _claim_shown(claim: Claim) -> dict[str, Any]:
    cards = editorial.cards(claim)
    corrected = claim.published and claim.published_id != claim.latest_id
    edition = claim.editions.order_by("-number").first()
    return {
        "claim": claim,
        "statement": editorial.statement_shown(claim, cards),
        "cards": cards,
        "support": editorial.support(claim, cards),
        "edition": edition,
        "differences": differences_of(claim.published, claim.latest) if corrected else None,
        "links": Link.objects.filter(claim=claim).select_related("other").order_by("linked_at"),
        "linked_from": Link.objects.filter(other=claim).select_related("claim").order_by("linked_at"),
    }


def _review_shown(claim: Claim, user: User) -> dict[str, Any]:
    standing, editors = standing_of(claim), editors_since_edition(claim)
    signed = set(claim.latest.sign_offs.filter(reviewer=user).values_list("section", flat=True))
    return {
        "standing": standing,
        "sections": editorial.sections_for(user, claim.latest, standing, editors, signed=signed),
        "can": abilities(user, claim, may_sign=may_sign_off(user, claim, editors)),
        "wrote": user.pk in editors,
    }


def abilities(user: User, claim: Claim, *, may_sign: bool) -> dict[str, bool]:
    """What this person may do to the claim as it stands: which forms the page shows."""
    open_acts = set(possible(claim.status))
    return {
        "edit": may_edit(user) and "revise" in open_acts,
        "submit": may_edit(user) and "submit" in open_acts,
        "relate": may_edit(user),
        "sign": may_sign,
        "return": may_review(user) and "send back" in open_acts,
        "publish": may_review(user) and "publish" in open_acts,
        "retract": may_withdraw(user) and "retract" in open_acts and claim.published_id is not None,
        "supersede": may_review(user) and "supersede" in open_acts,
    }
