"""Entities, topics and places are registered while claims are drafted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from claims.actions.topics import open_topic
from claims.forms.content import LANGUAGES
from claims.forms.registering import EntityForm, PlaceForm, TopicForm
from claims.permissions import may_edit
from claims.views.acting import actor, performed
from provenance.accounts.gate import open_to
from provenance.entities.actions import locate, register


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def entity_new(request: HttpRequest) -> HttpResponse:
    form = EntityForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        register(
            typed["type"],
            typed["name"],
            names=form.names(),
            country=typed["country"],
            parent=typed["parent"],
            by=actor(request),
        )

    return _registering(request, form, "entity", act)


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def topic_new(request: HttpRequest) -> HttpResponse:
    form = TopicForm(request.POST or None)
    return _registering(request, form, "topic", lambda: open_topic(by=actor(request), **form.cleaned_data))


@open_to(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    return _registering(request, form, "place", lambda: locate(by=actor(request), **form.cleaned_data))


def _registering(request: HttpRequest, form: Form, what: str, act: Callable[[], Any]) -> HttpResponse:
    status = 200
    if request.method == "POST":
        outcome = performed(form, act)
        if outcome.done:
            messages.success(request, f"The {what} is registered; claims can name it now.")
            return redirect(request.path)
        status = outcome.status
    context = {"form": form, "what": what, "languages": LANGUAGES}
    return render(request, "claims/editorial_register.html", context, status=status)
