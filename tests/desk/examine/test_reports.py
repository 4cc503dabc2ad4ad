"""Comparison reports as people move them: two of them, with evidence, as far as the board."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from nomina.desk.examine.actions.reports import (
    DISCIPLINES,
    AddEvidence,
    MoveOn,
    OpenReport,
    StrikeEvidence,
)
from nomina.desk.examine.models import Evidence, Report, Step
from nomina.desk.examine.states import FACE, MOVES, VIEWS, State, after, moves_from
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NominaError, NotPermitted, Refused
from tests.desk.files.people import Team, make_team, opened
from tests.desk.people.cast import NOW, Book, by, make_cast

DAY = NOW.date() - timedelta(days=3)


@pytest.fixture
def team(db: str) -> Team:
    return make_team(make_cast())


@pytest.fixture
def files(team: Team) -> tuple[File, File]:
    cast = team.cast
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    return body, opened("am", team.keeper("am"), cast.one)


@pytest.fixture
def two(team: Team) -> tuple[User, User]:
    return team.one[Role.EXAMINER], team.one[Role.BOARD]


def start(files: tuple[File, File], who: User, link: str = "identified") -> Report:
    return OpenReport(link=link, one=files[0], other=files[1], why="a lead").do(by(who), Book())


def bring(
    report: Report, who: User, discipline: str = "dna", view: str = "established"
) -> Evidence:
    return AddEvidence(
        report=report, discipline=discipline, view=view, reason="compared", place="Laboratory",
        date=DAY, signatory="Dr Example",
    ).do(by(who), Book())  # fmt: skip


def move(report: Report, who: User, name: str, why: str = "", **more: str) -> State:
    MoveOn(report=report, move=name, why=why, **more).do(by(who), Book())
    return report.state


def test_two_people_bring_a_report_before_the_board_and_no_further(
    files: tuple[File, File], two: tuple[User, User]
) -> None:
    one, other = two
    report = start(files, one)
    assert report.state is State.FIRST
    with pytest.raises(Refused, match="no evidence"):
        move(report, one, "sign")
    bring(report, one)
    assert move(report, one, "sign") is State.SECOND
    with pytest.raises(Refused, match="another person"):
        move(report, one, "sign")
    assert move(report, other, "sign") is State.CONCLUSION
    with pytest.raises(Refused, match="reason"):
        move(report, one, "conclude-identification")
    assert move(report, one, "conclude-identification", "dna") is State.IDENTIFICATION_1
    assert move(report, one, "accept") is State.IDENTIFICATION_2
    with pytest.raises(Refused, match="another person"):
        move(report, one, "accept")
    assert move(report, other, "accept") is State.BOARD
    for who in two:
        with pytest.raises(Refused, match="does not stand"):
            move(report, who, "decide")
    assert [step.number for step in report.steps.all()] == list(range(1, 7))


def test_a_face_alone_carries_nothing(files: tuple[File, File], two: tuple[User, User]) -> None:
    report = start(files, two[0])
    for _ in range(3):
        bring(report, two[0], FACE)
    move(report, two[0], "sign")
    move(report, two[1], "sign")
    for excuse in ("", "the hands are gone"):
        with pytest.raises(Refused, match="does not carry"):
            move(report, two[0], "conclude-identification", "the face", exceptional=excuse)


def test_struck_evidence_carries_nothing_and_stays_to_be_read(
    files: tuple[File, File], two: tuple[User, User]
) -> None:
    report = start(files, two[0])
    dna = bring(report, two[0])
    bring(report, two[0], "property", "possible")
    StrikeEvidence(evidence=dna, why="another sample").do(by(two[1]), Book())
    with pytest.raises(Refused, match="struck already"):
        StrikeEvidence(evidence=dna, why="again").do(by(two[1]), Book())
    move(report, two[0], "sign")
    move(report, two[1], "sign")
    with pytest.raises(Refused, match="does not carry"):
        move(report, two[0], "conclude-identification", "dna")
    with pytest.raises(Refused, match="does not stand"):
        bring(report, two[0])
    assert Evidence.objects.filter(report=report).count() == 2


def test_what_is_premature_wakes_only_by_what_comes_later(
    files: tuple[File, File], two: tuple[User, User]
) -> None:
    report = start(files, two[0])
    bring(report, two[0], "tattoo", "possible")
    move(report, two[0], "sign")
    move(report, two[1], "sign")
    move(report, two[0], "conclude-premature", "a dental record")
    move(report, two[0], "accept")
    assert move(report, two[1], "accept") is State.PREMATURE
    with pytest.raises(Refused, match="nothing has come"):
        move(report, two[0], "wake")
    later = by(two[0], NOW + timedelta(minutes=1))
    AddEvidence(
        report=report, discipline="dental", view="established", reason="a chart came",
        place="Clinic", date=DAY, signatory="Dr Example",
    ).do(later, Book())  # fmt: skip
    assert move(report, two[0], "wake") is State.FIRST


def test_who_has_no_such_role_sees_nothing_and_moves_nothing(
    team: Team, files: tuple[File, File], two: tuple[User, User]
) -> None:
    report = start(files, two[0])
    evidence = bring(report, two[0])
    for role, who in team.one.items():
        seen = role in (Role.EXAMINER, Role.BOARD)
        assert Report.objects.visible_to(who).exists() == seen, role
        assert Evidence.objects.visible_to(who).exists() == seen, role
        assert Step.objects.visible_to(who).exists() == seen, role
        if not seen:
            for act in (
                MoveOn(report=report, move="sign"),
                StrikeEvidence(evidence=evidence, why="no"),
                OpenReport(link="identified", one=files[0], other=files[1], why="no"),
            ):
                with pytest.raises(NotPermitted):
                    act.do(by(who), Book())
    assert not Report.objects.visible_to(team.cast.charlie).exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"discipline": "horoscope"}, "no such discipline"),
        ({"view": "certain"}, "no such discipline"),
        ({"date": date(2999, 1, 1)}, "yet to come"),
        ({"signatory": " "}, "signed by"),
        ({"reason": " "}, "."),
    ],
)
def test_odd_evidence_is_refused_and_leaves_nothing(
    files: tuple[File, File], two: tuple[User, User], more: dict[str, object], says: str
) -> None:
    report = start(files, two[0])
    given: dict[str, object] = {
        "report": report, "discipline": "dna", "view": "established", "reason": "compared",
        "place": "Laboratory", "date": DAY, "signatory": "Dr Example", **more,
    }  # fmt: skip
    with pytest.raises(NominaError, match=says):
        AddEvidence(**given).do(by(two[0]), Book())  # type: ignore[arg-type]
    assert not Evidence.objects.exists()


def test_a_pair_has_one_report_of_a_kind_at_a_time(
    files: tuple[File, File], two: tuple[User, User]
) -> None:
    report = start(files, two[0])
    with pytest.raises(Refused, match="already"):
        start(files, two[1])
    with pytest.raises(Refused, match="one kind"):
        start(files, two[1], "identical")
    with pytest.raises(NotPermitted):
        move(report, two[1], "withdraw", "not mine")
    assert move(report, two[0], "withdraw", "a mistake") is State.WITHDRAWN
    again = start(files, two[1])
    assert again.state is State.FIRST
    with pytest.raises(Refused, match="already"):
        move(report, two[0], "reopen", "after all")
    move(again, two[1], "withdraw", "the first will do")
    assert move(report, two[0], "reopen", "after all") is State.FIRST


@pytest.mark.deep
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_try_no_report_is_closed_as_an_identification(
    files: tuple[File, File], two: tuple[User, User], seed: int
) -> None:
    """Random acts of both, in any order: the way is always one of the table, and never so ended."""
    dice, report = random.Random(seed), start(files, two[0])
    names, seen = sorted({one.name for one in MOVES}), set()
    for _ in range(150):
        who = dice.choice(two)
        try:
            if dice.random() < 0.2:
                bring(report, who, dice.choice(DISCIPLINES), dice.choice(VIEWS))
            else:
                here = [one.name for one in moves_from(report.state) if one.name != "withdraw"]
                name = dice.choice(here if here and dice.random() < 0.9 else names)
                move(report, who, name, dice.choice(["", "a reason", "a reason"]))
        except NominaError:
            continue
        steps = list(report.steps.order_by("number").values_list("move", "target"))
        seen.add(after((name, State(target)) for name, target in steps))
    assert len(seen) >= 5
    assert State.IDENTIFIED not in seen
