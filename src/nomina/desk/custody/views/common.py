"""What the pages of custody share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from nomina.desk.custody import register
from nomina.desk.custody.actions.common import item_of
from nomina.desk.custody.models import Item, Place, Position
from nomina.desk.custody.register import Reading, When
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.models import Operation
from nomina.desk.people.models.operations import held_in
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from nomina.words import tr


def page(
    request: HttpRequest,
    head: Head,
    *parts: object,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
) -> HttpResponse:
    """Draw a page of parts under a heading, with the looks of custody.

    Args:
        request: who asks.
        head: the heading.
        parts: shapes; what is None is left out.
        styles, scripts: static files that the page needs besides.
    """
    context = {
        "head": head,
        "parts": [one for one in parts if one is not None],
        "styles": styles,
        "scripts": scripts,
    }
    return render(request, "custody/page.html", context)


def of_which(
    request: HttpRequest, roles: Collection[Role], address: str, title: str, none: Empty
) -> HttpResponse:
    """Lead to the page of the operation in which somebody holds a role, or ask of which.

    Args:
        request: who asks.
        roles: any of these opens it.
        address: name of the page of an operation.
        title: of the page that asks.
        none: what it says where there is none.
    """
    mine = held_in(request.user, None, roles)
    rows = list(Operation.objects.visible_to(request.user).filter(pk__in=mine))
    if len(rows) == 1:
        return redirect(address, rows[0].pk)
    lines = (
        Row(one.pk.hex, (Cell(one.name, Kind.NAME),), reverse(address, args=[one.pk]))
        for one in rows
    )
    table = Table(title, (Column(tr("Operation")),), tuple(lines), empty=none)
    return page(request, Head(title), table)


CAMERA_SCRIPTS = ("custody/scan.js",)
CAMERA_STYLES = ("custody/scan.css",)


def frame_of(request: HttpRequest, operation: Operation) -> str:
    """Give where frames of a camera are read; empty for whoever may not send any there."""
    if not predicates.KEEP_ITEMS(standing_for(request), operation.thing()):
        return ""
    return reverse("custody:frame", args=[operation.pk])


def tags_page(
    request: HttpRequest,
    operation: Operation,
    head: Head,
    form: forms.Form,
    *parts: object,
    button: str,
    back: str,
) -> HttpResponse:
    """Draw a form whose tags can be read with a camera, and parts below it; 422 as `form_page`."""
    context = {
        "head": head,
        "form": form,
        "parts": [one for one in parts if one is not None],
        "button": button,
        "back": back,
        "frame": frame_of(request, operation),
        "scripts": CAMERA_SCRIPTS,
        "styles": CAMERA_STYLES,
    }
    status = 422 if form.is_bound else 200
    return render(request, "custody/scanning_form.html", context, status=status)


def files_of(request: HttpRequest) -> MultiValueDict[str, UploadedFile[Any]] | None:
    """Give the files that came with a form; None where it was not sent."""
    return request.FILES if request.method == "POST" else None


def when_of(given: dict[str, Any]) -> When:
    """Give when it was: as typed by whoever was there, else now by the desk's own clock."""
    typed: datetime | None = given.get("at")
    return When(at=timezone.now()) if typed is None else When(at=typed, clock="operator")


def reading_of(given: dict[str, Any]) -> Reading:
    """Give how the tags were read, and the seal."""
    return Reading(
        read=given["read"],
        seal=given.get("seal") or "",
        seal_number=" ".join((given.get("seal_number") or "").split()),
    )


def items_of(texts: Sequence[str], operation: Operation, user: object) -> list[Item]:
    """Give the items of tags, each once.

    Raises:
        InputError: some are none; every one of them is named, so that all can be mended at once.
    """
    items: dict[Any, Item] = {}
    wrong: list[str] = []
    for text in texts:
        try:
            item = item_of(text, operation, user)
        except InputError as error:
            wrong.append(isolated(str(error)))  # it names what was typed
        else:
            items[item.pk] = item
    if wrong:
        raise InputError(" ".join(wrong))
    if not items:
        raise InputError(tr("no tag was read"))
    return list(items.values())


def position_of(place: Place, label: str) -> Position | None:
    """Give the position of a place by its label; None where none was typed.

    Raises:
        InputError: the place has no such position.
    """
    typed = "".join(label.split()).upper()
    if not typed:
        return None
    found = place.positions.filter(label=typed).first()
    if found is None:
        raise InputError(
            tr("this place has no such position"),
            where=f"{place.code} {typed}",
            todo=tr("Look at its plan"),
        )
    return found


def lying_down(
    items: Sequence[Item], place: Place, label: str
) -> list[tuple[Item, Position | None]]:
    """Give each item its position: the first where it was said, the others in the free ones after.

    Raises:
        InputError: there is no such position, or not as many free ones from there on.
    """
    first = position_of(place, label)
    if first is None:
        return [(item, None) for item in items]
    every = list(place.positions.all())
    behind: Collection[Position] = every[every.index(first) :]
    free = register.free(place, behind) if len(items) > 1 else [first]
    if len(free) < len(items):
        raise InputError(
            tr("only {n} positions are free from there on").format(n=len(free)), where=place.code
        )
    return list(zip(items, free, strict=False))


def written(when: datetime) -> str:
    """Write a moment in the time zone of the desk."""
    return timezone.localtime(when).strftime("%Y-%m-%d %H:%M")


def number_of(item: Item) -> str:
    """Give what an item is called on a page: the number of its file, else its tag."""
    return item.file.number if item.file is not None else str(item)
