"""Every line of evidence is made once, for the same records, and faces get their templates."""

from __future__ import annotations

import numpy as np

from nomina.cases.description import Described
from nomina.evidence import KINDS
from nomina.leads.assemble import Case
from nomina.leads.documents import CaseRecord
from nomina.leads.lines import face_of, lines_of
from nomina.synthetic.registers import draw_registers
from tests.leads.fakes import DIM, calibration, template


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
