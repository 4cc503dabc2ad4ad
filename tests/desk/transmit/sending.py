"""A bureau that sends packages: its partners with their keys, and every step; nobody exists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from nomina import packages, signed
from nomina.desk.acts import Action
from nomina.desk.custody.models import Item
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.transmit import packages_kept
from nomina.desk.transmit.actions.packages import DraftPackage
from nomina.desk.transmit.actions.packages_back import TakeAcknowledgement
from nomina.desk.transmit.actions.packages_out import HandOver, MakePackage, TakePackage
from nomina.desk.transmit.actions.packages_signing import LayPackage, SignPackage
from nomina.desk.transmit.conditions import Condition
from nomina.desk.transmit.models import (
    Acknowledged,
    Package,
    PackageDraft,
    PackageSent,
    Partner,
)
from nomina.desk.transmit.ways import Channel
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.packages.documents import Content
from tests.desk.custody.releasing import identified, person
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import NOW
from tests.desk.transmit.routed import Bureau, make_bureau

R = TypeVar("R")
YES: dict[str, bool] = dict.fromkeys(Condition, True)


def signer(name: str) -> KeySigner:
    """The private key with which an institution signs; the desk never has it."""
    return KeySigner(f"{name}.example.org/bureau", hashlib.sha256(name.encode()).digest())


@dataclass
class Sending:
    """A bureau with a policy in force: the home bureau through the Power, a copy to the agency.

    Attributes:
        home: the bureau of the other side; ``agency`` the neutral agency.
        seconds: each step is a second after the one before.
    """

    yard: Yard
    bureau: Bureau
    home: Partner
    agency: Partner
    seconds: int = field(default=0)

    def later(self) -> datetime:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def do(self, action: Action[R], user: User | None = None, at: datetime | None = None) -> R:
        return self.bureau.do(action, user, at or self.later())

    def body(self) -> Item:
        return self.yard.body()

    def named(self, body: Item) -> tuple[Identification, File]:
        """The decision of the board on a body, and whose it is."""
        who = person(self.yard)
        return identified(self.yard, body.file, who), who

    def draft(
        self, *numbers: str, article: str = "gc1-16", to: Partner | None = None, **more: Any
    ) -> Package:
        return self.do(
            DraftPackage(
                operation=self.bureau.one,
                partner=to or self.home,
                article=article,
                numbers=numbers,
                **more,
            )
        )

    def lay(self, package: Package) -> PackageDraft:
        return self.do(LayPackage(package=package, conditions=YES))

    def sign(self, draft: PackageDraft, users: Iterable[User] = ()) -> None:
        for user in users or (self.bureau.officer, self.bureau.board):
            self.do(SignPackage(draft=draft), user)

    def make(self, package: Package) -> Package:
        """Lay, sign and make it; gives it as the database has it then."""
        self.sign(self.lay(package))
        self.do(MakePackage(package=package))
        return again(package)

    def hand(self, package: Package, form: str = "file", **more: Any) -> PackageSent:
        language = "en" if form == "print" else ""
        self.do(TakePackage(package=package, form=form, language=language))
        means = "file" if form == "file" else "hand"
        given: dict[str, Any] = {"means": means, "to": "the duty officer", "at": self.later()}
        return self.do(HandOver(package=package, **(given | more)))

    def acknowledgement(
        self, package: Package, who: str = "home", at: datetime | None = None, **more: Any
    ) -> bytes:
        """What a partner would send back, signed with its key; fields may be others.

        Of a package that went out on pages, ``at`` is a moment by the clock of the pages.
        """
        content = content_of(package)
        when = (at or self.later()).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = packages.received(content, at=when, signer="Duty officer")
        return signed.spelt(packages.sign_received(said.model_copy(update=more), signer(who)))

    def acknowledge(self, package: Package, data: bytes) -> Acknowledged:
        return self.do(TakeAcknowledgement(package=package, data=data, name="ack.json"))


def again(package: Package) -> Package:
    """A package as the database has it now."""
    return Package.objects.select_related("partner", "operation").get(pk=package.pk)


def copied(package: Package) -> Package:
    """The copy that the agency gets of a package that was made."""
    copy = again(package).made.copied
    assert copy is not None
    return copy


def content_of(package: Package) -> Content:
    """What was signed of a package that was made, read from its file."""
    data = packages_kept.read(again(package).made.json)
    return packages.parsed(data, "it").package


def make_sending(yard: Yard) -> Sending:
    """Put it into the database."""
    bureau = make_bureau(yard.team)
    home = bureau.partner(
        "home-bureau", "home", address="Street 1", verify=public_key(signer("home"))
    )
    agency = bureau.partner("tracing-agency", "agency", verify=public_key(signer("agency")))
    bureau.policy((home, Channel.POWER), (agency, Channel.DIRECT))
    return Sending(yard, bureau, home, agency)
