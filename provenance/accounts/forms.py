"""Signing in, with the words that our pages use."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm


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

    def clean_username(self) -> Any:
        return self.cleaned_data["username"].strip()
