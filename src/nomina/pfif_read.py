"""Reading PFIF, versions 1.1 to 1.4, from strangers.

The parser is that of the standard library, driven by hand: a document type, an entity, another
encoding than UTF-8, and whatever is too large, too deep or too much is refused as soon as it
comes, so that there is nothing left that such a file could do and no further package is needed. A
record that is wrong is told and the others stand. The older versions are read by their old names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from xml.parsers import expat

from nomina.errors import InputError
from nomina.names import shown
from nomina.pfif import (
    NAMESPACE,
    NOTE,
    PERSON,
    Note,
    Person,
    checked_note,
    checked_person,
    is_id,
    wrong_field,
)
from nomina.words import tr

OLDER = tuple(f"http://zesty.ca/pfif/1.{n}" for n in (1, 2, 3))
"""Versions that are read too; the names they used are those of `_RENAMED`."""
LARGEST = 16 * 2**20
"""Bytes of a file."""
RECORDS = 20_000
"""Records of a file, people and notes together."""
LONGEST = 10_000
"""Characters of a field."""
_DEEPEST = 8
_PIECE = 1 << 16
_TOLD = 200
"""Records that are wrong and told one by one; a file with more is not PFIF."""

_RENAMED = {
    "first_name": "given_name",
    "last_name": "family_name",
    "home_zip": "home_postal_code",
    "found": "author_made_contact",
    "other": "description",
}
_EMPTY = Note(note_record_id="", author_name="", source_date="", text="")


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read.

    Attributes:
        people: with the notes that stood in them or named them.
        notes: those that name somebody who is not in the file.
        problems: records that were wrong; they are in neither.
        unknown: names of elements that PFIF does not have, as far as they are told.
    """

    people: tuple[Person, ...]
    notes: tuple[Note, ...]
    problems: tuple[InputError, ...]
    unknown: tuple[str, ...]


