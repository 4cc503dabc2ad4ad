"""Everything of one body or one missing person that a line of evidence can compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nomina.cases.dates import When
from nomina.cases.description.effects import Effect
from nomina.cases.description.marks import Marks
from nomina.cases.description.papers import Number, Paper, PersonName
from nomina.cases.description.physical import Physical
from nomina.cases.description.teeth import Chart
from nomina.cases.description.whereabouts import Whereabouts
from nomina.cases.states import State

_NOTHING = Physical()
_NO_STATES: Mapping[str, State] = {}


@dataclass(frozen=True, slots=True)
class Described:
    """One body or one missing person.

    Attributes:
        id: its number in the operation.
        physical: sex, age, stature, build, hair, eyes, blood group.
        names: of a missing person, every name and spelling in the file.
        numbers: of a missing person, every number in the file.
        born: of a missing person, the birth date in the file; its age stands in ``physical``.
        papers: found on a body; None where nobody looked, ``()`` where nothing was found.
        marks: tattoos, scars and the like; None where nobody looked or asked.
        teeth: a dental chart.
        effects: clothing, jewellery and other things; None where nobody looked or asked.
        whereabouts: of a missing person where last known, of a body where found.
        states: for fields without value, why: unknown, refused; one that is in neither
            was not asked. Keys are column names of the tables.
    """

    id: str
    physical: Physical = _NOTHING
    names: tuple[PersonName, ...] = ()
    numbers: tuple[Number, ...] = ()
    born: When | None = None
    papers: tuple[Paper, ...] | None = None
    marks: Marks | None = None
    teeth: Chart | None = None
    effects: tuple[Effect, ...] | None = None
    whereabouts: Whereabouts | None = None
    states: Mapping[str, State] = field(default_factory=lambda: _NO_STATES)
