"""Mail: read hardened, fetched in a real conversation, never lost, doubled or answered."""

from __future__ import annotations

import mailbox
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.acts import Entry
from nomina.desk.families import hearing_text, mail_fetch, mail_read, mailbox_port, mailbox_setting
from nomina.desk.families.actions.mail import TakeMail
from nomina.desk.families.mailbox_port import Box
from nomina.desk.families.mailbox_setting import Mailbox
from nomina.desk.families.models import MailAside, MailSeen, Reply, ReplyEnclosure
from nomina.desk.people.models import Operation
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, StoreError
from tests.desk.families.heard import TWICE
from tests.desk.families.imap import HOST, Served, serving
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, Book, by, sign_in


def mail(words: str, number: str = "1", **more: Any) -> EmailMessage:
    """A mail, as a program of the standard library writes it."""
    made = EmailMessage()
    made["Message-ID"] = f"<{number}@example.org>"
    made["From"] = "Олена Зразок <olena@example.org>"
    made["Date"] = "Fri, 20 Nov 2026 10:00:00 +0200"
    made["Subject"] = more.pop("subject", "Мій син")
    made.set_content(words, **more)
    return made


def test_words_sender_and_time_are_read_whatever_they_are_written_in() -> None:
    for more in ({}, {"charset": "koi8-u", "cte": "base64"}, {"charset": "windows-1251"}):
        read = mail_read.read(mail("Поверніть його.", **more).as_bytes())
        assert read.words == "Мій син\n\nПоверніть його.\n"
        assert read.sender == "Олена Зразок <olena@example.org>"
        assert read.at is not None
        assert read.at.isoformat() == "2026-11-20T08:00:00+00:00"
        assert read.attached == ()


def test_a_page_becomes_its_words_and_nothing_in_it_is_run_or_followed() -> None:
    made = mail("")
    made.set_content(
        "<html><head><title>t</title><style>p{}</style></head><body><p>Give him <b>back</b>.</p>"
        "<script>alert(1)</script><img src='http://203.0.113.7/pixel'>&lt;3</body></html>",
        subtype="html",
    )
    assert mail_read.read(made.as_bytes()).words == "Мій син\n\nGive him back.\n<3"


def test_what_came_with_it_is_listed_as_told_and_never_opened() -> None:
    made = mail("See the photo.")
    made.add_attachment(
        b"MZ\x90", maintype="image", subtype="jpeg", filename="../../p\u202egpj.exe"
    )
    inner = mail("Inner words.", "2")
    made.add_attachment(inner)
    read = mail_read.read(made.as_bytes())
    assert read.words == "Мій син\n\nSee the photo.\n"
    first, second = read.attached
    assert (first.media, first.data) == ("image/jpeg", b"MZ\x90")
    assert second.media == "message/rfc822"
    assert b"Inner-words" not in second.data
    assert b"2@example.org" in second.data


def _nested(depth: int) -> bytes:
    lines = [b"Message-ID: <d@example.org>"]
    for n in range(depth):
        lines += [
            f'Content-Type: multipart/mixed; boundary="b{n}"'.encode(),
            b"",
            f"--b{n}".encode(),
        ]
    return b"\n".join([*lines, b"Content-Type: text/plain", b"", b"w"])


def _many(parts: int) -> bytes:
    head = b'Message-ID: <m@example.org>\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return head + b"--b\nContent-Type: text/plain\n\nw\n" * parts + b"--b--\n"


