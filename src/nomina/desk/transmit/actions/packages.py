"""Packages are drafted, and given up; and what every act with one demands first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import (
    detriment,
    packages,
    packages_build,
    packages_find,
    partners,
)
from nomina.desk.transmit.models import (
    Package,
    PackageEnd,
    PackageItem,
    Partner,
)
from nomina.desk.transmit.models.packages import ARTICLES
from nomina.desk.transmit.packages_find import Asked
from nomina.desk.transmit.packages_people import identified
from nomina.desk.transmit.ways import Article, Recipient
from nomina.errors import StoreError
from nomina.words import tr

_RACES = 20


def held(package: Package) -> Package:
    """Give a package as it is now; nobody else takes a step with it until this act is over."""
    rows = Package.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("operation", "partner").get(pk=package.pk)


def demand_open(package: Package) -> None:
    """Refuse what was made or given up: nothing in it changes any more.

    Raises:
        Refused: so it is.
    """
    if hasattr(package, "end"):
        raise Refused(tr("this package was given up"), where=package.number)
    if hasattr(package, "made"):
        raise Refused(tr("this package was made, so nothing in it changes"), where=package.number)


def demand_people(
    package: Package,
    rows: list[PackageItem],
    hold: Callable[[Identification], None] = resting.hold,
) -> None:
    """Hold every identification on which a package rests; refuse where one has changed.

    Args:
        hold: `resting.demand` for a page, which locks nothing.

    Raises:
        Refused: one was recalled, or somebody was identified since the package was drafted.
    """
    if package.corrects_id is not None:
        return
    for row in rows:
        if row.identification is not None:
            hold(row.identification)
        elif row.death is not None and packages.recalled(package):
            raise Refused(
                tr("somebody in this package was recalled"),
                where=package.number,
                todo=tr("Give this package up, and draft it anew"),
            )
        if row.file is not None and row.death is None:
            _demand_same(row)


def _demand_same(row: PackageItem) -> None:
    assert row.file is not None
    now = identified(row.file) if row.file.kind == "pm" else row.identification
    if (now and now.pk) != row.identification_id:
        raise Refused(
            tr("since this was drafted, the board decided who this body is"),
            where=row.file.number,
            todo=tr("Give this package up, and draft it anew"),
        )


def numbered(package: Package) -> Package:
    """Save a package under the next number of its operation; no number is given out twice.

    Raises:
        StoreError: no number was free.
    """
    count = Package.objects.filter(operation=package.operation).count()
    for n in range(1, _RACES):
        package.number = f"T-{count + n:05d}"
        try:
            with transaction.atomic():
                package.save(force_insert=True)
        except IntegrityError:  # somebody took that number a moment ago
            continue
        return package
    raise StoreError(tr("no number could be drawn for this package"))


def itemised(package: Package, items: list[PackageItem], by: Actor) -> None:
    """Save the items of a package, in order."""
    for n, row in enumerate(items, 1):
        row.package, row.number, row.made_at = package, n, by.at
        row.save(force_insert=True)


@dataclass(frozen=True, kw_only=True)
class DraftPackage(Action[Package]):
    """Begin a package for a partner.

    Attributes:
        article: one of `packages.ARTICLES`.
        numbers: of bodies, certificates or lists; tags of packets and discs.
        subject: of an answer, the number of the enquiry.
    """

    operation: Operation
    partner: Partner
    article: str
    numbers: tuple[str, ...]
    subject: str = ""

    kind = "transmit.package"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no article, another operation's partner, and an answer to nothing."""
        if self.article not in ARTICLES:
            raise Refused(tr("there is no such choice"))
        if self.partner.operation_id != self.operation.pk:
            raise Refused(tr("this belongs to another operation"))
        if (self.article == Article.ANSWER) != bool(self.subject.strip()):
            raise Refused(tr("an answer names the number of its enquiry, and nothing else does"))

    def effect(self, by: Actor) -> Package:
        """Add the rows.

        Raises:
            Refused: a number means nothing, or of somebody it may not go there.
        """
        asked = Asked(self.operation, self.article, by.user)
        items = packages_find.found(asked, self.numbers)
        article = Article(self.article)
        way = packages_build.way_to(self.operation, self.partner, article, items)
        package = numbered(
            Package(
                operation=self.operation,
                article=self.article,
                partner=self.partner,
                channel=way.channel,
                subject=clean_name(self.subject, NAME) if self.subject.strip() else "",
                by=by.user,
                made_at=by.at,
            )
        )
        itemised(package, items, by)
        return package

    def on(self, done: Package) -> tuple[Reference, ...]:
        """Give the package, the partner and the files."""
        files = done.items.exclude(file=None).values_list("file", flat=True)
        return (
            Reference("package", done.pk),
            Reference("partner", self.partner.pk),
            *(Reference("file", pk) for pk in sorted(set(files))),
        )

    def said(self, done: Package) -> Mapping[str, Said]:
        """Give the article, the number and the way."""
        return {
            "article": done.article,
            "number": done.number,
            "channel": done.channel,
            "items": done.items.count(),
        }


