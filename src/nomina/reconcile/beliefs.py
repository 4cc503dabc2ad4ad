"""Belief propagation over everything: nearly right everywhere, and too sure of itself in loops.

Messages follow Williams and Lau (2014, arXiv 1209.6299): ahead[e] says how much a body leans on
its person, back[e] the chance that the person is free for it. Pairs without evidence all have the
same weight, so their messages are sums (to third order in that weight). What ties bodies and
people together more than a little is summed exactly afterwards (`nomina.reconcile.solve`); the
rest, and only that, keeps these probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
Floats = NDArray[np.float64]
_ROUNDS = 200
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Beliefs on pairs with evidence, and on the others together.

    Attributes:
        reach: (E,) weight of a pair as its body meets it, over 1 for nobody.
        lean: (E,) the same as its person meets it.
        body_rest: (n,) what all pairs without evidence weigh to a body; ``person_rest`` (M,) to
            a person.
        body_total: (n,) 1 + all that a body meets; ``person_total`` (M,) likewise.
        rest_pairs: expected number of pairs without evidence.
    """

    reach: Floats
    lean: Floats
    body_rest: Floats
    person_rest: Floats
    body_total: Floats
    person_total: Floats
    rest_pairs: float

    def pair(self, body: Places) -> Floats:
        """Give the probability of each pair with evidence; ``body`` is its body."""
        return np.asarray(self.reach / self.body_total[body])


def believed(body: Places, person: Places, weight: Floats, base: Floats, people: int) -> Beliefs:
    """Propagate until nothing changes.

    Args:
        body, person: (E,) of pairs with evidence, excluded ones included.
        weight: (E,) of each, 0 or more, over 1 for staying free.
        base: (n,) weight of each pair of a body without evidence.
        people: M.
    """
    bodies = len(base)
    back = np.ones(len(body))
    person_total = np.ones(people)
    body_total = np.ones(bodies)
    for _ in range(_ROUNDS):
        reach = weight * back
        body_rest = _rest_of_bodies(body, person, 1.0 / person_total, base / body_total, base)
        now_body = 1.0 + np.bincount(body, reach, bodies) + body_rest
        # What is taken out again was added in, so less than 1 is rounding.
        ahead = weight / np.maximum(now_body[body] - reach, 1.0)
        person_rest = _rest_of_people(body, person, base / now_body, 1.0 / person_total)
        now_person = 1.0 + np.bincount(person, ahead, people) + person_rest
        now_back = 1.0 / np.maximum(now_person[person] - ahead, 1.0)
        moved = max(
            _most(now_back, back),
            _most(1.0 / now_person, 1.0 / person_total),
            _most(1.0 / now_body, 1.0 / body_total),
        )
        back, person_total, body_total = now_back, now_person, now_body
        if moved < _CLOSE:
            break
    return Beliefs(
        reach=reach,
        lean=ahead,
        body_rest=body_rest,
        person_rest=person_rest,
        body_total=body_total,
        person_total=person_total,
        rest_pairs=float((body_rest / body_total).sum()),
    )


def _most(now: Floats, before: Floats) -> float:
    return float(np.abs(now - before).max()) if now.size else 0.0


def _rest_of_bodies(
    body: Places, person: Places, free: Floats, lean: Floats, base: Floats
) -> Floats:
    """Sum over people without evidence on a body: base times the chance to be free for it."""
    return np.asarray(base * _cavity(free, lean, person, body))


def _rest_of_people(body: Places, person: Places, lean: Floats, free: Floats) -> Floats:
    """Sum over bodies without evidence on a person: how much each leans on it."""
    return _cavity(lean, free, body, person)


def _cavity(values: Floats, back: Floats, of: Places, to: Places) -> Floats:
    """Sum v / (1 - v b) over all v but those that evidence pairs with b, to third order in v b.

    Args:
        values: of one side; ``back`` of the other, one sum for each.
        of, to: places in both of pairs with evidence.
    """
    total = np.zeros(len(back))
    for power in (3, 2, 1):
        raised = values**power
        total = total * back + raised.sum() - np.bincount(to, raised[of], len(back))
    return np.asarray(np.maximum(total, 0.0))
