"""No pair that any line supports is lost, and whoever is left out stays in the sum."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.evidence import Finding, Kind, Line, Pairs
from nomina.leads.gather import STRONG, gathered, of_one_owner
from nomina.leads.lines import lines_of
from nomina.progress import Silent
from nomina.synthetic.registers import Registers, draw_registers

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
BODIES, PEOPLE = 12, 200


class Told:
    """A line whose values are a table (n, M); infinite where it excludes."""

    def __init__(self, kind: Kind, table: Floats) -> None:
        self.kind = kind
        self.out = np.isneginf(table)
        self.table = np.where(self.out, -3.0, table)
        self.strongest = float(self.table.max())

    def candidates(self, least: float) -> Pairs:
        return Pairs(*np.nonzero(self.table >= least))

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        return np.asarray(self.table[bodies, people])

    def excludes(self, bodies: Places, people: Places) -> NDArray[np.bool_]:
        return np.asarray(self.out[bodies, people])

    def finding(self, body: int, person: int) -> Finding | None:
        return None


class ToldToAll(Told):
    """The same, for everybody at once."""

    def dense(self, bodies: Places) -> Floats:
        return np.asarray(self.table[bodies])


def tables(seed: int, lines: int, spread: float = 0.8) -> list[Floats]:
    rng = np.random.default_rng(seed)
    return [rng.normal(-0.3, spread, (BODIES, PEOPLE)) for _ in range(lines)]


def keys(body: Places, person: Places, people: int = PEOPLE) -> set[int]:
    return set((body * people + person).tolist())


def cells(mask: NDArray[np.bool_]) -> set[int]:
    return set(np.flatnonzero(mask).tolist())


@pytest.mark.parametrize("kept", [1, 20, PEOPLE])
def test_all_that_one_line_supports_is_kept_and_the_best_of_all(kept: int) -> None:
    face, biology, marks, effects = tables(1, 4)
    face[3, 5], biology[3, 5] = STRONG, -9.0  # one line speaks for it, another against
    marks[4, 6], biology[4, 6] = STRONG, -9.0
    lines: list[Line] = [
        ToldToAll("face", face),
        ToldToAll("biology", biology),
        Told("marks", marks),
        Told("effects", effects),
    ]
    found = gathered(lines, BODIES, PEOPLE, Silent(), kept=kept)
    have = keys(found.body, found.person)
    assert len(have) == len(found.body)
    assert np.array_equal(np.lexsort((found.person, found.body)), np.arange(len(found.body)))
    for table in (face, biology, marks, effects):
        assert cells(table >= STRONG) <= have
    best = np.argsort(-(face + biology), axis=1)[:, :kept]
    assert keys(np.repeat(np.arange(BODIES), kept), best.ravel()) <= have
    for kind, table in (("face", face), ("marks", marks)):
        assert np.array_equal(found.by_kind[kind], table[found.body, found.person])  # type: ignore[index]
    whole = face + biology + marks + effects
    assert found.log10_lr == pytest.approx(whole[found.body, found.person])


def left_out(found_body: Places, found_person: Places) -> NDArray[np.bool_]:
    left = np.ones((BODIES, PEOPLE), dtype=bool)
    left[found_body, found_person] = False
    return left


def test_the_rest_is_the_mean_of_those_left_out_for_dense_lines() -> None:
    face, biology = tables(2, 2)
    lines = [ToldToAll("face", face), ToldToAll("biology", biology)]
    found = gathered(lines, BODIES, PEOPLE, Silent(), kept=10)
    left = left_out(found.body, found.person)
    wanted = [float(np.mean(10.0 ** (face + biology)[at][left[at]])) for at in range(BODIES)]
    assert found.rest == pytest.approx(wanted, rel=1e-9)


def test_the_rest_is_near_the_mean_for_lines_that_do_not_weigh_everybody() -> None:
    """A body's best, with large weights, are not of the rest and have no part in its mean."""
    face, documents = tables(3, 2, spread=0.4)
    face[:, :5] = 6.0
    documents[:, :5] = 4.0
    documents[1::2, 5:] -= 2.0  # it carries somebody else's papers: against all the others
    lines = [ToldToAll("face", face), Told("documents", documents)]
    found = gathered(lines, BODIES, PEOPLE, Silent(), kept=5)
    left = left_out(found.body, found.person)
    wanted = np.array(
        [float(np.mean(10.0 ** (face + documents)[at][left[at]])) for at in range(BODIES)]
    )
    ratio = np.log10(found.rest / wanted)
    assert np.abs(ratio).max() < 0.5  # of one body, from some 40 people
    assert abs(ratio.mean()) < 0.1


