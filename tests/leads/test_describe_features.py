"""What a table says was examined, and what that may exclude."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nomina.cases.body import BodyRegion
from nomina.cases.description import Described, MarkKind
from nomina.evidence.marks import MarksLine
from nomina.evidence.marks_words import motif_codes
from tests.leads.test_describe_cases import body, person

ALL = frozenset(BodyRegion)


def excluded(found: Described, listed: Described) -> bool:
    made = MarksLine([found], [listed])
    pair = np.array([0]), np.array([0])
    finding = made.finding(0, 0)
    assert bool(made.excludes(*pair)[0]) is (finding is not None and finding.excludes)
    return finding is not None and finding.excludes


def amputated(entry: str) -> Described:
    listed, codes = person(marks=f"amputation | {entry}", marks_source="medical file")
    assert codes == []
    return listed


@pytest.mark.parametrize(
    ("cells", "stated"),
    [
        ({"marks_asked": "all", "regions_missing": "none"}, True),
        ({"marks_asked": "all", "regions_missing": "немає"}, True),
        ({"marks_asked": "scar, ампутація", "regions_missing": "none"}, True),
        ({"marks_asked": "all", "regions_missing": "left hand"}, True),
        ({"regions_missing": "none"}, False),  # nobody says that amputations were looked for
        ({"marks_asked": "tattoo, scar", "regions_missing": "none"}, False),
        ({"marks_asked": "all"}, False),  # nobody asked what is missing
        ({"marks_asked": "all", "regions_missing": "unknown"}, False),
        ({}, False),
    ],
)
def test_blank_is_weighed_as_examined_but_excludes_nobody(
    cells: dict[str, Any], stated: bool
) -> None:
    found, codes = body(marks="none", **cells)
    assert (codes, found.marks is not None) == ([], True)
    assert found.marks is not None
    assert found.marks.examined is stated
    if "regions_missing" not in cells:
        assert found.marks.preserved == ALL
    assert excluded(found, amputated("left leg | leg above knee")) is stated


def test_a_region_that_is_not_understood_is_no_statement() -> None:
    found, codes = body(marks="none", marks_asked="all", regions_missing="none, left what")
    assert found.marks is not None
    assert (found.marks.examined, codes) == (False, ["describe-region"] * 2)


def test_a_mark_that_is_not_understood_may_be_an_amputation() -> None:
    found, codes = body(marks="scar | neck; blob", marks_asked="all", regions_missing="none")
    assert found.marks is not None
    assert (found.marks.examined, codes) == (False, ["describe-entry-kind"])


@pytest.mark.parametrize(
    ("entry", "codes", "whole"),
    [
        ("left hand | hand", {"hand"}, True),
        ("ліва кисть | кисть", {"hand"}, True),
        ("left finger | hand", {"finger", "hand"}, False),  # of the left hand, a finger
        ("палець лівої руки | ліва кисть", {"finger", "hand", "arm"}, False),
        ("left finger |", {"finger"}, False),
        ("left toe | foot", {"toe", "foot"}, False),
        ("left wrist | hand", {"hand"}, False),
        ("left thigh | above knee", {"leg"}, True),
    ],
)
def test_a_part_named_as_the_region_is_not_the_whole(
    entry: str, codes: set[str], whole: bool
) -> None:
    found, _ = body(marks="none", marks_asked="all", regions_missing="none")
    listed = amputated(entry)
    assert listed.marks is not None
    [mark] = listed.marks.marks
    assert motif_codes(MarkKind.AMPUTATION, mark.motif) == codes
    assert excluded(found, listed) is whole
