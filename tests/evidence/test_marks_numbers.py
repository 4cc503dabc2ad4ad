"""Serial numbers: a label or zeros before one never make it another, nor does what holds it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nomina.cases.body import BodyRegion
from nomina.cases.description import Described, Mark, MarkKind, Marks
from nomina.evidence.marks import MarksLine
from nomina.evidence.marks_levels import Levels, one_edit
from nomina.evidence.marks_numbers import holding, serial


def implant(number: str) -> Marks:
    return Marks((Mark(MarkKind.IMPLANT, BodyRegion.RIGHT_LEG, "plate", number=number),))


def log10_lr(body: str, person: str) -> float:
    made = MarksLine([Described("B", marks=implant(body))], [Described("P", marks=implant(person))])
    return float(made.unbounded(np.array([0]), np.array([0]))[0])


@pytest.mark.parametrize(
    "spelling",
    [
        "SN 4711",
        "sn4711",
        "S/N: 4711",
        "s / n 4711",
        "№4711",
        "№ 47-11",
        "No. 4711",
        "0004711",
        "SN 0004711",
        "LOT 4711",
        "REF 4711",
        "ЛОТ 4711",
        "сер. № 4711",
        "серійний номер 4711",
        "заводской № 0004711",
        "с/н 4711",
    ],
)
def test_labels_and_zeros_are_no_part_of_a_number(spelling: str) -> None:
    assert serial(spelling) == serial("4711") == "4711"
    assert log10_lr(spelling, "4711") == log10_lr("4711", spelling) == log10_lr("4711", "4711")
    assert log10_lr(spelling, "4711") > log10_lr("", "4711") + 1.0


def test_signs_that_look_alike_are_one() -> None:
    assert serial("АВ 123-456") == serial("AB123456") == "ab123456"  # Cyrillic, Latin
    assert len({serial(each) for each in ("4711", "4712", "SNOW 4711", "Ж4711", "REF4711X")}) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4711", "REF 123 LOT 4711"),
        ("4711", "AO-55 4711 B"),
        ("REF 04.233.110", "REF 04.233.110 SN 99812"),
        ("12", "4711"),  # too short to be one
        ("12", "12"),
        ("SN", "4711"),
        ("", "4711"),
    ],
)
def test_a_number_that_holds_the_other_is_not_compared(one: str, other: str) -> None:
    none = log10_lr("", "")
    assert log10_lr(one, other) == pytest.approx(none, abs=1e-12)
    assert log10_lr(other, one) == pytest.approx(none, abs=1e-12)


def test_another_number_still_speaks_against() -> None:
    assert log10_lr("SN 8822", "SN 4711") < log10_lr("", "SN 4711") - 1.0


NUMBERS = ["4711", "1234711", "4712", "998877", "9988", "88775", "ab47110"]


def test_the_mean_ratio_is_one_with_numbers_that_hold_each_other() -> None:
    """Summed over every number of a register and all that nobody wrote down."""
    counts = np.array([9.0, 4.0, 1.0, 0.0, 2.0, 1.0, 3.0])
    made = Levels(
        [(0, each) for each in NUMBERS],
        counts,
        agree=(0.9, 0.08, 0.02),
        unseen=50.0,
        near=one_edit,
        near_unseen=lambda _: 0.001,
        unsure=holding,
    )
    share = (counts + 1.0) / (counts.sum() + 50.0)
    rest = 1.0 - share.sum()
    ids = np.arange(1, len(NUMBERS) + 1)
    for y, text in enumerate(NUMBERS):
        ratio = np.exp(made.log_ratio(ids, np.full(len(ids), y + 1)))
        near = made.agree[1, y] / made.shares[1, y]
        other = made.agree[2, y] / made.shares[2, y]
        unseen = rest * (0.001 * near + 0.999 * other)
        assert share @ ratio + unseen == pytest.approx(1.0, abs=1e-12)
        for x, held in enumerate(NUMBERS):
            close = (min(text, held), max(text, held)) == ("4711", "4712")
            if x != y and not close and (held in text or text in held):
                assert ratio[x] == 1.0
    assert (made.unsure > 0.0).tolist() == [True, True, False, True, True, False, True]
    assert made.agree.sum(axis=0) == pytest.approx(1.0 - made.unsure, abs=1e-12)


def test_holding_is_by_brute_force() -> None:
    rng = np.random.default_rng(3)
    drawn = ["".join(rng.choice(list("12"), rng.integers(4, 9))) for _ in range(60)]
    values = [(place % 2, text) for place, text in enumerate(dict.fromkeys(drawn))]
    expected = {
        (a, b)
        for a, (mine, one) in enumerate(values)
        for b, (theirs, other) in enumerate(values)
        if a != b and mine == theirs and one != other and (one in other or other in one)
    }
    assert holding(values) == expected
    assert len(expected) > 20


def test_no_candidate_is_lost() -> None:
    rng = np.random.default_rng(9)
    texts = ["", "4711", "SN 4711", "REF 123 LOT 4711", "4712", "998877", "9988", "12"]
    sides = [
        [Described(str(n), marks=implant(texts[rng.integers(len(texts))])) for n in range(40)]
        for _ in range(2)
    ]
    made = MarksLine(sides[0], sides[1])
    b, p = np.divmod(np.arange(1600), 40)
    every = made.log10_lr(b, p)
    for least in (0.5, 1.5, math.floor(every.max())):
        pairs = made.candidates(least)
        keys = np.sort(pairs.bodies * 40 + pairs.people)
        assert keys.tolist() == np.flatnonzero(every >= least).tolist()
