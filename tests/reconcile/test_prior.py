"""The weight of a pair against the three checked values of its derivation, and what is refused."""

from __future__ import annotations

import math

import pytest

from nomina.errors import InputError
from nomina.reconcile.prior import body_weight, pair_weight, share_on_list


@pytest.mark.parametrize(
    ("n", "m", "share", "weight"),
    [(100, 1000, 0.8, 0.00434783), (100, 100, 0.5, 0.02), (1000, 1500, 0.7, 0.00291667)],
)
def test_weight_of_a_pair(n: int, m: int, share: float, weight: float) -> None:
    assert pair_weight(n, m, share) == pytest.approx(weight, rel=1e-5)


def expected_pairs(n: int, m: int, weight: float) -> float:
    """Sum over all numbers of pairs: C(n, k) C(m, k) k! ways of k pairs, each of weight^k."""
    logs = [
        math.log(math.comb(n, k)) + math.log(math.comb(m, k)) + math.lgamma(k + 1)
        + k * math.log(weight)
        for k in range(min(n, m) + 1)
    ]  # fmt: skip
    top = max(logs)
    shares = [math.exp(one - top) for one in logs]
    return sum(k * one for k, one in enumerate(shares)) / sum(shares)


@pytest.mark.parametrize(
    ("n", "m", "share", "of_n"), [(100, 1000, 0.8, 0.80013), (100, 100, 0.5, 0.5011)]
)
def test_the_expected_share_is_the_stated_one(n: int, m: int, share: float, of_n: float) -> None:
    assert expected_pairs(n, m, pair_weight(n, m, share)) / n == pytest.approx(of_n, abs=6e-5)


def test_a_flat_prior_would_put_nearly_everybody_on_the_list() -> None:
    assert expected_pairs(100, 100, 1.0) == pytest.approx(90.7, abs=0.05)
    assert expected_pairs(100, 1000, 1.0) == pytest.approx(99.89, abs=0.005)


def test_both_sides_of_the_share_agree() -> None:
    assert share_on_list(100, 1000, 0.08) == pytest.approx(0.8)


@pytest.mark.parametrize("share", [-0.1, 1.0, math.nan])
def test_shares_that_cannot_be(share: float) -> None:
    with pytest.raises(InputError, match="0 or more"):
        pair_weight(10, 100, share)
    with pytest.raises(InputError, match="0 or more"):
        share_on_list(10, 100, share)
    with pytest.raises(InputError, match="above 0"):
        body_weight(share, 0.5)


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(InputError, match="people listed"):
        pair_weight(10, 5, 0.5)
    with pytest.raises(InputError, match="bodies"):
        share_on_list(10, 100, 0.1)


def test_odds_of_one_site() -> None:
    assert body_weight(0.9, 0.5) == pytest.approx(9.0)
    assert body_weight(0.3, 0.3) == pytest.approx(1.0)
