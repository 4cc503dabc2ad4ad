"""All that was ever written for one release that happened, in order, as it was at any moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from nomina.desk.custody.fault import Ways
from nomina.desk.custody.models import (
    FurtherRemains,
    Movement,
    Release,
    ReleaseDone,
    ReleaseEnd,
    ReleaseFact,
    ReleaseScan,
    ReleaseSign,
    Unresolved,
    UnresolvedSign,
    Wishes,
)
from nomina.desk.custody.models.movements import OUT
from nomina.desk.examine.models import Signature
from nomina.desk.people.models import Membership
from nomina.desk.policy.roles import Role
from nomina.ledger.formats import canonical

_SEATS = {Role.CUSTODY: "custody", Role.BOARD: "board"}


@dataclass(frozen=True)
class Fact:
    """Something that was written down for a release."""

    pk: UUID
    key: str
    words: str
    number: str
    day: date | None
    listed: list[str]
    at: datetime


@dataclass(frozen=True)
class Scan:
    """A tag that was read."""

    item: UUID
    read: str
    at: datetime
    anew: bool


@dataclass(frozen=True)
class Sign:
    """A signature under a release; ``roles`` are the seats in which whoever signed sat then."""

    seat: str
    digest: str
    who: UUID
    keys: frozenset[str]
    at: datetime
    roles: frozenset[str]


@dataclass(frozen=True)
class Word:
    """That somebody agrees, and with which keys."""

    about: UUID
    who: UUID
    keys: frozenset[str]
    at: datetime
    agrees: bool = True


@dataclass(frozen=True)
class Told:
    """One release and its rows.

    Attributes:
        went: what is out by it, each with the movement before it went.
        left: what lay in something that went, and did not go.
        written: the document that both signed, and ``digest`` its hash, as they were kept.
    """

    release: Release
    written: dict[str, Any]
    digest: str
    went: dict[UUID, Movement]
    left: list[UUID]
    ended: datetime | None
    facts: list[Fact]
    scans: list[Scan]
    signs: list[Sign]
    wishes: list[tuple[UUID, datetime]]
    choices: list[tuple[UUID, datetime]]
    declared: list[tuple[UUID, UUID, datetime]]
    answers: list[Word]
    board: list[Word]

    @property
    def number(self) -> str:
        """The number of the release."""
        return str(self.release.number)

    @property
    def container(self) -> UUID:
        """The coffin."""
        return self.release.container_id

    @property
    def identification(self) -> UUID:
        """On which it rests."""
        return self.release.identification_id

    @property
    def person(self) -> UUID:
        """The file of the missing person."""
        return self.release.identification.report.other_id

    def board_people(self, at: datetime) -> int:
        """Give how many people of the board stood by the decision; the last word of each counts."""
        last = {one.who: one for one in self.board if one.at <= at}
        return people(one for one in last.values() if one.agrees)

    def unresolved_people(self, item: UUID, at: datetime) -> int:
        """Give how many people signed that a thing goes unresolved; none where nobody said so."""
        rows = {pk for pk, about, made_at in self.declared if about == item and made_at <= at}
        return people(one for one in self.answers if one.about in rows and one.at <= at)

    def facts_at(self, at: datetime) -> dict[str, Fact]:
        """Give what was written down by then; the last of each key."""
        return {one.key: one for one in self.facts if one.at <= at}

    def last_wish(self, at: datetime) -> UUID | None:
        """Give the last wishes of the family by then."""
        return _last(self.wishes, at)

    def last_choice(self, at: datetime) -> UUID | None:
        """Give the last choice of the family on further remains by then."""
        return _last(self.choices, at)

    def last_change(self, at: datetime) -> datetime:
        """Give when something that is signed was last written; a signature before is of less."""
        moments = [one.at for one in self.facts_at(at).values()]
        moments += [made_at for _, _, made_at in self.declared if made_at <= at]
        for rows in (self.wishes, self.choices):
            moments += [made_at for _, made_at in rows if made_at <= at][-1:]
        return max(moments, default=self.release.made_at)

    def document(self, at: datetime) -> dict[str, Any]:
        """Give what both must have signed, as it was at a moment."""
        one = self.release
        family = {"further": self.last_choice(at), "wishes": self.last_wish(at)}
        return {
            "release": str(one.pk),
            "number": one.number,
            "identification": str(one.identification_id),
            "container": str(one.container_id),
            "receiver": [one.receiver, one.body, one.relation, one.kind],
            "contents": sorted(map(str, self.went)),
            "facts": {key: str(fact.pk) for key, fact in self.facts_at(at).items()},
            "unresolved": sorted(str(pk) for pk, _, made_at in self.declared if made_at <= at),
            "family": {key: str(pk) for key, pk in family.items() if pk is not None},
        }

    def sealed(self) -> str:
        """Give the hash of the document that was kept."""
        return hashlib.sha256(canonical(self.written)).hexdigest()


def people(words: Iterable[Word]) -> int:
    """Give how many people spoke; accounts that share a key are one."""
    counted: list[Word] = []
    for one in words:
        if all(one.who != other.who and one.keys.isdisjoint(other.keys) for other in counted):
            counted.append(one)
    return len(counted)


def _last(rows: list[tuple[UUID, datetime]], at: datetime) -> UUID | None:
    found = [pk for pk, made_at in rows if made_at <= at]
    return found[-1] if found else None


def told(done: ReleaseDone, ways: Ways) -> Told:
    """Read all that was written for a release that happened."""
    release, order = done.release, ("made_at", "pk")
    went, left = _went(done, ways)
    person = release.identification.report.other_id
    wishes = Wishes.objects.filter(file=person).order_by(*order)
    choices = FurtherRemains.objects.filter(file=person).order_by(*order)
    facts = ReleaseFact.objects.filter(release=release).order_by(*order)
    scans = ReleaseScan.objects.filter(release=release).order_by("at", *order)
    declared = Unresolved.objects.filter(release=release).order_by(*order)
    answers = UnresolvedSign.objects.filter(unresolved__release=release).order_by(*order)
    board = Signature.objects.filter(dossier=release.identification.dossier_id).order_by(*order)
    return Told(
        release=release,
        written=done.document,
        digest=done.digest,
        went=went,
        left=left,
        ended=ReleaseEnd.objects.filter(release=release).values_list("made_at", flat=True).first(),
        facts=[
            Fact(*row)
            for row in facts.values_list("pk", "key", "words", "number", "day", "listed", "made_at")
        ],
        scans=[Scan(*row) for row in scans.values_list("item", "read", "at", "anew")],
        signs=_signs(release),
        wishes=list(wishes.values_list("pk", "made_at")),
        choices=list(choices.values_list("pk", "made_at")),
        declared=list(declared.values_list("pk", "item", "made_at")),
        answers=[
            Word(about, who, frozenset(keys), at)
            for about, who, keys, at in answers.values_list("unresolved", "by", "keys", "made_at")
        ],
        board=[
            Word(about, who, frozenset(keys), at, agrees)
            for about, who, keys, at, agrees in board.values_list(
                "dossier", "by", "keys", "made_at", "agrees"
            )
        ],
    )


def _went(done: ReleaseDone, ways: Ways) -> tuple[dict[UUID, Movement], list[UUID]]:
    went: dict[UUID, Movement] = {}
    for item, way in ways.items():
        for before, row in pairwise(way):
            if row.kind == OUT and row.keeper_id == done.keeper_id:
                went[item] = before
    left = []
    for item, way in ways.items():
        until = [row for row in way if row.made_at <= done.made_at]
        if item not in went and until and until[-1].inside_id in went:
            left.append(item)
    return went, left


def _signs(release: Release) -> list[Sign]:
    rows = list(ReleaseSign.objects.filter(release=release).order_by("made_at", "pk"))
    held = Membership.objects.filter(
        user__in=[row.by_id for row in rows], operation=release.operation_id, role__in=list(_SEATS)
    ).values_list("user", "role", "since", "until", "end__made_at")
    roles = list(held)
    return [
        Sign(
            seat=row.seat,
            digest=row.digest,
            who=row.by_id,
            keys=frozenset(row.keys),
            at=row.made_at,
            roles=frozenset(
                _SEATS[Role(role)]
                for user, role, since, until, ended in roles
                if user == row.by_id
                and since <= row.made_at
                and all(end is None or end > row.made_at for end in (until, ended))
            ),
        )
        for row in rows
    ]
