"""Any order of commands by any number of people, one after the other and at once.

A checker that reads what is written alone (`custody.checker`) is asked after each; that it sees
what is broken is tested by breaking it, here and in `test_checker`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from nomina.desk.custody.actions.moving import Move, Pack
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import Buried, Examined, Item, Movement, Stay
from nomina.errors import InputError
from tests.desk.custody.histories import make_world, run
from tests.desk.custody.yard import SCANNED, Yard, make_yard
from tests.desk.files.people import make_team
from tests.desk.files.test_at_once import THREADS, at_once
from tests.desk.people.cast import Book, by, make_cast

COMMANDS = 8
QUICK, ALL = 200, 10_000
SHARES = {"GiveOut": 0.06, "SignRelease": 0.04, "Bury": 0.03, "Exhume": 0.008, "Take": 0.012}
"""How often at least, in a history, some of what is rarely allowed is done.

About six tenths of how often it was in 1,774 histories (0.095, 0.072, 0.043, 0.016 and 0.020), so
that chance stays above.
"""


def ran(yard: Yard, seeds: range) -> Counter[str]:
    """Run histories, each from the same beginning; how often what was done."""
    world, one = make_world(yard), yard.team.cast.one
    assert list(faults(one)) == []
    came: Counter[str] = Counter()
    for seed in seeds:
        with transaction.atomic():
            after = run(world, seed, COMMANDS)
            found = list(faults(one))
            assert found == [], f"history {seed}: {found[:3]}"
            items = world.there + after.came.get("Receive", 0)
            assert Item.objects.count() == items, f"history {seed} lost an item"
            if after.burials:
                assert not unexamined(), f"history {seed} buried somebody whom nobody examined"
            transaction.set_rollback(True)
        came.update(after.came)
        came.update(done=after.done, refused=after.refused)
    return came


def unexamined() -> list[Buried]:
    """Who was buried before anybody examined them; in these histories nobody signs why not."""
    seen = Examined.objects.filter(item=OuterRef("item"), made_at__lte=OuterRef("made_at"))
    return list(Buried.objects.filter(~Exists(seen)))


def enough(came: Counter[str], histories: int) -> None:
    """Say that the histories are not empty: else there would be nothing to hold."""
    assert came["done"] > 2 * histories, came
    assert came["refused"] > histories, came
    for act, share in SHARES.items():
        assert came[act] > share * histories, (act, came)


def test_200_histories_hold(yard: Yard) -> None:
    enough(ran(yard, range(QUICK)), QUICK)


@pytest.mark.deep
@pytest.mark.parametrize("part", range(4))
def test_10000_histories_hold(yard: Yard, part: int) -> None:
    size = ALL // 4
    enough(ran(yard, range(QUICK + part * size, QUICK + (part + 1) * size)), size)


def test_the_checker_sees_what_is_broken(yard: Yard) -> None:
    """Written past every act and guard, as a faulty one would; each breaks one promise."""
    one = yard.team.cast.one
    body, bag, spot = yard.body(), yard.thing("bag"), yard.position(yard.wagon, "A1")
    other = yard.body()
    yard.move(body, yard.wagon, spot)
    yard.do(Pack(operation=one, items=(other,), into=bag, when=yard.when(), reading=SCANNED))
    assert list(faults(one)) == []
    rules = {rule for breaking in _BREAKS for rule in _broken(breaking, body, bag, other, yard)}
    assert rules == {
        "gap", "time", "hands", "inside", "stay", "two in one position", "lost", "overfull",
        "circle",
    }  # fmt: skip


def _broken(
    breaking: Callable[..., Any], body: Item, bag: Item, other: Item, yard: Yard
) -> set[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        for act in ("update", "delete"):
            _without(cursor, act)
        breaking(cursor, body, bag, other, yard)
        found = {fault.rule for fault in faults(yard.team.cast.one)}
        transaction.set_rollback(True)
    return found


def _without(cursor: Any, act: str) -> None:
    where = " ON custody_movement" if connection.vendor == "postgresql" else ""
    cursor.execute(f'DROP TRIGGER "custody_movement_no_{act}"{where}')


def _set(cursor: Any, table: str, what: str, row: Any, *values: Any) -> None:
    plain = [value.hex if connection.vendor != "postgresql" and hasattr(value, "hex") else value
             for value in (*values, row)]  # fmt: skip
    cursor.execute(f"UPDATE custody_{table} SET {what} WHERE id = %s", plain)


def _last(item: Item) -> Any:
    found = item.movements.last()
    assert found is not None
    return found


_BREAKS: tuple[Callable[..., Any], ...] = (
    lambda c, body, bag, other, yard: _set(c, "movement", "number = 7", _last(body).pk),
    lambda c, body, bag, other, yard: _set(
        c, "movement", "at = '2001-01-01 00:00:00+00:00'", _last(body).pk
    ),
    lambda c, body, bag, other, yard: _set(
        c, "movement", "keeper_id = %s", _last(body).pk, yard.driver.pk
    ),
    lambda c, body, bag, other, yard: _set(
        c, "movement", "place_id = %s", _last(other).pk, yard.other.pk
    ),
    lambda c, body, bag, other, yard: _set(
        c, "movement", "position_id = %s, inside_id = NULL", _last(other).pk,
        yard.position(yard.wagon, "A1").pk,
    ),
    lambda c, body, bag, other, yard: Stay.objects.now().filter(item=body).update(
        place=yard.other
    ),
    lambda c, body, bag, other, yard: _lost(c, yard),
    lambda c, body, bag, other, yard: _crowded(c, yard),
    lambda c, body, bag, other, yard: _set(
        c, "movement", "inside_id = %s", _last(bag).pk, other.pk
    ),
)  # fmt: skip


def _lost(cursor: Any, yard: Yard) -> None:
    item = yard.body()
    stay = yard.at(item)
    stay_trigger = "custody_stay_no_delete"
    where = " ON custody_stay" if connection.vendor == "postgresql" else ""
    cursor.execute(f'DROP TRIGGER "{stay_trigger}"{where}')
    pk = item.pk if connection.vendor == "postgresql" else item.pk.hex
    cursor.execute("DELETE FROM custody_stay WHERE id = %s", [stay.pk])
    cursor.execute("DELETE FROM custody_movement WHERE item_id = %s", [pk])


def _crowded(cursor: Any, yard: Yard) -> None:
    for _ in range(4):
        _set(cursor, "movement", "place_id = %s", _last(yard.body()).pk, yard.morgue.pk)


def test_many_at_once_keep_one_place_and_one_keeper(fresh_db: str) -> None:
    """Six people move, pack and hand over the same few items on real commits."""
    yard = make_yard(make_team(make_cast()))
    one = yard.team.cast.one
    bags, bodies = [yard.thing("bag") for _ in range(2)], [yard.body() for _ in range(3)]
    spots = list(yard.wagon.positions.all()[:3])
    done = []

    def act(i: int) -> None:
        for n in range(6):
            moment = yard.when()
            body, bag = bodies[(i + n) % 3], bags[(i * n) % 2]
            made: Any = (
                Move(operation=one, items=((body, spots[n % 3]),), place=yard.wagon,
                     when=moment, reading=SCANNED),
                Pack(operation=one, items=(body,), into=bag, when=moment, reading=SCANNED),
                Move(operation=one, items=((bag, spots[i % 3]),), place=yard.wagon,
                     when=moment, reading=SCANNED),
            )[(i + n) % 3]  # fmt: skip
            try:
                made.do(by(yard.officer), Book())
            except InputError:
                continue
            done.append(i)

    at_once(act)
    assert list(faults(one)) == []
    assert Item.objects.count() == 5
    assert len(done) > THREADS
    assert Movement.objects.count() >= 5 + len(done)
