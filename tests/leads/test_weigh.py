"""Shares against exact fractions, order against brute force, fused packs, and the word."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.faces import Calibration
from nomina.faces.strength import CalibrationSet, HeldOut, ScoreMap
from nomina.leads.documents import StrengthRecord
from nomina.leads.weigh import List, Scale, lifted, shares, word

DIM = 8
HELD_OUT = HeldOut(
    folds=2,
    cllr=0.5,
    cllr_min=0.4,
    cllr_min_same_data=0.3,
    mean_lr_non_mated=1.0,
    n_mated=1,
    n_non_mated=1,
)


def straight(
    slope: float,
    offset: float = 0.0,
    bounds: tuple[float, float] = (-2.0, 3.0),
    condition: Literal["living", "simulated"] = "simulated",
) -> Calibration:
    """A map whose log10 LR is offset + slope * score, known without any fitting."""
    ln = float(np.log(10))
    weights = (offset * ln, slope * ln)
    return Calibration(
        pack="f" * 64,
        condition=condition,
        population="made up",
        set=CalibrationSet(name="x", sha256="0" * 64, n_identities=1, n_mated=1, n_non_mated=1),
        map=ScoreMap(
            method="logistic",
            weights=weights,
            ensemble=tuple((weights[0] + d * ln, weights[1]) for d in (-0.5, -0.25, 0.25, 0.5)),
            lowest_score=-1.0,
            highest_score=1.0,
        ),
        lower_bound=bounds[0],
        upper_bound=bounds[1],
        held_out=HELD_OUT,
        code_version="test",
    )


@settings(max_examples=40)
@given(
    st.lists(st.integers(-6, 6), min_size=1, max_size=30),
    st.fractions(Fraction(1, 1000), 1, max_denominator=1000),
)
def test_shares_are_those_of_exact_fractions(powers: list[int], q: Fraction) -> None:
    """LR Q/M over (1 - Q) + sum of LR Q/M, computed without a float."""
    each = [Fraction(10) ** power * q / len(powers) for power in powers]
    whole = (1 - q) + sum(each)
    found = shares([float(power) for power in powers], float(q))
    assert found.people.tolist() == pytest.approx([float(x / whole) for x in each], rel=1e-12)
    assert found.nobody == pytest.approx(float((1 - q) / whole), rel=1e-9, abs=1e-15)
    assert found.people.sum() + found.nobody == pytest.approx(1.0, abs=1e-12)


def test_shares_worked_out_by_hand() -> None:
    found = shares([1.0, 0.0, -1.0, 0.0], 0.8)  # 0.2 each: 2, 0.2, 0.02, 0.2, and 0.2 for nobody
    assert found.people == pytest.approx(np.array([2, 0.2, 0.02, 0.2]) / 2.62)
    assert found.nobody == pytest.approx(0.2 / 2.62)
    certain = shares([0.0, 0.0], 1.0)
    assert (certain.people.tolist(), certain.nobody) == ([0.5, 0.5], 0.0)
    alike = shares(np.zeros(7), 0.7)  # who could not be compared says nothing
    assert alike.nobody == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("values", "on_list"),
    [([], 0.5), ([[1.0]], 0.5), ([np.nan], 0.5), ([np.inf], 0.5)]
    + [([0.0], q) for q in (0.0, -0.1, 1.01, np.nan)],
)
def test_shares_of_what_makes_no_sense_are_refused(values: list[float], on_list: float) -> None:
    with pytest.raises(InputError):
        shares(values, on_list)


def strength(low: float, high: float) -> StrengthRecord:
    return StrengthRecord(
        log10_lr=high, low=low, high=high, lower_bound=-1, upper_bound=3, calibrations=("0" * 64,)
    )


def test_the_word_follows_from_the_whole_interval() -> None:
    assert word(strength(0.01, 2.0)) == "candidate for other examination"
    for record in (strength(0.0, 2.0), strength(-0.01, 2.0), strength(-1.0, -0.5), None):
        assert word(record) == "inconclusive"  # a machine excludes nobody


def test_fused_strengths_are_means_within_the_narrower_bounds() -> None:
    scale = Scale([straight(2.0, bounds=(-2, 3)), straight(4.0, 1.0, bounds=(-1, 2.5))])
    scores = np.array([[0.5, 0.1, 0.9, -0.9], [0.25, 0.0, 0.9, -0.9]], np.float32)
    assert (scale.lower, scale.upper) == (-1.0, 2.5)
    #        (1.0 + 2.0)/2, (0.2 + 1.0)/2, (1.8 + 2.5)/2, (-1.8 - 1.0)/2 cut to -1
    assert scale.log10_lr(scores).tolist() == [1.5, 0.6, 2.15, -1.0]
    first, *_, last = scale.strengths(scores)
    assert (first.log10_lr, first.lower_bound, first.upper_bound) == (1.5, -1.0, 2.5)
    assert len(first.calibrations) == len(set(first.calibrations)) == 2
    # the interval spans both: offsets reach from -0.4875 to 0.4875 (quantiles of four)
    assert first.low == pytest.approx(1.0 - 0.48, abs=0.011)
    assert first.high == pytest.approx(2.0 + 0.48, abs=0.011)
    assert (last.log10_lr, last.low) == (-1.0, -1.0)


@settings(max_examples=25)
@given(
    st.lists(st.floats(-1, 1, width=32), max_size=20),
    st.integers(-3000, -1),
    st.integers(1, 3000),
)
def test_every_strength_has_two_decimals_and_lies_within_its_interval_and_bounds(
    scores: list[float], least: int, most: int
) -> None:
    lower, upper = least / 1000, most / 1000
    scale = Scale([straight(5.0, bounds=(lower, upper))])
    records = scale.strengths(np.array([scores], np.float32))
    assert len(records) == len(scores)
    for record in records:
        assert lower <= record.low <= record.log10_lr <= record.high <= upper
        for value in (record.log10_lr, record.low, record.high):
            assert value == round(value, 2)
            assert str(value) != "-0.0"


def made_list(seed: int, people: int, packs: int) -> tuple[List, list[NDArray[np.float32]]]:
    rng = np.random.default_rng(seed)
    rows = [rng.normal(size=(people, DIM)) for _ in range(packs)]
    unit = [(x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32) for x in rows]
    probe = [x.mean(axis=0) for x in unit]
    # a template of several photos is shorter than 1
    short = [(x * rng.uniform(0.8, 1.0, (people, 1))).astype(np.float32) for x in unit]
    return List([f"p{n}" for n in range(people)], short), [
        (x / np.linalg.norm(x) * 0.9).astype(np.float32) for x in probe
    ]


@pytest.mark.parametrize("packs", [1, 2, 3])
@pytest.mark.parametrize("k", [1, 2, 7, 40, 99])
def test_the_first_are_the_best_of_everybody_by_brute_force(packs: int, k: int) -> None:
    scale = Scale([straight(2.0 + n, 0.1 * n, bounds=(-0.1, 0.1)) for n in range(packs)])
    for seed in range(12):
        listed, probe = made_list(seed, 40, packs)
        scores = listed.scores(probe)
        by_hand = [
            np.mean([0.1 * n + (2.0 + n) * float(scores[n, p]) for n in range(packs)])
            for p in range(40)
        ]
        wanted = sorted(range(40), key=lambda p: -by_hand[p])[:k]
        best = listed.first(probe, scores, scale, k)
        assert list(best.people) == wanted
        assert np.array_equal(best.scores, scores[:, wanted])


def test_lifting_makes_unit_vectors_and_keeps_products() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(30, DIM))
    rows *= rng.uniform(0.5, 1.0, (30, 1)) / np.linalg.norm(rows, axis=1, keepdims=True)
    made = lifted(rows.astype(np.float32))
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(30), abs=1e-6)
    asked = rng.normal(size=DIM).astype(np.float32)
    assert made @ np.append(asked, np.float32(0)) == pytest.approx(rows @ asked, abs=1e-5)


def turned(*degrees: float) -> NDArray[np.float32]:
    """Templates of length 1 at angles to (1, 0)."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_whoever_no_pack_puts_first_may_come_first_by_all_of_them() -> None:
    one = turned(0, 20, 180)
    listed = List(["x", "both", "y"], [one, one[::-1].copy()])
    probe = [np.array([1.0, 0.0], np.float32)] * 2
    scale = Scale([straight(1.0), straight(1.0)])
    assert listed.first(probe, listed.scores(probe), scale, 1).people == (1,)


