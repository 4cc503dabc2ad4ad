"""A coffin with one identified man in it, and all that his release needs; nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nomina.desk.acts import Action
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.release import BeginRelease, ReadTags, StateFact
from nomina.desk.custody.actions.release_out import GiveOut, SignRelease
from nomina.desk.custody.models import FurtherRemains, Item, Release, ReleaseDone, Wishes
from nomina.desk.custody.models.release import FACTS
from nomina.desk.custody.register import Reading, When
from nomina.desk.custody.release_check import missing
from nomina.desk.custody.release_ground import Ground, contents, ground_of
from nomina.desk.examine.models import Dossier, Identification, IdentificationEnd, Report, Signature
from nomina.desk.files.models import File, Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.files.people import opened
from tests.desk.people.cast import NOW, account, by, role


def person(yard: Yard) -> File:
    """A missing person."""
    return opened("am", yard.team.keeper("am"), yard.team.cast.one)


def linked(yard: Yard, kind: str, one: File | None, other: File | None) -> Link:
    """A link, as the board leaves it."""
    assert one is not None
    assert other is not None
    row = Link(kind=kind, one=one, other=other, why="w", made_by=yard.team.cast.ada)
    row.save(force_insert=True)
    return row


def identified(
    yard: Yard, body: File | None, who: File, board: tuple[User, ...] | None = None
) -> Identification:
    """A decision of the board, signed by two of it, put in as its acts would leave it."""
    assert body is not None
    users = boards(yard) if board is None else board
    made = yard.team.cast.ada
    report = Report(kind="identified", one=body, other=who, made_by=made)
    report.save(force_insert=True)
    dossier = Dossier(
        report=report, number=1, digest=body.pk.hex * 2, document={"evidence": []}, by=made
    )
    dossier.save(force_insert=True)
    for n, user in enumerate(users):
        Signature(dossier=dossier, by=user, role=Role.BOARD, agrees=True, keys=[f"{n}" * 64]).save(
            force_insert=True
        )
    link = linked(yard, "identified", body, who)
    row = Identification(report=report, dossier=dossier, link=link, by=made)
    row.save(force_insert=True)
    return row


def boards(yard: Yard) -> tuple[User, User]:
    """Two of the board; the second is made where it lacks."""
    found = User.objects.filter(login="board2").first()
    if found is None:
        found = account("board2")
        role(found, Role.BOARD, yard.team.cast.one, yard.team.cast.ada)
    return yard.team.one[Role.BOARD], found


def recalled(one: Identification) -> None:
    """A recall, as its act would leave it."""
    IdentificationEnd(identification=one, by=one.by, why="mixed up").save(force_insert=True)


@dataclass
class Case:
    """A release, and the moments of its acts, each a second after the one before."""

    yard: Yard
    body: Item
    coffin: Item
    identification: Identification
    release: Release
    seconds: int = field(default=0)

    def later(self) -> datetime:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def do(self, action: Action[Any], user: User | None = None) -> Any:
        return action.do(by(user or self.yard.officer, self.later()), self.yard.book)

    def fact(self, key: str, **more: Any) -> Any:
        given: dict[str, Any] = {"words": f"{key} words", "number": "No 7", "day": NOW.date()}
        given |= more
        return self.do(StateFact(release=self.release, key=key, **given))

    def read(self, *items: Item, **more: Any) -> None:
        """Read tags; of all that lies in the coffin where none is named."""
        every = items or tuple(stay.item for stay in contents(self.coffin))
        self.do(ReadTags(release=self.release, items=every, read="scanned", **more))

    def pack(self, item: Item, into: Item | None = None) -> None:
        one = self.yard.team.cast.one
        action = Pack(
            operation=one, items=(item,), into=into or self.coffin, when=self.yard.when(),
            reading=SCANNED,
        )  # fmt: skip
        self.do(action)

    def sign(self, seat: str, user: User | None = None) -> Any:
        users = {"custody": self.yard.officer, "board": self.yard.team.one[Role.BOARD]}
        return self.do(SignRelease(release=self.release, seat=seat), user or users[seat])

    def wish(self, rite: str = "an open prayer") -> None:
        """The family's wishes, as its act would leave them."""
        Wishes(
            file=self.identification.report.other, rite=rite, handling="washed by men",
            said_by="Зразок Марія", by=self.yard.officer, made_at=self.later(),
        ).save(force_insert=True)  # fmt: skip

    def choose(self, choice: str = "tell-again") -> None:
        """The family's choice on further remains, as its act would leave it."""
        FurtherRemains(
            file=self.identification.report.other, choice=choice, said_by="Зразок Марія",
            kinship="mother", how="in person", by=self.yard.officer, made_at=self.later(),
        ).save(force_insert=True)  # fmt: skip

    def ready(self) -> None:
        """Everything but the signatures."""
        self.wish()
        self.choose()
        for key in FACTS:
            self.fact(key)
        self.read()

    def signed(self) -> None:
        """Everything."""
        self.ready()
        self.sign("custody")
        self.sign("board")

    def give(self, user: User | None = None) -> ReleaseDone:
        action = GiveOut(
            release=self.release, when=When(at=NOW), reading=Reading(read="scanned"),
            witness="Witness One, passport AB 12",
        )  # fmt: skip
        done: ReleaseDone = self.do(action, user)
        return done

    def ground(self) -> Ground:
        return ground_of(self.release, self.later())

    def lacks(self) -> list[str]:
        """The keys of what is missing."""
        return [one.key for one in missing(self.ground().case)]


def make_case(yard: Yard, who: File | None = None) -> Case:
    """A body in a coffin, identified, and a release that was just begun; ``who`` says whose."""
    body, coffin = yard.body(), yard.thing("coffin")
    one = yard.team.cast.one
    yard.do(Pack(operation=one, items=(body,), into=coffin, when=yard.when(), reading=SCANNED))
    assert body.file is not None
    decided = identified(yard, body.file, who or person(yard))
    begun = BeginRelease(
        identification=decided, container=coffin, receiver="Зразок Марія", relation="mother",
        receives="family",
    )  # fmt: skip
    return Case(yard, body, coffin, decided, yard.do(begun))
