"""Opening a file: one screen with the minimum record, then straight to the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nomina.desk.files.actions import OpenFile
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.forms import opening
from nomina.desk.files.frame import here
from nomina.desk.files.models import File
from nomina.desk.files.views.common import (
    address,
    asked_kind,
    kinds_opened,
    name_of,
    open_name,
)
from nomina.desk.look.shapes import Head
from nomina.desk.people.models import Operation, Site
from nomina.desk.people.views.common import perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

_SITE = "files.site"


@open_to(predicates.OPEN_FILES, on=Operation)
def open_file(request: HttpRequest, one: Operation) -> HttpResponse:
    """Open a file of one kind."""
    kind = asked_kind(request, kinds_opened(request, one))
    here(request, kind)
    if kind == FAMILY and "missing" not in request.GET:
        text = tr("A relative's file begins on the page of the missing person. Choose whose.")
        messages.info(request, text)
        return redirect(f"{reverse('files:list', args=[one.pk])}?kind={AM}")
    missing = _missing(request, one) if kind == FAMILY else None
    sites = list(Site.objects.visible_to(request.user).filter(operation=one))
    usual = _usual_site(request, sites)
    made = opening(kind, sites, named="{site}" in one.numbering[kind], usual=usual)
    form = made(sent(request), initial={"site": usual})

    def done(given: dict[str, Any]) -> HttpResponse:
        site = next((s for s in sites if s.pk.hex == given.get("site")), None)
        wanted = OpenFile(
            operation=one,
            file_kind=kind,
            site=site,
            said_at_once=form.given(),
            missing=missing,
        )
        file = perform(request, wanted)
        if site is not None:
            request.session[_SITE] = site.pk.hex
        return said_and_back(
            request,
            tr("{number} was opened. Write this number on what belongs to it.").format(
                number=file.number
            ),
            "files:file",
            file.pk,
        )

    back = f"{reverse('files:list', args=[one.pk])}?kind={kind}"
    context = {
        "head": Head(open_name(kind), says=_about(one, missing)),
        "form": form,
        "button": tr("Open"),
        "back": address(missing) if missing else back,
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(request, "files/form.html", context, status=status)


def _about(one: Operation, missing: File | None) -> str:
    if missing is None:
        return str(one.name)
    return tr("A relative of {who}").format(who=name_of(missing, missing.card.title))


def _usual_site(request: HttpRequest, sites: list[Site]) -> str:
    """Give the site where one opened a file last, or the only one."""
    known = [site.pk.hex for site in sites]
    last = request.session.get(_SITE)
    if last in known:
        return str(last)
    return known[0] if len(known) == 1 else ""


def _missing(request: HttpRequest, one: Operation) -> File:
    """Give the missing person whose relative this is.

    Raises:
        Http404: the address names nobody, or one may not see who.
    """
    try:
        wanted = UUID(request.GET.get("missing", ""))
    except ValueError:
        raise Http404 from None
    rows = File.objects.visible_to(request.user).filter(operation=one, kind=AM, pk=wanted)
    found = rows.select_related("card").first()
    if found is None:
        raise Http404
    return found
