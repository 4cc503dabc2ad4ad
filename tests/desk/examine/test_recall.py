"""A recall: the link ends, what rests on it is told and frozen, and the pair comes back."""

from __future__ import annotations

import random

import pytest
from django.db.models import Exists
from django.test import Client
from django.urls import reverse

from nomina.desk.acts import Said, SignInAgain, digest
from nomina.desk.examine import resting
from nomina.desk.examine.actions.board import Decide, LayBefore, Sign
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.actions.reports import OpenReport
from nomina.desk.examine.assign import taken_back
from nomina.desk.examine.ground import ground_of, photos_of
from nomina.desk.examine.models import (
    Identification,
    IdentificationEnd,
    Pair,
    Planted,
    Report,
    Settled,
)
from nomina.desk.examine.queue import leads, reopened, waiting
from nomina.desk.examine.resting import FROZEN, HAPPENED, PENDING, Resting
from nomina.desk.examine.states import State
from nomina.desk.examine.views.queue import _new
from nomina.desk.files.actions import EndLink, LinkFiles
from nomina.desk.files.models import Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NominaError, NotPermitted, Refused
from tests.desk.examine.bench import Bench, key, picture
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.examine.test_queue import settle
from tests.desk.people.cast import NOW, Book, account, by, role, sign_in


@pytest.fixture
def sitting(db: str) -> Sitting:
    return make_sitting()


