"""The checker of releases and graves sees each condition by itself.

What should hold a coffin back is taken out of the way, or written past every act, and the coffin
goes: then the checker must name what lacked. It names nothing where nothing does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from nomina.desk.custody import graves, holds, register, release_ground
from nomina.desk.custody.actions import release_out
from nomina.desk.custody.actions.moving import Move, Pack
from nomina.desk.custody.actions.release import ReadTags, StateFact
from nomina.desk.custody.actions.release_out import GiveOut
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import (
    Burial,
    Buried,
    Disc,
    Exhumation,
    GraveSpot,
    Incident,
    Item,
    Lifted,
    ReleaseEnd,
    ReleaseSign,
    Stay,
)
from nomina.desk.custody.models.movements import MOVE, OUT
from nomina.desk.custody.register import How, To, When
from nomina.desk.examine.models import Signature
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.beginnings import Beginnings, choose, decide, recall, wish
from tests.desk.custody.world import Begun
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW, by


@dataclass
class Bench:
    """What was prepared, and short ways to break it."""

    made: Beginnings
    patch: pytest.MonkeyPatch

    def __getitem__(self, name: str) -> Begun:
        return self.made.made[name]

    @property
    def yard(self) -> Yard:
        return self.made.yard

    @property
    def coffin(self) -> Item:
        return self["signed"].items[0]

    @property
    def body(self) -> Item:
        return self["signed"].items[1]

    def pack(self, *items: Item) -> None:
        one = self.yard.team.cast.one
        self.made.do(
            Pack(
                operation=one, items=items, into=self.coffin, when=self.yard.when(),
                reading=SCANNED,
            )
        )  # fmt: skip

    def read(self, *items: Item, name: str = "signed") -> None:
        release = self[name].release
        assert release is not None
        self.made.do(ReadTags(release=release, items=items, read="scanned"))

    def state(self, key: str, **more: Any) -> None:
        release = self["signed"].release
        assert release is not None
        given: dict[str, Any] = {"words": "w", "number": "n", "day": NOW.date()} | more
        self.made.do(StateFact(release=release, key=key, **given))

    def sign(self, seat: str, user: User, name: str = "signed", keys: tuple[str, ...] = ()) -> None:
        """A signature that no rule looked at, on what would be signed now."""
        release, at = self[name].release, self.made.later()
        assert release is not None
        digest = release_ground.ground_of(release, at).digest
        ReleaseSign(
            release=release, seat=seat, digest=digest, keys=list(keys), by=user, made_at=at
        ).save(force_insert=True)  # fmt: skip

    def give(self, name: str = "signed") -> None:
        release = self[name].release
        assert release is not None
        self.made.do(
            GiveOut(release=release, when=self.yard.when(), reading=SCANNED, witness="W, passport")
        )

    def put(self, item: Item, spot: GraveSpot, *, act: str = graves.BURY) -> Any:
        """A movement into a grave; what an act would have looked at before is looked at no more."""
        to = To(keeper=self.yard.at(item).keeper, place=self.made.cemetery, position=spot.position)
        how = How(
            when=self.yard.when(), reading=SCANNED, by=by(self.yard.officer, self.made.later()),
            act=act,
        )  # fmt: skip
        return register.step(item, MOVE, to, how)

    def bury(self, item: Item, spot: GraveSpot, *dead: Item) -> Burial:
        """A burial that no rule looked at."""
        moved = self.put(item, spot)
        row = Burial(
            item=item, form="burial", spot=spot, movement=moved, at=moved.at, clock="device",
            by=self.yard.officer, made_at=self.made.later(),
        )  # fmt: skip
        row.save(force_insert=True)
        for one in dead:
            Buried(burial=row, item=one).save(force_insert=True)
        return row


@pytest.fixture
def bench(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(Beginnings(yard), monkeypatch)


def found(bench: Bench, breaking: Callable[[Bench], object], name: str = "signed") -> set[str]:
    """Break something, give the coffin out past all rules, and give what the checker says."""
    with bench.patch.context() as patch, transaction.atomic():
        patch.setattr(release_out, "missing", lambda case: ())
        patch.setattr(release_out, "demand_open", lambda release: None)
        patch.setattr(holds, "_reasons", [])
        patch.setattr(register, "_rules", [])
        at = bench.made.at
        bench.patch = patch
        breaking(bench)
        if name:
            bench.give(name)
        rules = {fault.rule for fault in faults(bench.yard.team.cast.one)}
        transaction.set_rollback(True)
    bench.made.at = at
    return rules


def _dissent(bench: Bench) -> None:
    decided = bench["signed"].identification
    assert decided is not None
    Signature(
        dossier=decided.dossier, by=bench.made.board[0], role=Role.BOARD, agrees=False,
        why="the samples", made_at=bench.made.later(),
    ).save(force_insert=True)  # fmt: skip


def _recalled(bench: Bench) -> None:
    decided = bench["signed"].identification
    assert decided is not None
    recall(decided, bench.made.later())


def _named(bench: Bench, item: Item, person: int) -> None:
    assert item.file is not None
    who = bench.made.persons[person]
    decide(bench.yard, (item.file, who), bench.made.board, "01", bench.made.later())


def _stowed(bench: Bench, item: Item) -> None:
    bench.pack(item)
    bench.read(item)


def _second_body(bench: Bench) -> None:
    whole = bench["loose"].items[3]
    _stowed(bench, whole)
    _named(bench, whole, 2)


def _moved(bench: Bench, item: Item) -> None:
    one = bench.yard.team.cast.one
    bench.made.do(
        Move(
            operation=one, items=((item, None),), place=bench.made.hall, when=bench.yard.when(),
            reading=SCANNED,
        )
    )  # fmt: skip


def _left(bench: Bench) -> None:
    """The register loses sight of what lies in the coffin; its movement says it still."""
    Stay.objects.now().filter(item=bench.body).update(inside=None)


def _disc(bench: Bench) -> None:
    disc = bench.made.thing("disc", parent=bench.body)
    Disc(item=disc, form="single", by=bench.yard.officer).save(force_insert=True)


def _night(bench: Bench) -> None:
    bench.made.at += release_ground.LASTS


def _differs(bench: Bench) -> None:
    Incident(
        operation=bench.yard.team.cast.one, kind="seal", item=bench["signed"].items[2], at=NOW,
        by=bench.yard.officer,
    ).save(force_insert=True)  # fmt: skip


def _ended(bench: Bench) -> None:
    release, at = bench["signed"].release, bench.made.later()
    ReleaseEnd(release=release, why="w", by=bench.yard.officer, made_at=at).save(force_insert=True)


def _blank(bench: Bench) -> None:
    """What is signed forgets everything but the family."""
    bench.patch.setattr(release_ground, "_document", lambda *of: {})


LACKS: tuple[tuple[str, Callable[[Bench], object]], ...] = (
    ("recalled", _recalled),
    ("board", _dissent),
    ("withdrawn", _ended),
    ("unread", _night),
    ("unread", lambda b: _moved(b, b.coffin)),
    ("unread", lambda b: b.pack(b["loose"].items[1])),
    ("strange", lambda b: b.read(b["loose"].items[2])),
    ("left behind", _left),
    ("empty", lambda b: _moved(b, b.body)),
    ("other", lambda b: _stowed(b, b["loose"].items[0])),
    ("other", lambda b: _stowed(b, b["loose"].items[3])),
    ("both", lambda b: _named(b, b.body, 3)),
    ("unresolved", lambda b: _stowed(b, b["loose"].items[1])),
    ("bodies", _second_body),
    ("examined", _second_body),
    ("inventory", _second_body),
    ("difference", _differs),
    ("disc", _disc),
    ("effects", lambda b: b.made.thing("packet", parent=b.body)),
    ("seats", lambda b: b.state("authority")),
    ("seats", lambda b: wish(b.yard, b.made.persons[2], b.made.later())),
    ("seats", lambda b: choose(b.yard, b.made.persons[2], b.made.later())),
    ("signed", _blank),
)


def test_each_thing_that_a_release_lacked_is_seen(bench: Bench) -> None:
    assert found(bench, lambda b: None) == set()
    for rule, breaking in LACKS:
        assert rule in found(bench, breaking), rule


def test_a_release_with_nothing_is_told_all_that_it_lacked(bench: Bench) -> None:
    assert found(bench, lambda b: None, "begun") == {
        "unread", "authority", "receiver", "wishes", "further", "effects", "seats",
    }  # fmt: skip


def test_two_people_sign_in_two_seats_or_it_is_seen(bench: Bench) -> None:
    officer, clerk, (one, two) = bench.yard.officer, bench.yard.clerk, bench.made.board

    def signed(*signs: tuple[str, User, str]) -> set[str]:
        def breaking(bench: Bench) -> None:
            for seat, user, key in signs:
                bench.sign(seat, user, "ready", (key,))

        return found(bench, breaking, "ready")

    assert signed(("custody", officer, "a"), ("board", two, "b")) == set()
    for wrong in (
        (),
        (("custody", officer, "a"),),
        (("board", one, "a"), ("board", two, "b")),
        (("custody", officer, "a"), ("board", one, "a")),
        (("custody", officer, "a"), ("board", clerk, "b")),
        (("custody", one, "a"), ("board", two, "b")),
    ):
        assert signed(*wrong) == {"seats"}, wrong


def test_what_is_out_by_nothing_is_seen(bench: Bench) -> None:
    def out(bench: Bench) -> None:
        how = How(when=When(at=NOW), reading=SCANNED, by=by(bench.yard.officer))
        register.step(bench["loose"].items[0], OUT, To(keeper=bench.yard.driver, place=None), how)

    assert found(bench, out, "") == {"out by nothing"}


def _lifted(bench: Bench) -> None:
    """It was lifted, by a movement of something else."""
    [burial] = bench["buried"].burials
    body = bench["loose"].items[0]
    _moved(bench, body)
    assert burial.spot is not None
    row = Exhumation(
        grave=burial.spot.grave, why="investigation", words="w", authority="a", document="d",
        at=NOW, clock="device", by=bench.yard.officer,
    )  # fmt: skip
    row.save(force_insert=True)
    Lifted(exhumation=row, burial=burial, movement=body.movements.last()).save(force_insert=True)


def _elsewhere(bench: Bench) -> None:
    """Its burial names another spot than the one to which it came."""
    body = bench["loose"].items[0]
    moved = bench.put(body, bench.made.spots[1])
    row = Burial(
        item=body, form="burial", spot=bench.made.spots[2], movement=moved, at=moved.at,
        clock="device", by=bench.yard.officer,
    )  # fmt: skip
    row.save(force_insert=True)


def _two_in_a_spot(bench: Bench) -> None:
    [old], body = bench["buried"].items, bench["loose"].items[0]
    _moved(bench, old)
    bench.bury(body, bench.made.spots[0], body)


GRAVES: tuple[tuple[set[str], Callable[[Bench], object]], ...] = (
    ({"unburied"}, lambda b: b.put(b["loose"].items[0], b.made.spots[1])),
    ({"moved in a grave"}, lambda b: _moved(b, b["buried"].items[0])),
    (
        {"in two graves", "moved in a grave"},
        lambda b: b.bury(b["buried"].items[0], b.made.spots[1], b["buried"].items[0]),
    ),
    ({"moved in a grave", "two in one spot", "two in one grave"}, _two_in_a_spot),
    ({"buried"}, lambda b: b.bury(b["loose"].items[0], b.made.spots[1])),
    ({"lifted", "unburied"}, _lifted),
    ({"burial", "unburied"}, _elsewhere),
)


def test_each_thing_that_is_wrong_with_a_grave_is_seen(bench: Bench) -> None:
    for rules, breaking in GRAVES:
        assert found(bench, breaking, "") == rules


def test_two_whole_bodies_in_one_coffin_of_a_grave_are_seen(bench: Bench) -> None:
    def both(bench: Bench) -> None:
        other = bench["loose"].items[0]
        bench.pack(other)
        bench.bury(bench.coffin, bench.made.spots[1], bench.body, other)

    assert found(bench, both, "") == {"two in one coffin"}
