"""Files of one person: what makes them suspect, what does not, and the trap of the sample."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from nomina.cases.dates import When
from nomina.cases.description import Described, Number, NumberKind, PersonName
from nomina.leads.doubles import doubles, scored, suspected
from nomina.leads.parts_table import problems_of_bags
from nomina.reconcile.duplicates import Pairs
from nomina.synthetic import operation
from nomina.synthetic.person import Person
from nomina.synthetic.registers import draw_registers
from nomina.synthetic.story import Story, tell
from nomina.synthetic.traps import lay


def file(
    id: str, name: str, born: str = "", number: str = "", kind: NumberKind = NumberKind.TAG
) -> Described:
    return Described(
        id,
        names=(PersonName(name),),
        numbers=(Number(kind, number),) if number else (),
        born=When(edtf=born) if born else None,
    )


@pytest.fixture(scope="module")
def others() -> list[Described]:
    return [
        Described(each.id, names=each.names, born=each.born)
        for each in draw_registers(120, 0, 0.0, 5).people
    ]


def found(*files: Described, among: list[Described]) -> list[tuple[str, ...]]:
    return [each.ids for each in suspected([*files, *among])[0]]


NAME, RUSSIAN = "Гнатишин Остап Зеновійович", "Гнатишин Остап Зиновьевич"
BROTHER = "Гнатишин Орест Зеновійович"


def test_one_name_and_birth_date_in_two_languages(others: list[Described]) -> None:
    files = file("A", NAME, "1987-03-12"), file("B", RUSSIAN, "1987-03-12")
    assert found(*files, among=others) == [("A", "B")]


def test_one_number_and_a_name_with_a_slip(others: list[Described]) -> None:
    files = file("A", NAME, number="АБ-123456"), file("B", "Гнатшин Остап", number="АБ123456")
    assert found(*files, among=others) == [("A", "B")]


@pytest.mark.parametrize("dates", [("1987-03-12", "1990-08-01"), ("", "")])
def test_a_brother_is_no_second_file(others: list[Described], dates: tuple[str, str]) -> None:
    files = file("A", NAME, dates[0]), file("B", BROTHER, dates[1])
    assert found(*files, among=others) == []
    pairs, _ = scored([*files, *others])
    log10 = pairs.log10_lr[(pairs.one == 0) & (pairs.other == 1)]
    assert (log10 < 2.0).all()


@pytest.mark.parametrize(("number", "less"), [("АБ-123457", 0.0), ("ВГ-908172", 1.0)])
def test_another_number_speaks_against_but_not_a_neighbour(
    others: list[Described], number: str, less: float
) -> None:
    """Of a tag one in twenty is another one and one in twenty a slip: an LR of 0.1 (assumed)."""
    first = file("A", NAME, "1987-03-12", "АБ-123456")
    pairs = [
        scored([first, second, *others])[0]
        for second in (file("B", NAME, "1987-03-12"), file("B", NAME, "1987-03-12", number))
    ]
    without, with_it = (each.log10_lr[(each.one == 0) & (each.other == 1)] for each in pairs)
    assert without - with_it == pytest.approx(less, abs=1e-9)


def test_a_telephone_is_shared_by_relatives(others: list[Described]) -> None:
    phone = NumberKind.PHONE
    files = file("A", NAME, "", "+380441234567", phone), file("B", BROTHER, "", "0441234567", phone)
    assert found(*files, among=others) == []


def test_a_common_name_says_less_than_a_rare_one(others: list[Described]) -> None:
    more = [file(f"C{n}", NAME, f"19{60 + n}-0{1 + n % 9}-11") for n in range(30)]
    files = file("A", NAME), file("B", RUSSIAN)
    rare, common = (suspected([*files, *rest])[0] for rest in (others, [*others, *more]))
    assert rare[0].ids == ("A", "B")
    assert all(each.probability < rare[0].probability for each in common)


def test_faces_are_added(others: list[Described]) -> None:
    files = [file("A", NAME), file("B", "Лисенко Марта"), *others]
    places = np.array([0]), np.array([1])
    assert suspected(files) == ((), ())
    seen, _ = suspected(files, Pairs(places[1], places[0], np.array([7.0])))
    assert [each.ids for each in seen] == [("A", "B")]


def story(seed: int) -> Story:
    """The sample operation of `write_operation` without its photos."""
    rng = np.random.default_rng(seed)
    people = [Person.from_seed(int(each)) for each in rng.choice(1_000_000, 72, replace=False)]
    whose = [*rng.choice(60, 28, replace=False).tolist(), *range(60, 72)]
    whose = [whose[at] for at in rng.permutation(40)]
    told, clerk, dice = tell([each.traits for each in people], 60, whose, seed)
    lay(told, clerk, dice)
    return told


def test_the_traps_of_the_sample_are_found(tmp_path: Path) -> None:
    told = story(2026)
    trap = {each.kind: each for each in told.traps}
    [said] = doubles(told.files)
    assert (said.code, said.side) == ("files-of-one-person", "missing")
    assert said.case == ", ".join(trap["two files of one man"].people)
    with (tmp_path / "parts.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("body", "bag", "elements"), *operation._bags(told)])
    [bag] = problems_of_bags(tmp_path / "parts.csv")
    assert bag.code == "bag-holds-several"
    assert bag.case == ", ".join(trap["two bodies in one bag"].bodies[:2])


def test_few_of_a_thousand_files_are_suspected_wrongly() -> None:
    """Drawn registers have brothers and no second file: at most 2 in 1000 are named wrongly."""
    assert len(suspected(draw_registers(1000, 0, 0.0, 0).people)[0]) <= 2


def test_files_that_hang_together_are_said_and_stop_nothing() -> None:
    for count in (30, 250):
        files = [file(f"M-{n}", NAME, "1987-03-12", "АБ-123456") for n in range(count)]
        [said] = doubles(files)
        assert said.code == "files-too-alike"
        assert str(count) in said.what
