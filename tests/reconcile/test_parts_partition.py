"""The posterior over partitions, against all set partitions counted out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

import numpy as np
import pytest

from nomina.errors import InputError
from nomina.reconcile.parts_chain import sampled
from nomina.reconcile.parts_partition import Blocks, exact, theta_for


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    """All set partitions: the first item alone, or put into each block of the others."""
    if not items:
        yield []
        return
    for smaller in partitions(items[1:]):
        yield [[items[0]], *smaller]
        for at in range(len(smaller)):
            yield [*smaller[:at], [items[0], *smaller[at]], *smaller[at + 1 :]]


def strongest_tree(places: list[int], log_lr: np.ndarray) -> float:
    """The best of all trees, by trying every set of edges that is one."""
    edges = list(combinations(places, 2))
    best = -math.inf
    for chosen in combinations(edges, len(places) - 1):
        reached = {places[0]}
        for _ in places:
            reached |= {x for e in chosen if reached & set(e) for x in e}
        if reached == set(places):
            best = max(best, sum(max(0.0, float(log_lr[e])) for e in chosen))
    return best


def counted_out(
    log_lr: np.ndarray, theta: float, *, every_pair: bool, bad: set[int]
) -> tuple[np.ndarray, float, list[tuple[float, frozenset[frozenset[int]]]]]:
    """Pair probabilities, log of the sum and all partitions with their weight.

    ``bad``: no two of them in one block.
    """
    n = len(log_lr)
    total, pairs, seen = 0.0, np.zeros((n, n)), []
    for each in partitions(list(range(n))):
        weight = 1.0
        for block in each:
            inside = [float(log_lr[e]) for e in combinations(sorted(block), 2)]
            if len(set(block) & bad) > 1 or -math.inf in inside:
                weight = 0.0
                break
            log = sum(inside)
            if not every_pair:
                log = strongest_tree(sorted(block), log_lr) + sum(x for x in inside if x < 0)
            weight *= theta * math.factorial(len(block) - 1) * math.exp(log)
        total += weight
        seen.append((weight, frozenset(map(frozenset, each))))
        for block in each:
            pairs[np.ix_(block, block)] += weight
    return pairs / total, total, [(w / total, p) for w, p in seen]


def apart(bad: set[int], inside: Sequence[int]) -> bool:
    return len(set(inside) & bad) < 2


def random_group(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    log_lr = rng.normal(0.0, 2.5, (n, n)) * (rng.random((n, n)) < 0.6)
    log_lr[rng.random((n, n)) < 0.1] = -math.inf
    log_lr = np.triu(log_lr, 1)
    return np.asarray(log_lr + log_lr.T)


@pytest.mark.parametrize("every_pair", [True, False])
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_exact_is_all_partitions_counted_out(n: int, every_pair: bool) -> None:
    for seed in range(6):
        log_lr, bad = random_group(n, seed), {0, n - 1} if seed % 2 else set()
        theta = 0.3 + seed
        wanted, _, seen = counted_out(log_lr, theta, every_pair=every_pair, bad=bad)
        found = exact(Blocks(log_lr, theta, every_pair, partial(apart, bad)))
        assert found.pairs(n) == pytest.approx(wanted, abs=1e-9)
        best = sorted((w for w, _ in seen if w > 0.0), reverse=True)[:5]
        assert [p for _, p in found.best] == pytest.approx(best, abs=1e-9)
        by_partition = {p: w for w, p in seen}
        for partition, p in found.best:
            sets = frozenset(
                frozenset(place for place in range(n) if block >> place & 1) for block in partition
            )
            assert by_partition[sets] == pytest.approx(p, abs=1e-9)
        for one, other in combinations(range(n), 2):
            assert found.together(1 << one | 1 << other) == pytest.approx(
                wanted[one, other], abs=1e-9
            )


@pytest.mark.deep
@pytest.mark.parametrize("n", [7, 8, 9])
def test_exact_is_all_partitions_of_nine(n: int) -> None:
    """Bell(9) = 21,147 partitions."""
    log_lr = random_group(n, n)
    wanted, *_ = counted_out(log_lr, 2.0, every_pair=True, bad={0, 1, 2})
    blocks = Blocks(log_lr, 2.0, every_pair=True, fits=partial(apart, {0, 1, 2}))
    assert exact(blocks).pairs(n) == pytest.approx(wanted, abs=1e-9)


def test_without_evidence_it_is_the_prior_of_ewens() -> None:
    """Two of n files are one person with 1/(1 + theta), whatever n is."""
    for n in (2, 5, 8):
        pairs = exact(Blocks(np.zeros((n, n)), 3.0)).pairs(n)
        assert pairs[~np.eye(n, dtype=bool)] == pytest.approx(0.25, abs=1e-9)


def test_agreement_on_one_sample_is_not_counted_again() -> None:
    """k files with one profile of frequency f: k - 1 agreements of LR 1/f."""
    k, log_lr = 4, 10.0
    matrix = np.full((k, k), log_lr)
    theta = math.exp(40.0)  # so strange that 3 x 10 are too little, and 6 x 10 too much
    tree = exact(Blocks(matrix, theta)).together(0b1111)
    every = exact(Blocks(matrix, theta, every_pair=True)).together(0b1111)
    assert tree < 1e-10
    assert tree == pytest.approx(math.exp(30.0 + math.log(6.0) - 3 * 40.0), rel=0.01)
    assert every > tree * math.exp(29.0)


@pytest.mark.parametrize(
    ("files", "people"), [(2, 1.5), (10, 4.0), (1000, 900.0), (100000, 99999.9)]
)
def test_theta_gives_the_expected_number_of_people(files: int, people: float) -> None:
    theta = theta_for(files, people)
    assert math.fsum(theta / (theta + i) for i in range(files)) == pytest.approx(
        people, abs=1e-3 * (files - people)
    )


@pytest.mark.parametrize(("files", "people"), [(10, 10.0), (10, 1.0), (10, 12.0), (1, 1.0)])
def test_numbers_of_people_that_cannot_be(files: int, people: float) -> None:
    with pytest.raises(InputError, match="cannot be expected"):
        theta_for(files, people)


@pytest.mark.parametrize("seed", [1, 2])
def test_chains_come_to_the_exact_answer(seed: int) -> None:
    n = 7
    blocks = Blocks(random_group(n, seed), 2.0, fits=partial(apart, {1, 2}))
    found = sampled(blocks, sweeps=400, seed=seed)
    assert found.method == "chains"
    assert found.r_hat is not None
    assert found.r_hat < 1.05
    wanted = exact(blocks)
    # 1,600 draws that follow each other: a standard error of about 0.02 at worst.
    assert np.abs(found.pairs(n) - wanted.pairs(n)).max() < 0.05
    assert found.best[0][0] in [partition for partition, _ in wanted.best]


def test_chains_that_do_not_meet_are_seen() -> None:
    """All together is far more probable than all apart, and nothing in between is."""
    n = 11
    log_lr = np.full((n, n), 8.0)  # 55 pairs: 440 against 10 times log theta = 400; a pair -32
    blocks = Blocks(log_lr, math.exp(40.0), every_pair=True)
    found = sampled(blocks, sweeps=20)
    assert found.r_hat is not None
    assert found.r_hat > 1.3  # `collapse` leaves everything open above 1.1
    assert sampled(blocks, sweeps=20).blocks == found.blocks
