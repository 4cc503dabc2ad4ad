"""A whole operation weighed at once: shares, exclusions, findings, what would tell more."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from nomina.cases.description import Described
from nomina.evidence import Kind, Line
from nomina.leads.joint import Joint
from nomina.leads.lines import lines_of
from nomina.progress import Silent
from nomina.reconcile.problem import Problem
from nomina.reconcile.separate import entropy
from nomina.synthetic.registers import Registers, draw_registers
from tests.leads.test_gather import Floats, Told, ToldToAll
from tests.reconcile.enumerated import enumerated

ON_LIST = 0.7


@cache
def operation(missing: int = 60, bodies: int = 40) -> tuple[Registers, Joint]:
    drawn = draw_registers(missing, bodies, ON_LIST, 1)
    lines = lines_of(drawn.bodies, drawn.people, ())
    return drawn, Joint(drawn.bodies, drawn.people, lines, ON_LIST, Silent())


def joint(tables: dict[Kind, Floats], on_list: float = 0.5, *, dense: bool = True) -> Joint:
    n, m = next(iter(tables.values())).shape
    made = ToldToAll if dense else Told
    lines: list[Line] = [made(kind, table) for kind, table in tables.items()]
    bodies = [Described(id=f"B{at}") for at in range(n)]
    people = [Described(id=f"M{at}") for at in range(m)]
    return Joint(bodies, people, lines, on_list, Silent())


def test_the_posterior_of_a_body_sums_to_one() -> None:
    drawn, whole = operation()
    found = whole.posterior
    pairs = np.bincount(found.body, found.probability, len(drawn.bodies))
    assert found.none + found.other + pairs == pytest.approx(np.ones(40), abs=1e-6)
    assert np.bincount(found.person, found.probability, 60).max() < 1.0 + 2e-3
    for at in range(len(drawn.bodies)):
        leads = whole.leads(at, 100)
        assert (np.diff(leads.posterior) <= 0.0).all()
        assert leads.posterior.sum() + whole.nobody(at) <= 1.0 + 1e-6
        assert len(set(leads.people.tolist())) == len(leads.people)
        first = whole.leads(at, 3)
        assert first.people.tolist() == leads.people[:3].tolist()


def test_the_right_people_are_given_what_nobody_else_is() -> None:
    drawn, whole = operation()
    right = [
        float(leads.posterior[leads.people == person].sum())
        for at, person in enumerate(drawn.truth.tolist())
        if person >= 0
        for leads in [whole.leads(at, 100)]
    ]
    strangers = [whole.nobody(at) for at in np.flatnonzero(drawn.truth < 0).tolist()]
    listed = [whole.nobody(at) for at in np.flatnonzero(drawn.truth >= 0).tolist()]
    assert np.mean(right) > 10 / 60  # by chance it is at most 1 / 60
    assert np.mean(strangers) > np.mean(listed)


def test_findings_of_a_lead_add_up_to_its_strength() -> None:
    drawn, whole = operation()
    seen = 0
    for at, body in enumerate(drawn.bodies):
        leads = whole.leads(at, 10)
        for place, total, out in zip(leads.people, leads.log10_lr, leads.excluded, strict=True):
            findings, lacking = whole.said(body.id, drawn.people[place].id)
            kinds = [finding.kind for finding in findings]
            assert sorted([*kinds, *lacking]) == sorted(line.kind for line in whole.lines)
            if not out:  # a strength has four decimals
                added = math.fsum(finding.log10_lr for finding in findings)
                assert total == pytest.approx(added, abs=5e-5 + 1e-6)
                powers = [abs(finding.log10_lr) for finding in findings]
                assert powers == sorted(powers, reverse=True)
                seen += len(findings) > 1
    assert seen > 100


def test_who_is_excluded_has_no_share_and_is_still_shown() -> None:
    face, dna = np.full((2, 3), 1.0), np.zeros((2, 3))
    face[0, 0], dna[0, 0] = 4.0, -np.inf
    whole = joint({"face": face, "dna": dna})
    leads = whole.leads(0, 3)
    assert sorted(leads.people.tolist()) == [0, 1, 2]
    assert (leads.people[-1], leads.posterior[-1]) == (0, 0.0)
    assert leads.excluded.tolist() == [False, False, True]
    assert whole.leads(1, 3).posterior[0] > 0.0


def test_all_is_as_every_assignment_counted_out() -> None:
    rng = np.random.default_rng(2)
    face, marks = rng.normal(0, 1.0, (4, 6)), rng.normal(0, 1.0, (4, 6))
    marks[1, 2] = -np.inf
    whole = joint({"face": face, "marks": marks}, on_list=0.6)
    body, person = np.divmod(np.arange(24), 6)
    truth = enumerated(
        Problem(
            bodies=tuple("abcd"),
            people=tuple("uvwxyz"),
            body=body,
            person=person,
            log_lr=(face + marks).ravel() * math.log(10.0),
            log_weight=math.log(0.6 / (0.4 * (6 - 0.6 * 4))),
        )
    )
    for at in range(4):
        leads = whole.leads(at, 6)
        assert leads.posterior == pytest.approx(truth.pair[at, leads.people], abs=1e-9)
        assert whole.nobody(at) == pytest.approx(truth.none[at], abs=1e-9)
    record = whole.record()
    assert list(record.not_among.values()) == pytest.approx(truth.alone.tolist(), abs=1e-9)
    assert record.log_z == pytest.approx(truth.log_z, abs=1e-9)
    assert record.pairs == 24
    assert record.weight == pytest.approx(0.6 / (0.4 * 3.6))
    assert {one.kind: one.pairs for one in record.evidence} == {"face": 24, "marks": 24}


def test_equal_people_come_in_the_order_of_the_list() -> None:
    face = np.array([[-1.0, 1.0, 1.0, 1.0]])
    assert joint({"face": face}).leads(0, 4).people.tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize("share", [0.2, 0.7])
def test_of_a_body_of_which_nothing_is_known_nobody_is_the_stated_share(share: float) -> None:
    silent = joint({"face": np.zeros((30, 90))}, share)
    for at in range(30):
        assert silent.nobody(at) == pytest.approx(1.0 - share, abs=5e-3)
        assert len(silent.leads(at, 5).people) == 0
        assert silent.next_steps(at) == (0.0, ())


def test_people_who_are_not_weighed_one_by_one_keep_their_share() -> None:
    """One body, 300 people, 60 of them kept: nobody is 1 over 1 and all weights, by hand."""
    face = np.random.default_rng(3).normal(-0.3, 0.8, (1, 300))
    whole = joint({"face": face}, 0.5)
    weight = 0.5 / (0.5 * (300 - 0.5))
    assert len(whole.found.body) < 100
    assert whole.nobody(0) == pytest.approx(1.0 / (1.0 + weight * (10.0**face).sum()), rel=1e-6)


def test_next_steps_tell_the_alternatives_apart_and_no_more() -> None:
    drawn, whole = operation()
    asked = 0
    for at in range(len(drawn.bodies)):
        bits, steps = whole.next_steps(at)
        assert [step.bits for step in steps] == sorted((s.bits for s in steps), reverse=True)
        leads = whole.leads(at, 100)
        names = {drawn.people[place].id for place in leads.people[leads.posterior >= 0.01].tolist()}
        shares = leads.posterior[:20][leads.posterior[:20] >= 0.01].tolist()
        if shares:
            assert bits == pytest.approx(entropy([*shares, 1.0 - sum(shares)]), abs=6e-4)
        for step in steps:
            assert step.bits <= bits + 1e-3
            assert set(step.people) <= names
            asked += 1
            assert not (step.kind == "dental" and drawn.bodies[at].teeth is not None)
    assert asked > 20


def test_what_was_compared_is_not_asked_for_again() -> None:
    face, dna = np.full((1, 2), 1.0), np.array([[1.0, 0.0]])
    _, steps = joint({"face": face, "dna": dna}).next_steps(0)
    people = {step.kind: step.people for step in steps}
    assert people["dna"] == ("M1",)
    assert people["fingerprints"] == ("M0", "M1")


def test_the_record_names_what_was_used() -> None:
    drawn, whole = operation()
    record = whole.record()
    assert record.weight == pytest.approx(0.7 / (0.3 * (60 - 28)))
    assert record.pairs == len(whole.found.body)
    assert set(record.not_among) == {one.id for one in drawn.people}
    used = {one.kind: one for one in record.evidence}
    assert set(used) == {line.kind for line in whole.lines}
    body, person = whole.found.body, whole.found.person
    for line in whole.lines:
        spoken = int(np.count_nonzero(line.log10_lr(body, person)))
        assert used[line.kind].pairs <= spoken  # letters may count for nothing beside documents
        assert bool(used[line.kind].version) == bool(used[line.kind].source) == (spoken > 0)
    assert used["biology"].pairs > 0
    assert record.assignments[0].behind == 0.0
