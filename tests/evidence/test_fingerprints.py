"""Conclusions on fingerprints as bounded findings."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.fingerprints import Fingerprints
from nomina.evidence.parameters import Parameters, load
from nomina.evidence.results import Conclusion, PairResult, conclusion
from nomina.words import LANGUAGES

BODIES = [Described(f"PM{n}") for n in range(4)]
PEOPLE = [Described(f"AM{n}") for n in range(5)]
ALL = np.divmod(np.arange(20, dtype=np.intp), 5)


def result(body: int, person: int, word: str, report: str = "F-1") -> PairResult:
    return PairResult(
        "fingerprints", f"PM{body}", f"AM{person}", conclusion(word), None, "", report
    )


def line(*results: PairResult, parameters: Parameters | None = None) -> Fingerprints:
    return Fingerprints(BODIES, PEOPLE, results, parameters)


def changed(**tables: dict[str, float]) -> Parameters:
    data = load("fingerprints").model_dump()
    for name, table in tables.items():
        data["values"][name]["value"] = table
    return Parameters.model_validate(data)


def test_the_mean_lr_of_different_people_is_1_exactly() -> None:
    made = line()
    for rates in (made.examiner, made.search):
        assert math.fsum(same for same, _ in rates.values()) == pytest.approx(1.0, abs=1e-9)
        mean = math.fsum(different * (same / different) for same, different in rates.values())
        assert mean == pytest.approx(1.0, abs=1e-9)
        assert math.fsum(different for _, different in rates.values()) == pytest.approx(
            1.0, abs=1e-9
        )


@pytest.mark.parametrize("word", [each.value for each in Conclusion if each.value != "excluded"])
def test_each_conclusion_has_the_lr_of_its_rates(word: str) -> None:
    """Bounds of 10^6 leave the shipped rates as they are."""
    made = line(result(1, 2, word))
    same, different = {**made.examiner, **made.search}[conclusion(word)]
    found = made.finding(1, 2)
    assert found is not None
    assert found.log10_lr == pytest.approx(math.log10(same / different), abs=1e-12)
    assert -6.0 <= found.log10_lr <= 6.0
    assert not found.excludes


def test_the_published_rates_are_in_the_defaults() -> None:
    """Ulery et al. 2011: 0.1 % false positives; the Miami-Dade study: 3 % false negatives."""
    rates = line().examiner
    assert rates[Conclusion.PROBABLE][1] == 0.001
    assert rates[Conclusion.ESTABLISHED][1] == pytest.approx(0.001**2)
    assert rates[Conclusion.EXCLUDED][0] == 0.03


def test_a_rate_that_would_say_more_is_bounded() -> None:
    sure = {
        "established": 1e-9,
        "probable": 0.001,
        "possible": 0.01,
        "inconclusive": 0.1,
        "excluded": 0.889 - 1e-9,
    }
    found = line(result(0, 0, "established"), parameters=changed(examiner_different=sure)).finding(
        0, 0
    )
    assert found is not None
    assert found.log10_lr == 6.0
    assert found.at_bound


def test_only_an_examiner_excludes() -> None:
    made = line(result(0, 1, "excluded"), result(0, 2, "no candidate"), result(0, 3, "possible"))
    assert np.flatnonzero(made.excludes(*ALL)).tolist() == [1]
    assert made.log10_lr(*ALL)[1] == -6.0
    assert -1.0 < made.log10_lr(*ALL)[2] < 0.0
    found = made.finding(0, 1)
    assert found is not None
    assert found.excludes
    assert found.log10_lr == found.lower_bound


def test_a_candidate_that_nobody_looked_at_is_weaker_than_an_established_one() -> None:
    made = line(result(0, 0, "candidate"), result(1, 0, "established"))
    values = made.log10_lr(np.array([0, 1]), np.array([0, 0]))
    assert 0.0 < values[0] < values[1] - 2.0


def test_pairs_without_result_say_nothing() -> None:
    for made in (line(), line(result(2, 2, "established"))):
        assert made.finding(3, 4) is None
        assert made.log10_lr(np.array([3]), np.array([4])).tolist() == [0.0]
        assert not made.excludes(np.array([3]), np.array([4])).any()


def test_results_on_one_pair_are_never_multiplied() -> None:
    one = line(result(0, 0, "probable")).log10_lr(*ALL)
    many = [
        result(0, 0, "candidate", "A-1"),  # of a search, which the examiner then looked at
        result(0, 0, "established"),
        result(0, 0, "inconclusive"),
        result(0, 0, "probable"),
    ]
    assert line(*many).log10_lr(*ALL).tolist() == one.tolist()
    found = line(*many).finding(0, 0)
    assert found is not None
    assert "4" in found.sentence["en"]


def test_results_that_clash_count_for_nothing() -> None:
    made = line(result(0, 0, "established"), result(0, 0, "excluded", "F-2"))
    assert made.log10_lr(*ALL)[0] == 0.0
    assert not made.excludes(*ALL).any()
    found = made.finding(0, 0)
    assert found is not None
    assert "contradict" in found.said("en")
    assert "F-1; F-2" in found.body


def test_findings_agree_with_the_arrays_and_candidates_are_complete() -> None:
    words = [each.value for each in Conclusion]
    rng = np.random.default_rng(5)
    given = [
        result(int(b), int(p), words[rng.integers(len(words))])
        for b, p in zip(*(at[rng.random(20) < 0.7] for at in ALL), strict=False)
    ]
    made = line(*given)
    values, excluded = made.log10_lr(*ALL), made.excludes(*ALL)
    for body, person, value, out in zip(*ALL, values, excluded, strict=True):
        found = made.finding(int(body), int(person))
        assert (found.log10_lr if found else 0.0) == pytest.approx(value, abs=1e-12)
        assert (found.excludes if found else False) == out
        assert found is None or set(found.sentence) == set(LANGUAGES)
    assert made.strongest == max(0.0, values.max())
    for least in (0.1, 1.0, 2.9, 5.9, 6.5):
        pairs = made.candidates(least)
        assert (
            sorted((pairs.bodies * 5 + pairs.people).tolist())
            == np.flatnonzero(values >= least).tolist()
        )


def test_results_of_other_kinds_are_left_to_their_line() -> None:
    assert line(PairResult("dna", "PM0", "AM0", None, 5.0, "", "D-1")).finding(0, 0) is None


def test_a_result_on_an_unknown_file_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"PM0, AM9, F-1.*not described"):
        line(result(0, 9, "probable"))


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"candidate": 0.5, "no candidate": 0.4}, "do not sum to 1"),
        ({"candidate": 1.0, "no candidate": 0.0}, "not between 0 and 1"),
        ({"candidate": 1.0}, "one probability for each"),
    ],
)
def test_rates_that_cannot_be_are_refused(table: dict[str, float], what: str) -> None:
    with pytest.raises(InputError, match=what):
        line(parameters=changed(search_same=table))
