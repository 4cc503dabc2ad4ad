"""Pairs whose files lie in two operations are for those who may open both pictures."""

from __future__ import annotations

import random

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.examine import assign
from nomina.desk.examine.actions.queue import HandOver, TakeBody
from nomina.desk.examine.models import Examination
from nomina.desk.examine.queue import first_lead, unopened, waiting
from nomina.desk.files.models import File
from nomina.desk.leads.models import Lead
from nomina.desk.people.actions import EndAgreement
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.examine.bench import Bench, add_body, file
from tests.desk.examine.test_assign import in_hand
from tests.desk.people.cast import Book, by, role, sign_in


@pytest.fixture
def across(bench: Bench) -> File:
    """A body whose first lead is a person of the other operation, and whose second is of its own.

    The operations have an agreement; the two bodies of the bench have leads of their own alone.
    """
    dice = random.Random("across")
    far = file(bench.team, "am", "FAR-000001", dice, operation=bench.team.cast.two)
    bench.people = [far, bench.people[0]]
    for n in range(9):
        body = add_body(bench, f"ACROSS-{n}", dice)
        bench.bodies.pop()
        if Lead.objects.get(body=body, rank=1).person_id == far.pk:
            bench.bodies.append(body)
            return body
        Lead.objects.filter(body=body).delete()
    raise AssertionError("no draw put the far person first")


def numbers(bench: Bench, user: User) -> list[str]:
    return [one.body.number for one in waiting(bench.run, user, ()).order_by("place")]


def opens_both(bench: Bench, n: int) -> User:
    role(bench.examiners[n], Role.EXAMINER, bench.team.cast.two, bench.team.cast.ada)
    return bench.examiners[n]


def test_a_body_waits_for_those_who_may_open_both(bench: Bench, across: File) -> None:
    able, other = opens_both(bench, 1), bench.examiners[0]
    assert numbers(bench, able) == [one.number for one in bench.bodies]
    assert numbers(bench, other) == [one.number for one in bench.bodies[:2]]
    assert first_lead(bench.run, across.pk, other) is None, "the second lead does not come before"
    with pytest.raises(Refused, match="does not wait for you"):
        TakeBody(body=across).do(by(other, bench.later()), Book())
    taken = TakeBody(body=across).do(by(able, bench.later()), Book())
    assert taken.pair.person.number == "FAR-000001"


def test_a_role_in_the_other_operation_that_sees_no_such_photo_is_not_enough(
    bench: Bench, across: File
) -> None:
    role(bench.examiners[1], Role.MORTUARY, bench.team.cast.two, bench.team.cast.ada)
    assert across.number not in numbers(bench, bench.examiners[1])
    role(bench.examiners[1], Role.ANTE_MORTEM, bench.team.cast.two, bench.team.cast.ada)
    assert across.number in numbers(bench, bench.examiners[1])


def test_the_second_view_is_of_somebody_who_may_open_both(bench: Bench, across: File) -> None:
    one, two = opens_both(bench, 1), opens_both(bench, 3)
    taken = TakeBody(body=across).do(by(one, bench.later()), Book())
    assert assign.eligible(taken.pair, bench.later()) == [two.pk]
    with pytest.raises(Refused, match="cannot take it"):
        HandOver(examination=taken, to=bench.examiners[0]).do(by(one, bench.later()), Book())
    bench.conclude(taken)
    assert in_hand(bench).examiner == two


def test_a_pair_waits_until_a_second_may_open_both(bench: Bench, across: File) -> None:
    one = opens_both(bench, 1)
    bench.conclude(TakeBody(body=across).do(by(one, bench.later()), Book()))
    assert Examination.objects.count() == 1
    two = opens_both(bench, 2)
    mine = bench.take(bench.examiners[0])  # whatever happens next tries it again
    assert {e.examiner for e in Examination.objects.exclude(pk=mine.pk)} == {one, two}


def test_the_page_tells_how_many_and_nothing_of_which(bench: Bench, across: File) -> None:
    address = reverse("examine:queue", args=[bench.team.cast.one.pk])
    says = "1 body waits for an examiner who may open the photographs of both operations."

    def seen(user: User) -> str:
        client = Client()
        sign_in(client, user)
        return client.get(address).content.decode()

    board = bench.team.one[Role.BOARD]
    assert says in seen(board)
    blind = seen(bench.examiners[0])
    assert says in blind
    assert across.number not in blind
    able = opens_both(bench, 1)
    assert says not in seen(able)
    assert says in seen(bench.examiners[0])
    assert says not in seen(board), "somebody may take it now"
    assert set(unopened(bench.run, None, ())) == set()


def test_nothing_is_across_when_the_agreement_ends(bench: Bench, across: File) -> None:
    cast = bench.team.cast
    EndAgreement(agreement=cast.agreement, why="over").do(by(cast.ada), Book())
    assert across.number in numbers(bench, bench.examiners[0])
    taken = TakeBody(body=across).do(by(bench.examiners[0], bench.later()), Book())
    assert taken.pair.person.operation == bench.team.cast.one
