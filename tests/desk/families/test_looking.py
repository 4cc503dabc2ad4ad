"""Numbers: only tens, nothing of a small group, and nothing by subtracting (PUB-05)."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median_low
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from nomina.desk.families import looking_paper, looking_read
from nomina.desk.families.actions.home_returned import JoinRelease
from nomina.desk.families.looking import (
    HOME,
    IDENTIFIED,
    RECOVERED,
    STEPS,
    Happened,
    Numbers,
    Shown,
    published,
)
from nomina.desk.families.looking_chart import HIGH, WIDE, bars, months_of
from nomina.desk.families.models import ReplyLabel
from nomina.desk.policy.roles import Role
from tests.desk.custody.releasing import make_case
from tests.desk.custody.yard import Yard
from tests.desk.examine.pdf_reader import opened, text_of
from tests.desk.families.heard import TWICE, taken
from tests.desk.families.test_home import asked, ready, returned
from tests.desk.people.cast import NOW, Book, by, sign_in

MONTHS = [date(2026, n, 1) for n in range(1, 4)]
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = (RECOVERED, "to-home")


def event(row: str, month: date, turn: int, days: int | None = None) -> Happened:
    return Happened(row, month, BEGUN + timedelta(seconds=turn), days)


def cells(numbers: Numbers) -> dict[Any, tuple[int, int | None]]:
    """Everything that is shown, by where it stands."""
    shown: dict[Any, Shown] = {row: numbers.total(row) for row in ROWS}
    shown |= {(row, month): numbers.at(row, month) for row in ROWS for month in MONTHS}
    return {place: (one.count or 0, one.median) for place, one in shown.items()}


PLACES = st.sampled_from([(RECOVERED, MONTHS[0]), ("to-home", MONTHS[0]), ("to-home", MONTHS[1])])
EVENTS = st.lists(st.tuples(PLACES, st.integers(0, 400)), min_size=20, max_size=90).map(
    lambda drawn: [(row, month, days) for (row, month), days in drawn]
)


@given(EVENTS)
@given_settings(max_examples=60)
def test_whatever_is_subtracted_is_ten_people_or_none(drawn: list[tuple[str, date, int]]) -> None:
    """The attack of PUB-05, told as it happens: each printing against the one before, every total
    against its parts, and every part of a total against every other part."""
    events = [event(row, month, n, days) for n, (row, month, days) in enumerate(drawn)]
    before = cells(published([]))
    for n in range(len(events) + 1):
        now = cells(published(events[:n]))
        changed = {place for place in now if now[place] != before[place]}
        for place in now:
            count, middle = now[place]
            assert count % 10 == 0
            assert count - before[place][0] in {0, 10}
            if middle != before[place][1]:
                assert count != before[place][0], "a median moved without ten people"
        for row in ROWS:
            parts = [now[row, month][0] for month in MONTHS]
            assert now[row][0] == sum(parts), "a total holds people whom no part shows"
        assert len(changed) <= 2, "one person changed more than a month and its total"
        before = now


@given(EVENTS)
@given_settings(max_examples=60)
def test_nobody_of_a_small_group_is_in_anything_shown(drawn: list[tuple[str, date, int]]) -> None:
    """Take all of the small groups away, and change whatever they say: nothing shown differs."""
    events = [event(row, month, n, days) for n, (row, month, days) in enumerate(drawn)]
    sizes = Counter((one.row, one.month) for one in events)
    small = {place for place, n in sizes.items() if n < 10}
    without = [one for one in events if (one.row, one.month) not in small]
    other = [
        Happened(one.row, one.month, one.entered, 9999) if (one.row, one.month) in small else one
        for one in events
    ]
    assert published(events) == published(without) == published(other)


@given(st.lists(st.integers(0, 500), min_size=10, max_size=45))
def test_a_median_is_that_of_the_first_tens(days: list[int]) -> None:
    """By the standard library's own."""
    events = [event("to-home", MONTHS[0], n, one) for n, one in enumerate(days)]
    shown = published(events).total("to-home")
    first: Sequence[int] = days[: len(days) // 10 * 10]
    assert shown.count == len(first)
    assert shown.median == median_low(first)


def test_bars_are_of_what_is_shown_and_stand_in_their_months() -> None:
    events = [event(RECOVERED, MONTHS[0], n) for n in range(20)]
    events += [event(RECOVERED, MONTHS[2], n) for n in range(10)]
    events += [event(RECOVERED, MONTHS[1], n) for n in range(9)]
    numbers = published(events)
    assert months_of(numbers) == MONTHS
    drawn = bars(numbers, [(RECOVERED, "r"), (HOME, "h")], "t")
    assert drawn is not None
    first, second = drawn.lines[0].bars
    assert (first.height, first.y) == (HIGH, 0)
    assert second.height == HIGH / 2
    assert first.x < WIDE / 3 < 2 * WIDE / 3 < second.x
    assert drawn.lines[1].bars == ()
    assert bars(published(events[:9]), [(RECOVERED, "r")], "t") is None


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)


