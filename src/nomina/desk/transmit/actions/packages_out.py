"""Packages are made with the agency's copy, taken out, and handed over; none of it is taken back.

Making is one act: the file, its prints, what is sealed, and the copy are all there afterwards or
none of them is. Nothing leaves by itself: a person takes a package out, and says when it was
handed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nomina import sealed
from nomina.desk import outgoing, signing
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import note
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import (
    packages,
    packages_build,
    packages_example,
    packages_kept,
    packages_paper,
)
from nomina.desk.transmit.actions.packages import held, itemised, numbered
from nomina.desk.transmit.actions.packages_may import against, demand_made, demand_may_go
from nomina.desk.transmit.actions.packages_signing import demand_unchanged
from nomina.desk.transmit.models import (
    Package,
    PackageDraft,
    PackageItem,
    PackageMade,
    PackagePrint,
    PackageSent,
    PackageTaken,
)
from nomina.desk.transmit.models.packages_made import FORMS_OUT, MEANS, PRINTED, SEALED
from nomina.desk.transmit.routes import Route
from nomina.packages import documents
from nomina.packages.documents import Content
from nomina.signed import spelt
from nomina.words import LANGUAGES, tr

USE = "package"
"""The key that packages and acknowledgements of this desk are signed with."""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class MakePackage(Action[PackageMade]):
    """Make a package that two people signed, and the agency's copy with it."""

    package: Package

    kind = "transmit.package-make"
    permission = predicates.RUN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def effect(self, by: Actor) -> PackageMade:
        """Sign, print and seal both, and add the rows.

        Raises:
            Refused: it was made or given up, two people did not sign it, or something changed.
        """
        package = held(self.package)
        draft = self._signed(package)
        built = demand_unchanged(package, draft)
        content, agency = built.content, built.agency
        copy = None if agency is None else self._copy(package, built.rows, agency, by)
        made = _made(
            package,
            draft,
            content,
            by,
            copied=copy,
            to_agency=packages_build.reaches_agency(built.route),
        )
        if copy is not None and agency is not None:
            told = packages_build.copied(content, draft.digest, copy, agency.partner)
            _made(copy, draft, told, by, copied=None, to_agency=True)
        return made

    def _signed(self, package: Package) -> PackageDraft:
        if hasattr(package, "made"):
            raise Refused(tr("this package was made already"), where=package.number)
        if hasattr(package, "end"):
            raise Refused(tr("this package was given up"), where=package.number)
        draft = packages.last_draft(package)
        if draft is None or not packages.is_signed(draft):
            raise Refused(
                tr("two people have not signed this package as it stands"),
                where=package.number,
                todo=tr("A transmission officer and a member of the board sign it"),
            )
        return draft

    def _copy(
        self, package: Package, items: list[PackageItem], agency: Route, by: Actor
    ) -> Package:
        earlier = package.corrects
        mine = None
        if earlier is not None:
            mine = Package.objects.filter(copy_of=earlier, made__isnull=False).first()
            if mine is None:
                raise Refused(
                    tr("the agency has no copy of what is taken back"),
                    where=earlier.number,
                    todo=tr("Ask the agency itself"),
                )
        copy = numbered(
            Package(
                operation=package.operation,
                article=package.article,
                partner=agency.partner,
                channel=agency.channel,
                copy_of=package,
                corrects=mine,
                subject=package.subject,
                by=by.user,
                made_at=by.at,
            )
        )
        rows = [
            PackageItem(
                file=row.file,
                identification=row.identification,
                death=row.death,
                custody=row.custody,
            )
            for row in items
        ]
        itemised(copy, rows, by)
        return copy

    def on(self, done: PackageMade) -> tuple[Reference, ...]:
        """Give the package, and its copy."""
        copy = () if done.copied is None else (Reference("package", done.copied.pk),)
        return (Reference("package", done.package_id), *copy)

    def said(self, done: PackageMade) -> Mapping[str, Said]:
        """Give what was signed with which key, and the same of the copy."""
        copy = None if done.copied is None else done.copied.made
        return {
            "digest": done.digest,
            "signature": done.signature,
            "key": done.key,
            "json": done.json,
            "copy": None if copy is None else copy.digest,
            "waiver": done.waiver,
        }


