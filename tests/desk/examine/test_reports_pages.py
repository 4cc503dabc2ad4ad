"""The pages of comparison reports: who sees and may what, as the acts say."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.examine.actions.reports import OpenReport
from nomina.desk.examine.models import Evidence, Report, Step
from nomina.desk.examine.states import State
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.examine.test_reports import bring, move, start
from tests.desk.files.people import Team, make_team, opened, said
from tests.desk.people.cast import BOOK, NOW, Book, account, by, make_cast, role, sign_in


@pytest.fixture(params=["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)])
def kind(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def team(db: str, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    return make_team(make_cast())


@pytest.fixture
def files(team: Team) -> tuple[File, File]:
    cast = team.cast
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    return body, opened("am", team.keeper("am"), cast.one)


@pytest.fixture
def two(team: Team) -> tuple[User, User]:
    return team.one[Role.EXAMINER], team.one[Role.BOARD]


def at(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def url(name: str, one: Any, query: str = "") -> str:
    return reverse(f"examine:{name}", args=[one.pk]) + query


def text(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def offered(page: Any) -> set[str]:
    return set(re.findall(r"move/\?move=([a-z-]+)", page.content.decode()))


GIVEN = {
    "discipline": "dna", "view": "established", "reason": "21 loci", "place": "Laboratory",
    "date": (NOW - timedelta(days=3)).date().isoformat(), "signatory": "Dr Example",
}  # fmt: skip


@pytest.mark.deep
def test_two_people_walk_a_report_before_the_board_by_its_pages(
    team: Team, files: tuple[File, File], two: tuple[User, User]
) -> None:
    first, second = at(two[0]), at(two[1])
    number = {"link": "identified", "first": files[0].number, "second": files[1].number}
    done = first.post(url("start_report", team.cast.one), {**number, "why": "a lead"})
    report = Report.objects.get()
    assert done.headers["Location"] == url("report", report)
    page = first.get(url("report", report))
    assert offered(page) == {"withdraw"}
    assert "Sign the evidence: No evidence is in force." in text(page)
    for file in files:
        assert file.number in text(page)
    assert "<img" not in page.content.decode()
    assert first.post(url("evidence", report), GIVEN).status_code == 302
    assert offered(first.get(url("report", report))) == {"withdraw", "sign"}
    assert offered(second.get(url("report", report))) == {"sign"}
    for client, name, why in (
        (first, "sign", ""),
        (second, "sign", ""),
        (first, "conclude-identification", "the profile"),
        (first, "accept", ""),
        (second, "accept", ""),
    ):
        address = url("move", report, f"?move={name}")
        assert client.get(address).status_code == 200
        assert client.post(address, {"why": why}).status_code == 302
    assert report.state is State.BOARD
    assert "report.read" in BOOK.kinds()


def test_a_move_that_would_be_refused_is_not_made_and_says_why(
    files: tuple[File, File], two: tuple[User, User]
) -> None:
    report = start(files, two[0])
    client = at(two[0])
    for name in ("sign", "accept", "decide", "no-such", ""):
        done = client.post(url("move", report, f"?move={name}"), {"why": "because"}, follow=True)
        assert done.redirect_chain == [(url("report", report), 302)]
    assert Step.objects.filter(report=report).count() == 1
    page = client.post(url("move", report, "?move=sign"), follow=True)
    assert "No evidence is in force." in text(page)
    bring(report, two[0])
    assert client.post(url("move", report, "?move=withdraw"), {"why": " "}).status_code == 422


def test_struck_evidence_stays_to_be_read_struck_through(
    files: tuple[File, File], two: tuple[User, User]
) -> None:
    report = start(files, two[0])
    row = bring(report, two[0])
    client = at(two[1])
    assert client.post(url("strike", row), {"why": "another sample"}).status_code == 302
    page = client.get(url("report", report)).content.decode()
    [struck] = re.findall(r"<s>(.*?)</s>", page)
    assert "compared" in struck
    assert "another sample" in page
    assert "nothing in force" in page
    again = client.post(url("strike", row), {"why": "again"}, follow=True)
    assert "cannot be struck through" in text(again)
    assert Evidence.objects.filter(struck__isnull=False).count() == 1


def test_who_has_no_such_role_is_told_nothing(
    team: Team, files: tuple[File, File], two: tuple[User, User]
) -> None:
    """As `Report.visible_to`: examiners and board of its operations, and nobody else."""
    report = start(files, two[0])
    row = bring(report, two[0])
    pages = [url("report", report), url("move", report), url("evidence", report)]
    for held, who in team.one.items():
        may = held in (Role.EXAMINER, Role.BOARD)
        client = at(who)
        for page in (*pages, url("strike", row)):
            answer = client.get(page)
            assert (answer.status_code == 404) != may, (held, page)
        assert client.get(url("report_list", team.cast.one)).status_code == (200 if may else 403)
        file = client.get(reverse("files:file", args=[files[0].pk]))
        assert (report.pk.hex[:8] in text(file)) == may, held
    for who in (team.cast.charlie, team.morten, team.cast.ada, team.cast.olga):
        assert at(who).get(pages[0]).status_code == 404


def foreign(team: Team) -> tuple[File, File]:
    """A body of One and a missing person of Two, with words that stand nowhere else."""
    cast = team.cast
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    name = {"family name": said("Qzfamily"), "sex": said("male"), "unit": said("Qzunit")}
    person = opened("am", team.tia, cast.two, values=name)
    return body, person


def test_nothing_of_the_other_operations_file_shows_before_it_is_disclosed(team: Team) -> None:
    body, person = foreign(team)
    one, two = team.one[Role.EXAMINER], team.cast.charlie
    report = OpenReport(link="identified", one=body, other=person, why="a lead").do(by(one), Book())
    ours, theirs = at(one), at(two)
    # Whole words: a token against forgery may well hold two letters of them.
    closed = ("Qzfamily", "Qzunit", person.number, person.pk.hex, str(person.pk))

    def hidden() -> None:
        for page in (url("report", report), url("report_list", team.cast.one)):
            shown = ours.get(page).content.decode()
            assert not any(word in shown for word in closed)
        for page in (url("report", report), url("report_list", team.cast.two)):
            shown = theirs.get(page).content.decode()
            assert not any(x in shown for x in ("Site K-4", body.number, str(body.pk)))

    hidden()
    assert "Qzfamily" in text(theirs.get(url("report", report)))
    assert offered(ours.get(url("report", report))) == {"withdraw"}
    assert offered(theirs.get(url("report", report))) == {"disclose", "refuse"}
    move(report, two, "refuse", "no agreement on this person")
    hidden()
    move(report, one, "ask-again", "the agreement names her")
    hidden()
    move(report, two, "disclose")
    shown = text(ours.get(url("report", report)))
    assert "Qzfamily" in shown
    assert "Qzunit" in shown
    assert str(person.pk) not in shown, "its page stays closed"
    assert "Site K-4" in text(theirs.get(url("report", report)))
    move(report, one, "withdraw", "a mistake")
    hidden()


def test_the_list_says_first_what_waits_for_whom(team: Team, two: tuple[User, User]) -> None:
    """Waiting means that the act would take a move that leads on; order is who waits, then age."""
    from nomina.desk.examine.moves import BACK, choices
    from nomina.desk.examine.report_list import MINE, listed, part_of
    from nomina.desk.look.stretch import Place

    cast = team.cast
    third = account("third")
    role(third, Role.EXAMINER, cast.one, cast.ada)
    ways: tuple[tuple[tuple[User, str], ...], ...] = (
        (),
        ((two[0], "sign"),),
        ((two[0], "sign"), (two[1], "sign")),
        ((two[1], "sign"), (third, "sign"), (two[0], "conclude-exclusion"), (two[1], "accept")),
        ((two[0], "withdraw"),),
        (
            (two[1], "sign"), (third, "sign"), (two[0], "conclude-identification"),
            (two[1], "accept"), (third, "accept"),
        ),
        (
            (two[1], "sign"), (third, "sign"), (two[0], "conclude-premature"),
            (two[1], "accept"), (third, "accept"),
        ),
    )  # fmt: skip
    for way in ways:
        body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
        report = start((body, opened("am", team.keeper("am"), cast.one)), two[0])
        bring(report, two[0])
        for who, name in way:
            move(report, who, name, "a reason")
    body, person = foreign(team)
    OpenReport(link="identified", one=body, other=person, why="x").do(by(two[0]), Book())
    for who in (*two, third, cast.charlie):
        there = cast.two if who == cast.charlie else cast.one
        rows = list(listed(there.pk, who, standing(who)))
        assert len(rows) == (1 if who == cast.charlie else 8)
        assert rows == sorted(rows, key=lambda one: (one.rank, one.since, one.pk))
        for row in rows:
            on = {
                one.name
                for one in choices(Report.objects.get(pk=row.pk), by(who))
                if one.lacks is None and one.name not in BACK | {"reopen", "wake"}
            }
            board = State(row.at) is State.BOARD and who == two[1]
            assert (row.rank == MINE) == bool(on or board), (who, row.at, on)
    ordered = listed(cast.one.pk, two[0], standing(two[0]))
    walked: list[Any] = []
    place = Place()
    while True:
        part = part_of(ordered, place, 3)
        walked += part.rows
        if not part.after:
            break
        place = Place(part.rows[-1].pk)
    assert walked == list(ordered)
    back = part_of(ordered, Place(walked[6].pk, back=True), 3)
    assert list(back.rows) == walked[3:6]


def standing(user: User) -> Any:
    from nomina.desk.people.standing import standing_of

    return standing_of(user, NOW)
