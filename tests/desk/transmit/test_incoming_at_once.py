"""Many at once on real commits: nothing comes twice, and each item is decided once."""

from __future__ import annotations

import pytest
from django.conf import settings

from nomina.desk.acts import Refused
from nomina.desk.files.actions import OpenFile
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.actions.incoming import Receive
from nomina.desk.transmit.actions.incoming_items import RefuseItem, TakeItem
from nomina.desk.transmit.incoming_state import state_of
from nomina.desk.transmit.models import Incoming, IncomingItem
from tests.desk.files.people import make_team
from tests.desk.files.test_at_once import THREADS, at_once
from tests.desk.people.cast import Book, account, by, make_cast, role
from tests.desk.transmit.incoming_post import Desk, bureau, missing, package, sealed_to_us


@pytest.fixture
def desk(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Operation One on a database where commits are real."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    made = Desk(make_team(make_cast()))
    bureau(made.one, made.officer)
    return made


def recorders(desk: Desk, held: Role) -> list[User]:
    """Somebody for each thread."""
    found = [account(f"{held[:5]}{n}") for n in range(THREADS)]
    for one in found:
        role(one, held, desk.one, desk.team.cast.ada)
    return found


def test_what_comes_at_once_from_several_hands_comes_once(desk: Desk) -> None:
    plain = package(missing())
    hands = recorders(desk, Role.TRANSMISSION)

    def receive(i: int) -> bool:
        data = plain if i % 2 else sealed_to_us(plain)
        action = Receive(operation=desk.one, data=data, name="b.json")
        return action.do(by(hands[i]), Book()).again

    assert sorted(at_once(receive)) == [False, *[True] * (THREADS - 1)]
    assert Incoming.objects.count() == 1
    assert IncomingItem.objects.count() == 1


def test_an_item_is_decided_once_while_others_open_files(desk: Desk) -> None:
    """Who opens a file holds its counter, then names the operation: neither waits for the other."""
    item = desk.item(package(missing()))
    hands = recorders(desk, Role.ANTE_MORTEM)

    def act(i: int) -> str:
        one = IncomingItem.objects.get(pk=item.pk)
        try:
            if i < 2:
                return str(TakeItem(item=one, fields=["family name"]).do(by(hands[i]), Book()).pk)
            if i == 2:
                return str(RefuseItem(item=one, why="w").do(by(hands[i]), Book()).pk)
        except Refused:
            return ""
        for _ in range(3):
            OpenFile(operation=desk.one, file_kind="am", complete=False).do(by(hands[i]), Book())
        return ""

    done = [one for one in at_once(act) if one]
    assert len(done) == 1
    state = state_of(IncomingItem.objects.get(pk=item.pk))
    assert state in {"taken", "refused"}
    assert File.objects.count() == 3 * (THREADS - 3) + (state == "taken")
