"""Reading tags: frames of a camera, commands of a device, a page that needs no network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk import limits
from nomina.desk.custody import commands, frames
from nomina.desk.custody.models import Count, Handover, Place, Stay
from nomina.desk.people.models import Operation
from nomina.desk.people.models.rows import account
from nomina.desk.people.views.common import actor_of, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError, NominaError, NotPermitted
from nomina.words import tr

SCRIPTS = ("custody/scan.js", "custody/outbox.js")
STYLES = ("look/look.css", "custody/scan.css")
ICON = "look/icon.svg"


def _says(error: NominaError, status: int) -> JsonResponse:
    return JsonResponse({"says": told(error)}, status=status)


def _often(error: limits.TooOften) -> JsonResponse:
    response = _says(error, 429)
    response["Retry-After"] = str(error.wait)
    return response


def _body(request: HttpRequest, most: int) -> bytes:
    """Give what was sent.

    Raises:
        InputError: it is too much, or nothing.
    """
    size = request.headers.get("Content-Length", "")
    if not size.isdigit() or int(size) > most:
        raise InputError(tr("this is more than can be sent at once"))
    data = request.read(most + 1)
    if not data:
        raise InputError(tr("nothing was sent"))
    return data


@open_to(predicates.KEEP_ITEMS, on=Operation)
@require_POST
def frame(request: HttpRequest, one: Operation) -> HttpResponse:
    """Say what the codes of a picture say; the picture is read once and kept nowhere."""
    try:
        limits.spend(frames.EACH_MINUTE, request.user.pk)
        return JsonResponse({"texts": frames.read(_body(request, frames.MOST_BYTES))})
    except limits.TooOften as error:
        return _often(error)
    except InputError as error:
        return _says(error, 422)


@open_to(predicates.KEEP_ITEMS, on=Operation)
@require_POST
def run(request: HttpRequest, one: Operation) -> HttpResponse:
    """Do the commands of a device, and answer each."""
    try:
        limits.spend(frames.COMMANDS_EACH_MINUTE, request.user.pk)
        given = _list(_body(request, frames.MOST_BYTES))
        return JsonResponse({"answers": commands.run(given, one, actor_of(request))})
    except limits.TooOften as error:
        return _often(error)
    except InputError as error:
        return _says(error, 422)
    except NotPermitted as error:
        return _says(error, 403)


def _list(data: bytes) -> list[Any]:
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(tr("this is no list of commands")) from None
    if not isinstance(given, list) or not 1 <= len(given) <= commands.MOST:
        raise InputError(tr("1 to {n} commands are sent at once").format(n=commands.MOST))
    return given


@open_to(predicates.KEEP_ITEMS, on=Operation)
@require_safe
def state(request: HttpRequest, one: Operation) -> HttpResponse:
    """Give what a device needs to read without a network: places and tags, as codes alone."""
    places: dict[str, list[str]] = {
        code: [] for code in Place.objects.filter(operation=one).values_list("code", flat=True)
    }
    here = Stay.objects.now().filter(place__operation=one, inside=None).order_by("item__code")
    for place, code in here.values_list("place__code", "item__code"):
        places[place].append(code)
    waiting = Handover.objects.filter(operation=one, end=None).order_by("number")
    counted = Count.objects.filter(operation=one, end=None).select_related("place")
    return JsonResponse(
        {
            "csrf": get_token(request),
            "who": str(account(request.user)),
            "places": places,
            "handovers": list(waiting.values_list("number", flat=True)[:200]),
            "counts": sorted(count.place.code for count in counted),
        }
    )


@open_to(predicates.KEEP_ITEMS, on=Operation)
@require_safe
def scan(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the page on which tags are read, also without a network; it holds no name."""
    get_token(request)
    kinds: Iterable[str] = ("move", "count", "take", "receive")
    context = {
        "here": reverse("custody:scan", args=[one.pk]),
        "worker": reverse("custody:scan_worker", args=[one.pk]),
        "state": reverse("custody:scan_state", args=[one.pk]),
        "commands": reverse("custody:commands", args=[one.pk]),
        "frame": reverse("custody:frame", args=[one.pk]),
        "back": reverse("custody:operation", args=[one.pk]),
        "operation": one.pk.hex,
        "kinds": kinds,
        "styles": STYLES,
        "scripts": SCRIPTS,
        "icon": ICON,
    }
    return render(request, "custody/scanning_scan.html", context)


@open_to(predicates.KEEP_ITEMS, on=Operation)
@require_safe
def worker(request: HttpRequest, one: Operation) -> HttpResponse:
    """Give the script that keeps the page for when there is no network: it and its static files."""
    kept = [reverse("custody:scan", args=[one.pk]), *map(static, (*STYLES, *SCRIPTS, ICON))]
    context = {"kept": kept, "name": f"nomina-scan-{one.pk.hex}"}
    made = render(request, "custody/scanning_worker.js", context)
    made["Content-Type"] = "text/javascript; charset=utf-8"
    return made
