"""A command as a device sends it, read and checked; all that came is kept, whatever it is."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import UUID4, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from nomina.desk.custody.actions.scanning import Difference
from nomina.errors import InputError
from nomina.words import tr

_SHORT = Annotated[str, Field(max_length=200)]


class Wanted(BaseModel):
    """A command as a device sends it; what it has not is left out, and nothing else stands in it.

    Attributes:
        id: of the device, a random UUID.
        after: the command that the device sent before this one.
        at: when it was done, by ``clock``.
        tags: as they were read, in order, whatever they are.
        place, start: short name or id of a place; to which, and from which.
        count: id of a count, or of the command that began it.
        handover: its number or id.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID4
    kind: Literal["receive", "move", "pack", "take", "offer", "read", "count-begin", "count-end"]
    after: UUID4 | None = None
    at: AwareDatetime
    clock: Literal["device", "operator", "gps"] = "device"
    read: Literal["scanned", "typed", "paper"] = "scanned"
    tags: tuple[_SHORT, ...] = Field(default=(), max_length=500)
    place: _SHORT = ""
    start: _SHORT = ""
    position: _SHORT = ""
    into: _SHORT = ""
    count: _SHORT = ""
    handover: _SHORT = ""
    taker: _SHORT = ""
    item: _SHORT = ""
    file: _SHORT = ""
    parent: _SHORT = ""
    words: _SHORT = ""
    seal: Literal["", "whole", "broken", "none"] = ""
    seal_number: Annotated[str, Field(max_length=40)] = ""
    witness: Annotated[str, Field(max_length=2000)] = ""
    why: Annotated[str, Field(max_length=2000)] = ""


@dataclass
class Came:
    """What a command came to so far.

    Attributes:
        says: what was done, in words.
        wrong: what does not fit.
        more: what else the device is told, such as the id of a count.
    """

    says: str = ""
    wrong: list[Difference] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


def clean(value: Any) -> Any:
    """Give a value that both databases keep: no zero bytes, half characters or endless numbers."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [clean(one) for one in value]
    if isinstance(value, dict):
        return {clean(str(key)): clean(one) for key, one in value.items()}
    return value


def wanted_of(raw: Any) -> Wanted:
    """Read a command.

    Raises:
        InputError: it is none.
    """
    try:
        return Wanted.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InputError(
            tr("this is no command that the desk knows"),
            where=".".join(str(part) for part in first["loc"])[:100],
        ) from None


def claimed(raw: dict[str, Any], id: uuid.UUID, **instead: Any) -> dict[str, Any]:
    """Give all that was claimed, for an incident."""
    return {"command": str(id), "claimed": {**raw, **instead}}
