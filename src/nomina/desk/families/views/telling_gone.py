"""A recipient of a recall whom nobody can tell: one says so, another of the board confirms it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from nomina.desk.custody.views.common import written
from nomina.desk.families.actions.telling_gone import ConfirmGone, SayGone
from nomina.desk.families.models import Recipient, RecipientGone
from nomina.desk.families.models.telling import RECALL
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Head, Way
from nomina.desk.look.shapes import Notice as Says
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


def acts(request: HttpRequest, one: Recipient) -> Iterator[Act]:
    """Lead to what can be done about a recipient of a recall whom nobody has told."""
    who, said = standing_for(request), getattr(one, "gone", None)
    if one.notice.occasion != RECALL or hasattr(one, "end"):
        return
    if said is None and predicates.TELL_FAMILIES(who, one.thing()):
        yield Act(tr("Nobody can tell them"), reverse("families:say_gone", args=[one.pk]))
    mine = said is not None and said.by_id == getattr(request.user, "pk", None)
    if said is not None and not mine and predicates.CLOSE_NOTICE(who, one.thing()):
        href = reverse("families:confirm_gone", args=[one.pk])
        yield Act(tr("Confirm that nobody can tell them"), href)


def parts(one: Recipient) -> Iterator[Says]:
    """Show what was said, until another confirmed it."""
    said: RecipientGone | None = getattr(one, "gone", None)
    if said is not None and not hasattr(one, "end"):
        text = tr("Nobody can tell them, says {who}: {why}. Another of the board confirms it.")
        yield Says(text.format(who=isolated(said.by.name), why=isolated(said.why)), Way.UNSURE)


def _back(one: Recipient) -> str:
    return reverse("families:recipient", args=[one.pk])


@open_to(predicates.TELL_FAMILIES, on=Recipient)
def say_gone(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Write down that nobody can tell a recipient of a recall."""
    if one.notice.occasion != RECALL:
        return redirect("families:recipient", one.pk)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayGone(recipient=one, why=given["why"]))
        text = tr("It was written down. They stay in the recall until another confirms it.")
        return said_and_back(request, text, "families:recipient", one.pk)

    says = tr("They died, or were never told, or their bureau tells them now. Say how you know it.")
    head = Head(tr("Nobody can tell them"), number=one.family.number, says=says)
    button = tr("Write it down")
    return take(request, form, done) or form_page(request, head, form, button, _back(one))


@open_to(predicates.CLOSE_NOTICE, on=Recipient)
def confirm_gone(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Take a recipient off a recall of whom another person said that nobody can tell them."""
    said: RecipientGone | None = getattr(one, "gone", None)
    if said is None or hasattr(one, "end"):
        return redirect("families:recipient", one.pk)
    ask_first(request, ConfirmGone)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, ConfirmGone(gone=said))
        text = tr("They are not told by this notice.")
        return said_and_back(request, text, "families:notice", one.notice_id)

    says = tr("{who} wrote on {when}: {why}").format(
        who=isolated(said.by.name), when=written(said.made_at), why=isolated(said.why)
    )
    title = tr("Confirm that nobody can tell them")
    head = Head(title, number=one.family.number, says=says)
    button = tr("Confirm it")
    return take(request, form, done) or form_page(request, head, form, button, _back(one))
