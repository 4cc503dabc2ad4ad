"""Family factors as they are given: what a laboratory says of several missing people at once."""

from __future__ import annotations

import json
import math
from pathlib import Path

from pydantic import Field, ValidationError

from nomina.documents import Document, Part, published
from nomina.errors import InputError
from nomina.reconcile.problem import LN10, Factor, Rows
from nomina.words import tr


class PlacementRecord(Part):
    """One way to place bodies in a family."""

    placed: dict[str, str] = Field(description="Missing person by body; empty: nobody placed.")
    log10_likelihood: float | None = Field(description="Joint; null where it cannot be.")


class FamilyRecord(Part):
    """One family. A placement of its bodies and people that is not listed cannot be."""

    name: str = ""
    missing: tuple[str, ...] = Field(default=(), description="Its people; those placed count too.")
    bodies: tuple[str, ...] = Field(
        default=(), description="Bodies it says something about; those placed count too."
    )
    placements: tuple[PlacementRecord, ...] = Field(min_length=1)


@published("family-factors")
class FamilyFactors(Document):
    """The file that ``--factors`` names."""

    families: tuple[FamilyRecord, ...]


def read_families(path: Path) -> FamilyFactors:
    """Read a file of family factors; ``schema_version`` may be left out.

    Raises:
        InputError: the file cannot be read or a field cannot be used; names the field.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            tr("this file of families cannot be read ({why})").format(why=error),
            where=str(path),
            todo=tr("See the example in docs/reconcile.md"),
        ) from error
    if isinstance(content, dict):
        content.setdefault("schema_version", "1")
    try:
        return FamilyFactors.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "(whole file)"
        raise InputError(
            tr("field {field}: {why}").format(field=field, why=first["msg"]),
            where=str(path),
            todo=tr("See the example in docs/reconcile.md"),
        ) from error


def factors_of(given: FamilyFactors, rows: Rows, *, closed: bool, where: str) -> list[Factor]:
    """Give factors by places.

    Args:
        given: as read.
        rows: ids and their places; ids that are new are added where ``closed`` is False.
        closed: the ids are all there are, so that a new one is an error.
        where: the file, for errors.

    Raises:
        InputError: a family has no people, an id is unknown, a person is placed twice, two
            families share a person, a placement is given twice, or "nobody placed" is not among
            the placements.
    """
    taken: dict[str, str] = {}
    made = []
    for at, family in enumerate(given.families):
        name = family.name or str(at + 1)
        named = f"{where}: {name}"
        _check(family, named)
        people = {*family.missing, *(p for one in family.placements for p in one.placed.values())}
        bodies = {*family.bodies, *(b for one in family.placements for b in one.placed)}
        if not people:
            raise _bad(tr("this family names no missing person"), named)
        for person in sorted(people):
            if person in taken:
                raise _bad(tr("two families hold the same missing person"), f"{named}: {person}")
            taken[person] = name
        for ids, known in ((bodies, rows.bodies), (people, rows.people)):
            new = sorted(ids - known.keys())
            if new and closed:
                raise _bad(tr("this number is not on the list"), f"{named}: {new[0]}")
            for one in new:
                known[one] = len(known)
        placements = {
            frozenset((rows.bodies[b], rows.people[p]) for b, p in one.placed.items()): (
                -math.inf if one.log10_likelihood is None else one.log10_likelihood * LN10
            )
            for one in family.placements
        }
        made.append(
            Factor(
                name,
                frozenset(rows.bodies[body] for body in bodies),
                frozenset(rows.people[person] for person in people),
                placements,
            )
        )
    return made


def _check(family: FamilyRecord, where: str) -> None:
    seen = set()
    for one in family.placements:
        if len(set(one.placed.values())) < len(one.placed):
            raise _bad(tr("one placement gives a person two bodies"), where)
        key = frozenset(one.placed.items())
        if key in seen:
            raise _bad(tr("a placement is given twice"), where)
        seen.add(key)
    if frozenset() not in seen:
        raise _bad(tr("the placement of nobody is missing"), where)


def _bad(what: str, where: str) -> InputError:
    return InputError(what, where=where, todo=tr("See the example in docs/reconcile.md"))
