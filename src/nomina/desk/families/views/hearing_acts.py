"""What is done with a reply: labels, whose it is, threats passed on, tasks, enclosures, mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from nomina.desk.custody.views.common import files_of, page, written
from nomina.desk.families import mail_fetch, mail_read
from nomina.desk.families.actions.hearing_read import DoTask, SayAbout, SetLabels
from nomina.desk.families.actions.hearing_take import TakeEnclosure, TakeMailAside
from nomina.desk.families.actions.mail import EndAside
from nomina.desk.families.actions.threats import PassEnclosure, PassOn
from nomina.desk.families.forms_hearing import AboutForm, DoneForm, LabelsForm, MailForm
from nomina.desk.families.hearing_words import aside_why, task_name
from nomina.desk.families.models import MailAside, Reply, ReplyEnclosure, ReplyTask
from nomina.desk.families.views.hearing import back
from nomina.desk.look.shapes import Act, Head, Notice, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import ntr, tr

BYTES = "application/octet-stream"


@open_to(predicates.READ_REPLY, on=Reply)
def reply_labels(request: HttpRequest, one: Reply) -> HttpResponse:
    """Say what a reply holds; here without its words, for whoever has just read them."""
    standing = [row.label for row in one.labels.standing()]
    form = LabelsForm(sent(request), initial={"labels": standing})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SetLabels(reply=one, labels=frozenset(given["labels"])))
        return said_and_back(request, tr("It was written down."), "families:reply", one.pk)

    says = tr("Each label opens its own task; a threat ends no request.")
    href = reverse("families:reply", args=[one.pk])
    return take(request, form, done) or form_page(
        request, Head(tr("What a reply holds"), says=says), form, tr("Write it down"), href
    )


@open_to(predicates.READ_REPLY, on=Reply)
def reply_about(request: HttpRequest, one: Reply) -> HttpResponse:
    """Say whose reply it is."""
    form = AboutForm(sent(request), operation=one.operation, user=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        act = SayAbout(
            reply=one, enquiry=given["enquiry"], notice=given["notice"], file=given["number"]
        )
        perform(request, act)
        return said_and_back(request, tr("It was written down."), "families:reply", one.pk)

    says = tr("Only a person says whose a reply is; what is not known stays empty.")
    href = reverse("families:reply", args=[one.pk])
    return take(request, form, done) or form_page(
        request, Head(tr("Whose it is"), says=says), form, tr("Write it down"), href
    )


@open_to(predicates.READ_REPLY, on=Reply)
@require_POST
def pass_on(request: HttpRequest, one: Reply) -> HttpResponse:
    """Take the threatening part out of a reply, and leave it to security."""
    chosen, turn = request.POST.getlist("pieces"), request.POST.get("turn", "")
    numbers = [text for text in (*chosen, turn) if len(text) > 6 or not text.isdecimal()]
    try:
        if numbers:
            raise InputError(tr("this is no part of the reply"), todo=tr("Read it again"))
        act = PassOn(
            reply=one,
            turn=int(turn),
            pieces=frozenset(int(text) for text in chosen),
            sender="sender" in request.POST,
        )
        perform(request, act)
    except InputError as error:
        return _refused(request, one, error)
    messages.success(request, tr("It was passed to security and erased here."))
    return back(one)


@open_to(predicates.READ_REPLY, on=ReplyEnclosure)
@require_POST
def pass_enclosure(request: HttpRequest, one: ReplyEnclosure) -> HttpResponse:
    """Take something that came with a reply out of it, and leave it to security."""
    try:
        perform(request, PassEnclosure(enclosure=one))
    except InputError as error:
        return _refused(request, one.reply, error)
    messages.success(request, tr("It was passed to security and erased here."))
    return back(one.reply)


def _refused(request: HttpRequest, one: Reply, error: InputError) -> HttpResponse:
    """Say why a reply stays as it is."""
    href = reverse("families:reply", args=[one.pk])
    head = Head(tr("A reply"), acts=(Act(tr("Close"), href, key="c"),))
    shown = page(request, head, Notice(told(error), Way.STOP))
    shown.status_code = 422
    return shown


@open_to(predicates.DO_REPLY_TASK, on=ReplyTask)
def reply_task(request: HttpRequest, one: ReplyTask) -> HttpResponse:
    """Say that a task is done."""
    form = DoneForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, DoTask(task=one, **given))
        return said_and_back(request, tr("It was written down."), "families:reply", one.reply_id)

    says = tr("What else the reply asks for stays to be done.")
    href = reverse("families:reply", args=[one.reply_id])
    return take(request, form, done) or form_page(
        request, Head(task_name(one.task), says=says), form, tr("It is done"), href
    )


@open_to(predicates.READ_REPLY, on=ReplyEnclosure)
@require_POST
def take_enclosure(request: HttpRequest, one: ReplyEnclosure) -> HttpResponse:
    """Give what came with a reply, as bytes that no program opens by itself."""
    return given(perform(request, TakeEnclosure(enclosure=one)), f"enclosure-{one.turn}.bin")


def given(data: bytes, name: str) -> HttpResponse:
    """Give bytes of a family as no program opens them by itself, and as no browser keeps them."""
    answer = HttpResponse(data, content_type=BYTES)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@open_to(predicates.READ_REPLY, on=Operation)
def bring_mail(request: HttpRequest, one: Operation) -> HttpResponse:
    """Take in mail from a file."""
    form = MailForm(sent(request), files_of(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given["mail"]
        if file.size > mail_read.LARGEST:
            raise InputError(tr("this file is too large"), todo=tr("Bring it in parts"))
        became = [perform(request, act) for act in mail_fetch.brought(one, file.read())]
        n, aside = len(became), sum(row.aside is not None for row in became)
        text = ntr("{n} mail was taken in.", "{n} mails were taken in.", n).format(n=n)
        if aside:
            text += " " + tr("Set aside: {n}.").format(n=aside)
        return said_and_back(request, text, "families:replies", one.pk)

    says = tr("Nothing in it is opened or followed. What is here already is not taken twice.")
    head = Head(tr("Bring mail"), says=says)
    href = reverse("families:replies", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Take it in"), href)


@open_to(predicates.READ_REPLY, on=MailAside)
def mail_aside(request: HttpRequest, one: MailAside) -> HttpResponse:
    """Say what became of a mail that was set aside."""
    ask_first(request, EndAside)
    form = DoneForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndAside(aside=one, **given))
        text = tr("It was written down.")
        return said_and_back(request, text, "families:replies", one.operation_id)

    gone = tr("With that it is erased here.")
    says = f"{aside_why(one.why)} · {written(one.made_at)}. {gone}"
    acts: tuple[Act, ...] = ()
    if one.digest:
        href = reverse("families:take_mail", args=[one.pk])
        acts = (Act(tr("Take it away"), href, post=True),)
    head = Head(tr("A mail that was set aside"), says=says, acts=acts)
    href = reverse("families:replies", args=[one.operation_id])
    return take(request, form, done) or form_page(request, head, form, tr("It is done"), href)


@open_to(predicates.READ_REPLY, on=MailAside)
@require_POST
def take_mail(request: HttpRequest, one: MailAside) -> HttpResponse:
    """Give a mail that was set aside, as bytes that no program opens by itself."""
    if not one.digest:
        raise Http404
    return given(perform(request, TakeMailAside(aside=one)), "mail.bin")
