"""The working copy rewritten: the content of a claim, or one of its citations, with the reason."""

from typing import Any

from django import forms

from claims.forms.content import ClaimForm, initial_of
from claims.forms.seen import SeenForm, as_typed
from claims.models import Claim, Statement


def why_field(claim: Claim) -> forms.CharField:
    """The reason of a change; a correction of what readers have seen cannot do without."""
    public = claim.published_id is not None
    return forms.CharField(
        label="Why",
        required=public,
        max_length=1000,
        widget=forms.TextInput,
        help_text="Readers see it in the history of the claim." if public else "Stays in the history.",
    )


class RevisionForm(SeenForm, ClaimForm):
    """The content of a claim that exists, with the reason for the change."""

    def __init__(self, claim: Claim, *args: Any, **kwargs: Any) -> None:
        super().__init__(claim, *args, **{**kwargs, "initial": initial_of(claim)})
        self.fields["note"] = why_field(claim)

    def catch_up(self, claim: Claim, before: Statement | None) -> None:
        """Fields that the person left alone take what somebody else wrote into them meanwhile."""
        super().catch_up(claim, before)
        if before is None:
            return
        seen, now = self.as_written(before), self.as_written(claim.latest)
        for name, value in now.items():
            untouched = as_typed(self.data.get(name, "")).strip() == seen[name]
            if untouched and value != seen[name]:
                self.retype(name, [value])
