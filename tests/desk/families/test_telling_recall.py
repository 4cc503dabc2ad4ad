"""A wrong notice is taken back with the care with which it was given; no final act goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nomina.desk.custody import holds
from nomina.desk.custody.actions.effects_family import SayFurther
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.release import BeginRelease
from nomina.desk.custody.models import Anatomy
from nomina.desk.custody.models.effects_remains import REGIONS
from nomina.desk.examine import resting
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.families import counts, telling, telling_hold, telling_lists
from nomina.desk.families.actions.telling import CloseNotice
from nomina.desk.families.actions.telling_recipients import DropRecipient
from nomina.desk.families.actions.telling_told import SpeakAgain
from nomina.desk.families.models import Notice
from nomina.desk.families.telling_signs import released
from nomina.desk.families.telling_states import RECALL_WITHIN, State, again, due, stands_as
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.custody.ground import make_ground
from tests.desk.custody.releasing import Case, identified, person, recalled
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.examine.bench import key
from tests.desk.examine.sitting import make_sitting
from tests.desk.families.visits import QUICK, Visits, make_visits, reached, relative
from tests.desk.families.written import office
from tests.desk.people.cast import Book, account, by, role


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


def state(notice: Notice) -> State:
    return stands_as(again(notice))


def real(yard: Yard) -> tuple[Visits, Case, User]:
    """A release and a notice of one decision of the board, all by the acts themselves."""
    sitting = make_sitting(yard.team)
    decided = sitting.decided()
    body, coffin = yard.thing("body", file=sitting.body), yard.thing("coffin")
    one = yard.team.cast.one
    yard.do(Pack(operation=one, items=(body,), into=coffin, when=yard.when(), reading=SCANNED))
    begun = BeginRelease(
        identification=decided, container=coffin, receiver="r", relation="mother",
        receives="family",
    )  # fmt: skip
    case = Case(yard, body, coffin, decided, yard.do(begun), seconds=3600)
    second = account("liaison2")
    role(second, Role.LIAISON, one, yard.team.cast.ada)
    key(second, "visit 1")
    people = relative(yard, sitting.person), relative(yard, sitting.person)
    visits = Visits(
        yard, sitting.body, sitting.person, *people, decided, yard.team.one[Role.LIAISON], second,
        sitting.board[0], minutes=sitting.minutes,
    )  # fmt: skip
    return visits, case, sitting.board[2]


@QUICK
def test_a_recall_by_the_board_reaches_all_who_were_told(yard: Yard) -> None:
    visits, case, third = real(yard)
    notice = visits.begin()
    visits.told(notice)
    waits = visits.choose(notice, visits.brother)
    plan = visits.plan(waits)
    visits.sign(plan)
    case.ready()
    book = Book()
    act = Recall(identification=visits.identification, why="the samples were mixed up")
    act.do(by(third, visits.later()), book)
    rests = {(one.kind, one.state) for one in resting.of(visits.identification)}
    assert {("notice", "happened"), ("notice", "frozen"), ("release", "frozen")} <= rests
    assert "recalled" in case.lacks()
    with pytest.raises(Refused, match="recalled"):
        case.sign("custody")
    told = [one for one in resting.of(visits.identification) if one.state == "happened"]
    assert visits.mother.number in told[0].title
    assert state(notice) is State.RECALL
    one = again(notice)
    assert due(one, State.RECALL) == one.identification.end.made_at + RECALL_WITHIN
    for late in (
        lambda: visits.plan(waits),
        lambda: visits.sign(plan, visits.second),
        lambda: visits.choose(notice, relative(yard, visits.missing)),
        lambda: visits.do(CloseNotice(notice=notice, why="w"), visits.board),
        visits.begin,
    ):
        with pytest.raises(Refused):
            late()
    assert telling.told_in_person(visits.missing, visits.mother), "she knows nothing else yet"
    recall = visits.recall(notice)
    with pytest.raises(Refused, match="begun already"):
        visits.recall(notice)
    mother = recall.recipients.get()
    assert mother.family == visits.mother, "the brother was not told, so he is told nothing"
    for wrong in (
        lambda: visits.choose(recall, visits.brother),
        lambda: visits.do(DropRecipient(recipient=mother, why="w")),
        lambda: visits.do(CloseNotice(notice=recall, why="w"), visits.board),
    ):
        with pytest.raises(Refused):
            wrong()
    with pytest.raises(Refused, match="let go out"):
        visits.tell(mother)
    visits.sign(visits.plan(mother))
    assert state(notice) is State.RECALL
    visits.tell(mother)
    assert (state(notice), state(recall)) == (State.RECALLED, State.TOLD)
    assert not telling.told_in_person(visits.missing, visits.mother)


@QUICK
def test_nobody_speaks_again_of_what_was_recalled(visits: Visits) -> None:
    one, notice = visits.yard.team.cast.one, visits.begin()
    told, brothers = visits.told(notice), visits.told(notice, visits.brother)
    day = told.next_contact
    act = SpeakAgain(told=told, at=visits.later(), words="w", next_words="n", next_contact=day)
    visits.do(act)
    assert {row.told for row in telling_lists.contacts_of(one.pk)} == {told, brothers}
    recalled(visits.identification)
    assert telling_lists.contacts_of(one.pk) == [], "nobody calls about a death that is none"
    mother = visits.recall(notice).recipients.get(family=visits.mother)
    visits.sign(visits.plan(mother))
    again_ = visits.tell(mother)
    assert [row.told for row in telling_lists.contacts_of(one.pk)] == [again_]


@QUICK
def test_who_was_taken_off_and_told_all_the_same_hides_nobody_who_waits(visits: Visits) -> None:
    notice = visits.begin()
    mother, _ = visits.choose(notice), visits.choose(notice, visits.brother)
    visits.sign(visits.plan(mother))
    visits.do(DropRecipient(recipient=mother, why="her son tells her"))
    visits.tell(mother)
    rests = [one.state for one in resting.of(visits.identification) if one.kind == "notice"]
    assert sorted(rests) == ["happened", "pending"], "the brother is not told yet"


@QUICK
def test_who_was_told_meanwhile_is_told_again_too(visits: Visits) -> None:
    """The pair was on its way when the board recalled it; what they did is written down."""
    notice = visits.begin()
    visits.told(notice)
    brother = visits.choose(notice, visits.brother)
    visits.sign(visits.plan(brother))
    recalled(visits.identification)
    recall = visits.recall(notice)
    mother = recall.recipients.get()
    visits.sign(visits.plan(mother))
    visits.tell(mother)
    assert state(notice) is State.RECALLED
    visits.tell(brother)
    assert state(notice) is State.RECALL, "the brother believes it"
    again_ = recall.recipients.get(family=visits.brother)
    assert state(recall) is State.PLAN
    visits.sign(visits.plan(again_))
    visits.tell(again_)
    assert state(notice) is State.RECALLED


@QUICK
def test_the_wish_for_no_contact_yields_to_a_recall_alone(visits: Visits) -> None:
    notice = visits.begin()
    recipient = visits.choose(notice)
    reached(visits.mother, no_contact=True)
    with pytest.raises(Refused, match="no contact"):
        visits.plan(recipient)
    with pytest.raises(Refused, match="only a recall"):
        visits.plan(recipient, against="she must know")
    reached(visits.mother)
    visits.sign(visits.plan(recipient))
    visits.tell(recipient)
    reached(visits.mother, no_contact=True)
    recalled(visits.identification)
    mother = visits.recall(notice).recipients.get()
    with pytest.raises(Refused, match="no contact"):
        visits.plan(mother)
    plan = visits.plan(mother, against="she buries somebody else's son tomorrow")
    visits.sign(plan)
    assert not released(plan), "against her wish two sign"
    visits.sign(plan, visits.second)
    assert released(plan)
    visits.tell(mother, next_contact=None)


@QUICK
def test_a_body_of_which_a_family_believes_wrong_is_not_laid_down(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = make_ground(yard, monkeypatch)
    monkeypatch.setattr(holds, "_reasons", [*holds._reasons, telling_hold.reasons])
    visits = make_visits(yard)
    body, grave = yard.thing("body", file=visits.body), ground.grave()
    ground.seen.add(body.pk)
    notice = visits.begin()
    visits.told(notice)
    assert holds.of(body) == ()
    recalled(visits.identification)
    finals: tuple[Callable[[], Any], ...] = (
        lambda: ground.bury(body, grave), lambda: ground.sea(body), lambda: ground.cremate(body),
    )  # fmt: skip
    for final in finals:
        with pytest.raises(Refused, match="told something wrong"):
            final()
    mother = visits.recall(notice).recipients.get()
    visits.sign(visits.plan(mother))
    visits.tell(mother)
    ground.bury(body, grave)


def chosen(visits: Visits, choice: str) -> None:
    act = SayFurther(
        file=visits.missing, choice=choice, said_by="mother", kinship="mother", how="in person"
    )
    visits.do(act)


@QUICK
def test_more_that_is_found_is_told_as_the_family_wants(visits: Visits) -> None:
    yard = visits.yard
    first = visits.begin()
    part = identified(yard, yard.file(), visits.missing)
    with pytest.raises(Refused, match="not told yet"):
        visits.begin(part)
    visits.told(first)
    with pytest.raises(Refused, match="nobody has asked"):
        visits.begin(part)
    chosen(visits, "do-not-tell")
    with pytest.raises(Refused, match="wishes not to be told"):
        visits.begin(part)
    chosen(visits, "wait-until-complete")
    with pytest.raises(Refused, match="wishes to wait"):
        visits.begin(part)
    whole: dict[str, Any] = {"regions": dict.fromkeys(REGIONS, "present"), "by": yard.officer}
    lacks = whole | {"regions": whole["regions"] | {REGIONS[0]: "absent"}}
    for regions, may in ((lacks, False), (whole, True)):
        at = visits.later()
        Anatomy(file=visits.body, at=at, made_at=at, **regions).save(force_insert=True)
        if not may:
            with pytest.raises(Refused, match="wishes to wait"):
                visits.begin(part)
    notice = visits.begin(part)
    assert notice.occasion == "further"
    chosen(visits, "tell-again")
    visits.told(notice)
    recalled(part)
    assert state(first) is State.TOLD
    assert state(notice) is State.RECALL
    with pytest.raises(Refused, match="told something wrong"):
        visits.begin(identified(yard, yard.file(), visits.missing))


def test_the_lists_hold_each_notice_once(visits: Visits) -> None:
    """What waits, what was wrong and what is over share no notice and leave none out."""
    yard, one = visits.yard, visits.yard.team.cast.one
    untold = visits.begin()
    assert [one.pk for one in telling_lists.begun_not(one.pk)] == []
    others = []
    for n in range(3):
        other = make_other(visits, n)
        notice = visits.begin(other)
        if n:
            family = relative(yard, other.link.other)
            visits.told(notice, family)
        if n == 2:
            recalled(other)
        others.append(notice)
    more = make_other(visits, 9)
    assert [row.pk for row in telling_lists.begun_not(one.pk)] == [more.pk]
    rows = Notice.objects.filter(operation=one)
    lists = [set(part(rows)) for part in
             (telling_lists.waiting, telling_lists.wrong, telling_lists.over)]  # fmt: skip
    assert lists == [{untold, others[0]}, {others[2]}, {others[1]}]
    states = dict(telling_lists.in_order(rows))
    assert {states[row] for row in lists[0]} == {State.PLAN}
    assert states[others[2]] is State.RECALL
    assert counts.notices((one.pk,)) == 4


A_LINE = 13
"""Queries for one plan that was let go, with its letter, at most; each is drawn anew."""


@QUICK
def test_a_list_asks_little_for_each_line_and_nothing_for_who_is_told(visits: Visits) -> None:
    office(visits)
    one = visits.yard.team.cast.one
    rows = Notice.objects.filter(operation=one)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            telling_lists.in_order(rows)
        return len(found)

    counts, waiting = [], []
    for n in range(3):
        other = make_other(visits, n)
        notice = visits.begin(other)
        recipient = visits.choose(notice, relative(visits.yard, other.link.other))
        visits.sign(visits.plan(recipient))
        waiting.append(recipient)
        counts.append(asked())
    assert counts[2] - counts[1] == counts[1] - counts[0] <= A_LINE, counts
    for recipient in waiting:
        visits.tell(recipient)
    assert asked() <= counts[0] - 1


def make_other(visits: Visits, n: int) -> Any:
    """Another decision, of another person."""
    return identified(visits.yard, visits.yard.file(), person(visits.yard))
