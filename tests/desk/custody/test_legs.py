"""A long way, page by page: every movement on exactly one, in few questions, whatever is asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomina.desk.custody import asked, days, legs
from nomina.desk.custody.models import Item, Movement, Stay
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import sign_in

HOSTILE = (
    "", "0", "1", "-1", "+7", "121", "999999999", "9" * 40, "7.0", "1e2", "٣٠", "²", "x", "'; --",
    "\0", "None", "0x10", " 7",
)  # fmt: skip
"""What is no number of this way, or before which nothing is: the newest are shown."""


def long_way(yard: Yard, moves: int) -> Item:
    """A body that was carried between two wagons, as the register would have written it."""
    body = yard.body()
    stay = Stay.objects.now().get(item=body)
    rows = [
        Movement(
            item=body, number=n, kind="move", at=stay.since + timedelta(minutes=n), clock="device",
            keeper=stay.keeper, place=(yard.wagon, yard.other)[n % 2], read="scanned",
            why=f"turn {n}.", by=yard.officer,
        )
        for n in range(2, moves + 1)
    ]  # fmt: skip
    Movement.objects.bulk_create(rows)
    Stay.objects.filter(pk=stay.pk).update(movement=rows[-1], place=rows[-1].place)
    return body


def part(body: Item, before: str) -> legs.Part:
    stay = Stay.objects.now().select_related("movement").get(item=body)
    return legs.part_of(body, stay, before)


@pytest.mark.parametrize("moves", [2, 49, 50, 51, 100, 101, 120])
def test_every_movement_is_on_exactly_one_page(yard: Yard, moves: int) -> None:
    body = long_way(yard, moves)
    found: list[int] = []
    before, pages = "", 0
    while True:
        one = part(body, before)
        assert one.number == moves - len(found)
        found += [row.number for row in one.rows]
        pages += 1
        if one.pager is None or not one.pager.after:
            break
        assert (one.pager.first, one.pager.last) == (50 * pages - 49, 50 * pages)
        before = one.pager.after.partition("?before=")[2]
    assert found == list(range(moves, 0, -1))
    assert pages == -(-moves // legs.STEP)
    assert (one.pager is None) == (moves <= legs.STEP)
    back = []
    while one.pager is not None and one.pager.before:
        assert one.pager.total == moves
        one = part(body, one.pager.before.partition("?before=")[2])
        back.append(one.number)
    assert back == [moves - 50 * n for n in range(pages - 2, -1, -1)]


def test_what_stands_beside_a_movement_is_what_it_names(yard: Yard) -> None:
    body = yard.body(place=yard.wagon)
    bag = yard.thing("bag")
    yard.move(body, yard.other, yard.position(yard.other, "A1"))
    handover = yard.offer([body], yard.keeper(yard.clerk), yard.wagon)
    yard.take(handover, [body], yard.clerk)
    yard.move(bag, yard.other)
    rows = part(body, "").rows
    named = ("keeper", "place", "position", "inside", "handover")
    with CaptureQueriesContext(connection) as queries:
        said = [tuple(getattr(row, name) for name in named) for row in rows]
        givers = [row.handover.giver for row in rows if row.handover is not None]
    assert not queries, "all of it was fetched before"
    plain = Movement.objects.filter(item=body).order_by("-number")
    assert said == [tuple(getattr(row, name) for name in named) for row in plain]
    assert givers == [yard.keeper(yard.officer)]


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_the_page_of_a_long_way(yard: Yard, client: Client) -> None:
    body, other = long_way(yard, 120), long_way(yard, 60)
    sign_in(client, yard.officer)
    here = reverse("custody:item", args=[body.pk])

    def shown(before: str, at: str = here) -> tuple[list[int], str]:
        answer = client.get(at, {"before": before} if before else {})
        assert answer.status_code == 200, before
        text = answer.content.decode()
        return [int(n) for n in re.findall(r"turn (\d+)\.", text)], text

    first, text = shown("")
    assert first == list(range(120, 70, -1))
    assert "1 to 50 of 120" in text
    assert text.count("Take this back") == 1
    assert 'start="120"' in text
    assert 'rel="next"' in text
    for hostile in HOSTILE:
        assert shown(hostile)[0] == first, hostile
    last, text = shown("21")
    assert last == list(range(20, 1, -1)), "the first movement was the taking in, without a reason"
    assert "101 to 120 of 120" in text
    assert "Take this back" not in text
    assert 'rel="next"' not in text
    assert shown("7")[0] == [6, 5, 4, 3, 2]
    with CaptureQueriesContext(connection) as long:
        shown("")
    with CaptureQueriesContext(connection) as short:
        shown("", reverse("custody:item", args=[other.pk]))
    assert len(long) == len(short) < 32, "as many questions as of a way half as long"


def _as_new(cursor: Any) -> None:
    """Have the server plan for a table as if no other test had been there.

    What others undid still makes its indexes larger, and a count of rows outlives what asked for
    it; of three rows, any index will do where the right one has grown.
    """
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end forbids the next
    cursor.execute("REINDEX TABLE custody_stay")
    cursor.execute("DELETE FROM pg_statistic WHERE starelid = 'custody_stay'::regclass")
    cursor.execute(
        "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid = 'custody_stay'::regclass"
        " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'custody_stay'::regclass)"
    )


def explained(sql: str, params: Any) -> str:
    """How the database goes about it, with tables as empty as here taken for large ones."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("enable_seqscan", "enable_bitmapscan"):
                cursor.execute(f"SET LOCAL {way} = off")
            _as_new(cursor)
            cursor.execute(f"EXPLAIN {sql}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_indexes_tell_what_lies_where_and_in_its_order(yard: Yard) -> None:
    for _ in range(3):
        yard.body()
    question = asked.loose.sql(place=yard.wagon.pk)
    assert question is not None
    plan = explained(*question)
    assert "stay_now" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    places = (yard.wagon.pk, yard.other.pk, yard.morgue.pk)
    question = asked.lying_in.sql(places=places)
    assert question is not None
    assert "stay_now" in explained(*question)
    assert dict(asked.lying_in(places=places)) == {yard.wagon.pk: 3}
    with CaptureQueriesContext(connection) as queries:
        days.here(yard.wagon, yard.when().at, 10)
    chosen = explained(queries[0]["sql"], None)
    assert chosen.count("stay_by_day") == days.LONGEST + 2
