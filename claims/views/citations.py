"""A claim is tied to a source: the quote is looked for before anything is saved."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from claims.actions import evidence
from claims.forms.citation import CitationForm, RemovalForm, SourceChoiceForm
from claims.models import Citation, Claim
from claims.permissions import may_edit
from claims.representations.trials import Trial, tried
from claims.views.acting import Outcome, actor, as_seen, claim_named, performed
from provenance import identifiers
from provenance.accounts.gate import open_to
from provenance.web.addressing import by_ident
from provenance.web.errors import NotFound
from sources.models import Snapshot, Source


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@by_ident
def citation_new(request: HttpRequest, *, ident: str) -> HttpResponse:
    claim = claim_named(ident)
    source = _source(request.GET.get("source", ""))
    if source is None:
        return _choosing(request, claim)
    form = CitationForm(claim, source, request.POST or None, initial={"snapshot": _snapshot(request, source)})
    if request.method != "POST":
        return _citing(request, claim, form)
    if "check" in request.POST:
        return _checking(request, claim, form)

    def act() -> None:
        evidence.cite(as_seen(claim, form), form.reference(), by=actor(request))

    outcome = performed(form, act)
    if not outcome.done:
        return _citing(request, claim_named(ident), form, outcome)
    messages.success(request, "The citation is saved.")
    return redirect("review", ident=ident)


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@by_ident
def citation_edit(request: HttpRequest, *, ident: str, pk: UUID) -> HttpResponse:
    claim = claim_named(ident)
    citation = _citation(claim, pk)
    form = CitationForm(claim, citation.source, request.POST or None, citation=citation)
    if request.method != "POST":
        return _citing(request, claim, form, citation=citation)
    if "check" in request.POST:
        return _checking(request, claim, form, citation)

    def act() -> None:
        as_seen(claim, form)
        evidence.amend(citation, form.reference(), note=form.cleaned_data["note"], by=actor(request))

    outcome = performed(form, act)
    if not outcome.done:
        return _citing(request, claim_named(ident), form, outcome, citation=citation)
    messages.success(request, "The citation is saved.")
    return redirect("review", ident=ident)


@open_to(may_edit)
@require_POST
@by_ident
def citation_removals(request: HttpRequest, *, ident: str, pk: UUID) -> HttpResponse:
    claim = claim_named(ident)
    citation = _citation(claim, pk)
    removal = RemovalForm(claim, request.POST)

    def act() -> None:
        as_seen(claim, removal)
        evidence.remove(citation, reason=removal.cleaned_data["reason"], by=actor(request))

    outcome = performed(removal, act)
    if not outcome.done:
        claim = claim_named(ident)
        form = CitationForm(claim, citation.source, citation=citation)
        return _citing(request, claim, form, outcome, citation=citation, removal=removal)
    messages.success(request, "The citation is removed from the working copy. Earlier revisions keep it.")
    return redirect("review", ident=ident)


def _citation(claim: Claim, pk: UUID) -> Citation:
    citation = claim.citations.standing().select_related("source", "via", "snapshot").filter(pk=pk).first()
    if citation is None:
        raise NotFound("This claim has no such citation, or it was removed; the history shows it.")
    citation.claim = claim
    return citation


def _source(text: str) -> Source | None:
    try:
        return Source.objects.filter(ident=identifiers.canonical(text)).first()
    except identifiers.BadIdentifier:
        return None


def _snapshot(request: HttpRequest, source: Source) -> UUID | None:
    """The snapshot that the address names, or the only or newest one there is."""
    readable: list[Snapshot] = list(source.snapshots.readable().only("pk", "ident"))
    named = request.GET.get("snapshot", "")
    return next((one.pk for one in readable if one.ident == named), readable[0].pk if readable else None)


def _choosing(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Ask for the source; what is typed may be its title or address, the answer is at its identifier."""
    typed = request.GET.get("source", "")
    form = SourceChoiceForm(request.GET if typed else None)
    if typed and form.is_valid():
        return redirect(f"{request.path}?source={form.cleaned_data['source'].ident}")
    status = 422 if typed else 200
    return render(request, "claims/citation_source.html", {"claim": claim, "form": form}, status=status)


def _checking(
    request: HttpRequest, claim: Claim, form: CitationForm, citation: Citation | None = None
) -> HttpResponse:
    """The verdict on the quote as typed; nothing is saved."""
    trial = None
    if "note" in form.fields:
        form.fields["note"].required = False
    outcome = performed(form, lambda: None)
    if outcome.done:
        typed = form.cleaned_data
        trial = tried(typed["snapshot"], typed["quote"], prefix=typed["before"], suffix=typed["after"])
    return _citing(request, claim, form, outcome, citation=citation, trial=trial)


def _citing(
    request: HttpRequest,
    claim: Claim,
    form: CitationForm,
    outcome: Outcome | None = None,
    *,
    citation: Citation | None = None,
    removal: RemovalForm | None = None,
    trial: Trial | None = None,
) -> HttpResponse:
    context = {
        "claim": claim,
        "source": form.work,
        "form": form,
        "citation": citation,
        "removal": removal or (RemovalForm(claim) if citation else None),
        "trial": trial,
        "conflict": outcome.conflict if outcome else None,
    }
    return render(request, "claims/citation_form.html", context, status=outcome.status if outcome else 200)
