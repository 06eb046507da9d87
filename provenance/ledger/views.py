"""The log for people, and for programs its newest checkpoint and its key (C2SP tlog-checkpoint)."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from provenance.accounts.gate import everybody, open_to
from provenance.accounts.models import User
from provenance.accounts.policies import may_read_working_copies
from provenance.ledger import signer
from provenance.ledger.events import Event
from provenance.ledger.models import Checkpoint, Entry, Head, Manifest
from provenance.ledger.showing import BadFilter, listed, pages_of, wanted
from provenance.web.errors import NotFound, problem
from provenance.web.paging import query_with

ROWS = 50  # entries on one page


@open_to(everybody)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    try:
        entries, values = wanted(request.GET.dict())
    except BadFilter as refusal:
        return problem(request, 422, str(refusal))
    # One more than is shown says whether there are older ones, without counting a long log.
    rows = list(entries[: ROWS + 1])
    shown = rows[:ROWS]
    context = {
        "entries": listed(shown, pages_of(shown, everything=may_read_working_copies(request.user))),
        "older_href": query_with(values, before=shown[-1].index) if len(rows) > ROWS else "",
        "newest_href": query_with(values, before=None) if "before" in values else "",
        "values": values,
        "kinds": list(Event),
        "checkpoint": Checkpoint.objects.order_by("-size").first(),
        "head": Head.objects.filter(pk=1).first(),
    }
    return render(request, "ledger/ledger.html", context)


@open_to(everybody)
@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    row = Entry.objects.filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise NotFound(f"The log has no entry {number} yet.")
    insider = may_read_working_copies(request.user)
    envelope = bytes(row.envelope)
    manifest = json.loads(bytes(Manifest.objects.get(entry=row).body))
    context = {
        "entry": listed([row], pages_of([row], everything=insider))[0],
        "envelope": json.loads(envelope),
        "raw": envelope.decode(),
        "leaf_hash": bytes(row.leaf_hash).hex(),
        "commitments": sorted(manifest.items()),
        "actor": User.objects.filter(pk=row.actor).first() if insider else None,
        "checkpoint": Checkpoint.objects.filter(size__gt=row.index).order_by("size").first(),
        "following": Entry.objects.filter(pk=row.index + 1).exists(),
    }
    return render(request, "ledger/ledger_entry.html", context)


@open_to(everybody)
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed tree head, byte for byte."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise NotFound("No checkpoint has been signed yet.")
    return HttpResponse(newest.note, content_type="text/plain; charset=utf-8")


@open_to(everybody)
@require_safe
def log_vkey(request: HttpRequest) -> HttpResponse:
    """The public key with which checkpoints are verified (C2SP signed-note)."""
    return HttpResponse(f"{signer.vkey()}\n", content_type="text/plain; charset=utf-8")
