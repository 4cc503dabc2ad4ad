"""Killed at any moment: nothing is sent twice or lost, nothing is marked sent that was not.

The postman runs in a process of its own against a real mail server, on a database where commits are
real, and is killed (SIGKILL) before, within and after each of its commits and at each stage of the
mail server. Afterwards another one looks at what is there.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from nomina.desk.acts import Action, Actor
from nomina.desk.boot.sending import Mail
from nomina.desk.families import messages_state as state
from nomina.desk.families import postman
from nomina.desk.families.actions.messages import (
    AskToCall,
    NoteMessage,
    SettleMessage,
    TryMessage,
)
from nomina.desk.families.models import Message
from nomina.desk.families.models.letters import ACCEPTED, NOT_KNOWN
from nomina.desk.families.wire import MailServer
from nomina.desk.files.models import File
from tests.desk.custody.yard import make_yard
from tests.desk.families import smtp
from tests.desk.families.visits import Visits, make_visits, relative
from tests.desk.families.written import office
from tests.desk.files.people import make_team
from tests.desk.people.cast import NOW, by, make_cast

pytestmark = pytest.mark.enable_socket
SENDER = "desk@office.example"
STAGES = ("ehlo", "mail", "rcpt", "data", "data-taken")
COMMITS = tuple(
    f"{when} {act}" for act in ("try", "note") for when in ("before", "within", "after")
)
POINTS = (*COMMITS, *STAGES)
TAKEN = frozenset({"data", "data-taken", "before note", "within note", "after note"})
"""Where the whole text had gone over by then, and the server keeps it."""
UNTRIED = frozenset({"before try", "within try"})
"""Where nobody had begun."""


@dataclass
class Post:
    """Relatives who may be written to, a mail server, and postmen that can be killed."""

    visits: Visits
    taking: smtp.Taking
    port: int

    def family(self) -> File:
        contact: dict[str, Any] = {"ways": ["mail"], "mail": f"r{File.objects.count()}@example.org"}
        return relative(self.visits.yard, self.visits.missing, **contact)

    def ask(self) -> Message:
        act = AskToCall(family=self.family(), form="mail", language="uk")
        message: Message = self.visits.do(act)
        return message

    def carry(self, at: datetime) -> None:
        mail = Mail(sender=SENDER, host="127.0.0.1", port=self.port, tls="none")
        postman.round_of({"mail": MailServer(mail, "")}, lambda: at, self.visits.book)

    def times(self, message: Message) -> int:
        """How often the server took a message."""
        return self.taking.ids()[f"<{message.pk.hex}@office.example>"]


@pytest.fixture
def post(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    with smtp.mail_server() as (taking, port):
        mail = Mail(sender=SENDER, host="127.0.0.1", port=port, tls="none")
        monkeypatch.setattr(settings, "FAMILY_MAIL", mail)
        visits = make_visits(make_yard(make_team(make_cast())))
        office(visits)
        yield Post(visits, taking, port)


def forked(run: Callable[[], None]) -> int:
    """Run something in a process of its own; gives its id."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        run()
        connections.close_all()
    except BaseException:  # noqa: BLE001 - a child of a test never comes back into it
        os._exit(3)
    os._exit(0)


def ended(pid: int) -> int:
    """Wait for a process, and give how it ended."""
    return os.waitpid(pid, 0)[1]


@contextmanager
def gate_of() -> Iterator[tuple[Callable[[], object], Callable[[], object]]]:
    """Two ends: processes wait at the first until the second lets one of them go."""
    wait, go = os.pipe()
    try:
        yield lambda: os.read(wait, 1), lambda: os.write(go, b"1")
    finally:
        os.close(wait)
        os.close(go)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str) -> None:
    """In a postman of its own: be killed at a commit."""
    when, _, name = point.partition(" ")
    act: type[Action[Any]] = TryMessage if name == "try" else NoteMessage
    do, effect = Action.do, act.effect

    def done(self: Action[Any], by: Actor, book: Any = None) -> Any:
        mine = isinstance(self, act)
        if mine and when == "before":
            die()
        made = do(self, by, book)
        if mine and when == "after":
            die()
        return made

    def made_(self: Any, by: Actor) -> Any:
        made = effect(self, by)
        if when == "within":
            die()
        return made

    for owner, name_, instead in ((Action, "do", done), (act, "effect", made_)):
        type.__setattr__(owner, name_, instead)


