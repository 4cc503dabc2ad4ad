"""Batches of the small yard for the tests of exchange."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from nomina.desk.custody.actions.exchange import AttachPaper, ImportList, MakeBatch
from nomina.desk.custody.actions.exchange_finds import RecordFound
from nomina.desk.custody.models import Batch, Found, Item, Listed
from tests.desk.custody.yard import Yard

COLUMNS = ("number", "said_name", "military")


def batch(yard: Yard, number: str = "B-9", **more: Any) -> Batch:
    """A batch that comes in, at the first wagon."""
    given: dict[str, Any] = {
        "operation": yard.team.cast.one,
        "way": "in",
        "counterpart": "Other side",
        "place": yard.wagon,
        "carried_by": "icrc",
        "stage": 9,
    }
    return yard.do(MakeBatch(number=number, **(given | more)))


def listed(yard: Yard, one: Batch, *rows: tuple[str, str, str]) -> list[Listed]:
    """Lines of a list: number, name, military number."""
    stream = io.StringIO()
    csv.writer(stream).writerows([("Bag number", "Name", "Token"), *rows])
    paper = yard.do(
        AttachPaper(
            batch=one, data=stream.getvalue().encode(), name="l.csv", media="", paper="list"
        )
    )
    return list(yard.do(ImportList(document=paper, columns=COLUMNS)).added)


def found(
    yard: Yard, one: Batch, item: Item, line: Listed | None = None, what: str = "body", **more: Any
) -> Found:
    """What was in a bag."""
    return yard.do(RecordFound(batch=one, item=item, listed=line, what=what, **more), yard.clerk)


def page(client: Client, name: str, row: Any, **query: Any) -> str:
    """A page of custody about a row."""
    answer = client.get(reverse(f"custody:{name}", args=[row.pk]), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, name: str, row: Any, status: int = 302, **given: Any) -> Any:
    """Send a form of a page about a row."""
    answer = client.post(reverse(f"custody:{name}", args=[row.pk]), given)
    assert answer.status_code == status, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
    return answer
