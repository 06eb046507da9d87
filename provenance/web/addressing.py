"""Addresses that carry an identifier: one canonical form, to which every other spelling redirects."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from provenance import identifiers
from provenance.web.errors import NotFound

View = Callable[..., HttpResponse]


def by_ident(view: View) -> View:
    """The view gets a canonical `ident`: other spellings redirect, a typing error is a 404 that says so."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, ident: str, **kwargs: Any) -> HttpResponse:
        try:
            canonical = identifiers.canonical(ident)
        except identifiers.BadIdentifier as problem:
            raise NotFound(str(problem)) from None
        if canonical == ident:
            return view(request, *args, ident=ident, **kwargs)
        # A form posted to another spelling is served as it is: a redirect would lose what was typed.
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, ident=canonical, **kwargs)
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return redirect(request.path.replace(ident, canonical, 1) + query, permanent=True)

    return checked
