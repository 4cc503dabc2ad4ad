"""Messages that ask for a call: to whom they may go, what they hold, what is said of them."""

from __future__ import annotations

import ast
import copy
import itertools
import json
import pickle
import socket
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import nomina.desk
from nomina.desk.boot.config import checked
from nomina.desk.boot.sending import Mail, Sms
from nomina.desk.families import messages_gate as gate
from nomina.desk.families import messages_state as state
from nomina.desk.families import postman, wire
from nomina.desk.families.actions.letters import ConfirmOffice
from nomina.desk.families.actions.messages import (
    AskToCall,
    NoteMessage,
    SettleMessage,
    TryMessage,
)
from nomina.desk.families.arranged import Arranged, allowed_to_leave
from nomina.desk.families.messages_text import text_of
from nomina.desk.families.models import (
    Contact,
    Enquiry,
    EnquiryFile,
    Message,
    MessageStep,
    Withdrawal,
)
from nomina.desk.families.wire import (
    ACCEPTED,
    NOT_KNOWN,
    NOT_SENT,
    REFUSED,
    MailServer,
    MailService,
    Outcome,
    SmsGateway,
    Spool,
)
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.errors import InputError, LineNotCrossed, NotPermitted, Refused
from tests.desk.custody.yard import Yard
from tests.desk.families import smtp
from tests.desk.families.smtp import DROP, SILENT
from tests.desk.families.visits import QUICK, Visits, make_visits, reached, relative
from tests.desk.families.written import PHONE, office
from tests.desk.files.people import opened
from tests.desk.people.cast import NOW, by

ADDRESS = "mother@example.org"
CONTACT: dict[str, Any] = {"ways": ["mail", "sms"], "mail": ADDRESS, "phone": "+380501234567"}
SENDER = "desk@office.example"


