"""Signing in and out, one's own account and its password."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from provenance.accounts import policies
from provenance.accounts.forms import SignInForm
from provenance.accounts.gate import Policy, everybody, open_to
from provenance.accounts.policies import may_read_working_copies

ALLOWANCES = (
    policies.may_read_working_copies,
    policies.may_edit,
    policies.may_review,
    policies.may_withdraw,
    policies.may_manage_people,
)

_sign_in = views.LoginView.as_view(
    template_name="accounts/sign_in.html",
    authentication_form=SignInForm,
    # Django's own would put the host in the place of the site's name.
    extra_context={"site_name": settings.SITE_NAME},
)
_sign_out = views.LogoutView.as_view()
_password = views.PasswordChangeView.as_view(
    template_name="accounts/password_change.html", success_url=reverse_lazy("account")
)


@dataclass(frozen=True)
class Allowance:
    words: str
    allowed: bool


@open_to(everybody)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """`?next=` leads on only to a page of this site."""
    response = _answered(request, _sign_in(request))
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is not None and form.has_error(NON_FIELD_ERRORS, "wait"):
        response.status_code = 429
    return response


@open_to(everybody)
@require_safe
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin's own door would know neither our words nor our limit: there is one place to sign in."""
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


@open_to(may_read_working_copies)
@require_safe
def admin_password(request: HttpRequest) -> HttpResponse:
    return redirect("password")


@open_to(everybody)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    return _answered(request, _sign_out(request))


@open_to(may_read_working_copies)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account, and what its role allows."""
    allowances = [Allowance(_words(policy), policy(request.user)) for policy in ALLOWANCES]
    return render(request, "accounts/account.html", {"allowances": allowances})


@open_to(may_read_working_copies)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    return _answered(request, _password(request))


def _words(policy: Policy) -> str:
    name: str = policy.__name__.removeprefix("may_").replace("_", " ")
    return (policy.__doc__ or f"{name.capitalize()}.").strip()


def _answered(request: HttpRequest, response: object) -> HttpResponse:
    """Django's answer, rendered; a form with mistakes is a 422 like everywhere here."""
    assert isinstance(response, HttpResponse)
    render_now = getattr(response, "render", None)
    if render_now is not None:
        render_now()
    if request.method == "POST" and response.status_code == 200:
        response.status_code = 422
    return response
