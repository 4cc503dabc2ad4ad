"""Whether a package that was made may leave, asked again at the moment it would."""

from __future__ import annotations

from collections.abc import Callable

from nomina.desk.acts import Refused
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.transmit import packages_build, packages_things
from nomina.desk.transmit.actions.packages import demand_people
from nomina.desk.transmit.models import Package
from nomina.packages.documents import Content
from nomina.words import tr


def demand_made(package: Package) -> None:
    """Refuse what was not made, or was given up.

    Raises:
        Refused: so it is.
    """
    if not hasattr(package, "made"):
        raise Refused(tr("this package is not made yet"), where=package.number)
    if hasattr(package, "end"):
        raise Refused(tr("this package was given up"), where=package.number)


def demand_may_go(package: Package, hold: Callable[[Identification], None] = resting.hold) -> None:
    """Refuse what rests on a recall, may not go there any more, or tells of what has changed.

    Args:
        hold: keeps an identification from being recalled until the act is over; `resting.demand`
            for a page, which locks nothing.

    Raises:
        Refused: so it is.
    """
    rows = packages_build.rows_of(package)
    packages_build.demand_way(package, rows)
    demand_people(package, rows, hold)
    if package.copy_of_id is None:
        told = Content.model_validate(package.made.draft.document)
        packages_things.demand_packets(rows, told.items)


def against(package: Package, hold: Callable[[Identification], None] = resting.hold) -> str:
    """Say why a package should not have gone; nothing where it may go."""
    try:
        demand_may_go(package, hold)
    except Refused as error:
        return error.what
    return ""