@pytest.fixture
def visits(yard: Yard, settings_of: Any) -> Visits:
    found = make_visits(yard, **CONTACT)
    office(found)
    return found


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A desk that has a way for each form; nothing is sent by it in these tests."""
    from django.conf import settings

    monkeypatch.setattr(settings, "FAMILY_MAIL", Mail(sender=SENDER, host="localhost"))
    monkeypatch.setattr(settings, "FAMILY_SMS", Sms(spool=str(tmp_path)))
    monkeypatch.setattr(settings, "DESK_LEDGER", settings.DESK_LEDGER)
    return settings


def ask(
    visits: Visits, family: File | None = None, user: User | None = None, **more: Any
) -> Message:
    given: dict[str, Any] = {"family": family or visits.mother, "form": "mail", "language": "uk"}
    message: Message = visits.do(AskToCall(**given | more), user)
    return message


class Way:
    """A way that does as it is told, and keeps what it was given."""

    form = "mail"

    def __init__(self, *outcomes: str) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[Arranged] = []

    def send(self, one: Arranged) -> Outcome:
        self.sent.append(one)
        return Outcome(self.outcomes.pop(0) if self.outcomes else ACCEPTED, "code")


def carry(visits: Visits, way: Any, at: datetime | None = None) -> None:
    moment = at or visits.later()
    postman.round_of({"mail": way, "sms": way}, lambda: moment, visits.book)


# To whom


def test_a_relative_who_allowed_it_is_asked_to_call_and_nobody_else(visits: Visits) -> None:
    message, way = ask(visits), Way()
    carry(visits, way)
    [one] = way.sent
    assert (one.to, one.form, one.id) == (ADDRESS, "mail", message.pk.hex)
    assert state.state_of(message) == ACCEPTED
    carry(visits, way)
    assert len(way.sent) == 1
    kinds = [entry.kind for entry in visits.book.entries][-3:]
    assert kinds == [f"families.{one}" for one in ("ask-to-call", "message-try", "message-note")]
    assert ADDRESS not in json.dumps([str(vars(row)) for row in (message, *message.steps.all())])


def family_of(visits: Visits, what: str) -> File:
    """A relative to whom nothing may go, for each reason there is."""
    if what in ("am", "pm", "pui"):
        team = visits.yard.team
        return opened(what, team.keeper(what), team.cast.one, team.cast.site_one)
    contact: dict[str, Any] = {
        "no contact": CONTACT | {"no_contact": True},
        "no way": CONTACT | {"ways": ["telephone", "visit"]},
        "no address": CONTACT | {"mail": ""},
        "two addresses": CONTACT | {"mail": "a@example.org, b@example.org"},
        "header": CONTACT | {"mail": "a@example.org\nBcc: b@example.org"},
        "hours": CONTACT | {"not_before": time(23, 58), "not_after": time(23, 59)},
    }.get(what, CONTACT)
    family = relative(visits.yard, visits.missing, **contact)
    if what == "nothing said":
        Contact.objects.filter(family=family)._raw_delete("default")
    if what in ("other side", "withdrawn"):
        enquiry = Enquiry(
            operation=family.operation, number=uuid4().hex[:10], secret="0" * 64, way="counter",
            language="uk", side="other" if what == "other side" else "own", made_by=family.made_by,
            made_at=NOW - timedelta(days=1),
        )  # fmt: skip
        enquiry.save(force_insert=True)
        row = EnquiryFile(enquiry=enquiry, missing=visits.missing, family=family, by=family.made_by)
        row.save(force_insert=True)
        if what == "withdrawn":
            Withdrawal(enquiry=enquiry, by=family.made_by, made_at=NOW + timedelta(hours=1)).save(
                force_insert=True
            )
    return family


NEVER = ("am", "pm", "pui", "no contact", "no way", "no address", "two addresses", "header",
         "hours", "nothing said", "other side", "withdrawn")  # fmt: skip


def put_in(visits: Visits, **more: Any) -> Message:
    """A row as no act would make it."""
    office_ = visits.yard.team.cast.one.family_offices.get()
    given: dict[str, Any] = {
        "family": visits.mother, "form": "mail", "language": "uk", "office": office_,
        "text": text_of("mail", "uk", office_), "sent_to": gate.mark_of(ADDRESS), "made_at": NOW,
        "by": visits.liaison,
    }  # fmt: skip
    row = Message(**given | more)
    row.save(force_insert=True)
    return row


def test_to_whom_nothing_goes_by_the_act_nor_by_the_sender(visits: Visits) -> None:
    """Of a row that no act made the sender asks everything again, and sends nothing."""
    way, rows = Way(), {}
    for what in NEVER:
        family = family_of(visits, what)
        with pytest.raises((Refused, LineNotCrossed)):
            ask(visits, family)
        rows[what] = put_in(visits, family=family)
        with pytest.raises((Refused, LineNotCrossed)):
            gate.arrange(rows[what], NOW)
    assert Message.objects.count() == len(NEVER)
    carry(visits, way)
    assert way.sent == []
    wanted = {what: state.QUEUED if what == "hours" else REFUSED for what in NEVER}
    assert {what: state.state_of(row) for what, row in rows.items()} == wanted


@QUICK
def test_a_row_that_no_act_made_says_nothing(visits: Visits) -> None:
    office_, way = visits.yard.team.cast.one.family_offices.get(), Way()
    other = copy.copy(office_)
    other.pk, other.operation = uuid4(), visits.yard.team.cast.two
    other._state = copy.copy(other._state)
    other._state.adding = True
    other.save(force_insert=True)
    news = "He is dead. https://example.org/photo.jpg"
    for wrong in (
        {"text": news},
        {"sent_to": gate.mark_of("other@example.org")},
        {"form": "sms"},
        {"office": other},
    ):
        row = put_in(visits, **wrong)
        carry(visits, way)
        assert (way.sent, state.state_of(row)) == ([], REFUSED), wrong
    put_in(visits)
    carry(visits, way)
    assert len(way.sent) == 1, "the row that is right is sent, so the others were refused for that"


@QUICK
def test_what_is_taken_back_before_it_leaves_does_not_leave(visits: Visits) -> None:
    message, way = ask(visits), Way()
    reached(visits.mother, **CONTACT | {"ways": ["visit"]})
    carry(visits, way)
    assert (way.sent, state.state_of(message)) == ([], REFUSED)


@QUICK
def test_a_number_that_was_replaced_since_is_sent_to_nobody(visits: Visits) -> None:
    """Somebody else may answer under it by now; written down alone, a newer one does not count."""
    message, way = ask(visits), Way(NOT_SENT)
    newer = office(visits, confirmed=False, telephone="+380 44 765 43 21")
    carry(visits, way)
    assert [one.text for one in way.sent] == [message.text]
    visits.do(ConfirmOffice(office=newer), visits.second)
    carry(visits, way, visits.later() + timedelta(hours=1))
    assert (len(way.sent), state.state_of(message)) == (1, REFUSED)
    visits.do(SettleMessage(message=message, decision="dropped", why="w"))
    second = ask(visits)
    carry(visits, way, visits.later() + timedelta(hours=1))
    assert newer.telephone in second.text
    assert [one.text for one in way.sent[1:]] == [second.text]


@QUICK
def test_nobody_is_chased(visits: Visits) -> None:
    message, way = ask(visits), Way()
    with pytest.raises(Refused, match="not over"):
        ask(visits)
    carry(visits, way)
    with pytest.raises(Refused, match="short while ago"):
        ask(visits)
    assert state.state_of(message) == ACCEPTED
    ask(visits, relative(visits.yard, visits.missing, **CONTACT))
    act = AskToCall(family=visits.mother, form="sms", language="uk")
    act.do(by(visits.liaison, visits.later() + timedelta(hours=21)), visits.book)


@QUICK
def test_who_may_ask_and_who_may_not(visits: Visits) -> None:
    for user in (visits.board, visits.yard.officer, visits.yard.team.cast.ada):
        with pytest.raises(NotPermitted):
            ask(visits, user=user)
    message = ask(visits)
    for act in (
        TryMessage(message=message),
        NoteMessage(message=message, state=ACCEPTED, code="", tried=None),
    ):
        with pytest.raises(NotPermitted):
            visits.do(act)


@QUICK
def test_without_a_way_nothing_is_taken_down(visits: Visits, settings_of: Any) -> None:
    settings_of.FAMILY_MAIL = None
    with pytest.raises(Refused, match="no way to send"):
        ask(visits)
    assert set(wire.gateways()) == {"sms"}


# The type


def test_only_the_gate_makes_what_can_be_sent() -> None:
    with pytest.raises(LineNotCrossed):
        Arranged()
    with pytest.raises(LineNotCrossed):
        type("Other", (Arranged,), {})
    one = allowed_to_leave(id="0", form="mail", to="a", language="uk", subject="s", text="t")
    for wrong in (
        lambda: setattr(one, "to", "b"),
        lambda: pickle.dumps(one),
        lambda: copy.copy(one),
    ):
        with pytest.raises(LineNotCrossed):
            wrong()
    assert not hasattr(one, "__dict__"), "nothing can be hung on it"
    sources = {
        path.name: path.read_text("utf-8")
        for path in sorted(Path(nomina.desk.__file__).parent.rglob("*.py"))
    }
    callers = [
        name
        for name, source in sources.items()
        if "rranged" in source or "allowed_to_leave" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and node.id in {"allowed_to_leave", "Arranged"}
        and isinstance(node.ctx, ast.Load) and name not in {"wire.py", "arranged.py"}
    ]  # fmt: skip
    assert set(callers) == {"messages_gate.py"}


# What is said of a message


def sent_to(port: int, **more: Any) -> Outcome:
    mail = Mail(sender=SENDER, host="127.0.0.1", port=port, tls="none", **more)
    one = allowed_to_leave(
        id="ab" * 16, form="mail", to=ADDRESS, language="uk", subject="Подзвоніть", text="Текст"
    )
    return MailServer(mail, "").send(one)


TOLD = [
    ({}, ACCEPTED), ({"quit": DROP}, ACCEPTED), ({"quit": b"500 what\r\n"}, ACCEPTED),
    ({"greeting": DROP}, NOT_SENT), ({"greeting": b"554 no\r\n"}, NOT_SENT),
    ({"ehlo": DROP}, NOT_SENT), ({"ehlo": b"500 x\r\n", "helo": b"500 x\r\n"}, NOT_SENT),
    ({"mail": DROP}, NOT_SENT), ({"mail": b"451 later\r\n"}, NOT_SENT),
    ({"mail": b"550 no\r\n"}, REFUSED), ({"rcpt": DROP}, NOT_SENT),
    ({"rcpt": b"450 later\r\n"}, NOT_SENT), ({"rcpt": b"550 nobody\r\n"}, REFUSED),
    ({"rcpt": b"what\r\n"}, NOT_SENT), ({"data": b"451 later\r\n"}, NOT_SENT),
    ({"data": b"554 no\r\n"}, REFUSED), ({"data": DROP}, NOT_KNOWN),
    ({"end": b"452 full\r\n"}, NOT_SENT), ({"end": b"421 closing\r\n"}, NOT_SENT),
    ({"end": b"554 spam\r\n"}, REFUSED), ({"end": DROP}, NOT_KNOWN),
    ({"end": b"what\r\n"}, NOT_KNOWN), ({"end": b"251 so\r\n"}, NOT_KNOWN),
    ({"end": b"2" * 9000 + b"\r\n"}, NOT_KNOWN), ({"end": SILENT}, NOT_KNOWN),
    ({"rcpt": SILENT}, NOT_SENT),
]  # fmt: skip
"""What a server does at a stage, and what is said of the message: RFC 5321, 3.3, 4.2 and 6.1."""


@pytest.mark.enable_socket
@pytest.mark.parametrize(("answers", "wanted"), TOLD)
def test_what_a_mail_server_did_is_what_is_said(
    monkeypatch: pytest.MonkeyPatch, answers: dict[str, bytes], wanted: str
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.2 if SILENT in answers.values() else 10.0)
    with smtp.scripted(**answers) as (heard, port):
        came = sent_to(port)
    assert came.state == wanted, (came, heard)
    assert "end" in heard or wanted != ACCEPTED
    assert ADDRESS not in came.said


@pytest.mark.enable_socket
def test_where_nobody_answers_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert sent_to(port).state == NOT_SENT
    # A server without TLS is not spoken to in the clear, and one that asks for no password is none.
    with smtp.scripted() as (heard, port):
        mail = Mail(sender=SENDER, host="127.0.0.1", port=port)
        one = allowed_to_leave(id="0", form="mail", to="a@b.c", language="uk", subject="", text="")
        assert MailServer(mail, "").send(one).state == NOT_SENT
    assert "mail" not in heard
    with smtp.scripted() as (heard, port):
        assert sent_to(port, user="desk").state == NOT_SENT
    assert "mail" not in heard


@pytest.mark.parametrize("secret", ["пароль", "a\r\nb"])
def test_a_password_that_no_line_can_hold_stops_nothing_else(secret: str) -> None:
    """Nobody is connected to, and that nothing left is said; it would end the whole round."""
    one = allowed_to_leave(id="0", form="mail", to="a@b.c", language="uk", subject="", text="")
    mail = Mail(sender=SENDER, host="127.0.0.1", port=9, tls="none", user="desk")
    assert MailServer(mail, secret).send(one) == Outcome(NOT_SENT, "SMTPAuthenticationError")
    way = SmsGateway(Sms(address="http://127.0.0.1:9/send"), secret)
    assert way.send(one) == Outcome(NOT_SENT, "token")


@pytest.mark.enable_socket
def test_a_mail_holds_what_it_says_and_nothing_that_tells(visits: Visits) -> None:
    message = ask(visits)
    with smtp.mail_server() as (taking, port):
        mail = Mail(sender=SENDER, host="127.0.0.1", port=port, tls="none")
        carry(visits, MailServer(mail, ""))
    assert (state.state_of(message), taking.rcpt) == (ACCEPTED, [ADDRESS])
    [got] = taking.taken
    assert got["Message-ID"] == f"<{message.pk.hex}@office.example>"
    assert got.get_content_type() == "text/plain"
    body = got.get_payload(decode=True)
    assert isinstance(body, bytes)
    text = body.decode()
    assert PHONE in text
    assert text.strip().replace("\r\n", "\n") == message.text
    known = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
             "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "X-Peer",
             "X-MailFrom", "X-RcptTo"}  # fmt: skip
    assert set(got.keys()) <= known
    everything = str(got)
    for secret in (visits.mother.number, visits.missing.number, visits.mother.operation.name):
        assert secret not in everything


@QUICK
@pytest.mark.enable_socket
def test_the_worker_carries_by_the_settings_of_the_desk(visits: Visits, settings_of: Any) -> None:
    settings_of.DESK_LEDGER = "tests.desk.people.cast.book"
    first = ask(visits)
    second = ask(visits, relative(visits.yard, visits.missing, **CONTACT), form="sms")
    with smtp.mail_server() as (taking, port):
        settings_of.FAMILY_MAIL = Mail(sender=SENDER, host="127.0.0.1", port=port, tls="none")
        postman.Postman().turn()
        postman.Postman().turn()
    assert {state.state_of(first), state.state_of(second)} == {ACCEPTED}
    assert len(taking.taken) == 1
    assert len(list(Path(settings_of.FAMILY_SMS.spool).iterdir())) == 1


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("status", "wanted"),
    [(200, ACCEPTED), (202, ACCEPTED), (302, NOT_KNOWN), (400, REFUSED), (403, REFUSED),
     (429, NOT_SENT), (500, NOT_KNOWN), (503, NOT_KNOWN), (None, NOT_KNOWN)],
)  # fmt: skip
def test_what_a_gateway_of_short_messages_did(status: int | None, wanted: str) -> None:
    one = allowed_to_leave(
        id="ab" * 16, form="sms", to="+380501234567", language="uk", subject="", text="Текст"
    )
    with smtp.web_server(status) as (heard, port):
        way = SmsGateway(Sms(address=f"http://127.0.0.1:{port}/send"), "token")
        assert way.send(one).state == wanted
    [(head, body)] = heard
    assert json.loads(body) == {"id": one.id, "to": one.to, "text": one.text}
    assert (head["Authorization"], head["Idempotency-Key"]) == ("Bearer token", one.id)
    assert SmsGateway(Sms(address=f"http://127.0.0.1:{port}/send"), "").send(one).state == NOT_SENT


def test_a_spool_holds_each_message_once(tmp_path: Path) -> None:
    one = allowed_to_leave(id="ab", form="sms", to="+1", language="uk", subject="", text="Текст")
    way = Spool(tmp_path)
    assert {way.send(one).state, way.send(one).state} == {ACCEPTED}
    [path] = tmp_path.iterdir()
    assert json.loads(path.read_text()) == {"id": "ab", "to": "+1", "text": "Текст"}
    assert Spool(tmp_path / "none").send(one).state == NOT_SENT


@pytest.mark.parametrize(
    ("status", "wanted"), [("sent", ACCEPTED), ("queued", ACCEPTED), ("rejected", REFUSED)]
)
def test_a_mail_service_by_anymail(
    monkeypatch: pytest.MonkeyPatch, status: str, wanted: str
) -> None:
    from anymail.backends.test import EmailBackend
    from anymail.message import AnymailRecipientStatus

    def answered(self: Any, response: Any, payload: Any, message: Any) -> Any:
        return {ADDRESS: AnymailRecipientStatus(message_id="1", status=status)}

    monkeypatch.setattr(EmailBackend, "parse_recipient_status", answered)
    mail = Mail(sender=SENDER, backend="anymail.backends.test.EmailBackend")
    one = allowed_to_leave(id="ab", form="mail", to=ADDRESS, language="uk", subject="s", text="t")
    assert MailService(mail, "").send(one).state == wanted


# Once


def test_what_nobody_knows_of_is_never_sent_again_by_itself(visits: Visits) -> None:
    message, way = ask(visits), Way(NOT_KNOWN)
    carry(visits, way)
    for days in range(5):
        carry(visits, way, NOW + timedelta(days=days))
    assert (len(way.sent), state.state_of(message)) == (1, NOT_KNOWN)
    with pytest.raises(InputError):
        visits.do(SettleMessage(message=message, decision="again", why=" "))
    visits.do(SettleMessage(message=message, decision="again", why="she says nothing came"))
    carry(visits, way)
    assert (len(way.sent), state.state_of(message)) == (2, ACCEPTED)
    assert way.sent[0].id == way.sent[1].id, "whoever carries it can tell that it came before"
    with pytest.raises(Refused, match="otherwise"):
        visits.do(SettleMessage(message=message, decision="again", why="w"))


@QUICK
def test_what_was_not_taken_is_tried_again_later_and_not_for_ever(visits: Visits) -> None:
    message, way = ask(visits), Way(*[NOT_SENT] * 99)
    tries: list[datetime] = []
    for minute in (*range(0, 200, 5), *range(200, 60 * 60, 60)):
        at, before = NOW + timedelta(minutes=30 + minute), len(way.sent)
        carry(visits, way, at)
        tries += [at] * (len(way.sent) - before)
    pauses = [(b - a).total_seconds() / 60 for a, b in itertools.pairwise(tries)]
    assert pauses[:5] == [5, 10, 20, 40, 80]
    assert max(pauses) <= 180
    assert state.state_of(message) == REFUSED, "after two days a person looks"
    assert len(way.sent) < 40
    visits.do(SettleMessage(message=message, decision="dropped", why="she came herself"))


def test_who_is_late_does_not_speak_for_who_came_after(visits: Visits) -> None:
    """A server's answer that comes after a person had it sent again settles nothing of that."""
    message = ask(visits)

    class Slow(Way):
        def send(self, one: Arranged) -> Outcome:
            later = visits.later() + state.STALE * 2
            postman.round_of({}, lambda: later, visits.book)
            assert state.state_of(message) == NOT_KNOWN
            act = SettleMessage(message=message, decision="again", why="w")
            act.do(by(visits.liaison, later), visits.book)
            TryMessage(message=message).do(by(None, later), visits.book)
            return super().send(one)

    carry(visits, Slow())
    assert state.state_of(message) == "trying"
    assert [step.state for step in message.steps.all()] == [
        "trying", "not-known", "again", "trying",
    ]  # fmt: skip


