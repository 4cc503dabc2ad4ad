"""Two files are linked once, in whichever order, and no body is a part of its own part."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nomina.desk.acts import Refused
from nomina.desk.files.actions import EndLink, LinkFiles
from nomina.desk.files.models import File, Link
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team, make_team, opened
from tests.desk.people.cast import Book, by, make_cast

pytestmark = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)


@pytest.fixture
def team(db: str) -> Team:
    return make_team(make_cast())


@pytest.fixture
def bodies(team: Team) -> list[File]:
    keep, one = team.keeper("pm"), team.cast.one
    return [opened("pm", keep, one, team.cast.site_one) for _ in range(4)]


def link(team: Team, one: File, other: File, kind: str) -> Link:
    board = by(team.one[Role.BOARD])
    return LinkFiles(one=one, other=other, link=kind, why="seen").do(board, Book())


def test_the_same_two_are_linked_once_in_either_order(team: Team, bodies: list[File]) -> None:
    first, second, *_ = bodies
    made = link(team, first, second, "identical")
    for pair in ((first, second), (second, first)):
        with pytest.raises(Refused, match="already"):
            link(team, *pair, "identical")
    EndLink(link=made, why="w").do(by(team.one[Role.BOARD]), Book())
    again = link(team, second, first, "identical")
    assert (again.one, again.other) == (made.one, made.other)


def test_no_body_is_a_part_of_its_own_part(team: Team, bodies: list[File]) -> None:
    chain = [link(team, one, other, "fragment") for one, other in pairwise(bodies)]
    for whole in range(4):
        for part in range(whole + 1, 4):
            with pytest.raises(Refused, match=r"own part|already"):
                link(team, bodies[part], bodies[whole], "fragment")
    EndLink(link=chain[2], why="w").do(by(team.one[Role.BOARD]), Book())
    link(team, bodies[3], bodies[1], "fragment")  # what was ended closes no circle
    with pytest.raises(Refused, match="own part"):
        link(team, bodies[2], bodies[3], "fragment")