HOSTILE = {
    "nothing": b"",
    "no mail": b"\x00\x01\x02" * 100,
    "nested": _nested(400),
    "nested deep": _nested(5_000),
    "many": _many(5_000),
    "header": b"From: " + b"=?utf-8?b?" + b"A" * 5 + b"?= " * 2000 + b"\nSubject: =?x?q?=zz?=\n\nw",
    "charset": b"Content-Type: text/plain; charset=\x00zlib\n\nw",
    "codec": b"Content-Type: text/plain; charset=hex\n\nw",
    "date": b"Date: Fri, 99 Nov 99999 99:99:99 +9999\nFrom: \n\nw",
    "name": b"Content-Type: x/y; name*0*=utf-8'%ff; name*1=\"\n\nw",
    "base64": b"Content-Transfer-Encoding: base64\nA: b\n\n====****",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_or_refused(data: bytes) -> None:
    try:
        mail_read.read(data)
    except InputError:
        return


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"Content-Type: multipart/mixed; boundary=b\n\n"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    try:
        mail_read.read(head + data)
    except InputError:
        return


def test_a_mail_is_known_again_in_a_box_and_with_other_line_ends(tmp_path: Path) -> None:
    """The box is written by the standard library, which quotes lines that begin with From."""
    texts = ["One.", "From here on\nnothing is the same.\n\nFrom then.", ">From quoted."]
    made = [mail(text, str(n)).as_bytes() for n, text in enumerate(texts)]
    box = mailbox.mbox(tmp_path / "box")
    for one in made:
        box.add(one)
    box.flush()
    found = list(mail_read.of_box((tmp_path / "box").read_bytes()))
    assert [mail_read.once_of(one) for one in found[:2]] == [mail_read.once_of(m) for m in made[:2]]
    assert len(found) == 3
    crlf = [one.replace(b"\n", b"\r\n") for one in made]
    assert [mail_read.once_of(one) for one in crlf] == [mail_read.once_of(one) for one in made]
    other = mail("Another text.", "0").as_bytes()
    assert mail_read.once_of(other) != mail_read.once_of(made[0]), "one id hides another mail"
    box.close()


WRITES = ("STORE", "COPY", "MOVE", "APPEND", "EXPUNGE", "DELETE", "SELECT", "CREATE", "RENAME")


@pytest.fixture
def served(team: Team, tmp_path: Path) -> Iterator[Served]:
    with mailbox_of(team.cast.one, tmp_path) as one:
        yield one


@contextmanager
def mailbox_of(operation: Operation, tmp_path: Path) -> Iterator[Served]:
    """A mailbox of an operation, of every kind of mail, and the setting that names it."""
    photo = mail("With a photo.", "2")
    photo.add_attachment(b"\xff\xd8 w", maintype="image", subtype="jpeg", filename="a.jpg")
    mails = {
        3: mail("First.", "1").as_bytes(),
        4: photo.as_bytes(),
        7: b"\x00 no mail at all",
        8: mail("First.", "1").as_bytes(),  # the same again
        9: mail("Other words under the same id.", "1").as_bytes(),
        12: mail("Large.", "5").as_bytes(),
        13: mail("", "6", subject="").as_bytes(),
    }
    with serving(tmp_path, mails) as one:
        one.sizes[12] = mail_read.LARGEST + 1
        text = f'operation = "{operation.pk}"\nhost = "{HOST}"\nport = {one.port}\nuser = "desk"\n'
        (tmp_path / mailbox_setting.FILE).write_text(text, encoding="utf-8")
        password = tmp_path / mailbox_setting.PASSWORD_FILE
        password.write_text("secret\n", encoding="utf-8")
        password.chmod(0o600)
        yield one


def opens(served: Served) -> Callable[[Mailbox, str], AbstractContextManager[Box]]:
    """Open the mailbox as the desk does, trusting the authority of the test."""
    return lambda box, password: mailbox_port.opened(
        box.host, box.port, user=box.user, password=password, folder=box.folder,
        trust=served.trust,
    )  # fmt: skip


def counts() -> tuple[int, int, int, int]:
    return (
        Reply.objects.count(),
        MailAside.objects.count(),
        MailSeen.objects.count(),
        ReplyEnclosure.objects.count(),
    )


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)


@pytest.mark.enable_socket
def test_a_mailbox_is_read_once_and_left_as_it_was(
    served: Served, tmp_path: Path, quiet: None
) -> None:
    looked = mail_fetch.look(tmp_path, opens=opens(served))
    assert looked == mail_fetch.Looked(replies=4, aside=3)
    assert counts() == (3, 3, 7, 1)
    whys = set(MailAside.objects.values_list("why", flat=True))
    assert whys == {"unreadable", "too-large", "no-words"}
    told = [hearing_text.read(one.texts.get().digest).parts for one in Reply.objects.all()]
    assert sorted(str(parts[0]).partition("\n\n")[2] for parts in told) == [
        "First.", "Other words under the same id.", "With a photo.",
    ]  # fmt: skip
    assert mail_fetch.look(tmp_path, opens=opens(served)) == mail_fetch.Looked(0, 0)
    served.validity += 1  # the server numbers anew: all of it is fetched, none of it doubled
    mail_fetch.look(tmp_path, opens=opens(served))
    assert counts() == (3, 4, 14, 1)
    assert not [one for one in served.asked if any(word in one for word in WRITES)]


