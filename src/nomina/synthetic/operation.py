"""A whole operation of people who do not exist: the missing, the dead, and who is who."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image
from pydantic import Field

from nomina.documents import Document, published, write_bytes_atomic, write_json
from nomina.errors import InputError
from nomina.progress import Progress, Silent
from nomina.synthetic.canvas import U8
from nomina.synthetic.person import Person
from nomina.words import tr

SIZE = 256
"""Width and height of the photos in pixels."""

_OPENINGS = ("Bor", "Dar", "Vel", "Hor", "Myr", "Lub", "Ost", "Rad", "Zor", "Yar", "Tav", "Kyr")
_MIDDLES = ("o", "a", "y", "e", "u", "omy", "esla", "oli")
_FAMILY_ENDINGS = ("venko", "lchuk", "rskyi", "vets", "nyk", "dych")
_GIVEN_ENDINGS = {"female": ("nka", "lyna", "sia"), "male": ("slav", "myr", "dan")}
_CONDITIONS = ("fresh", "fresh", "early change", "injured", "unknown")
_TURNED_SHARE = 0.2
_QUALITY = 92


@published("truth")
class Truth(Document):
    """Who is who in an invented operation."""

    seed: int
    persons: tuple[str, ...] = Field(description="Numbers of the missing people on the list.")
    bodies: dict[str, str | None] = Field(
        description="Body number to the number of its person, or null: not on the list."
    )


def write_operation(
    folder: Path,
    *,
    missing: int = 60,
    bodies: int = 40,
    on_list: int = 28,
    seed: int = 2026,
    progress: Progress | None = None,
) -> Truth:
    """Write an operation: ``missing/`` and ``bodies/``, a folder each, two tables and the truth.

    Args:
        folder: where; made where there is none.
        missing: people on the list, with 1 to 4 photos each.
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
    rows = []
    for number, person in zip(persons, people, strict=False):
        photos = [person.ante_mortem(at, SIZE) for at in range(int(rng.integers(1, 5)))]
        _write(folder / "missing" / number, photos)
        rows.append((number, _name(person, rng), person.traits.sex, round(person.traits.age)))
        progress.advance()
    write_bytes_atomic(folder / "missing.csv", _table(("number", "name", "sex", "age"), rows))
    found = []
    for number, at in zip(numbers, whose, strict=True):
        turns = [_turn(rng) for _ in range(int(rng.integers(1, 4)))]
        photos = [people[at].post_mortem(n, SIZE, turn=turn) for n, turn in enumerate(turns)]
        _write(folder / "bodies" / number, photos)
        found.append((number, _CONDITIONS[int(rng.integers(len(_CONDITIONS)))], "dead"))
        progress.advance()
    write_bytes_atomic(folder / "bodies.csv", _table(("number", "condition", "alive"), found))
    progress.end()
    truth = Truth(
        seed=seed,
        persons=tuple(persons),
        bodies={
            number: persons[at] if at < missing else None
            for number, at in zip(numbers, whose, strict=True)
        },
    )
    write_json(folder / "truth.json", truth)
    return truth


def _turn(rng: np.random.Generator) -> float:
    return float(rng.choice((90, 180, 270))) if rng.random() < _TURNED_SHARE else 0.0


def _name(person: Person, rng: np.random.Generator) -> str:
    def word(endings: tuple[str, ...]) -> str:
        return str(rng.choice(_OPENINGS)) + str(rng.choice(_MIDDLES)) + str(rng.choice(endings))

    return f"{word(_FAMILY_ENDINGS)} {word(_GIVEN_ENDINGS[person.traits.sex])}"


def _write(folder: Path, photos: Iterable[U8]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for at, photo in enumerate(photos, start=1):
        out = io.BytesIO()
        Image.fromarray(photo).save(out, "JPEG", quality=_QUALITY)
        write_bytes_atomic(folder / f"photo-{at}.jpg", out.getvalue())


def _table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
