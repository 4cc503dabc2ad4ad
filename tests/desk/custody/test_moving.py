"""Moving: one keeper and one place at any moment, and what lies in something goes with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.actions.moving import Move, Pack, TakeBack
from nomina.desk.custody.models import Item, Movement, Stay
from nomina.errors import InputError, Refused
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW


def test_a_body_is_taken_in_and_moved_and_its_way_is_kept(yard: Yard) -> None:
    body = yard.body()
    assert yard.at(body).keeper == yard.keeper(yard.officer)
    yard.move(body, yard.wagon, yard.position(yard.wagon, "B2"))
    yard.move(body, yard.other, yard.position(yard.other, "A1"))
    here = yard.at(body)
    assert (here.place, str(here.position)) == (yard.other, "A1")
    way = list(body.movements.all())
    assert [(one.number, one.kind) for one in way] == [(1, "receive"), (2, "move"), (3, "move")]
    stays = list(Stay.objects.filter(item=body).order_by("since"))
    assert [one.until for one in stays] == [way[1].at, way[2].at, None]
    assert yard.book.kinds()[-2:] == ["custody.move", "custody.move"]


def test_nothing_is_put_where_something_lies(yard: Yard) -> None:
    first, second = yard.body(), yard.body()
    spot = yard.position(yard.wagon, "A1")
    yard.move(first, yard.wagon, spot)
    with pytest.raises(Refused, match="lies there already"):
        yard.move(second, yard.wagon, spot)
    with pytest.raises(Refused, match="another place"):
        yard.move(second, yard.other, spot)
    assert yard.at(second).position is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.now().filter(item=second).update(position=spot)


def test_a_full_place_takes_no_more_and_loses_nothing(yard: Yard) -> None:
    bodies = [yard.body() for _ in range(4)]
    for body in bodies[:3]:
        yard.move(body, yard.morgue)
    with pytest.raises(Refused, match="holds 3"):
        yard.move(bodies[3], yard.morgue)
    assert yard.at(bodies[3]).place == yard.wagon
    yard.move(bodies[0], yard.other)
    yard.move(bodies[3], yard.morgue)
    yard.move(bodies[3], yard.morgue)  # within a full place there is room for what lies there


def test_what_lies_in_something_goes_with_it(yard: Yard) -> None:
    one = yard.team.cast.one
    body, bag, coffin = yard.body(), yard.thing("bag"), yard.thing("coffin")
    for inner, outer in ((body, bag), (bag, coffin)):
        action = Pack(operation=one, items=(inner,), into=outer, when=yard.when(), reading=SCANNED)
        yard.do(action)
    yard.move(coffin, yard.other, yard.position(yard.other, "B4"))
    assert [yard.at(x).place for x in (body, bag, coffin)] == [yard.other] * 3
    last: Any = body.movements.last()
    assert (last.kind, last.carrier.item, last.carrier.carrier.item) == ("carry", bag, coffin)
    assert yard.at(body).inside == bag
    yard.move(body, yard.other)
    assert yard.at(body).inside is None
    assert [one.kind for one in body.movements.all()][-1] == "unpack"
    with pytest.raises(Refused, match="cannot lie in that"):
        yard.do(Pack(operation=one, items=(coffin,), into=bag, when=yard.when(), reading=SCANNED))


def test_one_act_moves_a_bag_and_what_lay_in_it_apart(yard: Yard) -> None:
    one = yard.team.cast.one
    body, bag = yard.body(), yard.thing("bag")
    yard.do(Pack(operation=one, items=(body,), into=bag, when=yard.when(), reading=SCANNED))
    yard.do(
        Move(
            operation=one,
            items=((bag, None), (body, yard.position(yard.other, "A2"))),
            place=yard.other,
            when=yard.when(),
            reading=SCANNED,
        )
    )
    here = yard.at(body)
    assert (here.place, str(here.position), here.inside) == (yard.other, "A2", None)
    assert [m.number for m in body.movements.all()] == [1, 2, 3, 4]


def test_whoever_does_not_answer_for_it_does_not_move_it(yard: Yard) -> None:
    body = yard.body()
    with pytest.raises(Refused, match="in the hands of"):
        yard.move(body, yard.other, user=yard.clerk)
    assert yard.at(body).place == yard.wagon


def test_nothing_moves_before_it_moved_or_after_now(yard: Yard) -> None:
    body = yard.body()
    at = yard.at(body).since
    with pytest.raises(Refused, match="moved later"):
        yard.move(body, yard.other, when=yard.when(at - timedelta(minutes=1)))
    with pytest.raises(Refused, match="later than the desk's clock"):
        yard.move(body, yard.other, when=yard.when(NOW + timedelta(hours=2)))
    assert body.movements.count() == 1


def test_a_movement_is_taken_back_by_another(yard: Yard) -> None:
    body = yard.body()
    spot = yard.position(yard.wagon, "A3")
    yard.move(body, yard.wagon, spot)
    wrong = yard.move(body, yard.other)
    back = TakeBack(movement=wrong, when=yard.when(), reading=SCANNED, why="wrong wagon")
    done = yard.do(back)
    assert (yard.at(body).position, done.undoes) == (spot, wrong)
    with pytest.raises(Refused, match="moved again"):
        yard.do(back)
    first = body.movements.get(number=1)
    with pytest.raises(Refused, match="taken in"):
        yard.do(TakeBack(movement=first, when=yard.when(), reading=SCANNED, why="w"))


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ("nonsense", "not a tag of this desk"),
        ("0000-0000-00", "read wrong"),
    ],
)
def test_a_tag_that_is_none_hangs_on_nothing(yard: Yard, tag: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        yard.do(
            Receive(
                operation=yard.team.cast.one,
                tag=tag,
                item="bag",
                place=yard.wagon,
                when=yard.when(),
                reading=SCANNED,
            )
        )


def test_a_tag_hangs_once_and_a_file_has_one_item(yard: Yard) -> None:
    body = yard.body()
    one = yard.team.cast.one

    def receive(tag: str, **more: object) -> None:
        given = {"item": "bag", "place": yard.wagon, "when": yard.when(), "reading": SCANNED}
        yard.do(Receive(operation=one, tag=tag, **(given | more)))  # type: ignore[arg-type]

    with pytest.raises(Refused, match="hangs on something"):
        receive(str(body))
    with pytest.raises(Refused, match="taken in already"):
        receive(yard.tag(), item="body", file=body.file)
    with pytest.raises(Refused, match="comes from a body"):
        receive(yard.tag(), item="sample")
    with pytest.raises(Refused, match="not of this operation"):
        receive("1CWW-G080-GC")
    assert Item.objects.count() == 1


def test_the_database_refuses_a_second_place_and_a_sample_of_nobody(yard: Yard) -> None:
    body = yard.body()
    stay = yard.at(body)
    second = Movement.objects.create(
        item=body, number=2, kind="move", at=NOW, clock="device", keeper=stay.keeper,
        place=yard.other, read="typed", by=yard.officer,
    )  # fmt: skip
    stay.pk, stay.movement = None, second
    with pytest.raises(IntegrityError), transaction.atomic():
        stay.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(
            operation=body.operation, kind="sample", tag=yard.tags[-1], code=yard.tags[-1].code,
            made_by=yard.officer,
        )  # fmt: skip
