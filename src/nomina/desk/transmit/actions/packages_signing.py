"""A package is written in, laid before those who sign, and signed as it stands by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import conditions, packages, packages_build, signs
from nomina.desk.transmit.actions.packages import demand_open, demand_people, held
from nomina.desk.transmit.models import (
    Package,
    PackageDraft,
    PackageItem,
    PackageSaid,
    PackageSign,
)
from nomina.desk.transmit.models.packages import CONFIDENCES, KNOWN, STATES
from nomina.desk.transmit.packages_build import Built
from nomina.desk.transmit.packages_people import NAMING
from nomina.signed import digest_of
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class SayParticular(Action[PackageSaid]):
    """Write down a particular that no file holds: what it is, or that it is not known, and why.

    Attributes:
        field: one of those that the article asks for (`completeness.ASKED`), or ``words``.
        state: one of `packages.STATES`.
        value, why: exactly one of them.
        source: who or what says so.
    """

    item: PackageItem
    field: str
    state: str
    value: str = ""
    why: str = ""
    source: str
    confidence: str = ""

    kind = "transmit.package-say"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the package."""
        return self.item.package.thing()

    def check(self, by: Actor) -> None:
        """Refuse what the article does not ask for, and a name of whom no board identified."""
        package = self.item.package
        if self.field not in packages_build.sayable(self.item):
            raise Refused(tr("the form does not ask for this"))
        if self.state not in STATES or self.confidence not in CONFIDENCES:
            raise Refused(tr("there is no such choice"))
        known = self.state == KNOWN
        if known != bool(self.value.strip()) or known == bool(self.why.strip()):
            raise Refused(
                tr("either a value is given, or why it is not known"), where=package.number
            )
        if known and self.field in NAMING and self.item.identification is None:
            raise Refused(
                tr("the board has not named this body, so it is told of without a name"),
                where=package.number,
                todo=tr("Have the board decide first"),
            )

    def effect(self, by: Actor) -> PackageSaid:
        """Add the row; those who signed signed something else."""
        package = held(self.item.package)
        demand_open(package)
        count = PackageSaid.objects.filter(item=self.item, field=self.field).count()
        row = PackageSaid(
            item=self.item,
            turn=count + 1,
            field=self.field,
            state=self.state,
            value=clean_note(self.value) if self.state == KNOWN else "",
            why="" if self.state == KNOWN else clean_name(self.why, NAME),
            source=clean_name(self.source, NAME),
            confidence=self.confidence if self.state == KNOWN else "",
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: PackageSaid) -> tuple[Reference, ...]:
        """Give the package."""
        return (Reference("package", self.item.package_id),)

    def said(self, done: PackageSaid) -> Mapping[str, Said]:
        """Give what was said of which particular."""
        return {
            "item": self.item.number,
            "field": done.field,
            "state": done.state,
            "value": done.value,
            "why": done.why,
            "source": done.source,
            "confidence": done.confidence,
        }


@dataclass(frozen=True, kw_only=True)
class LayPackage(Action[PackageDraft]):
    """Lay a package before those who sign, with a yes to each condition of sharing (DP-05)."""

    package: Package
    conditions: Mapping[str, bool]

    kind = "transmit.package-lay"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def check(self, by: Actor) -> None:
        """Refuse where a condition is not met: no package is built then."""
        conditions.demand(self.conditions)

    def effect(self, by: Actor) -> PackageDraft:
        """Build it as it stands now, and add the row.

        Raises:
            Refused: it was made or given up, may not go there, or cannot be told.
        """
        package = held(self.package)
        demand_open(package)
        built = packages_build.build(package, by.at)
        demand_people(package, built.rows)
        content = built.content
        row = PackageDraft(
            package=package,
            turn=package.drafts.count() + 1,
            document=content.model_dump(mode="json"),
            digest=digest_of(content),
            conditions=dict.fromkeys(sorted(self.conditions), True),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: PackageDraft) -> tuple[Reference, ...]:
        """Give the package and the draft."""
        return (Reference("package", self.package.pk), Reference("package-draft", done.pk))

    def said(self, done: PackageDraft) -> Mapping[str, Said]:
        """Give the digest, and the conditions."""
        return {"digest": done.digest, "conditions": tuple(sorted(done.conditions))}


def demand_unchanged(package: Package, draft: PackageDraft) -> Built:
    """Give a package as it comes out now, which is as it was laid before people.

    Raises:
        Refused: something in it changed since, or it may not go there any more.
    """
    built = packages_build.build(package, draft.made_at)
    demand_people(package, built.rows)
    if digest_of(built.content) != draft.digest:
        raise Refused(
            tr("something in this package changed since it was laid before you"),
            where=package.number,
            todo=tr("Have it laid before you anew, and look at it again"),
        )
    return built


@dataclass(frozen=True, kw_only=True)
class SignPackage(Action[PackageSign]):
    """Answer for a package as it stands: a transmission officer and a member of the board do."""

    draft: PackageDraft

    kind = "transmit.package-sign"
    permission = predicates.SIGN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the package."""
        return self.draft.thing()

    def effect(self, by: Actor) -> PackageSign:
        """Add the row.

        Raises:
            Refused: it is not the last draft, something changed since, or this person, seat or key
                signed it already.
        """
        package = held(self.draft.package)
        demand_open(package)
        last = packages.last_draft(package)
        if last is None or last.pk != self.draft.pk:
            raise Refused(
                tr("this package was laid before you anew since"),
                where=package.number,
                todo=tr("Sign the newest draft"),
            )
        demand_unchanged(package, last)
        rows = list(last.signs.all())
        keys = signs.demand_hand(rows, by)
        row = PackageSign(
            draft=last,
            seat=signs.seat_of(by, package.operation_id, [one.seat for one in rows]),
            digest=last.digest,
            keys=keys,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: PackageSign) -> tuple[Reference, ...]:
        """Give the package and the draft."""
        return (
            Reference("package", self.draft.package_id),
            Reference("package-draft", self.draft.pk),
        )

    def said(self, done: PackageSign) -> Mapping[str, Said]:
        """Give what was signed, as whom, with which keys."""
        return {"digest": done.digest, "seat": done.seat, "keys": tuple(done.keys)}
