"""Deciding about a file: consents, holds and links, and the end of each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nomina.desk.files.actions import (
    EndConsent,
    EndLink,
    GiveConsent,
    HoldPhoto,
    LinkFiles,
    ReleaseHold,
)
from nomina.desk.files.actions.consents import purpose_name
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.forms import ConsentForm, LinkForm
from nomina.desk.files.frame import here
from nomina.desk.files.models import Card, Consent, File, Hold, Link, Photo
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.views.common import address, name_of
from nomina.desk.look.shapes import Head
from nomina.desk.people.forms import ReasonForm, ends
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
from nomina.errors import InputError
from nomina.words import ntr, tr


def _called(request: HttpRequest, file: File) -> str:
    here(request, file.kind)
    return name_of(file, Card.objects.get(file=file).title)


@open_to(predicates.END_CONSENT, on=File)
def give_consent(request: HttpRequest, one: File) -> HttpResponse:
    """Write down what a family allowed; no family speaks for a body or for one who lives."""
    if one.kind not in (AM, FAMILY):
        raise Http404
    form = ConsentForm(sent(request), kind=one.kind)

    def done(given: dict[str, Any]) -> HttpResponse:
        until = ends(given.pop("until"))
        perform(request, GiveConsent(file=one, until=until, **given))
        return said_and_back(request, tr("The consent was written down."), "files:file", one.pk)

    head = Head(tr("Write down a consent"), says=_called(request, one))
    return take(request, form, done) or form_page(
        request, head, form, tr("Write down"), address(one)
    )


@open_to(predicates.END_CONSENT, on=Consent)
def withdraw(request: HttpRequest, one: Consent) -> HttpResponse:
    """Withdraw a consent; what it allowed goes at once, which is asked about first."""
    ask_first(request, EndConsent)
    form = ReasonForm(sent(request))
    file = one.file
    going = _going(one)

    def done(given: dict[str, Any]) -> HttpResponse:
        gone = perform(request, EndConsent(consent=one, why=given["why"]))
        text = tr("The consent is withdrawn.")
        if n := len(gone.photos):
            said = ntr("{n} photo was taken away.", "{n} photos were taken away.", n)
            text = f"{text} {said.format(n=n)}"
        return said_and_back(request, text, "files:file", file.pk)

    context = {
        "head": Head(tr("Withdraw a consent"), says=_called(request, file)),
        "what": f"{purpose_name(one.purpose)} · {one.given_by}",
        "goes": _goes(one, going),
        "form": form,
        "back": address(file),
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(
        request, "files/withdraw.html", context, status=status
    )


def _going(one: Consent) -> int:
    """Count the photos that nothing else allows; the act itself decides again."""
    others = Consent.objects.filter(file=one.file, purpose=COMPARE_FACES).current()
    if one.purpose != COMPARE_FACES or others.exclude(pk=one.pk).exists():
        return 0
    return Photo.objects.filter(file=one.file).standing().count()


def _goes(one: Consent, photos: int) -> str:
    if photos:
        return ntr(
            "{n} photo of this file, its template and its place in every search go at once, for"
            " good. A line stays that says that there was one.",
            "{n} photos of this file, their templates and their places in every search go at once,"
            " for good. A line stays for each.",
            photos,
        ).format(n=photos)
    if one.purpose == COMPARE_FACES:
        return tr("No photo goes: there is none, or another consent allows it.")
    return tr("What it allowed is over from this moment on. No photo goes.")


@open_to(predicates.HOLD_PHOTO, on=File)
def hold(request: HttpRequest, one: File) -> HttpResponse:
    """Keep a whole file out of every comparison."""
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, HoldPhoto(file=one, why=given["why"]))
        text = tr("The file is kept out of every comparison.")
        return said_and_back(request, text, "files:file", one.pk)

    head = Head(tr("Keep a file out of comparisons"), says=_called(request, one))
    return take(request, form, done) or form_page(
        request, head, form, tr("Keep it out"), address(one)
    )


@open_to(predicates.RELEASE_PHOTO, on=Hold)
def release(request: HttpRequest, one: Hold) -> HttpResponse:
    """Let what was held be compared after all."""
    ask_first(request, ReleaseHold)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, ReleaseHold(hold=one, why=given["why"]))
        return said_and_back(request, tr("It is compared again."), "files:file", one.file_id)

    head = Head(tr("Let it be compared after all"), says=_called(request, one.file))
    return take(request, form, done) or form_page(
        request, head, form, tr("Release"), address(one.file)
    )


@open_to(predicates.LINK_FILES, on=File)
def link(request: HttpRequest, one: File) -> HttpResponse:
    """Link a file with another of the same operation, named by its number."""
    ask_first(request, LinkFiles)
    form = LinkForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        typed = str(given["number"]).strip()
        rows = File.objects.visible_to(request.user).filter(operation=one.operation_id)
        other = rows.filter(number__in={typed, typed.upper()}).first()
        if other is None:
            raise InputError(
                tr("there is no such file"), todo=tr("Write its whole number as on its papers")
            )
        perform(request, LinkFiles(one=one, other=other, link=given["link"], why=given["why"]))
        return said_and_back(request, tr("The files are linked."), "files:file", one.pk)

    head = Head(tr("Link with another file"), says=_called(request, one))
    return take(request, form, done) or form_page(request, head, form, tr("Link"), address(one))


@open_to(predicates.LINK_FILES, on=Link)
def end_link(request: HttpRequest, one: Link) -> HttpResponse:
    """End a link that does not hold."""
    ask_first(request, EndLink)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndLink(link=one, why=given["why"]))
        return said_and_back(request, tr("The link is over."), "files:file", one.one_id)

    head = Head(tr("End a link"), says=f"{one.one.number} · {one.other.number}")
    return take(request, form, done) or form_page(request, head, form, tr("End"), address(one.one))
