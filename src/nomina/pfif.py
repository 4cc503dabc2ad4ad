"""PFIF 1.4, the exchange format for missing people: what its records hold, and how they leave.

Files are read in `nomina.pfif_read`; here is what a record is, and how it is written.

PFIF knows no identification. It is here to receive reports and never to tell of a death: nothing
that is written says ``believed_dead``, and what is not known is never written as alive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from nomina.errors import InputError, LineNotCrossed
from nomina.names import shown
from nomina.words import tr

NAMESPACE = "http://zesty.ca/pfif/1.4"

SEXES = ("female", "male", "other")
SOUGHT, MISSING, DEAD = "information_sought", "believed_missing", "believed_dead"
STATUSES = (SOUGHT, "is_note_author", "believed_alive", MISSING, DEAD)
_YES_NO = ("true", "false")

_ID = re.compile(r"[^\s/]{1,253}/\S{1,500}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_BORN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")
# What XML 1.0 cannot hold.
_UNWRITTEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody said of a person; empty text is a field that is not there."""

    note_record_id: str
    person_record_id: str = ""
    linked_person_record_id: str = ""
    entry_date: str = ""
    author_name: str
    author_email: str = ""
    author_phone: str = ""
    source_date: str
    author_made_contact: str = ""
    status: str = ""
    email_of_found_person: str = ""
    phone_of_found_person: str = ""
    last_known_location: str = ""
    text: str
    photo_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is sought or was found; empty text is a field that is not there.

    ``full_name``, ``alternate_names`` and ``profile_urls`` have a line each where there are
    several.
    """

    person_record_id: str
    entry_date: str = ""
    expiry_date: str = ""
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_name: str = ""
    source_date: str = ""
    source_url: str = ""
    full_name: str = ""
    given_name: str = ""
    family_name: str = ""
    alternate_names: str = ""
    description: str = ""
    sex: str = ""
    date_of_birth: str = ""
    age: str = ""
    home_street: str = ""
    home_neighborhood: str = ""
    home_city: str = ""
    home_state: str = ""
    home_postal_code: str = ""
    home_country: str = ""
    photo_url: str = ""
    profile_urls: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def is_placeholder(self) -> bool:
        """Whether nothing is left of it but that it was there, and when it ended."""
        said = {name for name in PERSON if getattr(self, name)}
        return bool(self.expiry_date) and said <= PLACEHOLDER and not self.notes

    def over(self, at: datetime) -> bool:
        """Say whether it has ended, and must be forgotten by whoever holds it."""
        return bool(self.expiry_date) and moment(self.expiry_date) <= at

    def placeholder(self, at: datetime) -> Person:
        """Give what may be passed on of a record that has ended."""
        now = written_moment(at)
        return Person(
            person_record_id=self.person_record_id,
            entry_date=now,
            source_date=now,
            expiry_date=self.expiry_date or now,
        )


PERSON = tuple(one.name for one in fields(Person) if one.name != "notes")
NOTE = tuple(one.name for one in fields(Note))
PLACEHOLDER = frozenset({"person_record_id", "source_date", "entry_date", "expiry_date"})
LINKS = frozenset({"source_url", "photo_url", "profile_urls"})
"""Addresses on a network: nothing here opens one, and nothing that leaves has one."""


def moment(text: str) -> datetime:
    """Give the moment that a date of PFIF says; raises `ValueError` where it is none."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def written_moment(at: datetime) -> str:
    """Write a moment as PFIF does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def wrong_field(name: str, value: str, where: str) -> InputError:
    """Give the error that says which field is missing, or not as PFIF writes it."""
    if not value:
        return InputError(tr("{field}: this is missing").format(field=name), where=where)
    return InputError(
        tr("{field}: this is not as PFIF writes it: {value}").format(
            field=name, value=shown(value)[:80]
        ),
        where=where,
    )


def checked_person(one: Person, where: str = "") -> Person:
    """Give a person whose fields are as PFIF writes them.

    Raises:
        InputError: one is not.
    """
    _demand(one, "person_record_id", is_id, where, needed=True)
    if not one.is_placeholder:
        _demand(one, "full_name", bool, where, needed=True)
        _demand(one, "source_date", _is_moment, where, needed=True)
    for name in ("entry_date", "expiry_date", "source_date"):
        _demand(one, name, _is_moment, where)
    _demand(one, "sex", lambda text: text in SEXES, where)
    _demand(one, "date_of_birth", _is_birth, where)
    _demand(one, "age", _is_age, where)
    return one


def checked_note(one: Note, where: str = "") -> Note:
    """Give a note whose fields are as PFIF writes them; raises as `checked_person`."""
    _demand(one, "note_record_id", is_id, where, needed=True)
    for name in ("author_name", "text"):
        _demand(one, name, bool, where, needed=True)
    _demand(one, "source_date", _is_moment, where, needed=True)
    _demand(one, "entry_date", _is_moment, where)
    for name in ("person_record_id", "linked_person_record_id"):
        _demand(one, name, is_id, where)
    _demand(one, "status", lambda text: text in STATUSES, where)
    _demand(one, "author_made_contact", lambda text: text in _YES_NO, where)
    return one


def _demand(
    one: Person | Note,
    name: str,
    holds: Callable[[str], object],
    where: str,
    *,
    needed: bool = False,
) -> None:
    value: str = getattr(one, name)
    if (value or needed) and not holds(value):
        raise wrong_field(name, value, where)


def is_id(text: str) -> bool:
    """Say whether a text is the id of a record: a domain, a stroke, and what it calls it."""
    return _ID.fullmatch(text) is not None


def _is_moment(text: str) -> bool:
    try:
        moment(text)
    except ValueError:
        return False
    return True


def _is_birth(text: str) -> bool:
    found = _BORN.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_age(text: str) -> bool:
    found = _AGE.fullmatch(text)
    return found is not None and (not found[2] or int(found[1]) <= int(found[2]))


def written(people: Iterable[Person]) -> bytes:
    """Write people and their notes as a PFIF 1.4 file.

    Raises:
        LineNotCrossed: a note says that somebody is dead: PFIF is never how that is told.
        InputError: a field is not as PFIF writes it.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<pfif:pfif xmlns:pfif="{NAMESPACE}">']
    for one in people:
        lines += _person_lines(checked_person(one))
    return ("\n".join((*lines, "</pfif:pfif>")) + "\n").encode()


def _person_lines(one: Person) -> Iterator[str]:
    yield "  <pfif:person>"
    yield from _field_lines(one, PERSON, "    ")
    for note in one.notes:
        if note.status == DEAD:
            raise LineNotCrossed("PFIF is never used to tell that somebody is dead")
        yield "    <pfif:note>"
        yield from _field_lines(checked_note(note), NOTE, "      ")
        yield "    </pfif:note>"
    yield "  </pfif:person>"


def _field_lines(one: Person | Note, names: Iterable[str], indent: str) -> Iterator[str]:
    for name in names:
        value: str = getattr(one, name)
        if value:
            yield f"{indent}<pfif:{name}>{_escaped(value)}</pfif:{name}>"


def _escaped(text: str) -> str:
    plain = _UNWRITTEN.sub("\ufffd", text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        plain = plain.replace(sign, name)
    return plain
