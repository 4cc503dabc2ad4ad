"""Capturing one address: why first, then the worker goes there, and the page says what came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.acts import NotPermitted
from nomina.desk.captures.actions.bringing import Asked
from nomina.desk.captures.browsed_act import ADDRESSES_EACH_DAY, AskAddress, AskAgain
from nomina.desk.captures.browser import ALLOWED, allowed
from nomina.desk.captures.browser_process import CHROMIUM
from nomina.desk.captures.forms import AskForm
from nomina.desk.captures.models import Asking
from nomina.desk.captures.views import parts
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.frame import here
from nomina.desk.files.models import File
from nomina.desk.files.views.common import may
from nomina.desk.limits import TooOften
from nomina.desk.look.shapes import Act, Empty, Head
from nomina.desk.people.views.common import actor_of, page, sent, take, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import NominaError
from nomina.words import tr


@open_to(predicates.BRING_CAPTURE, on=File)
def ask(request: HttpRequest, file: File) -> HttpResponse:
    """Ask for one address; the worker goes there once the ledger has it."""
    if file.kind == FAMILY:
        raise Http404
    here(request, file.kind)
    if (shut := parts.shut(request, file)) is not None:
        return shut
    if not allowed():
        return _off(request, file)
    form = AskForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        asked = Asked(
            purpose=given["purpose"], assessment=form.assessment(), address=given["address"]
        )
        try:
            made = AskAddress(file=file, asked=asked).do(actor_of(request))
        except NotPermitted:
            raise PermissionDenied from None
        return redirect("captures:asked", made.pk)

    status = 422 if form.is_bound else 200
    try:
        answer = take(request, form, done)
    except TooOften as error:
        form.add_error(None, rests(error))
        answer, status = None, 429
    says = tr(
        "One public address, asked for by this desk itself: the server there sees the address of"
        " this desk. Where that may harm someone, save the page elsewhere and bring in the file."
    )
    context = {
        "head": Head(tr("Capture an address"), number=file.number, says=says),
        "form": form,
        "button": tr("Go there and keep it"),
        "back": reverse("captures:list", args=[file.pk]),
    }
    return answer or render(request, "captures/add.html", context, status=status)


def _off(request: HttpRequest, file: File) -> HttpResponse:
    says = tr(
        "Whoever runs the desk can allow it: by setting {allowed} to 1 where the desk is started,"
        " and with Chromium installed ({chromium} names another one). What the desk then does is in"
        " the manual. A file that was saved elsewhere can always be brought in."
    ).format(allowed=ALLOWED, chromium=CHROMIUM)
    acts = (
        Act(tr("Bring in a capture"), reverse("captures:add", args=[file.pk]), key="a"),
        Act(tr("To the captures"), reverse("captures:list", args=[file.pk]), key="f"),
    )
    head = Head(tr("Capture an address"), number=file.number, acts=acts)
    shown = page(request, head, Empty(tr("Addresses are not captured at this desk"), says))
    shown.status_code = 409 if request.method == "POST" else 200
    return shown


def rests(error: TooOften) -> str:
    """Say that this account asked for enough addresses, and until when."""
    back = timezone.localtime(timezone.now() + timedelta(seconds=error.wait))
    text = tr(
        "You asked for {n} addresses within a day, which is enough for one person to look at."
        " You can ask again at {when}, and bring in saved files at any time."
    )
    when = back.strftime("%Y-%m-%d %H:%M")
    return text.format(n=ADDRESSES_EACH_DAY.most, when=when)


@open_to(predicates.SEE_CAPTURES, on=Asking)
@require_safe
def asked(request: HttpRequest, one: Asking) -> HttpResponse:
    """Show what was asked for, how far that is, and what came of it."""
    here(request, one.file.kind)
    acts = (Act(tr("To the captures"), reverse("captures:list", args=[one.file_id]), key="f"),)
    head = Head(tr("Address that was asked for"), number=one.file.number, acts=acts)
    return page(request, head, _errand(request, one), parts.asked(one), parts.assessment(one))


@open_to(predicates.SEE_CAPTURES, on=Asking)
@require_safe
def how_far(request: HttpRequest, one: Asking) -> HttpResponse:
    """Give how far it is alone, for a page that asks again while it goes on."""
    return render(request, "captures/errand.html", {"it": _errand(request, one)})


def _errand(request: HttpRequest, one: Asking) -> parts.Errand:
    return parts.errand_of_address(
        one.errand, can_ask=may(request, predicates.BRING_CAPTURE, one.thing())
    )


@open_to(predicates.BRING_CAPTURE, on=Asking)
@require_POST
def again(request: HttpRequest, one: Asking) -> HttpResponse:
    """Ask once more for what was asked for in vain."""
    try:
        AskAgain(asking=one).do(actor_of(request))
    except NotPermitted:
        raise PermissionDenied from None
    except TooOften as error:
        messages.error(request, rests(error))
    except NominaError as error:
        messages.error(request, told(error))
    return redirect("captures:asked", one.pk)
