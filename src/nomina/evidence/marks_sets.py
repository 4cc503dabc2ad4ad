"""Sets of marks or things compared: found against known, exactly, for millions of pairs.

What is on a body is modelled as a Poisson process. Under "different people" it has the intensity
v(x) of the population. Under "same person" each known thing y is found, as x, with probability
d s(x|y), and what nobody knew has the intensity m v(x). So

    LR = exp((1 - m) v(seen)) * sum over matchings of
         prod_matched d s(x|y) / v(x) * prod_{x not matched} m * prod_{y not matched} (1 - d V(y)),

with v(seen) the number of things expected in what could be seen, and V(y) the part of y that falls
there. Kinds that nobody asked about have m = 1, and what could not be seen V = 0: they say nothing.
A group of things that may all have been changed together (clothes) has the LR h + (1 - h) LR.

Things that cannot be taken for each other are in different components, where the sum is apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nomina.evidence.line import Floats, Places
from nomina.evidence.marks_levels import Ids

_CHUNK = 1 << 22
_TABLE = 1 << 24
MOST = 10
"""So many things on the smaller side are matched; the least telling of more count as unmatched."""


class Compared(Protocol):
    """One attribute of things, coded; code 0 is "not said"."""

    def log_ratio(self, found: Ids, known: Ids) -> Floats:
        """Give ln P(found | same thing) / P(found | any thing), broadcast."""


@dataclass(frozen=True, slots=True)
class Things:
    """All things of a register, one row each, in the order of its records.

    Attributes:
        owner: (n,) place of the record.
        kind: (n,) place of the kind.
        codes: (n, attributes) code of each attribute.
    """

    owner: Places
    kind: Places
    codes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of a comparison.

    Attributes:
        groups: of each group its components, of each component the kinds in it.
        changed: of each group h, the probability that all of it was changed.
        attributes: how each attribute is compared; the first holds d / v too.
        screened: how many of the attributes, from the first on, are compared for everybody when
            candidates are looked for; pairs that agree in a later one are looked up.
        background: (views, kinds) v of what can be seen in a view.
        missed: (views, codes) ln(1 - d V) by the first attribute's code of a known thing.
        unknown: (profiles, kinds) m of a person's profile.
    """

    groups: tuple[tuple[tuple[int, ...], ...], ...]
    changed: tuple[float, ...]
    attributes: tuple[Compared, ...]
    screened: int
    background: Floats
    missed: Floats
    unknown: Floats


def log_matchings(rho: Floats) -> Floats:
    """Give the log of the sum over matchings of the product of ``rho`` (n, a, b), by subsets."""
    if rho.shape[1] < rho.shape[2]:
        rho = rho.transpose(0, 2, 1)
    if rho.shape[2] > MOST:
        best = np.argsort(-rho.max(axis=1), axis=1, kind="stable")[:, :MOST]
        rho = np.take_along_axis(rho, best[:, None, :], axis=2)
    many, width = rho.shape[1:]
    if width == 1:
        return np.asarray(np.log1p(rho[:, :, 0].sum(axis=1)))
    held = np.zeros((1 << width, len(rho)))
    held[0] = 1.0
    for row in range(many):
        grown = held.copy()
        for column in range(width):
            bit = 1 << column
            with_bit = [s for s in range(1 << width) if s & bit]
            grown[with_bit] += rho[:, row, column] * held[[s ^ bit for s in with_bit]]
        held = grown
    return np.asarray(np.log(held.sum(axis=0)))


def _padded(things: Things, kinds: Sequence[int], records: int) -> tuple[Places, Places]:
    """Give (records, most) rows of the things of some kinds, -1 behind the last, and counts."""
    rows = np.flatnonzero(np.isin(things.kind, kinds))
    owner = things.owner[rows]
    count = np.bincount(owner, minlength=records)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    slots = np.full((records, int(count.max(initial=0))), -1, np.intp)
    slots[owner, np.arange(len(rows)) - first[owner]] = rows
    return slots, count


def _unique_rows(table: NDArray[np.int64]) -> tuple[NDArray[np.int64], Places]:
    """Give unique rows and, of each row, the place of its like."""
    if table.shape[1] == 0 or len(table) == 0:
        return table[:1], np.zeros(len(table), np.intp)
    plain = np.ascontiguousarray(table)
    whole = plain.view(np.dtype((np.void, plain.dtype.itemsize * plain.shape[1]))).ravel()
    _, first, place = np.unique(whole, return_index=True, return_inverse=True)
    return plain[first], place.reshape(-1)


class _Component:
    """Things that may be taken for each other: rows by record on both sides."""

    def __init__(self, kinds: tuple[int, ...], body: Things, person: Things, n: tuple[int, int]):
        self.found, self.found_count = _padded(body, kinds, n[0])
        self.known, self.known_count = _padded(person, kinds, n[1])


