"""The one way by which anything is sent to a relative: mail, and short messages.

It takes an `Arranged` and nothing else, and says honestly what became of it. A server that took a
message says so (250, or a status of 2xx); one that refused says so; where the line broke after the
text began to go over, nobody can know, and that is what is said. Nothing is sent twice by itself.
"""

from __future__ import annotations

import http.client
import json
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as CRLF
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail import get_connection
from django.utils import timezone

from nomina.desk.boot.sending import MAIL_PASSWORD, SMS_TOKEN, Mail, Sms, secret_of
from nomina.desk.families.arranged import Arranged
from nomina.documents import write_bytes_atomic
from nomina.errors import NominaError

SECONDS = 30.0
"""How long a server may be silent."""
ACCEPTED, REFUSED, NOT_SENT, NOT_KNOWN = "accepted", "refused", "not-sent", "not-known"
_FOR_NOW, _FOR_GOOD = range(400, 500), range(500, 600)
_TOO_MANY = 429


@dataclass(frozen=True)
class Outcome:
    """What became of a message.

    Attributes:
        state: `ACCEPTED`: the server took it. `REFUSED`: it will not. `NOT_SENT`: it certainly did
            not take it, and may later. `NOT_KNOWN`: nobody can say whether it did.
        said: a code of the server, or the name of what went wrong; never an address.
    """

    state: str
    said: str


class Gateway(Protocol):
    """A port for messages: whoever has another way of sending writes one of these.

    It sends one message once, waits for the answer and says what became of it; it neither keeps
    the message nor tries again, and raises nothing. ``id`` of the message is the same however often
    a person has it sent, so that whoever carries it can tell one that comes again.
    """

    form: str

    def send(self, one: Arranged) -> Outcome:
        """Send it, once."""


