"""Commands of a device: done once and in order; what is refused is an incident and never lost."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nomina import tags
from nomina.desk.custody import commands
from nomina.desk.custody.actions.items import PrintTags
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import (
    Command,
    Count,
    CountRead,
    HandoverEnd,
    Incident,
    Item,
    Movement,
    Stay,
)
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted
from tests.desk.custody.yard import BEGUN, Yard
from tests.desk.people.cast import NOW, account, by, role


def told(kind: str, *read: Any, **more: Any) -> dict[str, Any]:
    """A command as a device sends it."""
    at = more.pop("at", NOW - timedelta(hours=1))
    said = {"id": str(uuid.uuid4()), "kind": kind, "at": at.isoformat(), "tags": [*map(str, read)]}
    return said | more


def send(yard: Yard, *given: Any, user: User | None = None) -> list[dict[str, Any]]:
    return commands.run(given, yard.team.cast.one, by(user or yard.officer), yard.book)


def one(yard: Yard, *args: Any, user: User | None = None, **more: Any) -> dict[str, Any]:
    (answer,) = send(yard, told(*args, **more), user=user)
    return answer


def incident(answer: dict[str, Any]) -> Incident:
    assert answer["outcome"] == "incident"
    (only,) = answer["incidents"]
    return Incident.objects.get(pk=only)


def test_a_wagon_is_moved_by_what_was_read_in_one_act(yard: Yard) -> None:
    bodies = [yard.body() for _ in range(3)]
    answer = one(yard, "move", *bodies, place="w2", position="A2")
    assert (answer["outcome"], answer["says"]) == ("done", "3 items were moved.")
    assert [str(yard.at(body).position) for body in bodies] == ["A2", "A3", "A4"]
    assert yard.book.kinds().count("custody.move") == 1
    assert {row.read for row in Movement.objects.filter(kind="move")} == {"scanned"}


def test_what_was_sent_is_done_once_and_answered_alike(yard: Yard) -> None:
    body = yard.body()
    said = told("move", body, place="W2")
    first, again, third = send(yard, said, dict(said), dict(said))
    assert first == again == third
    assert body.movements.count() == 2
    assert Command.objects.count() == 1


def test_each_kind_is_done_by_its_act(yard: Yard) -> None:
    bag, body, file = yard.thing("bag"), yard.body(), yard.file()
    at = NOW - timedelta(hours=2)
    new = yard.tag()
    begin = told("count-begin", place="W1", at=at)
    answers = send(
        yard,
        told("receive", new, place="W1", item="body", file=file.number, at=at),
        told("pack", body, into=str(bag), at=at),
        told("offer", bag, place="W1", taker=str(yard.keeper(yard.clerk).pk), at=at),
        begin,
        told("read", bag, new, count=begin["id"]),
        told("read", bag, count=begin["id"]),
        told("count-end", count=begin["id"]),
    )
    assert [(one["outcome"], one["says"]) for one in answers if one["outcome"] != "done"] == []
    assert Item.objects.get(code=tags.read(new)).file == file
    assert yard.at(body).inside == bag
    count = Count.objects.get()
    assert count.end.found["missing"] == []
    assert CountRead.objects.count() == 2
    took = told("take", bag, handover=answers[2]["handover"])
    assert send(yard, took, user=yard.clerk)[0]["outcome"] == "done"
    assert HandoverEnd.objects.get().taken
    assert yard.at(body).keeper == yard.keeper(yard.clerk)


def test_each_tag_that_is_none_is_an_incident_and_the_others_move(yard: Yard) -> None:
    body, free = yard.body(), yard.tag()
    two = yard.team.cast.two
    foreign = PrintTags(operation=two, count=1).do(by(_keeper_of_two(yard)), yard.book)[0]
    drawn = tags.draw()
    wrong = drawn[:-1] + ("0" if drawn[-1] != "0" else "1")
    answer = one(
        yard, "move", body, free, foreign, tags.written(tags.draw()), wrong, "HELLO", place="W2"
    )
    assert (answer["outcome"], answer["moved"]) == ("incident", 1)
    assert yard.at(body).place == yard.other
    kinds = Counter(Incident.objects.values_list("kind", flat=True))
    assert kinds == {"unknown-tag": 3, "foreign-tag": 1, "wrong-tag": 1}
    claimed = [row.said["claimed"]["tags"] for row in Incident.objects.all()]
    assert sorted(text for (text,) in claimed if "-" not in text) == sorted(["HELLO", wrong])


def _keeper_of_two(yard: Yard) -> User:
    user = account("two")
    role(user, Role.CUSTODY, yard.team.cast.two)
    return user


def test_what_the_register_refuses_becomes_an_incident_of_its_kind(yard: Yard) -> None:
    body, other = yard.body(), yard.body(user=yard.clerk)
    late = one(yard, "move", body, place="W2", at=BEGUN - timedelta(days=1))
    assert incident(late).kind == "late"
    ahead = one(yard, "move", body, place="W2", at=NOW + timedelta(hours=2))
    assert incident(ahead).kind == "clock"
    reset = one(yard, "move", body, place="W2", at=NOW.replace(year=1970))
    assert incident(reset).kind == "clock"
    foreign = one(yard, "move", other, place="W2")
    assert incident(foreign).kind == "conflict"
    assert "in the hands of" in foreign["says"]
    nowhere = one(yard, "move", body, place="W9")
    assert incident(nowhere).kind == "conflict"
    for row in Incident.objects.all():
        assert row.said["claimed"]["tags"] in ([str(body)], [str(other)])
        assert row.item in (body, other)
    assert yard.at(body).place == yard.wagon


def test_more_than_a_place_holds_loses_nothing(yard: Yard) -> None:
    bodies = [yard.body() for _ in range(5)]
    answer = one(yard, "move", *bodies, place="M1")
    assert (answer["moved"], len(answer["incidents"])) == (3, 2)
    rows = Incident.objects.all()
    assert {row.kind for row in rows} == {"overfull"}
    assert {row.item for row in rows} == set(bodies[3:])
    assert [yard.at(body).place for body in bodies] == [yard.morgue] * 3 + [yard.wagon] * 2


def test_what_was_expected_and_what_was_read_are_held_against_each_other(yard: Yard) -> None:
    here, stays = yard.body(), yard.body()
    extra = yard.body(place=yard.morgue)
    answer = one(yard, "move", here, extra, start="W1", place="W2")
    assert answer["moved"] == 1
    found = {row.kind: row.item for row in Incident.objects.all()}
    assert found == {"missing": stays, "extra": extra}
    assert yard.at(extra).place == yard.morgue


def test_two_devices_that_say_two_things_are_both_heard(yard: Yard) -> None:
    body = yard.body()
    first = told("move", body, place="W2", at=NOW - timedelta(hours=1))
    second = told("move", body, place="M1", at=NOW - timedelta(hours=2))
    assert send(yard, first)[0]["outcome"] == "done"
    answer = send(yard, second)[0]
    row = incident(answer)
    assert (row.kind, row.item) == ("late", body)
    assert row.said["claimed"] == second
    assert yard.at(body).place == yard.other


def test_one_id_that_says_two_things_is_a_conflict_and_is_kept_once(yard: Yard) -> None:
    body = yard.body()
    said = told("move", body, place="W2")
    send(yard, said)
    other = said | {"place": "M1"}
    first, again = send(yard, other, dict(other))
    assert first == again
    assert incident(first).kind == "conflict"
    assert yard.at(body).place == yard.other
    stranger = send(yard, said, user=yard.clerk)[0]
    assert incident(stranger).kind == "conflict"  # somebody else's id


@pytest.mark.parametrize(
    "raw",
    [
        None,
        7,
        "move",
        [],
        {},
        {"id": "x"},
        {"id": str(uuid.uuid1()), "kind": "move"},
        {"id": str(uuid.uuid4()), "kind": "destroy", "at": "2026-01-01T00:00:00Z"},
        {"id": str(uuid.uuid4()), "kind": "move", "at": "yesterday", "place": "W1\0\ud800"},
        {"id": str(uuid.uuid4()), "kind": "move", "at": "2026-01-01T00:00:00Z", "plaice": "W1"},
        {"id": str(uuid.uuid4()), "kind": "move", "at": "2026-01-01T00:00:00", "n": float("inf")},
        {"id": str(uuid.uuid4()), "kind": "move", "at": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_what_is_no_command_is_kept_too_and_stops_no_other(yard: Yard, raw: Any) -> None:
    body = yard.body()
    good = told("move", body, place="W2")
    wrong, done = send(yard, raw, good)
    assert (wrong["outcome"], done["outcome"]) == ("incident", "done")
    assert send(yard, raw)[0] == wrong
    assert Incident.objects.count() == 1


def test_a_command_waits_for_the_one_before_it(yard: Yard) -> None:
    body = yard.body()
    first = told("move", body, place="W2", at=NOW - timedelta(hours=2))
    second = told("move", body, place="M1", after=first["id"])
    assert send(yard, second)[0]["outcome"] == "waits"
    assert Command.objects.count() == 0
    assert [one["outcome"] for one in send(yard, first, second)] == ["done", "done"]
    assert yard.at(body).place == yard.morgue


def test_a_clock_that_goes_back_is_said(yard: Yard) -> None:
    body = yard.body()
    first = told("move", body, place="W2", at=NOW - timedelta(hours=1))
    back = told("move", yard.body(), place="W2", at=NOW - timedelta(days=3), after=first["id"])
    _, answer = send(yard, first, back)
    assert incident(answer).kind == "clock"
    assert incident(answer).said["claimed"] == back


def test_a_count_that_somebody_began_is_gone_on_with_and_a_late_reading_is_kept(yard: Yard) -> None:
    body = yard.body()
    mine, theirs = told("count-begin", place="W1"), told("count-begin", place="W1")
    assert send(yard, mine)[0]["count"] == send(yard, theirs, user=yard.clerk)[0]["count"]
    over, late = send(
        yard, told("count-end", count=mine["id"]), told("read", body, count=mine["id"])
    )
    assert (over["outcome"], over["missing"]) == ("done", 1)
    assert incident(late).kind == "late"
    assert incident(late).item == body


def test_nobody_without_the_right_sends_anything(yard: Yard) -> None:
    body = yard.body()
    with pytest.raises(NotPermitted):
        one(yard, "move", body, place="W2", user=account("nobody"))
    assert Command.objects.count() == 0


class Undone(Exception):
    """Ends what is not to stay."""


@contextmanager
def nothing_stays() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def end_state(yard: Yard) -> tuple[Any, ...]:
    """All that a person could tell apart afterwards."""
    stays = {
        str(stay.item): (stay.place_id, str(stay.position), stay.inside_id, stay.since)
        for stay in Stay.objects.now().select_related("item", "position")
    }
    incidents = sorted(
        (row.kind, str(row.item_id), str(row.place_id), row.words, str(row.said))
        for row in Incident.objects.all()
    )
    moves = Movement.objects.order_by("item", "number").values_list("item", "number", "kind", "at")
    reads = sorted(CountRead.objects.values_list("text", "at"))
    kept = sorted((str(row.pk), row.outcome, row.answer["says"]) for row in Command.objects.all())
    return stays, incidents, list(moves), reads, kept


KINDS = ("move", "move", "move-from", "pack", "count", "read", "end", "bad")


@st.composite
def plans(draw: st.DrawFn) -> list[tuple[str, list[int], str, str, int]]:
    """What a device does: kind, which things, where, in which position, how many minutes later."""
    things = st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True)
    where = st.sampled_from(["W1", "W2", "M1", "W9"])
    label = st.sampled_from(["", "", "A1", "B3", "Z9"])
    later = st.sampled_from([1, 1, 1, 5, -2000])
    step = st.tuples(st.sampled_from(KINDS), things, where, label, later)
    return draw(st.lists(step, min_size=1, max_size=7))


@st.composite
def sendings(draw: st.DrawFn) -> tuple[Any, list[list[int]]]:
    """A plan, and how its commands are sent: any of them, in any order, any number of times."""
    plan = draw(plans())
    batch = st.lists(st.integers(0, len(plan) - 1), max_size=8)
    return plan, draw(st.lists(batch, max_size=5))


def written(plan: Any, things: list[str], bag: str) -> list[dict[str, Any]]:
    """Give the commands of a plan, each after the one before it."""
    made: list[dict[str, Any]] = []
    at, count = NOW - timedelta(days=2), ""
    for kind, which, where, label, later in plan:
        at += timedelta(minutes=later)
        read = [things[n] for n in which]
        more: dict[str, Any] = {"after": made[-1]["id"]} if made else {}
        if kind.startswith("move"):
            more |= {"place": where, "position": label}
            more |= {"start": "W1"} if kind == "move-from" else {}
        elif kind == "pack":
            more |= {"into": bag}
        elif kind == "count":
            read, more = [], more | {"place": where}
        elif kind in ("read", "end"):
            read = read if kind == "read" else []
            more |= {"count": count or str(uuid.uuid4())}
        kinds = {"move-from": "move", "count": "count-begin", "end": "count-end", "bad": "burn"}
        made.append(told(kinds.get(kind, kind), *read, at=at, **more))
        if kind == "count":
            count = made[-1]["id"]
    return made


def hold(yard: Yard, sending: tuple[Any, list[list[int]]]) -> None:
    plan, batches = sending
    if not yard.tags:
        yard.tag()
    kept = list(yard.tags)
    try:
        with nothing_stays():
            ends_alike(yard, plan, batches)
    finally:
        yard.tags = kept  # none of them hangs on anything again


def ends_alike(yard: Yard, plan: Any, batches: list[list[int]]) -> None:
    things = [str(yard.body()) for _ in range(4)] + [tags.written(tags.draw()), "HELLO"]
    made = written(plan, things, str(yard.thing("bag")))
    with nothing_stays():
        send(yard, *made)
        wanted = end_state(yard)
        assert list(faults(yard.team.cast.one)) == []
    for batch in batches:
        send(yard, *(dict(made[n]) for n in batch))
    while any(answer["outcome"] == "waits" for answer in send(yard, *made)):
        pass
    assert end_state(yard) == wanted
    assert list(faults(yard.team.cast.one)) == []


def hold_many(yard: Yard, examples: int) -> None:
    # Not shrunk: a sending of seven commands is read as it is, and shrinking takes minutes.
    @settings(max_examples=examples, phases=(Phase.explicit, Phase.generate))
    @given(sendings())
    def held(sending: tuple[Any, list[list[int]]]) -> None:
        hold(yard, sending)

    held()


def test_any_order_and_repetition_of_sending_ends_as_sending_once(yard: Yard) -> None:
    """8 sendings on each database here, 60 in the next; some of their commands must fail."""
    hold_many(yard, 8)


@pytest.mark.deep
def test_so_do_many_more(yard: Yard) -> None:
    hold_many(yard, 60)
