"""What `identify` says of descriptions, files and bags before any photo is opened."""

from __future__ import annotations

from pathlib import Path

from nomina.cases.description import Described, Number, NumberKind
from nomina.evidence.documents import DocumentsLine
from nomina.leads.compose import _unreadable
from nomina.leads.identify import Settings, _known
from nomina.leads.intake import take_in


def folder(root: Path, name: str, table: str) -> Path:
    path = root / name
    path.mkdir()
    (path / "table.csv").write_text(table, "utf-8")
    for number in (line.split(",")[0] for line in table.splitlines()[1:]):
        (path / number).mkdir()
        (path / number / "photo.jpg").write_bytes(b"not opened")
    return path


def test_second_files_and_bags_become_problems(tmp_path: Path) -> None:
    bodies = folder(tmp_path, "bodies", "number,alive,sex\nB-1,dead,male\n")
    people = "number,name,numbers\nM-1,Гнатишин Остап,tag: АБ-123456\n"
    more = "M-2,Гнатишин Остап,tag: АБ 123456\nM-3,Лисенко Марта,tag: АБ-654321\n"
    missing = folder(tmp_path, "missing", people + more)
    bags = tmp_path / "bags.csv"
    bags.write_text('body,bag,elements\nB-1,1,"skull, skull"\nB-2,2,wing\n', "utf-8")
    settings = Settings(bodies, missing, tmp_path / "out", 0.7, parts=bags)
    known = _known(settings, take_in(bodies, "bodies"), take_in(missing, "missing"))
    assert [(each.code, each.side, each.case) for each in known.problems] == [
        ("files-of-one-person", "missing", "M-1, M-2"),
        ("part-element", "bodies", "B-2"),
        ("bag-holds-several", "bodies", "B-1"),
    ]
    assert [each.split()[0] for each in known.digests] == ["parts"]


def test_a_number_that_cannot_be_read_is_said_once() -> None:
    number = Number(NumberKind.TAG, "???")
    people = [Described("M-1", numbers=(number,)), Described("M-2", numbers=(number,))]
    [said] = _unreadable([DocumentsLine([Described("B-1")], people)])
    assert said.code == "paper-unreadable"
    assert "???" in said.what