class _Line(smtplib.SMTP):
    """A line to a mail server that remembers whether the text began to go over."""

    begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the text."""
        self.begun = True
        return super().data(msg)


class _TlsLine(smtplib.SMTP_SSL, _Line):
    """The same, over TLS from the first byte."""


class MailServer:
    """Mail by SMTP (RFC 5321), to a server of the operator's."""

    form = "mail"

    def __init__(self, mail: Mail, password: str) -> None:
        self._mail = mail
        self._password = password

    def send(self, one: Arranged) -> Outcome:
        """Send it, once."""
        try:
            line = self._opened()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(NOT_SENT, type(error).__name__)
        try:
            line.sendmail(self._mail.sender, [one.to], _mime(self._mail.sender, one))
        except smtplib.SMTPRecipientsRefused as error:
            return _refusal(next((code for code, _ in error.recipients.values()), 0), line)
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            return _refusal(error.smtp_code, line)
        except smtplib.SMTPNotSupportedError as error:
            return Outcome(REFUSED, type(error).__name__)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(NOT_KNOWN if line.begun else NOT_SENT, type(error).__name__)
        finally:
            _left(line)
        return Outcome(ACCEPTED, "SMTP 250")

    def _opened(self) -> _Line:
        it = self._mail
        if it.user and not _can_be_said(self._password):
            raise smtplib.SMTPAuthenticationError(535, b"")  # as a server would say
        if it.tls == "tls":
            line: _Line = _TlsLine(
                it.host, it.port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            line = _Line(it.host, it.port, timeout=SECONDS)
        try:
            if it.tls == "starttls":
                line.starttls(context=ssl.create_default_context())
            if it.user:
                line.login(it.user, self._password)
        except (OSError, smtplib.SMTPException):
            line.close()
            raise
        return line


def _left(line: smtplib.SMTP) -> None:
    """Hang up; how that goes says nothing of the message any more."""
    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()


def _refusal(code: int, line: _Line) -> Outcome:
    """Say what a refusal means; what is none of SMTP says nothing once the text went over."""
    said = f"SMTP {code}"
    if code in _FOR_GOOD:
        return Outcome(REFUSED, said)
    if code in _FOR_NOW or not line.begun:
        return Outcome(NOT_SENT, said)
    return Outcome(NOT_KNOWN, said)


def _mime(sender: str, one: Arranged) -> bytes:
    """Write a mail: plain text alone, and nothing in its headers that tells."""
    made = EmailMessage(policy=CRLF)
    made["From"], made["To"], made["Subject"] = sender, one.to, one.subject
    made["Date"] = format_datetime(timezone.now())
    made["Message-ID"] = message_id(one.id, sender)
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = one.language
    made.set_content(one.text)
    return made.as_bytes()


def message_id(id: str, sender: str) -> str:
    """Give what a mail is known by: the same each time it is sent."""
    return f"<{id}@{sender.rpartition('@')[2]}>"


class MailService:
    """Mail by a service that django-anymail speaks with."""

    form = "mail"

    def __init__(self, mail: Mail, password: str) -> None:
        self._mail = mail
        self._password = password

    def send(self, one: Arranged) -> Outcome:
        """Send it, once."""
        from anymail.exceptions import AnymailAPIError, AnymailError

        sender = self._mail.sender
        made = DjangoMessage(one.subject, one.text, sender, [one.to])
        made.extra_headers = {"Message-ID": message_id(one.id, sender)}
        options: dict[str, Any] = dict(self._mail.options)
        if self._password:
            options["api_key"] = self._password
        try:
            get_connection(self._mail.backend, **options).send_messages([made])
        except AnymailAPIError as error:
            code = getattr(error, "status_code", None)
            return Outcome(NOT_KNOWN, type(error).__name__) if code is None else _status(code)
        except AnymailError as error:  # before anything left, or the service will not
            return Outcome(REFUSED, type(error).__name__)
        except (OSError, ValueError) as error:
            return Outcome(NOT_KNOWN, type(error).__name__)
        status: Any = getattr(made, "anymail_status", None)
        told = set(getattr(status, "status", None) or ())
        if told and told <= {"sent", "queued"}:
            return Outcome(ACCEPTED, "queued")
        if told & {"invalid", "rejected", "failed"}:
            return Outcome(REFUSED, "rejected")
        return Outcome(NOT_KNOWN, "unknown")


class SmsGateway:
    """Short messages by a gateway over HTTP that the operator names.

    One POST a message, with ``id``, ``to`` and ``text`` as JSON, the id as ``Idempotency-Key`` and
    the token as ``Authorization: Bearer``. A status of 2xx says that it was taken.
    """

    form = "sms"

    def __init__(self, sms: Sms, token: str) -> None:
        self._sms = sms
        self._token = token

    def send(self, one: Arranged) -> Outcome:
        """Send it, once."""
        if not _can_be_said(self._token):
            return Outcome(NOT_SENT, "token")
        parts = urlsplit(self._sms.address)
        host, port = parts.hostname or "", parts.port
        line = (
            http.client.HTTPSConnection(
                host, port, timeout=SECONDS, context=ssl.create_default_context()
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=SECONDS)
        )
        body = json.dumps({"id": one.id, "to": one.to, "text": one.text}).encode()
        head = {"Content-Type": "application/json", "Idempotency-Key": one.id}
        if self._token:
            head["Authorization"] = f"Bearer {self._token}"
        begun = False
        try:
            line.connect()
            begun = True
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            line.request("POST", path, body, head)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            return Outcome(NOT_KNOWN if begun else NOT_SENT, type(error).__name__)
        finally:
            line.close()
        return _status(status)


def _can_be_said(secret: str) -> bool:
    """Say whether a password or token can stand in a line of SMTP or HTTP."""
    return secret.isascii() and secret.isprintable()


def _status(status: int) -> Outcome:
    said = f"HTTP {status}"
    if 200 <= status < 300:
        return Outcome(ACCEPTED, said)
    if status == _TOO_MANY:
        return Outcome(NOT_SENT, said)
    # Of a server that failed nobody knows what it did before; nor is a redirect followed.
    return Outcome(REFUSED if status in _FOR_NOW else NOT_KNOWN, said)


class Spool:
    """Short messages into a folder, for another program to carry: a file each, named by its id."""

    form = "sms"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, one: Arranged) -> Outcome:
        """Write it, once: a file that is there already is the same message."""
        path = self._folder / f"{one.id}.json"
        if path.exists():
            return Outcome(ACCEPTED, "spool")
        body = json.dumps({"id": one.id, "to": one.to, "text": one.text}, ensure_ascii=False)
        try:
            write_bytes_atomic(path, body.encode())
        except NominaError as error:
            return Outcome(NOT_SENT, type(error).__name__)
        return Outcome(ACCEPTED, "spool")


def gateways() -> dict[str, Gateway]:
    """Give the ways that the settings of the desk open, by form; none where they open none."""
    mail: Mail | None = settings.FAMILY_MAIL
    sms: Sms | None = settings.FAMILY_SMS
    found: dict[str, Gateway] = {}
    if mail is not None:
        password = secret_of(MAIL_PASSWORD)
        found["mail"] = MailService(mail, password) if mail.backend else MailServer(mail, password)
    if sms is not None:
        found["sms"] = (
            Spool(Path(sms.spool)) if sms.spool else SmsGateway(sms, secret_of(SMS_TOKEN))
        )
    return found
