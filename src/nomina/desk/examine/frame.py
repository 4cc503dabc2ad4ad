"""How the app joins the frame of every page: one place, for examiners and the board."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.look import places
from nomina.desk.people.standing import standing_for
from nomina.desk.policy.roles import SEES_LEADS
from nomina.words import tr


def _examines(request: HttpRequest) -> bool:
    return any(one.role in SEES_LEADS for one in standing_for(request).held)


PLACE = places.Place("examine:mine", lambda: tr("Examinations"), _examines, order=150)


def join() -> None:
    """Add the place."""
    places.add(PLACE)
