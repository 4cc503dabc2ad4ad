"""An act happens whole or not at all, and never without its entry."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from nomina.desk import acts
from nomina.desk.acts import (
    Action,
    Actor,
    NoLedger,
    NotPermitted,
    Reference,
    Refused,
    Said,
    SignInAgain,
    digest,
)
from nomina.desk.people.actions import DeactivateUser, MakeOperation
from nomina.desk.people.models import Operation, User
from nomina.desk.policy import predicates
from nomina.errors import StoreError
from tests.desk.people.cast import NOW, Book, Cast, Torn, account, by, make_cast, role


@pytest.fixture
def cast(db: str) -> Cast:
    return make_cast()


@dataclasses.dataclass(frozen=True)
class Rename(Action[User]):
    """An act of the tests: gives an account another name."""

    user: User
    name: str

    kind = "test.rename"
    permission = predicates.ADMINISTRATOR

    def check(self, by: Actor) -> None:
        if self.name == "refused":
            raise Refused("not this one")

    def effect(self, by: Actor) -> User:
        User.objects.filter(pk=self.user.pk).update(name=self.name)
        if self.name == "broken":
            raise RuntimeError("half way")
        return self.user

    def on(self, done: User) -> tuple[Reference, ...]:
        return (Reference("user", done.pk),)

    def said(self, done: User) -> Mapping[str, Said]:
        return {"name": self.name}


class RenameForGood(Rename):
    """The same, and it cannot be taken back."""

    kind = "test.rename-for-good"
    irreversible = True


def name_of(user: User) -> str:
    return str(User.objects.values_list("name", flat=True).get(pk=user.pk))


def test_an_act_and_its_entry_come_together(cast: Cast) -> None:
    book = Book()
    Rename(cast.olga, "Another").do(by(cast.ada), book)
    assert name_of(cast.olga) == "Another"
    (entry,) = book.entries
    assert (entry.kind, entry.who, entry.when) == ("test.rename", cast.ada.pk, NOW)
    assert entry.on == (Reference("user", cast.olga.pk),)
    assert entry.changed == hashlib.sha256(b'{"name":"Another"}').hexdigest()


def test_no_entry_no_effect(cast: Cast) -> None:
    before = name_of(cast.olga)
    with pytest.raises(OSError, match="the ledger is gone"):
        Rename(cast.olga, "Another").do(by(cast.ada), Torn())
    assert name_of(cast.olga) == before


def test_a_desk_without_a_ledger_does_nothing(cast: Cast, settings_ledger: None) -> None:
    assert isinstance(acts.ledger(), NoLedger)
    with pytest.raises(StoreError, match="no ledger"):
        MakeOperation(name="X", operation_kind="disaster", languages=("uk",)).do(by(cast.ada))
    assert Operation.objects.count() == 2


@pytest.fixture
def settings_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name no ledger."""
    from django.conf import settings

    monkeypatch.delattr(settings, "DESK_LEDGER", raising=False)


def test_an_effect_that_breaks_leaves_nothing_and_no_entry(cast: Cast) -> None:
    before, book = name_of(cast.olga), Book()
    with pytest.raises(RuntimeError):
        Rename(cast.olga, "broken").do(by(cast.ada), book)
    assert (name_of(cast.olga), book.entries) == (before, [])


@pytest.mark.parametrize("who", ["sam", "alice", "charlie", "olga", "eve", "carl"])
def test_who_may_not_changes_nothing_and_is_written_down(cast: Cast, who: str) -> None:
    before, book = name_of(cast.olga), Book()
    with pytest.raises(NotPermitted):
        Rename(cast.olga, "Another").do(by(cast.people()[who]), book)
    assert name_of(cast.olga) == before
    assert [(e.kind, e.who) for e in book.entries] == [("act.refused", cast.people()[who].pk)]


