"""One verdict over what was stored and what was computed again."""

from __future__ import annotations

import math
from typing import Any

import pytest

from nomina.desk.leads.reproduced import (
    EPS,
    EPS_LR,
    LEAVES,
    Check,
    Result,
    findings,
    number,
    strengths,
    verdict_of,
)
from nomina.evidence import Finding
from nomina.words import LANGUAGES

WORDS = dict.fromkeys(LANGUAGES, "says")


def checks(*results: Result) -> list[Check]:
    return [Check(key=str(n), then="", now="", result=one) for n, one in enumerate(results)]


@pytest.mark.parametrize(
    ("results", "verdict", "status"),
    [
        (("same", "same"), "same", 0),
        (("same", "left", "told"), "same", 0),
        (("same", "within"), "within", 0),
        (("same", "within", "untried"), "untried", 2),
        (("same", "untried", "differs"), "differs", 1),
        (("left", "told"), "untried", 2),
        ((), "untried", 2),
    ],
)
def test_the_worst_of_all_checks_is_the_verdict(
    results: tuple[Result, ...], verdict: str, status: int
) -> None:
    for order in (results, results[::-1]):
        found = verdict_of(checks(*order))
        assert found == verdict
        assert LEAVES[found] == status


@pytest.mark.parametrize(
    ("then", "now", "eps", "result"),
    [
        (0.5, 0.5, 0.0, "same"),
        (0.5, math.nextafter(0.5, 1.0), 0.0, "differs"),
        (0.5, 0.5 + EPS, EPS * 1.01, "within"),
        (0.5, 0.6, EPS, "differs"),
        (None, None, 0.0, "same"),
        (None, 0.0, EPS, "differs"),
        (0.0, None, EPS, "differs"),
    ],
)
def test_numbers(then: float | None, now: float | None, eps: float, result: str) -> None:
    assert number("x", then, now, eps).result == result


def strength(**values: Any) -> dict[str, Any]:
    known = {"log10_lr": 0.31, "low": 0.01, "high": 0.7, "lower_bound": -2.0, "upper_bound": 2.0}
    return {**known, "calibrations": ["a" * 64], **values}


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        ({}, "same"),
        ({"log10_lr": 0.32}, "within"),
        ({"log10_lr": 0.33}, "differs"),
        ({"log10_lr": 0.30}, "differs"),  # below twice as likely: another degree in words
        ({"low": 0.0}, "differs"),  # the word for the faces rests on it
        ({"low": 0.02}, "within"),
        ({"calibrations": ["b" * 64]}, "differs"),
    ],
)
def test_strengths_elsewhere(changed: dict[str, Any], result: str) -> None:
    assert strengths(strength(), strength(**changed), EPS_LR).result == result
    here = "same" if not changed else "differs"
    assert strengths(strength(), strength(**changed), 0.0).result == here


def test_a_strength_on_one_side_alone_differs() -> None:
    assert strengths(None, None, 0.0).result == "same"
    assert strengths(strength(), None, EPS_LR).result == "differs"
    assert strengths(None, strength(), EPS_LR).result == "differs"


def finding(**values: Any) -> Finding:
    known: dict[str, Any] = {
        "kind": "marks",
        "log10_lr": 1.5,
        "lower_bound": -1.0,
        "upper_bound": 2.0,
        "body": "scar",
        "person": "scar",
        "sentence": WORDS,
        "method": "m",
        "version": "1",
        "source": "s",
    }
    return Finding(**{**known, **values})


@pytest.mark.parametrize(
    ("changed", "here", "elsewhere"),
    [
        ({}, "same", "same"),
        ({"log10_lr": 1.5 + EPS / 2}, "differs", "within"),
        ({"log10_lr": 1.51}, "differs", "differs"),  # its values are not rounded to decimals
        ({"kind": "face", "log10_lr": 1.51}, "differs", "within"),
        ({"version": "2"}, "differs", "within"),
        ({"excludes": True}, "differs", "differs"),
        ({"upper_bound": 3.0}, "differs", "differs"),
    ],
)
def test_findings(changed: dict[str, Any], here: str, elsewhere: str) -> None:
    then = finding(**{key: one for key, one in changed.items() if key == "kind"})
    stored = [then.model_dump(mode="json")]
    for eps, result in ((0.0, here), (EPS_LR, elsewhere)):
        (check,) = findings(stored, [finding(**changed)], eps)
        assert (check.key, check.result) == (f"finding:{then.kind}", result)


def test_a_finding_that_came_or_went_differs() -> None:
    stored = [finding().model_dump(mode="json")]
    assert [one.result for one in findings(stored, [], EPS_LR)] == ["differs"]
    assert [one.result for one in findings([], [finding()], EPS_LR)] == ["differs"]
    both = findings(stored, [finding(kind="dental")], EPS_LR)
    assert [(one.key, one.result) for one in both] == [
        ("finding:marks", "differs"),
        ("finding:dental", "differs"),
    ]