def test_killed_anywhere_nothing_is_sent_twice_lost_or_marked_wrongly(post: Post) -> None:
    for number, point in enumerate(POINTS):
        at = NOW + timedelta(hours=2 + number)
        message = post.ask()
        killed(post, point, at)
        expect(post, message, point, at)


def killed(post: Post, point: str, at: datetime) -> None:
    """Have a postman carry what waits, and kill it at a point."""
    with gate_of() as (wait, go):

        def run() -> None:
            wait()
            if point in COMMITS:
                die_at(point)
            post.carry(at)

        pid = forked(run)

        def hook(stage: str) -> None:
            if stage == point:
                os.kill(pid, signal.SIGKILL)

        post.taking.hook = hook
        go()
        status = ended(pid)
    post.taking.hook = lambda stage: None
    assert os.WIFSIGNALED(status), (point, status)
    assert os.WTERMSIG(status) == signal.SIGKILL, point


def expect(post: Post, message: Message, point: str, at: datetime) -> None:
    """What another postman finds, and does, and what a person can do then."""
    had = point in TAKEN
    assert post.times(message) == had, point
    if point == "after note":
        assert state.state_of(message) == ACCEPTED
    else:
        assert state.state_of(message) == (state.QUEUED if point in UNTRIED else "trying"), point
    post.carry(at + timedelta(minutes=1))
    if point in UNTRIED:
        assert (state.state_of(message), post.times(message)) == (ACCEPTED, 1), point
        return
    assert post.times(message) == had, "nobody sends again what may have been sent"
    for hours in (1, 30, 60):
        post.carry(at + timedelta(hours=hours))
    assert post.times(message) == had, point
    if point == "after note":
        return
    assert state.state_of(message) == NOT_KNOWN, point
    decision = "arrived" if had else "again"
    act = SettleMessage(message=message, decision=decision, why="she was asked")
    act.do(by(post.visits.liaison, at + timedelta(hours=61)), post.visits.book)
    post.carry(at + timedelta(hours=61, minutes=1))
    assert post.times(message) == 1, point
    assert state.state_of(message) == ("arrived" if had else ACCEPTED), point


def test_two_postmen_at_once_send_each_message_once(post: Post) -> None:
    messages = [post.ask() for _ in range(4)]
    with gate_of() as (wait, go):

        def run() -> None:
            wait()
            post.carry(NOW + timedelta(hours=2))

        pids = [forked(run) for _ in range(2)]
        go()
        go()
        assert [ended(pid) for pid in pids] == [0, 0]
    assert {state.state_of(one) for one in messages} == {ACCEPTED}
    assert sorted(post.taking.ids().values()) == [1, 1, 1, 1]


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_time_at_all(post: Post, seed: int) -> None:
    """A kill after a drawn number of microseconds, over and over, while messages wait."""
    drawn, kills = random.Random(seed), 0
    messages = [post.ask() for _ in range(6)]
    for turn in itertools.count():
        at = NOW + timedelta(hours=2, seconds=turn)
        pid = forked(partial(post.carry, at))
        timer = threading.Timer(drawn.uniform(0.0, 0.12), os.kill, (pid, signal.SIGKILL))
        timer.start()
        status = ended(pid)
        timer.cancel()
        timer.join()
        assert status in (0, signal.SIGKILL), status
        kills += status == signal.SIGKILL
        for one in messages:
            check(post, one)
        if all(state.state_of(one) not in (state.QUEUED, "not-sent") for one in messages):
            break
        assert turn < 200
    assert kills
    post.carry(NOW + timedelta(hours=30))
    for one in messages:
        check(post, one)
        assert state.state_of(one) in (ACCEPTED, NOT_KNOWN)


def check(post: Post, message: Message) -> None:
    """What holds at every moment: once at most, and never marked as taken that was not."""
    times, stands = post.times(message), state.state_of(message)
    assert times <= 1
    if stands == ACCEPTED:
        assert times == 1
    if stands == state.QUEUED:
        assert times == 0
