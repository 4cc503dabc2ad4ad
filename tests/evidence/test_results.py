"""What examiners and laboratories concluded: what is refused, and what clashes."""

from __future__ import annotations

from typing import Any

import pytest

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.results import (
    Conclusion,
    PairResult,
    conclusion,
    contradictions,
    examined,
    side,
    strangers,
)
from nomina.words import LANGUAGES


def prints(word: str, body: str = "PM1", person: str = "AM1", **more: Any) -> PairResult:
    return PairResult("fingerprints", body, person, conclusion(word), report="F-1", **more)


def dna(lr: float | None, word: Conclusion | None = None, **more: Any) -> PairResult:
    return PairResult("dna", "PM1", "AM1", word, lr, report="D-1", **more)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (" Same  Source ", Conclusion.ESTABLISHED),
        ("identification", Conclusion.ESTABLISHED),
        ("no_candidate", Conclusion.NO_CANDIDATE),
        ("Виключено", Conclusion.EXCLUDED),
        ("вероятно", Conclusion.PROBABLE),
        *((each.value, each) for each in Conclusion),
    ],
)
def test_a_conclusion_is_read_in_the_words_of_reports(text: str, meant: Conclusion) -> None:
    assert conclusion(text) is meant


@pytest.mark.parametrize("text", ["", "yes", "99 %", "not excluded"])
def test_a_conclusion_is_never_guessed(text: str) -> None:
    with pytest.raises(InputError, match="no conclusion that is known"):
        conclusion(text)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"kind": "teeth"}, "fingerprints or DNA"),
        ({"body": " "}, "needs a body and a missing person"),
        ({"conclusion": None}, "needs its conclusion"),
        ({"log10_lr": 5.0}, "has no likelihood ratio"),
        ({"conclusion": Conclusion.EXCLUDED, "report": ""}, "an exclusion needs its report"),
        ({"kind": "dna", "log10_lr": 5.0, "report": ""}, "DNA result needs its report"),
        ({"kind": "dna"}, "needs the likelihood ratio"),
        ({"kind": "dna", "log10_lr": float("inf")}, "is finite"),
        ({"kind": "dna", "log10_lr": float("nan")}, "is finite"),
        ({"kind": "dna", "conclusion": Conclusion.CANDIDATE}, "conclusion on fingerprints"),
        ({"kind": "dna", "conclusion": Conclusion.EXCLUDED, "log10_lr": 2.0}, "contradict"),
        ({"kind": "dna", "log10_lr": -2.0}, "contradict"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(given: dict[str, Any], what: str) -> None:
    good: dict[str, Any] = {
        "kind": "fingerprints",
        "body": "PM1",
        "person": "AM1",
        "conclusion": Conclusion.ESTABLISHED,
        "report": "F-1",
    }
    PairResult(**good)
    with pytest.raises(InputError, match=what):
        PairResult(**{**good, **given})


def test_the_side_of_a_result() -> None:
    sides = {each: side(prints(each.value)) for each in Conclusion}
    assert {each for each, to in sides.items() if to > 0} == {
        Conclusion.ESTABLISHED,
        Conclusion.PROBABLE,
        Conclusion.POSSIBLE,
        Conclusion.CANDIDATE,
    }
    assert {each for each, to in sides.items() if to < 0} == {
        Conclusion.EXCLUDED,
        Conclusion.NO_CANDIDATE,
    }
    assert [side(dna(lr)) for lr in (3.0, 0.0, -3.0)] == [1, 0, -1]


def test_results_that_clash_are_all_kept_and_said_in_every_language() -> None:
    one, other = prints("established"), prints("excluded")
    (found,) = contradictions([one, prints("inconclusive"), other, prints("excluded", "PM2")])
    assert {one, other} <= set(found.results)
    assert set(found.words) == set(LANGUAGES)
    assert "PM1" in found.words["uk"]
    assert contradictions([dna(4.0), other])  # of two kinds, too


def test_an_examiner_who_refuses_a_candidate_contradicts_nobody() -> None:
    search, looked = prints("candidate"), prints("excluded")
    assert contradictions([search, looked]) == ()
    assert examined([search, looked]) == (looked,)
    assert examined([search]) == (search,)


def test_one_body_is_not_two_people_but_two_parts_may_be_one() -> None:
    assert contradictions([prints("established"), prints("established", "PM2")]) == ()
    (found,) = contradictions([prints("established"), prints("established", person="AM2")])
    assert "AM1, AM2" in found.words["en"]


def test_results_on_unknown_files_are_told_apart() -> None:
    here, there = prints("probable"), prints("probable", person="AM9")
    assert strangers([here, there], [Described("PM1")], [Described("AM1")]) == (there,)
