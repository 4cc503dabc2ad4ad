"""The pages of the board and of a recall: what is offered is what the acts take."""

from __future__ import annotations

import hashlib
import html
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from nomina.desk.examine import resting
from nomina.desk.examine.models import Dossier, Identification, Report, Signature
from nomina.desk.examine.resting import HAPPENED, PENDING, Resting
from nomina.desk.examine.states import State
from nomina.desk.files.models import Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.examine.bench import key
from tests.desk.examine.test_reports import bring, move, start
from tests.desk.examine.test_reports_pages import at, text, url
from tests.desk.files.people import Team, make_team, opened
from tests.desk.people.cast import BOOK, account, make_cast, role


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; `test_board` tries the acts in both."""
    return "sqlcipher"


@pytest.fixture
def team(db: str, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    return make_team(make_cast())


@pytest.fixture
def people(team: Team) -> list[User]:
    """An examiner and three of the board, each with a key of their own."""
    found = [team.one[Role.EXAMINER], team.one[Role.BOARD]]
    for name in ("second", "third"):
        found.append(account(name))
        role(found[-1], Role.BOARD, team.cast.one, team.cast.ada)
    for user in found:
        key(user, f"key of {user.login}")
    return found


@pytest.fixture
def report(team: Team, people: list[User]) -> Report:
    """A report before the board: made and proved by the first, accepted by the second."""
    cast = team.cast
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    made = start((body, opened("am", team.keeper("am"), cast.one)), people[0])
    bring(made, people[0])
    for who, name in (
        (0, "sign"), (1, "sign"), (0, "conclude-identification"), (0, "accept"), (1, "accept"),
    ):  # fmt: skip
        move(made, people[who], name, "the profile")
    return made


def acts(client: Client, report: Report) -> set[str]:
    page = client.get(url("board", report)).content.decode()
    found = set(re.findall(r"/(sign|dissent|decide|lay)/", page))
    return found | set(re.findall(r"\?move=([a-z-]+)", page))


def test_the_board_signs_a_hash_and_decides(people: list[User], report: Report) -> None:
    examiner, *board = (at(user) for user in people)
    assert acts(examiner, report) == {"lay"}
    assert acts(board[0], report) == {"lay", "return"}
    assert examiner.post(url("lay", report)).status_code == 302
    dossier = Dossier.objects.get()
    page = board[0].get(url("board", report)).content.decode()
    [hashed] = re.findall(r'<pre class="dossier"[^>]*>(.*?)</pre>', page, re.S)
    assert hashlib.sha256(html.unescape(hashed).encode()).hexdigest() == dossier.digest
    assert dossier.digest[:12] in page
    assert "made the report, brought evidence" in text(examiner.get(url("board", report)))
    assert acts(examiner, report) == set()
    for n, client in enumerate(board[:2]):
        assert acts(client, report) == {"sign", "dissent", "return"}
        assert client.get(url("sign", dossier)).status_code == 200
        assert client.post(url("sign", dossier)).headers["Location"] == url("board", report)
        assert Signature.objects.filter(agrees=True).count() == n + 1
    assert acts(board[1], report) == {"dissent", "decide", "return"}
    assert examiner.post(url("decide", report)).status_code == 403
    assert board[1].post(url("decide", report)).headers["Location"] == url("report", report)
    assert report.state is State.IDENTIFIED
    assert Link.objects.current().filter(kind="identified").count() == 1
    for client in (examiner, *board[:2]):
        assert url("board", report) in client.get(url("report", report)).content.decode()
        page = text(client.get(url("board", report)))
        assert dossier.digest[:12] in page
        assert page.count("stands") >= 2
        assert "void" not in page, "the decision itself changes nothing that was signed"


@pytest.mark.deep
def test_a_dissent_stops_it_until_it_is_taken_back(people: list[User], report: Report) -> None:
    _, *board = (at(user) for user in people)
    board[0].post(url("lay", report))
    dossier = Dossier.objects.get()
    for client in board[:2]:
        client.post(url("sign", dossier))
    assert board[2].post(url("dissent", dossier), {"why": " "}).status_code == 422
    board[2].post(url("dissent", dossier), {"why": "the sample was swapped"})
    assert acts(board[0], report) == {"dissent", "return"}
    page = text(board[0].get(url("board", report)))
    assert "the sample was swapped" in page
    assert "Somebody of the board dissents" in page
    assert board[0].post(url("decide", report), follow=True).status_code == 200
    assert report.state is State.BOARD
    assert acts(board[2], report) == {"sign", "return"}
    board[2].post(url("sign", dossier))
    assert "taken back by a later word" in text(board[2].get(url("board", report)))
    assert "decide" in acts(board[2], report)


def test_evidence_after_the_acceptance_is_marked_and_voids_what_was_signed(
    people: list[User], report: Report
) -> None:
    _, *board = (at(user) for user in people)
    board[0].post(url("lay", report))
    board[0].post(url("sign", Dossier.objects.get()))
    form = board[1].get(url("evidence", report))
    assert "Who brings evidence does not sign" in text(form)
    assert "voids the signatures" in text(form)
    before = text(board[0].get(url("board", report)))
    assert "came after the acceptance" not in before
    bring_late(report, people[2])
    page = text(board[0].get(url("board", report)))
    assert page.count("came after the acceptance") == 1
    assert "void: the report has changed since" in page
    assert "not laid before the board" in page
    assert acts(board[0], report) == {"lay", "return"}
    stale = board[0].post(url("sign", Dossier.objects.get()), follow=True)
    assert "Nobody laid this before the board as it is now" in text(stale)
    assert Signature.objects.count() == 1
    board[0].post(url("lay", report))
    assert acts(board[1], report) == {"return"}, "who brought it does not sign"
    assert acts(board[2], report) == {"sign", "dissent", "return"}


def bring_late(report: Report, who: User) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from nomina.desk.examine.actions.reports import AddEvidence
    from tests.desk.people.cast import Book, by

    AddEvidence(
        report=report, discipline="property", view="possible", reason="a ring", place="Mortuary",
        date=timezone.now().date() - timedelta(days=1), signatory="Dr Late",
    ).do(by(who, timezone.now() + timedelta(minutes=1)), Book())  # fmt: skip


def test_a_recall_lists_what_rests_on_it_before_and_after(
    people: list[User], report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = (
        Resting("grave", "Grave 7", HAPPENED, word="filled"),
        Resting("notice", "Letter 3", PENDING),
    )
    monkeypatch.setattr(resting, "_GIVERS", {"any": lambda one: given})
    examiner, *board = (at(user) for user in people)
    board[0].post(url("lay", report))
    for client in board[:2]:
        client.post(url("sign", Dossier.objects.get()))
    board[0].post(url("decide", report))
    done = Identification.objects.get()
    assert url("recall", done) not in examiner.get(url("report", report)).content.decode()
    assert examiner.get(url("recall", done)).status_code == 403
    page = board[2].get(url("report", report))
    assert url("recall", done) in page.content.decode()
    assert "Grave 7 filled" in text(page)
    assert "Letter 3 has not happened yet" in text(page)
    before = text(board[2].get(url("recall", done)))
    assert "Grave 7 happened: people put it right" in before
    assert "Letter 3 has not happened yet: it is frozen" in before
    assert board[2].post(url("recall", done), {"why": " "}).status_code == 422
    after = board[2].post(url("recall", done), {"why": "another body"}, follow=True)
    assert after.redirect_chain == [(url("report", report), 302)]
    assert "Letter 3 frozen" in text(after)
    assert "another body" in text(after)
    assert report.state is State.RECALLED
    assert url("recall", done) not in after.content.decode()
    assert not Link.objects.current().filter(kind="identified").exists()
