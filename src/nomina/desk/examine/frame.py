"""How the app joins the frame of every page: two places, for examiners and the board."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.look import places
from nomina.desk.people.standing import standing_for
from nomina.desk.policy.roles import SEES_LEADS
from nomina.words import tr


def _examines(request: HttpRequest) -> bool:
    return any(one.role in SEES_LEADS for one in standing_for(request).held)


PLACE = places.Place("examine:mine", lambda: tr("Examinations"), _examines, order=150)
REPORTS = places.Place(
    "examine:reports",
    lambda: tr("Reports"),
    _examines,
    order=155,
    holds=lambda request: getattr(request, "in_reports", False),
)


def in_reports(request: HttpRequest) -> None:
    """Say that a page belongs to the comparison reports, so that the rail shows where one is."""
    request.in_reports = True  # type: ignore[attr-defined]


def join() -> None:
    """Add the places, and the reports to the page of a file."""
    from nomina.desk.examine.on_file import reports
    from nomina.desk.files import more

    places.add(PLACE)
    places.add(REPORTS)
    more.add(reports)
