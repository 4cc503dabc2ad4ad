"""How the app joins the frame of every page, and what other apps show of it."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.books.backup import taken
from nomina.desk.families import bureau, envelopes, more, public_out, slip, threats_taken
from nomina.desk.families.actions import asking_photos, asking_withdraw
from nomina.desk.families.views import (
    asking_more,
    hearing_more,
    home_more,
    letters_more,
    looking,
    telling_more,
)
from nomina.desk.files import needed
from nomina.desk.look import places
from nomina.desk.people.standing import standing_for
from nomina.desk.policy.roles import SEES_FAMILIES
from nomina.words import tr


def _sees(request: HttpRequest) -> bool:
    return any(one.role in SEES_FAMILIES for one in standing_for(request).held)


def _waiting(request: HttpRequest) -> int | None:
    return more.waiting(request) or None


def _here(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.app_name == "families"


PLACE = places.Place(
    "families:home",
    lambda: tr("Speaking with families"),
    _sees,
    order=170,
    count=_waiting,
    holds=_here,
)


def join() -> None:
    """Stand on the rail, and join, subject by subject."""
    places.add(PLACE)
    needed.add(envelopes.refers)
    taken.add(asking_withdraw.ROOM)
    taken.add(threats_taken.ROOM)
    taken.add(asking_photos.ROOM)
    asking_more.join()
    slip.join()
    telling_more.join()
    hearing_more.join()
    home_more.join()
    letters_more.join()
    bureau.join()
    public_out.join()
    looking.join()
