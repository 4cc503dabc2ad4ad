"""How the app joins the frame of every page: a place on the rail for those who see custody."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.custody import exchange_joined, kept, release_state
from nomina.desk.custody.views import (
    climate_more,
    effects_more,
    graves_more,
    returned,
    scanning_more,
)
from nomina.desk.files import needed
from nomina.desk.look import places
from nomina.desk.people.standing import standing_for
from nomina.desk.policy.roles import SEES_CUSTODY
from nomina.words import tr


def _sees(request: HttpRequest) -> bool:
    return any(one.role in SEES_CUSTODY for one in standing_for(request).held)


def _here(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.app_name == "custody"


PLACE = places.Place("custody:home", lambda: tr("Custody"), _sees, order=160, holds=_here)


def join() -> None:
    """Add the place, what each subject shows on the pages of the register, and what is kept."""
    places.add(PLACE)
    needed.add(kept.refers)
    exchange_joined.join()
    effects_more.join()
    graves_more.join()
    release_state.join()
    returned.join()
    climate_more.join()
    scanning_more.join()