def read(data: bytes, where: str) -> Read:
    """Read a file.

    Args:
        data: the file.
        where: what it is called, for errors.

    Raises:
        InputError: it is no PFIF, is broken, too large, or holds what no such file needs.
    """
    if len(data) > LARGEST:
        raise _refused(
            tr("this is larger than {n} bytes, which is the most of such a file").format(n=LARGEST),
            where,
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_utf_8(where)
    reader = _Reader(where)
    try:
        for at in range(0, len(data), _PIECE):
            reader.parser.Parse(data[at : at + _PIECE], False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _refused(
            tr("this is no XML in UTF-8 that can be read"),
            f"{where}: {reader.parser.ErrorLineNumber}",
            tr("Take a whole, unchanged copy of the file"),
        ) from error
    return reader.done()


def _refused(what: str, where: str, todo: str = "") -> InputError:
    return InputError(what, where=where, todo=todo)


def _not_utf_8(where: str) -> InputError:
    return _refused(tr("this file is not in UTF-8"), where, tr("Ask for a plain PFIF file"))


@dataclass(slots=True)
class _Record:
    """A record that is being read: its fields so far, and the first thing wrong with it."""

    kind: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    wrong: str = ""


class _Reader:
    """Takes what the parser finds, and stops it at the first thing that no such file needs."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.people: list[Person] = []
        self.notes: list[Note] = []
        self.problems: list[InputError] = []
        self.unknown: list[str] = []
        self._depth = 0
        self._records = 0
        self._open: list[_Record] = []
        self._inner: list[Note] = []
        self._ids: set[str] = set()
        self._field = ""
        self._text: list[str] = []
        self._length = 0
        self._skip = 0
        self._root = False
        self.parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._no_type
        self.parser.EntityDeclHandler = self._no_entity
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _line(self) -> str:
        return f"{self.where}: {self.parser.CurrentLineNumber}"

    def _no_type(self, *declared: object) -> NoReturn:
        raise _refused(
            tr("this file declares a document type, which PFIF has not"),
            self._line(),
            tr("Ask for a plain PFIF file"),
        )

    def _no_entity(self, *declared: object) -> NoReturn:
        self._no_type()

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in {"utf-8", "utf8"}:
            raise _not_utf_8(self._line())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _refused(tr("this file is nested too deeply"), self._line())
        space, _, local = name.rpartition(" ")
        space = space.rstrip("/")
        if not self._root:
            self._begin(space, local)
        elif self._skip:
            self._skip += 1
        elif space not in (NAMESPACE, *OLDER) or not self._known(local):
            self._skip = 1
            self._told(local)

    def _begin(self, space: str, local: str) -> None:
        if space not in (NAMESPACE, *OLDER) or local != "pfif":
            raise _refused(
                tr("this is no PFIF file of version 1.1 to 1.4"),
                self._line(),
                tr("Ask for a plain PFIF file"),
            )
        self._root = True

    def _known(self, local: str) -> bool:
        """Open a record or a field; False where there is none of the name at this place."""
        inside = self._open[-1].kind if self._open else ""
        if self._field:
            return False
        if local in ("person", "note") and (not inside or (inside, local) == ("person", "note")):
            self._records += 1
            if self._records > RECORDS:
                raise _refused(
                    tr("this file has more than {n} records").format(n=RECORDS),
                    self.where,
                    tr("Ask for it in several files"),
                )
            if local == "person":
                self._inner = []
            self._open.append(_Record(local, self.parser.CurrentLineNumber))
            return True
        named = _RENAMED.get(local, local)
        if inside and named in (PERSON if inside == "person" else NOTE):
            self._field, self._text, self._length = named, [], 0
            return True
        return False

    def _told(self, local: str) -> None:
        name = shown(local)[:60]
        if name not in self.unknown and len(self.unknown) < _TOLD:
            self.unknown.append(name)

    def _characters(self, text: str) -> None:
        if self._field and not self._skip:
            self._length += len(text)
            if self._length <= LONGEST:
                self._text.append(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skip:
            self._skip -= 1
        elif self._field:
            record = self._open[-1]
            if self._field in record.values:
                record.wrong = tr("{field}: this is given twice").format(field=self._field)
            if self._length > LONGEST:
                record.wrong = tr("{field}: this is longer than {n} characters").format(
                    field=self._field, n=LONGEST
                )
            record.values[self._field] = "".join(self._text).strip()
            self._field = ""
        elif self._open:
            self._close(self._open.pop())

    def _close(self, record: _Record) -> None:
        where = f"{self.where}: {record.line}"
        try:
            if record.wrong:
                raise InputError(record.wrong, where=where)
            if record.kind == "person":
                self._person(record.values, where)
            else:
                self._note(record.values, where)
        except InputError as error:
            self._wrong(error)
            if record.kind == "person":
                # What was said of somebody stands, also where the record about them does not.
                self._alone(record.values.get("person_record_id", ""), where)

    def _alone(self, person: str, where: str) -> None:
        for one in self._inner:
            named = one.person_record_id or (person if is_id(person) else "")
            if named:
                self.notes.append(replace(one, person_record_id=named))
            else:
                self._wrong(wrong_field("person_record_id", "", where))
        self._inner = []

    def _wrong(self, error: InputError) -> None:
        self.problems.append(error)
        if len(self.problems) > _TOLD:
            raise _refused(
                tr("more than {n} records of this file are wrong").format(n=_TOLD),
                self.where,
                tr("Ask for it again"),
            )

    def _person(self, values: dict[str, str], where: str) -> None:
        given: dict[str, Any] = dict(values)
        found = checked_person(replace(Person(person_record_id=""), **given), where)
        if found.person_record_id in self._ids:
            raise InputError(
                tr("a record of this id stands in the file before: {id}").format(
                    id=shown(found.person_record_id)[:80]
                ),
                where=where,
            )
        self._ids.add(found.person_record_id)
        mine: list[Note] = []
        for one in self._inner:
            if one.person_record_id in ("", found.person_record_id):
                mine.append(replace(one, person_record_id=found.person_record_id))
            else:
                self._wrong(wrong_field("person_record_id", one.person_record_id, where))
        self._inner = []
        self.people.append(replace(found, notes=tuple(mine)))

    def _note(self, values: dict[str, str], where: str) -> None:
        found = checked_note(replace(_EMPTY, **values), where)
        if self._open:
            self._inner.append(found)
            return
        if not found.person_record_id:
            raise wrong_field("person_record_id", "", where)
        self.notes.append(found)

    def done(self) -> Read:
        """Give what was found, each note with the person it names."""
        beside: dict[str, list[Note]] = {}
        for one in self.notes:
            beside.setdefault(one.person_record_id, []).append(one)
        people = tuple(
            replace(one, notes=(*one.notes, *beside.pop(one.person_record_id, ())))
            for one in self.people
        )
        alone = tuple(one for some in beside.values() for one in some)
        return Read(people, alone, tuple(self.problems), tuple(self.unknown))
