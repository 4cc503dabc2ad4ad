"""What a release rests on, as the database has it now: whose each thing in a coffin is.

Files that are linked as fragments or as the same body are one individual; an individual is the
person of a release where one of its files is identified to that person. An individual of which
files are identified to two people is nobody's to release, and the check says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nomina.desk.custody import holds, wishes
from nomina.desk.custody import release_asked as asked
from nomina.desk.custody.models import (
    FurtherRemains,
    Item,
    Release,
    ReleaseFact,
    ReleaseScan,
    Stay,
    Unresolved,
    Wishes,
)
from nomina.desk.custody.models.items import BAG, BODY, COFFIN
from nomina.desk.custody.models.movements import SCANNED, TYPED
from nomina.desk.custody.register import DEEPEST
from nomina.desk.custody.release_check import Case, Content, Missing
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.ledger.formats import canonical

LASTS = timedelta(hours=12)
"""How long a tag counts as read just now; a coffin that stood over night is read again."""
_HOLDERS = (COFFIN, BAG)
_MOST = 1000
"""Files of one individual; nobody is in as many pieces."""


def individual(files: Collection[UUID]) -> frozenset[UUID]:
    """Give all files that are linked to these as of one individual, by links that hold now."""
    found, fresh = set(files), set(files)
    while fresh and len(found) < _MOST:
        near = {end for pair in asked.joined(files=tuple(fresh)) for end in pair}
        fresh = near - found
        found |= near
    return frozenset(found)


def identifications_of(files: Collection[UUID]) -> list[Identification]:
    """Give the identifications of these files that were not recalled."""
    return asked.decided(files=tuple(files))


@dataclass(frozen=True)
class Person:
    """Whose remains a release is about.

    Attributes:
        persons: the file of the missing person, and those linked as of the same one.
        files: of all bodies and parts that are his, as far as that is known now.
        doubted: those of them that are linked to somebody else too.
        identifications: all on which that rests.
    """

    persons: frozenset[UUID]
    files: frozenset[UUID]
    doubted: frozenset[UUID]
    identifications: tuple[Identification, ...]


def person_of(identification: Identification) -> Person:
    """Give whose remains these are, and which else are his."""
    report = identification.report
    first: UUID = report.one_id
    persons = individual([report.other_id])
    named: set[UUID] = {first, *asked.named(persons=tuple(persons))}
    files: set[UUID] = set()
    doubted: set[UUID] = set()
    rests: dict[UUID, Identification] = {}
    for start in sorted(named):
        if start in files:
            continue
        one = individual([start])
        files |= one
        for row in identifications_of(one):
            rests[row.pk] = row
            if row.report.other_id not in persons:
                doubted |= one
    return Person(
        persons, frozenset(files), frozenset(doubted), tuple(rests[pk] for pk in sorted(rests))
    )


def contents(container: Item) -> list[Stay]:
    """Give the stays of a coffin and of all that lies in it, however deep."""
    found = asked.alone(item=container.pk)
    level: list[UUID] = [stay.item_id for stay in found]
    for _ in range(DEEPEST + 1):
        deeper = sorted(asked.lying(items=tuple(level)), key=lambda stay: stay.item.code)
        if not deeper:
            break
        found += deeper
        level = [stay.item_id for stay in deeper]
    return found


def whose(item: Item, person: Person) -> str:
    """Say whose an item is, as `release_check.Content` has it."""
    if item.kind in _HOLDERS:
        return "holder"
    file: UUID | None = item.file_id
    if file is None and item.parent is not None:
        file = item.parent.file_id
    if file is None:
        return "nobody"
    if file in person.doubted:
        return "both"
    if file in person.files:
        return "person"
    # A whole body that is not his is somebody else's, named or not. A part that is identified to
    # nobody may be anybody's.
    if item.kind == BODY:
        return "other"
    return "other" if identifications_of(individual([file])) else "nobody"


def effects_of(person: Person) -> list[Item]:
    """Give the packets, papers and discs that belong to this person, wherever they are."""
    return asked.effects(files=tuple(person.files))


def facts_of(release: Release) -> dict[str, ReleaseFact]:
    """Give what is written down, by key; the last of each counts."""
    return {row.key: row for row in asked.facts(release=release.pk)}


def read_now(release: Release, at: datetime) -> dict[UUID, ReleaseScan]:
    """Give the last reading of each tag that counts as now, since the reading was begun anew."""
    rows = asked.scans(release=release.pk, since=at - LASTS, at=at)
    # Those of one act have one moment: they count with the one that began anew.
    begun = max((row.at for row in rows if row.anew), default=at - LASTS)
    return {row.item_id: row for row in rows if row.at >= begun and row.read in (SCANNED, TYPED)}


@dataclass(frozen=True)
class Ground:
    """A release and all that it rests on, read at one moment.

    Attributes:
        case: what the check asks about.
        stays: of the coffin and all in it.
        facts: what is written down, by key.
        further, wishes: the family's; None where nobody asked.
        scans: the readings that count, by item.
        unresolved: what is declared unresolved, by item.
        effects: what belongs to the person.
        document: what is signed, as plain values.
        digest: SHA-256 of that.
    """

    release: Release
    person: Person
    case: Case
    stays: tuple[Stay, ...]
    facts: dict[str, ReleaseFact]
    further: FurtherRemains | None
    wishes: Wishes | None
    scans: dict[UUID, ReleaseScan]
    unresolved: dict[UUID, Unresolved]
    effects: tuple[Item, ...]
    document: dict[str, Any]
    digest: str


def ground_of(release: Release, at: datetime) -> Ground:
    """Read all that a release rests on; of one that is done, as it was when the coffin went."""
    done = next(iter(asked.done(release=release.pk)), None)
    at = at if done is None else done.made_at
    person = person_of(release.identification)
    stays = contents(release.container)
    facts, scans = facts_of(release), read_now(release, at)
    declared: dict[UUID, Unresolved] = {
        row.item_id: row for row in asked.declared(release=release.pk)
    }
    signed = {item: signers(row) for item, row in declared.items()}
    effects = effects_of(person)
    choice = wishes.further_choice(release.identification)
    wished = wishes.wishes(release.identification)
    family = {
        key: str(row.pk)
        for key, row in (("further", choice), ("wishes", wished))
        if row is not None
    }
    document = _document(release, stays, facts, declared) | {"family": family}
    digest = digest_of(document)
    if done is not None:
        document, digest = done.document, done.digest
    inside = {stay.item_id for stay in stays}
    listed = set(facts["effects"].listed) if "effects" in facts else set()
    case = Case(
        stands=resting.stands(release.identification),
        board=board_of(release.identification),
        contents=tuple(
            Content(
                tag=str(stay.item),
                kind=stay.item.kind,
                whose=whose(stay.item, person),
                read=_is_read(stay, scans),
                declared=stay.item_id in declared,
                signed=signed.get(stay.item_id, 0),
                holds=tuple(_held(stay.item)),
            )
            for stay in stays
        ),
        strange=tuple(sorted(str(row.item) for item, row in scans.items() if item not in inside)),
        facts=frozenset((*facts, *family)),
        effects_listed=listed == {str(item.pk) for item in effects},
        seats=_seats(release, digest),
    )
    return Ground(
        release=release,
        person=person,
        case=case,
        stays=tuple(stays),
        facts=facts,
        further=choice,
        wishes=wished,
        scans=scans,
        unresolved=declared,
        effects=tuple(effects),
        document=document,
        digest=digest,
    )


def _is_read(stay: Stay, scans: dict[UUID, ReleaseScan]) -> bool:
    # Whatever was moved after it was read may be something else by now.
    scan = scans.get(stay.item_id)
    return scan is not None and scan.at >= stay.movement.made_at


def _held(item: Item) -> Iterable[Missing]:
    for hold in holds.of(item):
        yield Missing(f"hold:{hold.key}", hold.what, hold.todo, str(item))


def signers(row: Unresolved) -> int:
    """Give how many people signed that something goes unresolved; one with two accounts is one."""
    return _people((sign.by_id, frozenset(sign.keys)) for sign in row.signs.all())


def board_of(identification: Identification) -> int:
    """Give how many people of the board stand by a decision; the last word of each counts."""
    last = {row.by_id: row for row in asked.board(dossier=identification.dossier_id)}
    return _people((row.by_id, frozenset(row.keys)) for row in last.values() if row.agrees)


def _people(signs: Iterable[tuple[UUID, frozenset[str]]]) -> int:
    people: list[tuple[UUID, frozenset[str]]] = []
    for account, keys in signs:
        if all(account != other and keys.isdisjoint(theirs) for other, theirs in people):
            people.append((account, keys))
    return len(people)


def _seats(release: Release, digest: str) -> frozenset[str]:
    """Give the seats in which two different people signed this very state; one alone gives its."""
    rows = asked.signs(release=release.pk, digest=digest)
    pairs = (
        (one, other)
        for one in rows
        for other in rows
        if (one.seat, other.seat) == ("custody", "board")
        and _people([(one.by_id, frozenset(one.keys)), (other.by_id, frozenset(other.keys))]) == 2
    )
    if next(pairs, None) is not None:
        return frozenset({"custody", "board"})
    return frozenset({rows[0].seat}) if rows else frozenset()


def _document(
    release: Release,
    stays: Iterable[Stay],
    facts: dict[str, ReleaseFact],
    declared: dict[UUID, Unresolved],
) -> dict[str, Any]:
    return {
        "release": str(release.pk),
        "number": release.number,
        "identification": str(release.identification_id),
        "container": str(release.container_id),
        "receiver": [release.receiver, release.body, release.relation, release.kind],
        "contents": sorted(str(stay.item_id) for stay in stays),
        "facts": {key: str(row.pk) for key, row in sorted(facts.items())},
        "unresolved": sorted(str(row.pk) for row in declared.values()),
    }


def digest_of(document: dict[str, Any]) -> str:
    """Give the SHA-256 (hex) of a document in canonical JSON."""
    return hashlib.sha256(canonical(document)).hexdigest()


def bodies_identified(operation: UUID) -> list[tuple[File, Identification]]:
    """Give the bodies of an operation that are identified and in custody, in order of number."""
    rows = (
        Identification.objects.current()
        .filter(report__kind=IDENTIFIED, report__one__operation=operation)
        .select_related("report__one__item", "report__other")
        .order_by("report__one__number")
    )
    here = Stay.objects.now().filter(item__file__operation=operation, place__isnull=False)
    kept = set(here.values_list("item__file", flat=True))
    return [(row.report.one, row) for row in rows if row.report.one_id in kept]