def test_the_terminal_and_strangers_are_nobody(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        Rename(cast.olga, "Another").do(by(None), Book())


def test_a_precondition_refuses_before_anything_is_done(cast: Cast) -> None:
    before, book = name_of(cast.olga), Book()
    with pytest.raises(Refused):
        Rename(cast.olga, "refused").do(by(cast.ada), book)
    assert (name_of(cast.olga), book.entries) == (before, [])


@pytest.mark.parametrize(
    ("age", "enough"),
    [(None, False), (-1, False), (0, True), (299, True), (300, False), (86400, False)],
)
def test_what_cannot_be_taken_back_asks_who_is_there(
    cast: Cast, age: int | None, enough: bool
) -> None:
    """ASVS 7.5.3. A proof from the future is a wrong clock or a forged one."""
    proved = None if age is None else NOW - timedelta(seconds=age)
    act, actor = RenameForGood(cast.olga, "Another"), Actor(cast.ada, NOW, proved)
    if enough:
        act.do(actor, Book())
    else:
        with pytest.raises(SignInAgain):
            act.do(actor, Book())
    assert (name_of(cast.olga) == "Another") is enough


def test_who_may_not_is_not_asked_to_sign_in_again(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        RenameForGood(cast.olga, "Another").do(by(cast.alice, fresh=False), Book())


def test_a_right_is_read_from_the_database_not_from_the_session(cast: Cast) -> None:
    """ASVS 8.3.2: the account in hand still says that it is active."""
    stale = User.objects.get(pk=cast.grace.pk)
    DeactivateUser(user=cast.grace, why="left").do(by(cast.ada), Book())
    assert stale.is_active
    with pytest.raises(NotPermitted):
        Rename(cast.olga, "Another").do(by(stale), Book())


def test_an_entry_holds_no_word_that_was_typed(cast: Cast) -> None:
    book = Book()
    MakeOperation(name="Secret Name", operation_kind="disaster", languages=("uk",)).do(
        by(cast.ada), book
    )
    assert "Secret" not in repr(book.entries)
    assert f"'{cast.ada.login}'" not in repr(book.entries)
    # Her sign-in name alone could stand in a digest, which is written in hexadecimal.
    assert cast.ada.name not in repr(book.entries)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({}, b"{}"),
        ({"b": 1, "a": None}, b'{"a":null,"b":1}'),
        ({"a": ("x", True, {"c": "\u20ac"})}, '{"a":["x",true,{"c":"€"}]}'.encode()),
        # RFC 8785, 3.2.2.2: control characters, quote and backslash are escaped, nothing else.
        ({"a": '\u000f\n"\\/'}, b'{"a":"\\u000f\\n\\"\\\\/"}'),
    ],
)
def test_what_changed_is_digested_as_canonical_json(said: Any, written: bytes) -> None:
    assert digest(said) == hashlib.sha256(written).hexdigest()


@pytest.mark.parametrize("said", [{"a": 0.5}, {"a": [1]}, {"a": object()}, {1: "a"}])
def test_what_cannot_be_written_the_same_everywhere_is_refused(said: Any) -> None:
    with pytest.raises(TypeError):
        digest(said)


def _at_once(calls: list[Any]) -> list[BaseException | None]:
    """Run calls at the same moment in threads of their own, and give what each raised."""
    gate = threading.Barrier(len(calls))
    raised: list[BaseException | None] = [None] * len(calls)

    def run(place: int, call: Any) -> None:
        gate.wait()
        try:
            call()
        except Exception as error:  # noqa: BLE001 - it is what the test looks at
            raised[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_administrators_who_close_each_other_leave_one(fresh_db: str) -> None:
    """Locks in one order, and a right that is going is waited for: never none, never a deadlock."""
    from nomina.desk.policy.roles import Role

    for round_ in range(5):
        with transaction.atomic():
            pair = [account(f"admin{round_}{letter}") for letter in "ab"]
            for user in pair:
                role(user, Role.ADMINISTRATOR)
        acts_ = [
            lambda me=me, other=other: DeactivateUser(user=other, why="x").do(by(me), Book())
            for me, other in (pair, pair[::-1])
        ]
        raised = _at_once(acts_)
        active = User.objects.filter(pk__in=[u.pk for u in pair], is_active=True).count()
        assert active == 1, raised
        assert [type(e) for e in raised if e] == [NotPermitted], raised
