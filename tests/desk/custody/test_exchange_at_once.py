"""Two at once at an exchange, each on a connection of its own: nothing is told or claimed twice.

The first act is done and held open before it is kept; the second begins meanwhile.
"""

from __future__ import annotations

import pytest
from django.conf import settings

from nomina.desk.custody.actions.exchange_finds import EndBatch, RecordFound, TellDifferences
from nomina.desk.custody.actions.exchange_out import MakeManifest
from nomina.desk.custody.actions.exchange_theirs import BringManifest, SignReceipt
from nomina.desk.custody.models import Incident, Listed, Manifest, OurReceipt, TheirManifest
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.custody.exchanges import batch, found, listed
from tests.desk.custody.test_exchange_theirs import GOOD, KEY, bring, held
from tests.desk.custody.yard import Yard, make_yard
from tests.desk.files.people import make_team
from tests.desk.files.test_removal_at_once import one_after
from tests.desk.people.cast import BOOK, account, by, make_cast, role

pytestmark = pytest.mark.deep


@pytest.fixture
def alone(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Yard:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_yard(make_team(make_cast()))


def test_a_difference_is_told_once_by_two_who_ask_at_once(alone: Yard) -> None:
    one = batch(alone)
    listed(alone, one, ("1", "A", ""), ("2", "B", ""))
    people = (alone.officer, alone.clerk)
    first, second = (lambda who=who: TellDifferences(batch=one).do(by(who)) for who in people)
    one_after(first, second)
    assert Incident.objects.filter(kind="list").count() == 2


def test_what_is_found_while_a_batch_is_closed_is_refused_or_told(alone: Yard) -> None:
    one, bag = batch(alone), alone.thing("bag")
    _, told = one_after(
        lambda: EndBatch(batch=one).do(by(alone.officer)),
        lambda: RecordFound(batch=one, item=bag, what="body").do(by(alone.clerk)),
    )
    assert isinstance(told, Refused)
    assert not one.finds.exists()


def test_two_finds_of_one_bag_at_once_are_two_turns(alone: Yard) -> None:
    one, bag = batch(alone), alone.thing("bag")
    found(alone, one, bag)
    people = (alone.officer, alone.clerk)
    first, second = (
        lambda who=who: RecordFound(batch=one, item=bag, what="part", ours="no").do(by(who))
        for who in people
    )
    one_after(first, second)
    assert [row.turn for row in one.finds.all()] == [1, 2, 3]
    assert one.going_back.count() == 1


def test_two_batches_do_not_sign_for_one_item_at_once(alone: Yard) -> None:
    bag = alone.thing("bag")
    one, two = (
        batch(alone, number, way="out", carrier=alone.driver) for number in ("B-20", "B-21")
    )
    other = second(alone)
    _, told = one_after(
        lambda: MakeManifest(batch=one, items=(bag,)).do(by(alone.officer)),
        lambda: MakeManifest(batch=two, items=(bag,)).do(by(other)),
    )
    assert isinstance(told, Refused)
    assert "another manifest" in str(told)
    assert Manifest.objects.count() == 1


def second(alone: Yard) -> User:
    """Another officer: who acts is locked too, so it takes two people to meet."""
    other = account("second")
    role(other, Role.CUSTODY, alone.team.cast.one, alone.team.cast.ada)
    return other


def test_two_who_bring_one_manifest_at_once_take_its_lines_once(alone: Yard) -> None:
    one, people = batch(alone), (alone.officer, second(alone))
    first, other = (
        lambda who=who: BringManifest(batch=one, data=GOOD, name="m", key=KEY).do(by(who))
        for who in people
    )
    one_after(first, other)
    assert TheirManifest.objects.count() == 1
    assert Listed.objects.count() == 3


def test_one_manifest_is_not_brought_into_two_batches_at_once(alone: Yard) -> None:
    batches, people = (batch(alone), batch(alone, "B-10")), (alone.officer, second(alone))
    first, other = (
        lambda one=one, who=who: BringManifest(batch=one, data=GOOD, name="m", key=KEY).do(by(who))
        for one, who in zip(batches, people, strict=True)
    )
    _, told = one_after(first, other)
    assert isinstance(told, Refused)
    assert TheirManifest.objects.count() == 1
    assert Listed.objects.count() == 3


def test_what_is_found_while_a_receipt_is_signed_is_not_in_it_unseen(alone: Yard) -> None:
    one, bags = batch(alone), [alone.thing("bag") for _ in range(2)]
    row = bring(alone, one, GOOD).row
    found(alone, one, bags[0])
    seen = held(row).mark()
    _, told = one_after(
        lambda: RecordFound(batch=one, item=bags[1], what="body").do(by(alone.clerk)),
        lambda: SignReceipt(manifest=row, signer="O.", seen=seen).do(by(alone.officer)),
    )
    assert isinstance(told, Refused)
    assert not OurReceipt.objects.exists()
