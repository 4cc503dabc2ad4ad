"""One notice step by step, and who is to be told by it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.views.common import page
from nomina.desk.families.actions.telling import BeginNotice, BeginRecall, CloseNotice
from nomina.desk.families.actions.telling_recipients import ChooseRecipient, DropRecipient
from nomina.desk.families.forms_telling import BeginForm, RecipientForm
from nomina.desk.families.models import Notice, Recipient
from nomina.desk.families.telling_lists import begun_not
from nomina.desk.families.telling_states import again, recall_of, stands_as
from nomina.desk.families.telling_words import next_step, occasion_name
from nomina.desk.families.views.telling_parts import STYLES, acts_of, parts_of, proposed
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Head
from nomina.desk.people.forms import ReasonForm
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


@open_to(predicates.TELL_FAMILIES, on=File)
def begin_notice(request: HttpRequest, one: File) -> HttpResponse:
    """Begin to tell that a missing person was identified."""
    rows = list(begun_not(one.operation_id).filter(link__other=one))
    if one.kind != AM or not rows:
        messages.error(request, tr("Nothing waits to be told of this person."))
        return redirect("files:file", one.pk)
    form = BeginForm(sent(request), rows=rows, initial={"identification": rows[0].pk.hex})

    def done(given: dict[str, Any]) -> HttpResponse:
        act = BeginNotice(identification=form.rows[given["identification"]])
        made = perform(request, act)
        text = tr("The notice was begun. Nobody is told before another person lets it go.")
        return said_and_back(request, text, "families:notice", made.pk)

    says = tr("The board named this person. Their family is told by people, in person.")
    head = Head(tr("Begin to tell the family"), number=one.number, says=says)
    back = reverse("families:notices", args=[one.operation_id])
    return take(request, form, done) or form_page(request, head, form, tr("Begin"), back)


@open_to(predicates.SEE_NOTICES, on=Notice)
@require_safe
def notice(request: HttpRequest, one: Notice) -> HttpResponse:
    """Show a notice: what comes next, who is told, the plans, and how it went."""
    found = again(one)
    state = stands_as(found)
    head = Head(
        tr("Telling: {what}").format(what=occasion_name(found.occasion)),
        number=found.missing.number,
        says=next_step(state),
        acts=tuple(acts_of(request, found, state)),
    )
    return page(request, head, *parts_of(request, found, state), styles=STYLES)


def _back(one: Notice) -> str:
    return reverse("families:notice", args=[one.pk])


@open_to(predicates.CLOSE_NOTICE, on=Notice)
def close_notice(request: HttpRequest, one: Notice) -> HttpResponse:
    """Close a notice that is told to nobody."""
    ask_first(request, CloseNotice)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, CloseNotice(notice=one, why=given["why"]))
        return said_and_back(request, tr("The notice was closed."), "families:notice", one.pk)

    says = tr("Nobody is told by it then. It stays in the list of what is over.")
    head = Head(tr("Close it untold"), number=one.missing.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Close it"), _back(one))


@open_to(predicates.TELL_FAMILIES, on=Notice)
def recall_notice(request: HttpRequest, one: Notice) -> HttpResponse:
    """Begin to tell everybody who was told that it was wrong."""
    begun = recall_of(again(one))
    if begun is not None:
        return redirect("families:notice", begun.pk)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, BeginRecall(notice=one))
        text = tr("Everybody who was told stands in it. Plan it with the same care.")
        return said_and_back(request, text, "families:notice", made.pk)

    says = tr("The board took the identification back. Whoever was told is told so, in person.")
    head = Head(tr("Tell them that it was wrong"), number=one.missing.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Begin"), _back(one))


@open_to(predicates.TELL_FAMILIES, on=Notice)
def choose_recipient(request: HttpRequest, one: Notice) -> HttpResponse:
    """Choose a relative who is to be told."""
    rows = [(line.family, line.label()) for line in proposed(one) if line.may]
    form = RecipientForm(sent(request), rows=rows)

    def done(given: dict[str, Any]) -> HttpResponse:
        family = form.rows[given.pop("family")]
        perform(request, ChooseRecipient(notice=one, family=family, **given))
        return said_and_back(request, tr("They are to be told."), "families:notice", one.pk)

    says = tr("Only a relative of our own side, whose kinship was verified, is told from here.")
    head = Head(tr("Who is told"), number=one.missing.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Choose"), _back(one))


@open_to(predicates.TELL_FAMILIES, on=Recipient)
def drop_recipient(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Take a relative off again who was not told."""
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, DropRecipient(recipient=one, why=given["why"]))
        text = tr("They are not told by this notice.")
        return said_and_back(request, text, "families:notice", one.notice_id)

    says = tr("They were not told. They can be chosen again.")
    head = Head(tr("Take them off"), number=one.family.number, says=says)
    back = _back(one.notice)
    return take(request, form, done) or form_page(request, head, form, tr("Take them off"), back)
