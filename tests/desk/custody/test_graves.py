"""Graves: nobody buried unseen, one body in one spot, a reason for ashes, and nothing forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nomina.desk.acts import SignInAgain
from nomina.desk.custody import graves, holds
from nomina.desk.custody.actions.graves import MeasureGrave
from nomina.desk.custody.actions.graves_burying import Bury, Cremate
from nomina.desk.custody.actions.graves_exhuming import Exhume
from nomina.desk.custody.actions.graves_offers import EndOffer, OfferReturn
from nomina.desk.custody.actions.moving import Pack, TakeBack
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import Burial, Grave, GraveSpot, Item
from nomina.desk.people.models import Operation
from nomina.errors import InputError, NeverChanged, NotPermitted, Refused
from tests.desk.custody.ground import Ground, make_ground, point
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW, by


@pytest.fixture
def ground(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Ground:
    return make_ground(yard, monkeypatch)


def test_a_body_is_buried_in_a_grave_of_its_own(ground: Ground) -> None:
    body = ground.examined()
    grave = ground.grave(section="B", row="3", plot="12", words="Невідомий 17")
    done = ground.bury(body, grave, rites="psalm read", officiant="Chaplain One")
    assert (done.form, str(done.spot.grave), done.rites) == ("burial", "G1", "psalm read")
    here = ground.yard.at(body)
    assert (here.place, str(here.position)) == (ground.cemetery, "G1")
    assert [one.item for one in graves.lying_in(grave)] == [body]
    assert ground.yard.book.kinds()[-1] == "custody.bury"
    assert list(faults(ground.cemetery.operation)) == []


def test_law_08_nobody_is_laid_down_before_an_examination(ground: Ground) -> None:
    body, grave = ground.yard.body(), ground.grave()
    coffin = ground.yard.thing("coffin")
    with pytest.raises(Refused, match="nobody examined this"):
        ground.bury(body, grave)
    with pytest.raises(Refused, match="nobody examined this"):
        ground.sea(body)
    with pytest.raises(Refused, match="nobody examined this"):
        ground.cremate(body)
    ground.yard.do(
        Pack(operation=body.operation, items=(body,), into=coffin, when=ground.yard.when(),
             reading=SCANNED)
    )  # fmt: skip
    with pytest.raises(Refused, match="nobody examined this"):
        ground.bury(coffin, grave)
    assert not Burial.objects.exists()
    ground.seen.add(body.pk)
    assert [one.item for one in ground.bury(coffin, grave).dead.all()] == [body]


def test_law_09_a_collective_grave_needs_a_reason(ground: Ground) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        ground.grave("collective", reason=" ")
    with pytest.raises(Refused, match="no reason"):
        ground.grave("individual", reason="why not")
    with pytest.raises(Refused, match="in a cemetery"):
        ground.grave(place=ground.yard.morgue)
    given: dict[str, Any] = {"operation": ground.cemetery.operation, "place": ground.cemetery}
    for wrong in ({"kind": "collective", "reason": ""}, {"kind": "mass", "reason": "r"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grave.objects.create(number=9, made_by=ground.yard.officer, **given, **wrong)


def test_law_09_two_bodies_never_lie_in_one_spot(ground: Ground) -> None:
    one, two = ground.examined(), ground.examined()
    single, several = ground.grave(), ground.grave("collective")
    ground.bury(one, single)
    with pytest.raises(Refused, match="lies there already"):
        ground.bury(two, single)
    third = ground.examined()
    ground.bury(two, several, 2)
    with pytest.raises(Refused, match="lies there already"):
        ground.bury(third, several, 2)
    ground.bury(third, several, 3)
    lying: list[Any] = graves.lying_in(several)
    assert [(b.spot.number, b.item) for b in lying] == [(2, two), (3, third)]
    with pytest.raises(IntegrityError), transaction.atomic():
        GraveSpot.objects.create(
            grave=several, number=2, position=single.spots.get().position
        )  # the spot and the position are taken


def test_law_09_two_bodies_in_one_coffin_are_not_buried_together(ground: Ground) -> None:
    bodies, coffin = [ground.examined(), ground.examined()], ground.yard.thing("coffin")
    pack = Pack(
        operation=coffin.operation, items=tuple(bodies), into=coffin, when=ground.yard.when(),
        reading=SCANNED,
    )  # fmt: skip
    ground.yard.do(pack)
    with pytest.raises(Refused, match="two bodies lie in this"):
        ground.bury(coffin, ground.grave())
    with pytest.raises(Refused, match="lies in something else"):
        ground.bury(bodies[0], ground.grave())
    with pytest.raises(Refused, match="nobody lies in this"):
        ground.bury(ground.yard.thing("coffin"), ground.grave())


def test_law_10_a_body_is_cremated_for_three_reasons_alone(ground: Ground) -> None:
    body = ground.examined()
    with pytest.raises(Refused, match="no such reason"):
        ground.cremate(body, reason="room")
    for empty in ("words", "authority", "ashes"):
        with pytest.raises(InputError):
            ground.cremate(body, **{empty: " "})
    done = ground.cremate(body, reason="religion", words="Hindu rites, as his brother asked")
    assert done.reason == "religion"
    with pytest.raises(Refused, match="cremated already"):
        ground.cremate(body)
    assert ground.bury(body, ground.grave()).form == "ashes"


def test_law_10_an_own_wish_counts_for_prisoners_of_war_alone(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = ground.examined()
    assert body.operation.kind == "international"
    for kind in ("internal", "disaster"):
        monkeypatch.setattr(body.operation, "kind", kind)
        with pytest.raises(Refused, match="prisoners of war"):
            ground.cremate(body, reason="wish")
    monkeypatch.setattr(body.operation, "kind", "international")
    assert ground.cremate(body, reason="wish", words="his will of 3 May").reason == "wish"


def test_law_11_three_moves_keep_all_four_places(ground: Ground) -> None:
    body = ground.examined()
    plots = [
        ground.grave(section="A", plot=str(n), point=point(f"49.0{n}", f"36.0{n}"))
        for n in range(4)
    ]
    times = []
    for n, grave in enumerate(plots):
        done = ground.bury(body, grave)
        times.append(done.at)
        if n < 3:
            ground.exhume(grave, done, why="agreement", place=ground.cemetery)
    way = graves.way_of(body)
    spots: list[Any] = [lain.burial.spot for lain in way]
    assert [spot.grave for spot in spots] == plots
    assert [lain.burial.at for lain in way] == times
    assert [lain.over for lain in way] == [True, True, True, False]
    where = [spot.grave.points.get() for spot in spots]
    assert [str(one.latitude) for one in where] == [f"49.0{n}00000" for n in range(4)]
    assert graves.standing(body) == way[-1].burial
    assert list(faults(body.operation)) == []


def test_law_11_nothing_of_a_grave_is_changed_or_removed(ground: Ground) -> None:
    grave = ground.grave(point=point("49.1", "36.1"), words="first marker")
    ground.yard.do(
        MeasureGrave(
            grave=grave, point=point("49.2", "36.2", "0.5", "survey"), when=ground.yard.when()
        )
    )
    assert [str(one.latitude) for one in grave.points.all()] == ["49.1000000", "49.2000000"]
    burial = ground.bury(ground.examined(), grave)
    every: list[Any] = [grave, grave.points.first(), grave.markings.get(), burial]
    for row in every:
        with pytest.raises(NeverChanged):
            row.delete()
        with pytest.raises(NeverChanged):
            row.save()
        table = type(row).objects
        with pytest.raises(NeverChanged):
            table.filter(pk=row.pk).update(made_at=NOW)


def test_law_12_a_burial_at_sea_has_ship_point_and_time(ground: Ground) -> None:
    body = ground.examined()
    done = ground.sea(body, reason="no land within a week")
    assert (done.form, done.sea.ship) == ("sea", "Rescue 3 (UA)")
    assert str(done.sea.latitude) == "44.1234567"
    assert ground.yard.at(body).place is None
    with pytest.raises(Refused, match="no longer in custody"):
        ground.bury(body, ground.grave())
    with pytest.raises(Refused, match="no such point"):
        ground.sea(ground.examined(), latitude=point("91", "0").latitude)


FEBRUARY = date(2016, 2, 29)


@pytest.mark.parametrize(
    ("offered", "last", "first"),
    [
        (date(2021, 3, 1), date(2026, 2, 28), date(2026, 3, 1)),
        (date(2015, 7, 9), date(2020, 7, 8), date(2020, 7, 9)),
        (FEBRUARY, date(2021, 2, 28), date(2021, 3, 1)),
    ],
)
def test_law_21_five_years_run_from_an_offer(offered: date, last: date, first: date) -> None:
    assert graves.term(offered) == first
    assert last == first - timedelta(days=1)


def test_law_21_nothing_is_arranged_before_the_term_and_due_notice(ground: Ground) -> None:
    made = NOW.date() - timedelta(days=30)
    offer = ground.yard.do(
        OfferReturn(place=ground.cemetery, to="Home country", made_on=made, document="note 4")
    )
    due = graves.term(made)
    notice = {"noticed_on": made + timedelta(days=9), "notice": "note 5"}

    def end(at: date, **more: Any) -> Any:
        moment = NOW + (at - NOW.date())
        given: dict[str, Any] = {"accepted": False, "words": "moved to the new cemetery"} | more
        return EndOffer(offer=offer, **given).do(by(ground.yard.officer, moment), ground.yard.book)

    with pytest.raises(Refused, match="five years"):
        end(due - timedelta(days=1), **notice)  # 4 years and 364 days
    with pytest.raises(Refused, match="due notice"):
        end(due)
    with pytest.raises(Refused, match="after the offer"):
        end(due, **(notice | {"noticed_on": due + timedelta(days=1)}))
    body, grave = ground.examined(), ground.grave()
    done = ground.bury(body, grave)
    with pytest.raises(Refused, match="five years and due notice"):
        ground.exhume(grave, done, why="arrangement")
    arranged = end(due, **notice)
    with pytest.raises(Refused, match="ended already"):
        end(due, **notice)
    lifted = ground.exhume(grave, done, why="arrangement", arrangement=arranged)
    assert lifted.arrangement == arranged


def test_law_21_an_offer_that_was_accepted_arranges_nothing_else(ground: Ground) -> None:
    offer = ground.yard.do(
        OfferReturn(place=ground.cemetery, to="Home", made_on=NOW.date(), document="note 4")
    )
    accepted = ground.yard.do(EndOffer(offer=offer, accepted=True, words="they fetch them in May"))
    grave = ground.grave()
    done = ground.bury(ground.examined(), grave)
    with pytest.raises(Refused, match="does not hold"):
        ground.exhume(grave, done, why="arrangement", arrangement=accepted)
    ground.exhume(grave, done, why="return")


def test_a_grave_is_opened_by_an_order_alone(ground: Ground) -> None:
    grave = ground.grave()
    done = ground.bury(ground.examined(), grave)
    for wrong, what in (
        ({"why": "room is needed"}, "reasons that the law knows"),
        ({"document": " "}, "by an order"),
        ({"authority": ""}, "by an order"),
        ({"words": ""}, "by an order"),
    ):
        with pytest.raises(Refused, match=what):
            ground.exhume(grave, done, **wrong)
    with pytest.raises(Refused, match="who is lifted"):
        ground.exhume(grave)
    with pytest.raises(Refused, match="does not lie in this grave"):
        ground.exhume(ground.grave(), done)
    ground.exhume(grave, done)
    with pytest.raises(Refused, match="does not lie in this grave"):
        ground.exhume(grave, done)


def test_a_grave_is_closed_to_every_other_act(ground: Ground) -> None:
    yard = ground.yard
    body, coffin, grave = ground.examined(), yard.thing("coffin"), ground.grave()
    one = body.operation

    def pack(item: Item, into: Item) -> None:
        yard.do(Pack(operation=one, items=(item,), into=into, when=yard.when(), reading=SCANNED))

    pack(body, coffin)
    spot = grave.spots.get().position
    with pytest.raises(Refused, match="this position is a grave"):
        yard.move(coffin, ground.cemetery, spot)
    with pytest.raises(Refused, match="this position is a grave"):
        yard.thing("bag", place=ground.cemetery, position=spot)
    done = ground.bury(coffin, grave)
    for item in (coffin, body):
        with pytest.raises(Refused, match="this is buried in C1 G1"):
            yard.move(item, yard.other)
        with pytest.raises(Refused, match="this is buried"):
            ground.bury(item, ground.grave()) if item is coffin else yard.move(item, yard.wagon)
    back = TakeBack(movement=done.movement, when=yard.when(), reading=SCANNED, why="w")
    with pytest.raises(Refused, match="this is buried"):
        yard.do(back)
    late = yard.thing("disc", place=ground.cemetery)
    with pytest.raises(Refused, match="that is buried"):
        pack(late, coffin)
    offer = yard.offer([coffin], yard.keeper(yard.clerk), yard.wagon)
    with pytest.raises(Refused, match="this is buried"):
        yard.take(offer, [coffin], yard.clerk)
    assert [hold.key for hold in holds.of(body)] == ["buried"]
    assert graves.standing(body) == done


def test_acts_on_the_dead_ask_for_a_fresh_sign_in_and_the_role(ground: Ground) -> None:
    body, grave = ground.examined(), ground.grave()
    bury = Bury(item=body, spot=grave.spots.get(), when=ground.yard.when(), reading=SCANNED)
    with pytest.raises(SignInAgain):
        bury.do(by(ground.yard.officer, fresh=False), ground.yard.book)
    with pytest.raises(NotPermitted):
        ground.yard.do(bury, ground.yard.clerk)
    assert all(one.irreversible for one in (Bury, Cremate, Exhume, EndOffer))


def test_another_officer_opens_a_grave_years_later(ground: Ground) -> None:
    """Whoever buried them may be gone; the way of the body stays whole."""
    body, grave = ground.examined(), ground.grave()
    done = ground.bury(body, grave)
    keeper = ground.yard.at(body).keeper
    ground.exhume(grave, done)
    assert ground.yard.at(body).keeper == keeper


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://x")',
        "Рядовий\nІван\tНевідомий",
        "لا إله إلا الله",
        "הי״ד " + "\u200f",
        "a" * 2000,
    ],
)
def test_what_stands_on_a_marker_is_kept_as_written(ground: Ground, words: str) -> None:
    assert ground.grave(words=words).markings.get().words == words.strip()


@pytest.mark.parametrize("words", ["\u202etxt.exe", "a" * 2001, "a\x00b", "\x1b[31m"])
def test_what_cannot_be_written_on_a_marker_is_refused(ground: Ground, words: str) -> None:
    with pytest.raises(InputError):
        ground.grave(words=words)
    assert not Grave.objects.exists()


def test_two_graves_never_have_one_name(ground: Ground) -> None:
    ground.grave(section="B", row="3", plot="12")
    with pytest.raises(Refused, match="another grave stands there: G1"):
        ground.grave(section="B", row="3", plot="12")
    assert str(ground.grave(section="B", row="3", plot="13")) == "G2"


def test_a_cemetery_is_not_full_because_its_graves_are_few(ground: Ground) -> None:
    ground.grave()
    for _ in range(3):
        ground.yard.move(ground.examined(), ground.cemetery)
    assert list(faults(ground.cemetery.operation)) == []


def test_graves_are_seen_in_their_operation_alone(ground: Ground) -> None:
    grave = ground.grave(point=point("49.1", "36.1"))
    ground.bury(ground.examined(), grave)
    cast = ground.yard.team.cast
    for user, sees in (
        (ground.yard.clerk, True),
        (ground.yard.team.morten, False),
        (cast.bob, False),
    ):
        for row in (grave, grave.points.get(), grave.spots.get(), Burial.objects.get()):
            assert type(row).objects.visible_to(user).filter(pk=row.pk).exists() is sees
    assert Operation.objects.count() == 2
