"""Folders and tables of cases become files with photos, and the same again changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nomina.desk.acts import NotPermitted
from nomina.desk.books import vault
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.imports.cases import given
from nomina.desk.files.imports.run import Done, Importer
from nomina.desk.files.models import Content, Entry, Face, File, Imported, Occurrence, Photo
from nomina.desk.files.photos import intake
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import LineNotCrossed
from tests.desk.files.shots import jpeg, portrait
from tests.desk.people.cast import BOOK, NOW, Cast, account, make_cast, role


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def cast(db: str, monkeypatch: pytest.MonkeyPatch) -> Cast:
    from django.conf import settings

    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_cast()


@pytest.fixture
def rita(cast: Cast) -> User:
    found = account("rita")
    role(found, Role.ANTE_MORTEM, cast.one, cast.ada)
    return found


def bodies(root: Path) -> Path:
    """Two cases: one with two photos and a text, one with one photo and one that is none."""
    for case, files in {
        "B1": {"a.jpg": jpeg(1), "b.jpg": jpeg(2), "notes.txt": b"x"},
        "B2": {"a.jpg": jpeg(3), "broken.jpg": b"no picture"},
    }.items():
        (root / case).mkdir(parents=True)
        for name, data in files.items():
            (root / case / name).write_bytes(data)
    return root


def brought(
    cast: Cast,
    user: User,
    place: Path,
    kind: str,
    *,
    ours: bool = False,
) -> Done:
    run = Importer(
        operation=cast.one,
        kind=kind,
        user=user,
        site=cast.site_one if kind == PM else None,
        ours=ours,
        clock=lambda: NOW,
    )
    return run.run(given(place, kind))


def test_a_folder_becomes_files_with_their_photos(cast: Cast, tmp_path: Path) -> None:
    done = brought(cast, cast.alice, bodies(tmp_path / "in"), PM)
    assert (done.opened, done.kept, done.unreadable) == (2, 4, 1)
    assert sorted(Imported.objects.values_list("key", flat=True)) == ["b1", "b2"]
    first = Imported.objects.get(key="b1").file
    assert (first.made_by, first.site) == (cast.alice, cast.site_one)
    names = Occurrence.objects.filter(content__file=first).values_list("name", "source")
    assert sorted(names) == [("B1/a.jpg", "import"), ("B1/b.jpg", "import")]
    assert {vault().read(one.digest) for one in Content.objects.all()} == {
        jpeg(1), jpeg(2), jpeg(3), b"no picture",
    }  # fmt: skip
    assert BOOK.kinds() == ["file.open"] * 2 + ["photo.add"] * 4


def test_run_again_it_does_only_what_is_missing(cast: Cast, tmp_path: Path) -> None:
    place = bodies(tmp_path / "in")
    brought(cast, cast.alice, place, PM)
    BOOK.entries.clear()
    done = brought(cast, cast.alice, place, PM)
    assert (done.opened, done.found, done.kept, done.there) == (0, 2, 0, 4)
    assert BOOK.entries == []
    (place / "B1" / "c.jpg").write_bytes(jpeg(4))
    (place / "B1" / "again.jpg").write_bytes(jpeg(1))
    (place / "B3").mkdir()
    (place / "B3" / "a.jpg").write_bytes(jpeg(5))
    done = brought(cast, cast.alice, place, PM)
    assert (done.opened, done.found, done.kept, done.there) == (1, 2, 2, 5)
    assert BOOK.kinds() == ["file.open", "photo.add", "photo.add", "photo.add"]
    first = Imported.objects.get(key="b1").file
    assert Photo.objects.filter(file=first).count() == 3
    occurrences = Occurrence.objects.filter(content__file=first)
    assert occurrences.count() == 4


TABLE = """number;family name;given name;sex;born;last known alive;height;hair;marks;photo;\
left;top;right;bottom
P1;Іваненко;Іван;чол;12.03.1990;березень 2022;180;brown;tattoo | left arm;P1/a.jpg;60;60;190;200
P2;=HYPERLINK("x");<img onerror=x>;whatever;31.02.1990;unknown;;;;;;;;
P3;;;;;;;;;missing.jpg;;;;
"""


def test_a_table_says_what_its_fields_can_hold_and_the_rest_stands_in_the_note(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    place = tmp_path / "in"
    (place / "P1").mkdir(parents=True)
    (place / "P1" / "a.jpg").write_bytes(portrait())
    (place / "people.csv").write_text(TABLE, encoding="utf-8")
    done = brought(cast, rita, place, AM)
    one = record_of(Imported.objects.get(key="p1").file)
    said = {key: standing.said.get_or("?") for key, standing in one.items()}
    assert said == {
        "family name": "Іваненко",
        "given name": "Іван",
        "sex": "male",
        "born": "1990-03-12",
        "last known alive": "2022-03",
        "stature": "180",
        "hair": "brown",
        "marks": "tattoo | left arm",
    }
    source = one["born"].said.source
    assert source is not None
    assert (source.kind, source.reference) == ("register", "people.csv: 2")
    two = record_of(Imported.objects.get(key="p2").file)
    assert two["family name"].said.get() == '=HYPERLINK("x")'
    assert two["last known alive"].said.state == "unknown"
    assert "sex: whatever" in two["note"].said.get()
    assert "born: 31.02.1990" in two["note"].said.get()
    face = Face.objects.get()
    assert (face.left, face.top, face.right, face.bottom, face.by) == (60, 60, 190, 200, rita)
    codes = {one.code for one in done.problems}
    assert {"row-photo-missing", "field-not-understood", "describe-date"} <= codes
    assert File.objects.count() == 3
    again = brought(cast, rita, place, AM)
    assert (again.opened, again.kept, Face.objects.count()) == (0, 0, 1)


def test_a_table_alone_and_later_one_that_says_more_and_otherwise(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("number;name;sex\nP1;Anna Anders;f\n;nobody;m\n", encoding="utf-8")
    done = brought(cast, rita, table, AM)
    assert (done.opened, [one.code for one in done.problems]) == (1, ["row-names-nothing"])
    file = File.objects.get()
    assert record_of(file)["other names"].said.get() == "Anna Anders"
    table.write_text("number;sex;eyes\nP1;m;green\n", encoding="utf-8")
    done = brought(cast, rita, table, AM)
    record = record_of(file)
    assert (record["eyes"].said.get(), record["sex"].said.get()) == ("green", "female")
    assert [one.code for one in done.problems] == ["not-imported"]
    assert Entry.objects.filter(field="sex").count() == 1


def folder(root: Path, **cases: bytes) -> Path:
    """A folder with one photo a case; _ in a name is a dash."""
    for name, data in cases.items():
        (root / name.replace("_", "-")).mkdir(parents=True)
        (root / name.replace("_", "-") / "a.jpg").write_bytes(data)
    return root


def whose() -> dict[str, set[bytes]]:
    """The photos of each file, by its number."""
    found: dict[str, set[bytes]] = {file.number: set() for file in File.objects.all()}
    for row in Content.objects.select_related("file"):
        found[row.file.number].add(vault().read(row.digest))
    return found


def test_a_name_that_is_a_number_of_this_desk_opens_a_file_of_its_own(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    """Another desk numbers its files alike; its AM-00001 is somebody else than ours."""
    brought(cast, rita, folder(tmp_path / "ours", mother=jpeg(1)), AM)
    assert whose() == {"AM-00001": {jpeg(1)}}
    theirs = folder(tmp_path / "theirs", AM_00001=jpeg(2), am_00002=jpeg(3))
    done = brought(cast, rita, theirs, AM)
    assert (done.opened, done.found, done.kept) == (2, 0, 2)
    assert whose() == {"AM-00001": {jpeg(1)}, "AM-00002": {jpeg(2)}, "AM-00003": {jpeg(3)}}
    said = [(one.case, one.what, one.todo) for one in done.problems]
    assert [(case, "AM-0000" in what, "--ours" in todo) for case, what, todo in said] == [
        ("AM-00001", True, True), ("am-00002", True, True),
    ]  # fmt: skip
    again = brought(cast, rita, theirs, AM)
    assert (again.opened, again.found, again.there, again.problems) == (0, 2, 2, [])


def test_a_name_is_no_number_that_the_same_import_has_just_given_out(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    done = brought(cast, rita, folder(tmp_path / "in", A=jpeg(1), AM_00001=jpeg(2)), AM)
    assert (done.opened, done.found) == (2, 0)
    assert whose() == {"AM-00001": {jpeg(1)}, "AM-00002": {jpeg(2)}}


def test_names_are_numbers_of_this_desk_where_somebody_says_so(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    brought(cast, rita, folder(tmp_path / "first", A=jpeg(1)), AM)
    ours = folder(tmp_path / "ours", AM_00001=jpeg(2), am_00002=jpeg(3), A=jpeg(4))
    done = brought(cast, rita, ours, AM, ours=True)
    assert (done.opened, done.found, done.kept) == (0, 1, 1)
    assert whose() == {"AM-00001": {jpeg(1), jpeg(2)}}
    # The name A came from elsewhere, and AM-00002 is of no file: nothing is guessed.
    assert [(one.case, one.code) for one in done.problems] == [
        ("A", "not-imported"), ("am-00002", "not-imported"),
    ]  # fmt: skip
    again = brought(cast, rita, ours, AM, ours=True)
    assert (again.found, again.kept, again.there) == (1, 0, 1)
    table = tmp_path / "people.csv"
    table.write_text("number;hair\nAM-00001;grey\n", encoding="utf-8")
    brought(cast, rita, table, AM, ours=True)
    assert record_of(File.objects.get())["hair"].said.get() == "grey"


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_a_name_that_came_from_elsewhere_is_not_taken_for_a_number(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    """Their AM-00001 is our AM-00002; by mistake the same folder is then said to be ours."""
    brought(cast, rita, folder(tmp_path / "ours", A=jpeg(1)), AM)
    theirs = folder(tmp_path / "theirs", AM_00001=jpeg(2))
    brought(cast, rita, theirs, AM)
    (theirs / "AM-00001" / "b.jpg").write_bytes(jpeg(3))
    done = brought(cast, rita, theirs, AM, ours=True)
    assert (done.found, done.kept) == (0, 0)
    assert "AM-00002" in done.problems[0].what
    assert whose() == {"AM-00001": {jpeg(1)}, "AM-00002": {jpeg(2)}}


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_a_case_whose_file_cannot_be_opened_becomes_a_line(
    cast: Cast, rita: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act fails as it does where two numbers meet; the case is not passed over in silence."""
    monkeypatch.setattr("nomina.desk.files.actions.opening.OpenFile._number", lambda *_: "AM-1")
    done = brought(cast, rita, folder(tmp_path / "in", A=jpeg(1), B=jpeg(2)), AM)
    assert (done.opened, done.kept) == (1, 1)
    assert [(one.case, one.code) for one in done.problems] == [("B", "not-imported")]


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_nothing_is_taken_in_for_whom_the_rules_forbid_it(
    cast: Cast, rita: User, tmp_path: Path
) -> None:
    place = bodies(tmp_path / "in")
    for user in (rita, cast.bob, cast.ada, cast.charlie):
        with pytest.raises(NotPermitted):
            brought(cast, user, place, PM)
    assert not File.objects.exists()


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_who_may_be_alive_stops_the_import_of_bodies(cast: Cast, tmp_path: Path) -> None:
    table = tmp_path / "bodies.csv"
    table.write_text("number;alive\nB1;may be alive\n", encoding="utf-8")
    with pytest.raises(LineNotCrossed):
        given(table, PM)
    place = bodies(tmp_path / "in")
    (place / "B1" / "may be alive").touch()
    with pytest.raises(LineNotCrossed):
        given(place, PM)


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_what_cannot_be_read_becomes_a_line_and_the_rest_goes_on(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = bodies(tmp_path / "in")
    os.mkfifo(place / "B1" / "pipe.jpg")
    (place / "B1" / "empty.jpg").touch()
    (place / "B2" / "out.jpg").symlink_to("/etc/hostname")
    monkeypatch.setattr("nomina.desk.files.imports.run.LARGEST", 10_000)
    (place / "B2" / "large.jpg").write_bytes(bytes(10_001))
    done = brought(cast, cast.alice, place, PM)
    lines = {one.file: one.what for one in done.problems if one.code == "not-imported"}
    assert set(lines) == {"B1/pipe.jpg", "B1/empty.jpg", "B2/large.jpg"}
    assert done.kept == 4
    assert any(one.code == "link-outside" for one in done.problems)
