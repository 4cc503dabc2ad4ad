"""What families say: how it is taken in, and what other subjects may know of it."""

from __future__ import annotations

from datetime import datetime

from nomina.desk.acts import Actor
from nomina.desk.families.actions.hearing import Enclosure, TakeReply
from nomina.desk.families.models import Enquiry, Notice, Reply
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation


def hear(
    by: Actor,
    *,
    operation: Operation,
    way: str,
    words: str,
    enquiry: Enquiry | None = None,
    notice: Notice | None = None,
    file: File | None = None,
    at: datetime | None = None,
    from_words: str = "",
    enclosures: tuple[Enclosure, ...] = (),
    once: str = "",
) -> Reply:
    """Take in a reply; see `TakeReply`, which this does.

    Args:
        by: who brings it; an actor without an account where it came by page or mail.
    """
    return TakeReply(
        operation=operation,
        way=way,
        words=words,
        enquiry=enquiry,
        notice=notice,
        file=file,
        at=at,
        from_words=from_words,
        enclosures=enclosures,
        once=once,
    ).do(by)
