"""Reviewers sign sections of one exact statement, or send the claim back."""

from collections.abc import Sequence

from claims.actions.acting import acting
from claims.models import SECTIONS, Claim, SignOff, Statement
from claims.permissions import editors_since_edition, may_review, may_sign_off, require, sections_barred
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.ledger.events import Event


def sign_off(claim: Claim, sections: Sequence[str], *, by: User, note: str = "") -> list[SignOff]:
    """Vouch for sections of the statement that `claim`, as the caller holds it, makes.

    Raises Stale when the claim was changed after the caller read it: nobody signs what they have not seen.
    """
    require(may_review, by)
    wanted = [name for name in SECTIONS if name in sections]
    if not wanted or len(wanted) != len(set(sections)):
        raise Refused("Choose at least one section to sign off.")
    with acting("sign off", Event.CLAIM_SIGN_OFF, claim, by=by, note=note) as change:
        require(may_sign_off, by, claim, editors_since_edition(claim))
        statement = Statement.objects.get(pk=claim.latest_id)
        if barred := sections_barred(by, statement) & set(wanted):
            raise Refused(
                f"You wrote the present text of: {', '.join(sorted(barred))}. Somebody else must sign it off."
            )
        signed = statement.sign_offs.filter(reviewer=by, section__in=wanted).values_list("section", flat=True)
        if signed:
            raise Refused(f"You have signed off already: {', '.join(signed)}.")
        rows = [
            SignOff(
                claim=claim,
                statement=statement,
                reviewer=by,
                section=name,
                section_digest=statement.sections[name],
                note=note,
                signed_at=change.at,
            )
            for name in wanted
        ]
        change.add(rows)
    return rows


def send_back(claim: Claim, *, reason: str, by: User) -> None:
    """Return the claim to its authors with a reason. Sign-offs on what stays unchanged go on counting."""
    require(may_review, by)
    if not reason.strip():
        raise Refused("Say why the claim is sent back.")
    with acting("send back", Event.CLAIM_SEND_BACK, claim, by=by, note=reason) as change:
        claim.sent_back_reason = reason.strip()
        change.save(claim)
