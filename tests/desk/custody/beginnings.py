"""What some generated histories begin with: coffins before their release, loose remains, graves.

It is put in once for all histories of a test. What the acts of other parts of the desk leave is put
in as rows, each at a moment that is given.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from nomina.desk.acts import Action
from nomina.desk.custody.actions.graves import MakeGrave
from nomina.desk.custody.actions.graves_burying import Bury
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.places import MakePlace
from nomina.desk.custody.actions.release import BeginRelease, ReadTags, StateFact
from nomina.desk.custody.actions.release_out import SignRelease
from nomina.desk.custody.actions.release_unresolved import DeclareUnresolved, SignUnresolved
from nomina.desk.custody.models import (
    Examined,
    FurtherRemains,
    GraveSpot,
    Inventory,
    InventorySign,
    Item,
    Place,
    Release,
    Unresolved,
    Wishes,
)
from nomina.desk.custody.models.release import FACTS
from nomina.desk.examine.models import (
    Dossier,
    Identification,
    IdentificationEnd,
    Report,
    Signature,
)
from nomina.desk.files.models import File, Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.world import Begun
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW, account, by, role

STEP = timedelta(minutes=2)
"""Between two acts: the checker takes what came within a minute as it favours the desk."""


def file_of(yard: Yard, kind: str, number: str) -> File:
    """A file, without its values."""
    row = File(
        operation=yard.team.cast.one, kind=kind, number=number, made_by=yard.clerk, made_at=NOW
    )
    row.save(force_insert=True)
    return row


def tie(yard: Yard, kind: str, one: File, other: File, at: datetime) -> Link:
    """A link, as the board leaves it."""
    row = Link(kind=kind, one=one, other=other, why="w", made_by=yard.team.cast.ada, made_at=at)
    row.save(force_insert=True)
    return row


def decide(
    yard: Yard,
    pair: tuple[File, File],
    board: Collection[User],
    keys: Collection[str],
    at: datetime,
) -> Identification:
    """A decision of the board, with one signature of each, as its acts would leave it."""
    body, who = pair
    made = yard.team.cast.ada
    report = Report(kind="identified", one=body, other=who, made_by=made, made_at=at)
    report.save(force_insert=True)
    dossier = Dossier(
        report=report, number=1, digest=body.pk.hex * 2, document={"evidence": []}, by=made,
        made_at=at,
    )  # fmt: skip
    dossier.save(force_insert=True)
    Signature.objects.bulk_create(
        Signature(
            dossier=dossier, by=user, role=Role.BOARD, agrees=True, keys=[key * 64], made_at=at
        )
        for user, key in zip(board, keys, strict=True)
    )
    link = tie(yard, "identified", body, who, at)
    row = Identification(report=report, dossier=dossier, link=link, by=made, made_at=at)
    row.save(force_insert=True)
    return row


def recall(one: Identification, at: datetime) -> None:
    """A recall, as its act would leave it."""
    IdentificationEnd(identification=one, by=one.by, why="mixed up", made_at=at).save(
        force_insert=True
    )


def examine(yard: Yard, item: Item, at: datetime) -> None:
    """An examination."""
    Examined(
        item=item, waived=False, doctor="Dr 2", at=at, by=yard.clerk, made_at=at
    ).save(force_insert=True)  # fmt: skip


def list_effects(yard: Yard, item: Item, at: datetime, *, signed: bool = True) -> None:
    """An inventory of nothing, signed by a second person or not."""
    number = Inventory.objects.filter(item=item).count() + 1
    made = Inventory(
        item=item, number=number, none_found=True, at=at, clock="device", by=yard.clerk, made_at=at
    )
    made.save(force_insert=True)
    if signed:
        InventorySign(
            inventory=made, maker=yard.clerk, by=yard.officer, made_at=at
        ).save(force_insert=True)  # fmt: skip


def wish(yard: Yard, person: File, at: datetime) -> None:
    """The family's wishes."""
    Wishes(
        file=person, rite="a prayer", said_by="Зразок Марія", by=yard.officer, made_at=at
    ).save(force_insert=True)  # fmt: skip


def choose(yard: Yard, person: File, at: datetime) -> None:
    """The family's choice on further remains."""
    FurtherRemains(
        file=person, choice="tell-again", said_by="Зразок Марія", kinship="mother",
        how="in person", by=yard.officer, made_at=at,
    ).save(force_insert=True)  # fmt: skip


