"""Every line of evidence is made once, for the same records, and faces get their templates."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.cases.description import Described
from nomina.evidence import KINDS, Kind
from nomina.leads.assemble import Case
from nomina.leads.documents import CaseRecord
from nomina.leads.lines import face_of, lines_of
from nomina.synthetic.registers import draw_registers
from tests.leads.fakes import DIM, calibration, template

Floats = NDArray[np.float64]


def case(name: str, person: int | None, stated: str = "unknown") -> Case:
    record = CaseRecord(id=name, stated=stated, compared=person is not None, photos=())
    return Case(record, () if person is None else (template(person, 0), template(person, 0, 1)))


def test_every_kind_has_one_line_and_all_lines_take_the_same_pairs() -> None:
    drawn = draw_registers(20, 10, 0.7, seed=1)
    lines = lines_of(drawn.bodies, drawn.people, ())
    kinds = [line.kind for line in lines]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) == set(KINDS) - {"face", "exclusion"}
    body, person = np.divmod(np.arange(200), 20)
    for line in lines:
        assert line.log10_lr(body, person).shape == (200,)
        assert line.excludes(body, person).dtype == bool


def test_faces_are_compared_where_both_have_one_and_an_opinion_can_be_given() -> None:
    names = "B1", "B2", "B3", "B4"
    bodies = [case("B1", 1), case("B2", None), case("B3", 1, "advanced_change"), case("B4", 2)]
    people = [case("M1", 1), case("M2", None), case("M3", 2)]
    described = tuple(Described(id=name) for name in names)
    listed = tuple(Described(id=name) for name in ("M1", "M2", "M3"))
    maps = calibration("simulated"), calibration("simulated", 1)
    face = face_of(described, listed, (bodies, people), maps, (DIM, DIM))
    body, person = np.divmod(np.arange(12), 3)
    values = face.log10_lr(body, person).reshape(4, 3)
    assert (values[:, 1] == 0.0).all()
    assert (values[1:3] == 0.0).all()
    assert (values[[0, 3], [0, 2]] > 0.0).all()  # the same person
    assert (values[[0, 3], [2, 0]] < 0.0).all()
    assert face.finding(1, 0) is None
    assert face.finding(0, 0) is not None


LEVELS = np.array([-3.0, -2.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
"""Between these log10 LRs what is stated is held against what is observed."""
DRAWN: tuple[Kind, ...] = (
    "biology",
    "names",
    "documents",
    "marks",
    "dental",
    "effects",
    "whereabouts",
)
MARKS_SAY_TOO_MUCH = 0.4
"""Marks of one person come together (who has one tattoo has more), which their line takes as
independent and is bounded for; about 0.3 from log10 LR 2 on were measured."""


@pytest.mark.deep
@pytest.mark.parametrize("kind", DRAWN)
def test_stated_ratios_are_those_observed_in_drawn_registers(kind: Kind) -> None:
    """P(value | same) / P(value | different), counted, is the LR that is stated, level by level.

    The registers are drawn by a simulator that shares the lines' rates and none of their code.
    """
    right, wrong = observed()
    for low, high in itertools.pairwise(LEVELS):
        mine = np.concatenate(right[kind])
        others = np.concatenate(wrong[kind])
        at, among = ((each >= low) & (each < high) & (each != 0.0) for each in (mine, others))
        if min(at.sum(), among.sum()) < 30:
            continue
        stated = float(np.log10((10.0 ** others[among]).mean()))
        counted = float(np.log10(at.mean() / among.mean()))
        error = math.hypot(1.0 / math.sqrt(at.sum()), 1.0 / math.sqrt(among.sum())) / math.log(10)
        slack = 0.1 + (MARKS_SAY_TOO_MUCH if kind == "marks" else 0.0)
        cut = np.ptp(others[among]) < 1e-9  # at a bound, which says less on purpose
        if not (cut and stated < 0.0):
            assert stated - counted < 4.0 * error + slack, (low, high, stated, counted)
        if not (cut and stated > 0.0):
            assert counted - stated < 4.0 * error + slack, (low, high, stated, counted)


@cache
def observed() -> tuple[dict[Kind, list[Floats]], dict[Kind, list[Floats]]]:
    """Give log10 LRs of right pairs and of wrong pairs drawn at random, by kind."""
    right: dict[Kind, list[Floats]] = {}
    wrong: dict[Kind, list[Floats]] = {}
    for seed in range(4):
        drawn = draw_registers(6000, 1000, 0.7, seed=900 + seed)
        rng = np.random.default_rng(seed)
        body, person = rng.integers(0, 1000, 300_000), rng.integers(0, 6000, 300_000)
        apart = drawn.truth[body] != person
        found = np.flatnonzero(drawn.truth >= 0)
        for line in lines_of(drawn.bodies, drawn.people, ()):
            if line.strongest > 0.0:
                right.setdefault(line.kind, []).append(line.log10_lr(found, drawn.truth[found]))
                wrong.setdefault(line.kind, []).append(line.log10_lr(body[apart], person[apart]))
    return right, wrong
