"""Packages are made, taken out of the desk, handed over, and acknowledged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.exchange_papers import download, file_name
from nomina.desk.custody.views.common import files_of
from nomina.desk.look.shapes import Head
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
from nomina.desk.transmit import packages_kept
from nomina.desk.transmit.actions.packages_back import (
    LARGEST,
    TakeAcknowledgement,
    TakePaperAcknowledgement,
)
from nomina.desk.transmit.actions.packages_out import HandOver, MakePackage, TakePackage
from nomina.desk.transmit.forms_packages import (
    AcknowledgementForm,
    HandForm,
    PaperAcknowledgementForm,
    TakeForm,
)
from nomina.desk.transmit.models import Package, PackagePrint
from nomina.desk.transmit.models.packages_made import SEALED, SIGNED
from nomina.errors import Refused
from nomina.words import tr


@open_to(predicates.RUN_BUREAU, on=Package)
def make(request: HttpRequest, one: Package) -> HttpResponse:
    """Make a package that two people signed, with the agency's copy."""
    ask_first(request, MakePackage)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, MakePackage(package=one))
        text = tr("Made, and its copy with it. It can be taken out now.")
        return said_and_back(request, text, "transmit:package", one.pk)

    says = tr("It is signed with the key of the desk. Nothing in it can be changed afterwards.")
    head = Head(tr("Make it"), number=one.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Make it"), _back(one))


@open_to(predicates.RUN_BUREAU, on=Package)
def take_out(request: HttpRequest, one: Package) -> HttpResponse:
    """Take the sealed file or a print out of the desk."""
    ask_first(request, TakePackage)
    made: Any = getattr(one, "made", None)
    if made is None:
        messages.error(request, tr("This package is not made yet."))
        return redirect("transmit:package", one.pk)
    form = TakeForm(bool(made.sealed), sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        row = perform(
            request, TakePackage(package=one, form=given["form"], language=form.language_of())
        )
        if row.form == SEALED:
            return download(packages_kept.read(made.sealed), f"{one.number}.json.age")
        print_ = PackagePrint.objects.get(package=one, language=row.language)
        return download(packages_kept.read(print_.pdf), f"{one.number}.{row.language}.pdf")

    says = tr("It leaves this desk to be handed over to {name}. That it was done is written down.")
    head = Head(tr("Take it out"), number=one.number, says=says.format(name=one.partner.name))
    button = tr("Download the file")
    return take(request, form, done) or form_page(request, head, form, button, _back(one))


@open_to(predicates.RUN_BUREAU, on=Package)
def hand(request: HttpRequest, one: Package) -> HttpResponse:
    """Say that a package was handed over."""
    ask_first(request, HandOver)
    form = HandForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        at = given.pop("at") or timezone.now()
        perform(request, HandOver(package=one, at=at, **given))
        text = tr("Written down. The acknowledgement is waited for now.")
        return said_and_back(request, text, "transmit:package", one.pk)

    says = tr("Only what you did or saw yourself.")
    head = Head(tr("It was handed over"), number=one.number, says=says)
    button = tr("Write it down")
    return take(request, form, done) or form_page(request, head, form, button, _back(one))


def _bytes(upload: UploadedFile[Any]) -> bytes:
    size = upload.size or 0
    if size > LARGEST:
        raise Refused(
            tr("this file is empty, or larger than {n} megabytes").format(n=LARGEST // 1_000_000)
        )
    data: bytes = upload.read()
    return data


@open_to(predicates.RUN_BUREAU, on=Package)
def acknowledge(request: HttpRequest, one: Package) -> HttpResponse:
    """Take in an acknowledgement that the partner signed with its key."""
    form = AcknowledgementForm(sent(request), files_of(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        upload = given["file"]
        action = TakeAcknowledgement(
            package=one, data=_bytes(upload), name=file_name(upload.name or "")
        )
        perform(request, action)
        text = tr("It holds: the partner signed that this package arrived.")
        return said_and_back(request, text, "transmit:package", one.pk)

    says = tr("It must be signed with the partner's key, and name this package and no other.")
    head = Head(tr("Signed acknowledgement"), number=one.number, says=says)
    return take(request, form, done) or _upload(request, head, form, tr("Check it"), _back(one))


@open_to(predicates.RUN_BUREAU, on=Package)
def acknowledge_on_paper(request: HttpRequest, one: Package) -> HttpResponse:
    """Take in an acknowledgement that came on paper."""
    ask_first(request, TakePaperAcknowledgement)
    form = PaperAcknowledgementForm(sent(request), files_of(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        data = _bytes(given.pop("file"))
        at = given.pop("at") or timezone.now()
        perform(request, TakePaperAcknowledgement(package=one, data=data, at=at, **given))
        return said_and_back(request, tr("It was written down."), "transmit:package", one.pk)

    says = tr("A person answers for it; no key is checked.")
    head = Head(tr("Acknowledgement on paper"), number=one.number, says=says)
    button = tr("Write it down")
    return take(request, form, done) or _upload(request, head, form, button, _back(one))


@open_to(predicates.SEE_BUREAU, on=Package)
@require_safe
def acknowledgement(request: HttpRequest, one: Package) -> HttpResponse:
    """Give the acknowledgement of a package as it came, byte for byte."""
    row: Any = getattr(one, "acknowledged", None)
    if row is None:
        messages.error(request, tr("Nobody said yet that this package arrived."))
        return redirect("transmit:package", one.pk)
    end = "json" if row.proof == SIGNED else "scan"
    return download(packages_kept.unwrapped(row), f"{one.number}.acknowledgement.{end}")


def _upload(
    request: HttpRequest, head: Head, form: forms.Form, button: str, back: str
) -> HttpResponse:
    context = {
        "head": head,
        "parts": [],
        "form": form,
        "button": button,
        "back": back,
        "below": [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "custody/exchange_upload.html", context, status=status)


def _back(one: Package) -> str:
    return reverse("transmit:package", args=[one.pk])
