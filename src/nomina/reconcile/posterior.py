"""What a reconciliation gives: probabilities, and how they were computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from nomina.documents import Document, published
from nomina.documents import Part as Piece
from nomina.reconcile.components import Part
from nomina.reconcile.graph import Marginals
from nomina.reconcile.problem import Problem

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Method = Literal["exact", "chains"]
Share = float


@dataclass(frozen=True, slots=True)
class Group:
    """One component: bodies and people by place, pairs weighed, and the method.

    ``r_hat`` and ``sweeps`` are of the chains, 1 and 0 where sums are exact. ``loose`` is the
    largest probability of a pair that was left out of the component (see `weights`), 0 if none.
    """

    bodies: Places
    people: Places
    pairs: int
    method: Method
    r_hat: float = 1.0
    sweeps: int = 0
    loose: float = 0.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A component and what became of it; kept so that an update need not sum it again."""

    part: Part
    found: Marginals
    log_total: float
    group: Group


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities of everything.

    Attributes:
        problem: what was asked.
        body, person: (P,) places of pairs; ``probability`` (P,) of each. Pairs with evidence
            and those of families.
        none: (n,) "nobody on this list"; ``other`` (n,) somebody of the list without evidence.
        not_among: (M,) the person is none of the bodies; ``elsewhere`` (M,) one of the bodies
            without evidence.
        log_z: natural log of the sum over all assignments; approximate with any chains.
        groups: components with at least one pair, largest first.
        weighed: every component with its weights, for updates and alternatives.
        whole: everything was summed at once.
    """

    problem: Problem
    body: Places
    person: Places
    probability: Floats
    none: Floats
    other: Floats
    not_among: Floats
    elsewhere: Floats
    log_z: float
    groups: tuple[Group, ...]
    weighed: tuple[Weighed, ...]
    whole: bool


class BodyPosterior(Piece):
    """One body."""

    none: Share = Field(ge=0, le=1, description="Nobody on this list.")
    other: Share = Field(ge=0, le=1, description="People of the list without evidence, together.")
    am: dict[str, float] = Field(description="Probability by missing person with evidence.")


class PersonPosterior(Piece):
    """One missing person."""

    not_among: Share = Field(ge=0, le=1, description="None of these bodies.")
    other: Share = Field(ge=0, le=1, description="Bodies without evidence, together.")


class ComponentRecord(Piece):
    """Bodies and people that were weighed together."""

    bodies: tuple[str, ...]
    missing: tuple[str, ...]
    pairs: int = Field(ge=0)
    method: Method
    r_hat: float = Field(description="Agreement of the chains, 1 is perfect; 1 where exact.")
    sweeps: int = Field(ge=0)
    loose: float = Field(ge=0, description="Largest probability of a pair that was left out.")


@published("posterior")
class PosteriorDocument(Document):
    """The content of ``posterior.json``."""

    weight: float = Field(ge=0, description="Prior weight of one pair.")
    on_list: float | None = Field(description="Q, where the weight comes from a share.")
    bodies: dict[str, BodyPosterior]
    missing: dict[str, PersonPosterior]
    log_z: float = Field(description="Natural log of the sum over assignments.")
    components: tuple[ComponentRecord, ...]


def document(found: Posterior, on_list: float | None) -> PosteriorDocument:
    """Give a posterior as the document that is written."""
    problem = found.problem
    am: list[dict[str, float]] = [{} for _ in problem.bodies]
    for body, person, p in zip(
        found.body.tolist(), found.person.tolist(), found.probability.tolist(), strict=True
    ):
        am[body][problem.people[person]] = p
    bodies = {
        name: BodyPosterior(
            none=float(found.none[at]),
            other=float(found.other[at]),
            am=dict(sorted(am[at].items())),
        )
        for at, name in enumerate(problem.bodies)
    }
    missing = {
        name: PersonPosterior(
            not_among=float(found.not_among[at]), other=float(found.elsewhere[at])
        )
        for at, name in enumerate(problem.people)
    }
    return PosteriorDocument(
        weight=float(np.exp(problem.log_weight)),
        on_list=on_list,
        bodies=bodies,
        missing=missing,
        log_z=found.log_z,
        components=tuple(
            ComponentRecord(
                bodies=tuple(problem.bodies[at] for at in group.bodies.tolist()),
                missing=tuple(problem.people[at] for at in group.people.tolist()),
                pairs=group.pairs,
                method=group.method,
                r_hat=group.r_hat,
                sweeps=group.sweeps,
                loose=group.loose,
            )
            for group in found.groups
        ),
    )
