"""Files of the desk as the library takes them: as if their rows had been read from two tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from nomina.desk.files.models import File
from nomina.desk.files.record import Standing, cells, records_of
from nomina.desk.leads.models import FaceTemplate
from nomina.desk.leads.scope import Picture, Scope
from nomina.desk.leads.sealing import opened, unpacked
from nomina.errors import StoreError
from nomina.faces import ConditionClass
from nomina.leads.assemble import Half, assemble, job_name
from nomina.leads.columns import Column
from nomina.leads.compose import Known
from nomina.leads.describe import of_intake
from nomina.leads.documents import Side
from nomina.leads.engine import PackLike
from nomina.leads.intake import CaseInput, Intake, PhotoInput
from nomina.leads.store import Kept
from nomina.leads.tables import Row, Table
from nomina.leads.work import Done

_STEP = 500
"""Files read at once: a query takes only so many ids."""
_STATED = frozenset(ConditionClass) - {ConditionClass.LIVING}


@dataclass(frozen=True)
class Shelf:
    """Opened templates in memory, by the key of the work; see `nomina.leads.assemble.Shelf`."""

    works: Mapping[str, Kept]

    def get(self, key: str) -> Kept | None:
        """Give the work kept under a key, if any."""
        return self.works.get(key)

    def __repr__(self) -> str:
        return f"Shelf of {len(self.works)}"


@dataclass(frozen=True)
class Gathered:
    """Everything that a run is computed from.

    Attributes:
        sides: both sides as given; cases are named by the ids of their files.
        halves: both sides with their templates.
        known: what is known beside faces.
        photos: how many photos have work on them.
    """

    sides: tuple[Intake, Intake]
    halves: tuple[Half, Half]
    known: Known
    photos: int


def template_name(picture: Picture, engine: str) -> str:
    """Name what a sealed template belongs to."""
    return f"{picture.content}/{picture.digest}/{engine}/{picture.drawn}"


def gathered(scope: Scope, engine: str, packs: Sequence[PackLike]) -> Gathered:
    """Read what a scope holds now.

    Raises:
        StoreError: a sealed template was changed or is of another desk.
    """
    return assembled(scope, works_of(scope, engine), packs)


def assembled(
    scope: Scope,
    works: Mapping[str, Kept],
    packs: Sequence[PackLike],
    at: datetime | None = None,
) -> Gathered:
    """Put together what a scope holds, with the records as they stood at a moment; now where None.

    Args:
        works: what the photos gave, by `work_key`; a photo without is left out.
    """
    sides = (
        _side("bodies", scope.bodies, scope, works, at),
        _side("missing", scope.missing, scope, works, at),
    )
    done = {
        job_name(side.side, photo): Done(_sha(photo), photo.file, works[photo.file].facts)
        for side in sides
        for case in side.cases
        for photo in case.photos
    }
    shelf = Shelf(works)
    halves = (assemble(sides[0], done, shelf, packs), assemble(sides[1], done, shelf, packs))
    (bodies, problems_b), (missing, problems_m) = of_intake(sides[0]), of_intake(sides[1])
    known = Known(bodies, missing, (), None, (), (*problems_b, *problems_m))
    return Gathered(sides, halves, known, len(works))


def work_key(picture: Picture) -> str:
    """Name the work on a picture among that of a run."""
    return f"{picture.digest}/{picture.content}"


def _sha(photo: PhotoInput) -> str:
    return photo.file.partition("/")[0]


def works_of(scope: Scope, engine: str) -> dict[str, Kept]:
    """Open the templates that the scope allows; the box must be the one that counts now.

    Raises:
        StoreError: a sealed template was changed or is of another desk.
    """
    pictures = {picture.content: picture for picture in scope.all_pictures()}
    works: dict[str, Kept] = {}
    operations = {file.operation_id for file in (*scope.bodies, *scope.missing)}
    rows = FaceTemplate.objects.filter(engine=engine, file__operation__in=operations)
    for content, box, sealed in rows.values_list("content", "box", "sealed").iterator(500):
        picture = pictures.get(content)
        if picture is None or picture.drawn != box:
            continue
        name = template_name(picture, engine)
        facts, templates = unpacked(opened(picture.file, name, bytes(sealed)))
        key = work_key(picture)
        works[key] = Kept(key, facts, templates, None)
    return works


def _side(
    side: Side,
    files: Sequence[File],
    scope: Scope,
    works: Mapping[str, Kept],
    at: datetime | None,
) -> Intake:
    rows: list[Row] = []
    cases: list[CaseInput] = []
    for line, (file, record) in enumerate(_records(files, at), start=2):
        row = {key: text for key, text in cells(file, record).items() if text}
        rows.append(Row(line, cast("dict[Column, str]", row)))
        photos = tuple(
            PhotoInput(Path(), work_key(picture), picture.box)
            for picture in scope.pictures.get(file.pk, ())
            if work_key(picture) in works
        )
        cases.append(CaseInput(str(file.pk), "", _stated(side, row), photos, (line,)))
    return Intake(side, Path(), tuple(cases), (), _digest(files, rows), 0, _table(rows))


def _records(
    files: Sequence[File], moment: datetime | None
) -> Iterator[tuple[File, dict[str, Standing]]]:
    for at in range(0, len(files), _STEP):
        yield from records_of(files[at : at + _STEP], moment).items()


def _stated(side: Side, row: Mapping[str, str]) -> str:
    stated = row.get("condition", "")
    return stated if side == "bodies" and stated in _STATED else "unknown"


def _table(rows: Sequence[Row]) -> Table:
    columns = frozenset(column for row in rows for column in row.cells)
    return Table("", tuple(rows), columns, (), (), "")


def _digest(files: Sequence[File], rows: Sequence[Row]) -> str:
    said: list[Any] = [
        [file.pk.hex, sorted(row.cells.items())] for file, row in zip(files, rows, strict=True)
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def file_of(name: str) -> UUID:
    """Give the id of the file that a case of the library stands for."""
    try:
        return UUID(name)
    except ValueError:
        raise StoreError("a result names no file of this desk") from None
