"""The fixed cast of the access tests, and a ledger that remembers.

Alice and Bob work in operation One, Charlie in operation Two. Ada and Grace administer, Sam watches
over security, Olga has an account and no role, Eve's role in One has ended and Carl's account is
closed. Nothing about them is real.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpRequest
from django.test import Client
from pydantic import TypeAdapter

from nomina.desk.acts import Actor, Entry
from nomina.desk.people.actions import MakeAgreement, MakeOperation, MakeSite
from nomina.desk.people.models import (
    Agreement,
    Founding,
    Membership,
    MembershipEnd,
    Operation,
    Site,
    User,
)
from nomina.desk.policy.roles import Role
from nomina.ledger.entry import Kind

_NAMES = TypeAdapter[str](Kind)
# Pages ask the clock of the machine, so the cast lives now; acts are given this moment.
NOW = datetime.now(UTC).replace(microsecond=0)
EARLIER = NOW - timedelta(days=30)


@dataclass
class Book:
    """A ledger in memory, which takes no name that the ledger of a desk would refuse."""

    entries: list[Entry] = field(default_factory=list)

    def append(self, entry: Entry) -> None:
        for name in (entry.kind, *(one.kind for one in entry.on)):
            _NAMES.validate_python(name)
        self.entries.append(entry)

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.entries]


BOOK = Book()
"""The ledger that pages write to in the tests."""


def book() -> Book:
    """Give `BOOK`; the setting DESK_LEDGER names this."""
    return BOOK


class Torn:
    """A ledger that fails at every entry."""

    def append(self, entry: Entry) -> None:
        raise OSError("the ledger is gone")


def by(user: User | None, at: datetime = NOW, *, fresh: bool = True) -> Actor:
    """Someone who acts, having just signed in."""
    return Actor(user, at, at if fresh else None)


def account(login: str, **more: object) -> User:
    """An account, made without an act."""
    user = User(login=login, name=f"{login.title()} Name", made_at=EARLIER, **more)
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    """The code that the app of everyone in the cast shows now."""
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))  # type: ignore[no-any-return]


def sign_in(client: Client, user: User, *, proved: float | None = None) -> None:
    """Sign an account in as one with password and second factor, proved now or at a moment."""
    user.set_password("correct horse battery staple")
    user.save(update_fields=["password"])
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, SECRET)
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="mfa", reauthenticated=True)
    if proved is not None:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = proved
    request.session.save()


def role(
    user: User, held: Role, operation: Operation | None = None, by: User | None = None
) -> Membership:
    """A role since `EARLIER`, made without an act."""
    row = Membership(
        user=user, role=held, operation=operation, since=EARLIER, granted_by=by, made_at=EARLIER
    )
    row.save()
    return row


@dataclass
class Cast:
    """Everyone and everything."""

    ada: User
    grace: User
    sam: User
    alice: User
    bob: User
    charlie: User
    olga: User
    eve: User
    carl: User
    one: Operation
    two: Operation
    site_one: Site
    site_two: Site
    agreement: Agreement
    roles: dict[str, Membership]
    book: Book = field(default_factory=Book)

    def people(self) -> dict[str, User]:
        """Everyone by name."""
        names = ("ada", "grace", "sam", "alice", "bob", "charlie", "olga", "eve", "carl")
        return {name: getattr(self, name) for name in names}


def make_cast() -> Cast:
    """Put the cast into the database."""
    names = ("ada", "grace", "sam", "alice", "bob", "charlie", "olga", "eve")
    who = {name: account(name) for name in names}
    who["carl"] = account("carl", is_active=False, closed_at=EARLIER)
    ada = who["ada"]
    book = Book()
    roles = {"ada": role(ada, Role.ADMINISTRATOR)}
    Founding.objects.create(user=ada, made_at=EARLIER)
    roles["grace"] = role(who["grace"], Role.ADMINISTRATOR, by=ada)
    roles["sam"] = role(who["sam"], Role.SECURITY, by=ada)
    one, two = (
        MakeOperation(name=name, operation_kind="international", languages=("uk", "en")).do(
            by(ada, EARLIER), book
        )
        for name in ("Operation One", "Operation Two")
    )
    roles["alice"] = role(who["alice"], Role.MORTUARY, one, ada)
    roles["bob"] = role(who["bob"], Role.EXAMINER, one, ada)
    roles["charlie"] = role(who["charlie"], Role.BOARD, two, ada)
    roles["eve"] = role(who["eve"], Role.EXAMINER, one, ada)
    roles["carl"] = role(who["carl"], Role.CUSTODY, one, ada)
    MembershipEnd(
        membership=roles["eve"], ended_by=ada, why="left", made_at=NOW - timedelta(days=1)
    ).save()
    sites = [
        MakeSite(operation=operation, name=f"Mortuary {code}", code=code).do(by(ada, EARLIER), book)
        for operation, code in ((one, "N1"), (two, "S2"))
    ]
    agreement = MakeAgreement(
        operations=(one, two), since=EARLIER, purpose="to compare", signed_by="A. and B."
    ).do(by(ada, EARLIER), book)
    return Cast(
        ada=ada,
        grace=who["grace"],
        sam=who["sam"],
        alice=who["alice"],
        bob=who["bob"],
        charlie=who["charlie"],
        olga=who["olga"],
        eve=who["eve"],
        carl=who["carl"],
        one=one,
        two=two,
        site_one=sites[0],
        site_two=sites[1],
        agreement=agreement,
        roles=roles,
    )
