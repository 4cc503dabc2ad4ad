"""A family's reply that its bureau carries is heard as any other; the way back is the bureau's."""

from __future__ import annotations

import hashlib
from datetime import datetime, time

from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.families.actions.hearing import TakeReply
from nomina.desk.families.hearing_state import missing_of
from nomina.desk.families.models.hearing import BUREAU
from nomina.desk.files.models import File
from nomina.desk.transmit import heard
from nomina.desk.transmit.heard import FamilyReply


def hear(by: Actor, reply: FamilyReply) -> str:
    """Take in a reply; give its id. A second time gives the same."""
    file = None
    if reply.number:
        found = File.objects.filter(operation=reply.operation, number=reply.number).first()
        file = None if found is None else missing_of(found)
    at = None
    if reply.said is not None:
        said = timezone.make_aware(datetime.combine(reply.said, time.min))
        at = said if said <= by.at else None
    act = TakeReply(
        operation=reply.operation,
        way=BUREAU,
        words=reply.words,
        file=file,
        at=at,
        from_words=reply.partner.name if reply.partner is not None else "",
        once=hashlib.sha256(f"bureau\0{reply.once}".encode()).hexdigest(),
    )
    return str(act.do(by).pk)


def join() -> None:
    """Listen."""
    heard.on_reply(hear)
