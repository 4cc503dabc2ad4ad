"""How the app joins the frame of every page, and what other apps show of it."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.files import more as of_files
from nomina.desk.look import first as first_screen
from nomina.desk.look import places
from nomina.desk.people.standing import standing_for
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.transmit import more, packages_joined
from nomina.desk.transmit.views import first, incoming_more, kin, person
from nomina.words import tr


def _sees(request: HttpRequest) -> bool:
    return any(one.role in SEES_BUREAU for one in standing_for(request).held)


def _here(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.app_name == "transmit"


PLACE = places.Place("transmit:home", lambda: tr("Bureau"), _sees, order=180, holds=_here)


def join() -> None:
    """Join, subject by subject."""
    places.add(PLACE)
    first_screen.add(first.on_first)
    of_files.add(person.on_file)
    more.add_parts(kin.to_carry)
    packages_joined.join()
    incoming_more.join()
