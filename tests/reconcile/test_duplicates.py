"""Files of one side that may be of one person."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nomina.errors import InputError
from nomina.reconcile.duplicates import Pairs, duplicates
from nomina.reconcile.parts_partition import theta_for

IDS = [f"AM{n}" for n in range(100)]


def scored(*pairs: tuple[int, int, float], excluded: tuple[int, ...] = ()) -> Pairs:
    one, other, value = zip(*pairs, strict=True) if pairs else ((), (), ())
    out = np.isin(np.arange(len(pairs)), excluded)
    return Pairs(np.array(one, np.intp), np.array(other, np.intp), np.array(value, float), out)


def test_one_pair_has_the_odds_of_its_lr_over_theta() -> None:
    """With 10 % duplicates among 100 files: theta such that 90 people are expected."""
    theta = theta_for(100, 90.0)
    assert math.fsum(theta / (theta + i) for i in range(100)) == pytest.approx(90.0)
    (found,) = duplicates(IDS, scored((7, 3, 4.0)), share=0.1)
    assert found.ids == ("AM3", "AM7")
    assert found.probability == pytest.approx(1e4 / (1e4 + theta), abs=1e-9)
    assert found.pairs == {("AM3", "AM7"): pytest.approx(found.probability)}
    assert found.method == "exact"


def test_more_duplicates_expected_make_each_more_probable() -> None:
    few, many = (
        duplicates(IDS, scored((0, 1, 2.5)), share=share, least=0.0) for share in (0.001, 0.2)
    )
    assert few[0].probability < 0.5 < many[0].probability


def test_three_files_of_one_person_are_one_group() -> None:
    pairs = scored((0, 1, 6.0), (1, 2, 6.0), (0, 2, 6.0), (4, 5, 5.0))
    found = duplicates(IDS, pairs, share=0.05)
    assert {each.ids for each in found} == {("AM0", "AM1", "AM2"), ("AM4", "AM5")}
    three = next(each for each in found if len(each.ids) == 3)
    assert len(three.pairs) == 3
    assert min(three.pairs.values()) >= three.probability > 0.9
    assert three.best[0].blocks[0] == ("AM0", "AM1", "AM2")
    assert found[0].probability >= found[1].probability


def test_a_group_is_less_probable_than_each_of_its_pairs() -> None:
    (found,) = duplicates(IDS, scored((0, 1, 4.0), (1, 2, 4.0)), share=0.1)
    assert len(found.ids) == 3
    assert 0.5 < found.probability < min(found.pairs.values())
    assert found.probability < max(found.pairs.values()) - 0.01


def test_two_that_cannot_be_one_leave_the_third_between_them() -> None:
    """Father and son of one name, and a file that may be of either: all of it is shown."""
    pairs = scored((0, 1, 5.0), (1, 2, 5.0), (0, 2, 9.0), excluded=(2,))
    found = duplicates(IDS, pairs, share=0.05)
    assert {each.ids for each in found} == {("AM0", "AM1"), ("AM1", "AM2")}
    assert [each.probability for each in found] == pytest.approx([0.5, 0.5], abs=0.01)


def test_weak_pairs_are_not_shown_and_link_nothing() -> None:
    assert duplicates(IDS, scored((0, 1, 0.4), (1, 2, -3.0)), share=0.01) == ()
    assert duplicates(IDS, scored(), share=0.01) == ()
    assert duplicates(["A"], scored(), share=0.5) == ()


def test_large_registers_are_quick() -> None:
    """100,000 files, 1,000 true pairs of LR 10^8 among 5,000 of 10^3."""
    ids = [str(n) for n in range(100_000)]
    one = np.arange(0, 12_000, 2)
    value = np.where(np.arange(6000) < 1000, 8.0, 3.0)
    found = duplicates(ids, Pairs(one, one + 1, value), share=0.01)
    assert len(found) == 1000
    theta = theta_for(100_000, 99_000.0)
    assert found[0].probability == pytest.approx(1e8 / (1e8 + theta), abs=1e-6)


def test_stated_probabilities_are_kept() -> None:
    """Files drawn by the model: a pair stated as p is one person in a share p of draws.

    2,000 pairs of two files each, one person with 1/(1 + theta) before, scores normal with mean
    +-d/2 and variance d (so that they are natural-log LRs).
    """
    rng = np.random.default_rng(11)
    n, share, d = 4000, 0.2, 8.0
    theta = theta_for(n, n * (1.0 - share))
    # As among these pairs alone, not among all: rare, so more of them are drawn and reweighed.
    same = rng.random(n // 2) < 0.5
    log_lr = rng.normal(np.where(same, d / 2.0, -d / 2.0), math.sqrt(d))
    shift = math.log(theta)  # odds of one half, put into the evidence
    one = np.arange(0, n, 2)
    ids = [str(each) for each in range(n)]
    found = duplicates(ids, Pairs(one, one + 1, (log_lr + shift) / math.log(10)), share=share)
    stated = {int(each.ids[0]) // 2: each.probability for each in found}
    chosen = np.array([stated.get(each, 0.0) for each in range(n // 2)])
    middle = (chosen > 0.2) & (chosen < 0.8)
    assert middle.sum() > 100
    error = math.sqrt(0.25 / middle.sum())
    assert abs(same[middle].mean() - chosen[middle].mean()) < 3.0 * error


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (scored((0, 0, 1.0)), r"AM0.*with itself"),
        (scored((0, 1, 1.0), (1, 0, 2.0)), r"AM0, AM1.*given twice"),
        (scored((0, 1, math.inf)), "is finite"),
        (scored((0, 100, 1.0)), "not there"),
        (Pairs(np.array([0]), np.array([1]), np.empty(0)), "a value each"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(given: Pairs, what: str) -> None:
    with pytest.raises(InputError, match=what):
        duplicates(IDS, given, share=0.1)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, math.nan])
def test_shares_that_cannot_be(share: float) -> None:
    with pytest.raises(InputError, match="share of duplicates"):
        duplicates(IDS, scored(), share=share)


def test_a_net_of_files_is_refused() -> None:
    ids = [str(n) for n in range(300)]
    chain = scored(*((n, n + 1, 9.0) for n in range(250)))
    with pytest.raises(InputError, match="hang together"):
        duplicates(ids, chain, share=0.1)
    with pytest.raises(InputError, match="there twice"):
        duplicates(["A", "A"], scored(), share=0.1)