def _made(
    package: Package,
    draft: PackageDraft,
    content: Content,
    by: Actor,
    *,
    copied: Package | None,
    to_agency: bool,
) -> PackageMade:
    """Sign, print and seal one package, keep the bytes and add its rows."""
    outgoing.known(packages_example.NAME)
    enclosed = {one.digest: packages_kept.read(one.digest) for one in content.enclosures}
    signer = signing.signer(USE)
    whole = documents.sign(content, signer, enclosed)
    data = spelt(whole)
    prints = {one: packages_paper.printed(whole, one, signer) for one in LANGUAGES}
    shut = sealed.seal(data, package.partner.seal_to) if package.partner.seal_to else b""
    packages_kept.keep([data, *prints.values(), *([shut] if shut else [])])
    row = PackageMade(
        package=package,
        draft=draft,
        digest=whole.digest,
        signature=whole.signature,
        key=signing.public(USE),
        json=_digest(data),
        sealed=_digest(shut) if shut else "",
        to_agency=to_agency,
        copied=copied,
        waiver=content.waiver or "",
        by=by.user,
        made_at=by.at,
    )
    row.save(force_insert=True)
    for language, print_ in sorted(prints.items()):
        PackagePrint(package=package, language=language, pdf=_digest(print_), made_at=by.at).save(
            force_insert=True
        )
    return row


@dataclass(frozen=True, kw_only=True)
class TakePackage(Action[PackageTaken]):
    """Take the sealed file or a print of a package out of the desk, to be handed over.

    Attributes:
        form: one of `packages_made.FORMS_OUT`.
        language: of a print.
    """

    package: Package
    form: str
    language: str = ""

    kind = "transmit.package-take"
    permission = predicates.RUN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no form, and a language that there is not."""
        if self.form not in FORMS_OUT:
            raise Refused(tr("there is no such choice"))
        if (self.form == PRINTED) != (self.language in LANGUAGES):
            raise Refused(tr("there is no such language"))

    def effect(self, by: Actor) -> PackageTaken:
        """Add the row.

        Raises:
            Refused: it is not made, rests on a recall, or may not go there any more.
            StoreError: the vault cannot give it.
        """
        package = held(self.package)
        demand_made(package)
        demand_may_go(package)
        if self.form == SEALED and not package.made.sealed:
            raise Refused(
                tr("this partner has no key to seal things to, so it goes on paper"),
                where=package.number,
                todo=tr("Take a print"),
            )
        packages_kept.read(self._bytes(package))  # what the vault cannot give was not taken out
        row = PackageTaken(
            package=package,
            form=self.form,
            language=self.language,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _bytes(self, package: Package) -> str:
        """Give the digest of what is taken out."""
        if self.form == SEALED:
            return package.made.sealed
        return PackagePrint.objects.get(package=package, language=self.language).pdf

    def on(self, done: PackageTaken) -> tuple[Reference, ...]:
        """Give the package."""
        return (Reference("package", done.package_id),)

    def said(self, done: PackageTaken) -> Mapping[str, Said]:
        """Give what was taken out."""
        digest = self._bytes(done.package)
        return {"form": done.form, "language": done.language, "digest": digest}


@dataclass(frozen=True, kw_only=True)
class HandOver(Action[PackageSent]):
    """Say that a package was handed over, by oneself or under one's eyes.

    What happened is written down also where it should not have, such as on the way while an
    identification was recalled: else nobody would take it back. Then a note says how that came.

    Attributes:
        means: one of `packages_made.MEANS`.
        to: to whom.
        at: when.
        note: anything else; may be empty, but not of what should not have gone.
    """

    package: Package
    means: str
    to: str
    at: datetime
    note: str = ""

    kind = "transmit.package-hand"
    permission = predicates.RUN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no way to hand over, and a moment that has not come."""
        if self.means not in MEANS:
            raise Refused(tr("there is no such choice"))
        if self.at > by.at + register.AHEAD:
            raise Refused(
                tr("this is later than the desk's clock says it is"),
                todo=tr("Write it down when it has happened"),
            )

    def effect(self, by: Actor) -> PackageSent:
        """Add the row.

        Raises:
            Refused: it was handed over already, never taken out, or should not have gone and
                nobody says how that came.
        """
        package = held(self.package)
        if hasattr(package, "sent"):
            raise Refused(tr("this was handed over already"), where=package.number)
        demand_made(package)
        taken = package.taken.filter(form=SEALED) if self.means == "file" else package.taken
        first = taken.order_by("made_at").first()
        if first is None:
            raise Refused(
                tr("nobody took this package out, so it cannot have been handed over"),
                where=package.number,
                todo=tr("Take the file or a print first"),
            )
        if self.at + register.AHEAD < first.made_at:
            raise Refused(tr("this is before the package was taken out"), where=package.number)
        why = against(package)
        if why and not self.note.strip():
            raise Refused(
                tr("this should not have gone ({why})").format(why=why),
                where=package.number,
                todo=tr("If it was handed over all the same, say in the note how that came"),
            )
        row = PackageSent(
            package=package,
            means=self.means,
            to=clean_name(self.to, NAME),
            at=self.at,
            note=note(self.note),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: PackageSent) -> tuple[Reference, ...]:
        """Give the package."""
        return (Reference("package", done.package_id),)

    def said(self, done: PackageSent) -> Mapping[str, Said]:
        """Give to whom, how and when."""
        return {
            "means": done.means,
            "to": done.to,
            "at": done.at.isoformat(),
            "note": done.note,
        }
