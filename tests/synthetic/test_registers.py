"""Registers without photos: the same again, who is who, and rates that are as stated."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np
import pytest
from stdnum import luhn
from stdnum.ua import rntrc

from nomina.cases.description import Described, MarkKind, NumberKind
from nomina.errors import InputError
from nomina.evidence.finding import Kind
from nomina.evidence.parameters import load
from nomina.synthetic.lives import Assumptions
from nomina.synthetic.registers import Registers, draw_registers

T = TypeVar("T")
MISSING, BODIES, ON_LIST = 3000, 1200, 0.7


@pytest.fixture(scope="module")
def drawn() -> Registers:
    return draw_registers(MISSING, BODIES, ON_LIST, seed=1)


@pytest.fixture(scope="module")
def worse() -> Registers:
    return draw_registers(MISSING, BODIES, ON_LIST, seed=1, assumptions=Assumptions.worse())


def share(things: Iterable[T], holds: Callable[[T], object]) -> tuple[float, int]:
    found = [bool(holds(each)) for each in things]
    return float(np.mean(found)), len(found)


def assert_share(found: tuple[float, int], stated: float, deviations: float = 4.5) -> None:
    """Within binomial error: one in 150,000 sound tests would fail by chance."""
    rate, count = found
    error = math.sqrt(stated * (1.0 - stated) / count)
    assert abs(rate - stated) <= deviations * error + 0.5 / count, (rate, stated, count)


def true_pairs(drawn: Registers) -> list[tuple[Described, Described]]:
    return [
        (body, drawn.people[person])
        for body, person in zip(drawn.bodies, drawn.truth, strict=True)
        if person >= 0
    ]


def test_the_same_seed_gives_the_same_registers_and_another_others() -> None:
    one, again, other = (draw_registers(60, 40, 0.5, seed) for seed in (3, 3, 4))
    assert one.people == again.people
    assert one.bodies == again.bodies
    assert (one.truth == again.truth).all()
    assert one.people != other.people


def test_who_is_who_is_one_to_one_and_as_many_as_asked(drawn: Registers) -> None:
    assert len(drawn.people) == MISSING
    assert len(drawn.bodies) == BODIES
    assert len({one.id for one in (*drawn.people, *drawn.bodies)}) == MISSING + BODIES
    listed = drawn.truth[drawn.truth >= 0]
    assert len(listed) == round(ON_LIST * BODIES)
    assert len(np.unique(listed)) == len(listed)
    assert listed.max() < MISSING


@pytest.mark.parametrize(
    ("missing", "bodies", "on_list"), [(5, 10, 0.8), (5, 5, 1.2), (5, 5, -0.1)]
)
def test_shares_that_cannot_be_are_refused(missing: int, bodies: int, on_list: float) -> None:
    with pytest.raises(InputError):
        draw_registers(missing, bodies, on_list, seed=1)


def test_empty_registers_can_be_drawn() -> None:
    assert draw_registers(0, 3, 0.0, seed=1).people == ()
    assert draw_registers(3, 0, 0.5, seed=1).bodies == ()


def test_fields_are_known_as_often_as_stated(drawn: Registers) -> None:
    of = Assumptions()
    people, bodies = drawn.people, drawn.bodies
    for name, read in FIELDS.items():
        if name in of.file_knows and name != "age":
            assert_share(share(people, read), of.file_knows[name])
    lived = of.file_knows["born"] * of.file_knows["last"]
    stated = lived + (1 - lived) * of.file_knows["age"]
    assert_share(share(people, FIELDS["age"]), stated)
    for name in ("sex", "age", "height", "hair", "blood"):
        assert_share(share(bodies, FIELDS[name]), of.body_shows[name])
    assert_share(share(bodies, lambda one: one.papers is not None), of.body_shows["papers"])
    for name in ("marks", "teeth", "effects"):
        assert_share(share(bodies, FIELDS[name]), of.body_shows[name])
    for kind, rate in of.numbers.items():
        assert_share(share([holds(one, kind) for one in people], bool), rate)


def holds(one: Described, kind: NumberKind) -> bool:
    return any(number.kind is kind for number in one.numbers)


FIELDS: dict[str, Callable[[Described], object]] = {
    "sex": lambda one: one.physical.sex,
    "height": lambda one: one.physical.stature,
    "age": lambda one: one.physical.age,
    "build": lambda one: one.physical.build,
    "hair": lambda one: one.physical.hair,
    "eyes": lambda one: one.physical.eyes,
    "blood": lambda one: one.physical.blood,
    "born": lambda one: one.born,
    "marks": lambda one: one.marks is not None,
    "teeth": lambda one: one.teeth,
    "effects": lambda one: one.effects is not None,
    "position": lambda one: one.whereabouts and one.whereabouts.latitude is not None,
    "unit": lambda one: one.whereabouts and one.whereabouts.unit,
    "last": lambda one: one.whereabouts and one.whereabouts.when,
}


def test_sex_of_a_body_is_wrong_as_often_as_stated(drawn: Registers) -> None:
    """Both sides may err: errors of the body by its basis, of the file, and mixed-up bodies."""
    rates = Assumptions().biology
    for basis in ("fleshed", "element"):
        pairs = [
            (one.physical.sex, other.physical.sex)
            for one, other in true_pairs(drawn)
            if one.physical.sex and other.physical.sex and one.physical.sex_basis == basis
        ]
        stated = rates["sex_error"][basis] + rates["sex_error_file"]
        assert_share(share(pairs, lambda pair: pair[0] is not pair[1]), stated)


def test_age_ranges_of_bodies_hold_the_age_as_often_as_they_say(drawn: Registers) -> None:
    """0.95 by the estimate, less 0.01 that say nothing, rounded to years outwards and inwards."""
    held = [
        one.physical.age.low - 1.0 <= other.physical.age.low <= one.physical.age.high + 1.0
        for one, other in true_pairs(drawn)
        if one.physical.age and other.physical.age and other.physical.age.method
    ]
    assert 0.92 <= np.mean(held) <= 0.98


def test_statures_differ_by_the_stated_errors(drawn: Registers) -> None:
    rates = Assumptions().biology
    body = rates["stature_error_body"]["measured"]
    away = []
    for one, other in true_pairs(drawn):
        found, filed = one.physical.stature, other.physical.stature
        if found and filed and found.source == "measured":
            error = math.hypot(body, rates["stature_error_file"][filed.source])
            away.append((found.mm - filed.mm - rates["stature_lying"]) / error)
    assert abs(np.mean(away)) < 4.5 / math.sqrt(len(away))
    assert np.std(away) == pytest.approx(1.0, abs=4.5 / math.sqrt(2 * len(away)) + 0.03)


COMPARED = (NumberKind.TAG, NumberKind.PASSPORT, NumberKind.MILITARY_ID)


def test_numbers_on_papers_are_those_of_the_file_as_often_as_stated(drawn: Registers) -> None:
    """Own by how it was carried, not renewed, read right, with its series, all of it legible.

    Papers of one body are own or not together, so that the count varies more than binomially.
    """
    of = Assumptions()
    rates = of.documents
    read = (1 - sum(rates["misread"].values())) * (1 - rates["series_left_out"])
    read *= (1 - of.number_partly) * (1 - of.number_error_file)
    same, stated = [], []
    for at, person in enumerate(drawn.truth):
        if person < 0 or at in drawn.swapped or not drawn.bodies[at].papers:
            continue
        filed = {number.kind: number.text for number in drawn.people[person].numbers}
        for paper in drawn.bodies[at].papers or ():
            for number in paper.numbers:
                if number.kind in COMPARED and number.kind in filed:
                    same.append(filed[number.kind] == number.text)
                    kept = 1 - rates["other_number"][number.kind]
                    stated.append(rates["own"][paper.carried] * kept * read)
    assert len(same) > 200
    expected = np.array(stated)
    error = math.sqrt(2.0 * float((expected * (1 - expected)).sum()))
    assert abs(sum(same) - expected.sum()) < 4.5 * error
    assert len(drawn.swapped) % 2 == 0
    assert {*drawn.carrying} <= set(range(BODIES))
    assert {*drawn.carrying.values()} <= set(range(MISSING))


def test_brothers_share_names_and_place(drawn: Registers) -> None:
    assert_share((len(drawn.families) / MISSING, MISSING), Assumptions().brothers / 2)
    alike = []
    for one, other in drawn.families:
        first, second = drawn.people[one], drawn.people[other]
        units = {w.unit for w in (first.whereabouts, second.whereabouts) if w and w.unit}
        assert len(units) <= 1
        alike.append(first.names[0].family[:4] == second.names[0].family[:4])
    assert np.mean(alike) > 0.8  # a file in 50 has a letter wrong


def test_family_names_fall_off_as_one_over_the_rank(drawn: Registers) -> None:
    counts = Counter(one.names[0].family for one in drawn.people).most_common()
    assert counts[0][1] > 20
    assert sum(count == 1 for _, count in counts) > 300


def test_numbers_have_the_form_of_real_ones(drawn: Registers) -> None:
    """Checked by python-stdnum. Files err in one of 200 numbers."""
    tax = [n.text for one in drawn.people for n in one.numbers if n.kind is NumberKind.TAX]
    assert sum(not rntrc.is_valid(text) for text in tax) < 0.012 * len(tax)
    cards = [n.text for one in drawn.people for n in one.numbers if n.kind is NumberKind.BANK_CARD]
    assert sum(not luhn.is_valid(text.replace(" ", "")) for text in cards) < 0.03 * len(cards)
    assert sum(not text.startswith("0") for text in cards) < 0.03 * len(cards)


def test_marks_lie_in_regions_that_are_there(drawn: Registers) -> None:
    for one in drawn.bodies:
        if one.marks is not None:
            assert {mark.region for mark in one.marks.marks} <= one.marks.preserved
            assert {mark.kind for mark in one.marks.marks} <= one.marks.asked
    whole = share(
        [one.marks for one in drawn.bodies if one.marks], lambda marks: len(marks.preserved) == 12
    )
    assert_share(whole, Assumptions().whole)


def test_tattoos_are_as_common_as_stated(drawn: Registers) -> None:
    asked = [one.marks.marks for one in drawn.people if one.marks]
    found = share(asked, lambda marks: any(mark.kind is MarkKind.TATTOO for mark in marks))
    assert_share(found, Assumptions().marks["tattooed"])


def test_teeth_of_one_person_agree_more_than_those_of_two(drawn: Registers) -> None:
    def same(one: Described, other: Described) -> float | None:
        if one.teeth is None or other.teeth is None:
            return None
        filed = {tooth.fdi: tooth for tooth in other.teeth.teeth}
        pairs = [(t.presence, filed[t.fdi].presence) for t in one.teeth.teeth if t.fdi in filed]
        return float(np.mean([a == b for a, b in pairs])) if pairs else None

    pairs = true_pairs(drawn)
    own = [each for one, other in pairs if (each := same(one, other)) is not None]
    others = [
        each
        for (one, _), (_, other) in zip(pairs, pairs[7:], strict=False)
        if (each := same(one, other)) is not None
    ]
    assert np.mean(own) > 0.8
    assert np.mean(others) < np.mean(own) - 0.1


def test_nobody_is_found_before_they_were_last_seen(drawn: Registers) -> None:
    for one, other in true_pairs(drawn):
        here, there = one.whereabouts, other.whereabouts
        if here and there and here.found and there.when:
            assert here.found.edtf >= there.when.edtf


RATES: tuple[Kind, ...] = (
    *("biology", "dental", "documents", "effects", "marks", "names", "whereabouts"),
)


@pytest.mark.parametrize("kind", RATES)
def test_what_is_drawn_is_what_the_evidence_assumes(kind: Kind) -> None:
    assumed = load(kind).values
    own = getattr(Assumptions(), kind)
    assert own
    for name, rate in own.items():
        assert assumed[name].value == rate, name


def test_the_second_set_differs_where_it_says_so(drawn: Registers, worse: Registers) -> None:
    one, other = Assumptions(), Assumptions.worse()
    assert one == Assumptions()
    assert other.biology["sex_error"]["pelvis"] == 2 * one.biology["sex_error"]["pelvis"]
    assert other.marks["tattooed"] == one.marks["tattooed"]
    assert len(worse.swapped) > len(drawn.swapped)
