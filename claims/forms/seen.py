"""What every form on a claim carries: the statement that the person was looking at while filling it in."""

from typing import Any

from django import forms
from django.http import QueryDict

from claims.models import Claim, Statement


class SeenForm(forms.Form):
    """A form on a claim as it stood; `seen` is the id of the statement it was made from.

    Kept across the person's reading time, so that an act on a claim that moved on meanwhile is refused.
    """

    seen = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, claim: Claim, *args: Any, **kwargs: Any) -> None:
        self.claim = claim
        # Several of these stand on one page, each with a note or a reason of its own.
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}_%s")
        kwargs["initial"] = {"seen": claim.latest_id, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def catch_up(self, claim: Claim, before: Statement | None) -> None:
        """Point the form, as typed, at the claim as it stands now; `before` is what was seen."""
        self.claim = claim
        self.retype("seen", [str(claim.latest_id)])

    def retype(self, name: str, values: list[str]) -> None:
        """Let the form hold other values for a field than those that were sent."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data.setlist(self.add_prefix(name), values)
        self.data = data


def lines_joined(text: str) -> str:
    """A sentence in one line: a browser sends the breaks of a wide field along."""
    return " ".join(text.split())


def as_typed(text: str) -> str:
    """Line breaks as the sources have them; browsers send carriage returns, which no source text contains."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
