"""The two doors with a code: the first run, and a first sign-in or a recovery."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nomina.desk.acts import Actor
from nomina.desk.boot.first import end_code, is_code
from nomina.desk.people.actions import MakeFirstAdministrator, UseCode
from nomina.desk.people.models import Founding, User
from nomina.desk.people.text import LOGIN, NAME
from nomina.errors import NominaError
from nomina.words import current, tr

RATES = {"code": "10/m/ip,100/d/ip"}


class CodeForm(forms.Form):
    """A sign-in name and a one-time code."""

    login = forms.CharField(max_length=LOGIN, strip=True)
    code = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = tr("Sign-in name")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["code"].label = tr("One-time code")
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class FirstForm(CodeForm):
    """What the first administrator says."""

    name = forms.CharField(max_length=NAME, strip=True)
    field_order = ("code", "name", "login")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = tr("Code from the terminal")
        self.fields["name"].label = tr("Your name, as colleagues will read it")
        self.fields["login"].help_text = tr("Small letters and digits; it never changes.")


def sign_in(request: HttpRequest, user: User, method: str) -> HttpResponse:
    """Sign ``user`` in through all of allauth's stages, and lead to the page of keys.

    Args:
        request: of someone who has just proved who they are.
        user: who that is.
        method: how, as it stands among the session's proofs.
    """
    record_authentication(request, user, method=method)
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=reverse("mfa_index")
    )
    return response


def _too_many(request: HttpRequest) -> HttpResponse | None:
    answer: HttpResponse | None = ratelimit.consume_or_429(
        request, app="nomina.desk", action="code", config=RATES
    )
    return answer


@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Make the first administrator, for whoever has the code of the terminal; once, ever."""
    if settings.DESK is None or Founding.objects.exists():
        raise Http404
    form = FirstForm(request.POST or None)
    if request.method == "POST":
        if (refused := _too_many(request)) is not None:
            return refused
        if form.is_valid() and (answer := _founded(request, form)) is not None:
            return answer
    return render(request, "boot/first.html", {"form": form})


def _founded(request: HttpRequest, form: FirstForm) -> HttpResponse | None:
    given = form.cleaned_data
    assert settings.DESK is not None
    if not is_code(settings.DESK, given["code"]):
        form.add_error("code", tr("this is not the code that the terminal shows"))
        return None
    try:
        # Together: the code is shown to nobody, so an account left between the two has no way in.
        with transaction.atomic():
            made = MakeFirstAdministrator(
                login=given["login"], name=given["name"], language=current()
            ).do(Actor())
            UseCode(login=made.user.login, code=made.code).do(Actor())
    except NominaError as error:
        form.add_error(None, str(error))
        return None
    end_code(settings.DESK)
    return sign_in(request, made.user, "first-run")


@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Sign in once with the code that an administrator gave."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("home"))
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        if (refused := _too_many(request)) is not None:
            return refused
        if form.is_valid():
            try:
                login = form.cleaned_data["login"].lower()
                used = UseCode(login=login, code=form.cleaned_data["code"]).do(Actor())
            except NominaError as error:
                form.add_error(None, str(error))
            else:
                return sign_in(request, used.code.user, "code")
    return render(request, "boot/code.html", {"form": form})
