"""Duplicates among the files of one side: two files of one missing person, or of one body.

A second registration by another relative, a body with two numbers. The files are weighed like
parts without anatomy (`nomina.reconcile.parts_partition`), with a prior by the share of files that
are duplicates. Groups are flagged for people to decide; nothing is merged, and both files stay.

Two bodies whose anatomy clashes, or two files that are known to be two people, are exclusions.
The evidence of a pair is that of two files of one side, as by `nomina.evidence` lines made with one
register on both sides. It must not hold what was copied from one file into the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.reconcile.parts import Group, Partition, group, linked
from nomina.reconcile.parts_partition import LN10, Blocks, theta_for
from nomina.words import tr

Places = NDArray[np.intp]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
LEAST = 1e-3
"""A pair links two files only where, alone, it would make them one with at least this."""
MOST = 200
"""Files in a group. What links more says nothing of persons, and would be weighed for hours."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scored pairs of files of one side, each pair once.

    Attributes:
        one, other: (E,) places of the files.
        log10_lr: (E,) of one person over two.
        excludes: (E,) they cannot be one person; None where no pair is excluded.
    """

    one: Places
    other: Places
    log10_lr: Floats
    excludes: Bools | None = None


@dataclass(frozen=True, slots=True)
class Suspected:
    """Files that may be of one person, for people to decide.

    Attributes:
        ids: of two or more files.
        probability: that all of them are of one person.
        pairs: probability of each pair.
        best: the most probable ways in which the whole group falls into people.
        method: "exact" or "chains"; ``r_hat`` of the chains, else None.
    """

    ids: tuple[str, ...]
    probability: float
    pairs: Mapping[tuple[str, str], float]
    best: tuple[Partition, ...]
    method: str
    r_hat: float | None


def duplicates(
    ids: Sequence[str],
    pairs: Pairs,
    *,
    share: float,
    least: float = 0.05,
    every_pair: bool = False,
    sweeps: int = 400,
    seed: int = 0,
) -> tuple[Suspected, ...]:
    """Give the groups of files that may be of one person, the most probable first.

    Args:
        ids: of all files of the side.
        pairs: those that were scored; a pair that is not among them has LR 1 and links nothing.
        share: of the files, those that are one too many: 1 - people / files, above 0, below 1.
        least: groups in which no pair reaches this probability are not given.
        every_pair: multiply all LRs in a group (see `nomina.reconcile.parts_partition`).
        sweeps, seed: of the chains in groups of more than 10.

    Raises:
        InputError: the share cannot be, a pair is there twice or is one file, or a value is not
            finite, or more than 200 files hang together.
    """
    if not 0.0 < share < 1.0:
        raise InputError(tr("the share of duplicates is above 0 and below 1"), where=f"{share:g}")
    if len(ids) < 2:
        return ()
    _check(ids, pairs)
    people = len(ids) * (1.0 - share)
    # Fewer than one person cannot be: with two files the least is between one and two.
    theta = theta_for(len(ids), max(people, 1.0 + 1e-6))
    values = pairs.log10_lr * LN10
    if pairs.excludes is not None:
        values = np.where(pairs.excludes, -math.inf, values)
    first, second = np.minimum(pairs.one, pairs.other), np.maximum(pairs.one, pairs.other)
    keys = zip(first.tolist(), second.tolist(), strict=True)
    log_lr = dict(zip(keys, values.tolist(), strict=True))
    floor = max(0.0, math.log(theta * LEAST / (1.0 - LEAST)))
    found = []
    for inside, matrix in linked(len(ids), log_lr, floor):
        if len(inside) > MOST:
            raise InputError(
                tr("more than {n} files hang together as possible duplicates").format(n=MOST),
                where=", ".join(ids[place] for place in inside[:5]),
                todo=tr("Leave out evidence that many people share, such as a place"),
            )
        blocks = Blocks(matrix, theta, every_pair)
        weighed = group([ids[place] for place in inside], blocks, sweeps=sweeps, seed=seed)
        if max(weighed.pairs.values()) >= least:
            found += _suspected(weighed, least)
    return tuple(sorted(found, key=lambda each: (-each.probability, each.ids)))


def _suspected(weighed: Group, least: float) -> list[Suspected]:
    """Give the blocks of two or more in the best partition, and pairs that only others hold."""
    blocks = {each for each in weighed.best[0].blocks if len(each) > 1}
    held = {frozenset((a, b)) for block in blocks for a in block for b in block}
    blocks |= {
        pair for pair, p in weighed.pairs.items() if p >= least and frozenset(pair) not in held
    }
    return [
        Suspected(
            ids=block,
            probability=weighed.together(block),
            pairs={pair: p for pair, p in weighed.pairs.items() if set(pair) <= set(block)},
            best=weighed.best,
            method=weighed.method,
            r_hat=weighed.r_hat,
        )
        for block in sorted(blocks)
    ]


def _check(ids: Sequence[str], pairs: Pairs) -> None:
    if len(set(ids)) < len(ids):
        raise InputError(tr("a file is there twice"))
    if not len(pairs.one) == len(pairs.other) == len(pairs.log10_lr):
        raise InputError("pairs need a file, another and a value each")
    if len(pairs.one) and not (
        min(pairs.one.min(), pairs.other.min()) >= 0
        and max(pairs.one.max(), pairs.other.max()) < len(ids)
    ):
        raise InputError("a pair is of a file that is not there")
    if (pairs.one == pairs.other).any():
        place = int(pairs.one[np.flatnonzero(pairs.one == pairs.other)[0]])
        raise InputError(tr("a file is compared with itself"), where=ids[place])
    if not np.isfinite(pairs.log10_lr).all():
        raise InputError(tr("a likelihood ratio is finite"))
    keys = np.minimum(pairs.one, pairs.other) * len(ids) + np.maximum(pairs.one, pairs.other)
    unique, count = np.unique(keys, return_counts=True)
    if len(unique) < len(keys):
        one, other = divmod(int(unique[np.argmax(count)]), len(ids))
        raise InputError(tr("a pair is given twice"), where=f"{ids[one]}, {ids[other]}")
