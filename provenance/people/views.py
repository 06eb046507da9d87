"""The list of people, enrolling them, their roles, and barring them. Each act is an entry of the log."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from provenance import enrolment
from provenance.accounts.gate import open_to
from provenance.accounts.models import User
from provenance.accounts.policies import may_manage_people
from provenance.people.forms import EnrolmentForm, RoleForm, StandingForm
from provenance.web.errors import NotFound, problem

PASSWORD_BYTES = 15  # 120 bits in 20 letters: nobody guesses it before it is changed


@open_to(may_manage_people)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    rows = User.objects.order_by("-is_active", "name", "pk")
    return render(request, "people/people_list.html", {"people": rows})


@open_to(may_manage_people)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def person_new(request: HttpRequest) -> HttpResponse:
    """Enrol somebody. A password made here is shown in this one answer and kept nowhere."""
    form = EnrolmentForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "people/person_new.html", {"form": form}, status=status)
    given = form.cleaned_data
    password = given["password"] or secrets.token_urlsafe(PASSWORD_BYTES)
    made = enrolment.enrol(
        given["email"], given["name"], given["role"], password=password, by=_administrator(request)
    )
    once = "" if given["password"] else password
    return render(request, "people/person_enrolled.html", {"person": made, "password": once}, status=201)


@open_to(may_manage_people)
@require_safe
def person(request: HttpRequest, user: UUID) -> HttpResponse:
    row = _get(user)
    context = {
        "person": row,
        "role_form": RoleForm(initial={"role": row.role}),
        "standing_form": StandingForm(),
    }
    return render(request, "people/person_detail.html", context)


@open_to(may_manage_people)
@require_POST
def roles(request: HttpRequest, user: UUID) -> HttpResponse:
    """Give somebody another role; it holds from their next request."""
    row = _get(user)
    form = RoleForm(request.POST)
    if not form.is_valid():
        context = {"person": row, "role_form": form, "standing_form": StandingForm()}
        return render(request, "people/person_detail.html", context, status=422)
    if form.cleaned_data["role"] != row.role:
        try:
            enrolment.change_role(row, form.cleaned_data["role"], by=_administrator(request))
        except enrolment.LastAdministrator as refusal:
            return problem(request, 422, str(refusal))
        messages.success(request, f"{row.name} is now {row.get_role_display().lower()}.")
    return redirect("person", row.pk)


@open_to(may_manage_people)
@require_POST
def standings(request: HttpRequest, user: UUID) -> HttpResponse:
    """Deactivate somebody, or let them in again, with the reason."""
    row = _get(user)
    form = StandingForm(request.POST)
    wanted = request.POST.get("standing")
    if not form.is_valid() or wanted not in ("active", "inactive"):
        context = {"person": row, "role_form": RoleForm(initial={"role": row.role}), "standing_form": form}
        return render(request, "people/person_detail.html", context, status=422)
    act = enrolment.reactivate if wanted == "active" else enrolment.deactivate
    if row.is_active != (wanted == "active"):
        try:
            act(row, reason=form.cleaned_data["reason"], by=_administrator(request))
        except enrolment.LastAdministrator as refusal:
            return problem(request, 422, str(refusal))
        messages.success(request, f"{row.name} is {'active again' if row.is_active else 'deactivated'}.")
    return redirect("person", row.pk)


def _get(key: UUID) -> User:
    row = User.objects.filter(pk=key).first()
    if row is None:
        raise NotFound("There is no such person.")
    return row


def _administrator(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the gate lets nobody else in"
    return request.user
