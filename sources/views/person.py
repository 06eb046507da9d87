"""Who is asking, and what an action refused them."""

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest

from provenance.accounts.models import User


def person(request: HttpRequest) -> User:
    """The person of a view whose gate lets nobody else in."""
    assert isinstance(request.user, User), "the view's policy must not admit visitors without an account"
    return request.user


def add_errors(form: Form, refusal: ValidationError) -> None:
    """What an action refused, beside the field it is about."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
