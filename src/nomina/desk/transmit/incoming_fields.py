"""What an item says, as a file of ours would hold it: field by field, with where it comes from.

Each value carries who sent it, in which paper and of which day, so that a file never says something
of which nobody knows any more where it came from. What a field cannot hold is told, and goes into
the note as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from nomina.cases import Source, SourceKind
from nomina.desk.files import fields
from nomina.desk.files.fields import AM, LONGEST, Said
from nomina.desk.files.imports.cases import value_of
from nomina.desk.files.record import Standing
from nomina.desk.transmit import incoming_content
from nomina.desk.transmit.incoming_words import beside_name, event_name
from nomina.desk.transmit.models import Incoming, IncomingItem
from nomina.errors import InputError
from nomina.leads.describe.values import Bad
from nomina.leads.describe.words import problem
from nomina.packages.incoming import Offered, Value
from nomina.words import tr

NOTE = "note"
_NOT_KNOWN = "?"


@dataclass(frozen=True)
class Line:
    """One field of an item.

    Attributes:
        key: of the field.
        written: as the item says it; empty where it says that it is not known.
        said: as our file would hold it; None where it cannot.
        wrong: why it cannot.
    """

    key: str
    written: str
    said: Said | None
    wrong: str = ""


def named(one: Incoming) -> str:
    """Give the paper that something came by: who sent it, its number, and the day that it bears."""
    parts = (
        one.partner.name if one.partner is not None else one.their_name,
        one.their_number,
        one.dated.isoformat() if one.dated is not None else "",
        one.number,
    )
    return " · ".join(filter(None, parts))


def source_of(item: IncomingItem, stated: str = "") -> Source:
    """Give the source that a value of an item is written down with.

    Args:
        item: that says it.
        stated: who says so according to the sender.
    """
    return Source(
        kind=SourceKind.DOCUMENT,
        reference=f"{named(item.incoming)} · {item.number}"[:400],
        note=stated,
    )


def lines(item: IncomingItem) -> tuple[Line, ...]:
    """Give the fields of an item in the order of our files; the note is the last of them."""
    said = incoming_content.offered(item)
    found = {line.key: line for line in (_line(item, value) for value in said.values)}
    note = _note(said, found)
    if note:
        kept = Said.of(note, source_of(item))
        found[NOTE] = Line(NOTE, note, kept)
    order = [field.key for field in fields.of_kind(AM)]
    return tuple(sorted(found.values(), key=lambda line: order.index(line.key)))


def _line(item: IncomingItem, value: Value) -> Line:
    source = source_of(item, value.source)
    if value.text is None:
        return Line(value.field, "", Said.unknown(source))
    one = fields.BY_KEY.get(value.field)
    if one is None or AM not in one.kinds:
        raise InputError(tr("this file has no such field"), where=value.field)
    text = value.text.strip()
    try:
        kept = Said.of(value_of(one, text), source)
        return Line(value.field, text, fields.checked(AM, value.field, kept))
    except Bad as bad:
        words: dict[str, Any] = {"column": fields.label(value.field), **bad.values}
        told = problem(bad.code, "missing", **words)
        return Line(value.field, text, None, f"{told.what}. {told.todo}.")
    except InputError as error:
        return Line(value.field, text, None, str(error))


def _note(said: Offered, found: Mapping[str, Line]) -> str:
    """Put together what no field of ours is for, and what its field cannot hold."""
    parts = list(_note_lines(said))
    for key, line in found.items():
        if line.said is None:
            parts.append(f"{fields.label(key)}: {line.written}")
    if NOTE in found and found[NOTE].written:
        parts.insert(0, found[NOTE].written)
    return "\n".join(parts)[:LONGEST].strip()


def _note_lines(said: Offered) -> Iterator[str]:
    for one in said.beside:
        if one.kept:
            text = event_name(one.text) if one.name == "event" else one.text
            yield f"{beside_name(one.name)}: {text}"


def stands(standing: Standing | None) -> str:
    """Write what stands in a field of a file; empty where nobody said anything."""
    if standing is None:
        return ""
    return " / ".join(
        entry.said.get() if entry.said.is_known else _NOT_KNOWN for entry in standing.entries
    )


def same(line: Line, standing: Standing | None) -> bool:
    """Say whether a file says the same already."""
    if line.said is None or standing is None:
        return False
    return any(
        (entry.said.state, entry.said.value) == (line.said.state, line.said.value)
        for entry in standing.entries
    )


def day(text: str | None) -> date | None:
    """Give a day that a document names."""
    return date.fromisoformat(text) if text else None


def last_moment(text: str | None) -> datetime | None:
    """Give the end of the last day on which something is allowed; None for no end."""
    until = day(text)
    if until is None or until >= date.max - timedelta(days=366):
        return None
    return datetime.combine(until + timedelta(days=1), time.min, tzinfo=UTC)
