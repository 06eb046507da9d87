"""An act on a claim from a form: refusals that people can mend become pages with what they typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest

from claims.actions.acting import Stale
from claims.forms.seen import SeenForm
from claims.models import Claim, Statement
from claims.representations.conflicts import conflict_of
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.accounts.policies import Denied
from provenance.web.components import Conflict
from provenance.web.errors import NotFound
from sources.storage import DamagedBlob, MissingBlob


@dataclass(frozen=True)
class Outcome:
    """`status` is 200 when it is done; 422 with errors on the form; 409 with the difference."""

    status: int
    conflict: Conflict | None = None

    @property
    def done(self) -> bool:
        return self.status == 200


def actor(request: HttpRequest) -> User:
    """Whoever acts. The gate has let in people with an account only."""
    if not isinstance(request.user, User):
        raise Denied("Sign in first.")
    return request.user


def claim_named(ident: str) -> Claim:
    """The working copy. Raises NotFound."""
    related = (
        "subject",
        "object",
        "topic",
        "place",
        "latest__author",
        "published",
        "drafted_by",
        "superseded_by",
    )
    claim = Claim.objects.select_related(*related).filter(ident=ident).first()
    if claim is None:
        raise NotFound(f"There is no claim {ident}.")
    return claim


def as_seen(claim: Claim, form: SeenForm) -> Claim:
    """The claim as the person had it before them.

    The action compares this with the locked row, so that the time of reading is covered as well.
    """
    claim.latest_id = form.cleaned_data["seen"]
    return claim


def performed(form: Form, act: Callable[[], Any]) -> Outcome:
    """Do it, or say on the form why it could not be done. Denied passes through: the site answers 403."""
    if not form.is_valid():
        return Outcome(422)
    try:
        act()
    except Stale as stale:
        return Outcome(409, _conflict(form, stale.claim.pk, stale.seen))
    except ValidationError as error:
        _blame(form, error)
    except (MissingBlob, DamagedBlob):
        form.add_error(None, "The stored text of the snapshot cannot be read; tell the operator.")
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        return Outcome(200)
    return Outcome(422)


def _conflict(form: Form, claim_id: Any, seen: UUID) -> Conflict:
    # Read anew: the action's own copy was changed in memory before it was rolled back.
    claim = Claim.objects.select_related("latest__author").get(pk=claim_id)
    before = Statement.objects.filter(claim=claim, pk=seen).first()
    if isinstance(form, SeenForm):
        form.catch_up(claim, before)
    return conflict_of(before, claim.latest)


def _blame(form: Form, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
