"""Nothing leaves before it is written down, and what came is kept as a whole, once, or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nomina.desk.acts import NotPermitted
from nomina.desk.captures import bundle, errands
from nomina.desk.captures.actions.bringing import document_of
from nomina.desk.captures.browsed_act import (
    ADDRESSES_EACH_DAY,
    AskAddress,
    AskAgain,
    fetch,
)
from nomina.desk.captures.browser import ALLOWED, Captured
from nomina.desk.captures.keeping import everything, read
from nomina.desk.captures.models import Asking, Capture, Errand, Item
from nomina.desk.files.models import File
from nomina.desk.leads.jobs import LEASE
from nomina.desk.limits import TooOften
from nomina.desk.people.actions import EndMembership
from nomina.desk.people.models import Membership
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, SpaceError
from tests.desk.captures.test_browsed import PAGE, captured
from tests.desk.captures.test_captures import ASKED, ended, person, team
from tests.desk.files.people import Team
from tests.desk.people.cast import BOOK, NOW, by

__all__ = ["ended", "person", "team"]  # fixtures of the other tests of captures

HERE = replace(ASKED, address="https://news.example.org/1")
LATER = NOW + timedelta(minutes=2)
asked_for: list[str] = []


@pytest.fixture(autouse=True)
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOWED, "1")
    asked_for.clear()


def pretended(address: str) -> Captured:
    """Stand in for the browser; the ledger must know before."""
    assert BOOK.kinds()[-1] in {"capture.ask", "capture.ask-again"}
    asked_for.append(address)
    return captured(asked=address)


def asked(team: Team, file: File, role: Role = Role.ANTE_MORTEM) -> Asking:
    return AskAddress(file=file, asked=HERE).do(by(team.one[role]))


def run(one: Asking, capturing: Callable[[str], Captured] = pretended) -> Errand:
    """What the worker does."""
    errands.execute(
        one.errand.pk, lambda errand: fetch(errand, capturing=capturing, clock=lambda: LATER)
    )
    return Errand.objects.get(pk=one.errand.pk)


def test_an_address_is_written_down_then_asked_then_kept(team: Team, person: File) -> None:
    one = asked(team, person)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(one.errand.pk)]
    assert asked_for == []
    errand = run(one)
    assert asked_for == [HERE.address]
    assert BOOK.kinds()[-2:] == ["capture.ask", "capture.bring"]
    assert [each.kind for each in BOOK.entries[-1].on] == ["capture", "file", "asking"]
    capture = errand.capture
    assert capture is not None
    assert (errand.state, errand.attempt) == ("done", None)
    assert (capture.way, capture.address) == ("address", HERE.address)
    assert (capture.purpose, capture.assessment) == (HERE.purpose, HERE.assessment)
    assert (capture.by, capture.at) == (team.one[Role.ANTE_MORTEM], LATER)
    items = list(capture.items.all())
    assert read(items[0]) == PAGE
    assert {"original", "headers", "page", "text", "screenshot", "media", "view"} == {
        one.role for one in items
    }
    whole = bundle.archive(document_of(capture), everything(capture))
    assert bundle.faults(whole, capture.bundle) == ()
    record = json.loads(read(next(one for one in items if one.role == "headers")))
    assert record["asked"] == HERE.address
    assert run(one).capture == capture  # a second task finds nothing to do
    assert Capture.objects.count() == 1


def test_nothing_is_asked_for_where_it_may_not_be(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = by(team.one[Role.ANTE_MORTEM])
    with pytest.raises(NotPermitted):
        asked(team, person, Role.MORTUARY)
    for wrong in (replace(HERE, purpose=" "), replace(HERE, address="http://127.1/")):
        with pytest.raises(InputError):
            AskAddress(file=person, asked=wrong).do(ours)
    monkeypatch.delenv(ALLOWED)
    with pytest.raises(InputError, match="not captured at this desk"):
        asked(team, person)
    assert "capture.ask" not in BOOK.kinds()
    assert not Asking.objects.exists()
    assert not DBTaskResult.objects.exists()


def unreachable(address: str) -> Captured:
    raise InputError("the page could not be reached")


def full(address: str) -> Captured:
    raise SpaceError("the disk is full")


def strange(address: str) -> Captured:
    raise KeyError("the name of somebody")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (unreachable, "could not be reached"),
        (full, "disk is full"),
        (strange, "not foreseen"),
    ],
)
def test_an_address_asked_in_vain_says_why_and_can_be_asked_again(
    team: Team, person: File, broken: Callable[[str], Captured], says: str
) -> None:
    one = asked(team, person)
    errand = run(one, broken)
    assert (errand.state, errand.capture) == ("failed", None)
    assert says in errand.says
    assert "somebody" not in errand.says
    assert BOOK.kinds()[-2:] == ["capture.ask", "capture.vain"]
    assert not Capture.objects.exists()
    examiner = team.one[Role.EXAMINER]
    with pytest.raises(NotPermitted):
        AskAgain(asking=one).do(by(team.one[Role.BOARD]))
    AskAgain(asking=one).do(by(examiner))
    with pytest.raises(InputError, match="not asked for in vain"):
        AskAgain(asking=one).do(by(examiner))
    capture = run(one).capture
    assert capture is not None
    assert capture.by == examiner  # whoever asked last collected it


def test_who_lost_the_right_meanwhile_collects_nothing(team: Team, person: File) -> None:
    one = asked(team, person)
    held = Membership.objects.filter(user=team.one[Role.ANTE_MORTEM])
    for membership in held:
        EndMembership(membership=membership, why="left").do(by(team.cast.ada))
    errand = run(one)
    assert (errand.state, asked_for) == ("failed", [])
    assert "may no longer" in errand.says


def test_addresses_are_limited_for_each_day(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = replace(ADDRESSES_EACH_DAY, most=1)
    monkeypatch.setattr("nomina.desk.captures.browsed_act.ADDRESSES_EACH_DAY", limit)
    one = asked(team, person)
    run(one, unreachable)
    with pytest.raises(TooOften):
        asked(team, person)
    with pytest.raises(TooOften):
        AskAgain(asking=one).do(by(team.one[Role.ANTE_MORTEM]))
    assert Asking.objects.count() == 1


class Killed(BaseException):
    """The worker is gone at this moment; nothing of its own runs any more."""


def lost(one: Asking, capturing: Callable[[str], Captured]) -> Errand:
    """A worker is killed at an errand, and another one looks a while later."""
    with pytest.raises(Killed):
        run(one, capturing)
    Errand.objects.filter(pk=one.errand.pk).update(worker="another:process")
    DBTaskResult.objects.all().delete()
    assert errands.revive(timezone.now()) == 0  # it may still be at it
    errands.revive(timezone.now() + LEASE * 2)
    return Errand.objects.get(pk=one.errand.pk)


def killed(address: str) -> Captured:
    raise Killed


def test_a_worker_that_is_killed_leaves_nothing_half_and_another_goes_on(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asked(team, person)
    assert lost(one, killed).state == "waiting"
    with monkeypatch.context() as patch:  # also where it is killed while it keeps what came
        patch.setattr(errands, "end", lambda *_: killed(""))
        assert lost(one, pretended).state == "waiting"
    assert not Capture.objects.exists()
    assert not Item.objects.exists()
    assert DBTaskResult.objects.filter(task_path__contains="captures").count() == 1
    assert run(one).state == "done"
    assert Capture.objects.count() == 1


def test_a_page_that_kills_the_worker_does_so_only_so_often(team: Team, person: File) -> None:
    one = asked(team, person)
    assert [lost(one, killed).state for _ in range(errands.TRIES)] == [
        "waiting",
        "waiting",
        "failed",
    ]
    assert BOOK.kinds()[-1] == "capture.vain"
    assert AskAgain(asking=one).do(by(team.one[Role.ANTE_MORTEM])).state == "waiting"


def test_who_lost_an_errand_keeps_nothing(team: Team, person: File) -> None:
    """A process that was silent for too long comes back with the page in its hands."""
    one = asked(team, person)

    past = timezone.now() - 2 * LEASE

    def slow(address: str) -> Captured:
        Errand.objects.filter(pk=one.errand.pk).update(worker="another:process", beat_at=past)
        assert errands.revive() == 1
        assert run(one).state == "done"
        return captured(asked=address)

    assert run(one, slow).state == "done"
    assert Capture.objects.count() == 1


def test_an_errand_beats_while_its_process_is_at_it(team: Team, person: File) -> None:
    one = asked(team, person)

    def watched(address: str) -> Captured:
        later = timezone.now() + LEASE * 3
        errands.keep(later)
        assert Errand.objects.get().beat_at == later
        assert errands.revive(later) == 0
        return captured(asked=address)

    assert run(one, watched).state == "done"
