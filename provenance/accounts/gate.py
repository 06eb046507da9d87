"""Every view says whom it is open to; the permission matrix test reads it, and a view without it fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from provenance.accounts.policies import Visitor, require

Policy = Callable[[Visitor], bool]
View = Callable[..., HttpResponse]


def everybody(user: Visitor) -> bool:
    """Open to the public."""
    return True


def open_to(policy: Policy) -> Callable[[View], View]:
    """Let in whom `policy` admits: others are asked to sign in, or refused when they have."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # A public page must not even look the visitor up: that would cost two queries.
            if policy is not everybody:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                require(policy, request.user)
            return view(request, *args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return guard
