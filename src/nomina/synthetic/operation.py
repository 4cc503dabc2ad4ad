"""A whole operation of people who do not exist: the missing, the dead, and who is who."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from nomina.cases.body import BodyRegion
from nomina.documents import write_bytes_atomic, write_json
from nomina.errors import InputError
from nomina.progress import Progress, Silent
from nomina.synthetic.canvas import U8
from nomina.synthetic.cells import (
    BODY_COLUMNS,
    PERSON_COLUMNS,
    body_cells,
    person_cells,
    region_word,
)
from nomina.synthetic.person import Person
from nomina.synthetic.story import Story, tell
from nomina.synthetic.traps import lay
from nomina.synthetic.truth import Truth
from nomina.words import tr

SIZE = 256
"""Width and height of the photos in pixels."""

_CONDITIONS = ("fresh", "fresh", "early change", "injured", "unknown")
_TURNED_SHARE = 0.2
_QUALITY = 92
_SECOND_FILE = 10
"""Number of the first photo of a second file on the same person."""
_RESULTS = ("body", "person", "kind", "conclusion", "log10_lr", "laboratory", "report", "date")


def write_operation(
    folder: Path,
    *,
    missing: int = 60,
    bodies: int = 40,
    on_list: int = 28,
    seed: int = 2026,
    progress: Progress | None = None,
) -> Truth:
    """Write an operation: ``missing/`` and ``bodies/``, a folder each, tables and the truth.

    ``missing.csv`` and ``bodies.csv`` describe everybody, ``results.csv`` has results of a
    laboratory and of an examiner, ``parts.csv`` says what lay in each bag.

    Args:
        folder: where; made where there is none.
        missing: people on the list, with 1 to 4 photos each. Where there are enough for traps,
            one of them has a second file, numbered after the others.
        bodies: bodies, with 1 to 3 photos each; about one photo in five lies on its side or head.
        on_list: how many of the bodies are of people on the list.
        seed: the same seed gives the same operation.
        progress: told of every person and body.

    Raises:
        InputError: more bodies on the list than there are bodies or people.
    """
    if not 0 <= on_list <= min(missing, bodies):
        raise InputError(f"{on_list} of {bodies} bodies cannot be among {missing} people")
    progress = progress or Silent()
    rng = np.random.default_rng(seed)
    seeds = rng.choice(1_000_000, missing + bodies - on_list, replace=False).tolist()
    people = [Person.from_seed(int(one)) for one in seeds]
    persons = [f"M-{at + 1:03d}" for at in range(missing)]
    numbers = [f"B-{at + 1:03d}" for at in range(bodies)]
    whose = [*rng.choice(missing, on_list, replace=False).tolist(), *range(missing, len(people))]
    whose = [whose[at] for at in rng.permutation(bodies)]
    progress.begin(tr("Drawing people who do not exist"), missing + bodies)
    story, clerk, dice = tell([one.traits for one in people], missing, whose, seed)
    lay(story, clerk, dice)
    for number, person in zip(persons, people, strict=False):
        photos = [person.ante_mortem(at, SIZE) for at in range(int(rng.integers(1, 5)))]
        _write(folder / "missing" / number, photos)
        _skip_name(rng)
        progress.advance()
    for file, at in zip(story.files[missing:], story.second, strict=True):
        photos = [people[at].ante_mortem(_SECOND_FILE + n, SIZE) for n in range(2)]
        _write(folder / "missing" / file.id, photos)
    conditions = []
    for number, at in zip(numbers, whose, strict=True):
        turns = [_turn(rng) for _ in range(int(rng.integers(1, 4)))]
        photos = [people[at].post_mortem(n, SIZE, turn=turn) for n, turn in enumerate(turns)]
        _write(folder / "bodies" / number, photos)
        conditions.append(_CONDITIONS[int(rng.integers(len(_CONDITIONS)))])
        progress.advance()
    _write_tables(folder, story, conditions, dice)
    progress.end()
    truth = _truth(story, seed)
    write_json(folder / "truth.json", truth)
    return truth


def _write_tables(
    folder: Path, story: Story, conditions: Sequence[str], dice: random.Random
) -> None:
    files = [person_cells(file, dice) for file in story.files]
    bodies = [
        body_cells(body, preserved, condition, dice)
        for body, preserved, condition in zip(
            story.bodies, story.preserved, conditions, strict=True
        )
    ]
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]] = {
        "missing": (PERSON_COLUMNS, [[row[each] for each in PERSON_COLUMNS] for row in files]),
        "bodies": (BODY_COLUMNS, [[row[each] for each in BODY_COLUMNS] for row in bodies]),
        "results": (_RESULTS, story.results),
        "parts": (("body", "bag", "elements"), list(_bags(story))),
    }
    for name, (header, rows) in tables.items():
        write_bytes_atomic(folder / f"{name}.csv", _table(header, rows))


def _bags(story: Story) -> Iterator[tuple[str, str, str]]:
    """Give what lay in each bag: a body with its regions, and parts of others."""
    for at, (body, preserved) in enumerate(zip(story.bodies, story.preserved, strict=True)):
        yield body.id, str(at + 1), _elements(preserved)
        for number, _, bag, region in story.parts:
            if bag == at:
                yield number, str(at + 1), region_word(region)


def _elements(regions: frozenset[BodyRegion]) -> str:
    """Give regions as the elements that an anatomist lists: neck and trunk are one."""
    if regions == frozenset(BodyRegion):
        return "whole body"
    limbs = [region_word(each) for each in BodyRegion if each in regions and "_" in each]
    head = ["head"] if BodyRegion.HEAD in regions else []
    return ", ".join([*head, "trunk", *(each for each in limbs if "trunk" not in each)])


def _truth(story: Story, seed: int) -> Truth:
    return Truth(
        seed=seed,
        persons=tuple(file.id for file in story.files),
        bodies={
            body.id: story.files[person].id if person < story.missing else None
            for body, person in zip(story.bodies, story.whose, strict=True)
        },
        duplicates={
            file.id: story.files[person].id
            for file, person in zip(story.files[story.missing :], story.second, strict=True)
        },
        parts={number: story.bodies[of].id for number, of, _, _ in story.parts},
        families=tuple(story.families),
        traps=tuple(story.traps),
    )


def _skip_name(rng: np.random.Generator) -> None:
    """Draw what names once were drawn from, so that a seed keeps its photos."""
    for count in (12, 8, 6, 12, 8, 3):
        rng.integers(count)


def _turn(rng: np.random.Generator) -> float:
    return float(rng.choice((90, 180, 270))) if rng.random() < _TURNED_SHARE else 0.0


def _write(folder: Path, photos: Iterable[U8]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for at, photo in enumerate(photos, start=1):
        out = io.BytesIO()
        Image.fromarray(photo).save(out, "JPEG", quality=_QUALITY)
        write_bytes_atomic(folder / f"photo-{at}.jpg", out.getvalue())


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
