"""A strength is the stored map, bounded, with an interval around it."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.errors import CalibrationError
from nomina.faces import Calibration
from nomina.faces.strength import CalibrationSet, HeldOut, ScoreMap

LOWER, UPPER = -1.5, 2.5
MAPS = ((-4.0, 8.0), (-3.0, 6.0), (-5.0, 10.0), (-4.5, 8.5))
"""Intercept and slope of natural-log LR: the map itself, then those of resampled people."""


def calibration(**changes: object) -> Calibration:
    held_out = HeldOut(
        folds=5,
        cllr=0.2,
        cllr_min=0.2,
        cllr_min_same_data=0.1,
        mean_lr_non_mated=1.0,
        n_mated=30,
        n_non_mated=300,
    )
    given = CalibrationSet(
        name="made up", sha256="0" * 64, n_identities=30, n_mated=30, n_non_mated=300
    )
    scores = ScoreMap(
        method="logistic", weights=MAPS[0], ensemble=MAPS, lowest_score=-1.0, highest_score=1.0
    )
    made = Calibration(
        pack="f" * 64,
        condition="living",
        population="anybody",
        set=given,
        map=scores,
        lower_bound=LOWER,
        upper_bound=UPPER,
        held_out=held_out,
        code_version="0",
    )
    return made.model_copy(update=changes)


def by_hand(weights: tuple[float, float], score: float) -> float:
    return min(max((weights[0] + weights[1] * score) / math.log(10), LOWER), UPPER)


@given(st.floats(-1.0, 1.0))
def test_the_value_is_the_bounded_map(score: float) -> None:
    assert calibration().strength(score).log10_lr == pytest.approx(by_hand(MAPS[0], score))


@given(st.floats(-1.0, 1.0))
def test_the_interval_holds_the_value_and_stays_within_the_bounds(score: float) -> None:
    found = calibration().strength(score)
    assert LOWER <= found.low <= found.log10_lr <= found.high <= UPPER
    every = [by_hand(weights, score) for weights in MAPS]
    assert min(every) <= found.low
    assert found.high <= max(every)


@given(st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=30))
def test_a_higher_score_never_weighs_less(scores: list[float]) -> None:
    values = calibration().log10_lr(np.sort(scores))
    assert (np.diff(values) >= 0).all()


def test_at_a_bound_it_says_so() -> None:
    assert calibration().strength(1.0).at_bound is False
    narrow = calibration(upper_bound=1.0)
    assert narrow.strength(1.0).at_bound
    assert narrow.strength(1.0).log10_lr == 1.0
    assert calibration().strength(-1.0).at_bound


def test_without_bounds_the_map_alone_speaks() -> None:
    expected = (MAPS[0][0] + MAPS[0][1] * -1.0) / math.log(10)
    assert calibration().unbounded(-1.0) == pytest.approx(expected)


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(CalibrationError, match="not a number"):
        calibration().log10_lr([0.1, float("nan")])


def test_the_digest_is_of_the_content_and_not_of_its_layout() -> None:
    made = calibration()
    again = Calibration.model_validate_json(
        json.dumps(json.loads(made.model_dump_json()), indent=3)
    )
    assert again.sha256 == made.sha256
    assert calibration(upper_bound=1.0).sha256 != made.sha256
    assert calibration(caution="origin").sha256 != made.sha256
    assert made.strength(0.3).calibration_sha256 == made.sha256
