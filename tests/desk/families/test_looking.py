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
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from nomina.desk.families import looking_paper, looking_read
from nomina.desk.families.actions.home_returned import JoinRelease
from nomina.desk.families.looking import (
    FORWARDED,
    HOME,
    IDENTIFIED,
    RECOVERED,
    STEPS,
    TOLD,
    Happened,
    Numbers,
    Shown,
    behind,
    published,
)
from nomina.desk.families.looking_chart import HIGH, WIDE, bars, months_of
from nomina.desk.families.models import Notice, ReplyLabel
from nomina.desk.files.models import Card, File
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.waiting import today_of
from tests.desk.custody.releasing import make_case, recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.pdf_reader import opened, text_of
from tests.desk.families.heard import TWICE, taken
from tests.desk.families.test_home import asked, ready, returned
from tests.desk.families.visits import Visits, make_visits
from tests.desk.people.cast import BOOK, NOW, Book, by, sign_in
from tests.desk.transmit.routed import make_bureau
from tests.desk.transmit.test_waiting import handed_over

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
    drawn = bars(numbers, [(RECOVERED, "r"), (HOME, "h")], "t", key="k")
    assert drawn is not None
    first, second = drawn.lines[0].bars
    assert (first.height, first.y) == (HIGH, 0)
    assert second.height == HIGH / 2
    assert first.x < WIDE / 3 < 2 * WIDE / 3 < second.x
    assert drawn.lines[1].bars == ()
    assert drawn.along == ("2026-01", "2026-03")
    one = bars(published(events[:20]), [(RECOVERED, "r")], "t", key="k")
    assert one is not None
    assert one.along == ("2026-01",)
    [only] = one.lines[0].bars
    assert only.x + only.width / 2 == WIDE / 2, "one month stands in the middle, and fills no page"
    assert only.width < WIDE / 10
    assert bars(published(events[:9]), [(RECOVERED, "r")], "t", key="k") is None


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()


def counts(yard: Yard) -> Counter[str]:
    """How often each row happened."""
    return Counter(one.row for one in looking_read.happened(yard.team.cast.one))


def steps(yard: Yard) -> dict[str, int | None]:
    """How long each step took, of the one person who took it."""
    found = [one for one in looking_read.happened(yard.team.cast.one) if one.row in STEPS]
    assert len({one.row for one in found}) == len(found)
    return {one.row: one.days for one in found}


def told_wrong(visits: Visits, notice: Notice) -> None:
    """The mother is told that what she was told was wrong."""
    mother = visits.recall(notice).recipients.get()
    visits.sign(visits.plan(mother))
    visits.tell(mother)


def found(file: File | None, days: int) -> None:
    """A body was found so many days ago, as its record says."""
    on = today_of(NOW) - timedelta(days=days)
    Card.objects.filter(file=file).update(moment=on.isoformat())


@TWICE
def test_rows_become_stages_steps_and_labels(yard: Yard) -> None:
    """One man from recovery to home, with the acts; whatever is read of him, nothing is shown."""
    case = ready(make_case(yard))
    found(case.body.file, 40)
    collection = asked(case)
    liaison = yard.team.one[Role.LIAISON]
    JoinRelease(collection=collection, release=case.release).do(by(liaison, case.later()), Book())
    case.signed()
    case.give()
    returned(case, collection)
    reply = taken(yard.team)
    ReplyLabel(reply=reply, label="grateful", by=liaison).save(force_insert=True)
    assert counts(yard) == {
        RECOVERED: 1, IDENTIFIED: 1, HOME: 1, "label-grateful": 1,
        "to-named": 1, "to-home": 1, "in-all": 1,
    }  # fmt: skip
    assert steps(yard) == {"to-named": 40, "to-home": 0, "in-all": 40}
    months = {one.month for one in looking_read.happened(yard.team.cast.one)}
    assert months == {today_of(NOW).replace(day=1)}, "he was taken in when that was written down"
    assert published(looking_read.happened(yard.team.cast.one)) == published([])


@TWICE
def test_who_was_told_and_forwarded_is_counted_by_what_still_stands(yard: Yard) -> None:
    """From recovery to forwarding, with a name or without (LAW-05); what was wrong is in nothing.

    The months and days are those of the acts; a recall leaves the report that went, of a body.
    """
    visits, bureau = make_visits(yard), make_bureau(yard.team)
    home, agency = bureau.partner("home-bureau"), bureau.partner("tracing-agency")
    nameless, packed = yard.file(), yard.file()
    for file, days in ((visits.body, 10), (nameless, 3), (packed, 4)):
        found(file, days)
    notice = visits.begin()
    visits.told(notice)
    named: dict[str, Any] = {"file": visits.body, "identification": visits.identification}
    first = handed_over(bureau, home, "gc1-16", file=nameless)
    handed_over(bureau, home, "gc3-120", **named)
    handed_over(bureau, home, "death-certificate", **named)
    handed_over(bureau, home, "effects", file=packed)
    handed_over(bureau, agency, "gc1-16", file=packed, copy_of=first)
    handed_over(bureau, home, "gc1-16", file=packed, sent=False)
    handed_over(bureau, home, "answer-to-enquiry", file=visits.missing)
    now = counts(yard)
    assert (now[RECOVERED], now[IDENTIFIED], now[TOLD], now[FORWARDED]) == (3, 1, 1, 2)
    took = [
        (one.row, one.days) for one in looking_read.happened(yard.team.cast.one) if one.row in STEPS
    ]
    forwarded = [("to-forwarded", 3), ("to-forwarded", 10)]
    assert sorted(took) == [*forwarded, ("to-named", 10), ("to-told", 0)]
    recalled(visits.identification)
    told_wrong(visits, notice)
    now = counts(yard)
    assert (now[RECOVERED], now[IDENTIFIED], now[TOLD], now[FORWARDED]) == (3, 0, 0, 2)
    assert now["to-forwarded"] == 2
    assert now["to-told"] == now["to-named"] == 0


