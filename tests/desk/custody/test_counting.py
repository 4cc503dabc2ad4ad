"""Counts: what the register and the place say of each other, and nothing lost."""

from __future__ import annotations

import random

import pytest

from nomina.desk.custody.actions.counting import BeginCount, EndCount, ReadTag
from nomina.desk.custody.actions.incidents import Report, Settle
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.models import Incident
from nomina.desk.custody.words import told
from nomina.errors import InputError, Refused
from tests.desk.custody.yard import SCANNED, Yard


def test_a_count_finds_what_is_missing_too_many_and_strange(yard: Yard) -> None:
    there = [yard.body() for _ in range(4)]
    inside, bag = yard.body(), yard.thing("bag")
    one = yard.team.cast.one
    yard.do(Pack(operation=one, items=(inside,), into=bag, when=yard.when(), reading=SCANNED))
    elsewhere = yard.body(place=yard.other)
    count = yard.do(BeginCount(place=yard.wagon, when=yard.when()))
    with pytest.raises(Refused, match="counts this place already"):
        yard.do(BeginCount(place=yard.wagon, when=yard.when()))
    for text in (*map(str, there[:3]), str(bag), str(elsewhere), "0000-0000-00", "1CWW-G080-GC"):
        yard.do(ReadTag(count=count, text=text, when=yard.when(), reading=SCANNED))
    with pytest.raises(Refused, match="read already"):
        yard.do(ReadTag(count=count, text=str(bag).lower(), when=yard.when(), reading=SCANNED))
    end = yard.do(EndCount(count=count, when=yard.when()))
    assert end.found["missing"] == [str(there[3].pk)]
    assert end.found["extra"] == [str(elsewhere.pk)]
    assert sorted(end.found["strange"]) == ["0000-0000-00", "1CWW-G080-GC"]
    told = Incident.objects.filter(count=count).values_list("kind", "item")
    assert set(told) == {
        ("missing", there[3].pk), ("extra", elsewhere.pk), ("unknown-tag", None),
    }  # fmt: skip
    with pytest.raises(Refused, match="over"):
        yard.do(ReadTag(count=count, text=str(there[3]), when=yard.when(), reading=SCANNED))


def test_any_count_accounts_for_every_item_once(yard: Yard) -> None:
    """Whatever is read in whatever order, each item of the place is here or missing."""
    draw = random.Random(5)
    items = [yard.body(place=draw.choice([yard.wagon, yard.other])) for _ in range(8)]
    for _ in range(4):
        count = yard.do(BeginCount(place=yard.wagon, when=yard.when()))
        read = draw.sample(items, draw.randrange(len(items) + 1))
        for item in read:
            yard.do(ReadTag(count=count, text=item.code, when=yard.when(), reading=SCANNED))
        found = yard.do(EndCount(count=count, when=yard.when())).found
        here = {str(item.pk) for item in items if yard.at(item).place == yard.wagon}
        wanted = {str(item.pk) for item in read}
        assert set(found["here"]) == here & wanted
        assert set(found["missing"]) == here - wanted
        assert set(found["extra"]) == wanted - here
        yard.move(draw.choice(items), draw.choice([yard.wagon, yard.other]))


def test_an_incident_is_settled_once_and_with_words(yard: Yard) -> None:
    one = yard.team.cast.one
    made = yard.do(Report(operation=one, incident="other", words="a door stood open"), yard.clerk)
    with pytest.raises(InputError):
        yard.do(Settle(incident=made, words="  "))
    yard.do(Settle(incident=made, words="the door was closed"))
    with pytest.raises(Refused, match="already"):
        yard.do(Settle(incident=made, words="again"))
    assert not Incident.objects.current().exists()
    with pytest.raises(Refused, match="no such kind"):
        yard.do(Report(operation=one, incident="ghost", words="w"))


def test_what_an_incident_keeps_is_told_in_words() -> None:
    said = {
        "key": "x",
        "since": "2026-01-02T03:04:05+00:00",
        "claimed": {"tags": ["A", "B"], "id": "y"},
        "taken": "",
        "their number": "9/01",
    }
    assert told(said) == [
        ("Since", "2026-01-02 03:04"),
        ("What was claimed", "Tags: A, B"),
        ("Their number", "9/01"),
    ]