@TWICE
@pytest.mark.enable_socket
def test_a_conversation_that_breaks_off_anywhere_loses_and_doubles_nothing(
    served: Served, tmp_path: Path, quiet: None
) -> None:
    broken = 0
    for step in range(40):
        served.breaks = step
        try:
            mail_fetch.look(tmp_path, opens=opens(served))
        except StoreError:
            broken += 1
            continue
        break
    assert broken >= 8, "the conversation was not broken"
    served.breaks = None
    mail_fetch.look(tmp_path, opens=opens(served))
    assert counts() == (3, 3, 7, 1)


class Dies:
    """A ledger that fails at its n-th entry, as a process that is killed there."""

    def __init__(self, left: int) -> None:
        self.left = left

    def append(self, entry: Entry) -> None:
        if self.left == 0:
            raise OSError("killed")
        self.left -= 1


_dying = Dies(0)


def dying() -> Dies:
    return _dying


@TWICE
@pytest.mark.enable_socket
def test_killed_at_any_entry_nothing_is_half_there(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", f"{__name__}.dying", raising=False)
    for entry in range(3):
        _dying.left = entry
        with pytest.raises((OSError, StoreError)):
            mail_fetch.look(tmp_path, opens=opens(served))
        replies, asides, seen, _ = counts()
        assert seen >= replies + asides, "a reply without the mail that it came of"
    _dying.left = 10**6
    mail_fetch.look(tmp_path, opens=opens(served))
    assert counts() == (3, 3, 7, 1)


@pytest.mark.enable_socket
def test_who_is_not_the_server_gets_no_password(served: Served, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="mailbox cannot be read"):
        mail_fetch.look(tmp_path)  # of the authorities of this system none signed for it
    assert not [one for one in served.asked if "LOGIN" in one]
    (tmp_path / mailbox_setting.PASSWORD_FILE).write_text("wrong", encoding="utf-8")
    with pytest.raises(StoreError, match="mailbox cannot be read"):
        mail_fetch.look(tmp_path, opens=opens(served))


def test_the_setting_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    assert mailbox_setting.of(tmp_path) == ()
    path = tmp_path / mailbox_setting.FILE
    path.write_text('operation = "x"\nhost = "h"\nuser = "u"\npassword = "p"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"operation: .*; password: "):
        mailbox_setting.of(tmp_path)
    with pytest.raises(InputError, match="has no password"):
        mailbox_setting.password(tmp_path, {})
    assert mailbox_setting.password(tmp_path, {mailbox_setting.PASSWORD: "p"}) == "p"
    secret = tmp_path / mailbox_setting.PASSWORD_FILE
    secret.write_text("p\n", encoding="utf-8")
    secret.chmod(0o644)
    with pytest.raises(InputError, match="others may read"):
        mailbox_setting.password(tmp_path, {})
    secret.chmod(0o600)
    assert mailbox_setting.password(tmp_path, {}) == "p"


def test_a_file_of_mail_is_brought_and_brought_again(
    team: Team, client: Client, quiet: None, tmp_path: Path
) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for n in range(3):
        box.add(mail(f"Words {n}.", str(n)).as_bytes())
    box.add(b"\n")
    box.flush()
    data = (tmp_path / "box").read_bytes()
    box.close()
    sign_in(client, team.one[Role.LIAISON])
    address = reverse("families:bring_mail", args=[team.cast.one.pk])
    for _ in range(2):
        answer = client.post(address, {"mail": SimpleUploadedFile("box.mbox", data)})
        assert answer.status_code == 302
        assert Reply.objects.count() == 3
    first = Reply.objects.order_by("made_at").first()
    assert first is not None
    assert (first.way, first.at.isoformat()[:10]) == ("mail", "2026-11-20")


def test_a_long_mail_is_kept_whole(team: Team, quiet: None) -> None:
    data = mail("w" * (hearing_text.LONGEST + 10)).as_bytes()
    act = TakeMail(operation=team.cast.one, data=data, size=len(data))
    became = act.do(by(None, NOW), Book())
    assert became.reply is not None
    assert became.reply.enclosures.get().size > hearing_text.LONGEST
