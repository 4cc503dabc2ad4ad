"""A laboratory's likelihood ratio, with its error rate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.dna import Dna
from nomina.evidence.parameters import Parameters, load
from nomina.evidence.results import Conclusion, PairResult

BODIES = [Described(f"PM{n}") for n in range(3)]
PEOPLE = [Described(f"AM{n}") for n in range(1000)]


def result(lr: float | None, word: Conclusion | None = None, body: str = "PM0") -> PairResult:
    return PairResult("dna", body, "AM7", word, lr, "Lab", "D-1")


def line(*results: PairResult, **numbers: float) -> Dna:
    data = load("dna").model_dump()
    for name, value in numbers.items():
        data["values"][name]["value"] = value
    return Dna(BODIES, PEOPLE, results, Parameters.model_validate(data))


def value(lr: float | None, word: Conclusion | None = None, **numbers: float) -> float:
    return float(line(result(lr, word), **numbers).log10_lr(np.array([0]), np.array([7]))[0])


@given(
    st.lists(st.floats(-9.0, 12.0), min_size=1, max_size=8),
    st.lists(st.floats(0.01, 1.0), min_size=9, max_size=9),
    st.floats(1e-6, 0.4),
)
def test_the_mean_lr_of_different_people_is_1_exactly(
    reported: list[float], weights: list[float], error: float
) -> None:
    """For any faultless laboratory: one that states each LR x as often as x says it should.

    Its reports x_k come with chance q_k of different people and q_k x_k of the same one, both
    of sum 1; the last is the exclusion, x = 0.
    """
    made = line(error_rate=error)
    x = [10.0**each for each in reported]
    chance = [w / max(1.0, each) for w, each in zip(weights, x, strict=False)]
    scale = math.fsum(q * each for q, each in zip(chance, x, strict=True))
    chance = [q / scale for q in chance]
    rest = 1.0 - math.fsum(chance)
    if rest < 0.0:  # no such laboratory: its LRs are all below 1
        return
    outcomes = [*zip(x, chance, strict=True), (0.0, rest)]
    rates = [made.rates(each, q) for each, q in outcomes if q > 0.0]
    assert math.fsum(same for same, _ in rates) == pytest.approx(1.0, abs=1e-9)
    assert math.fsum(other for _, other in rates) == pytest.approx(1.0, abs=1e-9)
    e, n = error, 1000
    lr = [((1 - e) * x + e) / ((1 - e / n) + e / n * x) for x, q in outcomes if q > 0.0]
    mean = math.fsum(other * each for (_, other), each in zip(rates, lr, strict=True))
    assert mean == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("lr", [-3.0, -0.4, 0.7, 3.0, 4.5, 6.0, 12.0, 400.0])
def test_the_formula_of_the_module(lr: float) -> None:
    """e = 0.005 and N = 1000 people, so that e/N = 0.000005."""
    x = 10.0 ** min(lr, 300.0)
    by_hand = math.log10((0.995 * x + 0.005) / (0.999995 + 0.000005 * x))
    assert value(lr) == pytest.approx(by_hand, abs=1e-9)


def test_dna_says_no_more_than_the_error_rate_lets_it() -> None:
    assert value(25.0) == pytest.approx(math.log10(0.995 / 0.000005), abs=1e-9)  # N/e
    assert value(-25.0) == pytest.approx(math.log10(0.005 / 0.999995), abs=1e-9)  # e
    assert value(25.0, error_rate=1e-7) == 8.0  # the bound
    assert value(3.0) == pytest.approx(3.0, abs=0.01)
    found = line(result(25.0)).finding(0, 7)
    assert found is not None
    assert found.log10_lr <= found.upper_bound
    assert "error rate" in found.sentence["en"]


def test_only_the_word_of_the_laboratory_excludes() -> None:
    made = line(result(-20.0), result(None, Conclusion.EXCLUDED, "PM1"))
    places = np.array([0, 1]), np.array([7, 7])
    assert made.excludes(*places).tolist() == [False, True]
    assert made.log10_lr(*places)[1] == -8.0
    found = made.finding(1, 7)
    assert found is not None
    assert found.excludes
    assert found.log10_lr == found.lower_bound == -8.0


def test_what_does_not_tell_is_neutral() -> None:
    assert value(None, Conclusion.INCONCLUSIVE) == 0.0
    assert value(1.0, Conclusion.INCONCLUSIVE) == pytest.approx(value(1.0))
    assert value(0.0) == pytest.approx(0.0, abs=1e-12)


def test_two_reports_on_one_pair_count_once_and_clash_to_nothing() -> None:
    at = np.array([0]), np.array([7])
    assert line(result(6.0), result(4.0)).log10_lr(*at)[0] == pytest.approx(value(4.0))
    clash = line(result(6.0), result(None, Conclusion.EXCLUDED))
    assert clash.log10_lr(*at)[0] == 0.0
    assert not clash.excludes(*at)[0]


def test_findings_agree_with_the_arrays_and_candidates_are_complete() -> None:
    given = [result(lr, body=f"PM{n}") for n, lr in enumerate((5.0, 2.0, -1.0))]
    made = line(*given)
    bodies, people = np.divmod(np.arange(3000, dtype=np.intp), 1000)
    values = made.log10_lr(bodies, people)
    assert np.flatnonzero(values).tolist() == [7, 1007, 2007]
    for body in range(3):
        found = made.finding(body, 7)
        assert found is not None
        assert found.log10_lr == pytest.approx(values[body * 1000 + 7], abs=1e-12)
        assert found.lower_bound <= found.log10_lr <= found.upper_bound
    for least in (0.5, 2.1, 9.0):
        pairs = made.candidates(least)
        assert (pairs.bodies * 1000 + pairs.people).tolist() == np.flatnonzero(
            values >= least
        ).tolist()


@pytest.mark.parametrize("error", [0.0, 0.5, -0.1, 2.0])
def test_an_error_rate_that_cannot_be_is_refused(error: float) -> None:
    with pytest.raises(InputError, match="error rate"):
        line(error_rate=error)