class Sets:
    """A register of bodies and one of people made ready.

    Args:
        model: the numbers.
        bodies, people: their things.
        view: (bodies,) which view a body gives; -1 where nobody looked.
        profile: (people,) which profile a person has; -1 where nobody asked.
    """

    def __init__(
        self, model: Model, bodies: Things, people: Things, view: Places, profile: Places
    ) -> None:
        self.model, self.view, self.profile = model, view, profile
        self.bodies, self.people = bodies, people
        self._log_unknown = np.log(model.unknown)
        sizes = (len(view), len(profile))
        self.components = [
            [_Component(kinds, bodies, people, sizes) for kinds in group] for group in model.groups
        ]
        self._ratios = self._ratio_table()
        count = np.zeros((sizes[0], model.background.shape[1]))
        np.add.at(count, (bodies.owner, bodies.kind), 1.0)
        self._alone = [self._alone_of(group, count) for group in model.groups]
        self._missed = [self._missed_of(group) for group in model.groups]

    def _ratio_table(self) -> tuple[Places, Places, Floats] | None:
        """Give ln r of every kind of thing against every other, where that table is small."""
        found, found_place = _unique_rows(self.bodies.codes)
        known, known_place = _unique_rows(self.people.codes)
        if len(found) * len(known) > _CHUNK:
            return None
        return found_place, known_place, self._by_attribute(found[:, None], known[None])

    def _by_attribute(self, found: NDArray[np.int64], known: NDArray[np.int64]) -> Floats:
        total = np.zeros(np.broadcast_shapes(found.shape, known.shape)[:-1])
        for place, attribute in enumerate(self.model.attributes):
            total += attribute.log_ratio(found[..., place], known[..., place])
        return total

    def ratio(self, found: Places, known: Places) -> Floats:
        """Give ln d s(x|y) / v(x) of rows of things, broadcast."""
        if self._ratios is None:
            return self._by_attribute(self.bodies.codes[found], self.people.codes[known])
        found_place, known_place, table = self._ratios
        return table[found_place[found], known_place[known]]

    def _alone_of(
        self, group: tuple[tuple[int, ...], ...], count: Floats
    ) -> tuple[Places, Floats, Floats, Floats | None]:
        """Give bodies by likeness, and what does not depend on the known things; by profile."""
        kinds = sorted(kind for component in group for kind in component)
        seen = self.model.background[:, kinds][self.view] * (self.view >= 0)[:, None]
        features = np.concatenate([seen, count[:, kinds]], axis=1)
        alike, place = np.unique(features, axis=0, return_inverse=True)
        of_person = np.concatenate(
            [1.0 - self.model.unknown[:, kinds], self._log_unknown[:, kinds]], axis=1
        )
        small = len(alike) * len(of_person) <= _TABLE
        return place.reshape(-1), alike, of_person, alike @ of_person.T if small else None

    def _missed_of(self, group: tuple[tuple[int, ...], ...]) -> Floats | None:
        """Give (views, people) the sum of ln(1 - d V), where that table is small."""
        views = self.model.missed.shape[0]
        if views * len(self.profile) > _TABLE:
            return None
        kinds = [kind for component in group for kind in component]
        rows = np.flatnonzero(np.isin(self.people.kind, kinds))
        total = np.zeros((views, len(self.profile)))
        for view in range(views):
            total[view] = np.bincount(
                self.people.owner[rows],
                self.model.missed[view, self.people.codes[rows, 0]],
                minlength=len(self.profile),
            )
        return total

    def log_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the natural log of the LR of pairs; 0 where nobody looked or asked."""
        out = np.zeros(len(bodies))
        step = 1 << 18
        for start in range(0, len(bodies), step):
            b, p = bodies[start : start + step], people[start : start + step]
            told = np.flatnonzero((self.view[b] >= 0) & (self.profile[p] >= 0))
            if len(told):
                out[start + told] = self._told(b[told], p[told])
        return out

    def _told(self, b: Places, p: Places) -> Floats:
        total = np.zeros(len(b))
        for group, changed in enumerate(self.model.changed):
            part = self._unmatched(group, b, p)
            for component in self.components[group]:
                self._add_matched(component, b, p, part)
            total += mixed(part, changed)
        return total

    def _unmatched(self, group: int, b: Places, p: Places) -> Floats:
        place, alike, of_person, table = self._alone[group]
        if table is not None:
            part = table[place[b], self.profile[p]]
        else:
            part = np.einsum("nk,nk->n", alike[place[b]], of_person[self.profile[p]])
        missed = self._missed[group]
        if missed is not None:
            return np.asarray(part + missed[self.view[b], p])
        for component in self.components[group]:
            for slot in range(component.known.shape[1]):
                has = np.flatnonzero(component.known_count[p] > slot)
                code = self.people.codes[component.known[p[has], slot], 0]
                part[has] += self.model.missed[self.view[b[has]], code]
        return np.asarray(part)

    def _add_matched(self, component: _Component, b: Places, p: Places, part: Floats) -> None:
        """Add ln of the sum over matchings, each against leaving both unmatched."""
        found, known = component.found_count[b], component.known_count[p]
        both = np.flatnonzero((found > 0) & (known > 0))
        shape = found[both] * (component.known.shape[1] + 1) + known[both]
        for each in np.unique(shape):
            here = both[shape == each]
            many, width = divmod(int(each), component.known.shape[1] + 1)
            step = max(1, _CHUNK // max(many * width, 1 << min(many, width, MOST)))
            for start in range(0, len(here), step):
                some = here[start : start + step]
                rho = self.against_unmatched(component, b[some], p[some], many, width)
                part[some] += log_matchings(rho)

    def against_unmatched(
        self, component: _Component, b: Places, p: Places, many: int, width: int
    ) -> Floats:
        """Give (n, many, width) the factor by which matching x and y beats leaving both."""
        found = component.found[b, :many]
        known = component.known[p, :width]
        log = self.ratio(found[:, :, None], known[:, None, :])
        log -= self._log_unknown[self.profile[p][:, None], self.bodies.kind[found]][:, :, None]
        log -= self.model.missed[self.view[b][:, None], self.people.codes[known, 0]][:, None, :]
        return np.asarray(np.exp(log))


def mixed(log_lr: Floats, changed: float) -> Floats:
    """Give ln(h + (1 - h) LR); an LR of exactly 1 stays so."""
    if changed == 0.0:
        return log_lr
    out = np.logaddexp(np.log(changed), np.log1p(-changed) + log_lr)
    return np.where(log_lr == 0.0, 0.0, out)