@TWICE
def test_what_is_late_is_counted_where_nobody_began_too(yard: Yard) -> None:
    """Nobody began to tell, nobody went, and somebody still believes what was wrong."""
    visits, one = make_visits(yard), yard.team.cast.one
    late = looking_read.late

    def untold(days: int) -> int:
        return late(one, NOW + timedelta(days=days))["notices"]

    assert (untold(6), untold(8)) == (0, 1), "nobody began"
    notice = visits.begin()
    assert (untold(6), untold(8)) == (0, 1), "nobody went"
    visits.told(notice)
    assert untold(400) == 0
    recalled(visits.identification)
    assert (untold(0), untold(2)) == (0, 1), "who was told does not know that it was wrong"
    told_wrong(visits, notice)
    assert untold(400) == 0


BACK = NOW - timedelta(days=2)
MONTH = f"{today_of(BACK):%Y-%m}"


def planted(yard: Yard, n: int) -> None:
    """Replies that nobody read on their day; later each was labelled."""
    for _ in range(n):
        reply = taken(yard.team, "Thank you.", made_at=BACK)
        for label in ("grateful", "wants-information"):
            row = ReplyLabel(reply=reply, label=label, by=yard.officer, made_at=NOW)
            row.save(force_insert=True)


def lines_of(table: bytes) -> dict[tuple[str, str], str]:
    """What a table says, by row and month."""
    lines = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    return {(line["row"], line["month"]): line["at_least"] for line in lines}


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
    tables = [part.split("</table>")[0] for part in shown.split("<table")[1:]]
    assert [table.count("10 or more") for table in tables] == [0, 0, 2, 1]
    assert "grateful" in tables[2]
    assert "12" not in tables[2] + tables[3]
    address = reverse("families:take_numbers", args=[one.pk])
    found = lines_of(client.post(address, {"form": "csv", "language": "en"}).content)
    labels = ("label-grateful", "label-wants-information")
    months = (MONTH, looking_paper.ALL)
    assert set(found) == {*itertools.product(labels, months), ("late-replies", looking_paper.NOW)}
    assert set(found.values()) == {"10"}
    data = client.post(address, {"form": "pdf", "language": "uk"}).content
    assert data.startswith(b"%PDF")
    assert b"/Subtype/Image" not in data.replace(b" ", b"")
    text = text_of(opened(data))
    assert text.count("10+") == 2 * len(months) + 1, "and once where it is explained"
    assert "12" not in text.replace(f"{NOW:%Y}", "").replace(MONTH, "").replace(one.name, "")
    written = [entry for entry in BOOK.entries if entry.kind == "families.take-numbers"]
    assert len(written) == 2, "what left is written down"


@TWICE
def test_tables_one_after_another_differ_by_ten_or_nothing(yard: Yard) -> None:
    """The attack on what was really taken away: each table against the one before, and its total
    against its months, while replies come in one by one."""
    one, before = yard.team.cast.one, dict[tuple[str, str], str]()
    changed, asked_for = [], set()
    for n in range(1, 22):
        planted(yard, 1)
        with CaptureQueriesContext(connection) as asks:
            late = {row: behind(much) for row, much in looking_read.late(one, NOW).items()}
            numbers = published(looking_read.happened(one))
        asked_for.add(len(asks))
        now = lines_of(looking_paper.csv(one, numbers, late))
        if now != before:
            changed.append(n)
        for place in {*now, *before}:
            assert int(now.get(place, 0)) - int(before.get(place, 0)) in {0, 10}
        for label in ("label-grateful", "label-wants-information"):
            assert now.get((label, MONTH)) == now.get((label, looking_paper.ALL))
        before = now
    assert changed == [10, 20]
    assert len(asked_for) == 1, "more rows are not more queries"


def test_who_sees_numbers(yard: Yard, client: Client) -> None:
    address = reverse("families:numbers", args=[yard.team.cast.one.pk])
    sees = {Role.BOARD, Role.LIAISON, Role.TRANSMISSION, Role.CUSTODY}
    for held in (Role.BOARD, Role.EXAMINER, Role.AUDITOR, Role.CUSTODY):
        sign_in(client, yard.team.one[held])
        assert client.get(address).status_code == (200 if held in sees else 403)
    sign_in(client, yard.team.cast.charlie)
    assert client.get(address).status_code == 404
