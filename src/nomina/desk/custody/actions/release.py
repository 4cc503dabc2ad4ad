"""A release is begun, what must be known is written down, tags are read, and it is withdrawn.

Signing and giving out are in `actions.release_out`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import ids, references
from nomina.desk.custody.models import (
    Item,
    Release,
    ReleaseDone,
    ReleaseEnd,
    ReleaseFact,
    ReleaseScan,
    Stay,
)
from nomina.desk.custody.models.items import BAG, COFFIN
from nomina.desk.custody.models.movements import SCANNED, TYPED
from nomina.desk.custody.models.release import FACTS, RECEIVERS, REFERENCE
from nomina.desk.custody.release_ground import effects_of, person_of
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import StoreError
from nomina.words import tr

_RACES = 20
LARGEST_COPY = 20_000_000
"""Bytes of a copy of a document."""


def demand_open(release: Release) -> None:
    """Refuse a release that is done or withdrawn; it is locked until the act is over.

    Raises:
        Refused: it is over.
    """
    list(Release.objects.select_for_update(no_key=True).filter(pk=release.pk))
    if ReleaseDone.objects.filter(release=release).exists():
        raise Refused(tr("this release is done"), where=release.number)
    if ReleaseEnd.objects.filter(release=release).exists():
        raise Refused(tr("this release was withdrawn"), where=release.number)


@dataclass(frozen=True, kw_only=True)
class BeginRelease(Action[Release]):
    """Begin a release: who is to receive what lies in one coffin.

    Attributes:
        container: the coffin or bag.
        receiver: a name; ``body`` the authority or firm; ``relation`` to the dead, or the office.
        receives: one of `models.release.RECEIVERS`.
    """

    identification: Identification
    container: Item
    receiver: str
    relation: str
    receives: str
    body: str = ""

    kind = "custody.release"
    permission = predicates.PREPARE_RELEASE

    def thing(self) -> Thing:
        """Give the coffin."""
        return self.container.thing()

    def check(self, by: Actor) -> None:
        """Refuse what cannot be released, and a receiver that is none."""
        report = self.identification.report
        if report.kind != IDENTIFIED or report.one.operation_id != self.container.operation_id:
            raise Refused(tr("this belongs to another operation"))
        if self.container.kind not in (COFFIN, BAG):
            raise Refused(
                tr("a release is of a coffin or a bag"),
                where=str(self.container),
                todo=tr("Pack the body into one in the register"),
            )
        if self.receives not in RECEIVERS:
            raise Refused(tr("it must be said who receives"))

    def effect(self, by: Actor) -> Release:
        """Add the row.

        Raises:
            Refused: the identification was recalled; the coffin is out, or in another release.
        """
        resting.hold(self.identification)
        register.hold([self.container])
        if not Stay.objects.now().filter(item=self.container, place__isnull=False).exists():
            raise Refused(
                tr("this was given out and is no longer in custody here"), where=str(self.container)
            )
        for other in Release.objects.open().filter(container=self.container):
            raise Refused(
                tr("another release of this coffin is open"),
                where=other.number,
                todo=tr("Go on with it, or withdraw it"),
            )
        return self._numbered(by)

    def _numbered(self, by: Actor) -> Release:
        operation = self.container.operation
        count = Release.objects.filter(operation=operation).count()
        for n in range(1, _RACES):
            row = Release(
                operation=operation,
                number=f"R-{count + n:05d}",
                identification=self.identification,
                container=self.container,
                receiver=clean_name(self.receiver, NAME),
                body=clean_name(self.body, NAME) if self.body.strip() else "",
                relation=clean_name(self.relation, NAME),
                kind=self.receives,
                made_by=by.user,
                made_at=by.at,
            )
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:  # somebody took that number a moment ago
                continue
            return row
        raise StoreError(tr("no number could be drawn for this release"))

    def on(self, done: Release) -> tuple[Reference, ...]:
        """Give the release, the identification and the coffin."""
        return (
            Reference("release", done.pk),
            Reference("identification", done.identification_id),
            Reference("item", done.container_id),
        )

    def said(self, done: Release) -> Mapping[str, Said]:
        """Give who is to receive."""
        return {
            "number": done.number,
            "receiver": done.receiver,
            "body": done.body,
            "relation": done.relation,
            "kind": done.kind,
        }


@dataclass(frozen=True, kw_only=True)
class StateFact(Action[ReleaseFact]):
    """Write down one thing that must be known; what was written before stays and counts no more.

    Attributes:
        key: one of `models.release.FACTS`.
        copy: the bytes of the document; kept in the vault, never shown as a page.
    """

    release: Release
    key: str
    words: str
    number: str = ""
    day: date | None = None
    copy: bytes = b""

    kind = "custody.release-fact"
    permission = predicates.PREPARE_RELEASE

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is nothing to be known, and a paper without its number or date."""
        if self.key not in FACTS:
            raise Refused(tr("this is not asked before a release"))
        clean_note(self.words)
        if self.key in ("authority", "receiver") and not self.number.strip():
            raise Refused(
                tr("a document has a number"), todo=tr("Write it as it stands on the document")
            )
        if self.key == "authority" and self.day is None:
            raise Refused(tr("the document of an authority has a date"))
        if self.day is not None and self.day > by.at.date():
            raise Refused(tr("this date is yet to come"))
        if len(self.copy) > LARGEST_COPY:
            raise Refused(tr("this copy is larger than {n} MB").format(n=LARGEST_COPY // 10**6))

    def effect(self, by: Actor) -> ReleaseFact:
        """Add the row.

        Raises:
            Refused: the release is over.
        """
        demand_open(self.release)
        listed: list[str] = []
        if self.key == "effects":
            found = effects_of(person_of(self.release.identification))
            listed = [str(item.pk) for item in found]
        row = ReleaseFact(
            release=self.release,
            key=self.key,
            words=clean_note(self.words),
            number=clean_name(self.number, REFERENCE) if self.number.strip() else "",
            day=self.day,
            digest=self._kept(),
            listed=listed,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _kept(self) -> str:
        if not self.copy:
            return ""
        kept = vault()
        kept.hold([hashlib.sha256(self.copy).hexdigest()])
        return kept.keep(self.copy).digest

    def on(self, done: ReleaseFact) -> tuple[Reference, ...]:
        """Give the release."""
        return (Reference("release", done.release_id), Reference("release-fact", done.pk))

    def said(self, done: ReleaseFact) -> Mapping[str, Said]:
        """Give all that was written down."""
        return {
            "key": done.key,
            "words": done.words,
            "number": done.number,
            "day": None if done.day is None else done.day.isoformat(),
            "digest": done.digest,
            "listed": tuple(done.listed),
        }


@dataclass(frozen=True, kw_only=True)
class ReadTags(Action[list[ReleaseScan]]):
    """Write down which tags were read at the coffin just now.

    Attributes:
        items: what they hang on, in the order in which they were read.
        anew: whether the reading begins anew, and what was read before counts no more.
    """

    release: Release
    items: tuple[Item, ...]
    read: str
    anew: bool = False

    kind = "custody.release-read"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was not read now, and other operations' items."""
        if self.read not in (SCANNED, TYPED):
            raise Refused(
                tr("before a release each tag is read again"), todo=tr("Scan it, or type it")
            )
        if not self.items:
            raise Refused(tr("no tag was read"))
        if any(one.operation_id != self.release.operation_id for one in self.items):
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> list[ReleaseScan]:
        """Add the rows.

        Raises:
            Refused: the release is over.
        """
        demand_open(self.release)
        rows = [
            ReleaseScan(
                release=self.release,
                item=one,
                read=self.read,
                at=by.at,
                anew=self.anew and n == 0,
                by=by.user,
                made_at=by.at,
            )
            for n, one in enumerate(self.items)
        ]
        for row in rows:
            row.save(force_insert=True)
        return rows

    def on(self, done: list[ReleaseScan]) -> tuple[Reference, ...]:
        """Give the release and what was read."""
        return (Reference("release", self.release.pk), *references(self.items))

    def said(self, done: list[ReleaseScan]) -> Mapping[str, Said]:
        """Give what was read, and how."""
        return {"read": self.read, "anew": self.anew, "items": ids(one.pk for one in self.items)}


@dataclass(frozen=True, kw_only=True)
class WithdrawRelease(Action[ReleaseEnd]):
    """Withdraw a release; the coffin stays where it is."""

    release: Release
    why: str

    kind = "custody.release-end"
    permission = predicates.PREPARE_RELEASE

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def check(self, by: Actor) -> None:
        """Refuse a withdrawal without a reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> ReleaseEnd:
        """Add the row.

        Raises:
            Refused: it is over.
        """
        demand_open(self.release)
        row = ReleaseEnd(release=self.release, why=clean_note(self.why), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: ReleaseEnd) -> tuple[Reference, ...]:
        """Give the release."""
        return (Reference("release", done.release_id),)

    def said(self, done: ReleaseEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
