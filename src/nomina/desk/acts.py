"""An act: permission, preconditions, effect and ledger entry, in one transaction.

Views, the interface and the command line all change things through an `Action`. What the ledger
does not take did not happen (LOG-02): an entry that fails undoes the effect.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Generic, NoReturn, Protocol, TypeVar, final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from nomina.desk.db.prepared import Prepared
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_of
from nomina.desk.policy.predicates import Predicate
from nomina.desk.policy.standing import NOTHING, Standing, Thing
from nomina.errors import NotPermitted, Refused, SignInAgain, StoreError
from nomina.words import tr

__all__ = [
    "Action",
    "Actor",
    "Entry",
    "Ledger",
    "NoLedger",
    "NotPermitted",
    "Reference",
    "Refused",
    "Said",
    "SignInAgain",
    "digest",
    "ledger",
]

R = TypeVar("R")

Said = str | int | bool | None | tuple["Said", ...] | Mapping[str, "Said"]
"""What can be said of a change: no floats, whose text differs from machine to machine."""


@dataclass(frozen=True)
class Reference:
    """An object by kind, random id and version; never by name."""

    kind: str
    id: UUID
    version: int = 1


@dataclass(frozen=True)
class Entry:
    """One act, as the ledger takes it.

    Attributes:
        kind: what was done, such as ``membership.grant``.
        when: moment of the act, aware, UTC.
        who: the account that acted; None for the terminal and for those not signed in.
        on: what was touched; the first is what it was done to.
        changed: SHA-256 (hex) of what was said of the change, written as canonical JSON.
    """

    kind: str
    when: datetime
    who: UUID | None
    on: tuple[Reference, ...]
    changed: str
    id: UUID = field(default_factory=uuid.uuid4)


class Ledger(Protocol):
    """Takes entries within the transaction of the act."""

    def append(self, entry: Entry) -> object:
        """Keep one entry, or raise; its effect is undone where this raises."""


class NoLedger:
    """The ledger of a desk that has none: it refuses, so nothing can be done."""

    def append(self, entry: Entry) -> NoReturn:
        """Refuse.

        Raises:
            StoreError: always.
        """
        raise StoreError(
            tr("this desk has no ledger, so nothing can be done"),
            todo=tr("Name one in the settings"),
        )


def ledger() -> Ledger:
    """Give the ledger that the setting DESK_LEDGER names by dotted path; else `NoLedger`."""
    made: Ledger = import_string(getattr(settings, "DESK_LEDGER", f"{__name__}.NoLedger"))()
    return made


@dataclass(frozen=True)
class Actor:
    """Who acts, when, and when they last proved who they are.

    Attributes:
        user: None for the terminal and for those not signed in.
        at: moment of the act; the clock is given, never read by an action.
        proved: moment of the last sign-in or re-authentication; None where unknown.
    """

    user: User | None = None
    at: datetime = field(default_factory=timezone.now)
    proved: datetime | None = None

    @property
    def id(self) -> UUID | None:
        """Id of the account, or None."""
        return self.user.pk if self.user else None

    @property
    def fresh(self) -> bool:
        """Whether the last proof is recent enough for what cannot be taken back."""
        if self.proved is None:
            return False
        limit: int = getattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", 300)
        return 0 <= (self.at - self.proved).total_seconds() < limit


def digest(said: Mapping[str, Said]) -> str:
    """Give the SHA-256 of ``said`` as canonical JSON (RFC 8785 for text, whole numbers, lists).

    Raises:
        TypeError: something in it is not `Said`.
    """
    text = json.dumps(_plain(said), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        if any(not isinstance(key, str) for key in value):
            raise TypeError("a key of an entry must be text")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if value is not None and not isinstance(value, str | int):
        raise TypeError(f"an entry cannot hold {type(value).__name__}")
    return value


@Prepared
def _locked(people: tuple[UUID, ...]) -> QuerySet[User]:
    return User.objects.select_for_update().filter(pk__in=people).order_by("pk")


class Action(ABC, Generic[R]):
    """One act. A subclass is a frozen dataclass of what was asked for.

    Class attributes:
        kind: what the ledger calls it.
        permission: the rule.
        irreversible: whether it asks for a recent proof of who is there.
        watched: whether the ledger also takes what was refused by the state of things.
    """

    kind: ClassVar[str]
    permission: ClassVar[Predicate]
    irreversible: ClassVar[bool] = False
    watched: ClassVar[bool] = False

    def thing(self) -> Thing:
        """Give what the rule is asked about."""
        return NOTHING

    def people(self) -> frozenset[UUID]:
        """Give the accounts whose state decides; they are locked, in order of id."""
        return frozenset()

    def check(self, by: Actor) -> None:
        """Raise `Refused` where the state of things does not allow the act."""

    @abstractmethod
    def effect(self, by: Actor) -> R:
        """Do it, and give what came of it."""

    @abstractmethod
    def on(self, done: R) -> tuple[Reference, ...]:
        """Give what was touched."""

    def said(self, done: R) -> Mapping[str, Said]:
        """Give what changed; only its digest leaves the desk."""
        return {}

    @final
    def do(self, by: Actor, book: Ledger | None = None) -> R:
        """Do it all or nothing, and write it down.

        Args:
            by: who acts.
            book: the ledger; that of the settings where None.

        Raises:
            NotPermitted: the rule forbids it; the refusal is written down.
            SignInAgain: it cannot be taken back and ``by`` is not fresh.
            Refused: a precondition does not hold.
            NominaError: the ledger did not take the entry.
        """
        kept = book or ledger()
        try:
            with transaction.atomic():
                self._lock(by)
                self._demand(by, standing_of(by.user, by.at))
                self.check(by)
                done = self.effect(by)
                changed = digest(self.said(done))
                kept.append(Entry(self.kind, by.at, by.id, self.on(done), changed))
        except (NotPermitted, Refused) as why:
            if self.watched or isinstance(why, NotPermitted):
                self._write_refusal(by, kept)
            raise
        return done

    def _write_refusal(self, by: Actor, book: Ledger) -> None:
        said = digest({"kind": self.kind, "rule": str(self.permission)})
        with transaction.atomic():
            book.append(Entry("act.refused", by.at, by.id, (), said))

    def _lock(self, by: Actor) -> None:
        # One order for everyone, or two administrators who act on each other would deadlock.
        # The actor is among them: a right that is being taken away is waited for.
        wanted = self.people() | ({by.id} if by.id else set())
        _locked(people=tuple(sorted(wanted)))

    def _demand(self, by: Actor, who: Standing) -> None:
        if not self.permission(who, self.thing()):
            raise NotPermitted(tr("your role does not allow this"))
        if self.irreversible and not by.fresh:
            raise SignInAgain(tr("this cannot be taken back, so sign in again first"))