def test_where_all_are_kept_and_where_there_is_nobody() -> None:
    [face] = tables(4, 1)
    found = gathered([ToldToAll("face", face)], BODIES, PEOPLE, Silent(), kept=PEOPLE)
    assert len(found.body) == BODIES * PEOPLE
    assert found.rest.tolist() == [1.0] * BODIES
    alone = gathered([Told("marks", face)], BODIES, PEOPLE, Silent(), kept=PEOPLE)
    assert keys(alone.body, alone.person) == cells(face >= STRONG)
    none = gathered([], 3, 5, Silent())
    assert (len(none.body), none.rest.tolist(), none.log10_lr.tolist()) == (0, [1.0] * 3, [])


def test_an_exclusion_stands_whatever_else_speaks_for_the_pair() -> None:
    face, dna = tables(5, 2)
    face[2, 7], dna[2, 7] = 5.0, -np.inf
    found = gathered([ToldToAll("face", face), Told("dna", dna)], BODIES, PEOPLE, Silent())
    [row] = np.flatnonzero((found.body == 2) & (found.person == 7))
    assert found.excluded[row]
    assert np.isneginf(found.log10_lr[row])
    assert found.excluded.sum() == 1
    assert np.isfinite(found.log10_lr[~found.excluded]).all()


@pytest.mark.parametrize(
    ("documents", "names", "counted"),
    [
        (3.0, 2.0, 1.0),
        (5.0, 2.0, 0.0),
        (1.0, 2.0, 2.0),
        (-1.0, 5.0, 4.0),
        (5.0, -1.5, -1.5),  # what speaks against is not cut
        (0.0, 0.0, 0.0),
    ],
)
def test_letters_add_to_documents_only_up_to_the_bound(
    documents: float, names: float, counted: float
) -> None:
    given: dict[Kind, Floats] = {
        "documents": np.array([documents]),
        "names": np.array([names]),
        "marks": np.array([7.0]),
    }
    made = of_one_owner(given, 4.0)
    assert made["names"].tolist() == [counted]
    assert (made["documents"].tolist(), made["marks"].tolist()) == ([documents], [7.0])
    assert given["names"].tolist() == [names]
    alone: dict[Kind, Floats] = {"names": given["names"], "marks": given["marks"]}
    assert of_one_owner(alone, 4.0)["names"].tolist() == [names]


def test_the_bound_of_one_owner_comes_from_the_line_that_knows_it() -> None:
    names, documents = np.full((2, 3), 3.0), np.full((2, 3), 2.0)
    line = Told("documents", documents)
    found = gathered([Told("names", names), line], 2, 3, Silent())
    assert found.by_kind["names"].tolist() == [3.0] * 6
    line.one_owner = 4.5  # type: ignore[attr-defined]
    found = gathered([Told("names", names), line], 2, 3, Silent())
    assert found.by_kind["names"].tolist() == [2.5] * 6


@cache
def registers(seed: int) -> tuple[Registers, list[Line]]:
    drawn = draw_registers(60, 40, 0.7, seed)
    return drawn, lines_of(drawn.bodies, drawn.people, ())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_lines_themselves_lose_nobody_whom_they_support(seed: int) -> None:
    drawn, lines = registers(seed)
    n, m = len(drawn.bodies), len(drawn.people)
    found = gathered(lines, n, m, Silent(), kept=1)
    assert len(found.body) < n * m / 2
    have = keys(found.body, found.person, m)
    body, person = np.divmod(np.arange(n * m), m)
    strong = 0
    for line in lines:
        hit = np.flatnonzero(line.log10_lr(body, person) >= STRONG)
        strong += len(hit)
        assert set(hit.tolist()) <= have, line.kind
    assert strong > 20
