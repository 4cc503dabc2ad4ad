"""Who may be sent what, asked by the act and asked again by the sender just before it leaves.

A message goes to a relative who has a file of our own side, allowed this way of contact and did not
withdraw it, within the hours they named, and says one of the fixed texts. Everything else is
refused here, whatever a row of the database says.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from pathlib import Path

import phonenumbers
from django.conf import settings

from nomina.desk import outgoing
from nomina.desk.boot import keys
from nomina.desk.families.arranged import Arranged, allowed_to_leave
from nomina.desk.families.contact import demand_contact
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.messages_text import subject_of, text_of
from nomina.desk.families.models import Message
from nomina.desk.families.models.asking import OWN
from nomina.desk.families.models.asking_case import MAIL, SMS
from nomina.desk.families.models.letters import BY_MAIL, BY_SMS
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.models import File
from nomina.errors import LineNotCrossed, Refused, StoreError
from nomina.words import tr

WAYS = {BY_MAIL: MAIL, BY_SMS: SMS}
"""What a family allows, by the form of a message."""
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class NotNow(Refused):
    """It is outside the hours at which a family may be written to."""


def name_of(form: str) -> str:
    """Give the name under which a kind of message stands among all that leaves the desk."""
    return f"families:arrange-{form}"


def address_for(family: File, form: str, at: datetime) -> str:
    """Give where a relative may be written to at a moment.

    Args:
        family: the file of the relative.
        form: ``mail`` or ``sms``.
        at: when it would leave.

    Raises:
        LineNotCrossed: this is no file of a relative; nobody else is ever written to.
        NotNow: it is outside the hours they named.
        Refused: they are of the other side, want no contact, or did not allow this way.
    """
    if family.kind != FAMILY:
        raise LineNotCrossed("only a relative is written to")
    found = demand_contact(family)
    where = family.number
    if found.side != OWN:
        raise Refused(
            tr("this relative did not say how they may be reached"),
            where=where,
            todo=tr("Ask them, and write it down"),
        )
    if form not in WAYS or WAYS[form] not in found.ways:
        raise Refused(
            tr("this relative did not allow this way of contact"),
            where=where,
            todo=tr("Choose a way that they allowed, or ask them"),
        )
    address = _mail(found.mail) if form == BY_MAIL else _phone(found.phone)
    if not address:
        raise Refused(tr("no address is written down for this way"), where=where)
    if not found.safe_at(at):
        raise NotNow(
            tr("it is outside the hours at which this relative may be reached"),
            where=where,
            todo=tr("Wait for the hours that they named"),
        )
    return address


def _mail(said: str) -> str:
    return said.strip() if _MAIL.fullmatch(said.strip()) else ""


def _phone(said: str) -> str:
    try:
        number = phonenumbers.parse(said, None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    found: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return found


def mark_of(address: str) -> str:
    """Give an address as it is kept: nobody without the key of the desk can tell which it is.

    Raises:
        StoreError: no desk is open.
    """
    desk: Path | None = settings.DESK
    if desk is None:
        raise StoreError(tr("no desk is open"))
    key = keys.derived(desk, "addresses of messages")
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()


def arrange(message: Message, at: datetime) -> Arranged:
    """Let a message leave at a moment: everything is asked anew, from the rows as they are now.

    Raises:
        LineNotCrossed: it is to no relative, or says something else than its fixed text.
        NotNow: it is outside the hours that were named.
        Refused: what was allowed is allowed no more, or another address was given since.
    """
    outgoing.known(name_of(message.form))
    family = File.objects.get(pk=message.family_id)
    address = address_for(family, message.form, at)
    if not hmac.compare_digest(mark_of(address), message.sent_to):
        raise Refused(
            tr("this relative gave another address since"),
            where=family.number,
            todo=tr("Drop this message, and send another"),
        )
    if office_of(family.operation) != message.office:
        # The number may have been changed because somebody else answers under the old one.
        raise Refused(
            tr("how families reach you changed since"),
            where=family.number,
            todo=tr("Drop this message, and send another"),
        )
    if message.text != text_of(message.form, message.language, message.office):
        raise LineNotCrossed("a message says its fixed text, and nothing else")
    return allowed_to_leave(
        id=message.pk.hex,
        form=message.form,
        to=address,
        language=message.language,
        subject=subject_of(message.language),
        text=message.text,
    )
