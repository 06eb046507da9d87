"""What reviewers write: sign-offs, returns, publication and withdrawal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.forms.seen import SeenForm
from claims.models import SECTIONS, Claim, LinkKind, Statement
from provenance import identifiers


class SignOffForm(SeenForm):
    sections = forms.MultipleChoiceField(
        label="Sections",
        choices=[(name, name) for name in SECTIONS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one section to sign off."},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=1000,
        widget=forms.TextInput,
        help_text="Stands beside the sign-off.",
    )

    def catch_up(self, claim: Claim, before: Statement | None) -> None:
        """The note is kept, the ticks are not: they were set for a text that nobody has before them now."""
        super().catch_up(claim, before)
        self.retype("sections", [])


class ReturnForm(SeenForm):
    reason = forms.CharField(
        label="What has to be mended",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the claim is sent back."},
    )


class SubmissionForm(SeenForm):
    note = forms.CharField(
        label="Note to the reviewers", required=False, max_length=1000, widget=forms.TextInput
    )


class EditionForm(SeenForm):
    note = forms.CharField(
        label="Note to readers",
        required=False,
        max_length=1000,
        widget=forms.TextInput,
        help_text="What is new in this edition; readers see it.",
    )


class IdentField(forms.CharField):
    """A claim by its identifier, however it is spelled, or by its address here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            ident = identifiers.canonical(text.rstrip("/").rpartition("/")[2])
        except identifiers.BadIdentifier as problem:
            raise ValidationError(str(problem)) from None
        claim = Claim.objects.filter(ident=ident).first()
        if claim is None:
            raise ValidationError(f"There is no claim {ident}.")
        return claim


class RetractionForm(SeenForm):
    reason = forms.CharField(
        label="Why the claim is retracted",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it on the claim’s page, which stays at its address with all its editions.",
        error_messages={"required": "Say why; readers will see it."},
    )


class SupersessionForm(SeenForm):
    successor = IdentField(
        label="The claim that takes its place",
        help_text="The identifier or the address of a published claim.",
    )
    reason = forms.CharField(
        label="Why the other claim takes its place",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it on the claim’s page, with a link to the other claim.",
        error_messages={"required": "Say why; readers will see it."},
    )


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label="This claim", choices=LinkKind.choices)
    other = IdentField(label="The other claim", help_text="Its identifier or its address.")
    note = forms.CharField(label="Note", required=False, max_length=1000, widget=forms.TextInput)
