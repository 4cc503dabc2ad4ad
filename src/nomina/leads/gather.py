"""Finds the pairs worth weighing and what every line of evidence says of them.

Lines that can be weighed for everybody at once (faces, biology, places) are summed for
every body against the whole list; the best are kept, and the mean LR of all others is kept beside
them, so that nobody is left out of the sum. Every pair that any line supports by itself is kept,
whatever the others say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nomina.evidence import Kind, Line
from nomina.progress import Progress
from nomina.words import tr

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
STRONG = 2.0
"""log10 LR from which a line by itself makes a pair worth weighing."""
KEPT = 60
"""Best of the list by lines that weigh everybody, kept for each body."""
SCREENED: frozenset[Kind] = frozenset({"dental"})
"""Kinds that weigh everybody at a price: their own screen finds what they support in a tenth."""
MOST_THREADS = 4
SAMPLED = 40
"""People of the rest asked for each body what lines that do not weigh everybody say of them."""
_CELLS = 500_000
_SLACK = 0.02  # by how much values for everybody may be off


@runtime_checkable
class Dense(Protocol):
    """A line that weighs bodies against everybody at once."""

    def dense(self, bodies: Places) -> NDArray[np.floating]:
        """Give the bounded log10 LR (len(bodies), M)."""


@runtime_checkable
class Owned(Protocol):
    """A line on things that may all be of somebody else."""

    one_owner: float
    """log10 LR that all things of one owner may reach together."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Pairs and what was found on them.

    Attributes:
        body, person: (E,) places, by body and then person.
        by_kind: log10 LR (E,) of each line.
        excluded: (E,) the pair cannot be.
        rest: (n,) mean LR of all pairs of a body that are not among these.
    """

    body: Places
    person: Places
    by_kind: Mapping[Kind, Floats]
    excluded: NDArray[np.bool_]
    rest: Floats

    @property
    def log10_lr(self) -> Floats:
        """Sum over lines, (E,); minus infinity where a pair is excluded."""
        total = np.sum([np.zeros(len(self.body)), *self.by_kind.values()], axis=0)
        return np.where(self.excluded, -np.inf, total)


def gathered(
    lines: Sequence[Line],
    bodies: int,
    people: int,
    progress: Progress,
    *,
    kept: int = KEPT,
    strong: float = STRONG,
) -> Gathered:
    """Gather pairs and findings.

    Args:
        lines: every line, each made for the same bodies and people.
        bodies, people: n and M.
        progress: told of bodies.
        kept: for each body, so many of the best by dense lines.
        strong: see `STRONG`.
    """
    every = [line for line in lines if isinstance(line, Dense) and line.kind not in SCREENED]
    kinds = {line.kind for line in lines} - SCREENED
    others = [line for line in lines if not isinstance(line, Dense) or line.kind not in kinds]
    supported = [line.candidates(strong) for line in others]
    keys = np.unique(
        np.concatenate(
            [np.empty(0, np.intp), *(one.bodies * people + one.people for one in supported)]
        )
    )
    parts, rest = [], np.ones(bodies)
    step = max(1, min(bodies, _CELLS // max(people, 1)))
    blocks = [np.arange(at, min(at + step, bodies)) for at in range(0, bodies, step)]
    scan = _Scan(every, keys, people, kept, strong)
    progress.begin(tr("Comparing"), bodies)
    with ThreadPoolExecutor(max(1, min(MOST_THREADS, os.cpu_count() or 1))) as threads:
        for block, (found, means, drawn) in zip(blocks, threads.map(scan, blocks), strict=True):
            parts.append(found)
            rest[block] = means
            if others:  # these keep what they worked out, so they are asked in one thread
                rest[block] *= _by_others(others, drawn, block)
            progress.advance(len(block))
    progress.end()
    keys = np.concatenate([np.empty(0, np.intp), *parts])
    body, person = keys // max(people, 1), keys % max(people, 1)
    excluded = np.zeros(len(keys), dtype=bool)
    for line in lines:
        excluded |= line.excludes(body, person)
    by_kind = {line.kind: line.log10_lr(body, person) for line in lines}
    most = min((line.one_owner for line in lines if isinstance(line, Owned)), default=np.inf)
    return Gathered(body, person, of_one_owner(by_kind, most), excluded, rest)


def of_one_owner(by_kind: Mapping[Kind, Floats], most: float) -> dict[Kind, Floats]:
    """Let letters and labels add to documents only up to what one owner's things may say.

    Things with writing on them may all be somebody else's together: a coat, with a letter and a
    passport in it. Each line counts that chance, and multiplied it would count as its square.
    """
    made = dict(by_kind)
    if "names" in made and "documents" in made:
        names, documents = made["names"], made["documents"]
        room = np.maximum(most - np.maximum(documents, 0.0), 0.0)
        made["names"] = np.where(names > 0.0, np.minimum(names, room), names)
    return made


@dataclass(frozen=True, slots=True)
class _Scan:
    """Weighs blocks of bodies against everybody by dense lines; several threads may call it."""

    lines: Sequence[Dense]
    keys: Places
    people: int
    kept: int
    strong: float

    def __call__(self, block: Places) -> tuple[Places, Floats, Places]:
        """Give pairs worth weighing, the mean LR of all others by body, and some of those."""
        people, first = self.people, int(block[0])
        total = np.zeros((len(block), people))
        near = []
        for line in self.lines:
            values = line.dense(block)
            row, column = np.nonzero(values >= self.strong - _SLACK)
            near.append(block[row] * people + column)
            total += values
        low, high = np.searchsorted(self.keys, (first * people, (block[-1] + 1) * people))
        best = _best(total, self.kept) if self.lines else np.empty((len(block), 0), np.intp)
        kept = (block[:, None] * people + best).ravel()
        found = np.unique(np.concatenate([self.keys[low:high], *near, kept]))
        return found, *_rest(total, found - first * people, first)


def _by_others(lines: Sequence[Line], drawn: Places, block: Places) -> Floats:
    """Estimate what lines that do not weigh everybody make of the mean LR of a body's rest.

    A body with somebody else's passport speaks against nearly the whole list. The factor is the
    mean LR of these lines over people of the rest (b, s), drawn as often as the other lines speak
    for them; a value is cut off at `STRONG`, since what any line supports by itself is weighed as a
    pair.
    """
    if not drawn.size:
        return np.ones(len(block))
    body = np.repeat(block, drawn.shape[1])
    logs = sum((line.log10_lr(body, drawn.ravel()) for line in lines), np.zeros(len(body)))
    return np.asarray(np.power(10.0, np.minimum(logs, STRONG)).reshape(drawn.shape).mean(axis=1))


def _best(total: Floats, kept: int) -> Places:
    if total.shape[1] <= kept:
        return np.broadcast_to(np.arange(total.shape[1]), total.shape)
    return np.argpartition(-total, kept - 1, axis=1)[:, :kept]


def _rest(total: Floats, found: Places, seed: int) -> tuple[Floats, Places]:
    """Give the mean LR of everybody who is not found, by row (1 where nobody is left), and some.

    Those are drawn with chances as their LRs, at even steps of the running sum, which is the least
    that chance can add to a mean over them.
    """
    rows, people = total.shape
    values = np.power(10.0, total)
    values.ravel()[found] = 0.0
    counts = people - np.bincount(found // max(people, 1), minlength=rows)
    sums = np.cumsum(values, axis=1, out=values)
    steps = (np.arange(SAMPLED) + np.random.default_rng(seed).random((rows, 1))) / SAMPLED
    drawn = np.zeros((rows, SAMPLED if people else 0), np.intp)
    for row in range(rows) if people else ():
        place = np.searchsorted(sums[row], steps[row] * sums[row, -1], side="right")
        drawn[row] = np.minimum(place, people - 1)
    last = sums[:, -1] if people else np.zeros(rows)
    return np.where(counts > 0, last / np.maximum(counts, 1), 1.0), drawn
