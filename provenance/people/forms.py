"""What administrators type about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from provenance.accounts.models import Role, User


class EnrolmentForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="It stands beside sign-offs in public.")
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.CONTRIBUTOR)
    password = forms.CharField(
        required=False, strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave it empty for one that is made here and shown once.",
    )  # fmt: skip

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError("Somebody is enrolled with this address already.")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password"):
            about = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], about)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class StandingForm(forms.Form):
    reason = forms.CharField(max_length=500, help_text="It stands in the log.")
