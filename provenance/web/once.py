"""A form that is sent twice, by a double click or a reload, makes one thing."""

from typing import Any

from django import forms

from provenance.identifiers import mint_uuid


class OnceField(forms.UUIDField):
    """The key of what the form will make, minted when the form is drawn; unseen, and no fault of anybody."""

    def __init__(self) -> None:
        # Two forms on one page would else bear the same id.
        super().__init__(required=False, initial=mint_uuid, widget=forms.HiddenInput(attrs={"id": False}))

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None
