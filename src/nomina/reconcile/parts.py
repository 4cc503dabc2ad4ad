"""Body parts: which of them are one person, weighed together, decided by people.

Groups are parts that evidence links. Each is weighed apart (`nomina.reconcile.parts_partition`),
which is exact for parts that nothing else links. Nothing is ever merged here: `collapse` says what
may be treated as one at a stated probability, and what stays undecided.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from nomina.errors import InputError
from nomina.reconcile.parts_anatomy import Counts, Part, contradictions, counted, twice
from nomina.reconcile.parts_chain import sampled
from nomina.reconcile.parts_partition import EXACT, LN10, Blocks, Posterior, exact, theta_for
from nomina.words import tr

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence that two parts are of one person.

    Attributes:
        one, other: their ids.
        log10_lr: of one person over two people, all that is independent multiplied; not used
            where ``excludes``.
        excludes: they cannot be one person, as by different DNA.
        source: where it comes from, such as the report.
    """

    one: str
    other: str
    log10_lr: float = 0.0
    excludes: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if self.one == self.other:
            raise InputError(tr("a part is linked with itself"), where=self.one)
        if not math.isfinite(self.log10_lr):
            raise InputError(tr("a likelihood ratio is finite"), where=f"{self.one}, {self.other}")


@dataclass(frozen=True, slots=True)
class Partition:
    """One way to put a group together: blocks of ids, each one person, and its probability."""

    blocks: tuple[tuple[str, ...], ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Group:
    """Files that evidence links, weighed together.

    Attributes:
        ids: in the order of the input.
        pairs: probability of each pair to be one person.
        best: the most probable partitions, the best first.
        method: "exact" or "chains".
        r_hat: agreement of the chains, 1 where they agree; None where exact.
    """

    ids: tuple[str, ...]
    pairs: Mapping[Pair, float]
    best: tuple[Partition, ...]
    method: str
    r_hat: float | None
    posterior: Posterior

    def together(self, ids: Iterable[str]) -> float:
        """Give the probability that all of these are one person."""
        return self.posterior.together(sum(1 << self.ids.index(each) for each in set(ids)))


@dataclass(frozen=True, slots=True)
class Weighed:
    """All groups of two or more.

    Attributes:
        groups: see `Group`. Parts in no group are linked with nothing.
        theta: of the prior: before evidence two parts are one person with 1/(1 + theta).
        left_out: bags that hold more than one person by themselves and cannot be weighed.
    """

    groups: tuple[Group, ...]
    theta: float
    left_out: tuple[str, ...] = ()


def weigh(
    parts: Sequence[Part],
    links: Iterable[Link],
    *,
    people: float | None = None,
    theta: float | None = None,
    every_pair: bool = False,
    sweeps: int = 400,
    seed: int = 0,
) -> Weighed:
    """Weigh which parts are one person.

    Args:
        parts: each id once.
        links: several on one pair are multiplied.
        people: the number of people expected among all parts, as `least_number` and the list
            of missing suggest; or else ``theta`` of the prior itself. One of both must be given.
        every_pair: multiply all links inside a person; see `nomina.reconcile.parts_partition`.
        sweeps, seed: of the chains in groups of more than 10.

    Raises:
        InputError: an id is there twice or is not known, or the prior cannot be.
    """
    ids = [part.id for part in parts]
    if len(set(ids)) < len(ids):
        raise InputError(tr("a part is there twice"), where=_first_twice(ids))
    places = {each: place for place, each in enumerate(ids)}
    chosen = prior(len(ids), people, theta)
    log_lr: dict[tuple[int, int], float] = {}
    for link in links:
        for each in (link.one, link.other):
            if each not in places:
                raise InputError(tr("there is a link to a part that is not known"), where=each)
        pair = places[link.one], places[link.other]
        key = min(pair), max(pair)
        value = -math.inf if link.excludes else link.log10_lr * LN10
        log_lr[key] = log_lr.get(key, 0.0) + value
    left_out = tuple(each.part for each in contradictions(parts))
    for key in [k for k in log_lr if ids[k[0]] in left_out or ids[k[1]] in left_out]:
        del log_lr[key]
    counts = np.array([counted(part.pieces) for part in parts])

    groups = []
    for inside, matrix in linked(len(ids), log_lr):
        blocks = Blocks(matrix, chosen, every_pair, partial(_fits, counts[inside]))
        groups.append(group([ids[at] for at in inside], blocks, sweeps=sweeps, seed=seed))
    return Weighed(tuple(groups), chosen, left_out)


def _fits(counts: Counts, inside: Sequence[int]) -> bool:
    return not twice(counts[list(inside)].sum(axis=0))


def prior(files: int, people: float | None, theta: float | None) -> float:
    """Give theta from what was stated.

    Raises:
        InputError: neither or both were stated, or it is not above 0.
    """
    if (people is None) == (theta is None):
        raise InputError(tr("state the expected number of people, or theta"))
    if people is not None:
        if files < 2:
            return 1.0  # there is no pair
        return theta_for(files, people)
    if theta is None or not 0.0 < theta < math.inf:
        raise InputError(tr("theta is above 0"), where=f"{theta}")
    return theta


def _first_twice(ids: Sequence[str]) -> str:
    return next(each for place, each in enumerate(ids) if each in ids[:place])


def linked(
    n: int, log_lr: Mapping[tuple[int, int], float], floor: float = 0.0
) -> list[tuple[list[int], NDArray[np.float64]]]:
    """Give the groups of two or more that pairs above ``floor`` link, with all LRs inside.

    Args:
        n: how many files there are.
        log_lr: natural log by pair of places, the smaller first; -inf for an exclusion.
        floor: natural log of the LR that links.
    """
    strong = [pair for pair, value in log_lr.items() if value > floor]
    rows, columns = ([pair[side] for pair in strong] for side in (0, 1))
    graph = sparse.coo_matrix((np.ones(len(strong)), (rows, columns)), shape=(n, n))
    labels = connected_components(graph, directed=False)[1]
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    found: dict[int, tuple[list[int], NDArray[np.float64]]] = {}
    for places in np.split(order, starts[1:]):
        if len(places) > 1:
            size = len(places)
            found[int(labels[places[0]])] = (places.tolist(), np.zeros((size, size)))
    at = np.zeros(n, np.intp)
    for places_, _ in found.values():
        at[places_] = np.arange(len(places_))
    for (one, other), value in log_lr.items():
        if labels[one] == labels[other]:
            matrix = found[int(labels[one])][1]
            matrix[at[one], at[other]] = matrix[at[other], at[one]] = value
    return [found[label] for label in sorted(found, key=lambda each: found[each][0][0])]


def group(ids: Sequence[str], blocks: Blocks, *, sweeps: int = 400, seed: int = 0) -> Group:
    """Weigh one group, exactly where it is small enough."""
    small = len(ids) <= EXACT
    posterior = exact(blocks) if small else sampled(blocks, sweeps=sweeps, seed=seed)
    pairs = posterior.pairs(len(ids))

    def names(block: int) -> tuple[str, ...]:
        return tuple(each for place, each in enumerate(ids) if block >> place & 1)

    return Group(
        ids=tuple(ids),
        pairs={
            (one, ids[j]): float(pairs[i, j])
            for i, one in enumerate(ids)
            for j in range(i + 1, len(ids))
        },
        best=tuple(
            Partition(tuple(names(block) for block in partition), p)
            for partition, p in posterior.best
        ),
        method=posterior.method,
        r_hat=posterior.r_hat,
        posterior=posterior,
    )


@dataclass(frozen=True, slots=True)
class Collapsed:
    """What may be treated as one person at a threshold; people decide.

    Attributes:
        together: sets of ids, each with the probability that all of it is one person.
        undecided: pairs that are neither surely one person nor surely two, most probable first.
    """

    together: tuple[tuple[tuple[str, ...], float], ...]
    undecided: tuple[tuple[Pair, float], ...]


def collapse(weighed: Weighed, threshold: float) -> Collapsed:
    """Give the sets that are one person with at least ``threshold``, above 0.5 and below 1.

    A group whose chains disagree (R-hat above 1.1) is left undecided as a whole.

    Raises:
        InputError: the threshold cannot be.
    """
    if not 0.5 < threshold < 1.0:
        raise InputError(tr("the threshold is above 0.5 and below 1"), where=f"{threshold:g}")
    together: list[tuple[tuple[str, ...], float]] = []
    undecided: list[tuple[Pair, float]] = []
    for each in weighed.groups:
        sure = _sure(each, threshold) if (each.r_hat or 1.0) <= 1.1 else []
        together += [(ids, each.together(ids)) for ids in sure]
        of = {name: ids for ids in sure for name in ids}
        undecided += [
            (pair, p)
            for pair, p in each.pairs.items()
            if p > 1.0 - threshold and (pair[0] not in of or of[pair[0]] != of.get(pair[1]))
        ]
    undecided.sort(key=lambda found: -found[1])
    return Collapsed(tuple(together), tuple(undecided))


def _sure(one: Group, threshold: float) -> list[tuple[str, ...]]:
    """Give disjoint sets that are one person with the threshold, the largest first."""
    found: list[tuple[str, ...]] = []
    if max(one.pairs.values()) < threshold:
        return found
    blocks = {
        tuple(each for place, each in enumerate(one.ids) if block >> place & 1)
        for block in _closed(list(one.posterior.blocks))
    }
    taken: set[str] = set()
    for ids in sorted(blocks, key=lambda each: (-len(each), each)):
        if len(ids) > 1 and not taken & set(ids) and one.together(ids) >= threshold:
            found.append(ids)
            taken |= set(ids)
    return found


def _closed(blocks: Sequence[int]) -> set[int]:
    """Give blocks and what pairs of them share: a set may be sure though what joins it is not."""
    if len(blocks) > 2000:
        return set(blocks)
    return {one & other for one in blocks for other in blocks} - {0}
