"""Numbers from solved cases: towards the rates that drew them, and still with mean LR 1."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, poisson

from nomina.cases.description import (
    Described,
    EyeColour,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
    Whereabouts,
)
from nomina.cases.files import Sex
from nomina.errors import CalibrationError
from nomina.evidence import load
from nomina.evidence.biology import Biology
from nomina.evidence.parameters import Parameters
from nomina.evidence.whereabouts import WhereaboutsLine
from nomina.leads.calibrate import CalibrationRecord, Pair, estimated
from nomina.leads.calibrate_biology import biology
from nomina.leads.calibrate_estimates import WEIGHT, Learnt
from nomina.leads.calibrate_marks import _rates, _term, whereabouts
from nomina.leads.calibrate_papers import _apart
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.registers import Registers, draw_registers

MISSING, BODIES = 2000, 1600


@cache
def drawn(worse: bool) -> tuple[Registers, CalibrationRecord, list[Learnt]]:
    """Registers with 1,520 solved cases, and what is estimated from them."""
    assumptions = Assumptions.worse() if worse else Assumptions()
    registers = draw_registers(MISSING, BODIES, 0.95, 11, assumptions)
    record, learnt = estimated(solved(registers), registers.people, "ab" * 32)
    return registers, record, learnt


def solved(registers: Registers) -> list[Pair]:
    return [
        (body, registers.people[at])
        for body, at in zip(registers.bodies, registers.truth, strict=True)
        if at >= 0
    ]


def of(record: CalibrationRecord, kind: str, name: str) -> tuple[float, float, int]:
    (one,) = [each for each in record.estimates if (each.kind, each.name) == (kind, name)]
    return one.shipped, one.estimated, one.cases


def deviation(rate: float, cases: int) -> float:
    """Standard error of the estimate of a rate, shrunk by the prior as it is."""
    return float(np.sqrt(rate * (1.0 - rate) * cases) / (WEIGHT + cases))


RATES = [  # kind, name, true rate where worse (shipped times the factor of `Assumptions.worse`)
    ("biology", "sex_error, skeleton", 0.10),
    ("documents", "misread, one", 0.12),
    ("marks", "found, family, tattoo", 0.85 * 0.8),
]


@pytest.mark.parametrize(("kind", "name", "true"), RATES)
def test_worse_rates_are_found(kind: str, name: str, true: float) -> None:
    """The estimate lies at the true rate shrunk towards the shipped one, within 4 errors."""
    shipped, estimate, cases = of(drawn(True)[1], kind, name)
    expected = (WEIGHT * shipped + true * cases) / (WEIGHT + cases)
    assert abs(estimate - expected) < 4.0 * deviation(true, cases)
    assert abs(estimate - true) < abs(shipped - true)


@pytest.mark.parametrize(("kind", "name", "true"), RATES)
def test_rates_that_were_right_stay(kind: str, name: str, true: float) -> None:
    shipped, estimate, cases = of(drawn(False)[1], kind, name)
    assert abs(estimate - shipped) < 4.0 * deviation(shipped, cases)


def test_errors_of_stature_move_towards_the_true_ones() -> None:
    """Drawn with 1.4 times the shipped errors; of the sum of both, so within 15 %."""
    record = drawn(True)[1]
    sums = []
    for place in (0, 1):
        body = of(record, "biology", "stature_error_body, measured")[place]
        file = of(record, "biology", "stature_error_file, reported")[place]
        sums.append(np.hypot(body, file))
    assert sums[1] / sums[0] == pytest.approx(1.4, rel=0.15)
    assert sums[1] > 1.15 * sums[0]


@pytest.mark.parametrize(("width", "learnt"), [(0.0, True), (200.0, False)])
def test_a_range_of_height_says_nothing_of_the_error_of_single_heights(
    width: float, learnt: bool
) -> None:
    told = Physical(stature=Stature(1750.0, StatureSource.REPORTED))
    seen = Physical(stature=Stature(1800.0, StatureSource.MEASURED, width_mm=width))
    pairs = [(Described("B", physical=seen), Described("M", physical=told))] * 200
    found = biology(pairs, [], load("biology")).estimates
    assert any(each.name.startswith("stature_error") for each in found) == learnt


def test_known_marks_and_undocumented_ones_are_told_apart() -> None:
    """Drawn here: 4,000 people, 0.6 known marks each found with 0.7, and 0.18 new ones."""
    dice = np.random.default_rng(5)
    known = dice.poisson(0.6, 4000)
    there = dice.binomial(known, 0.7) + dice.poisson(0.18, 4000)
    found, undocumented = _rates(np.stack([known, there], axis=1).astype(float), 0.85, 0.25)
    assert found == pytest.approx(0.7, abs=0.05)
    assert undocumented == pytest.approx(0.18 / (0.6 * 0.7 + 0.18), abs=0.05)


@pytest.mark.parametrize(("n", "m"), [(0, 3), (2, 1), (2, 4), (3, 3)])
def test_ways_to_find_marks_are_binomial_and_poisson(n: int, m: int) -> None:
    found = np.arange(min(n, m) + 1)
    ours = np.array([_term(j, n, m, 0.7, 0.4) for j in found.tolist()])
    exact = binom.pmf(found, n, 0.7) * poisson.pmf(m - found, 0.4)
    assert ours / ours.sum() == pytest.approx(exact / exact.sum(), abs=1e-12)


def test_other_units_that_happen_to_agree_are_counted_in() -> None:
    """Drawn here: 2,000 bodies, 0.3 of them with a unit drawn anew among four alike common ones."""
    dice = np.random.default_rng(7)
    own = dice.integers(0, 4, 2000)
    seen = np.where(dice.random(2000) < 0.3, dice.integers(0, 4, 2000), own)
    bodies, people = (
        [
            Described(str(n), whereabouts=Whereabouts(unit=f"{each} ОМБр"))
            for n, each in enumerate(u)
        ]
        for u in (seen.tolist(), own.tolist())
    )
    learnt = whereabouts(list(zip(bodies, people, strict=True)), people, load("whereabouts"))
    expected = (WEIGHT * 0.1 + 0.3 * 2000) / (WEIGHT + 2000)
    error = deviation(0.3, 2000) / 0.75**0.5  # a quarter of the other units is not seen to differ
    assert learnt.estimates[0].estimated == pytest.approx(expected, abs=4.0 * error)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("1234567", "1234567", "same"),
        ("1234567", "1234667", "one"),
        ("1243567", "1234567", "swapped"),
        ("1834597", "1234567", "two"),
        ("9999567", "1234567", "other"),
        ("123456", "АВ123456", "same"),
        ("12345", "1234567", "other"),
    ],
)
def test_numbers_apart(one: str, other: str, how: str) -> None:
    assert _apart(one, other) == how


def test_too_few_cases_are_refused() -> None:
    registers = drawn(False)[0]
    with pytest.raises(CalibrationError, match="19 solved cases"):
        estimated(solved(registers)[:19], registers.people, "")


def test_what_was_not_estimated_is_as_shipped() -> None:
    _, record, learnt = drawn(True)
    named = {(each.kind, each.name.partition(",")[0]) for each in record.estimates}
    for line in learnt:
        made = line.parameters(record.solved, record.digest)
        assert made.lower_bound == line.shipped.lower_bound
        for name, value in made.values.items():
            if (made.kind, name) in named:
                assert value.basis == "estimated"
                assert value.cases >= 20
            else:
                assert value == line.shipped.values[name]
        assert (made.version != line.shipped.version) == any(k == made.kind for k, _ in named)


def parameters_of(kind: str) -> Parameters:
    _, record, learnt = drawn(True)
    (line,) = [each for each in learnt if each.shipped.kind == kind]
    return line.parameters(record.solved, record.digest)


def test_estimated_numbers_change_what_is_claimed() -> None:
    registers, _, _ = drawn(True)
    bodies, people = registers.bodies[:60], registers.people[:400]
    before = Biology(bodies, people, load("biology"))
    after = Biology(bodies, people, parameters_of("biology"))
    pairs = np.arange(60), np.arange(60)
    assert not np.allclose(before.log10_lr(*pairs), after.log10_lr(*pairs), atol=1e-3)


def test_biology_still_has_mean_one() -> None:
    """Sum over all bodies of a kind: two sexes, five colours of hair and eyes, to 1e-9."""
    registers, _, _ = drawn(True)
    bodies = [
        Described("b", Physical(sex, SexBasis.SKELETON, hair=hair, eyes=eyes))
        for sex, hair, eyes in product((Sex.FEMALE, Sex.MALE), HairColour, EyeColour)
    ]
    complete = [
        each
        for each in registers.people
        if each.physical.sex and each.physical.hair and each.physical.eyes
    ][:20]
    line = Biology(bodies, complete, parameters_of("biology"))
    every = np.arange(len(bodies))
    different = line.model.different(every)
    assert different.sum() == pytest.approx(1.0, abs=1e-9)
    for at in range(len(complete)):
        lr = 10.0 ** line.unbounded(every, np.full(len(bodies), at))
        assert float(different @ lr) == pytest.approx(1.0, abs=1e-9)


def test_units_still_have_mean_one() -> None:
    """One body with each unit there is, everywhere alike common: summed over units, to 1e-9."""
    units = [f"{n} ОМБр" for n in range(8)]
    people = [Described(f"M{n}", whereabouts=Whereabouts(unit=units[n * n % 8])) for n in range(64)]
    named = sorted({each.whereabouts.unit for each in people if each.whereabouts})
    bodies = [Described(unit, whereabouts=Whereabouts(unit=unit)) for unit in named]
    parameters = parameters_of("whereabouts")
    assert parameters.number("other_unit") != load("whereabouts").number("other_unit")
    line = WhereaboutsLine(bodies, people, parameters)
    every = np.arange(len(bodies))
    different = line.model.units.everywhere[line.model.units.body]
    assert different.sum() == pytest.approx(1.0, abs=1e-9)
    for at in range(len(people)):
        lr = 10.0 ** line.unbounded(every, np.full(len(bodies), at))
        assert float(different @ lr) == pytest.approx(1.0, abs=1e-9)
