"""An act as it is entered: who did what, when, on which record, and what changed by its digest.

What the log keeps of it is a commitment, ``SHA-256(salt || JSON)`` with 32 random bytes of salt
and the canonical JSON of RFC 8785. Without the salt nobody can try out what was entered, however
few acts are possible; where both are destroyed, nothing is left to find.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, NamedTuple, Self
from uuid import UUID, uuid4

from pydantic import Field, StringConstraints, ValidationError, field_validator

from nomina.documents import Document, Part, published
from nomina.errors import InputError
from nomina.ledger.formats import LARGEST, canonical, commitment
from nomina.words import tr

SALT = 32
"""Bytes of salt (LOG-01)."""

_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Kind = Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


class Target(Part):
    """The record that an act was on: its type, its number there, and which version of it."""

    type: Word
    id: Word
    version: Annotated[int, Field(strict=True, ge=0, le=LARGEST)] | None = None


@published("ledger-event")
class Event(Document):
    """One act. No name and no face belongs in it: records are named by their numbers.

    ``kind`` is lower-case words joined by dots or hyphens, such as ``face.opened``, ``search``,
    ``sign-off``, ``export`` or ``login``; ``when`` is in UTC as ``2026-03-01T12:00:00Z``, by the
    clock of whoever acted: the order of acts is that of the log, never that of clocks;
    ``change`` is the SHA-256 of what it changed, as ``sha256:`` and 64 hex digits.
    """

    id: UUID
    kind: Kind
    when: str
    who: Word
    on: Target | None = None
    change: Digest | None = None

    @field_validator("when")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        if not _WHEN.fullmatch(value):
            raise ValueError("write the time in UTC, as 2026-03-01T12:00:00Z")
        datetime.fromisoformat(value)
        return value

    @classmethod
    def of(
        cls,
        kind: str,
        who: str,
        when: datetime,
        *,
        on: Target | None = None,
        change: str | None = None,
        id: UUID | None = None,
    ) -> Self:
        """Make one; without ``id`` it gets a random one.

        Raises:
            InputError: ``when`` has no time zone, or a field is not what it must be.
        """
        if when.tzinfo is None:
            raise InputError(tr("the time of an act has no time zone"))
        text = when.astimezone(UTC).isoformat().replace("+00:00", "Z")
        try:
            return cls(id=id or uuid4(), kind=kind, when=text, who=who, on=on, change=change)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            field = ".".join(str(step) for step in first["loc"])
            raise InputError(
                tr("field {field}: {why}").format(field=field, why=first["msg"])
            ) from error


class Sealed(NamedTuple):
    """An act with its salt, and the commitment that the log keeps."""

    event: bytes
    salt: bytes
    committed: bytes


def seal(event: Event, salt: bytes) -> Sealed:
    """Commit to an act with a salt of `SALT` random bytes that is used once.

    Raises:
        InputError: it holds text that is no Unicode, and so has no JSON.
        ValueError: the salt has another length.
    """
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes")
    try:
        data = canonical(event.model_dump(mode="json"))
    except ValueError as error:
        raise InputError(tr("this cannot be written as JSON ({why})").format(why=error)) from error
    return Sealed(data, salt, commitment(salt, data))
