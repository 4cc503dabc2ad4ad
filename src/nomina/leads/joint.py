"""All evidence of a run weighed together: lines, pairs, joint posterior, what would tell more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described
from nomina.evidence import Line
from nomina.leads.documents import EvidenceRecord, NextStep, Reconciliation
from nomina.leads.gather import Gathered, gathered
from nomina.leads.said import Said
from nomina.progress import Progress
from nomina.reconcile.alternatives import alternatives
from nomina.reconcile.posterior import (
    Alternatives,
    Posterior,
    assignments_of,
    components_of,
    sets_of,
)
from nomina.reconcile.prior import pair_weight
from nomina.reconcile.problem import LN10, Problem
from nomina.reconcile.separate import entropy, next_steps
from nomina.reconcile.solve import reconcile

Floats = NDArray[np.float64]
_ALTERNATIVES = 0.01
"""Probability from which a person is an alternative worth telling apart."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What is known of one body, best first: places of people and, for each, arrays (k,)."""

    people: NDArray[np.intp]
    posterior: Floats
    log10_lr: Floats
    glr: Floats
    excluded: NDArray[np.bool_]


class Joint:
    """Everything weighed; see the module.

    Args:
        bodies, people: what can be compared, in the order of all places.
        lines: of evidence, made for them.
        on_list: Q.
        progress: told of bodies and components.

    Raises:
        InputError: Q cannot be.
    """

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        lines: Sequence[Line],
        on_list: float,
        progress: Progress,
    ) -> None:
        self.bodies, self.people, self.lines = bodies, people, lines
        n, m = len(bodies), len(people)
        weight = pair_weight(n, m, on_list)
        self.found: Gathered = gathered(lines, n, m, progress)
        self.on_list = on_list
        self._total = self.found.log10_lr
        self.problem = Problem(
            bodies=tuple(one.id for one in bodies),
            people=tuple(one.id for one in people),
            body=self.found.body,
            person=self.found.person,
            log_lr=self._total * LN10,
            log_weight=math.log(weight),
            rest_log_lr=np.log(np.maximum(self.found.rest, 1e-12)),
        )
        self.posterior: Posterior = reconcile(self.problem, progress=progress)
        self.beside: Alternatives = alternatives(self.posterior)
        self._start = np.searchsorted(self.found.body, np.arange(n + 1))
        self._said = np.zeros(len(self.found.body), dtype=bool)
        for values in self.found.by_kind.values():
            self._said |= values != 0.0
        self._said |= self.found.excluded
        self.said = Said(bodies, people, lines, self.found)
        """Words for pairs; it keeps nothing else of this, so that a run can let go of the rest."""

    def leads(self, body: int, most: int) -> Ordered:
        """Give the people of whom there is evidence for one body, most probable first."""
        rows = np.arange(self._start[body], self._start[body + 1])
        rows = rows[self._said[rows]]
        total = self._total[rows]
        shares = self.posterior.probability[rows]
        order = np.lexsort((self.found.person[rows], -total, -shares))[:most]
        rows = rows[order]
        finite = np.where(self.found.excluded[rows], 0.0, self._total[rows])
        return Ordered(
            people=self.found.person[rows],
            posterior=self.posterior.probability[rows],
            log10_lr=np.asarray(np.round(finite, 4) + 0.0, dtype=np.float64),
            glr=self.beside.glr[rows],
            excluded=self.found.excluded[rows],
        )

    def nobody(self, body: int) -> float:
        """Give the probability that a body is nobody on the list."""
        return min(max(float(self.posterior.none[body]), 0.0), 1.0)

    def next_steps(self, body: int) -> tuple[float, tuple[NextStep, ...]]:
        """Give the entropy of the alternatives of a body in bits, and what would tell more."""
        lead = self.leads(body, 20)
        kept = lead.posterior >= _ALTERNATIVES
        names = [self.people[place].id for place in lead.people[kept].tolist()]
        shares = dict(zip(names, lead.posterior[kept].tolist(), strict=True))
        nobody = max(1.0 - math.fsum(shares.values()), 0.0)
        if not shares:
            return 0.0, ()
        can: dict[str, list[str]] = {}
        done: dict[str, list[str]] = {}
        for place, name in zip(lead.people[kept].tolist(), names, strict=True):
            for kind in _possible(self.bodies[body], self.people[place]):
                can.setdefault(kind, []).append(name)
            row = self._row(body, place)
            for kind, values in self.found.by_kind.items():
                if values[row] != 0.0:
                    done.setdefault(kind, []).append(name)
        steps = next_steps(shares, nobody, done, can)
        bits = entropy([*shares.values(), nobody])
        made = (
            NextStep(kind=one.kind, bits=round(one.bits, 3), people=one.people) for one in steps
        )
        return round(bits, 3), tuple(made)

    def _row(self, body: int, person: int) -> int:
        start = int(self._start[body])
        people = self.found.person[start : int(self._start[body + 1])]
        return start + int(np.searchsorted(people, person))

    def record(self) -> Reconciliation:
        """Give the record of the joint weighing."""
        found = self.posterior
        return Reconciliation(
            weight=math.exp(self.problem.log_weight),
            log_z=found.log_z,
            pairs=len(self.found.body),
            not_among=dict(
                zip(self.problem.people, np.clip(found.not_among, 0.0, 1.0).tolist(), strict=True)
            ),
            components=tuple(one for one in components_of(found) if len(one.bodies) > 1),
            assignments=assignments_of(self.problem, self.beside),
            together=sets_of(self.problem, self.beside),
            evidence=tuple(self._evidence(line) for line in self.lines),
        )

    def _evidence(self, line: Line) -> EvidenceRecord:
        values = self.found.by_kind[line.kind]
        spoken = np.flatnonzero(values)
        finding = None
        for row in spoken[:50].tolist():
            finding = line.finding(int(self.found.body[row]), int(self.found.person[row]))
            if finding is not None:
                break
        return EvidenceRecord(
            kind=line.kind,
            version="" if finding is None else finding.version,
            source="" if finding is None else finding.source,
            lower_bound=0.0 if finding is None else finding.lower_bound,
            upper_bound=0.0 if finding is None else finding.upper_bound,
            pairs=len(spoken),
        )


def _possible(body: Described, person: Described) -> list[str]:
    """Give the kinds of examination of a body for which the file of a person has something."""
    kinds = ["fingerprints", "dna"]  # whether references can be had is not in the file
    if person.teeth is not None and body.teeth is None:
        kinds.append("dental")
    if person.marks is not None and body.marks is None:
        kinds.append("marks")
    if (person.names or person.numbers) and body.papers is None:
        kinds.append("documents")
    if person.effects is not None and body.effects is None:
        kinds.append("effects")
    return kinds