@dataclass(frozen=True, kw_only=True)
class DraftRecall(Action[Package]):
    """Begin the package that takes back what an earlier one told.

    Attributes:
        partner: whom it goes to where the one that was told was ended, such as for a new key: one
            of its role. None for the one that was told.
    """

    package: Package
    partner: Partner | None = None

    kind = "transmit.package-recall"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def effect(self, by: Actor) -> Package:
        """Add the rows.

        Raises:
            Refused: it was not handed over, nothing in it was recalled, or it is being taken back.
        """
        earlier = held(self.package)
        if not hasattr(earlier, "sent"):
            raise Refused(
                tr("this was not handed over, so there is nothing to take back"),
                where=earlier.number,
                todo=tr("Give it up"),
            )
        rows = _people(earlier)
        lost = packages.gone_of(row.identification_id for row in rows if row.identification_id)
        if not lost:
            raise Refused(tr("nothing was recalled, so nothing is taken back"))
        left = lost - packages.taken_back(earlier, under_way=True)
        if not left:
            raise Refused(tr("this is being taken back already"), where=earlier.number)
        items = [
            PackageItem(file=row.file, identification=row.identification)
            for row in rows
            if row.identification_id in left
        ]
        partner = self._partner(earlier)
        items = _not_flagged(items, partner)
        way = packages_build.way_to(earlier.operation, partner, Article(earlier.article), items)
        package = numbered(
            Package(
                operation=earlier.operation,
                article=earlier.article,
                partner=partner,
                channel=way.channel,
                corrects=earlier,
                by=by.user,
                made_at=by.at,
            )
        )
        itemised(package, items, by)
        return package

    def _partner(self, earlier: Package) -> Partner:
        """Give to whom it goes: who was told, or who came in the place of a partner that ended."""
        other = self.partner
        if other is None or other.pk == earlier.partner_id:
            return earlier.partner
        same = (other.operation_id, other.role) == (earlier.operation_id, earlier.partner.role)
        if partners.usable(earlier.partner) or not same:
            raise Refused(
                tr("a recall goes to whoever was told, or to who came in their place"),
                where=other.name,
            )
        return other

    def on(self, done: Package) -> tuple[Reference, ...]:
        """Give the new package and the one that it takes back."""
        return (Reference("package", done.pk), Reference("package", self.package.pk))

    def said(self, done: Package) -> Mapping[str, Said]:
        """Give the number, and what is taken back."""
        return {"number": done.number, "corrects": self.package.number}


def _not_flagged(items: list[PackageItem], partner: Partner) -> list[PackageItem]:
    """Leave out of a recall to a Power whom a flag keeps from it, so that it stops nobody else.

    Where it keeps all of them, all stay, and the way says why none goes.
    """
    if partner.role == Recipient.TRACING_AGENCY:
        return items
    free = [one for one in items if not any(map(detriment.stops, packages_build.files_of([one])))]
    return free or items


def _people(package: Package) -> list[PackageItem]:
    """Give the items of a package, each of a list by itself."""
    found = []
    for row in packages_build.rows_of(package):
        if row.death is None or row.identification is not None:
            found.append(row)
        else:
            found += packages_find.listed(row.death)
    return found


@dataclass(frozen=True, kw_only=True)
class EndPackage(Action[PackageEnd]):
    """Give a package up before it is handed over, and the agency's copy of it with it."""

    package: Package
    why: str

    kind = "transmit.package-end"
    permission = predicates.RUN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def check(self, by: Actor) -> None:
        """Refuse no reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> PackageEnd:
        """Add the rows.

        Raises:
            Refused: it was handed over or given up, or it is a copy, which goes with its package.
        """
        package = held(self.package)
        if hasattr(package, "end"):
            raise Refused(tr("this package was given up"), where=package.number)
        if hasattr(package, "sent"):
            raise Refused(
                tr("this was handed over, and cannot be given up"),
                where=package.number,
                todo=tr("Where it was wrong, send a recall"),
            )
        if package.copy_of is not None and not hasattr(package.copy_of, "end"):
            raise Refused(
                tr("the agency's copy goes with its package"),
                where=package.number,
                todo=tr("Give the package itself up"),
            )
        why = clean_note(self.why)
        row = PackageEnd(package=package, why=why, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        copy = Package.objects.filter(copy_of=package).first()
        copy = None if copy is None else held(copy)  # somebody may be handing it over now
        if copy is not None and not hasattr(copy, "sent") and not hasattr(copy, "end"):
            PackageEnd(package=copy, why=why, by=by.user, made_at=by.at).save(force_insert=True)
        return row

    def on(self, done: PackageEnd) -> tuple[Reference, ...]:
        """Give the package, and its copy."""
        copies = Package.objects.filter(copy_of=self.package, end__isnull=False)
        return (
            Reference("package", self.package.pk),
            *(Reference("package", one.pk) for one in copies),
        )

    def said(self, done: PackageEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
