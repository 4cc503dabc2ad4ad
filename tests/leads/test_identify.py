"""The whole run on fake photos: what is written, that it goes on, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nomina.documents import read_json
from nomina.errors import FolderError, InputError, LineNotCrossed, StoreError
from nomina.leads.documents import Lead, Leads
from nomina.leads.identify import Settings, Summary, identify_with
from nomina.leads.record import code_sha256
from nomina.leads.store import forget
from nomina.reconcile.problem import Problem as JointProblem
from tests.leads.fakes import FakeDoor, FakePack, engine, operation, photo, write
from tests.reconcile.enumerated import Truth, enumerated


def settings(root: Path, **changes: Any) -> Settings:
    base = Settings(root / "bodies", root / "missing", root / "out", 0.7, workers=2)
    return replace(base, **changes)


class Clock:
    """A day apart from one call to the next, so that times differ and files are old."""

    def __init__(self, day: int = 1) -> None:
        self.now = datetime(2040, 1, day, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def run(root: Path, door: FakeDoor | None = None, day: int = 1, **changes: Any) -> Summary:
    return identify_with(settings(root, **changes), engine(door), clock=Clock(day))


def leads_of(root: Path) -> Leads:
    return read_json(root / "out" / "leads.json", Leads)


def timeless(path: Path) -> bytes:
    """What a file says, apart from its times."""
    if path.suffix != ".json":
        text = path.read_text("utf-8")
        return text.replace("2040-01-02", "2040-01-01").encode()
    content = json.loads(path.read_text("utf-8"))
    del content["times"]
    return json.dumps(content).encode()


def outputs(root: Path) -> dict[str, bytes]:
    names = ("leads.json", "leads.csv", "problems.csv")
    return {name: timeless(root / "out" / name) for name in names}


def problem_lines(root: Path) -> list[dict[str, str]]:
    text = (root / "out" / "problems.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_right_person_comes_first_and_nobody_is_an_answer(tmp_path: Path) -> None:
    summary = run(operation(tmp_path))
    leads = leads_of(tmp_path)
    assert summary.bodies == (8, 8)
    assert [case.id for case in leads.bodies] == [f"B{n}" for n in range(1, 9)]
    for result in leads.results[:6]:
        assert result.leads[0].person == result.body.replace("B", "M")
    # the word follows from the interval alone, and most of the right people earn it
    first = [result.leads[0] for result in leads.results[:6]]
    earned = [lead.strength is not None and lead.strength.low > 0 for lead in first]
    assert [lead.word == "candidate for other examination" for lead in first] == earned
    assert sum(earned) >= 5
    strangers = [result.nobody for result in leads.results[6:]]
    listed = [result.nobody for result in leads.results[:6]]
    assert min(strangers) > max(listed)
    for result in leads.results:
        whole = sum(lead.posterior for lead in result.leads) + result.nobody + result.others
        assert whole == pytest.approx(1.0, abs=1e-12)
        assert {lead.rank for lead in result.leads} == set(range(1, 13))


def test_the_record_of_the_run_is_whole(tmp_path: Path) -> None:
    run(operation(tmp_path), purpose="to give names back", top=3)
    leads = leads_of(tmp_path)
    assert (leads.run.purpose, leads.run.authority) == ("to give names back", "not stated")
    assert (leads.run.on_list, leads.run.list_length, leads.run.prior) == (0.7, 12, "joint")
    assert leads.run.packs[0].calibration.sha256
    assert leads.run.gallery[0].size == 12
    for key in ("numpy", "onnxruntime", "faiss-cpu"):
        assert leads.run.machine.packages[key][0].isdigit()
    face = leads.bodies[0].photos[0].face
    assert face is not None
    assert len(face.landmarks) == 5
    # the alignment carries the middle of the crop to the face, in pixels of the full photo
    ((a, b, c, d),) = face.alignments
    x, y = 16 * a - 16 * b + c, 16 * b + 16 * a + d
    assert face.left < x < face.right
    assert face.top < y < face.bottom
    assert leads.run.machine.code == code_sha256()
    assert (face.left, face.right) == (20.0, 52.0)  # pixels of the full photo, twice as large
    strength = leads.results[0].leads[0].strength
    assert strength is not None
    assert strength.lower_bound <= strength.low <= strength.log10_lr <= strength.high
    assert strength.high <= strength.upper_bound
    assert strength.calibrations == (leads.run.packs[0].calibration.sha256,)
    assert all(len(result.leads) == 3 for result in leads.results)
    assert b'"score' not in b"".join(
        (tmp_path / "out" / name).read_bytes().replace(b'"score":0.9', b"")
        for name in ("leads.json",)
    )


def test_a_second_run_opens_no_photo_and_writes_the_same(tmp_path: Path) -> None:
    run(operation(tmp_path))
    first = outputs(tmp_path)
    door = FakeDoor()
    summary = run(tmp_path, door, day=2)
    assert door.opened == 0
    assert summary.photos == (8 + 24, 8 + 24)
    assert outputs(tmp_path) == first


def test_a_new_photo_alone_is_opened(tmp_path: Path) -> None:
    run(operation(tmp_path))
    write(tmp_path / "missing" / "M1" / "new.jpg", photo(0, 7))
    door = FakeDoor()
    run(tmp_path, door)
    assert door.opened == 1


def test_stopped_anywhere_the_same_command_goes_on(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def until(n: int) -> FakeDoor:
        def stop(opened: int) -> None:
            if opened == n:
                raise Stop

        return FakeDoor(stop)

    whole = operation(tmp_path / "whole")
    run(whole)
    broken = operation(tmp_path / "broken")
    for n in (1, 3, 5, 4):
        with pytest.raises(Stop):
            run(broken, until(n))
    door = FakeDoor()
    run(broken, door, day=2)
    assert door.opened < 32
    mine, theirs = outputs(broken), outputs(whole)
    assert mine == theirs


def test_equal_photos_are_done_once(tmp_path: Path) -> None:
    operation(tmp_path, missing=1, bodies=1)
    for name in ("a", "b", "c"):
        write(tmp_path / "missing" / "M1" / f"{name}.jpg", photo(0, 0))
    door = FakeDoor()
    run(tmp_path, door)
    assert door.opened == 2
    twice = [line for line in problem_lines(tmp_path) if line["code"] == "same-photo-twice"]
    assert len(twice) == 3
    assert sum(photo.face is not None for photo in leads_of(tmp_path).missing[0].photos) == 1


def test_a_bad_photo_is_one_line_and_the_rest_is_done(tmp_path: Path) -> None:
    operation(tmp_path)
    write(tmp_path / "bodies" / "B2.jpg", b"not a photo")
    write(tmp_path / "missing" / "M3" / "1.jpg", b"neither")
    run(tmp_path)
    lines = problem_lines(tmp_path)
    assert [(line["case"], line["code"]) for line in lines] == [
        ("B2", "photo-refused-broken"),
        ("M3", "photo-refused-broken"),
    ]
    leads = leads_of(tmp_path)
    assert not leads.bodies[1].compared
    assert leads.results[1].leads == ()
    # Five of the other seven are of people on the list, so that more of it is taken than thought.
    assert leads.results[1].nobody == pytest.approx(0.3, abs=0.05)
    assert leads.missing[2].compared


def test_people_who_cannot_be_compared_keep_their_share(tmp_path: Path) -> None:
    operation(tmp_path, missing=4, bodies=1)
    write(tmp_path / "missing" / "M5" / "no.jpg", photo(77, faces=0))
    run(tmp_path)
    leads = leads_of(tmp_path)
    assert leads.run.list_length == 5
    assert leads.run.gallery[0].size == 4
    result = leads.results[0]
    powers = [lead.strength.log10_lr for lead in result.leads if lead.strength]
    weight = 0.7 / (0.3 * (5 - 0.7))
    whole = 1.0 + weight * (sum(10.0**power for power in powers) + 1.0)
    assert result.nobody == pytest.approx(1.0 / whole)
    assert result.others == pytest.approx(weight / whole)
    [line] = problem_lines(tmp_path)
    assert (line["case"], line["code"]) == ("M5", "no-face")
    assert "not excluded" in line["what"]


def test_no_strength_is_stated_after_advanced_change(tmp_path: Path) -> None:
    operation(tmp_path)
    write(tmp_path / "bodies" / "t.csv", b"number,condition\nB1,decomposed\n")
    run(tmp_path)
    leads = leads_of(tmp_path)
    assert leads.bodies[0].compared
    assert leads.results[0].leads == ()  # there is no evidence of anybody
    assert leads.results[0].nobody == pytest.approx(0.3, abs=0.05)
    assert leads.results[1].leads[0].strength is not None
    assert [line["code"] for line in problem_lines(tmp_path)] == ["no-opinion"]


def counted(leads: Leads) -> Truth:
    """Every assignment weighed by the strengths of the faces as written, one by one."""
    bodies, people = ([case.id for case in side] for side in (leads.bodies, leads.missing))
    rows = [
        (bodies.index(result.body), people.index(lead.person), lead.strength.log10_lr)
        for result in leads.results
        for lead in result.leads
        if lead.strength is not None
    ]
    q, n, m = leads.run.on_list, len(bodies), len(people)
    return enumerated(
        JointProblem(
            bodies=tuple(bodies),
            people=tuple(people),
            body=np.array([body for body, _, _ in rows]),
            person=np.array([person for _, person, _ in rows]),
            log_lr=np.array([power for _, _, power in rows]) * math.log(10.0),
            log_weight=math.log(q / ((1.0 - q) * (m - q * n))),
        )
    )


@pytest.mark.parametrize("on_list", [0.1, 0.7, 0.95])
def test_faces_alone_are_weighed_as_every_assignment_counted_out(
    tmp_path: Path, on_list: float
) -> None:
    """Of two bodies of one person (B1 and B5) only one can be; no body can be two people."""
    operation(tmp_path, missing=5, bodies=4, listed=3)
    write(tmp_path / "bodies" / "B5.jpg", photo(0, 8))
    run(tmp_path, on_list=on_list)
    leads = leads_of(tmp_path)
    truth = counted(leads)
    people = [case.id for case in leads.missing]
    for at, result in enumerate(leads.results):
        assert result.nobody == pytest.approx(truth.none[at], abs=1e-9)
        for lead in result.leads:
            assert lead.strength is not None
            assert lead.log10_lr == lead.strength.log10_lr
            wanted = truth.pair[at, people.index(lead.person)]
            assert lead.posterior == pytest.approx(wanted, abs=1e-9)
    twice = [lead.posterior for r in leads.results for lead in r.leads if lead.person == "M1"]
    assert sum(twice) <= 1.0 + 1e-9
    alone = leads.reconciliation.not_among
    assert [alone[name] for name in people] == pytest.approx(truth.alone.tolist(), abs=1e-9)
    assert leads.reconciliation.log_z == pytest.approx(truth.log_z, abs=1e-6)


def test_columns_that_are_not_evidence_change_no_order(tmp_path: Path) -> None:
    """LAW-01: side, nationality, rank and religion do not reach the comparison."""
    operation(tmp_path)
    header = "number,side,nationality,rank,religion"
    seen = []
    for turn in range(2):
        sides = ["ours,A,captain,x", "theirs,B,private,y"]
        for side in ("bodies", "missing"):
            rows = [f"{side[0].upper()}{n},{sides[(n + turn) % 2]}" for n in range(1, 9)]
            write(tmp_path / side / "t.csv", "\n".join([header, *rows]).encode())
        run(tmp_path)
        leads = leads_of(tmp_path)
        seen.append([(r.body, r.nobody, r.leads) for r in leads.results])
        unused = [line["code"] for line in problem_lines(tmp_path)]
        assert unused == ["table-unknown-column"] * 8  # each is said to be unused
    assert seen[0] == seen[1]


def test_descriptions_are_evidence(tmp_path: Path) -> None:
    """What the tables say of both reaches the weighing, and not the strength of the faces."""
    operation(tmp_path)
    run(tmp_path)
    before = lead_of(tmp_path, "B7", "M9")
    number = "passport: АВ123456"
    paper = f"passport | Щербак Олександр Григорович | {number} | 1987-03-12 | pocket"
    write(tmp_path / "bodies" / "t.csv", f'number,papers\nB7,"{paper}"\n'.encode())
    listed = f"M9,Щербак Олександр Григорович,1987-03-12,{number}"
    write(tmp_path / "missing" / "t.csv", f"number,name,born,numbers\n{listed}\n".encode())
    run(tmp_path)
    assert problem_lines(tmp_path) == []
    after = lead_of(tmp_path, "B7", "M9")
    assert "documents" in {finding.kind for finding in after.findings}
    assert (after.strength, after.word) == (before.strength, before.word)
    assert after.log10_lr > before.log10_lr + 2.0
    assert after.posterior > before.posterior
    run(tmp_path, without=("names", "documents"))
    left = lead_of(tmp_path, "B7", "M9")
    assert (left.log10_lr, left.posterior) == (before.log10_lr, before.posterior)


def lead_of(root: Path, body: str, person: str) -> Lead:
    [result] = [each for each in leads_of(root).results if each.body == body]
    return next(lead for lead in result.leads if lead.person == person)


def test_two_packs_are_fused(tmp_path: Path) -> None:
    operation(tmp_path)
    packs = (FakePack("one", 1), FakePack("two", 2))
    identify_with(settings(tmp_path), engine(packs=packs), clock=Clock())
    leads = leads_of(tmp_path)
    assert len(leads.run.packs) == len(leads.run.gallery) == 2
    strength = leads.results[0].leads[0].strength
    assert strength is not None
    bounds = [pack.calibration for pack in leads.run.packs]
    assert strength.upper_bound == min(one.upper_bound for one in bounds)
    assert strength.lower_bound == max(one.lower_bound for one in bounds)
    assert len(strength.calibrations) == 2
    assert [r.leads[0].person for r in leads.results[:6]] == [f"M{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("table", "options"),
    [
        ("number,alive\nB3,may be alive\n", {}),
        ("номер;живий\nB3;так\n", {}),
        ("number,condition\nB3,living\n", {}),
        ("", {"may_be_alive": ("B3",)}),
    ],
)
def test_a_folder_with_someone_who_may_be_alive_is_refused(
    tmp_path: Path, table: str, options: dict[str, Any]
) -> None:
    operation(tmp_path)
    if table:
        write(tmp_path / "bodies" / "t.csv", table.encode())
    door = FakeDoor()
    with pytest.raises(LineNotCrossed, match="may be alive"):
        run(tmp_path, door, **options)
    assert door.opened == 0
    assert not (tmp_path / "out").exists()


def test_a_marker_file_says_it_too(tmp_path: Path) -> None:
    operation(tmp_path)
    write(tmp_path / "bodies" / "may-be-alive.txt", b"")
    with pytest.raises(LineNotCrossed):
        run(tmp_path)


def test_forget_leaves_the_reports_and_nothing_else(tmp_path: Path) -> None:
    run(operation(tmp_path))
    kept = (tmp_path / "out" / ".nomina" / "work.log").read_bytes()
    before = outputs(tmp_path)
    assert forget(tmp_path / "out") == 2
    assert not (tmp_path / "out" / ".nomina").exists()
    assert outputs(tmp_path) == before
    assert forget(tmp_path / "out") == 0
    assert b"JFIF" not in kept
    assert b"status" not in kept


def test_a_folder_of_other_leads_is_refused(tmp_path: Path) -> None:
    run(operation(tmp_path / "one"))
    operation(tmp_path / "two")
    with pytest.raises(StoreError, match="other folders"):
        run(tmp_path / "two", out=tmp_path / "one" / "out")


def test_threads_change_nothing(tmp_path: Path) -> None:
    operation(tmp_path)
    given = []
    for workers in (1, 4):
        run(tmp_path, workers=workers)
        given.append(outputs(tmp_path))
        shutil.rmtree(tmp_path / "out")
    assert given[0] == given[1]


def test_what_is_given_is_only_read(tmp_path: Path) -> None:
    operation(tmp_path)
    write(tmp_path / "bodies" / "broken.jpg", b"no photo")

    def seen() -> dict[str, tuple[bytes, int]]:
        files = [p for side in ("bodies", "missing") for p in (tmp_path / side).rglob("*")]
        return {
            str(p): (p.read_bytes() if p.is_file() else b"", p.stat().st_mtime_ns) for p in files
        }

    before = seen()
    run(tmp_path)
    assert seen() == before
    assert {path.name for path in tmp_path.iterdir()} == {"bodies", "missing", "out"}


def test_a_moved_operation_goes_on(tmp_path: Path) -> None:
    run(operation(tmp_path / "one"))
    (tmp_path / "one").rename(tmp_path / "two")
    door = FakeDoor()
    run(tmp_path / "two", door, day=2)
    assert door.opened == 0


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    operation(tmp_path)
    for bad in (
        {"on_list": 0.0},
        {"on_list": 1.0},
        {"on_list": 1.2},
        {"on_list": float("nan")},
        {"top": 0},
    ):
        with pytest.raises(InputError):
            run(tmp_path, **bad)
    with pytest.raises(InputError, match="same folder"):
        run(tmp_path, missing=tmp_path / "bodies")
    with pytest.raises(InputError, match="lies in a folder"):
        run(tmp_path, out=tmp_path / "bodies" / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderError, match="no photo"):
        run(tmp_path, bodies=tmp_path / "empty")
    with pytest.raises(FolderError, match="does not exist"):
        run(tmp_path, bodies=tmp_path / "nowhere")
