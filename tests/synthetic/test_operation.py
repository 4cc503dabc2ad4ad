"""A whole operation on disk: what is counted, what is true, and that it comes out the same."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nomina.documents import read_json
from nomina.errors import InputError
from nomina.faces import Finder, load_pack, pool
from nomina.synthetic import Person, Truth, write_operation

MISSING, BODIES, ON_LIST = 5, 4, 2
COUNTS = {
    **{"M-001": 1, "M-002": 3, "M-003": 2, "M-004": 4, "M-005": 2},
    **{"B-001": 1, "B-002": 3, "B-003": 3, "B-004": 1},
}
"""Photos of each that seed 3 had when people had no descriptions yet."""


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def operation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("operation") / "new"
    return folder, write_operation(folder, missing=MISSING, bodies=BODIES, on_list=ON_LIST, seed=3)


def test_folders_tables_and_truth_tell_of_the_same_people(operation: tuple[Path, Truth]) -> None:
    folder, truth = operation
    missing, bodies = table(folder / "missing.csv"), table(folder / "bodies.csv")
    persons = sorted(path.name for path in (folder / "missing").iterdir())
    assert persons == sorted(row["number"] for row in missing) == sorted(truth.persons)
    assert len(persons) == MISSING
    numbers = sorted(path.name for path in (folder / "bodies").iterdir())
    assert numbers == sorted(row["number"] for row in bodies) == sorted(truth.bodies)
    assert len(numbers) == BODIES
    assert read_json(folder / "truth.json", Truth) == truth
    for row in missing:
        assert row["sex"] in ("female", "male", "", "unknown", "refused")
        assert row["name"].replace(" ", "").replace("'", "").isalpha()
        assert row["name"].startswith(f"{row['family name']} {row['given name']}")
    assert {row["alive"] for row in bodies} == {"dead"}


def test_as_many_bodies_are_on_the_list_as_was_asked(operation: tuple[Path, Truth]) -> None:
    _, truth = operation
    listed = [person for person in truth.bodies.values() if person is not None]
    assert len(listed) == ON_LIST
    assert len(set(listed)) == len(listed)
    assert set(listed) <= set(truth.persons)


def test_everyone_has_photos_that_open(operation: tuple[Path, Truth]) -> None:
    folder, _ = operation
    for kind, most in (("missing", 4), ("bodies", 3)):
        for one in (folder / kind).iterdir():
            photos = sorted(one.iterdir())
            assert [p.name for p in photos] == [f"photo-{n + 1}.jpg" for n in range(len(photos))]
            assert 1 <= len(photos) <= most
            for photo in photos:
                with Image.open(photo) as image:
                    image.load()
                    assert image.format == "JPEG"
                    assert image.size == (256, 256)
                    assert not image.getexif()


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(
    tmp_path: Path,
) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        write_operation(tmp_path / name, missing=1, bodies=2, on_list=1, seed=seed)
    one, again, other = (files(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one["missing/M-001/photo-1.jpg"] != other["missing/M-001/photo-1.jpg"]
    assert len(set(one.values())) == len(one)  # no photo twice


@pytest.mark.parametrize(
    ("missing", "bodies", "on_list"), [(3, 5, 4), (5, 3, 4), (5, 5, -1), (0, 2, 1)]
)
def test_impossible_numbers_are_refused_before_anything_is_written(
    tmp_path: Path, missing: int, bodies: int, on_list: int
) -> None:
    with pytest.raises(InputError):
        write_operation(tmp_path / "new", missing=missing, bodies=bodies, on_list=on_list)
    assert not (tmp_path / "new").exists()


def test_a_small_operation_has_no_traps_and_tables_of_results_that_are_empty(
    operation: tuple[Path, Truth],
) -> None:
    folder, truth = operation
    assert truth.traps == ()
    assert truth.duplicates == truth.parts == {}
    assert table(folder / "results.csv") == []
    bags = table(folder / "parts.csv")
    assert [row["body"] for row in bags] == sorted(truth.bodies)


def test_photos_are_those_that_the_seed_always_had(operation: tuple[Path, Truth]) -> None:
    folder, _ = operation
    counts = {
        one.name: len(list(one.iterdir()))
        for side in ("missing", "bodies")
        for one in (folder / side).iterdir()
    }
    assert counts == COUNTS


@pytest.mark.deep
def test_the_truth_is_what_the_faces_say(tmp_path: Path) -> None:
    """Chance would put a twentieth of the bodies first."""
    truth = write_operation(tmp_path, missing=20, bodies=16, on_list=16, seed=1)
    finder, recogniser = Finder(), load_pack().recogniser()

    def template(folder: Path) -> np.ndarray:
        rows = []
        for path in sorted(folder.iterdir()):
            photo = np.asarray(Image.open(path).convert("RGB"))
            rows += [recogniser.template(photo, face) for face in finder.find(photo)[:1]]
        return pool(np.stack(rows)) if rows else np.zeros(recogniser.dim, np.float32)

    known = np.stack([template(tmp_path / "missing" / one) for one in truth.persons])
    first = [
        truth.persons[int((known @ template(tmp_path / "bodies" / body)).argmax())] == person
        for body, person in truth.bodies.items()
    ]
    assert np.mean(first) > 0.5


@pytest.mark.deep
def test_two_hundred_people_are_found_and_told_apart() -> None:
    finder, recogniser = Finder(), load_pack().recogniser()
    rows = np.zeros((2, 200, recogniser.dim), np.float32)
    for seed in range(200):
        for number in (0, 1):
            photo = Person.from_seed(seed).ante_mortem(number)
            for face in finder.find(photo, thorough=False)[:1]:
                rows[number, seed] = recogniser.template(photo, face)
    assert rows.any(axis=2).mean() >= 0.98
    first = (rows[1] @ rows[0].T).argmax(axis=1)
    ranked = Counter((first == np.arange(200)).tolist())
    assert ranked[True] / 200 >= 0.9
