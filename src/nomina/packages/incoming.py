"""What came from another institution, item by item, as far as a file of a missing person has room.

Nothing is decided here. An item says what its sender says: by field where one of our files has that
field, beside it where none has. What is an address, of a network or of somebody's door, is left
where it came: nothing here could ever be used to reach a family of the other side. What a stranger
reports as a death stays a report, and never becomes a date of death.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from nomina.documents import Part
from nomina.packages.documents import Content
from nomina.packages.items import (
    Allowed,
    Answer,
    AnyItem,
    Enquiry,
    Listed,
    Missing,
    Prisoner,
    Recall,
    Reply,
)
from nomina.packages.particulars import Particular, Stands, Text
from nomina.pfif import DEAD, Note, Person
from nomina.signed import Day, Digest, Line

About = Literal[
    "missing", "prisoner", "dead", "reply", "enquiry", "answer", "recall", "ended", "notes"
]
"""What an item is: a missing person; a prisoner; one of the dead; a family's reply; a question; an
answer to ours; that something told before is not so; that its sender has ended it; what somebody
says of a person whose record did not come with it."""

LONGEST = 10_000


class Value(Part):
    """What is said in one field of our files.

    Attributes:
        field: its key.
        text: None where it is said not to be known.
        source: who says so, as the sender wrote it down; empty where nobody did.
    """

    field: Annotated[str, StringConstraints(max_length=32)]
    text: Text | None
    source: Annotated[str, StringConstraints(max_length=200)] = ""


class Beside(Part):
    """What no field of ours is for.

    Attributes:
        name: what it is, as its format calls it.
        kept: whether it goes into the note of a file; else it is read here alone.
    """

    name: Annotated[str, StringConstraints(max_length=60)]
    text: Text
    kept: bool = True


class Answers(Part):
    """Which of our packages somebody speaks of.

    Attributes:
        package, package_number: its digest and number.
        number: of the body or person in it; None for all of it.
    """

    package: Digest
    package_number: Line
    number: Line | None


class Offered(Part):
    """One item.

    Attributes:
        key: what its sender calls it; the same key of the same sender is the same case.
        allowed: what its sender says was allowed; None where nothing was said, and then nothing is.
        words: of a reply, a question, an answer or a recall.
        answers: of a reply and a recall.
        to: of an answer, the number of our question.
        said: on which day it was said; None where nobody wrote that down.
        living: whether it may be about somebody alive in the hands of another Power (LAW-23).
    """

    about: About
    key: Line
    values: Annotated[tuple[Value, ...], Field(max_length=40)] = ()
    beside: Annotated[tuple[Beside, ...], Field(max_length=200)] = ()
    allowed: Allowed | None = None
    words: Text | None = None
    answers: Answers | None = None
    to: Line | None = None
    said: Day | None = None
    living: bool = False


def of_package(content: Content) -> tuple[Offered, ...]:
    """Give the items of a package; each row of a list is one."""
    return tuple(_item(one) for item in content.items for one in _rows(item))


def _rows(item: AnyItem) -> Iterator[AnyItem]:
    if isinstance(item, Listed):
        yield from item.dead
    else:
        yield item


FIELD_OF = {
    "surname": "family name",
    "first_names": "given name",
    "sex": "sex",
    "born": "born",
    "unit": "unit",
    "last_alive_on": "last known alive",
    "last_alive_at": "place",
    "service_number": "numbers",
    "marks": "marks",
    "teeth": "teeth",
    "effects": "effects",
}
"""Where a particular of somebody missing stands in our files."""
READ_ALONE = frozenset({"power", "rank", "health"})
"""Side and rank have no column here and change nothing (LAW-01); how somebody's health is concerns
nobody who looks for the dead."""
NEVER = frozenset({"address", "person_informed"})
"""What stays in the file that came, and is in no item: who is to be told, and where they live, is
for who may reach them."""


def _item(item: AnyItem) -> Offered:
    if isinstance(item, Missing):
        values, beside = _divided(item)
        return Offered(
            about="missing", key=item.number, values=values, beside=beside, allowed=item.allowed
        )
    if isinstance(item, Reply | Recall | Enquiry | Answer):
        return _worded(item)
    beside = tuple(_besides(item))
    if isinstance(item, Prisoner):
        event = Beside(name="event", text=item.event)
        living = item.event != "death"
        return Offered(about="prisoner", key=item.number, beside=(event, *beside), living=living)
    key = str(getattr(item, "number", None) or getattr(item, "tag", "-"))
    return Offered(about="dead", key=key, beside=beside)


def _worded(item: Reply | Recall | Enquiry | Answer) -> Offered:
    if isinstance(item, Answer):
        return Offered(about="answer", key=item.number, words=item.words, to=item.to)
    if isinstance(item, Enquiry):
        beside = tuple(_besides(item))
        return Offered(about="enquiry", key=item.number, words=item.words, beside=beside)
    of = Answers(package=item.package, package_number=item.package_number, number=item.number)
    if isinstance(item, Recall):
        key, day = item.number, item.decided
        return Offered(about="recall", key=key, words=item.words, answers=of, said=day)
    key = f"{item.package_number} {item.number or ''}".strip()[:200]
    return Offered(about="reply", key=key, words=item.words, answers=of, said=item.said)


def _particulars(item: AnyItem) -> Iterator[tuple[str, Particular]]:
    for name, said in item:
        if isinstance(said, Particular) and name not in NEVER:
            yield name, said


def _besides(item: AnyItem) -> Iterator[Beside]:
    """Give what is known of it, none of it as a field: it tells, and our files are not about it."""
    named = getattr(item, "named", None)
    if named is not None:
        decided = f"{named.number} · {named.decided} · {named.certificate or '-'}"
        yield Beside(name="named", text=decided)
    for name, said in _particulars(item):
        if said.value is not None:
            yield Beside(name=name, text=said.value, kept=name not in READ_ALONE)


def _divided(item: Missing) -> tuple[tuple[Value, ...], tuple[Beside, ...]]:
    values: list[Value] = []
    beside: list[Beside] = []
    for name, said in _particulars(item):
        if said.state is Stands.UNASKED:
            continue
        key = FIELD_OF.get(name)
        if key is not None:
            text = said.value
            if text is not None and name == "service_number":
                text = f"service: {text}"[:LONGEST]
            values.append(Value(field=key, text=text, source=said.source or ""))
        elif said.value is not None:
            beside.append(Beside(name=name, text=said.value, kept=name not in READ_ALONE))
    return tuple(values), tuple(beside)


_HOME = ("home_street", "home_neighborhood", "home_city", "home_state", "home_country")
"""Where a missing person lived; their house is no address of a relative who could be written to,
but its street may be, so it is read here alone."""
_HOME_KEPT = frozenset({"home_city", "home_state", "home_country"})


def of_pfif(people: Iterable[Person], notes: Iterable[Note], at: datetime) -> tuple[Offered, ...]:
    """Give the records of a PFIF file.

    No address of a network is in what comes out, and none of the people who wrote the records:
    `photo_url`, `profile_urls`, `source_url`, telephone and mail are left where they came.

    Args:
        people, notes: as read.
        at: now; what has ended by then says no more than that it has.
    """
    found = [_ended(one) if one.over(at) or one.is_placeholder else _sought(one) for one in people]
    for one in notes:
        key = one.person_record_id[:200]
        found.append(Offered(about="notes", key=key, beside=tuple(_said([one]))))
    return tuple(found)


def _ended(one: Person) -> Offered:
    said = one.expiry_date[:10] or None
    return Offered(about="ended", key=one.person_record_id[:200], said=said)


def _sought(one: Person) -> Offered:
    values = [
        _value("family name", one.family_name),
        _value("given name", one.given_name),
        _value("other names", _other_names(one)),
        _value("sex", one.sex),
        _value("born", one.date_of_birth),
        *_ages(one.age),
        _value("reported", one.source_date[:10]),
        _value("expires", one.expiry_date[:10]),
        _value("informant", " · ".join(filter(None, (one.author_name, one.source_name)))),
    ]
    beside = [
        Beside(name=name, text=getattr(one, name)[:LONGEST], kept=name in _HOME_KEPT)
        for name in _HOME
        if getattr(one, name)
    ]
    if one.description:
        beside.append(Beside(name="description", text=one.description[:LONGEST]))
    return Offered(
        about="missing",
        key=one.person_record_id[:200],
        values=tuple(value for value in values if value is not None),
        beside=(*beside, *_said(one.notes))[:200],
    )


def _value(field: str, text: str) -> Value | None:
    return Value(field=field, text=text[:LONGEST]) if text.strip() else None


def _other_names(one: Person) -> str:
    """Give the names that are not the two parts; of one without parts, the whole name."""
    whole = [] if one.family_name and one.given_name else one.full_name.splitlines()
    names = (*whole, *one.alternate_names.splitlines())
    return "; ".join(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))


def _ages(age: str) -> tuple[Value | None, Value | None]:
    low, _, high = age.partition("-")
    return _value("age from", low), _value("age to", high or low)


def _said(notes: Iterable[Note]) -> Iterator[Beside]:
    for one in sorted(notes, key=lambda note: note.source_date):
        # A stranger's word that somebody is dead is read by a person, and written nowhere.
        kept = one.status != DEAD
        day = one.source_date[:10]
        for name in ("status", "last_known_location", "text"):
            text: str = getattr(one, name)
            if text:
                yield Beside(name=f"note_{name}", text=f"{day} · {text}"[:LONGEST], kept=kept)
