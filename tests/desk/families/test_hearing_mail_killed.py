"""Mail that is fetched by a process which is killed: nothing is lost, doubled or half there.

Commits are real, the mail server is, and so is the kill (SIGKILL): before, within and after the act
of each mail, and in the middle of the conversation. Another process then goes on.
"""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from nomina.desk.acts import Action, Actor
from nomina.desk.families import hearing_text, mail_fetch
from nomina.desk.families.actions.mail import TakeMail
from nomina.desk.families.mailbox_port import Box
from nomina.desk.families.models import MailSeen, Reply
from tests.desk.families.heard import TWICE
from tests.desk.families.imap import Served
from tests.desk.families.test_hearing_mail import counts, mailbox_of, opens
from tests.desk.families.test_messages_killed import die, ended, forked
from tests.desk.files.people import make_team
from tests.desk.people.cast import make_cast

pytestmark = pytest.mark.enable_socket
WHENS = ("fetching", "before", "within", "after")


def dies_at(when: str) -> None:
    """In a process of its own: be killed at the first mail."""
    do, effect, data = Action.do, TakeMail.effect, Box._data

    def done(self: Action[Any], by: Actor, book: Any = None) -> Any:
        mine = isinstance(self, TakeMail)
        if mine and when == "before":
            die()
        made = do(self, by, book)
        if mine and when == "after":
            die()
        return made

    def made(self: TakeMail, by: Actor) -> Any:
        row = effect(self, by)
        if when == "within":
            die()
        return row

    def read(self: Box, uid: int) -> bytes:
        if when == "fetching":
            die()
        return data(self, uid)

    for owner, name, instead in (
        (Action, "do", done), (TakeMail, "effect", made), (Box, "_data", read),
    ):  # fmt: skip
        type.__setattr__(owner, name, instead)


def fetched(folder: Path, served: Served, when: str) -> int:
    """Have a process look into the mailbox that is killed; gives how it ended."""

    def run() -> None:
        dies_at(when)
        mail_fetch.look(folder, opens=opens(served))

    return ended(forked(run))


@TWICE
def test_killed_anywhere_no_mail_is_lost_doubled_or_half_there(
    fresh_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    team = make_team(make_cast())
    with mailbox_of(team.cast.one, tmp_path) as served:
        killed = partial(fetched, tmp_path, served)
        for taken, uid in enumerate(sorted(served.mails)):
            for when in WHENS:
                if taken and when in {"fetching", "before"}:
                    continue  # nothing of the mail itself is known by then
                status = killed(when)
                assert os.WIFSIGNALED(status), (uid, when, status)
                assert os.WTERMSIG(status) == signal.SIGKILL
                assert MailSeen.objects.count() == taken + (when == "after"), (uid, when)
        assert mail_fetch.look(tmp_path, opens=opens(served)) == mail_fetch.Looked(0, 0)
        assert counts() == (3, 3, 7, 1)
        for reply in Reply.objects.all():
            assert hearing_text.read(reply.texts.get().digest).whole
