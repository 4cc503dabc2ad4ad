"""Two folders and their tables to cases: who is who in the operation's own numbers.

A folder in the folder is one case; a photo at the top is one case of its own. A table may group
photos by number, name people, give hand boxes and say in which condition a body is. Whatever
cannot be used becomes one line of problems and the rest goes on. Of a table, the photos, their
boxes, the condition, and what `nomina.leads.describe` has a column for (names, papers, body,
marks, teeth, effects, places and dates) reach the weighing. No other column can change an order:
side, nationality, rank and religion have none, and each is named as not used (LAW-01).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nomina.errors import FolderError, LineNotCrossed, TableError
from nomina.leads.documents import Problem, Side
from nomina.leads.listing import Found, Listing, list_folder
from nomina.leads.rows import Claim, understand
from nomina.leads.tables import Table, read_table
from nomina.leads.words import problem, say
from nomina.names import folded, shown


@dataclass(frozen=True, slots=True)
class HandBox:
    """A box given by a person, in pixels of the full upright photo, and the turn in degrees."""

    left: float
    top: float
    right: float
    bottom: float
    roll: float = 0.0


@dataclass(frozen=True, slots=True)
class PhotoInput:
    """One photo of a case, with the box that a table gives it."""

    path: Path
    file: str
    box: HandBox | None = None


@dataclass(frozen=True, slots=True)
class CaseInput:
    """A body or a missing person as given; ``rows`` are the lines of its table that speak of it."""

    id: str
    label: str
    stated: str
    photos: tuple[PhotoInput, ...]
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """One side as given. ``table`` is the digest of its table, "" without one; ``read`` itself."""

    side: Side
    root: Path
    cases: tuple[CaseInput, ...]
    problems: tuple[Problem, ...]
    table: str
    others: int
    read: Table | None = None


@dataclass(slots=True)
class _Group:
    """A case in the making."""

    number: str
    place: str
    label: str = ""
    stated: str = "unknown"
    photos: dict[str, PhotoInput] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    refused: bool = False
    said: bool = False


def take_in(
    root: Path, side: Side, *, table: Path | None = None, may_be_alive: Sequence[str] = ()
) -> Intake:
    """Take in one side.

    Args:
        root: the folder.
        side: "bodies" or "missing".
        table: the table that belongs to it; None looks for a single one at the top of the folder.
        may_be_alive: numbers of bodies of which it is said that they may be alive.

    Raises:
        FolderError: the folder is missing, empty or cannot be read.
        TableError: the table cannot be used, or there are several.
        LineNotCrossed: a body may be alive (LAW-23); nothing of the folder is compared.
    """
    listing = list_folder(root, side)
    read = _table(listing, table)
    claims, problems = understand(read, listing.photos, listing.folders, side)
    problems = [*listing.problems, *problems]
    if side == "bodies":
        living = [*may_be_alive, *listing.alive]
        living += [claim.said() for claim in claims if claim.alive == "may be alive"]
        if living:
            raise _alive(root, living)
    name = read.name if read else ""
    groups = _Grouper(listing, claims).groups(problems, name)
    cases = _named(groups, side, problems, name)
    if not any(case.photos for case in cases):
        raise _empty(root, problems)
    digest = read.sha256 if read else ""
    return Intake(side, root, cases, tuple(problems), digest, listing.others, read)


def _empty(root: Path, problems: list[Problem]) -> FolderError:
    for one in problems:
        if one.code == "folder-unreadable":
            return FolderError(one.what, where=f"{root}: {one.file}", todo=one.todo)
    what, todo = say("folder-empty")
    return FolderError(what, where=str(root), todo=todo)


def _alive(root: Path, who: list[str]) -> LineNotCrossed:
    what, todo = say("alive")
    return LineNotCrossed(what, where=f"{root}: {', '.join(who[:5])}", todo=todo)


def _table(listing: Listing, table: Path | None) -> Table | None:
    if table is not None:
        return read_table(table)
    if not listing.tables:
        return None
    if len(listing.tables) > 1:
        names = ", ".join(path.name for path in listing.tables[:5])
        what, todo = say("folder-tables", names=names)
        raise TableError(what, where=str(listing.root), todo=todo)
    return read_table(listing.tables[0])


class _Grouper:
    """Puts every photo into the case that its row, its folder or its own name makes."""

    def __init__(self, listing: Listing, claims: list[Claim]) -> None:
        self._listing = listing
        self._claims = claims
        self._torn = _contradicted(claims)
        self._number_of = _folder_numbers(claims)
        self._groups: dict[tuple[str, str], _Group] = {}
        self._taken: set[str] = set()

    def _group(self, number: str, place: str, sort: str) -> _Group:
        number = shown(number.strip()) or "?"
        return self._groups.setdefault((folded(number), sort), _Group(number, place))

    def groups(self, problems: list[Problem], table: str) -> list[_Group]:
        """Give the cases; what should be asked about a row or the folder goes to ``problems``."""
        for claim in self._claims:
            number = self._claimed(claim)
            if claim.alive == "unknown":
                where = claim.where(table)
                problems.append(problem("alive-unknown", "bodies", case=number, file=where))
        loose = sum(self._unclaimed(photo) for photo in self._listing.photos)
        self._empty_folders()
        if loose and any(photo.folder for photo in self._listing.photos):
            problems.append(problem("folder-mixed", self._listing.side, n=loose))
        return list(self._groups.values())

    def _claimed(self, claim: Claim) -> str:
        """Take one row into its case, and give the number of the case."""
        first = claim.photos[0] if claim.photos else None
        own = claim.folder or (first.folder if first else "")
        number = claim.number or self._number_of.get(own, "") or own
        if not number and first:
            number = first.stem
        # Rows that contradict each other about one number are about different cases.
        sort = f"folder {own}" if own else "top"
        if folded(number) in self._torn:
            sort += f" {folded(claim.label)} {claim.stated}"
        into = self._group(number, own or (first.file if first else ""), sort)
        into.rows.append(claim.line)
        into.label = into.label or shown(claim.label)
        if claim.stated != "unknown":
            into.stated = claim.stated
        into.refused |= claim.alive == "not understood"
        into.said |= claim.lacking
        for photo in claim.photos:
            key = f"{photo.file} {claim.box}" if claim.box else photo.file
            into.photos[key] = PhotoInput(photo.path, photo.file, claim.box)
            self._taken.add(photo.file)
        return number

    def _unclaimed(self, photo: Found) -> bool:
        """Take a photo of which no row speaks; say whether it lies loose at the top."""
        if photo.file in self._taken:
            return False
        if photo.folder:
            number = self._number_of.get(photo.folder, "") or photo.folder
            into = self._group(number, photo.folder, f"folder {photo.folder}")
        else:
            into = self._group(photo.stem, photo.file, f"file {photo.file}")
        into.photos.setdefault(photo.file, PhotoInput(photo.path, photo.file))
        return not photo.folder

    def _empty_folders(self) -> None:
        spoken_for = {photo.folder for photo in self._listing.photos}
        spoken_for |= {claim.folder for claim in self._claims}
        for folder in self._listing.folders:
            if folder not in spoken_for:
                group = self._group(folder, folder, f"folder {folder}")
                group.said |= folder in self._listing.closed


def _contradicted(claims: list[Claim]) -> set[str]:
    """Give the numbers whose rows at the top name two people or two conditions."""
    said: dict[str, tuple[set[str], set[str]]] = {}
    for claim in claims:
        if claim.number and not claim.folder:
            names, conditions = said.setdefault(folded(claim.number), (set(), set()))
            names.add(folded(claim.label))
            conditions.add(claim.stated)
    return {
        number
        for number, (names, conditions) in said.items()
        if len(names - {""}) > 1 or len(conditions - {"unknown"}) > 1
    }


def _folder_numbers(claims: list[Claim]) -> dict[str, str]:
    """Give the number of each folder whose rows agree on one."""
    numbers: dict[str, dict[str, str]] = {}
    for claim in claims:
        for own in {claim.folder, *(photo.folder for photo in claim.photos)} - {""}:
            if claim.number:
                numbers.setdefault(own, {}).setdefault(folded(claim.number), claim.number)
    return {own: next(iter(found.values())) for own, found in numbers.items() if len(found) == 1}


def _named(
    groups: list[_Group], side: Side, problems: list[Problem], table: str
) -> tuple[CaseInput, ...]:
    """Give each case its id, unlike any other; say where one number was given twice."""
    by_number: dict[str, list[_Group]] = {}
    for group in groups:
        by_number.setdefault(folded(group.number), []).append(group)
    used = set(by_number)
    cases = []
    for same in by_number.values():
        same.sort(key=lambda group: (group.place, group.label, group.rows))
        ids = _ids(same, used)
        if len(same) > 1:
            where = ", ".join(group.place for group in same if group.place)[:200]
            problems.append(
                problem(
                    "number-twice",
                    side,
                    case=same[0].number,
                    file=where,
                    number=same[0].number,
                    n=len(same),
                    names=", ".join(ids),
                )
            )
        for group, name in zip(same, ids, strict=True):
            cases += _case(group, name, side, problems, table)
    return tuple(sorted(cases, key=lambda case: _natural(case.id)))


def _ids(same: list[_Group], used: set[str]) -> list[str]:
    ids = [unicodedata.normalize("NFC", same[0].number)]
    count = 1
    while len(ids) < len(same):
        count += 1
        name = f"{ids[0]} ({count})"
        if folded(name) not in used:
            used.add(folded(name))
            ids.append(name)
    return ids


def _case(
    group: _Group, name: str, side: Side, problems: list[Problem], table: str
) -> list[CaseInput]:
    if group.refused and side == "bodies":
        return []  # said in problems where the row was read
    if len(group.rows) > 1 and not group.place.count("/") and len(group.photos) > 1:
        in_folder = {Path(photo.file).parent.as_posix() for photo in group.photos.values()}
        if in_folder == {"."}:
            where = f"{table}: {', '.join(str(row) for row in group.rows[:8])}"
            problems.append(
                problem(
                    "number-on-several-rows",
                    side,
                    case=name,
                    file=where,
                    number=name,
                    n=len(group.rows),
                )
            )
    photos = tuple(group.photos[key] for key in sorted(group.photos))
    if not photos and not group.said:
        problems.append(problem("no-photos", side, case=name, file=group.place))
    return [CaseInput(name, group.label, group.stated, photos, tuple(group.rows))]


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Order B2 before B10."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for sign in [*folded(text), ""]:
        if sign.isdecimal():
            digits += sign
            continue
        if digits:
            parts.append((0, int(digits), digits))
            digits = ""
        if sign:
            parts.append((1, 0, sign))
    return (*parts, (0, -1, text))


__all__ = ["CaseInput", "Found", "HandBox", "Intake", "PhotoInput", "take_in"]
