"""How a source came by its content: shown both ways, proposed by editors, decided by reviewers."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from provenance.accounts.gate import open_to
from provenance.accounts.policies import may_edit, may_read_working_copies, may_review
from provenance.web.addressing import by_ident
from provenance.web.errors import NotFound, problem
from provenance.web.paging import page_of
from sources.actions import relating
from sources.forms import DecisionForm, DerivationForm
from sources.models import Derivation, Source, Verdict
from sources.views import reach
from sources.views.person import add_errors, person


@dataclass(frozen=True)
class ShownDerivation:
    """A derivation on the page of one of its sources; `href` is empty where the other is not public."""

    derivation: Derivation
    other: Source
    href: str
    passes_on: bool  # whether this source passes on the other, or the other passes on this one

    @property
    def is_open(self) -> bool:
        return self.derivation.verdict == Verdict.PROPOSED


def shown_derivations(source: Source, *, is_staff: bool) -> list[ShownDerivation]:
    """Both ways, undecided first. Not for the public: what was rejected, and unseen works that pass it on.

    What a public source itself passes on is part of what is said about it, be the origin public or not.
    """
    related = Derivation.objects.select_related("source", "origin", "proposed_by", "decided_by")
    rows = list(related.filter(Q(source=source) | Q(origin=source)).order_by("proposed_at", "pk"))
    if not is_staff:
        rows = [row for row in rows if row.verdict != Verdict.REJECTED]
    pairs = [(row, row.origin if row.source_id == source.pk else row.source) for row in rows]
    visible = {other.pk for _, other in pairs}
    if not is_staff and visible:
        visible = set(reach.public_sources().filter(pk__in=visible).values_list("pk", flat=True))
        # A work that only drafts cite would otherwise show by passing on one that is public.
        pairs = [(row, other) for row, other in pairs if row.source_id == source.pk or other.pk in visible]
    shown = [
        ShownDerivation(
            row, other, other.get_absolute_url() if other.pk in visible else "", row.source_id == source.pk
        )
        for row, other in pairs
    ]
    # What waits for a decision first: a hub has hundreds, of which a page shows a few at once.
    return sorted(shown, key=lambda one: not one.is_open)


@open_to(may_edit)
@require_POST
@by_ident
def derivations(request: HttpRequest, ident: str) -> HttpResponse:
    """Propose that a source passes on another."""
    source = reach.get_source(ident, request.user)
    form = DerivationForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            relating.propose(source, said["origin"], said["kind"], basis=said["basis"], by=person(request))
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(
                request, "The derivation was proposed. It counts for certain once a reviewer confirms it."
            )
            return redirect(source)
    context = {"source": source, "form": form, "heading": "Propose a derivation", "action": "Propose"}
    return render(request, "sources/source_form.html", context, status=422)


@open_to(may_read_working_copies)
@require_safe
def undecided(request: HttpRequest) -> HttpResponse:
    """All derivations that wait for a reviewer, the oldest first."""
    waiting = (
        Derivation.objects.filter(verdict=Verdict.PROPOSED)
        .select_related("source", "origin", "proposed_by")
        .order_by("proposed_at", "pk")
    )
    page = page_of(waiting, request.GET, total=waiting.count())
    context = {"page": page, "may_review": may_review(request.user)}
    return render(request, "sources/derivation_list.html", context)


@open_to(may_review)
@require_POST
def decision(request: HttpRequest, derivation: UUID) -> HttpResponse:
    """Confirm or reject a proposed derivation."""
    row = Derivation.objects.select_related("source", "origin").filter(pk=derivation).first()
    if row is None:
        raise NotFound("There is no such derivation.")
    form = DecisionForm(request.POST)
    if not form.is_valid():
        context = {
            "source": row.source,
            "form": form,
            "heading": f"Decide: {row}",
            "action": "Save the decision",
        }
        return render(request, "sources/source_form.html", context, status=422)
    try:
        if form.cleaned_data["verdict"] == "confirm":
            relating.confirm(row, by=person(request), note=form.cleaned_data["note"])
        else:
            relating.reject(row, by=person(request), reason=form.cleaned_data["note"])
    except relating.DecidedAlready as decided:
        return problem(request, 409, str(decided))
    messages.success(request, f"The derivation was {row.get_verdict_display().lower()}.")
    return redirect(row.source)
