"""Several photos of one person make one template that claims no more than they do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.faces import pool

DIM = 128
REPEAT = 0.95


def units(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(
        np.float32
    )
    return unit


def photos(people: int, each: int, seed: int = 0) -> NDArray[np.float32]:
    """Templates (people, each, DIM) that score REPEAT within a person and 0.85 between two."""
    rng = np.random.default_rng(seed)
    whole = np.sqrt(0.85) * units(rng.normal(size=(1, 1, DIM)))
    person = np.sqrt(REPEAT - 0.85) * units(rng.normal(size=(people, 1, DIM)))
    shot = np.sqrt(1 - REPEAT) * units(rng.normal(size=(people, each, DIM)))
    return units(whole + person + shot)


def between(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    scores = one @ other.T
    return np.asarray(scores[~np.eye(len(scores), dtype=bool)])


def test_one_photo_is_left_as_it_is() -> None:
    one = photos(1, 1)[0]
    assert pool(one, REPEAT) == pytest.approx(one[0], abs=1e-6)
    assert pool(one) == pytest.approx(one[0], abs=1e-6)


def test_the_same_photo_again_changes_nothing() -> None:
    one = photos(1, 1)[0]
    assert pool(np.repeat(one, 5, axis=0), REPEAT) == pytest.approx(one[0], abs=1e-6)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 200))
def test_without_a_usual_score_it_is_the_mean_over_all_pairs(n: int, m: int, seed: int) -> None:
    one, other = photos(2, max(n, m), seed)
    expected = (one[:n] @ other[:m].T).mean()
    assert pool(one[:n]) @ pool(other[:m]) == pytest.approx(expected, abs=1e-6)


def test_photos_that_differ_more_than_usual_do_not_count_against_their_person() -> None:
    far = units(np.eye(DIM)[:2] + 0.5 * np.eye(DIM)[2])  # two photos that score 0.2
    usual = np.sqrt((1 + REPEAT) / 2)
    assert np.linalg.norm(pool(far, REPEAT)) == pytest.approx(usual, abs=1e-6)
    assert np.linalg.norm(pool(far)) == pytest.approx(np.sqrt(0.6), abs=1e-6)


@pytest.mark.parametrize(("n", "m"), [(1, 2), (2, 2), (3, 3), (1, 6)])
def test_strangers_score_no_higher_for_having_several_photos(n: int, m: int) -> None:
    """Each two photos of strangers score 0.85 here; the mean at full length adds to that."""
    plain = photos(60, 6)
    single = between(plain[:, 0], plain[:, 1]).mean()
    one, other = (np.stack([pool(x[:k], REPEAT) for x in plain]) for k in (n, m))
    assert between(one, other).mean() == pytest.approx(single, abs=0.003)
    full = between(units(one), units(other)).mean()
    assert full > single + 0.01


def test_a_pack_whose_photos_of_one_person_score_below_zero_is_taken_as_it_is() -> None:
    one = photos(1, 3)[0]
    assert pool(one, -0.9) == pytest.approx(pool(one), abs=1e-6)


def test_photos_that_cancel_each_other_out_are_refused() -> None:
    one = photos(1, 1)[0][0]
    with pytest.raises(InputError):
        pool(np.stack([one, -one]), REPEAT)
