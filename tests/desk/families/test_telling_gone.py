"""A recall is cleared of whom nobody can tell by two people, and by nobody alone."""

from __future__ import annotations

import pytest

from nomina.desk.families import telling_lists
from nomina.desk.families.actions.telling_gone import ConfirmGone, SayGone
from nomina.desk.families.actions.telling_told import StrikeTold
from nomina.desk.families.models import Notice, RecipientEnd, RecipientGone, Told
from nomina.desk.families.telling_states import State, again, stands_as
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted, Refused, SignInAgain
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.families.test_telling_pages import Open, at, sent, text
from tests.desk.families.test_telling_pages import enter as enter  # noqa: PLC0414 - a fixture
from tests.desk.families.visits import QUICK, Visits, make_visits
from tests.desk.people.cast import account, by, role

pytestmark = QUICK


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


def state(notice: Notice) -> State:
    return stands_as(again(notice))


def listed(notice: Notice) -> tuple[bool, bool]:
    """Whether a notice stands among what was wrong, and its recall among what waits."""
    rows = Notice.objects.filter(operation=notice.operation)
    waits = telling_lists.waiting(rows).filter(occasion="recall").exists()
    return telling_lists.wrong(rows).filter(pk=notice.pk).exists(), waits


def test_two_people_take_off_a_recall_who_died(visits: Visits) -> None:
    yard, notice = visits.yard, visits.begin()
    visits.told(notice)
    visits.told(notice, visits.brother)
    with pytest.raises(Refused, match="no recall"):
        visits.do(SayGone(recipient=notice.recipients.get(family=visits.mother), why="w"))
    recalled(visits.identification)
    recall = visits.recall(notice)
    mother = recall.recipients.get(family=visits.mother)
    brother = recall.recipients.get(family=visits.brother)
    with pytest.raises(NotPermitted):
        visits.do(SayGone(recipient=mother, why="w"), visits.board)
    with pytest.raises(InputError):
        visits.do(SayGone(recipient=mother, why=" "))
    gone = visits.do(SayGone(recipient=mother, why="she died on 3 May; her parish says so"))
    with pytest.raises(Refused, match="written down already"):
        visits.do(SayGone(recipient=mother, why="w"), visits.second)
    assert (state(notice), listed(notice)) == (State.RECALL, (True, True)), "one alone says so"
    both, twin, bare = account("both"), account("twin"), account("bare")
    for user in (visits.liaison, both, twin, bare):
        role(user, Role.BOARD, yard.team.cast.one, yard.team.cast.ada)
    key(both, "both")
    key(twin, "visit 0")  # that of the liaison who said so
    whys = ((visits.liaison, "wrote this down"), (twin, "with a key of"), (bare, "no passkey"))
    for user, why in whys:
        with pytest.raises(Refused, match=why):
            visits.do(ConfirmGone(gone=gone), user)
    with pytest.raises(NotPermitted):
        visits.do(ConfirmGone(gone=gone), visits.second)
    with pytest.raises(SignInAgain):
        ConfirmGone(gone=gone).do(by(both, visits.later(), fresh=False), visits.book)
    assert not RecipientEnd.objects.exists()
    visits.do(ConfirmGone(gone=gone), both)
    with pytest.raises(Refused, match="taken off already"):
        visits.do(ConfirmGone(gone=gone), visits.board)
    with pytest.raises(Refused, match="not told by this notice"):
        visits.plan(mother)
    assert listed(notice) == (True, True), "the brother does not know yet"
    visits.sign(visits.plan(brother))
    visits.tell(brother)
    assert (state(notice), state(recall)) == (State.RECALLED, State.TOLD)
    assert listed(notice) == (False, False)


def test_a_recall_of_whom_nobody_can_be_told_is_over(visits: Visits) -> None:
    """The record was struck after the recall began: she had not been told at all."""
    notice = visits.begin()
    told = visits.told(notice)
    recalled(visits.identification)
    recall = visits.recall(notice)
    visits.do(StrikeTold(told=told, why="another family"), visits.board)
    mother = recall.recipients.get()
    gone = visits.do(SayGone(recipient=mother, why="she was never told"))
    assert state(recall) is State.PLAN
    visits.do(ConfirmGone(gone=gone), visits.board)
    assert (state(notice), state(recall)) == (State.FROZEN, State.RECALLED)
    assert listed(notice) == (False, False)


def test_it_goes_through_its_pages(visits: Visits, enter: Open) -> None:
    liaison, board = enter(visits.liaison), enter(visits.board)
    notice = visits.begin()
    visits.told(notice)
    recalled(visits.identification)
    first, again_ = notice.recipients.get(), visits.recall(notice).recipients.get()
    back = at("recipient", first)
    assert sent(liaison, at("say_gone", first), why="w").url == back, "it is no recall"
    assert sent(board, at("confirm_gone", again_)).url == at("recipient", again_), "nobody said so"
    assert at("say_gone", again_) in text(liaison, at("recipient", again_))
    assert liaison.post(at("say_gone", again_), {"why": " "}).status_code == 422
    sent(liaison, at("say_gone", again_), why="she died on 3 May")
    for client in (liaison, board):
        page = text(client, at("recipient", again_))
        assert "she died on 3 May" in page
        assert (at("confirm_gone", again_) in page) is (client is board)
    assert "Confirm that nobody can tell them" in text(board, at("notice", again_.notice))
    assert "she died on 3 May" in text(board, at("confirm_gone", again_))
    sent(board, at("confirm_gone", again_))
    assert "cannot be told any more" in text(liaison, at("notice", notice))
    waits = text(liaison, at("notices", notice.operation))
    assert visits.missing.number not in waits


def test_who_was_told_after_all_is_not_taken_off(visits: Visits) -> None:
    notice = visits.begin()
    visits.told(notice)
    recalled(visits.identification)
    mother = visits.recall(notice).recipients.get()
    gone = visits.do(SayGone(recipient=mother, why="nobody opens"))
    visits.sign(visits.plan(mother))
    visits.tell(mother)
    with pytest.raises(Refused, match="told already"):
        visits.do(ConfirmGone(gone=gone), visits.board)
    assert Told.objects.standing().filter(recipient=mother).exists()
    assert RecipientGone.objects.count() == 1
    assert state(notice) is State.RECALLED