class Beginnings:
    """Puts it all in, each act a step after the one before.

    Attributes:
        hall: a place without end, where the coffins stand.
        persons: files of missing people; one for each coffin, and one more.
    """

    def __init__(self, yard: Yard) -> None:
        self.yard, self.at = yard, NOW
        self.hall, self.cemetery = self._place("morgue", "H1"), self._place("cemetery", "C1")
        self.persons = tuple(file_of(yard, "am", f"AM-{n}") for n in range(4))
        second = account("board2")
        role(second, Role.BOARD, yard.team.cast.one, yard.team.cast.ada)
        self.board = (yard.team.one[Role.BOARD], second)
        self.spots = self._graves()
        self.files = 0
        self.made = {
            "begun": self._begun(),
            "ready": self._ready(),
            "signed": self._signed(),
            "loose": self._loose(),
            "buried": self._buried(),
        }

    def later(self) -> datetime:
        self.at += STEP
        return self.at

    def do(self, action: Action[Any], user: User | None = None) -> Any:
        """Do an act, as the officer where nobody is named."""
        return action.do(by(user or self.yard.officer, self.later()), self.yard.book)

    def _place(self, kind: str, code: str) -> Place:
        action = MakePlace(
            operation=self.yard.team.cast.one, place=kind, name=f"{kind} {code}", code=code
        )
        made: Place = self.do(action)
        return made

    def _graves(self) -> tuple[GraveSpot, ...]:
        given: dict[str, Any] = {"place": self.cemetery, "when": self.yard.when()}
        single = [self.do(MakeGrave(grave="individual", **given)) for _ in range(2)]
        several = self.do(MakeGrave(grave="collective", reason="a field grave", spots=2, **given))
        return tuple(
            GraveSpot.objects.filter(grave__in=[*single, several])
            .select_related("grave__place", "position")
            .order_by("grave__number", "number")
        )

    def thing(self, kind: str, **more: Any) -> Item:
        """Anything, taken in where the coffins stand."""
        if kind in ("body", "part"):
            self.files += 1
            more["file"] = file_of(self.yard, "pm", f"PM-{self.files}")
        return self.yard.thing(kind, place=self.hall, **more)

    def fit(self, kind: str, **more: Any) -> Item:
        """Remains or a packet that may leave."""
        item = self.thing(kind, **more)
        if item.file_id is not None:
            examine(self.yard, item, self.later())
        list_effects(self.yard, item, self.later())
        return item

    def named(self, item: Item, person: int) -> Identification:
        """A decision on whose a body is."""
        assert item.file is not None
        return decide(self.yard, (item.file, self.persons[person]), self.board, "01", self.later())

    def _coffin(self, person: int) -> tuple[Item, Item, Identification]:
        body, coffin = self.fit("body"), self.thing("coffin")
        self._pack(coffin, body)
        return coffin, body, self.named(body, person)

    def _pack(self, coffin: Item, *items: Item) -> None:
        one = self.yard.team.cast.one
        self.do(
            Pack(operation=one, items=items, into=coffin, when=self.yard.when(), reading=SCANNED)
        )

    def _release(self, coffin: Item, decided: Identification) -> Release:
        action = BeginRelease(
            identification=decided, container=coffin, receiver="Зразок Марія", relation="mother",
            receives="family",
        )  # fmt: skip
        made: Release = self.do(action)
        return made

    def _state(self, release: Release, items: Collection[Item]) -> None:
        for key in FACTS:
            self.do(StateFact(release=release, key=key, words="w", number="No 7", day=NOW.date()))
        wish(self.yard, release.identification.report.other, self.later())
        choose(self.yard, release.identification.report.other, self.later())
        self.do(ReadTags(release=release, items=tuple(items), read="scanned"))

    def _begun(self) -> Begun:
        coffin, body, decided = self._coffin(0)
        return Begun((coffin, body), self._release(coffin, decided), decided)

    def _ready(self) -> Begun:
        """Everything but the signatures; a part that nobody knows goes with him."""
        coffin, body, decided = self._coffin(1)
        part = self.fit("part")
        self._pack(coffin, part)
        release = self._release(coffin, decided)
        declared: Unresolved = self.do(DeclareUnresolved(release=release, item=part, why="burnt"))
        for user in (self.yard.officer, self.board[0]):
            self.do(SignUnresolved(unresolved=declared), user)
        self._state(release, (coffin, body, part))
        return Begun((coffin, body, part), release, decided, (declared,))

    def _signed(self) -> Begun:
        """Everything."""
        coffin, body, decided = self._coffin(2)
        packet = self.fit("packet", parent=body)
        self._pack(coffin, packet)
        release = self._release(coffin, decided)
        self._state(release, (coffin, body, packet))
        for seat, user in (("custody", self.yard.officer), ("board", self.board[1])):
            self.do(SignRelease(release=release, seat=seat), user)
        return Begun((coffin, body, packet), release, decided)

    def _loose(self) -> Begun:
        """What somebody may put into a coffin by mistake; none of it is anybody's of a release."""
        body, part, packet = self.fit("body"), self.fit("part"), self.fit("packet")
        decided = self.named(body, 3)
        return Begun((body, part, packet, self.thing("body"), self.thing("bag")), None, decided)

    def _buried(self) -> Begun:
        body = self.fit("body")
        action = Bury(item=body, spot=self.spots[0], when=self.yard.when(), reading=SCANNED)
        return Begun((body,), burials=(self.do(action),))
