"""Lists of missing people as partners want them: which people may stand on one, and its bytes.

Only what is known and settled of a missing person is told: never who reported them, how a relative
is reached, a photo, or anything that hangs on a body. The number on a list is drawn, so that it
says nothing of our files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk import signing
from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, File
from nomina.desk.files.record import Record, cells, records_of
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.desk.transmit import detriment
from nomina.desk.transmit.models import Detriment, MissingList, MissingListTaken, Partner
from nomina.desk.transmit.models.incoming_lists import LIST_FORMS, PFIF_FORM, TABLE_FORM
from nomina.desk.transmit.models.routes import AGENCY
from nomina.leads.spreadsheet import csv_bytes
from nomina.names import folded
from nomina.pfif import NAMESPACE, SOUGHT, Note, Person, written, written_moment
from nomina.words import tr

MOST = 1_000
"""People of one list."""
USE = "package"

DESCRIPTIONS: tuple[tuple[str, str], ...] = (
    ("family name", "family name"),
    ("given name", "given name"),
    ("patronymic", "patronymic"),
    ("other names", "other names"),
    ("sex", "sex"),
    ("born", "born"),
    ("last known alive", "last known alive"),
    ("place", "place"),
    ("unit", "unit"),
    ("stature", "stature"),
    ("build", "build"),
    ("hair", "hair"),
    ("eyes", "eyes"),
    ("numbers", "numbers"),
    ("marks", "marks"),
    ("teeth", "teeth"),
    ("effects", "effects"),
)
"""Columns of a table of descriptions behind its number, and the field each is of."""
_PFIF_COLUMNS = (
    "person_record_id", "entry_date", "expiry_date", "author_name", "source_name", "source_date",
    "full_name", "given_name", "family_name", "alternate_names", "description", "sex",
    "date_of_birth", "age",
)  # fmt: skip
"""Columns of a table that names them as PFIF does: no address and no link is among them."""
_DESCRIBED = ("stature", "build", "hair", "eyes", "marks", "effects")
_BORN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True)
class Listed:
    """Somebody who may stand on a list.

    Attributes:
        until: when what the family allowed ends; None for until withdrawn.
    """

    file: File
    until: datetime | None


def purpose_for(partner: Partner) -> str:
    """Give the purpose of a consent that a partner needs."""
    return "share-agency" if partner.role == AGENCY else "share-bureau"


def allowed(partner: Partner, at: datetime) -> list[Listed]:
    """Give the missing people whom a partner may be told of, in order of their numbers.

    The family allowed it for such a recipient and did not take it back, and nobody says that it
    could harm the person or their relatives; the agency may know all the same (GC IV 137(2)).
    """
    rows = Consent.objects.current(at).filter(
        purpose=purpose_for(partner),
        file__operation=partner.operation_id,
        file__kind=AM,
    )
    found: dict[File, list[Consent]] = {}
    for row in rows.select_related("file").order_by("file__number"):
        if not row.recipient or folded(row.recipient) == folded(partner.name):
            found.setdefault(row.file, []).append(row)
    stopped = set() if partner.role == AGENCY else _stopped()
    return [Listed(file, _end(given)) for file, given in found.items() if file.pk not in stopped]


def _stopped() -> set[UUID]:
    """Give the files that a flag stops: each that is flagged, and all of the same person.

    As `detriment.stops` of each file, but asked from the flags: there are few of them.
    """
    said: dict[File, list[Detriment]] = {}
    rows = Detriment.objects.order_by("turn").select_related("file").prefetch_related("signs")
    for row in rows:
        said.setdefault(row.file, []).append(row)
    flagged = [file for file, every in said.items() if detriment.held_by(every) is not None]
    return {one.pk for file in flagged for one in detriment.same_person(file)}


def _end(given: Iterable[Consent]) -> datetime | None:
    ends = [one.until for one in given]
    return None if None in ends else max(end for end in ends if end is not None)


def told_to_agency(files: Iterable[str]) -> set[str]:
    """Give those of the files (hex) of which the agency got a list (AP I 33(3))."""
    return set(files) & _on(MissingListTaken.objects.filter(sheet__partner__role=AGENCY))


def to_choose(partner: Partner, at: datetime) -> list[Listed]:
    """Give whom a list for a partner may be chosen from, as many as stand on one.

    Those of whom the partner got no list yet come first, so that everybody's turn comes.
    """
    told = _on(MissingListTaken.objects.filter(sheet__partner=partner))
    people = allowed(partner, at)
    people.sort(key=lambda one: one.file.pk.hex in told)
    return people[:MOST]


def _on(taken: QuerySet[MissingListTaken]) -> set[str]:
    """Give the files (hex) that stand on lists which were taken out."""
    return {file for files in taken.values_list("sheet__files", flat=True) for file in files}


def number_of(file: File) -> str:
    """Give the number by which a partner knows somebody: ours at random, under the desk's name."""
    name = signing.signer(USE).name.partition("/")[0]
    return f"{name}/{file.pk.hex}"


