"""The line "names": names on letters, inscriptions and other things that are no document.

A thing may be the wearer's own, or somebody else's: a letter names its writer too, a jacket is
handed on. With a for "this name is the wearer's own", R for the LR of a name on a thing that
belongs to the person (`register`) and names of others drawn from the register,

    LR = (1 - a) + a R,

over the names on one thing their mean (at most one is the wearer's; two spellings are of one
person), and over the things of one body again their mean: a borrowed coat brings both its label and
its letters, so that they must not be multiplied. A mean of LRs with mean 1 has mean 1. The bounds
are applied at the end; they cut what is above and so can only lessen a claim there, while the
lower one, -1 by default, is never reached with a of 0.9 or less.

Given who it is, whose name a thing bears does not depend on the body itself. It must not be
multiplied with a document of the same name (`documents` weighs those), with the same inscription
entered under effects, or with a prior that comes from who was reported near that place by name.
Where relatives are candidates: they share family name and patronymic (see `register`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from nomina.cases.description import Carried, Described, Paper, PaperKind
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.names.rates import share
from nomina.evidence.names.register import NameRegister, ReadName, written
from nomina.evidence.names.sentences import said
from nomina.evidence.parameters import Parameters, load

_KINDS = (PaperKind.LETTER, PaperKind.INSCRIPTION, PaperKind.PHONE, PaperKind.OTHER)
Thing = tuple[float, tuple[ReadName, ...]]
"""Probability that a name on it is the wearer's own, and its names."""


class Names:
    """See the module.

    Args:
        bodies: with the things found on them.
        people: with the names in their files.
        parameters: of kind "names"; None for those shipped.

    Raises:
        InputError: a number is missing or out of range.
    """

    kind: Kind = "names"
    method = "shares of names in the register"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
    ) -> None:
        self.parameters = parameters or load("names")
        self.register = NameRegister(people, self.parameters)
        own = owned(self.parameters)
        self._bodies = [self._things(each, own) for each in bodies]
        self._people = people
        self._lower, self._upper = self.parameters.lower_bound, self.parameters.upper_bound
        self.strongest = self._upper if any(self._bodies) and len(people) else 0.0

    def _things(self, body: Described, own: Mapping[tuple[str, str], float]) -> list[Thing]:
        found: list[Thing] = []
        for paper in body.papers or ():
            if not weighed(paper):
                continue
            names = tuple(
                name for each in paper.names if (name := self.register.read(each)).readings
            )
            if names:
                found.append((own[paper.kind.value, paper.carried.value], names))
        return found

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least`` (above 0)."""
        if least > self.strongest:
            return Pairs.none()
        bodies, people = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
        for body, things in enumerate(self._bodies):
            if not things:
                continue
            # The LR is at most 1 + mean(a) (R - 1), with R the largest of any name.
            own = float(np.mean([each for each, _ in things]))
            needed = np.log10(1.0 + (10.0**least - 1.0) / own) - 1e-12
            near = [self.register.near(name, needed) for _, names in things for name in names]
            found = np.unique(np.concatenate(near))
            found = found[self._of(body, found) >= least]
            bodies.append(np.full(len(found), body))
            people.append(found)
        return Pairs(np.concatenate(bodies), np.concatenate(people))

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; 0 where there is nothing to compare."""
        return np.clip(self.unbounded(bodies, people), self._lower, self._upper)

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give the log10 LR before bounds."""
        bodies, people = np.asarray(bodies, np.intp), np.asarray(people, np.intp)
        found = np.zeros(len(bodies))
        order = np.argsort(bodies, kind="stable")
        ends = np.flatnonzero(np.diff(bodies[order])) + 1
        for rows in np.split(order, ends):
            if len(rows):
                found[rows] = self._ratio(int(bodies[rows[0]]), people[rows])
        return found

    def _of(self, body: int, people: Places) -> Floats:
        return np.clip(self._ratio(body, people), self._lower, self._upper)

    def _ratio(self, body: int, people: Places) -> Floats:
        things = self._bodies[body]
        if not things:
            return np.zeros(len(people))
        found = np.zeros(len(people))
        for own, names in things:
            ratios = [10.0 ** self.register.log10_ratio(each, people) for each in names]
            found += 1.0 + own * (np.mean(ratios, axis=0) - 1.0)
        return np.asarray(np.log10(found / len(things)))

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Exclude nobody: a name on a thing says whose the thing is, not who wore it."""
        return np.zeros(len(bodies), dtype=np.bool_)

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing to compare."""
        known = self._people[person].names
        things = self._bodies[body]
        if not things or not known:
            return None
        place = np.array([person])
        name = max(
            (name for _, names in things for name in names),
            key=lambda each: float(self.register.log10_ratio(each, place)[0]),
        )
        levels = self.register.level(name, person)
        return Finding(
            kind=self.kind,
            log10_lr=float(self._of(body, place)[0]),
            lower_bound=self._lower,
            upper_bound=self._upper,
            body="; ".join(each.written for _, names in things for each in names),
            person="; ".join(written(each) for each in known),
            sentence=in_all(partial(said, name.written, levels)),
            method=self.method,
            version=self.parameters.version,
            source=self.parameters.sources(),
        )


def weighed(paper: Paper) -> bool:
    """Say whether a thing is weighed by its names alone."""
    return bool(paper.names) and not paper.is_document


def owned(parameters: Parameters) -> dict[tuple[str, str], float]:
    """Read, by kind of thing and how it was carried, how often a name on it is the wearer's own.

    Raises:
        InputError: a number is missing or is not between 0 and 1.
    """
    table = parameters.matrix("own")
    return {
        (kind.value, carried.value): share(
            table.get(kind.value, {}).get(carried.value, 0.0), f"own: {kind} {carried}"
        )
        for kind in _KINDS
        for carried in Carried
    }
