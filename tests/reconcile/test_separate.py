"""What an examination is expected to tell, against entropies worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from nomina.reconcile.separate import SETTLES, entropy, next_steps

PEOPLE = {"M1": 0.25, "M2": 0.25}
EVERYBODY = ("M1", "M2")


@settings(max_examples=50)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=9).filter(lambda p: sum(p) > 1e-6))
def test_entropy_is_that_of_scipy(shares: list[float]) -> None:
    assert entropy(shares) == pytest.approx(float(stats.entropy(shares, base=2)), abs=1e-9)


def test_entropy_by_hand() -> None:
    assert entropy([0.5, 0.25, 0.25]) == pytest.approx(1.5)
    assert entropy([2.0, 1.0, 1.0, 0.0]) == pytest.approx(1.5)
    assert entropy([1.0]) == 0.0


def test_whoever_can_be_compared_is_a_cell_of_his_own() -> None:
    [step] = next_steps(PEOPLE, 0.5, {}, {"fingerprints": EVERYBODY})
    assert (step.kind, step.people) == ("fingerprints", EVERYBODY)
    assert step.bits == pytest.approx(SETTLES["fingerprints"] * 1.5)
    [one] = next_steps(PEOPLE, 0.5, {}, {"fingerprints": ("M2",)})
    whole = -0.25 * math.log2(0.25) - 0.75 * math.log2(0.75)  # M1 stays with nobody
    assert one.bits == pytest.approx(SETTLES["fingerprints"] * whole)
    assert one.people == ("M2",)


def test_who_was_compared_or_is_no_alternative_is_not_asked_for() -> None:
    can = {"dental": ("M1", "M2", "M3")}
    [step] = next_steps(PEOPLE, 0.5, {"dental": ("M1",)}, can)
    assert step.people == ("M2",)
    assert next_steps(PEOPLE, 0.5, {"dental": EVERYBODY}, can) == []
    assert next_steps(PEOPLE, 0.5, {}, {}) == []
    assert next_steps({"M1": 1.0}, 0.0, {}, can) == []  # there is nothing open


def test_dna_does_not_tell_brothers_apart() -> None:
    family = {"M1": "f", "M2": "f"}
    both = {"dna": EVERYBODY, "fingerprints": EVERYBODY}
    prints, dna = next_steps(PEOPLE, 0.5, {}, both, relatives=family)
    assert (prints.kind, dna.kind) == ("fingerprints", "dna")
    assert prints.bits == pytest.approx(SETTLES["fingerprints"] * 1.5)
    assert dna.bits == pytest.approx(SETTLES["dna"] * 1.0)  # one half against the other


@settings(max_examples=50)
@given(st.lists(st.floats(0.0, 0.15), min_size=1, max_size=6), st.data())
def test_nothing_gives_more_than_there_is_and_more_people_never_less(
    shares: list[float], data: st.DataObject
) -> None:
    people = {f"M{at}": p for at, p in enumerate(shares)}
    nobody = 1.0 - sum(shares)
    some = data.draw(st.sets(st.sampled_from(sorted(people))))
    can = {kind: tuple(people) for kind in SETTLES}
    steps = next_steps(people, nobody, {}, can)
    whole = entropy([*shares, nobody])
    assert all(step.bits <= whole * SETTLES[step.kind] + 1e-9 for step in steps)
    assert [step.bits for step in steps] == sorted((step.bits for step in steps), reverse=True)
    by_kind = {step.kind: step.bits for step in steps}
    for step in next_steps(people, nobody, {}, {kind: tuple(some) for kind in SETTLES}):
        assert step.bits <= by_kind[step.kind] + 1e-9
