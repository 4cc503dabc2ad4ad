"""Notices: who may be told, how it is planned, who lets it go, and what is written down of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nomina.desk.families import telling
from nomina.desk.families.actions.telling import BeginNotice, CloseNotice
from nomina.desk.families.actions.telling_common import Goes
from nomina.desk.families.actions.telling_plan import SignPlan
from nomina.desk.families.actions.telling_recipients import DropRecipient
from nomina.desk.families.actions.telling_told import SpeakAgain, StrikeTold
from nomina.desk.families.models import Enquiry, EnquiryFile, Kinship, Notice, Plan, Recipient, Told
from nomina.desk.families.telling_lists import contacts_of
from nomina.desk.families.telling_signs import released
from nomina.desk.families.telling_states import State, again, contacts, due, stands_as
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted, Refused, SignInAgain
from tests.desk.custody.releasing import person
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.families.visits import QUICK, Visits, make_visits, reached, relative
from tests.desk.people.cast import NOW, account, by, role


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


def state(notice: Notice) -> State:
    return stands_as(again(notice))


def test_a_family_is_told_step_by_step(visits: Visits) -> None:
    notice = visits.begin()
    assert (notice.occasion, state(notice)) == ("death", State.PLAN)
    assert telling.notice_of(visits.identification) == notice
    mother, brother = visits.choose(notice), visits.choose(notice, visits.brother)
    plan = visits.plan(mother)
    assert state(notice) is State.PLAN  # the brother is in no plan
    second = visits.plan(brother)
    assert state(notice) is State.RELEASE
    visits.sign(plan)
    assert state(notice) is State.RELEASE
    visits.sign(second, visits.second)
    assert state(notice) is State.TELL
    assert not telling.told_in_person(visits.missing)
    visits.tell(mother)
    assert telling.told_in_person(visits.missing, visits.mother)
    assert not telling.told_in_person(visits.missing, visits.brother)
    assert not telling.told_in_person(visits.missing), "the brother does not know"
    assert state(notice) is State.TELL
    visits.tell(brother)
    assert telling.told_in_person(visits.missing)
    assert (state(notice), due(again(notice), State.TOLD)) == (State.TOLD, None)
    wanted = ["notice", "recipient", "recipient", "plan", "plan", "plan-sign", "plan-sign", "told",
              "told"]  # fmt: skip
    assert visits.book.kinds() == [f"families.{one}" for one in wanted]


@QUICK
def test_only_who_is_kin_and_of_our_side_and_wants_it_is_told(visits: Visits) -> None:
    notice, yard = visits.begin(), visits.yard
    stranger = relative(yard, person(yard))
    found_not = relative(yard, visits.missing, holds=False)
    quiet = relative(yard, visits.missing, no_contact=True)
    unknown = relative(yard, visits.missing)
    unreached = relative(yard, visits.missing)
    unreached.contacts.all()._raw_delete("default")
    for one in Kinship.objects.filter(family=unknown):
        Kinship(family=unknown, holds=False, means="dna", how="no", by=one.by).save()
    far = relative(yard, visits.missing)
    asked = Enquiry(
        operation=yard.team.cast.one, number="9", secret="s" * 64, way="counter", language="uk",
        side="other", made_by=visits.liaison,
    )  # fmt: skip
    asked.save()
    EnquiryFile(enquiry=asked, missing=visits.missing, family=far, by=visits.liaison).save()
    whys = (
        (stranger, "no relative"), (found_not, "nobody has verified"), (quiet, "no contact"),
        (unknown, "nobody has verified"), (unreached, "is reached"), (far, "on the other side"),
        (visits.missing, "no relative"),
    )  # fmt: skip
    for family, why in whys:
        with pytest.raises(Refused, match=why):
            visits.choose(notice, family)
    assert not Recipient.objects.exists()
    recipient = visits.choose(notice)
    with pytest.raises(Refused, match="chosen already"):
        visits.choose(notice)
    visits.do(DropRecipient(recipient=recipient, why="her son tells her"))
    assert visits.choose(notice).turn == 2


ALONE = Goes(name="Лікар Зразок", office="doctor")


NO_PLANS: list[dict[str, Any]] = [
    {"goes": (ALONE,)},
    {"goes": (ALONE, Goes(name="лікар  зразок", office="nurse"))},
    {"goes": (ALONE, Goes(name="Медсестра Зразок", office="nurse"))},
    {"means": "social"},
    {"means": "social", "necessity": "all do"},
    {"means": "telephone"},
    {"means": "person", "necessity": "far away"},
    {"at": NOW - timedelta(days=1)},
    {"language": "xx"},
    {"against": "they must know"},
    {"place": " "},
    {"recipients": ()},
]


@QUICK
def test_a_plan_that_is_none_is_refused(visits: Visits) -> None:
    recipient = visits.choose(visits.begin())
    for more in NO_PLANS:
        with pytest.raises(InputError):
            visits.plan(recipient, **more)
        assert not Plan.objects.exists(), more


def test_the_database_knows_no_other_means(visits: Visits) -> None:
    plan = visits.plan(visits.choose(visits.begin()))
    given = {one.attname: getattr(plan, one.attname) for one in plan._meta.fields}
    del given["id"]
    for n, wrong in enumerate(({"means": "social"}, {"necessity": "far"}, {"means": "telephone"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan(**given | {"turn": 9 + n} | wrong).save(force_insert=True)


@QUICK
def test_another_person_lets_a_plan_go(visits: Visits) -> None:
    plan = visits.plan(visits.choose(visits.begin()))
    yard, cast = visits.yard, visits.yard.team.cast
    twin, bare = account("twin"), account("bare")
    for user in (twin, bare):
        role(user, Role.LIAISON, cast.one, cast.ada)
    key(twin, "visit 0")  # that of the maker
    for user, why in ((visits.liaison, "made this plan"), (twin, "a key of"), (bare, "passkey")):
        with pytest.raises(Refused, match=why):
            visits.sign(plan, user)
    for held in (Role.CUSTODY, Role.EXAMINER, Role.ANTE_MORTEM):
        with pytest.raises(NotPermitted):
            visits.sign(plan, yard.team.one[held])
    with pytest.raises(SignInAgain):
        SignPlan(plan=plan, digest="x").do(by(visits.board, fresh=False), visits.book)
    assert not released(plan)
    assert visits.sign(plan).seat == "board"
    assert released(plan)
    assert visits.sign(plan, visits.second).seat == "liaison"


def test_whatever_changes_makes_a_signature_void(visits: Visits) -> None:
    notice = visits.begin()
    mother = visits.choose(notice)
    seen = visits.plan(mother)
    visits.sign(seen)
    with pytest.raises(Refused, match="signed this already"):
        visits.sign(seen)
    reached(visits.mother, not_tell="her neighbour")
    assert not released(seen)
    visits.sign(seen, visits.second)
    assert released(seen)
    old = visits.plan(mother)
    assert state(notice) is State.RELEASE, "the plan that counts is the last one"
    with pytest.raises(Refused, match="covers nobody any more"):
        visits.sign(seen)
    with pytest.raises(Refused, match="changed"):
        visits.sign(old, digest="0" * 64)
    visits.sign(old)
    reached(visits.mother, no_contact=True)
    assert not released(old)
    with pytest.raises(Refused, match="no contact"):
        visits.sign(old)


@QUICK
def test_who_is_no_kin_after_all_is_not_told(visits: Visits) -> None:
    """What was verified when they were chosen was found to be wrong since."""
    mother = visits.choose(visits.begin())
    plan = visits.plan(mother)
    later = visits.later()
    Kinship(
        family=visits.mother, holds=False, means="dna", how="no", by=visits.liaison, made_at=later
    ).save()
    for late in (lambda: visits.sign(plan), lambda: visits.plan(mother)):
        with pytest.raises(Refused, match="nobody has verified"):
            late()
    assert not released(plan)


@QUICK
def test_who_was_there_goes_by_the_plan_that_was_let_go(visits: Visits) -> None:
    """Somebody planned it anew while the pair was on its way; what they did is written down."""
    notice = visits.begin()
    mother, brother = visits.choose(notice), visits.choose(notice, visits.brother)
    went = visits.plan(mother, brother)
    early = visits.later()
    visits.sign(went)
    at = visits.later()
    visits.later()
    anew = visits.plan(mother, brother, means="telephone", necessity="the road is cut")
    assert not released(anew)
    for wrong, why in (
        ({"at": early}, "before the plan was let go"),
        ({"means": "telephone"}, "not planned"),
    ):
        with pytest.raises(Refused, match=why):
            visits.tell(mother, **wrong)
    assert visits.tell(mother, at=at).plan == went, "before the other one was made"
    assert visits.tell(brother).plan == went, "after it, and nobody had let it go"


@QUICK
def test_once_the_other_plan_is_let_go_they_go_by_that(visits: Visits) -> None:
    mother = visits.choose(visits.begin())
    visits.sign(visits.plan(mother))
    anew = visits.plan(mother, place="at the village hall")
    visits.sign(anew)
    assert visits.tell(mother).plan == anew


@QUICK
def test_nothing_is_closed_while_somebody_may_be_on_the_way(visits: Visits) -> None:
    notice = visits.begin()
    mother = visits.choose(notice)
    visits.sign(visits.plan(mother))
    reached(visits.mother, how="by her son")  # nobody signed that, and yet they may have gone
    visits.plan(mother, place="at the village hall")  # nor this
    with pytest.raises(Refused, match="on the way"):
        visits.do(CloseNotice(notice=notice, why="nobody is left"), visits.board)
    visits.do(DropRecipient(recipient=mother, why="they turned back"))
    visits.do(CloseNotice(notice=notice, why="nobody is left"), visits.board)
    assert state(notice) is State.CLOSED


@QUICK
def test_not_in_person_needs_two_others(visits: Visits) -> None:
    mother = visits.choose(visits.begin())
    assert not released(visits.plan(mother, means="message", necessity="the road is cut"))
    means = "telephone"
    plan = visits.plan(mother, means=means, necessity="the road is cut")
    visits.sign(plan)
    assert not released(plan)
    twin = account("twin")
    role(twin, Role.LIAISON, visits.yard.team.cast.one, visits.yard.team.cast.ada)
    key(twin, "visit 2")  # that of the board member who signed
    with pytest.raises(Refused, match="same key"):
        visits.sign(plan, twin)
    with pytest.raises(Refused, match="let go out"):
        visits.tell(mother, means=means)
    visits.sign(plan, visits.second)
    assert released(plan)
    visits.tell(mother, means=means)
    assert not telling.told_in_person(visits.missing, visits.mother), "nobody went there"


@QUICK
def test_a_record_is_of_a_visit_that_was_let_go(visits: Visits) -> None:
    mother = visits.choose(visits.begin())
    with pytest.raises(Refused, match="let go out"):
        visits.tell(mother)
    plan = visits.plan(mother)
    with pytest.raises(Refused, match="let go out"):
        visits.tell(mother)
    before = visits.later()
    visits.sign(plan)
    for wrong in (
        {"at": before},
        {"at": NOW + timedelta(days=9)},
        {"means": "telephone"},
        {"goes": (ALONE,)},
        {"next_contact": (NOW - timedelta(days=1)).date()},
    ):
        with pytest.raises(Refused):
            visits.tell(mother, **wrong)
    told = visits.tell(mother, asked="where he lies", care="a doctor came")
    with pytest.raises(Refused, match="told already"):
        visits.tell(mother)
    for late in (
        DropRecipient(recipient=mother, why="w"),
        CloseNotice(notice=told.notice, why="w"),
    ):
        with pytest.raises(Refused):
            visits.do(late, visits.board if isinstance(late, CloseNotice) else None)
    with pytest.raises(NotPermitted):
        visits.do(StrikeTold(told=told, why="another family"))
    visits.do(StrikeTold(told=told, why="another family"), visits.board)
    assert not telling.told_in_person(visits.missing, visits.mother)
    assert visits.tell(mother).turn == 2


@QUICK
def test_who_went_alone_after_all_says_why(visits: Visits) -> None:
    """A plan is for two; what happened otherwise is written down as it was, and not made up."""
    mother = visits.choose(visits.begin())
    visits.sign(visits.plan(mother))
    with pytest.raises(Refused, match="alone"):
        visits.tell(mother, goes=(ALONE,), alone=" \n")
    with pytest.raises(Refused, match="more than one"):
        visits.tell(mother, alone="the car broke down")
    with pytest.raises(Refused, match="alone"):
        visits.plan(mother, goes=(ALONE,))
    told = visits.tell(mother, goes=(ALONE,), alone="the driver had to stay with the car")
    assert [one["name"] for one in told.people] == ["Лікар Зразок"]
    assert told.alone == "the driver had to stay with the car"
    assert telling.told_in_person(visits.missing, visits.mother)


@QUICK
def test_the_next_contact_is_a_task_until_it_was(visits: Visits) -> None:
    told = visits.told()
    one = visits.yard.team.cast.one
    (task,) = contacts([told])
    assert task.day == told.next_contact
    assert [row.told for row in contacts_of(one.pk)] == [told]
    reached(visits.mother, no_contact=True)
    assert contacts_of(one.pk) == [], "who wants no contact is called by nobody"
    reached(visits.mother)
    assert [row.told for row in contacts_of(one.pk)] == [told]
    assert not task.late(task.day)
    assert task.late(task.day + timedelta(days=1))
    spoken: dict[str, Any] = {
        "told": told,
        "words": "she asked for the ring",
        "next_words": "bring it",
    }
    with pytest.raises(Refused, match="before they were told"):
        visits.do(SpeakAgain(at=NOW - timedelta(days=1), **spoken))
    visits.do(SpeakAgain(at=visits.later(), next_contact=task.day, **spoken))
    assert [row.words for row in contacts_of(one.pk)] == ["bring it"]
    visits.do(SpeakAgain(at=visits.later(), **spoken))
    assert contacts(Told.objects.all()) == contacts_of(one.pk) == []


@QUICK
def test_time_makes_it_overdue(visits: Visits) -> None:
    notice = visits.begin()
    limit = visits.identification.made_at + timedelta(days=7)
    assert due(again(notice), State.PLAN) == limit
    recipient = visits.choose(notice)
    visits.sign(visits.plan(recipient))
    one = again(notice)
    assert due(one, stands_as(one)) == NOW + timedelta(days=2), "a day after the hour of the visit"


def test_who_begins_closes_and_sees(visits: Visits) -> None:
    team = visits.yard.team
    for held, user in team.one.items():
        if held is not Role.LIAISON:
            with pytest.raises(NotPermitted):
                BeginNotice(identification=visits.identification).do(by(user), visits.book)
    notice = visits.begin()
    for held, user in team.one.items():
        sees = held in (Role.LIAISON, Role.BOARD)
        assert Notice.objects.visible_to(user, NOW).exists() is sees, held
    for user in (team.cast.charlie, team.cast.ada, team.cast.sam, team.tia):
        assert not Notice.objects.visible_to(user, NOW).exists()
    with pytest.raises(Refused, match="begun already"):
        visits.begin()
    with pytest.raises(NotPermitted):
        visits.do(CloseNotice(notice=notice, why="nobody is left"))
    visits.do(CloseNotice(notice=notice, why="nobody is left"), visits.board)
    assert state(notice) is State.CLOSED
    with pytest.raises(Refused, match="closed"):
        visits.choose(notice)
