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


def brought(cast: Cast, user: User, place: Path, kind: str, table: Path | None = None) -> Done:
    site = cast.site_one if kind == PM else None
    run = Importer(operation=cast.one, kind=kind, user=user, site=site, clock=lambda: NOW)
    return run.run(given(place, kind, table))


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
    table.write_text(f"number;hair\n{file.number};grey\n", encoding="utf-8")
    brought(cast, rita, table, AM)  # by the desk's own number, too
    assert record_of(file)["hair"].said.get() == "grey"


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