@QUICK
def test_an_answer_that_comes_late_still_settles_what_nobody_knew(visits: Visits) -> None:
    message = ask(visits)

    class Slow(Way):
        def send(self, one: Arranged) -> Outcome:
            later = visits.later() + state.STALE * 2
            postman.round_of({}, lambda: later, visits.book)
            return super().send(one)

    carry(visits, Slow())
    assert [step.state for step in message.steps.all()] == ["trying", "not-known", "accepted"]


@QUICK
def test_steps_follow_each_other_in_one_order(visits: Visits) -> None:
    assert set(state.NEXT) == {*state.NEXT, state.QUEUED}
    for after in state.NEXT.values():
        assert after <= set(state.NEXT)
    message = ask(visits)
    for wrong in (ACCEPTED, NOT_SENT, NOT_KNOWN):
        with pytest.raises(Refused, match="otherwise"):
            NoteMessage(message=message, state=wrong, code="", tried=None).do(by(None), visits.book)
    for decision in ("again", "arrived"):
        with pytest.raises(Refused, match="otherwise"):
            visits.do(SettleMessage(message=message, decision=decision, why="w"))
    assert not MessageStep.objects.exists()


# Settings


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"mail": {"host": "h"}}, "sender"),
        ({"mail": {"sender": "no address", "host": "h"}}, "address"),
        ({"mail": {"sender": SENDER}}, "either"),
        ({"mail": {"sender": SENDER, "host": "h", "backend": "b"}}, "either"),
        ({"mail": {"sender": SENDER, "backend": "os.system"}}, "anymail"),
        ({"mail": {"sender": SENDER, "host": "mail.example.org", "tls": "none"}}, "TLS"),
        ({"mail": {"sender": SENDER, "host": "h", "password": "x"}}, "password"),
        ({"sms": {}}, "either"),
        ({"sms": {"address": "http://example.org"}}, "https"),
        ({"sms": {"address": "http://localhost.example.org/"}}, "https"),
        ({"sms": {"address": "https://a.example", "spool": "s"}}, "either"),
    ],
)
def test_settings_that_would_leak_are_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        checked(wrong)
    assert checked({}).mail is None
    assert checked({}).sms is None
