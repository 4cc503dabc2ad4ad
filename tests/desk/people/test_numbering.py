"""File numbers: every format that is taken writes numbers that differ."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.desk.people.numbering import (
    KINDS,
    USUAL,
    _may_meet,
    _may_meet_itself,
    checked,
    checked_all,
    number,
)
from nomina.errors import InputError


@pytest.mark.parametrize(
    ("format_", "n", "wanted"),
    [
        ("PM-{site}-{n:5}", 42, "PM-KH2-00042"),
        ("PM{n}", 42, "PM42"),
        ("{year}/PM.{n:3}", 1042, "2026/PM.1042"),
        ("{n:9}", 1, "000000001"),
    ],
)
def test_a_number_as_it_is_written(format_: str, n: int, wanted: str) -> None:
    assert number(checked(format_), n, 2026, "KH2") == wanted


@pytest.mark.parametrize(
    "format_",
    [
        "", "PM", "{n}{n}", "{n:0}", "{n:10}", "{name}", "pm-{n}", "PM {n}", "PM-{n}\n", "{n",
        "{n.__class__}", "{0}", "П-{n}", "A" * 39 + "{n}", "=PM{n}", "{site}{n:3}", "{n}{site}",
        "{site}{year}{n}", "{site}1{n}", "{site}{site}-{n}",
    ],
)  # fmt: skip
def test_a_format_that_cannot_be_used(format_: str) -> None:
    with pytest.raises(InputError):
        checked(format_)


@pytest.mark.parametrize(
    "format_", ["{site}-{n}", "{n}/{site}", "{site}A{n}", "{site}{year}.{n}", "{year}{n}", "{n}1"]
)
def test_a_format_that_writes_every_number_once(format_: str) -> None:
    assert checked(format_) == format_


def test_the_usual_formats_can_be_used() -> None:
    assert checked_all({}) == dict(USUAL)
    assert set(USUAL) == set(KINDS)


@pytest.mark.parametrize(
    "formats",
    [
        {"am": "X-{n}", "pm": "X-{n:5}"},
        {"am": "{n}", "pm": "{year}{n}"},
        {"am": "P{site}{n}", "pm": "PM{n}"},
        {"am": "{site}-{n}", "pm": "PM-{n}"},
        {"pm": "AM-{n:5}"},
    ],
)
def test_two_kinds_never_share_a_number(formats: dict[str, str]) -> None:
    with pytest.raises(InputError, match="same number"):
        checked_all(formats)


def test_a_year_in_front_is_no_obstacle() -> None:
    checked_all({"am": "{year}-AM-{n}", "pm": "{year}-PM-{n}", "pui": "{year}-PUI-{n}"})


PIECES = ["A", "B", "-", "1", "2026", "{n}", "{n:2}", "{site}", "{year}"]


@settings(max_examples=300)
@given(*[st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)] * 2)
def test_formats_that_may_not_meet_do_not(one: str, other: str) -> None:
    """Brute force over small numbers and sites: what it finds, the walk must have said."""
    sites = ("A", "B", "1", "AB", "B1")
    numbers = (1, 2, 11, 12, 26, 202, 2026, 12026)
    written = [
        {
            number(f, n, year, site)
            for n, year, site in itertools.product(numbers, (2026, 1111), sites)
        }
        for f in (one, other)
    ]
    if written[0] & written[1]:
        assert _may_meet(one, other)
    assert _may_meet(one, other) == _may_meet(other, one)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join))
def test_a_format_that_may_not_meet_itself_does_not(format_: str) -> None:
    """Brute force: numbers run within site and year as far as the format writes them."""
    seen: dict[str, tuple[object, ...]] = {}
    for n, year, site in itertools.product(
        (1, 2, 11, 12, 26, 101, 202, 2026, 12026), (2026, 1111), ("A", "B", "1", "AB", "A1", "B12")
    ):
        n_or_none = n if "{n" in format_ else None
        within = (
            n_or_none,
            year if "{year}" in format_ else None,
            site if "{site}" in format_ else None,
        )
        if seen.setdefault(number(format_, n, year, site), within) != within:
            assert _may_meet_itself(format_)
