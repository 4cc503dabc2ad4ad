"""Rows of descriptions to one `Described` a case: what is wrong is named and that value unknown."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from nomina.cases.body import BodyRegion
from nomina.cases.dates import When
from nomina.cases.description import (
    AgeRange,
    Carried,
    Described,
    EffectKind,
    Mark,
    MarkKind,
    Number,
    NumberKind,
    PaperKind,
    PersonName,
    Presence,
    SexBasis,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.cases.states import State
from nomina.leads.columns import Column
from nomina.leads.describe import describe, of_intake
from nomina.leads.documents import Problem, Side
from nomina.leads.intake import take_in
from nomina.leads.tables import Row, read_table

Cells = dict[Column, str]


def one(side: Side, cells: Cells) -> tuple[Described, list[str]]:
    """Describe one case from one row; give the codes of what was wrong."""
    [found], problems = describe([Row(2, {"number": "1", **cells})], side, ["1"])
    assert all(problem.case == "1" and problem.todo for problem in problems)
    return found, [problem.code for problem in problems]


def body(**cells: str) -> tuple[Described, list[str]]:
    return one("bodies", named(cells))


def person(**cells: str) -> tuple[Described, list[str]]:
    return one("missing", named(cells))


def named(cells: dict[str, str]) -> Cells:
    return {name.replace("_", " "): text for name, text in cells.items()}  # type: ignore[misc]


def test_a_whole_row_of_a_missing_person() -> None:
    found, codes = person(
        name="Щербак Олександр Григорович",
        other_names="Sherbak O.; «Щегол»",
        sex="чоловіча",
        born="12.03.1987",
        last_known_alive="2022-03-05",
        stature="170-174",
        height_source="особова справа",
        height_error="2",
        build="худорлява",
        hair="brown",
        eyes="карі",
        blood_group="А(ІІ) Rh-",
        numbers="жетон: АБ-123456; паспорт: КС 123456; 12345",
        marks="татуювання | ліва рука | хрест | ВДВ |; scar | chest",
        marks_asked="tattoo, scar, операція",
        marks_source="medical file",
        teeth="11 sound; 16 MO amalgam; 46 crown porcelain root-filled",
        teeth_charted="2019-05",
        effects="ring | wedding | | gold | | | Оля 2010",
        unit="93 бригада",
        place="Мощун",
        latitude="50,59",
        longitude="30,28",
        accuracy="500",
    )
    assert codes == []
    assert found.states == {}
    seen = found.physical
    assert (seen.sex, seen.sex_basis, seen.stature and seen.stature.mm) == (
        Sex.MALE,
        SexBasis.STATED,
        1720,
    )
    assert seen.stature is not None
    assert seen.stature.source is StatureSource.SERVICE_FILE
    assert (seen.stature.error_mm, seen.stature.width_mm) == (20, 40)
    assert seen.age is not None
    assert (seen.age.method, seen.age.coverage) == ("birth date", None)
    assert 34.9 < seen.age.low <= seen.age.high < 35
    assert [name.written for name in found.names] == [
        "Щербак Олександр Григорович",
        "Sherbak O.",
        "«Щегол»",
    ]
    assert found.numbers == (
        Number(NumberKind.TAG, "АБ-123456"),
        Number(NumberKind.PASSPORT, "КС 123456"),
        Number(NumberKind.OTHER, "12345"),
    )
    assert found.marks is not None
    assert found.marks.marks == (
        Mark(
            MarkKind.TATTOO,
            BodyRegion.LEFT_ARM,
            "хрест",
            "ВДВ",
            "",
            "татуювання | ліва рука | хрест | ВДВ |",
        ),
        Mark(MarkKind.SCAR, BodyRegion.TRUNK_FRONT, written="scar | chest"),
    )
    assert found.marks.asked == {MarkKind.TATTOO, MarkKind.SCAR, MarkKind.OPERATION}
    assert found.marks.medical_file
    assert found.teeth is not None
    assert [tooth.presence for tooth in found.teeth.teeth] == [
        Presence.SOUND,
        Presence.RESTORED,
        Presence.CROWN,
    ]
    assert found.teeth.charted == When(edtf="2019-05")
    [ring] = found.effects or ()
    assert (ring.kind, ring.material, ring.inscription) == (EffectKind.RING, "gold", "Оля 2010")
    where = found.whereabouts
    assert where is not None
    assert (where.latitude, where.longitude, where.accuracy_m) == (50.59, 30.28, 500)
    assert (where.unit, where.place, where.when) == ("93 бригада", "Мощун", When(edtf="2022-03-05"))
    assert found.papers is None
    assert found.born == When(edtf="1987-03-12", written="12.03.1987")


def test_a_whole_row_of_a_body() -> None:
    found, codes = body(
        sex="male",
        sex_basis="pelvis",
        age_from="25",
        age_to="40",
        age_coverage="95 %",
        age_method="auricular surface",
        bone="femur",
        stature="171",
        papers="passport | Щерб*к О. | passport: АВ123456, tax: 3184710691 | 1987-03-12 | pocket;"
        " tag | | tag: АБ-12??56",
        marks="none",
        marks_asked="tattoo",
        regions_missing="head, left hand",
        died="2022-03/2022-04",
        found="2022-05-11",
    )
    assert codes == []
    assert found.physical.age == AgeRange(25, 40, 0.95, "auricular surface")
    assert found.physical.sex_basis is SexBasis.PELVIS
    assert found.physical.stature is not None
    assert (found.physical.stature.source, found.physical.stature.bone) == (
        StatureSource.BONE,
        "femur",
    )
    assert found.papers is not None
    passport, tag = found.papers
    assert (passport.kind, passport.carried) == (PaperKind.PASSPORT, Carried.POCKET)
    assert passport.names == (PersonName("Щерб*к О."),)
    assert passport.numbers[1] == Number(NumberKind.TAX, "3184710691")
    assert passport.born == When(edtf="1987-03-12")
    assert (tag.names, tag.numbers) == ((), (Number(NumberKind.TAG, "АБ-12??56"),))
    assert found.marks is not None
    assert (len(found.marks.marks), found.marks.asked) == (0, frozenset({MarkKind.TATTOO}))
    assert found.marks.preserved == set(BodyRegion) - {BodyRegion.HEAD, BodyRegion.LEFT_HAND}
    assert found.whereabouts is not None
    assert found.whereabouts.found == When(edtf="2022-05-11")
    assert (found.names, found.states) == ((), {"marks": State.KNOWN})


def test_blank_unknown_refused_and_none_are_kept_apart() -> None:
    blank, _ = body()
    assert (blank.papers, blank.marks, blank.effects, blank.states) == (None, None, None, {})
    unknown, _ = body(papers="невідомо", marks="unknown", hair="?", effects="неизвестно")
    assert (unknown.papers, unknown.marks, unknown.effects) == (None, None, None)
    assert unknown.states == dict.fromkeys(("papers", "marks", "hair", "effects"), State.UNKNOWN)
    refused, _ = person(numbers="refused", marks="відмова", born="отказ")
    assert refused.states == dict.fromkeys(("numbers", "marks", "born"), State.REFUSED)
    none, codes = body(papers="none", marks="немає", effects="нет", unit="none")
    assert (none.papers, none.effects, codes) == ((), (), [])
    assert none.marks is not None
    assert (len(none.marks.marks), none.marks.asked) == (0, frozenset(MarkKind))
    assert set(none.states.values()) == {State.KNOWN}
    dash, codes = body(hair="-", eyes="none")
    assert sorted(codes) == ["describe-dash", "describe-none"]
    assert dash.states == {"hair": State.UNKNOWN, "eyes": State.UNKNOWN}


@pytest.mark.parametrize(
    ("side", "cells", "code", "unknown"),
    [
        ("bodies", {"age from": "50", "age to": "40"}, "describe-age-order", "age"),
        ("bodies", {"age from": "50"}, "describe-age-one-limit", "age"),
        ("bodies", {"age from": "old", "age to": "40"}, "describe-number", "age"),
        ("missing", {"stature": "1.72"}, "describe-height", "stature"),
        ("missing", {"height": "1720"}, "describe-height", "stature"),
        ("missing", {"height": "172", "stature": "170"}, "describe-height-twice", "stature"),
        ("missing", {"height": "172", "width": "30"}, "describe-height-or-box", "stature"),
        ("missing", {"sex": "x"}, "describe-word", "sex"),
        ("missing", {"hair": "русий"}, "describe-word", "hair"),
        ("missing", {"blood group": "A(III)"}, "describe-word", "blood"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_unknown(
    side: Side, cells: Cells, code: str, unknown: str
) -> None:
    found, codes = one(side, {**cells, "eyes": "blue"})
    assert codes == [code]
    assert getattr(found.physical, unknown) is None
    assert found.physical.eyes is not None  # the row goes on
    assert State.UNKNOWN in found.states.values()


def test_contradictory_dates_are_both_unknown() -> None:
    found, codes = person(born="1990", last_known_alive="1985", unit="A")
    assert codes == ["describe-born-after"]
    assert (found.physical.age, found.born) == (None, None)
    assert found.whereabouts is not None
    assert found.whereabouts.when is None
    assert found.states == {"born": State.UNKNOWN, "last known alive": State.UNKNOWN}
    _, codes = person(born="1850", last_known_alive="2022")
    assert codes == ["describe-born-long-ago"]
    found, codes = person(born="1987", last_known_alive="2022", age_from="20", age_to="25")
    assert codes == ["describe-age-born"]
    assert found.physical.age is None
    found, codes = person(born="1987", last_known_alive="2022", age_from="35", age_to="35")
    assert (codes, found.physical.age and found.physical.age.method) == ([], "birth date")
    found, codes = body(died="2022-06", found="2022-05-11")
    assert codes == ["describe-died-after-found"]
    assert found.whereabouts is None
    found, codes = body(died="2022-06", papers="passport | А | | 2023-01-01 |")
    assert codes == ["describe-paper-born"]
    assert found.papers is not None
    assert (found.papers[0].born, found.papers[0].names) == (None, (PersonName("А"),))


@pytest.mark.parametrize(
    ("cells", "mm", "width"),
    [
        ({"stature": "160-190"}, 1750, 300),
        ({"height": "1.72-1.76 m"}, 1740, 40),
        ({"stature": "172"}, 1720, 0),
    ],
)
def test_a_range_of_height_keeps_its_width(cells: dict[str, str], mm: float, width: float) -> None:
    for found, codes in (body(**cells), person(**cells)):
        tall = found.physical.stature
        assert tall is not None
        assert (tall.mm, tall.width_mm, tall.error_mm, codes) == (mm, width, None, [])


def test_a_position_needs_both() -> None:
    found, codes = person(latitude="48.1", place="x")
    assert codes == ["describe-position"]
    assert found.whereabouts is not None
    assert found.whereabouts.latitude is None
    _, codes = person(latitude="98.1", longitude="30")
    assert codes == ["describe-degrees"]


def test_a_bad_entry_goes_and_the_others_stay_but_never_become_none() -> None:
    found, codes = body(effects="sock | x; watch | wrist")
    assert codes == ["describe-entry-kind"]
    assert [effect.kind for effect in found.effects or ()] == [EffectKind.WATCH]
    found, codes = body(effects="sock | x", marks="blob", papers="a|b|c|d|e|f", teeth="99 x")
    assert sorted(codes) == [
        "describe-entry-fields",
        "describe-entry-kind",
        "describe-entry-kind",
        "describe-tooth",
    ]
    assert (found.effects, found.marks, found.papers, found.teeth) == (None, None, None, None)
    assert set(found.states.values()) == {State.UNKNOWN}
    found, codes = body(marks="tattoo | arm | cross; blob", marks_asked="tattoo, scar")
    assert codes == ["describe-region", "describe-entry-kind"]
    assert found.marks is not None
    assert [mark.region for mark in found.marks.marks] == [None]
    assert found.marks.asked == {MarkKind.TATTOO}  # what could not be read may be a scar
    found, codes = body(papers="scroll | Іван | tag: 1, 2, foo: 3, tag: | 12.03.87 | hat")
    assert sorted(codes) == [
        "describe-date-year",
        "describe-entry-kind",
        "describe-entry-number",
        "describe-paper-kind",
        "describe-word",
    ]
    [paper] = found.papers or ()
    assert (paper.kind, paper.carried, paper.born) == (PaperKind.OTHER, Carried.UNKNOWN, None)
    assert [number.text for number in paper.numbers] == ["1", "2"]


def test_marks_need_an_answer_and_regions_that_are_known() -> None:
    found, codes = body(marks_asked="tattoo")
    assert (found.marks, codes) == (None, ["describe-marks-asked"])
    found, codes = body(marks="scar | neck", regions_missing="unknown")
    assert found.marks is not None
    assert (found.marks.preserved, codes) == (frozenset({BodyRegion.NECK}), [])
    assert found.marks.asked == {MarkKind.SCAR}  # nobody says that others were looked for
    found, codes = body(marks="none", regions_missing="head, arm")
    assert codes == ["describe-region"]
    assert found.marks is not None
    assert found.marks.preserved == frozenset()


def test_a_tooth_that_stands_twice_and_differs_has_no_information() -> None:
    found, codes = body(teeth="11 sound; 11 missing; 12 sound; 12 sound; 13 zz")
    assert codes == ["describe-tooth-twice", "describe-tooth"]
    assert found.teeth is not None
    assert [tooth.fdi for tooth in found.teeth.teeth] == [12]
    found, codes = body(teeth="universal: 1 sound; 8 missing")
    assert codes == []
    assert found.teeth is not None
    assert [tooth.fdi for tooth in found.teeth.teeth] == [18, 11]


def test_parts_of_a_name_join_the_whole_one_unless_they_differ() -> None:
    found, _ = person(name="Щербак Олена", family_name="Щербак", given_name="Олена")
    assert found.names == (PersonName("Щербак Олена", "Щербак", "Олена"),)
    found, _ = person(name="Shcherbak Olena", family_name="Щербак", patronymic="none")
    assert found.names == (PersonName("Shcherbak Olena"), PersonName("", "Щербак"))
    found, codes = person(name="123", other_names="4; Ія")
    assert (found.names, codes) == ((PersonName("Ія"),), ["describe-name", "describe-name"])


def problems_of(rows: list[Row], ids: list[str]) -> tuple[tuple[Described, ...], list[Problem]]:
    found, problems = describe(rows, "missing", ids)
    return found, list(problems)


def test_rows_of_one_case_add_up_and_where_they_differ_nothing_holds() -> None:
    rows = [
        Row(2, {"number": "1", "file": "a.jpg", "hair": "black", "eyes": "blue", "sex": "unknown"}),
        Row(3, {"number": "1", "file": "b.jpg", "hair": "Black", "eyes": "brown", "sex": "male"}),
        Row(4, {"number": "1", "build": "slim", "sex": "refused"}),
    ]
    (found, empty), problems = problems_of(rows, ["1", "2"])
    assert [(problem.code, "2, 3" in problem.what) for problem in problems] == [
        ("describe-twice", True)
    ]
    assert (found.physical.hair, found.physical.eyes) == ("black", None)
    assert (found.physical.sex, found.physical.build) == ("male", "slim")
    assert found.states == {"eyes": State.UNKNOWN}
    assert empty == Described("2")


def test_rows_find_their_case_by_number_folder_or_file() -> None:
    rows = [
        Row(2, {"folder": "./B 2/", "sex": "male"}),
        Row(3, {"file": "deep/c.jpg", "sex": "female"}),
        Row(4, {"number": "nobody", "sex": "female"}),
        Row(5, {"number": "b1", "sex": "other"}),
    ]
    found, problems = problems_of(rows, ["B1", "B 2", "c"])
    assert [one.physical.sex for one in found] == ["other", "male", "female"]
    assert [(problem.code, problem.case) for problem in problems] == [
        ("describe-row-nobody", "nobody")
    ]


def test_every_case_of_an_intake_is_described_by_its_own_rows(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (tmp_path / name).write_bytes(b"not opened")
    (tmp_path / "t.csv").write_text(
        "number,file,name,sex,papers\n1,a.jpg,Olena,female,\n1,b.jpg,Ivan,male,\n", "utf-8"
    )
    taken = take_in(tmp_path, "missing")
    found, problems = of_intake(taken)
    assert [case.id for case in taken.cases] == ["1", "1 (2)", "c"]
    assert [one.id for one in found] == ["1", "1 (2)", "c"]
    by_name = {case.label: one.physical.sex for case, one in zip(taken.cases, found, strict=True)}
    assert by_name == {"Olena": "female", "Ivan": "male", "": None}
    [problem] = problems
    assert (problem.code, problem.file) == ("describe-side", "t.csv")
    assert "papers" in problem.what


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    for place, (title, rows) in enumerate(sheets.items()):
        sheet = book.active if not place else book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_further_sheets_say_what_compact_cells_say(tmp_path: Path) -> None:
    compact: list[list[object]] = [
        ["number", "papers", "marks", "effects", "teeth"],
        [
            "B1",
            "passport | Іван | passport: 1, tax: 2 | 1987-03-12 | pocket",
            "tattoo | left arm | cross | ВДВ | 77",
            "ring | wedding | | gold | | 18 | Оля",
            "11 sound; 16 MO amalgam root-filled",
        ],
        ["B2", "none"],
    ]
    split: dict[str, list[list[object]]] = {
        "Bodies": [["number", "papers"], ["B1"], ["B2", "none"]],
        "Papers": [
            ["case number", "kind", "name", "numbers", "born", "carried"],
            ["B1", "passport", "Іван", "passport: 1, tax: 2", "1987-03-12", "pocket"],
        ],
        "Прикмети": [
            ["Номер", "вид", "ділянка", "мотив", "текст", "серійний номер"],
            ["B1", "tattoo", "left arm", "cross", "ВДВ", 77],
        ],
        "Вещи": [
            ["номер дела", "вид", "предмет", "материал", "размер", "гравировка"],
            ["B1", "ring", "wedding", "gold", 18, "Оля"],
        ],
        "teeth": [
            ["number", "tooth", "state", "surfaces", "materials", "root filled"],
            ["B1", 11, "sound"],
            ["B1", 16, None, "MO", "amalgam", "yes"],
        ],
    }
    one_table = read_table(workbook(tmp_path / "a.xlsx", {"x": compact}))
    several = read_table(workbook(tmp_path / "b.xlsx", split))
    wanted, problems = describe(one_table, "bodies", ["B1", "B2"])
    assert problems == ()
    found, problems = describe(several, "bodies", ["B1", "B2"])
    assert problems == ()
    assert found[1] == wanted[1]
    assert found[0].papers == wanted[0].papers
    assert found[0].marks is not None
    assert wanted[0].marks is not None
    assert found[0].marks.marks == wanted[0].marks.marks
    assert found[0].teeth is not None
    assert wanted[0].teeth is not None
    assert found[0].teeth.teeth == wanted[0].teeth.teeth
    [ring], [wanted_ring] = found[0].effects or (), wanted[0].effects or ()
    assert (ring.item, ring.material, ring.size, ring.inscription) == (
        wanted_ring.item,
        wanted_ring.material,
        wanted_ring.size,
        wanted_ring.inscription,
    )


def test_what_is_wrong_on_a_further_sheet_is_named_with_its_row(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "x": [["number", "marks", "effects"], ["B1", "none"], ["B2"]],
        "Marks": [["number", "kind", "weight"], ["B1", "scar"], ["B9", "scar"], ["B2", "blob"]],
        "Effects": [["kind", "item"], ["ring", "x"]],
        "Numbers": [["number", "kind"], ["B1", "tag"]],
    }
    table = read_table(workbook(tmp_path / "t.xlsx", sheets))
    found, problems = describe(table, "bodies", ["B1", "B2"])
    assert [(problem.code, problem.case, problem.file) for problem in problems] == [
        ("describe-side", "", "t.xlsx"),
        ("describe-sheet-column", "", "t.xlsx: Marks"),
        ("describe-sheet-header", "", "t.xlsx: Effects"),
        ("describe-row-nobody", "B9", "t.xlsx: Marks: 3"),
        ("describe-none-and-some", "B1", "t.xlsx: 2"),
        ("describe-entry-kind", "B2", "t.xlsx: Marks: 4"),
    ]
    assert [one.marks for one in found] == [None, None]


def test_a_sheet_row_of_a_number_that_two_cases_have_describes_neither(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"not opened")
    sheets: dict[str, list[list[object]]] = {
        "x": [["number", "file", "name"], ["1", "a.jpg", "Olena"], ["1", "b.jpg", "Ivan"]],
        "Numbers": [["number", "case", "kind"], ["77", "1", "tag"]],
    }
    workbook(tmp_path / "t.xlsx", sheets)
    found, problems = of_intake(take_in(tmp_path, "missing"))
    assert [(problem.code, problem.case, problem.file) for problem in problems] == [
        ("describe-row-several", "1", "t.xlsx: Numbers: 2")
    ]
    assert [one.numbers for one in found] == [(), ()]


def test_a_sheet_tells_the_number_of_the_case_from_the_number_of_a_paper(tmp_path: Path) -> None:
    for heads in (["number", "person", "kind"], ["document number", "number", "kind"]):
        sheets: dict[str, list[list[object]]] = {
            "x": [["number"], ["M1"]],
            "Numbers": [heads, ["77", "M1", "tag"]],  # type: ignore[list-item]
        }
        table = read_table(workbook(tmp_path / "t.xlsx", sheets))
        [found], problems = describe(table, "missing", ["M1"])
        assert problems == ()
        assert found.numbers == (Number(NumberKind.TAG, "77"),)


def test_without_a_table_every_case_is_described_by_nothing() -> None:
    assert describe(None, "bodies", ["1", "2"]) == ((Described("1"), Described("2")), ())