@TWICE
def test_rows_become_stages_steps_and_labels(yard: Yard) -> None:
    """One man from recovery to home, with the acts; whatever is read of him, nothing is shown."""
    case = ready(make_case(yard))
    collection = asked(case)
    liaison = yard.team.one[Role.LIAISON]
    JoinRelease(collection=collection, release=case.release).do(by(liaison, case.later()), Book())
    case.signed()
    case.give()
    returned(case, collection)
    reply = taken(yard.team)
    ReplyLabel(reply=reply, label="grateful", by=liaison).save(force_insert=True)
    found = list(looking_read.happened(yard.team.cast.one))
    counted = Counter(one.row for one in found)
    assert counted[RECOVERED] >= 1
    assert (counted[IDENTIFIED], counted[HOME], counted["label-grateful"]) == (1, 1, 1)
    steps = {one.row for one in found} & set(STEPS)
    assert steps <= {"to-named", "to-home", "in-all"}
    assert published(found) == published([])


def planted(yard: Yard, n: int) -> None:
    """Replies of which each was labelled, of this month."""
    for _ in range(n):
        reply = taken(yard.team, "Thank you.", made_at=NOW)
        for label in ("grateful", "wants-information"):
            row = ReplyLabel(reply=reply, label=label, by=yard.officer, made_at=NOW)
            row.save(force_insert=True)


@TWICE
def test_page_paper_and_table_say_the_same_and_no_more(
    yard: Yard, client: Client, quiet: None
) -> None:
    one = yard.team.cast.one
    planted(yard, 12)
    reply = taken(yard.team, "I am desperate.", made_at=NOW)
    ReplyLabel(reply=reply, label="distress", by=yard.officer).save(force_insert=True)
    sign_in(client, yard.team.one[Role.BOARD])
    shown = client.get(reverse("families:numbers", args=[one.pk])).content.decode()
    assert shown.count("10 or more") == 2
    [answered] = [part for part in shown.split("<table") if "grateful" in part]
    assert "12" not in answered.split("</table>")[0]
    address = reverse("families:take_numbers", args=[one.pk])
    table = client.post(address, {"form": "csv", "language": "en"}).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(table)))
    assert {(line["row"], line["month"], line["at_least"]) for line in lines} == {
        (f"label-{label}", month, "10")
        for label, month in itertools.product(
            ("grateful", "wants-information"), (f"{NOW:%Y-%m}", looking_paper.ALL)
        )
    }
    data = client.post(address, {"form": "pdf", "language": "uk"}).content
    assert data.startswith(b"%PDF")
    assert b"/Subtype/Image" not in data.replace(b" ", b"")
    text = text_of(opened(data))
    assert "10" in text


def test_who_sees_numbers(yard: Yard, client: Client) -> None:
    address = reverse("families:numbers", args=[yard.team.cast.one.pk])
    sees = {Role.BOARD, Role.LIAISON, Role.TRANSMISSION, Role.CUSTODY}
    for held in (Role.BOARD, Role.EXAMINER, Role.AUDITOR, Role.CUSTODY):
        sign_in(client, yard.team.one[held])
        assert client.get(address).status_code == (200 if held in sees else 403)
    sign_in(client, yard.team.cast.charlie)
    assert client.get(address).status_code == 404
