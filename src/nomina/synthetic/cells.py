"""Descriptions as the cells of a table, as `docs/tables` says how they are written."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from nomina.cases.body import BodyRegion
from nomina.cases.dates import When
from nomina.cases.description import Described, Effect, Mark, MarkKind, Marks, Paper, Stature
from nomina.cases.description.dental_codes import write_chart

T = TypeVar("T")
_COMMON = (
    *("sex", "age from", "age to", "height", "height source", "build", "hair", "eyes"),
    *("blood group", "marks", "marks asked", "teeth", "teeth charted", "effects"),
    *("unit", "place", "latitude", "longitude", "accuracy"),
)
PERSON_COLUMNS = (
    *("number", "name", "family name", "given name", "patronymic", "other names", "numbers"),
    *("born", "last known alive", "marks source", *_COMMON),
)
BODY_COLUMNS = (
    *("number", "condition", "alive", "papers", "sex basis", "age coverage", "age method"),
    *("bone", "height error", "regions missing", "died", "found", *_COMMON),
)
_FIELDS = frozenset(
    {"sex", "height", "build", "hair", "eyes", "blood group", "marks", "teeth", "effects"}
    | {"unit", "place", "born", "last known alive", "papers", "died"}
)
"""Columns in which a value that is not known may be said to be unknown."""
Cells = dict[str, str]


def person_cells(person: Described, dice: random.Random) -> Cells:
    """Give the row of a missing person; ``dice`` draws how it is said that nothing is known."""
    name, *others = person.names
    where = person.whereabouts
    alive = None if where is None else where.when
    cells = {
        "number": person.id,
        "name": name.written,
        "family name": name.family,
        "given name": name.given,
        "patronymic": name.patronymic,
        "other names": "; ".join(each.written for each in others),
        "numbers": "; ".join(f"{each.kind}: {each.text}" for each in person.numbers),
        "born": _date(person.born),
        "last known alive": _date(alive),
        "marks source": _source(person.marks),
        **_common(person, age=person.born is None or alive is None),
    }
    return _with_states(cells, dice, refused=0.06)


def body_cells(
    body: Described, preserved: frozenset[BodyRegion], condition: str, dice: random.Random
) -> Cells:
    """Give the row of a body of which these regions are there."""
    physical, where = body.physical, body.whereabouts
    age, stature = physical.age, physical.stature
    missing = [each for each in BodyRegion if each not in preserved]
    unharmed = "none" if body.marks is not None and body.marks.examined else ""
    error = None if stature is None else stature.error_mm
    cells = {
        "number": body.id,
        "condition": condition,
        "alive": "dead",
        "papers": _listed(body.papers, _paper),
        "sex basis": "" if physical.sex is None else physical.sex_basis.value,
        "age coverage": "" if age is None or age.coverage is None else f"{age.coverage:g}",
        "age method": "" if age is None else age.method,
        "bone": "" if stature is None else stature.bone,
        "height error": "" if error is None else f"{error / 10:g}",
        "regions missing": ", ".join(region_word(each) for each in missing) or unharmed,
        "died": "" if where is None else _date(where.when),
        "found": "" if where is None else _date(where.found),
        **_common(body, age=True),
    }
    return _with_states(cells, dice, refused=0.0)


def region_word(region: BodyRegion) -> str:
    """Give a region as tables write it."""
    return region.value.replace("_", " ")


def _common(one: Described, *, age: bool) -> Cells:
    physical, where = one.physical, one.whereabouts
    years = physical.age if age else None
    marks = one.marks
    at = None if where is None or where.latitude is None else where
    return {
        "sex": physical.sex or "",
        "age from": "" if years is None else f"{years.low:g}",
        "age to": "" if years is None else f"{years.high:g}",
        "height": _height(physical.stature),
        "height source": "" if physical.stature is None else physical.stature.source.value,
        "build": physical.build or "",
        "hair": physical.hair or "",
        "eyes": physical.eyes or "",
        "blood group": physical.blood or "",
        "marks": _listed(None if marks is None else marks.marks, _mark),
        "marks asked": _asked(marks),
        "teeth": "" if one.teeth is None else write_chart(one.teeth),
        "teeth charted": "" if one.teeth is None else _date(one.teeth.charted),
        "effects": _listed(
            one.effects,
            _effect,
        ),
        "unit": "" if where is None else where.unit,
        "place": "" if where is None else where.place,
        "latitude": "" if at is None else f"{at.latitude:.5f}",
        "longitude": "" if at is None else f"{at.longitude:.5f}",
        "accuracy": "" if at is None or at.accuracy_m is None else f"{at.accuracy_m:g}",
    }


def _listed(things: Sequence[T] | None, fields: Callable[[T], Sequence[str]]) -> str:
    """Write things with their fields; blank where nobody looked, "none" where there are none."""
    if things is None:
        return ""
    if not things:
        return "none"
    return "; ".join(" | ".join(fields(each)).rstrip(" |") for each in things)


def _paper(paper: Paper) -> tuple[str, ...]:
    numbers = ", ".join(f"{each.kind}: {each.text}" for each in paper.numbers)
    name = paper.names[0].written if paper.names else ""
    return paper.kind, name, numbers, _date(paper.born), paper.carried


def _mark(mark: Mark) -> tuple[str, ...]:
    region = "" if mark.region is None else region_word(mark.region)
    return mark.kind, region, mark.motif, mark.text, mark.number


def _effect(effect: Effect) -> tuple[str, ...]:
    return (
        *(effect.kind, effect.item, effect.colour, effect.material),
        *(effect.label, effect.size, effect.inscription),
    )


def _asked(marks: Marks | None) -> str:
    if marks is None:
        return ""
    if marks.asked == frozenset(MarkKind):
        return "all"
    return ", ".join(sorted(marks.asked))


def _source(marks: Marks | None) -> str:
    if marks is None:
        return ""
    return "medical file" if marks.medical_file else "family"


def _height(stature: Stature | None) -> str:
    return "" if stature is None else f"{stature.mm / 10:g}"


def _date(when: When | None) -> str:
    return "" if when is None else when.edtf


def _with_states(cells: Cells, dice: random.Random, *, refused: float) -> Cells:
    """Say of half of the fields without value that they are unknown; the others were not asked."""
    for column in sorted(_FIELDS & cells.keys()):
        if not cells[column]:
            chance = dice.random()
            if chance < refused:
                cells[column] = "refused"
            elif chance < 0.5:
                cells[column] = "unknown"
    return cells
