"""Pairs whose sets of things may support the same person, without comparing everybody in full.

Leaving out m, and letting several known things be found as the same one, can only raise the sum
over matchings, so that

    LR <= exp((1 - m) v(seen)) * prod_y (1 - d V(y) + sum_x d s(x|y) / v(x)).

The right side is a sum over a person's things of one number for each body: a product of sparse
matrices, in blocks of bodies. Rare attributes (`Model.screened`) are left out of it and looked up
instead: every pair that agrees in one is compared. What passes is then compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nomina.evidence.line import Pairs, Places
from nomina.evidence.marks_levels import Ids, Levels
from nomina.evidence.marks_sets import Compared, Model, Sets, Things

_BLOCK = 1 << 23
_MOST_PAIRS = 1 << 21
_SLACK = 1e-3
"""For the single precision of the screen; what passes is compared in double."""


@dataclass(frozen=True, slots=True)
class _Records:
    """Records with the same things, by the attributes that are screened; codes by component."""

    kind: Places  # (codes,) of each kind of thing
    codes: NDArray[np.int64]  # (codes, screened)
    state: Places  # (sets,) view or profile
    counts: sparse.csr_matrix  # (sets, codes)
    members: Places  # records, ordered by set
    first: Places  # (sets + 1,)


def _records(things: Things, state: Places, model: Model) -> _Records:
    """Group the records of a register; those with nothing to compare are left out."""
    components = [each for group in model.groups for each in group]
    component = np.zeros(model.background.shape[1], np.intp)
    for rank, kinds in enumerate(components):
        component[list(kinds)] = rank
    kind = things.kind[:, None]
    table = np.concatenate([component[kind], kind, things.codes[:, : model.screened]], axis=1)
    unique, place = np.unique(table, axis=0, return_inverse=True)
    place = place.reshape(-1)
    order = np.lexsort((place, things.owner))
    owner, place = things.owner[order], place[order]
    number = np.bincount(owner, minlength=len(state))
    start = np.cumsum(number) - number
    padded = np.full((len(state), int(number.max(initial=0)) + 1), -1, np.int64)
    padded[:, 0] = state
    padded[owner, 1 + np.arange(len(owner)) - start[owner]] = place
    told = np.flatnonzero(state >= 0)
    sets, which = np.unique(padded[told], axis=0, return_inverse=True)
    which = which.reshape(-1)
    members = told[np.argsort(which, kind="stable")]
    first = np.concatenate([[0], np.cumsum(np.bincount(which, minlength=len(sets)))])
    row, column = np.nonzero(sets[:, 1:] >= 0)
    counts = sparse.csr_matrix(
        (np.ones(len(row), np.float32), (row, sets[:, 1:][row, column])),
        shape=(len(sets), len(unique)),
    )
    return _Records(unique[:, 1], unique[:, 2:], sets[:, 0], counts, members, first)


def candidates(sets: Sets, least: float) -> Pairs:
    """Give every pair with a natural log LR of at least ``least``, before any bound."""
    size = len(sets.profile)
    keys = [np.empty(0, np.int64)]
    for b, p in _whole(_screened(sets, least), _looked_up(sets)):
        kept = sets.log_lr(b, p) >= least
        keys.append(b[kept].astype(np.int64) * size + p[kept])
    key = np.unique(np.concatenate(keys))
    return Pairs((key // max(size, 1)).astype(np.intp), (key % max(size, 1)).astype(np.intp))


def _whole(*sources: Iterator[tuple[Places, Places]]) -> Iterator[tuple[Places, Places]]:
    for source in sources:
        yield from source


def _screened(sets: Sets, least: float) -> Iterator[tuple[Places, Places]]:
    model = sets.model
    found = _records(sets.bodies, sets.view, model)
    known = _records(sets.people, sets.profile, model)
    if not len(found.state) or not len(known.state):
        return
    columns = _by_component(sets, known)
    missed = np.exp(model.missed[:, known.codes[:, 0]])
    parts = [
        (
            known.counts @ sparse.diags(np.isin(known.kind, kinds).astype(np.float32)),
            (model.background[:, kinds] @ (1.0 - model.unknown[:, kinds]).T).astype(np.float32),
            changed > 0.0,
        )
        for group, changed in zip(model.groups, model.changed, strict=True)
        for kinds in [sorted(kind for component in group for kind in component)]
    ]
    step = max(1, _BLOCK // max(len(known.state), len(known.kind), 1))
    for start in range(0, len(found.state), step):
        block = slice(start, min(start + step, len(found.state)))
        view = found.state[block]
        counts = found.counts[block]
        used = np.unique(counts.indices)
        ratio = _ratios(sets, found, used, columns, len(known.kind))
        per_thing = np.ascontiguousarray((counts[:, used] @ ratio + missed[view]).T, np.float32)
        np.log(per_thing, out=per_thing)
        bound = np.zeros((len(known.state), len(view)), np.float32)
        for mine, seen, may_change in parts:
            part = mine @ per_thing
            part += (
                seen[view[0]][known.state][:, None]
                if len(seen) == 1
                else seen.T[known.state][:, view]
            )
            bound += np.maximum(part, 0.0, out=part) if may_change else part
        column, row = np.nonzero(bound >= least - _SLACK)
        yield from _spread(found, known, row + start, column)


def _by_component(
    sets: Sets, known: _Records
) -> list[tuple[tuple[int, ...], Places, list[tuple[Ids, Places]]]]:
    """Give of each component the known codes in it, and their values by screened attribute."""
    out = []
    for component in (each for group in sets.model.groups for each in group):
        columns = np.flatnonzero(np.isin(known.kind, component))
        values = []
        for place in range(sets.model.screened):
            value, where = np.unique(known.codes[columns, place], return_inverse=True)
            values.append((value, where.reshape(-1)))
        out.append((component, columns, values))
    return out


def _ratios(
    sets: Sets,
    found: _Records,
    used: Places,
    known: list[tuple[tuple[int, ...], Places, list[tuple[Ids, Places]]]],
    size: int,
) -> NDArray[np.float32]:
    """Give (used codes, ``size`` known codes) r by the screened attributes, at most."""
    out = np.zeros((len(used), size), np.float32)
    most = sum(_most_different(each) for each in sets.model.attributes[sets.model.screened :])
    for component, columns, values in known:
        rows = np.flatnonzero(np.isin(found.kind[used], component))
        if not len(rows) or not len(columns):
            continue
        tables, chosen = [], []
        for place, (theirs, there) in enumerate(values):
            mine, at = np.unique(found.codes[used[rows], place], return_inverse=True)
            table = sets.model.attributes[place].log_ratio(mine[:, None], theirs[None])
            tables.append(table.astype(np.float32)[:, there])
            chosen.append(at.reshape(-1).tolist())
        # Row by row: a row fits the cache of the processor, the whole does not.
        row = np.empty(len(columns), np.float32)
        for place, which in zip(rows.tolist(), zip(*chosen, strict=True), strict=True):
            row.fill(most)
            for wide, value in zip(tables, which, strict=True):
                row += wide[value]
            np.exp(row, out=out[place, columns[0] : columns[-1] + 1])
    return out


def _most_different(attribute: Compared) -> float:
    assert isinstance(attribute, Levels)
    return attribute.most_different


def _spread(
    found: _Records, known: _Records, row: Places, column: Places
) -> Iterator[tuple[Places, Places]]:
    """Give the pairs of records behind pairs of sets, in pieces."""
    across = np.diff(known.first)[column]
    number = np.diff(found.first)[row] * across
    ends = np.cumsum(number)
    start = 0
    while start < len(row):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + _MOST_PAIRS, side="right")))
        which = np.repeat(np.arange(start, stop), number[start:stop])
        inside = np.arange(len(which)) - (ends - number)[which] + done
        b = found.members[found.first[row[which]] + inside // across[which]]
        p = known.members[known.first[column[which]] + inside % across[which]]
        yield b, p
        start = stop


def _looked_up(sets: Sets) -> Iterator[tuple[Places, Places]]:
    """Give every pair that agrees, or nearly, in an attribute that is not screened."""
    size = max(len(sets.profile), 1)
    for place in range(sets.model.screened, len(sets.model.attributes)):
        attribute = sets.model.attributes[place]
        assert isinstance(attribute, Levels)
        found, known = sets.bodies.codes[:, place], sets.people.codes[:, place]
        mine, theirs = _by_code(found, sets.bodies.owner), _by_code(known, sets.people.owner)
        related: dict[int, list[int]] = {code: [code] for code in mine}
        for x, y in attribute.near.tolist():
            related.setdefault(x, [x]).append(y)
        keys: list[NDArray[np.int64]] = []
        for code, owners in mine.items():
            others = [theirs[y] for y in related[code] if y in theirs]
            if others:
                people = np.concatenate(others)
                keys.append((owners[:, None] * size + people[None]).ravel())
            if sum(map(len, keys)) > _MOST_PAIRS:
                yield _apart(keys, size)
                keys = []
        yield _apart(keys, size)


def _by_code(codes: NDArray[np.int64], owner: Places) -> dict[int, NDArray[np.int64]]:
    """Give the records that hold each code; code 0 is none."""
    if not len(codes):
        return {}
    order = np.argsort(codes, kind="stable")
    code, first = np.unique(codes[order], return_index=True)
    parts = np.split(owner[order].astype(np.int64), first[1:])
    return {int(c): np.unique(part) for c, part in zip(code, parts, strict=True) if c > 0}


def _apart(keys: list[NDArray[np.int64]], size: int) -> tuple[Places, Places]:
    key = np.unique(np.concatenate([np.empty(0, np.int64), *keys]))
    return (key // size).astype(np.intp), (key % size).astype(np.intp)