@dataclass(frozen=True)
class Told:
    """What is told of one person, before it has a form.

    Attributes:
        key: the number by which the partner knows them.
        said: what is known and settled, by field.
        row: the same as a table of descriptions writes it, with what is said not to be known.
        since: when the file was opened.
        until: when it is to be forgotten; None where that is not known.
    """

    key: str
    said: Mapping[str, str]
    row: Mapping[str, str]
    since: datetime
    until: datetime | None


def made(partner: Partner, form: str, people: Iterable[Listed], at: datetime) -> bytes:
    """Make the bytes of a list.

    Args:
        partner: who gets it.
        form: one of `LIST_FORMS`.
        people: in order.
        at: the moment.
    """
    every = list(people)
    records = records_of(one.file for one in every)
    told = [
        Told(
            number_of(one.file),
            _known(records[one.file]),
            cells(one.file, records[one.file]),
            one.file.made_at,
            one.until,
        )
        for one in every
    ]
    return bytes_of(form, partner.operation.name, told, at)


def bytes_of(form: str, operation: str, told: Iterable[Told], at: datetime) -> bytes:
    """Write a list in its form.

    Args:
        form: one of `LIST_FORMS`.
        operation: the name under which it is told.
        told: of each person.
        at: the moment.
    """
    if form == TABLE_FORM:
        rows = ([one.key, *(one.row.get(key, "") for _, key in DESCRIPTIONS)] for one in told)
        return csv_bytes(("number", *(heading for heading, _ in DESCRIPTIONS)), rows)
    people = [_person(operation, one, at, noted=form == PFIF_FORM) for one in told]
    if form == PFIF_FORM:
        return written(people)
    return csv_bytes(
        _PFIF_COLUMNS, ([str(getattr(one, name)) for name in _PFIF_COLUMNS] for one in people)
    )


def _person(operation: str, told: Told, at: datetime, *, noted: bool) -> Person:
    said, now = told.said, written_moment(at)
    names = [said.get(field, "") for field in ("given name", "patronymic", "family name")]
    born = said.get("born", "")
    described = "\n".join(f"{field}: {said[field]}" for field in _DESCRIBED if field in said)
    return Person(
        person_record_id=told.key,
        entry_date=now,
        source_date=written_moment(told.since),
        expiry_date="" if told.until is None else written_moment(told.until),
        author_name=operation,
        source_name=operation,
        full_name=" ".join(filter(None, names)) or said.get("other names", "") or "?",
        given_name=" ".join(filter(None, names[:2])),
        family_name=names[2],
        alternate_names="\n".join(_parts(said.get("other names", ""))),
        description=described,
        sex=said.get("sex", ""),
        date_of_birth=born if _BORN.fullmatch(born) else "",
        age=_age(said),
        notes=(_sought(told.key, said, operation, now),) if noted else (),
    )


def _known(record: Record) -> dict[str, str]:
    return {
        key: standing.said.get()
        for key, standing in record.items()
        if standing.said.is_known and not standing.unsettled
    }


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _age(said: Mapping[str, str]) -> str:
    low, high = said.get("age from", ""), said.get("age to", "")
    if not (low.isdecimal() and high.isdecimal() and len(high) <= 3 and int(low) <= int(high)):
        return ""
    return low if low == high else f"{low}-{high}"


def _sought(key: str, said: Mapping[str, str], operation: str, now: str) -> Note:
    """Say that somebody is sought, and no more: not that they live, and not that they are dead."""
    since = said.get("last known alive", "")
    text = tr("Missing since {day}", "en").format(day=since) if since else tr("Missing", "en")
    return Note(
        note_record_id=f"{key}-sought",
        person_record_id=key,
        author_name=operation,
        source_date=now,
        status=SOUGHT,
        last_known_location=said.get("place", ""),
        text=text,
    )


def name_of(sheet: MissingList) -> str:
    """Give what a list is called: its number among those of its partner."""
    return f"L-{sheet.turn:05}"


NAME = "transmit:missing-list"


def _examples(language: str, name: str) -> Iterable[Example]:
    """Give a list of one person of a name, in each form; a list has no language of its own."""
    at = datetime(2026, 11, 1, 10, tzinfo=UTC)
    said = {key: name for _, key in DESCRIPTIONS} | {"sex": "male", "born": "1987-05"}
    told = Told("desk.example/1", said, said, at, None)
    for form in LIST_FORMS:
        data = bytes_of(form, "An operation", [told], at)
        media = "application/xml" if form == PFIF_FORM else "text/csv"
        # What can be read in it: the markup of PFIF names its namespace, which nothing opens.
        text = data.decode("utf-8-sig").replace(NAMESPACE, "")
        yield Example(text, data, media)


OUTGOING = Outgoing(NAME, Form.PACKAGE, _examples, news=True)
"""It says a name to another institution, and never that somebody is dead."""
