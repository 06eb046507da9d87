"""Signing in, with the words that our pages use."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from provenance.accounts import throttling


class SignInForm(AuthenticationForm):
    username = forms.EmailField(
        label="E-mail address", max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )  # fmt: skip
    error_messages = {
        # One sentence for both: it must not tell who has an account here.
        "invalid_login": "No account has this e-mail address and password. The password is case-sensitive.",
        "inactive": "No account has this e-mail address and password. The password is case-sensitive.",
    }

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username", "")
        if not (email and self.cleaned_data.get("password")):
            return self.cleaned_data
        if not throttling.admits(email, now=timezone.now()):
            raise ValidationError(throttling.SENTENCE, code="wait")
        cleaned: dict[str, Any] = super().clean()
        throttling.forget(email)
        return cleaned

    def clean_username(self) -> Any:
        return self.cleaned_data["username"].strip()