@pytest.fixture
def resters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grave that is there, and a notice that nobody gave yet."""
    monkeypatch.setattr(resting, "_GIVERS", {})
    resting.register("notice", lambda one: [Resting("notice", "to a mother", PENDING, "/n/")])
    resting.register("grave", lambda one: [Resting("grave", f"of {one.pk}", HAPPENED)])


def recall(sitting: Sitting, one: Identification, who: User | None = None) -> IdentificationEnd:
    act = Recall(identification=one, why="the samples were mixed up")
    return act.do(sitting.as_(who or sitting.board[2]), sitting.book)


def test_a_recall_ends_all_that_the_decision_made(sitting: Sitting, resters: None) -> None:
    one = sitting.decided()
    assert resting.stands(one)
    assert [x.state for x in resting.of(one)] == [HAPPENED, PENDING]
    resting.hold(one)
    done = recall(sitting, one)
    assert not Link.objects.current().exists()
    assert Link.objects.get().end.why == done.why == "the samples were mixed up"
    assert sitting.report.state is State.RECALLED
    assert [step.why for step in sitting.report.steps.all()][-1] == done.why
    assert not resting.stands(one)
    grave, notice = resting.of(one)
    assert (grave.kind, grave.state, grave.title) == ("grave", HAPPENED, f"of {one.pk}")
    assert (notice.kind, notice.state, notice.href) == ("notice", FROZEN, "/n/")
    with pytest.raises(Refused, match="was recalled"):
        resting.hold(one)
    entry = sitting.book.entries[-1]
    rests: tuple[Said, ...] = (
        {"kind": "grave", "state": HAPPENED},
        {"kind": "notice", "state": FROZEN},
    )
    said: dict[str, Said] = {"why": done.why, "dossier": one.dossier.digest, "resting": rests}
    assert (entry.kind, entry.changed) == ("board.recall", digest(said))


def test_what_the_board_decided_is_no_link_to_end_or_make_by_hand(sitting: Sitting) -> None:
    ends = {"one": sitting.body, "other": sitting.person}
    with pytest.raises(Refused, match="by the board alone"):
        LinkFiles(**ends, link="identified", why="w").do(sitting.as_(sitting.board[0]), Book())
    one = sitting.decided()
    with pytest.raises(Refused, match="the board decided this"):
        EndLink(link=one.link, why="w").do(sitting.as_(sitting.board[0]), Book())
    assert Link.objects.current().get() == one.link


def test_it_is_recalled_once_by_the_board_and_with_a_reason(sitting: Sitting) -> None:
    one = sitting.decided()
    with pytest.raises(NominaError):
        Recall(identification=one, why=" ").do(sitting.as_(sitting.board[2]), Book())
    act = Recall(identification=one, why="w")
    with pytest.raises(SignInAgain):
        act.do(by(sitting.board[2], sitting.later(), fresh=False), Book())
    for who in (sitting.second, sitting.team.cast.charlie):
        with pytest.raises(NotPermitted):
            recall(sitting, one, who)
    assert resting.stands(one)
    recall(sitting, one)
    with pytest.raises(Refused, match="already"):
        recall(sitting, one)
    assert IdentificationEnd.objects.count() == 1


def test_a_recalled_report_goes_on_and_may_be_decided_anew(sitting: Sitting) -> None:
    one = sitting.decided()
    recall(sitting, one)
    old = one.dossier
    assert sitting.move(sitting.board[0], "reopen", "new samples") is State.FIRST
    sitting.bring()
    sitting.to_board()
    with pytest.raises(Refused, match="has changed since"):
        sitting.sign(sitting.board[0], old)
    dossier = sitting.lay()
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    again = sitting.decide()
    assert sitting.report.identification == again
    assert again != one
    assert [resting.stands(x) for x in (one, again)] == [False, True]
    assert Link.objects.current().get() == again.link
    with pytest.raises(Refused, match="already"):
        recall(sitting, one)
    assert resting.stands(again)


def test_a_body_has_one_name_at_a_time(sitting: Sitting) -> None:
    """Two reports of one body, each with evidence: the second waits for the recall of the first."""
    from tests.desk.files.people import opened

    cast, first = sitting.team.cast, sitting.report
    one = sitting.decided()
    other = opened("am", sitting.team.keeper("am"), cast.one)
    act = OpenReport(link="identified", one=sitting.body, other=other, why="another lead")
    sitting.report = act.do(sitting.as_(sitting.maker), Book())
    with pytest.raises(Refused, match="has a name already"):
        sitting.decided()
    recall(sitting, one)
    assert sitting.decide().report == sitting.report
    assert first.state is State.RECALLED


def board_of(bench: Bench) -> list[User]:
    """Three who never read a lead, each with a key of their own."""
    found = []
    for n in range(3):
        user = account(f"sits{n}")
        role(user, Role.BOARD, bench.team.cast.one, bench.team.cast.ada)
        key(user, f"sits {n}")
        found.append(user)
    return found


def identify(bench: Bench, pair: Pair) -> Sitting:
    """A whole report on a pair, decided."""
    maker = account("maker")
    role(maker, Role.EXAMINER, bench.team.cast.one, bench.team.cast.ada)
    act = OpenReport(link="identified", one=pair.body, other=pair.person, why="examined")
    report: Report = act.do(by(maker, bench.later()), Book())
    second = bench.examiners[0]
    sitting = Sitting(
        bench.team, pair.body, pair.person, maker, second, board_of(bench), report,
        minutes=bench.minutes,
    )  # fmt: skip
    sitting.decided()
    bench.minutes = sitting.minutes
    return sitting


def test_a_decided_pair_leaves_the_queue_and_a_recalled_one_comes_back(bench: Bench) -> None:
    pair = settle(bench, "candidate")
    sitting = identify(bench, pair)
    run, body = bench.run, pair.body_id
    assert [one.ending for one in Settled.objects.filter(pair=pair)] == ["candidate"] * 2
    assert body not in waiting(run, None, reopened(run)).values_list("body", flat=True)
    assert reopened(run) == {}
    picture(pair.person, random.Random(5), bench.later())
    assert reopened(run) == {}, "what is decided does not come back by a new photo"
    sitting.minutes = bench.minutes
    one = sitting.report.identification
    assert one is not None
    recall(sitting, one)
    assert reopened(run) == {pair.pk: ("recalled", "photos")}
    fresh = reopened(run)
    assert body in waiting(run, None, fresh).values_list("body", flat=True)
    assert pair.person_id in leads(run, body, None, fresh).values_list("person", flat=True)
    assert _new(set(fresh[pair.pk])).endswith("a recalled identification, photos")
    ground = ground_of(pair, None, photos_of({pair.body_id, pair.person_id}))
    Settled(pair=pair, ending="excluded", ground=ground, made_at=sitting.later(1)).save()
    assert reopened(run) == {}, "examined anew, it is as any other"


def test_a_recalled_answer_measures_no_examiner(bench: Bench) -> None:
    """Closed pairs by which three were measured; the answer of one of them was wrong."""
    pair = settle(bench, "candidate")
    sitting = identify(bench, pair)
    rows = list(pair.examinations.all())
    third = bench.take(next(e for e in bench.examiners if e not in {r.examiner for r in rows}), 1)
    bench.conclude(third)
    for row in (*rows, third):
        Planted(examination=row, mate=True, made_at=bench.later()).save()
    measured = Planted.objects.exclude(Exists(taken_back()))
    assert measured.count() == 3
    one = sitting.report.identification
    assert one is not None
    sitting.minutes = bench.minutes
    client = Client()
    sign_in(client, rows[0].examiner)
    address = reverse("examine:examination", args=[rows[0].pk])
    assert "The answer is: one person." in client.get(address).content.decode()
    recall(sitting, one)
    assert [one.examination for one in measured] == [third], "that one was of another body"
    told = client.get(address).content.decode()
    assert "The answer is" not in told
    assert "was recalled since, so it measures nothing" in told


def test_a_decision_without_a_pair_settles_nothing(sitting: Sitting) -> None:
    sitting.decided()
    assert not Settled.objects.exists()
    assert sitting.report.made_at <= NOW
    assert {act.kind for act in (Decide, LayBefore, Sign)} <= set(sitting.book.kinds())
