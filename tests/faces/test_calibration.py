"""A whole calibration: truth recovered, honest bounds, intervals by person, refusals."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nomina.documents import read_json, write_json
from nomina.errors import CalibrationError
from nomina.faces import calibration
from nomina.faces.calibration import Calibration, cross_fitted, elub, fit, list_digest
from nomina.faces.score_maps import fit_weights

PEOPLE = 150
GIVEN: dict[str, Any] = {
    "pack": "0" * 64,
    "condition": "living",
    "population": "everyone",
    "set_name": "made up",
    "set_sha256": list_digest(["b", "a"]),
}


def scores(seed: int, people: int = PEOPLE, spread: float = 0.05) -> tuple[np.ndarray, ...]:
    """Every person once as a mate, and all pairs; at that spread, ln LR = 60 x score - 27."""
    rng = np.random.default_rng(seed)
    probe, gallery = np.nonzero(~np.eye(people, dtype=bool))
    mated = rng.normal(0.525, spread, people)
    non_mated = rng.normal(0.375, spread, probe.size)
    return mated, non_mated, np.arange(people), np.stack([probe, gallery], axis=1)


@cache
def made() -> Calibration:
    return fit(*scores(0), **GIVEN, resamples=60)


def test_the_true_lr_is_recovered_within_its_interval() -> None:
    at = np.linspace(0.40, 0.50, 6)
    truth = (60 * at - 27) / np.log(10)
    found = made()
    assert found.unbounded(at) == pytest.approx(truth, abs=0.15)
    low, high = found.interval(at)
    assert (low <= truth).all()
    assert (truth <= high).all()


def test_mean_lr_of_two_people_is_one_before_bounds() -> None:
    # The universal property: E[LR | two people] = 1, here on people never seen. Kinds that lie
    # close together, since the mean of a heavy tail needs more pairs than a test should make.
    found = fit(*scores(0, spread=0.1), **GIVEN, methods=("logistic",), resamples=2)
    _, non_mated, _, _ = scores(99, people=400, spread=0.1)
    assert np.mean(10.0 ** found.unbounded(non_mated)) == pytest.approx(1.0, abs=0.1)
    assert found.held_out.mean_lr_non_mated == pytest.approx(1.0, abs=0.15)


def test_held_out_cost_is_close_to_the_least() -> None:
    held_out = made().held_out
    assert held_out.cllr - held_out.cllr_min_same_data < 0.05
    assert held_out.cllr_min_same_data <= held_out.cllr_min
    assert held_out.n_mated == PEOPLE
    assert held_out.n_non_mated == 5 * 30 * 29  # pairs within one part of the people only


def test_no_claim_passes_the_bounds() -> None:
    found = made()
    values = found.log10_lr(np.linspace(-1, 1, 2001))
    assert values.min() == found.lower_bound
    assert values.max() == found.upper_bound
    assert (np.diff(values) >= 0).all()
    plain = elub(*(found.unbounded(x) for x in scores(0)[:2]))
    assert plain[0] <= found.lower_bound <= 0 <= found.upper_bound <= plain[1]


def test_strength_says_where_it_comes_from() -> None:
    found = made()
    middle, far = found.strength(0.46), found.strength(0.99)
    assert middle.lower_bound <= middle.low <= middle.log10_lr <= middle.high <= middle.upper_bound
    assert middle.low < middle.high
    assert not middle.at_bound
    assert far.at_bound
    assert far.log10_lr == far.high == found.upper_bound
    assert (middle.condition, middle.calibration_sha256) == ("living", found.sha256)


def test_interval_narrows_with_people_not_with_repeated_pairs() -> None:
    mated, non_mated, who, whose = scores(1, people=60)
    few = fit(mated, non_mated, who, whose, **GIVEN, methods=("logistic",), resamples=60)
    # The same pairs ten times over: no new person, so nothing is known better.
    again = fit(
        np.tile(mated, 10),
        np.tile(non_mated, 10),
        np.tile(who, 10),
        np.tile(whose, (10, 1)),
        **GIVEN,
        methods=("logistic",),
        resamples=60,
    )
    many = fit(*scores(1, people=200), **GIVEN, methods=("logistic",), resamples=60)

    def width(calibration: Calibration) -> float:
        low, high = calibration.interval(0.48)
        return float(high - low)

    assert width(again) == pytest.approx(width(few), rel=0.02)
    assert width(many) < 0.75 * width(few)


def test_same_seed_same_calibration_and_the_file_keeps_it(tmp_path: Path) -> None:
    mated, non_mated, who, whose = scores(2, people=40)
    names = np.array([f"p{i}" for i in range(40)])
    first = fit(mated, non_mated, names[who], names[whose], **GIVEN, resamples=8)
    second = fit(mated, non_mated, names[who], names[whose], **GIVEN, resamples=8)
    other = fit(mated, non_mated, names[who], names[whose], **GIVEN, resamples=8, seed=1)
    assert first == second
    assert first.sha256 == second.sha256 != other.sha256
    write_json(tmp_path / "c.json", first)
    back = read_json(tmp_path / "c.json", Calibration)
    assert back == first
    assert back.sha256 == first.sha256
    assert (back.set.n_identities, back.set.n_mated, back.set.n_non_mated) == (40, 40, 1560)


def test_a_bent_truth_gets_a_bent_map() -> None:
    rng = np.random.default_rng(5)
    mated, _, who, whose = scores(0)
    bent_mated = rng.random(mated.size) ** (1 / 6)
    bent_others = rng.random(len(whose)) ** 3
    assert fit(bent_mated, bent_others, who, whose, **GIVEN, resamples=2).map.method != "logistic"
    assert made().map.method == "logistic"


def test_scores_beyond_one_leave_out_the_map_that_needs_a_cosine() -> None:
    mated, non_mated, who, whose = scores(3)
    held_out = cross_fitted(10 * mated, 10 * non_mated, who, whose)
    assert held_out.cllr < 0.9
    with pytest.raises(CalibrationError, match="no map"):
        cross_fitted(10 * mated, 10 * non_mated, who, whose, methods=("beta",))


def test_too_little_or_unsound_input_is_refused() -> None:
    with pytest.raises(CalibrationError, match="too few"):
        fit(*scores(0, people=29), **GIVEN)
    mated, non_mated, who, whose = scores(0, people=40)
    with pytest.raises(CalibrationError, match="too few"):
        fit(mated, non_mated[:299], who, whose[:299], **GIVEN)
    with pytest.raises(CalibrationError, match="one and the same person"):
        fit(mated, non_mated, who, whose * 0, **GIVEN)
    with pytest.raises(CalibrationError, match="finite"):
        fit(np.where(who == 3, np.nan, mated), non_mated, who, whose, **GIVEN)
    with pytest.raises(CalibrationError, match="one person"):
        fit(mated, non_mated, who[:-1], whose, **GIVEN)
    with pytest.raises(CalibrationError, match="not a number"):
        made().log10_lr([0.3, np.nan])


def test_list_digest_ignores_order_and_keeps_repeats() -> None:
    # sha256 of "a\nb\n", from the coreutils tool.
    assert list_digest(["b", "a"]) == (
        "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"
    )
    assert list_digest(["a", "a"]) != list_digest(["a"])


def test_a_resample_is_the_fit_of_pairs_repeated_as_often_as_both_people_were_drawn() -> None:
    mated, non_mated, who, whose = scores(6, people=32)
    found = fit(mated, non_mated, who, whose, **GIVEN, methods=("logistic",), resamples=3)
    drawn = calibration._drawn(32, 3, np.random.default_rng([0, 2]))
    for times, weights in zip(drawn, found.map.ensemble, strict=True):
        same = np.repeat(mated, times[who])
        other = np.repeat(non_mated, times[whose[:, 0]] * times[whose[:, 1]])
        assert weights == pytest.approx(fit_weights(same[:, None], other[:, None]), rel=1e-5)


def test_few_odd_people_cannot_stretch_the_bounds() -> None:
    # Without overlap plain bounds reach as far as the pairs: 1,560 and 40. People drawn anew
    # leave fewer distinct mates and non-mates, so the kept bounds are narrower, never wider.
    rng = np.random.default_rng(7)
    _, non_mated, who, whose = scores(7, people=40)
    mated = rng.normal(0.9, 0.01, 40)
    mated[:3] = 0.38  # three mates that look like strangers
    found = fit(mated, non_mated, who, whose, **GIVEN, methods=("logistic",), resamples=40)
    plain = elub(found.unbounded(mated), found.unbounded(non_mated))
    assert plain[0] < found.lower_bound <= 0 <= found.upper_bound <= plain[1]
    tight = fit(*scores(0, people=60), **GIVEN, methods=("logistic",), resamples=40)
    raw = elub(*(tight.unbounded(x) for x in scores(0, people=60)[:2]))
    assert tight.upper_bound < raw[1]
