"""What was given and found, put together: one template a case, and nothing counted twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nomina.faces import pool
from nomina.leads.assemble import Half, assemble, jobs_of, on_both_sides, stacked
from nomina.leads.documents import Side
from nomina.leads.intake import Intake, take_in
from nomina.leads.store import Store
from nomina.leads.work import run_all
from nomina.progress import Silent
from tests.leads.fakes import DIM, FakePack, engine, photo, template, write
from tests.leads.test_work import LATER


def put_together(root: Path, side: Side = "bodies", packs: int = 1) -> tuple[Intake, Half]:
    given = take_in(root, side)
    out = root.parent / f"out {side} {root.name}"
    out.mkdir(exist_ok=True)
    tools = engine(packs=tuple(FakePack(f"p{n}", n) for n in range(packs)))
    with Store(out, ("x",)) as store:
        done = run_all(
            jobs_of(given), tools, store, workers=2, progress=Silent(), clock=lambda: LATER
        )
        return given, assemble(given, done, store, tools.packs)


def codes(half: Half) -> list[tuple[str, str, str]]:
    return [(one.code, one.case, one.file) for one in half.problems]


def test_a_case_is_the_mean_of_its_photos(tmp_path: Path) -> None:
    for shot in range(3):
        write(tmp_path / "in" / "B1" / f"{shot}.jpg", photo(4, shot))
    _, half = put_together(tmp_path / "in", packs=2)
    [case] = half.cases
    assert case.record.compared
    for salt, pooled in enumerate(case.templates):
        shots = np.array([template(4, shot, salt) for shot in range(3)])
        repeat = FakePack("p", salt).calibration("living").set.typical_mated_score
        assert repeat is not None
        assert pooled == pytest.approx(pool(shots, repeat), abs=1e-6)
        assert np.linalg.norm(pooled) < 0.999  # of photos that differ, it claims less than of one


def test_the_same_file_twice_in_a_case_weighs_once(tmp_path: Path) -> None:
    for name, shot in (("a", 0), ("b", 1), ("c", 0), ("d", 0)):
        write(tmp_path / "in" / "B1" / f"{name}.jpg", photo(4, shot))
    _, half = put_together(tmp_path / "in")
    made = half.cases[0].templates[0]
    mean = template(4, 0) + template(4, 1)
    assert made / np.linalg.norm(made) == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
    assert codes(half) == [
        ("same-photo-twice", "B1", "B1/c.jpg"),
        ("same-photo-twice", "B1", "B1/d.jpg"),
    ]
    assert "B1/a.jpg" in half.problems[0].what


def test_each_thing_that_fails_is_one_line_and_the_case_stays(tmp_path: Path) -> None:
    root = tmp_path / "in"
    write(root / "B1" / "a.jpg", b"broken")
    write(root / "B1" / "b.jpg", photo(1))
    write(root / "B2" / "a.jpg", photo(2, faces=0))
    write(root / "B3" / "a.jpg", photo(3, faces=2))
    write(root / "B4" / "a.jpg", photo(4))
    write(root / "t.csv", b"number,file,x,y,w,h\nB4,B4/a.jpg,900,900,50,50\n")
    _, half = put_together(root)
    assert codes(half) == [
        ("photo-refused-broken", "B1", "B1/a.jpg"),
        ("no-face", "B2", "B2/a.jpg"),
        ("several-faces", "B3", "B3/a.jpg"),
        ("box-outside", "B4", "B4/a.jpg"),
    ]
    assert [case.record.compared for case in half.cases] == [True, False, True, False]
    for line in (half.problems[1], half.problems[3]):
        assert "compared, and it is not excluded" in line.what


def test_a_file_of_two_cases_or_of_both_sides_is_said(tmp_path: Path) -> None:
    write(tmp_path / "b" / "B1.jpg", photo(1))
    write(tmp_path / "b" / "B2.jpg", photo(1))
    write(tmp_path / "m" / "M1.jpg", photo(1))
    write(tmp_path / "m" / "M2.jpg", photo(2))
    _, bodies = put_together(tmp_path / "b", "bodies")
    _, missing = put_together(tmp_path / "m", "missing")
    assert codes(bodies) == [("photo-of-several", "B2", "B2.jpg")]
    both = on_both_sides(bodies, missing)
    assert [(one.code, one.case, one.file) for one in both] == [
        ("photo-on-both-sides", "B1", "B1.jpg"),
        ("photo-on-both-sides", "B2", "B2.jpg"),
    ]
    assert "M1" in both[0].what


def test_two_people_of_one_photo_by_hand_boxes_are_no_problem(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jpg", photo(1, faces=2))
    table = b"number,file,x,y,w,h\n1,a.jpg,0,0,50,50\n2,a.jpg,60,0,50,50\n"
    write(tmp_path / "in" / "t.csv", table)
    given, half = put_together(tmp_path / "in", "missing")
    assert len(jobs_of(given)) == 2
    assert not half.problems
    faces = [case.record.photos[0].face for case in half.cases]
    assert [face.left for face in faces if face is not None] == [0.0, 60.0]


def test_only_compared_cases_are_stacked_in_order(tmp_path: Path) -> None:
    for n in range(4):
        write(tmp_path / "in" / f"M{n}.jpg", photo(n, faces=n % 2))
    _, half = put_together(tmp_path / "in", "missing", packs=2)
    rows = stacked(half.cases, 2, [DIM, DIM])
    assert [x.shape for x in rows] == [(2, DIM), (2, DIM)]
    assert np.array_equal(rows[1][1], half.cases[3].templates[1])
    assert [x.shape for x in stacked(half.cases[:1], 2, [DIM, 5])] == [(0, DIM), (0, 5)]


def test_work_may_be_kept_anywhere(tmp_path: Path) -> None:
    """A dictionary of what a store kept gives the same side as the store."""
    write(tmp_path / "missing" / "M1" / "0.jpg", photo(1))
    write(tmp_path / "missing" / "M1" / "1.jpg", photo(1, 1))
    given, tools = take_in(tmp_path / "missing", "missing"), engine()
    with Store(tmp_path, ("x",)) as store:
        done = run_all(
            jobs_of(given), tools, store, workers=1, progress=Silent(), clock=lambda: LATER
        )
        shelf = {one.key: kept for one in done.values() if (kept := store.get(one.key))}
        ours, theirs = (assemble(given, done, each, tools.packs) for each in (shelf, store))
    assert len(shelf) == 2
    assert ours.cases[0].record == theirs.cases[0].record
    assert np.array_equal(ours.cases[0].templates[0], theirs.cases[0].templates[0])
