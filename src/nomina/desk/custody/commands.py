"""Commands of a device: what somebody did where there was no connection, told later and in order.

Each command has the device's own id and is done once, however often it is sent; what it came to is
kept and told again. What the register refuses is not lost and wins over nothing: it becomes an
incident that holds all that was claimed, for a person to settle. One that fails stops no other.

A command may name the one before it (``after``): it waits until that one is known, so that a
device's order is kept however its sendings cross on the way.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import ValidationError

from nomina.desk.acts import Actor, Ledger
from nomina.desk.custody import register
from nomina.desk.custody.actions.scanning import Differ, Difference
from nomina.desk.custody.commanding import Doing, about
from nomina.desk.custody.models import Command
from nomina.desk.custody.register import When
from nomina.desk.custody.wanted import Came, Wanted, claimed, clean, wanted_of
from nomina.desk.people.models import Operation
from nomina.errors import InputError
from nomina.words import tr

MOST = 200
"""Commands that are taken at once."""
DONE, INCIDENT, WAITS = "done", "incident", "waits"
"""What a command came to; one that waits is not known yet and is sent again."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""No clock that is set shows an earlier moment."""
_CHANGED = uuid.UUID("8a6e1a52-8f0c-4c7e-9a2a-5d0d3a1b7c44")


def run(
    given: Sequence[object], operation: Operation, by: Actor, book: Ledger | None = None
) -> list[dict[str, Any]]:
    """Do commands one after another, each in a transaction of its own.

    Args:
        given: as they came; what is no command is an incident like all else that fails.
        operation: in which all of them are done.
        by: who sends them.
        book: the ledger; that of the settings where None.

    Returns:
        An answer for each, in order: ``id``, ``outcome``, ``says``, ``incidents`` and more.

    Raises:
        NotPermitted: whoever sends them may do none of this, or no longer; the rest is not done.
    """
    # What is not even an object is kept as what came.
    every = (clean(one if isinstance(one, dict) else {"what": one}) for one in given)
    return [_one(raw, operation, _now(by), book) for raw in every]


def _now(by: Actor) -> Actor:
    return Actor(by.user, max(by.at, timezone.now()), by.proved)


def _digest(raw: dict[str, Any]) -> uuid.UUID:
    return uuid.uuid5(_CHANGED, json.dumps(raw, sort_keys=True, ensure_ascii=False))


def _id(raw: dict[str, Any]) -> uuid.UUID:
    """Give the device's id, or one of what came, so that even that is kept once."""
    try:
        named = uuid.UUID(raw["id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return _digest(raw)
    return named if named.version == 4 else _digest(raw)


def _one(
    raw: dict[str, Any], operation: Operation, by: Actor, book: Ledger | None
) -> dict[str, Any]:
    id = _id(raw)
    known = _known(id, raw, operation, by)
    if isinstance(known, dict):
        return known
    id = known
    try:
        with transaction.atomic():
            return _done(id, raw, operation, by, book)
    except IntegrityError:
        # The same was sent twice at one moment: the other one did it.
        again = Command.objects.filter(pk=id).first()
        if again is None:
            raise
        return dict(again.answer)


def _known(
    id: uuid.UUID, raw: dict[str, Any], operation: Operation, by: Actor
) -> dict[str, Any] | uuid.UUID:
    """Give the kept answer of a command; else the id to keep it by.

    An id that says something else now, or is somebody else's, is a new claim beside the old one.
    """
    row = Command.objects.filter(pk=id).first()
    if row is None:
        return id
    if row.said == raw and row.operation_id == operation.pk and row.by_id == by.id:
        return dict(row.answer)
    changed = uuid.uuid5(_digest(raw), f"{operation.pk} {by.id}")
    row = Command.objects.filter(pk=changed).first()
    return changed if row is None else dict(row.answer)


def _done(
    id: uuid.UUID, raw: dict[str, Any], operation: Operation, by: Actor, book: Ledger | None
) -> dict[str, Any]:
    came = Came()
    kind, when = "other", When(at=by.at)
    try:
        wanted = wanted_of(raw)
    except InputError as error:
        came.wrong.append(Difference(kind="other", words=str(error), said=claimed(raw, id)))
    else:
        kind, when = wanted.kind, When(at=wanted.at, clock=wanted.clock)
        before = _before(wanted, operation, by)
        if before is WAITS:
            return {"id": str(wanted.id), "outcome": WAITS, "says": tr("the one before is awaited")}
        if id != wanted.id:
            words = tr("this device said something else by the same id before")
            came.wrong.append(Difference(kind="conflict", words=words, said=claimed(raw, id)))
        elif (jumped := _clock(wanted, before, by.at)) is not None:
            when = When(at=by.at)  # what that clock says stands in the claim alone
            came.wrong.append(
                Difference(
                    kind="clock", words=jumped, said=claimed(raw, id), **about(wanted, operation)
                )
            )
        else:
            Doing(wanted, raw, operation, by, book, came).do()
    return _keep(id, raw, kind, came, when, operation=operation, by=by, book=book)


def _keep(
    id: uuid.UUID,
    raw: dict[str, Any],
    kind: str,
    came: Came,
    when: When,
    *,
    operation: Operation,
    by: Actor,
    book: Ledger | None,
) -> dict[str, Any]:
    incidents = []
    if came.wrong:
        incidents = Differ(operation=operation, found=tuple(came.wrong), when=when).do(by, book)
    says = [came.says, *(f"{one.words.rstrip('.')}." for one in came.wrong if one.words)]
    answer = {
        "id": str(raw.get("id", id))[:64],
        "outcome": INCIDENT if incidents else DONE,
        "says": " ".join(one for one in says if one)[:2000],
        "incidents": [str(one.pk) for one in incidents],
        **came.more,
    }
    Command(
        id=id,
        operation=operation,
        kind=kind,
        said=raw,
        outcome=answer["outcome"],
        answer=answer,
        incident=incidents[0] if incidents else None,
        by=by.user,
        made_at=by.at,
    ).save(force_insert=True)
    return answer


def _before(wanted: Wanted, operation: Operation, by: Actor) -> Any:
    """Give what the command before said; `WAITS` where it is not known yet."""
    if wanted.after is None:
        return None
    row = Command.objects.filter(pk=wanted.after, operation=operation, by=by.user).first()
    return WAITS if row is None else row.said


def _clock(wanted: Wanted, before: Any, now: datetime) -> str | None:
    """Say what is wrong with the clock of a device; None where nothing is."""
    if wanted.at > now + register.AHEAD or wanted.at < EARLIEST:
        return tr("this clock cannot be right: it showed {at}, and the desk's showed {now}").format(
            at=f"{wanted.at:%Y-%m-%d %H:%M %Z}", now=f"{now:%Y-%m-%d %H:%M %Z}"
        )
    if wanted.clock != "device" or not isinstance(before, dict):
        return None
    try:
        last = Wanted.model_validate(before)
    except ValidationError:
        return None
    if (
        last.clock == "device"
        and EARLIEST < last.at <= now
        and last.at > wanted.at + register.AHEAD
    ):
        return tr("the clock of this device went back, from {last} to {at}").format(
            last=f"{last.at:%Y-%m-%d %H:%M %Z}", at=f"{wanted.at:%Y-%m-%d %H:%M %Z}"
        )
    return None
