"""Act, entry and row of the vault are one: all of it happened, or none."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.conf import settings

from nomina.desk import acts, books
from nomina.desk.acts import Action, Actor, Entry, Reference
from nomina.desk.books import acts_log
from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.people.actions import MakeFirstAdministrator
from nomina.desk.people.models import User
from nomina.desk.policy.predicates import ANYONE
from tests.desk.people.cast import NOW


def test_an_act_is_an_entry_of_the_desks_own_log(fresh_db: str) -> None:
    before = DeskLeaves().size()
    made = MakeFirstAdministrator(login="ada", name="Ada").do(Actor(at=NOW))
    opened = DeskLeaves().opened(before)
    assert DeskLeaves().size() == before + 1
    assert opened is not None
    event = json.loads(opened.event)
    assert (event["kind"], event["who"]) == ("desk.found", "terminal")
    assert event["on"] == {"type": "user", "id": made.user.pk.hex, "version": 1}
    assert event["when"] == NOW.isoformat().replace("+00:00", "Z")


def test_what_the_log_keeps_of_several_things_can_be_told_again(db: str) -> None:
    one, two = Reference("file", UUID(int=1)), Reference("photo", UUID(int=2), 3)
    alone = Entry("file.open", NOW, UUID(int=9), (one,), "ab" * 32)
    both = Entry("file.open", NOW, UUID(int=9), (one, two), "ab" * 32)
    assert acts_log.event(alone).change == "sha256:" + "ab" * 32
    assert acts_log.event(alone).who == UUID(int=9).hex
    text = f'{{"also":[["photo","{UUID(int=2).hex}",3]],"changed":"{"ab" * 32}"}}'
    said = hashlib.sha256(text.encode()).hexdigest()
    assert acts_log.event(both).change == f"sha256:{said}"
    assert acts_log.event(Entry("act.refused", NOW, None, (), "ab" * 32)).on is None


@dataclass(frozen=True)
class Keep(Action[str]):
    """An act of the tests: keeps bytes, and may break after it."""

    data: bytes
    breaks: bool = False

    kind = "test.keep"
    permission = ANYONE

    def effect(self, by: Actor) -> str:
        digest = books.vault().keep(self.data).digest
        if self.breaks:
            raise ZeroDivisionError
        return digest

    def on(self, done: str) -> tuple[Reference, ...]:
        return ()


@dataclass(frozen=True)
class Forget(Action[None]):
    """An act of the tests: forgets bytes, and may break after it."""

    digest: str
    breaks: bool = False

    kind = "test.forget"
    permission = ANYONE

    def effect(self, by: Actor) -> None:
        assert books.vault().forget(self.digest)
        if self.breaks:
            raise ZeroDivisionError

    def on(self, done: None) -> tuple[Reference, ...]:
        return ()


def test_bytes_are_kept_and_forgotten_with_the_act_or_not_at_all(fresh_db: str) -> None:
    size = DeskLeaves().size()
    with pytest.raises(ZeroDivisionError):
        Keep(b"never", breaks=True).do(Actor())
    assert books.vault().has([hashlib.sha256(b"never").hexdigest()]) == set()
    digest = Keep(b"photo " + fresh_db.encode()).do(Actor())
    with pytest.raises(ZeroDivisionError):
        Forget(digest, breaks=True).do(Actor())
    assert books.vault().read(digest) == b"photo " + fresh_db.encode()
    Forget(digest).do(Actor())
    assert books.vault().has([digest]) == set()
    assert DeskLeaves().size() == size + 2
    assert [fault.kind for fault in books.vault().verify() if fault.kind != "orphan"] == []


def test_the_settings_name_this_ledger(db: str) -> None:
    assert settings.DESK_LEDGER == "nomina.desk.books.ledger"
    assert isinstance(acts.ledger(), acts_log.DeskLedger)
    assert User.objects.count() == 0
