"""Whether telling of somebody could harm them or their relatives, as a function of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from nomina.desk.files.models import File, Link
from nomina.desk.transmit import signs
from nomina.desk.transmit.models import Detriment
from nomina.ledger.formats import canonical


def digest_of(one: Detriment) -> str:
    """Give the SHA-256 of what is signed of a flag."""
    said = {
        "detriment": one.pk.hex,
        "file": one.file_id.hex,
        "turn": one.turn,
        "holds": one.holds,
        "reason": one.reason,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def signed_by_two(one: Detriment) -> bool:
    """Say whether two people signed a flag or its lifting."""
    return signs.two(one.signs.all(), digest_of(one))


def stops(file: File) -> bool:
    """Say whether a flag holds for a file, or for another of the same person.

    A flag stops from the moment it is said, before anybody signs it; a lifting counts when two
    people signed it. So what is not yet decided is not sent.
    """
    return bool(flags_of(file))


def flags_of(file: File) -> tuple[Detriment, ...]:
    """Give the rows by which a file, or another of the same person, is flagged."""
    found = (flag_of(one) for one in same_person(file))
    return tuple(one for one in found if one is not None)


def flag_of(file: File) -> Detriment | None:
    """Give the row by which this very file is flagged; None where it is not."""
    rows = Detriment.objects.filter(file=file).order_by("turn").prefetch_related("signs")
    return held_by(list(rows))


def held_by(rows: list[Detriment]) -> Detriment | None:
    """Give of all that was said of one file, in order, the row by which it is flagged now."""
    for one in reversed(rows):
        if one.holds:
            return one
        if signed_by_two(one):
            return None
    return None


Time = tuple[datetime, datetime]
"""When something began, and when it was over."""


def over(rows: list[Detriment]) -> Iterator[Time]:
    """Give each time in which a file was flagged and is no more, of all that was said of it."""
    since: datetime | None = None
    for one in rows:
        if one.holds:
            since = since or one.made_at
        elif since is not None and signed_by_two(one):
            yield since, max(sign.made_at for sign in one.signs.all())
            since = None


def same_person(file: File) -> tuple[File, ...]:
    """Give a file and those that are linked to it, however far: each link says one person."""
    known = {file.pk: file}
    fresh = [file]
    while fresh:
        links = Link.objects.current().of(fresh.pop())
        for link in links.select_related("one", "other"):
            for other in (link.one, link.other):
                if other.pk not in known:
                    known[other.pk] = other
                    fresh.append(other)
    return tuple(known.values())
