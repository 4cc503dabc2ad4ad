"""Why a colleague cannot be chosen to hand over to: as many reasons as docs/care.md says.

Each is enough alone and takes that colleague alone from the list, so none can be told from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nomina.desk.examine.actions.queue import HandOver, Know, Skip, able, led
from nomina.desk.examine.models import Examination
from nomina.desk.people.actions import ChooseCare, EndMembership
from nomina.desk.people.models import Membership, User
from tests.desk.examine.bench import Bench
from tests.desk.examine.test_spare import say
from tests.desk.people.cast import Book, by

PAGE = Path(__file__).parents[3] / "docs" / "care.md"
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def leaves(bench: Bench, who: User, first: User) -> Examination:
    one = bench.take(first)
    membership = Membership.objects.get(user=who)
    act = EndMembership(membership=membership, why="went home")
    act.do(by(bench.team.cast.ada, bench.later()), Book())
    return one


def hands_it_over(bench: Bench, who: User, first: User) -> Examination:
    one = bench.take(who)
    HandOver(examination=one, to=first).do(by(who, bench.later()), Book())
    return Examination.objects.get(pair=one.pair, examiner=first)


def skips_it(bench: Bench, who: User, first: User) -> Examination:
    one = bench.take(who)
    Skip(examination=one).do(by(who, bench.later()), Book())
    return bench.take(first)


def knows_the_person(bench: Bench, who: User, first: User) -> Examination:
    one = bench.take(who)
    Know(examination=one).do(by(who, bench.later()), Book())
    return bench.take(first)


def reads_the_leads(bench: Bench, who: User, first: User) -> Examination:
    led(bench.bodies[0], by(who, bench.later()))
    return bench.take(first)


def chooses(bench: Bench, who: User, first: User) -> Examination:
    say(bench.bodies[0], "tissue", "skeletal")
    ChooseCare(user=who, without=("bones",)).do(by(who), Book())
    return bench.take(first)


REASONS: dict[str, Callable[[Bench, User, User], Examination]] = {
    "they are no examiner there any more": leaves,
    "had the pair in hand before": hands_it_over,
    "skipped it": skips_it,
    "know the person": knows_the_person,
    "read the leads of the body": reads_the_leads,
    "chose not to be given such a body": chooses,
}
"""What the page says of each, and how it comes about."""


def test_the_page_names_these_reasons_and_counts_them() -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    found = re.search(r"may have one of (\w+) reasons for it: ([^.]+)\.", text)
    assert found is not None
    assert NUMBERS.index(found[1]) == len(REASONS)
    assert re.split(r", (?:or )?", found[2]) == list(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_each_takes_that_colleague_alone_from_the_list(bench: Bench, reason: str) -> None:
    first, who, *others = bench.examiners
    one = REASONS[reason](bench, who, first)
    assert (one.examiner, one.turn, one.pair.body) == (first, 1, bench.bodies[0])
    assert set(able(one, by(first, bench.later()))) == {other.pk for other in others}
