"""Fused packs, scores against products, and the word."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nomina.faces import Calibration
from nomina.faces.strength import CalibrationSet, HeldOut, ScoreMap
from nomina.leads.documents import StrengthRecord
from nomina.leads.weigh import List, Scale, lifted, word

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
def test_scores_of_everybody_and_of_some_are_the_products(packs: int) -> None:
    listed, probe = made_list(packs, 40, packs)
    by_hand = [
        [sum(float(a) * float(b) for a, b in zip(row, one, strict=True)) for row in rows]
        for rows, one in zip(listed.templates, probe, strict=True)
    ]
    assert listed.scores(probe) == pytest.approx(np.array(by_hand), abs=1e-6)
    asked = np.array([7, 0, 39, 7])
    assert listed.some(probe, asked) == pytest.approx(np.array(by_hand)[:, asked], abs=1e-6)


def test_lifting_makes_unit_vectors_and_keeps_products() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(30, DIM))
    rows *= rng.uniform(0.5, 1.0, (30, 1)) / np.linalg.norm(rows, axis=1, keepdims=True)
    made = lifted(rows.astype(np.float32))
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(30), abs=1e-6)
    asked = rng.normal(size=DIM).astype(np.float32)
    assert made @ np.append(asked, np.float32(0)) == pytest.approx(rows @ asked, abs=1e-5)


def test_an_empty_list_has_nobody() -> None:
    listed = List([], [np.empty((0, DIM), np.float32)])
    probe = [np.zeros(DIM, np.float32)]
    assert len(listed) == 0
    assert listed.scores(probe).shape == (1, 0)
    assert listed.some(probe, np.empty(0, np.intp)).shape == (1, 0)
    assert len(listed.galleries[0]) == 0