def test_equal_people_come_in_the_order_of_the_list() -> None:
    row = np.eye(1, DIM, dtype=np.float32)
    far = -row
    listed = List(["a", "b", "c", "d"], [np.concatenate([far, row, row, row])])
    probe = [row[0]]
    best = listed.first(probe, listed.scores(probe), Scale([straight(1.0)]), 4)
    assert best.people == (1, 2, 3, 0)


def test_where_a_map_is_flat_the_score_decides() -> None:
    listed = List(["a", "b", "c"], [turned(80, 50, 70)])
    probe = [np.array([1.0, 0.0], np.float32)]
    best = listed.first(probe, listed.scores(probe), Scale([straight(0.0)]), 3)
    assert best.people == (1, 2, 0)


def test_an_empty_list_has_nobody_and_no_first() -> None:
    listed = List([], [np.empty((0, DIM), np.float32)])
    probe = [np.zeros(DIM, np.float32)]
    assert len(listed) == 0
    best = listed.first(probe, np.empty((1, 0), np.float32), Scale([straight(1.0)]), 5)
    assert (best.people, best.scores.shape) == ((), (1, 0))
    listed, probe = made_list(1, 3, 1)
    assert listed.first(probe, listed.scores(probe), Scale([straight(1.0)]), 0).people == ()
