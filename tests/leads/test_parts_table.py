"""Tables of bags and links: what is read, what is refused by row, and the sample operation."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from nomina.documents import read_json
from nomina.errors import InputError
from nomina.leads.parts_table import Parts, element, read_bags, read_links, weigh_tables
from nomina.leads.parts_words import texts
from nomina.reconcile.parts_anatomy import Element, Piece, Side

HEADER = "body,bag,elements\n"
LINK = "one,other,log10_lr,kind,source\n"


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("left humerus", Piece(Element.HUMERUS, Side.LEFT)),
        ("Ліва кисть", Piece(Element.HAND, Side.LEFT)),
        ("права стегнова кістка, фрагмент".replace(",", ""), None),
        ("большеберцовая кость левая", Piece(Element.TIBIA, Side.LEFT)),
        ("femur", Piece(Element.FEMUR)),
        ("череп", Piece(Element.SKULL)),
    ],
)
def test_elements_in_three_languages(text: str, piece: Piece | None) -> None:
    assert element(text) == (piece or Piece(Element.FEMUR, Side.RIGHT, whole=False))


@pytest.mark.parametrize("text", ["wing", "left right femur", "left skull", "ліва права кисть"])
def test_what_is_no_element_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        element(text)


def test_a_bag_is_all_parts_that_lay_in_it(tmp_path: Path) -> None:
    rows = 'A,1,left hand\nB,1,"skull, left hand"\nC,2,"left hand, right hand"\nD,,left hand\n'
    bags = read_bags(written(tmp_path / "parts.csv", HEADER + rows))
    [found] = bags.holding_several()
    assert (found.bag, found.parts, found.elements) == ("1", ("A", "B"), (Element.HAND,))
    assert set(found.sentence) == {"en", "uk", "ru"}
    assert bags.problems == []


def test_every_bad_row_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    rows = "A,1,skull\nA,2,left hand\n,3,skull\nB,4,wing\nC,5,\nD,6,left femur\n"
    bags = read_bags(written(tmp_path / "p.csv", HEADER.replace("\n", ",colour\n") + rows))
    said = [(each.code, each.case, each.file) for each in bags.problems]
    assert said == [
        ("parts-column", "", "p.csv"),
        ("part-twice", "A", "p.csv: 3"),
        ("part-nobody", "", "p.csv: 4"),
        ("part-element", "B", "p.csv: 5"),
    ]
    assert [part.id for part in bags.parts] == ["A", "C", "D"]
    links = "A,C,2.5,dna,R1\nA,X,1,dna,\nA,C,strong,dna,\nA,A,1,dna,\nC,D,,exclusion,R2\n"
    found = read_links(written(tmp_path / "l.csv", LINK + links), bags)
    assert [(each.one, each.other, each.log10_lr, each.excludes) for each in found] == [
        ("A", "C", 2.5, False),
        ("C", "D", None, True),
    ]
    assert [(each.code, each.file) for each in bags.problems[4:]] == [
        ("link-part", "l.csv: 3"),
        ("link-value", "l.csv: 4"),
        ("link-refused", "l.csv: 5"),
    ]


def test_without_its_columns_no_row_is_read(tmp_path: Path) -> None:
    bags = read_bags(written(tmp_path / "p.csv", "bag,elements\n1,skull\n"))
    assert [each.code for each in bags.problems] == ["parts-header"]
    assert bags.parts == []


def test_a_workbook_in_ukrainian_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["номер", "мішок", "елементи"], [17, 3, "череп; ліва кисть"]):
        book.active.append(row)
    book.save(tmp_path / "p.xlsx")
    bags = read_bags(tmp_path / "p.xlsx")
    assert bags.bag_of == {"17": "3"}
    assert bags.parts[0].pieces == (Piece(Element.SKULL), Piece(Element.HAND, Side.LEFT))


def test_two_parts_follow_bayes(tmp_path: Path) -> None:
    """Of two linked parts the odds are LR / theta, as the prior is 1/(1 + theta)."""
    parts = written(tmp_path / "p.csv", HEADER + "A,1,left hand\nB,2,right hand\nC,3,skull\n")
    links = written(tmp_path / "l.csv", LINK + "A,B,2,dna,R1\n")
    made, problems = weigh_tables(parts, tmp_path / "out", links=links, theta=4.0)
    [group] = made.groups
    assert group.pairs[0].probability == pytest.approx(25.0 / 26.0, abs=1e-12)
    assert (group.method, made.least_number, problems) == ("exact", 1, ())
    assert made.together == ()
    assert [(each.one, each.other) for each in made.undecided] == [("A", "B")]
    assert read_json(tmp_path / "out" / "parts.json", Parts) == made


def test_an_exclusion_and_anatomy_forbid_whatever_links_say(tmp_path: Path) -> None:
    rows = "A,1,left hand\nB,2,left hand\nC,3,skull\nD,4,trunk\n"
    parts = written(tmp_path / "p.csv", HEADER + rows)
    rows = "A,B,9,dna,R1\nC,D,9,dna,R2\nC,D,,exclusion,R3\n"
    made, _ = weigh_tables(
        parts, tmp_path / "out", links=written(tmp_path / "l.csv", LINK + rows), people=3.0
    )
    assert made.together == ()
    assert all(pair.probability == 0.0 for group in made.groups for pair in group.pairs)


def test_the_manual_explains_every_code(repository: Path) -> None:
    manual = (repository / "docs" / "parts.md").read_text("utf-8")
    section = manual.split("## What went wrong")[1]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.M) == list(texts("en"))
