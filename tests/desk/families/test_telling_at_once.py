"""Two at once, each on a connection of its own: nobody is told of what is recalled meanwhile.

The first act is done and held open before it is kept; the second begins meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from nomina.desk.acts import Action
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.models import IdentificationEnd
from nomina.desk.families import telling_dry
from nomina.desk.families.actions.telling import BeginNotice, BeginRecall
from nomina.desk.families.actions.telling_plan import SignPlan
from nomina.desk.families.actions.telling_told import RecordTold
from nomina.desk.families.models import Notice, PlanSign, Recipient, Told
from nomina.desk.families.telling_states import State, again, stands_as
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.custody.yard import make_yard
from tests.desk.examine.bench import key
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.families.visits import Visits, relative
from tests.desk.files.test_removal_at_once import one_after
from tests.desk.people.cast import BOOK, account, by, role

pytestmark = pytest.mark.deep


@pytest.fixture
def sitting(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_sitting()


@pytest.fixture
def visits(sitting: Sitting) -> Visits:
    """A decision by the acts themselves, and who tells it."""
    decided = sitting.decided()
    yard = make_yard(sitting.team)
    second = account("liaison2")
    role(second, Role.LIAISON, yard.team.cast.one, yard.team.cast.ada)
    key(second, "visit 1")
    people = relative(yard, sitting.person), relative(yard, sitting.person)
    return Visits(
        yard, sitting.body, sitting.person, *people, decided, yard.team.one[Role.LIAISON], second,
        sitting.board[0], minutes=sitting.minutes,
    )  # fmt: skip


def act(visits: Visits, action: Action[Any], user: User | None = None) -> Callable[[], object]:
    """An act on a connection of its own."""
    at = visits.later()
    return lambda: action.do(by(user or visits.liaison, at))


def recall(visits: Visits, sitting: Sitting) -> Callable[[], object]:
    why = "the samples were mixed up"
    return act(visits, Recall(identification=visits.identification, why=why), sitting.board[2])


def record(visits: Visits, recipient: Recipient) -> Callable[[], object]:
    at = visits.later()
    action = RecordTold(
        recipient=recipient, goes=visits.pair(), at=at, where="w", said_="s", next_words="n"
    )
    return act(visits, action)


def test_a_recall_that_came_first_lets_no_notice_begin(visits: Visits, sitting: Sitting) -> None:
    begin = act(visits, BeginNotice(identification=visits.identification))
    _, told = one_after(recall(visits, sitting), begin)
    assert isinstance(told, Refused)
    assert not Notice.objects.exists()


def test_a_recall_that_came_first_stops_the_plan(visits: Visits, sitting: Sitting) -> None:
    plan = visits.plan(visits.choose(visits.begin()))
    sign = act(visits, SignPlan(plan=plan, digest=telling_dry.digest_of(plan)), visits.second)
    _, told = one_after(recall(visits, sitting), sign)
    assert isinstance(told, Refused)
    assert not PlanSign.objects.exists()


def test_who_is_told_while_it_is_recalled_is_among_those_who_are_told_again(
    visits: Visits, sitting: Sitting
) -> None:
    notice = visits.begin()
    visits.told(notice)
    brother = visits.choose(notice, visits.brother)
    visits.sign(visits.plan(brother))
    recall(visits, sitting)()
    assert IdentificationEnd.objects.exists()
    begin = act(visits, BeginRecall(notice=notice))
    one_after(record(visits, brother), begin)
    again_ = Notice.objects.get(recalls=notice)
    found = set(again_.recipients.values_list("family", flat=True))
    assert found == {visits.mother.pk, visits.brother.pk}
    assert stands_as(again(notice)) is State.RECALL


def test_the_same_relative_is_told_once_and_a_notice_begins_once(visits: Visits) -> None:
    begin = [act(visits, BeginNotice(identification=visits.identification)) for _ in range(2)]
    _, refused = one_after(*begin)
    assert isinstance(refused, Refused)
    recipient = visits.choose(Notice.objects.get())
    visits.sign(visits.plan(recipient))
    _, refused = one_after(record(visits, recipient), record(visits, recipient))
    assert isinstance(refused, Refused)
    assert Told.objects.count() == 1
