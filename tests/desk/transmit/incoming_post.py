"""Another bureau, which writes to operation One: its keys, its packages, and who receives them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.db import connection

from nomina import packages, sealed, signed
from nomina.desk import signing
from nomina.desk.acts import Action
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import partners
from nomina.desk.transmit.actions.incoming import Receive
from nomina.desk.transmit.models import Incoming, IncomingItem, Partner, PartnerCheck
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.packages.items import Allowed, Enquiry, Missing, Prisoner, Recall, Reply
from nomina.packages.particulars import known, unasked, unknown
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, Book, by

R = TypeVar("R")
SIGNER = KeySigner("bureau.example/package", bytes(range(32)))
STRANGER = KeySigner("stranger.example/package", bytes(range(1, 33)))
SOURCE = "mother"
_MISSING = (
    "surname", "first_names", "father", "mother", "sex", "born", "born_place", "power", "rank",
    "service_number", "unit", "last_alive_on", "last_alive_at", "description", "marks", "teeth",
    "effects",
)  # fmt: skip
_PRISONER = (
    "surname", "first_names", "rank", "service_number", "born", "born_place", "power", "father",
    "mother", "person_informed", "address", "event_on", "event_at", "health",
)  # fmt: skip
ALL = Allowed(
    purposes=("compare-faces", "compare-records"), given_by="mother", how="form 7", until=None
)


def missing(number: str = "M-1", allowed: Allowed | None = None, **given: str) -> Missing:
    """Somebody missing; a particular given as "?" is said not to be known."""
    said: dict[str, Any] = dict.fromkeys(_MISSING, unasked())
    said |= {"surname": known("Зразок", SOURCE), "first_names": known("Олександр", SOURCE)}
    for name, text in given.items():
        said[name] = unknown("nobody could say", SOURCE) if text == "?" else known(text, SOURCE)
    return Missing(number=number, allowed=allowed, **said)


def prisoner(event: Literal["capture", "death"] = "capture", **given: str) -> Prisoner:
    """A prisoner."""
    said: dict[str, Any] = dict.fromkeys(_PRISONER, unasked())
    said |= {name: known(text, "register") for name, text in given.items()}
    return Prisoner(number="P-1", named=None, event=event, **said)


def reply(words: str, of: str = "0" * 64) -> Reply:
    """What a family says."""
    return Reply(package=of, package_number="T-00001", number=None, words=words, said=None)


def recall(of: str, number: str = "M-1") -> Recall:
    """What was told before is not so."""
    return Recall(
        package=of, package_number="B-17", number=number, decided="2026-11-02", words="Not he."
    )


def enquiry(words: str) -> Enquiry:
    """A question."""
    said: dict[str, Any] = dict.fromkeys(
        ("surname", "first_names", "father", "born", "service_number"), unasked()
    )
    return Enquiry(number="Q-1", words=words, **(said | {"surname": known("Зразок", SOURCE)}))


def package(*items: Any, signer: KeySigner = SIGNER, **more: Any) -> bytes:
    """A package of theirs, signed."""
    article = {"reply": "reply", "prisoner": "gc3-122"}.get(items[0].kind, "enquiry")
    content: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "number": "B-17",
        "article": article,
        "sender": "Bureau B",
        "recipient": "Bureau A",
        "channel": "direct",
        "made": "2026-11-01T10:00:00Z",
        "copy_of": None,
        "copy_to": None,
        "waiver": None,
        "corrects": None,
        "items": items,
        "enclosures": (),
    }
    made = packages.sign(packages.Content(**(content | more)), signer, {})
    return signed.spelt(made)


def sealed_to_us(data: bytes) -> bytes:
    """The same, so that this desk alone can open it."""
    return sealed.seal(data, signing.recipient("package"))


def bureau(operation: Operation, user: User, *, confirmed: bool = True, **more: Any) -> Partner:
    """The other bureau as a partner."""
    given: dict[str, Any] = {"name": "Bureau B", "verify": public_key(SIGNER)} | more
    row = Partner(
        operation=operation, role="home-bureau", address="Box 1", forms=["json", "csv", "pfif"],
        made_by=user, made_at=NOW, **given,
    )  # fmt: skip
    row.save(force_insert=True)
    if confirmed:
        for key, one in zip("ab", User.objects.order_by("login")[:2], strict=True):
            PartnerCheck(
                partner=row, digest=partners.fingerprint(row), how="call", keys=[key], by=one
            ).save(force_insert=True)
    return row


def found_in_tables(text: str) -> set[str]:
    """The tables of the whole database in which a text can be read."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            cells = (cell for row in cursor.fetchall() for cell in row)
            # What is kept as bytes counts too: a text in it would be as readable.
            if any(text.encode() in _bytes(cell) for cell in cells):
                found.add(table)
    return found


def _bytes(cell: object) -> bytes:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell)
    return str(cell).encode("utf-8", "replace")


@dataclass
class Desk:
    """Who receives and who takes over in operation One."""

    team: Team
    book: Book = field(default_factory=Book)

    @property
    def one(self) -> Operation:
        """Operation One."""
        return self.team.cast.one

    @property
    def officer(self) -> User:
        """The transmission officer."""
        return self.team.one[Role.TRANSMISSION]

    @property
    def recorder(self) -> User:
        """The ante-mortem recorder."""
        return self.team.one[Role.ANTE_MORTEM]

    def do(self, action: Action[R], user: User | None = None) -> R:
        """Do an act, as the officer where nobody is named."""
        return action.do(by(user or self.officer), self.book)

    def receive(self, data: bytes, name: str = "b.json", **more: Any) -> Incoming:
        """Receive a file."""
        return self.do(Receive(operation=self.one, data=data, name=name, **more)).row

    def item(self, data: bytes, number: int = 1, **more: Any) -> IncomingItem:
        """Receive a file and give one of its items."""
        return self.receive(data, **more).items.get(number=number)
