"""What is to be reconciled: bodies, missing people, evidence on pairs, families, a prior."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.words import tr

Places = NDArray[np.intp]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Placement = frozenset[tuple[int, int]]
LN10 = math.log(10.0)
MOST_LOG_LR = 250.0 * LN10
"""Natural log of the largest LR of one pair: double precision ends at 10^308."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Evidence on several missing people at once, as DNA is where relatives are missing together.

    For its own bodies and people a placement that is not listed cannot be. A body it does not
    cover may still be any of its people, by other evidence alone.

    Attributes:
        name: of the family.
        bodies: places of the bodies it covers; ``people`` of its missing people.
        placements: joint natural-log likelihood by placement, a set of (body, person).
    """

    name: str
    bodies: frozenset[int]
    people: frozenset[int]
    placements: Mapping[Placement, float]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem by places; see `assembled` for one by ids.

    Attributes:
        bodies, people: ids.
        body, person: (E,) places of the pairs on which there is evidence, each pair once.
        log_lr: (E,) natural log of the product of all LRs of a pair; -inf excludes it.
        log_weight: natural log of the prior weight of one pair (see `nomina.reconcile.prior`).
        factors: families.
        share_weight: (n,) by what the prior weight of a body's pairs is multiplied where its site
            or date says more than the whole; 1 elsewhere.
        rest_log_lr: (n,) natural log of the mean LR of a body's pairs that are not given, where
            more is known of them than nothing; 0 elsewhere.
    """

    bodies: tuple[str, ...]
    people: tuple[str, ...]
    body: Places
    person: Places
    log_lr: Floats
    log_weight: float
    factors: tuple[Factor, ...] = ()
    share_weight: Floats | None = None
    rest_log_lr: Floats | None = None

    def __post_init__(self) -> None:
        if not len(self.body) == len(self.person) == len(self.log_lr):
            raise InputError("evidence needs a body, a person and a value for each pair")
        if np.isnan(self.log_lr).any() or np.isposinf(self.log_lr).any():
            raise InputError("the likelihood ratio of a pair is finite, or excludes it")
        if (self.log_lr > MOST_LOG_LR).any():
            raise InputError("the likelihood ratio of a pair is above 10^250")
        if np.isnan(self.log_weight) or np.isposinf(self.log_weight):
            raise InputError("the prior weight of a pair is finite and not negative")
        keys = self.body * max(1, len(self.people)) + self.person
        if len(np.unique(keys)) < len(keys):
            raise InputError("a pair is given twice")

    @property
    def base_log_weight(self) -> Floats:
        """Natural log of the prior weight of one pair of each body, (n,)."""
        base = np.full(len(self.bodies), self.log_weight)
        return base if self.share_weight is None else base + np.log(self.share_weight)

    @property
    def rest_log_weight(self) -> Floats:
        """Natural log of the weight of each pair of a body that is not given, (n,)."""
        base = self.base_log_weight
        return base if self.rest_log_lr is None else base + self.rest_log_lr

    @property
    def row_log_weight(self) -> Floats:
        """Natural log of prior weight times LR of each pair with evidence, (E,)."""
        return self.log_lr + self.base_log_weight[self.body]

    def log_weight_of(self, body: int, person: int) -> float:
        """Give the same for any pair, by places."""
        found = np.flatnonzero((self.body == body) & (self.person == person))
        if not found.size:
            return float(self.rest_log_weight[body])
        return float(self.log_lr[found[0]] + self.base_log_weight[body])


@dataclass(slots=True)
class Rows:
    """Evidence by ids while it is gathered; LRs on one pair are multiplied."""

    bodies: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    log_lr: dict[tuple[int, int], float] = field(default_factory=dict)

    def pair(self, body: str, person: str) -> tuple[int, int]:
        """Give the places of a pair; ids that are new are added."""
        return (
            self.bodies.setdefault(body, len(self.bodies)),
            self.people.setdefault(person, len(self.people)),
        )

    def add(self, body: str, person: str, log10_lr: float) -> None:
        """Multiply one LR onto a pair; minus infinity excludes it.

        Raises:
            InputError: the value is not a number, or plus infinity, or the product of all on
                this pair is beyond what a number can hold.
        """
        if math.isnan(log10_lr) or log10_lr == math.inf:
            raise InputError(tr("a likelihood ratio is finite"), where=f"{body}, {person}")
        pair = self.pair(body, person)
        total = self.log_lr.get(pair, 0.0) + log10_lr * LN10
        if total > MOST_LOG_LR:
            raise InputError(
                tr("the findings on this pair multiply to more than 10^250"),
                where=f"{body}, {person}",
                todo=tr("Look at their strengths again"),
            )
        self.log_lr[pair] = total

    def problem(self, weight: float, factors: Sequence[Factor] = ()) -> Problem:
        """Give the problem with this prior weight of a pair (0 or more)."""
        if not 0.0 <= weight < math.inf:
            raise InputError(tr("the weight of a pair is 0 or more"), where=f"{weight:g}")
        pairs = np.array(list(self.log_lr), dtype=np.intp).reshape(-1, 2)
        return Problem(
            bodies=tuple(self.bodies),
            people=tuple(self.people),
            body=pairs[:, 0],
            person=pairs[:, 1],
            log_lr=np.array(list(self.log_lr.values()), dtype=np.float64),
            log_weight=math.log(weight) if weight else -math.inf,
            factors=tuple(factors),
        )
