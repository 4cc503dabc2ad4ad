"""Faces as a line of evidence."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.face import POPULATION, Face
from nomina.faces import Calibration, ConditionClass
from nomina.faces.strength import CalibrationSet, HeldOut, ScoreMap
from nomina.words import LANGUAGES

LN10 = math.log(10.0)
APART, SD = 0.2, 0.08
"""Scores are normal around 0.5 for mates and APART lower for others, with one spread."""
MATED = 0.5
SLOPE = APART / SD**2
WEIGHTS = (-SLOPE * (MATED - APART / 2.0), SLOPE)
"""The natural-log LR of two normal distributions with one spread is this line exactly."""


def calibration(
    *ensemble: tuple[float, float],
    weights: tuple[float, float] = WEIGHTS,
    bounds: tuple[float, float] = (-1.5, 2.0),
    population: str = POPULATION,
    caution: str = "",
) -> Calibration:
    return Calibration(
        pack="f" * 64,
        condition="simulated",
        population=population,
        set=CalibrationSet(
            name="made up", sha256="0" * 64, n_identities=30, n_mated=30, n_non_mated=300
        ),
        map=ScoreMap(
            method="logistic",
            weights=weights,
            ensemble=ensemble or (weights,),
            lowest_score=-1.0,
            highest_score=1.0,
        ),
        lower_bound=bounds[0],
        upper_bound=bounds[1],
        held_out=HeldOut(
            folds=5,
            cllr=0.2,
            cllr_min=0.2,
            cllr_min_same_data=0.1,
            mean_lr_non_mated=1.0,
            n_mated=30,
            n_non_mated=300,
        ),
        caution=caution,  # type: ignore[arg-type]
        code_version="0",
    )


def records(name: str, n: int) -> list[Described]:
    return [Described(f"{name}{place}") for place in range(n)]


def unit(n: int, dim: int, seed: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, dim)) + 1.0
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def scored(scores: NDArray[np.float64], made: Calibration) -> Face:
    """One person, and bodies whose scores with that person are as given."""
    rows = np.column_stack([scores, np.sqrt(1.0 - scores**2)]).astype(np.float32)
    person = np.array([[1.0, 0.0]], dtype=np.float32)
    return Face(records("PM", len(scores)), records("AM", 1), [rows], [person], [made])


def unbounded(scores: NDArray[np.float64], made: Calibration) -> NDArray[np.float64]:
    face = scored(scores, made)
    return 10.0 ** face.unbounded(np.arange(len(scores)), np.zeros(len(scores), np.intp))


def test_universal_by_quadrature() -> None:
    """sum over s of P(s | different) LR(s) = 1, for score distributions that are known."""
    grid = np.linspace(-0.5, 0.99, 20001)
    density = np.exp(-0.5 * ((grid - MATED + APART) / SD) ** 2)
    lr = unbounded(grid, calibration())
    assert density @ lr / density.sum() == pytest.approx(1.0, abs=1e-5)  # templates are floats


def test_universal_by_importance_sampling() -> None:
    """Scores drawn half way between both kinds, weighed back to non-mates."""
    rng = np.random.default_rng(8)
    middle = MATED - APART / 2.0
    scores = np.clip(rng.normal(middle, SD, 100_000), -0.99, 0.99)
    weight = np.exp(
        0.5 * ((scores - middle) / SD) ** 2 - 0.5 * ((scores - MATED + APART) / SD) ** 2
    )
    terms = weight * unbounded(scores, calibration())
    error = terms.std() / math.sqrt(terms.size)
    assert error < 0.01
    assert abs(terms.mean() - 1.0) < 4.0 * error


def test_several_packs_together_say_no_more() -> None:
    """The mean of two calibrated log10 LRs has a mean LR of at most 1 among non-mates."""
    rng = np.random.default_rng(9)
    scores = np.clip(rng.normal(MATED - APART, SD, (2, 50_000)), -0.99, 0.99)
    lrs = [np.log10(unbounded(each, calibration())) for each in scores]
    together = 10.0 ** np.mean(lrs, axis=0)
    assert together.mean() < 1.0


DIM, BODIES, PEOPLE = 16, 40, 300


def two_packs(**changes: list[ConditionClass]) -> Face:
    body, person = (
        [unit(n, DIM, seed), unit(n, DIM + 4, seed + 1)] for n, seed in ((BODIES, 1), (PEOPLE, 5))
    )
    body[0][3] = np.nan  # no face
    person[1][7] = np.nan
    weights = (-12.0, 30.0), (-9.0, 20.0)
    made = [
        calibration(weights=weights[0], bounds=(-1.5, 2.0)),
        calibration(weights=weights[1], bounds=(-1.234, 1.777)),
    ]
    return Face(
        records("PM", BODIES),
        records("AM", PEOPLE),
        body,
        person,
        made,
        stated=changes.get("stated"),
    )


def all_pairs() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.divmod(np.arange(BODIES * PEOPLE, dtype=np.intp), PEOPLE)


def by_hand(body: int, person: int) -> float:
    one = float(unit(BODIES, DIM, 1)[body].astype(float) @ unit(PEOPLE, DIM, 5)[person])
    other = float(unit(BODIES, DIM + 4, 2)[body].astype(float) @ unit(PEOPLE, DIM + 4, 6)[person])
    first = min(max((30.0 * one - 12.0) / LN10, -1.5), 2.0)
    second = min(max((20.0 * other - 9.0) / LN10, -1.234), 1.777)
    return min(max(round((first + second) / 2.0, 2), -1.23), 1.77)


def test_the_value_is_the_mean_of_the_packs_bounded_and_rounded() -> None:
    values = two_packs().log10_lr(*all_pairs()).reshape(BODIES, PEOPLE)
    for body, person in ((0, 0), (1, 50), (39, 299), (20, 8)):
        assert values[body, person] == pytest.approx(by_hand(body, person), abs=1e-9)
    assert values.max() <= 1.77
    assert values.min() >= -1.23
    assert len(np.unique(values)) > 50


def test_without_a_face_it_says_nothing() -> None:
    face = two_packs()
    values = face.log10_lr(*all_pairs()).reshape(BODIES, PEOPLE)
    assert not values[3].any()
    assert not values[:, 7].any()
    assert face.finding(3, 0) is None
    assert face.finding(0, 7) is None


def test_of_advanced_change_it_says_nothing() -> None:
    stated = [ConditionClass.FRESH] * BODIES
    stated[2] = ConditionClass.ADVANCED_CHANGE
    face = two_packs(stated=stated)
    assert not face.dense(np.array([2])).any()
    assert not face.log10_lr(np.full(PEOPLE, 2), np.arange(PEOPLE)).any()
    assert face.finding(2, 0) is None
    assert 2 not in face.candidates(0.1).bodies
    found = face.finding(1, 0)
    assert found is not None
    assert "fresh" in found.body


def test_dense_candidates_and_findings_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    face = two_packs()
    values = face.log10_lr(*all_pairs()).reshape(BODIES, PEOPLE)
    assert np.abs(face.dense(np.arange(BODIES)) - values).max() < 0.0101
    assert np.abs(face.dense(np.array([9, 4])) - values[[9, 4]]).max() < 0.0101
    for cells in (4_000_000, 1000):
        monkeypatch.setattr("nomina.evidence.face._CELLS", cells)
        for least in (0.05, 1.0, 1.77):
            found = face.candidates(least)
            there = set(zip(found.bodies.tolist(), found.people.tolist(), strict=True))
            assert len(there) == len(found)
            assert there == set(
                zip(*(each.tolist() for each in np.nonzero(values >= least)), strict=True)
            )
    assert len(face.candidates(1.78)) == 0
    for body, person in ((0, 0), (5, 100), (39, 299)):
        finding = face.finding(body, person)
        assert finding is not None
        assert finding.log10_lr == pytest.approx(values[body, person], abs=1e-12)
        assert finding.lower_bound == -1.23
        assert finding.upper_bound == 1.77
    assert not face.excludes(*all_pairs()).any()


def test_only_three_words_and_no_share_of_likeness() -> None:
    """A candidate only where the whole interval speaks for the same person."""
    sure = scored(np.array([0.45]), calibration())
    unsure = scored(np.array([0.45]), calibration(WEIGHTS, (WEIGHTS[0] - 4.0, WEIGHTS[1])))
    words = []
    for face in (sure, unsure):
        found = face.finding(0, 0)
        assert found is not None
        assert found.log10_lr > 0.0
        assert not found.excludes
        assert set(found.sentence) == set(LANGUAGES)
        words.append(found.sentence["en"])
        for text in (found.sentence["en"], found.body, found.person, found.method):
            assert not re.search(r"match|identi|similar|%|\d\.\d", text)
    assert "candidate for other examination" in words[0]
    assert "inconclusive" in words[1]
    assert "candidate" not in words[1]


def test_a_known_limit_is_said() -> None:
    found = scored(np.array([0.4]), calibration(caution="origin")).finding(0, 0)
    assert found is not None
    assert "origin" in found.sentence["en"]
    assert POPULATION in found.source
    assert len(found.computed_from) == 1


def test_only_some_populations_go_beside_biology() -> None:
    assert two_packs().beside_biology
    assert not scored(np.array([0.4]), calibration(population="anybody")).beside_biology


def test_empty_registers() -> None:
    for n, m in ((0, 3), (3, 0), (0, 0)):
        face = Face(
            records("PM", n),
            records("AM", m),
            [unit(n, 4, 1)],
            [unit(m, 4, 2)],
            [calibration()],
        )
        assert face.strongest == 0.0
        assert len(face.candidates(0.5)) == 0
        assert face.dense(np.arange(n)).shape == (n, m)


def test_what_does_not_fit_is_refused() -> None:
    bodies, people, made = records("PM", 2), records("AM", 3), calibration()
    with pytest.raises(InputError, match="need 2 rows"):
        Face(bodies, people, [unit(3, 4, 1)], [unit(3, 4, 1)], [made])
    with pytest.raises(InputError, match="differ in length"):
        Face(bodies, people, [unit(2, 4, 1)], [unit(3, 5, 1)], [made])
    with pytest.raises(InputError, match="each calibration"):
        Face(bodies, people, [unit(2, 4, 1)], [unit(3, 4, 1)], [made, made])
    with pytest.raises(InputError, match="stated"):
        Face(
            bodies,
            people,
            [unit(2, 4, 1)],
            [unit(3, 4, 1)],
            [made],
            stated=[ConditionClass.FRESH] * 3,
        )
