"""Several mailboxes: each is read for its operation, and one that fails is seen, and stops none."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nomina.desk.acts import Action
from nomina.desk.books import vault
from nomina.desk.families import mail_fetch, mailbox_port, mailbox_setting
from nomina.desk.families.actions.hearing_take import TakeMailAside
from nomina.desk.families.actions.mail import EndAside, TakeMail
from nomina.desk.families.hearing_watch import Fetching
from nomina.desk.families.mailbox_port import Box
from nomina.desk.families.mailbox_setting import Mailbox
from nomina.desk.families.models import MailAside, MailboxFault, MailSeen, Reply
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, Refused, SignInAgain, StoreError
from tests.desk.families.imap import HOST, Served, serving
from tests.desk.families.test_hearing_mail import mail
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, Book, by, sign_in

NAMES = ("one", "two")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)


def _named(team: Team, folder: Path, boxes: dict[str, Served]) -> None:
    """Write the setting of two mailboxes, of two operations."""
    operations = dict(zip(NAMES, (team.cast.one, team.cast.two), strict=True))
    text = "".join(
        f'[[mailbox]]\nname = "{name}"\noperation = "{operations[name].pk}"\nhost = "{HOST}"\n'
        f'port = {box.port}\nuser = "desk"\n'
        for name, box in boxes.items()
    )
    (folder / mailbox_setting.FILE).write_text(text, encoding="utf-8")


def _password(folder: Path, name: str, text: str) -> None:
    path = folder / f"mailbox-{name}.password"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


@pytest.mark.enable_socket
def test_one_that_fails_is_seen_and_keeps_no_other_from_being_read(
    team: Team, tmp_path: Path, client: Client, quiet: None
) -> None:
    with ExitStack() as stack:
        boxes = {}
        for name in NAMES:
            (tmp_path / name).mkdir()
            one = serving(tmp_path / name, {1: mail(f"Of {name}.").as_bytes()})
            boxes[name] = stack.enter_context(one)
            _password(tmp_path, name, "secret")
        _named(team, tmp_path, boxes)
        trust = {box.port: box.trust for box in boxes.values()}

        def opens(box: Mailbox, password: str) -> AbstractContextManager[Box]:
            return mailbox_port.opened(
                box.host, box.port, user=box.user, password=password, folder=box.folder,
                trust=trust[box.port],
            )  # fmt: skip

        _password(tmp_path, "one", "wrong")
        for _ in range(2):
            with pytest.raises(StoreError, match="mailbox cannot be read"):
                mail_fetch.look(tmp_path, opens=opens)
        assert Reply.objects.get().operation == team.cast.two
        fault = MailboxFault.objects.open().get()
        assert fault.operation == team.cast.one, "noted once, of the one that fails"
        sign_in(client, team.one[Role.LIAISON])
        told = "The mailbox of families could not be read for"
        assert told in client.get(reverse("home")).content.decode()
        _password(tmp_path, "one", "secret")
        assert mail_fetch.look(tmp_path, opens=opens) == mail_fetch.Looked(1, 0)
        assert told not in client.get(reverse("home")).content.decode()
        assert set(Reply.objects.values_list("operation", flat=True)) == {
            team.cast.one.pk, team.cast.two.pk,
        }  # fmt: skip


@pytest.mark.enable_socket
def test_the_worker_notes_what_fails_and_what_is_read_no_more(
    team: Team, tmp_path: Path, quiet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK", tmp_path)
    (tmp_path / "keys-of-one").mkdir()
    with serving(tmp_path / "keys-of-one", {1: mail("w").as_bytes()}) as one:
        _password(tmp_path, "one", "secret")
        _named(team, tmp_path, {"one": one})
        worker = Fetching()
        for _ in range(2):
            worker.turn()  # of the authorities of this system none signed for it
        assert MailboxFault.objects.open().count() == 1
        assert len(one.asked) == 0
        (tmp_path / mailbox_setting.FILE).unlink()
        worker.turn()
        assert not MailboxFault.objects.open().exists()
        assert not MailSeen.objects.exists()


def test_names_and_passwords_of_several(tmp_path: Path) -> None:
    box = '[[mailbox]]\nname = "a-b"\noperation = "{0}"\nhost = "h"\nuser = "u"\n'
    text = box.format("00000000-0000-4000-8000-000000000000")
    (tmp_path / mailbox_setting.FILE).write_text(text, encoding="utf-8")
    assert [one.name for one in mailbox_setting.of(tmp_path)] == ["a-b"]
    (tmp_path / mailbox_setting.FILE).write_text(text + text, encoding="utf-8")
    with pytest.raises(InputError, match="same name"):
        mailbox_setting.of(tmp_path)
    given = {f"{mailbox_setting.PASSWORD}_A_B": "p", mailbox_setting.PASSWORD: "another"}
    assert mailbox_setting.password(tmp_path, given, "a-b") == "p"
    with pytest.raises(InputError, match="no password"):
        mailbox_setting.password(tmp_path, {mailbox_setting.PASSWORD: "another"}, "a-b")
    for name in ("../x", "A", "a b"):
        (tmp_path / mailbox_setting.FILE).write_text(text.replace("a-b", name), encoding="utf-8")
        with pytest.raises(InputError, match="name"):
            mailbox_setting.of(tmp_path)


def test_mail_that_was_set_aside_goes_when_somebody_dealt_with_it(team: Team) -> None:
    act = TakeMail(operation=team.cast.one, data=b"\x00 I will kill you", size=17)
    aside = act.do(by(None, NOW), Book()).aside
    assert aside is not None
    liaison, end = by(team.one[Role.LIAISON]), EndAside(aside=aside, what="It was advertising.")
    assert TakeMailAside(aside=aside).do(liaison, Book()) == b"\x00 I will kill you"
    with pytest.raises(SignInAgain):
        end.do(by(team.one[Role.LIAISON], fresh=False), Book())
    end.do(liaison, Book())
    assert not vault().has([aside.digest])
    again: tuple[Action[Any], ...] = (end, TakeMailAside(aside=aside))
    for one in again:
        with pytest.raises(Refused, match="dealt with"):
            one.do(liaison, Book())
    assert not MailAside.objects.open().exists()
