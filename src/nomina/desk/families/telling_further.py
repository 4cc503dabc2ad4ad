"""What a family chose for the case that more is found, as it decides whether they are told."""

from __future__ import annotations

from nomina.desk.custody.models import Anatomy, FurtherRemains
from nomina.desk.custody.models.effects_family import TELL, WAIT
from nomina.desk.custody.models.effects_remains import PRESENT, REGIONS
from nomina.desk.custody.remains import TWICE, state_of, together
from nomina.desk.custody.wishes import further_of
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File, Link
from nomina.desk.files.models.links import FRAGMENT
from nomina.errors import Refused
from nomina.words import tr


def choice_of(missing: File) -> FurtherRemains | None:
    """Give what the family chose last; None where nobody asked them."""
    return further_of(missing)


def complete(missing: File) -> bool:
    """Say whether every region of a person is there, over all that the board named as theirs."""
    rows = Identification.objects.current().filter(link__other=missing)
    bodies = [row.link.one for row in rows.select_related("link__one")]
    parts = Link.objects.current().filter(kind=FRAGMENT, other__in=bodies).select_related("one")
    files = {one.pk: one for one in (*bodies, *(row.one for row in parts))}
    said: dict[str, Anatomy | None] = {one.number: state_of(one) for one in files.values()}
    regions = together({number: row.regions for number, row in said.items() if row is not None})
    return all(regions[region].state in (PRESENT, TWICE) for region in REGIONS)


def demand(missing: File) -> None:
    """Refuse to tell of more than the family wants to be told.

    Raises:
        Refused: nobody asked them, they do not want it, or they wait until all is found.
    """
    chosen = choice_of(missing)
    if chosen is None:
        raise Refused(
            tr("nobody has asked this family whether they want to be told of more that is found"),
            where=missing.number,
            todo=tr("Ask them in person and write down what they choose"),
        )
    if chosen.choice == TELL:
        return
    if chosen.choice == WAIT:
        if complete(missing):
            return
        raise Refused(
            tr("this family wishes to wait until all that can be found was found"),
            where=missing.number,
            todo=tr("Wait, or write down what they choose now, if they come back to it"),
        )
    raise Refused(
        tr("this family wishes not to be told of more that is found"),
        where=missing.number,
        todo=tr("Their choice stands until they change it"),
    )
