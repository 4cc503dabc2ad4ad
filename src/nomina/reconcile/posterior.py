"""What a reconciliation gives: probabilities, and how they were computed."""

from __future__ import annotations

import math
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
Cells = frozenset[tuple[int, int]]
Method = Literal["exact", "chains"]


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


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assignment: (body, person) by place, and how much worse than the best, in log10."""

    pairs: Cells
    behind: float


@dataclass(frozen=True, slots=True)
class Together:
    """Bodies and people who belong together while who is who among them stays open.

    Attributes:
        bodies, people: by place, as many of each.
        probability: that these bodies are these people, in whatever order.
    """

    bodies: tuple[int, ...]
    people: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What `alternatives` gives.

    Attributes:
        best: best assignments first; the first has ``behind`` 0.
        glr: (P,) log10 generalised likelihood ratio of each pair of the posterior: the best
            assignment with it over the best without, prior included; NaN where the component is
            too wide or the pair weighs next to nothing.
        together: sets, most probable first.
    """

    best: tuple[Assignment, ...]
    glr: Floats
    together: tuple[Together, ...]


class BodyPosterior(Piece):
    """One body."""

    none: float = Field(ge=0, le=1, description="Nobody on this list.")
    other: float = Field(ge=0, le=1, description="People of the list without evidence, together.")
    am: dict[str, float] = Field(description="Probability by missing person with evidence.")
    glr: dict[str, float] = Field(
        description="log10 of the best assignment with the pair over the best without it, prior "
        "included; pairs that weigh next to nothing are left out."
    )


class PersonPosterior(Piece):
    """One missing person."""

    not_among: float = Field(ge=0, le=1, description="None of these bodies.")
    other: float = Field(ge=0, le=1, description="Bodies without evidence, together.")


class ComponentRecord(Piece):
    """Bodies and people that were weighed together."""

    bodies: tuple[str, ...]
    missing: tuple[str, ...]
    pairs: int = Field(ge=0)
    method: Method
    r_hat: float = Field(description="Agreement of the chains, 1 is perfect; 1 where exact.")
    sweeps: int = Field(ge=0)
    loose: float = Field(ge=0, description="Largest probability of a pair that was left out.")


class AssignmentRecord(Piece):
    """One way in which everything may be."""

    pairs: dict[str, str] = Field(description="Missing person by body.")
    behind: float = Field(ge=0, description="log10 by which the best one weighs more.")


class SetRecord(Piece):
    """Bodies that are these people, while who is who among them stays open."""

    bodies: tuple[str, ...]
    missing: tuple[str, ...]
    probability: float = Field(ge=0, le=1)


@published("posterior")
class PosteriorDocument(Document):
    """The content of ``posterior.json``."""

    weight: float = Field(ge=0, description="Prior weight of one pair.")
    on_list: float | None = Field(description="Q, where the weight comes from a share.")
    bodies: dict[str, BodyPosterior]
    missing: dict[str, PersonPosterior]
    log_z: float = Field(description="Natural log of the sum over assignments.")
    components: tuple[ComponentRecord, ...]
    assignments: tuple[AssignmentRecord, ...] = Field(description="The best joint ones.")
    together: tuple[SetRecord, ...] = Field(description="Sets that stay open among themselves.")


def document(found: Posterior, on_list: float | None, beside: Alternatives) -> PosteriorDocument:
    """Give a posterior and what stands beside it as the document that is written."""
    problem = found.problem
    am: list[dict[str, float]] = [{} for _ in problem.bodies]
    glr: list[dict[str, float]] = [{} for _ in problem.bodies]
    columns = found.body, found.person, found.probability, beside.glr
    for body, person, p, ratio in zip(*(column.tolist() for column in columns), strict=True):
        am[body][problem.people[person]] = p
        if not math.isnan(ratio):  # it is where it was not computed
            glr[body][problem.people[person]] = ratio
    bodies = {
        name: BodyPosterior(
            none=_share(found.none[at]),
            other=_share(found.other[at]),
            am=dict(sorted(am[at].items())),
            glr=dict(sorted(glr[at].items())),
        )
        for at, name in enumerate(problem.bodies)
    }
    missing = {
        name: PersonPosterior(
            not_among=_share(found.not_among[at]), other=_share(found.elsewhere[at])
        )
        for at, name in enumerate(problem.people)
    }
    return PosteriorDocument(
        weight=float(np.exp(problem.log_weight)),
        on_list=on_list,
        bodies=bodies,
        missing=missing,
        log_z=found.log_z,
        components=components_of(found),
        assignments=assignments_of(problem, beside),
        together=sets_of(problem, beside),
    )


def components_of(found: Posterior) -> tuple[ComponentRecord, ...]:
    """Give who was weighed together, largest first."""
    return tuple(_component(found.problem, group) for group in found.groups)


def assignments_of(problem: Problem, beside: Alternatives) -> tuple[AssignmentRecord, ...]:
    """Give the best assignments by ids, best first."""
    return tuple(
        AssignmentRecord(
            pairs={problem.bodies[b]: problem.people[p] for b, p in sorted(one.pairs)},
            behind=max(one.behind, 0.0),
        )
        for one in beside.best
    )


def sets_of(problem: Problem, beside: Alternatives) -> tuple[SetRecord, ...]:
    """Give by ids the sets that stay open among themselves."""
    return tuple(
        SetRecord(
            bodies=tuple(problem.bodies[at] for at in one.bodies),
            missing=tuple(problem.people[at] for at in one.people),
            probability=one.probability,
        )
        for one in beside.together
    )


def _share(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)


def _component(problem: Problem, group: Group) -> ComponentRecord:
    return ComponentRecord(
        bodies=tuple(problem.bodies[at] for at in group.bodies.tolist()),
        missing=tuple(problem.people[at] for at in group.people.tolist()),
        pairs=group.pairs,
        method=group.method,
        r_hat=group.r_hat,
        sweeps=group.sweeps,
        loose=group.loose,
    )
