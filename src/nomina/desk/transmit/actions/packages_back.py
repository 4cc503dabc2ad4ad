"""A partner says that a package arrived: by a file that its key signed, or on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nomina import packages
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import packages_kept
from nomina.desk.transmit.actions.packages import held
from nomina.desk.transmit.models import Acknowledged, Package
from nomina.desk.transmit.models.packages_made import ON_PAPER, SIGNED
from nomina.packages.acknowledgement import Acknowledgement, demand_of
from nomina.words import tr

LARGEST = 10_000_000
"""Bytes of a scan of a paper."""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def demand_sent(package: Package) -> None:
    """Refuse to acknowledge what nobody handed over.

    Raises:
        Refused: so it is.
    """
    if not hasattr(package, "sent"):
        raise Refused(
            tr("nobody wrote down that this was handed over"),
            where=package.number,
            todo=tr("Write down first who handed it over, and when"),
        )


def _row(package: Package, data: bytes, by: Actor, proof: str) -> Acknowledged:
    """Give a row of an acknowledgement whose bytes are kept; the caller fills in the rest."""
    whole = packages_kept.envelope(package.pk, data)
    packages_kept.keep([whole])
    return Acknowledged(
        package=package,
        proof=proof,
        digest=hashlib.sha256(data).hexdigest(),
        kept=hashlib.sha256(whole).hexdigest(),
        by=by.user,
        made_at=by.at,
    )


@dataclass(frozen=True, kw_only=True)
class TakeAcknowledgement(Action[Acknowledged]):
    """Take in a signed acknowledgement; the same file a second time changes nothing.

    Attributes:
        data: the file, as it came.
        name: what it is called, for errors.
    """

    package: Package
    data: bytes
    name: str

    kind = "transmit.package-acknowledge"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def effect(self, by: Actor) -> Acknowledged:
        """Check it against the partner's key and this package, keep it and add the row.

        Raises:
            InputError: it was changed, is signed by another key, or is of another package.
            Refused: nothing was handed over, another file acknowledged it already, the partner
                was ended, or the moment in it cannot be.
        """
        package = held(self.package)
        demand_sent(package)
        where = self.name[:80]
        there = Acknowledged.objects.filter(package=package).first()
        if there is not None and there.digest == hashlib.sha256(self.data).hexdigest():
            return there
        if hasattr(package.partner, "end"):
            raise Refused(
                tr("this partner was ended, so nothing is checked with its key any more"),
                where=package.partner.name,
                todo=tr("Take in its acknowledgement on paper"),
            )
        found, key = self._checked(package, where)
        said = found.acknowledgement
        made = package.made
        demand_of(
            said,
            package=made.digest,
            number=package.number,
            recipient=package.partner.name,
            where=where,
        )
        if said.sender != package.operation.name:
            raise Refused(tr("this names another sender"), where=where)
        if there is not None:
            raise Refused(tr("this was acknowledged already"), where=package.number)
        at = _moment(said.at)
        if at + register.AHEAD < made.made_at.replace(microsecond=0):
            raise Refused(tr("this is before the package was made"), where=where)
        if at > by.at + register.AHEAD:
            raise Refused(tr("this is later than the desk's clock says it is"), where=where)
        row = _row(package, self.data, by, SIGNED)
        row.key, row.at, row.signer = key, at, said.signer
        row.note = said.note or ""
        row.save(force_insert=True)
        return row

    def _checked(self, package: Package, where: str) -> tuple[Acknowledgement, str]:
        key = package.partner.verify
        if not key:
            raise Refused(
                tr("this partner has no key that its papers are checked with"),
                where=package.number,
                todo=tr("Take in its acknowledgement on paper"),
            )
        found = packages.check(self.data, key, where).document
        if not isinstance(found, Acknowledgement):
            raise Refused(tr("this is a package, not an acknowledgement"), where=where)
        return found, key

    def on(self, done: Acknowledged) -> tuple[Reference, ...]:
        """Give the package."""
        return (Reference("package", done.package_id),)

    def said(self, done: Acknowledged) -> Mapping[str, Said]:
        """Give the file and the key under which it holds."""
        return {"digest": done.digest, "key": done.key, "at": done.at.isoformat()}


@dataclass(frozen=True, kw_only=True)
class TakePaperAcknowledgement(Action[Acknowledged]):
    """Take in an acknowledgement that came on paper, with its scan.

    Attributes:
        data: the scan, as it came.
        signer: who signed the paper.
        at: when it was received, as the paper says.
        note: who took it in, and what stands on it.
    """

    package: Package
    data: bytes
    signer: str
    at: datetime
    note: str

    kind = "transmit.package-acknowledge-paper"
    permission = predicates.RUN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the package."""
        return self.package.thing()

    def check(self, by: Actor) -> None:
        """Refuse an empty or too large scan, and a moment that has not come."""
        if not 0 < len(self.data) <= LARGEST:
            raise Refused(
                tr("this file is empty, or larger than {n} megabytes").format(
                    n=LARGEST // 1_000_000
                )
            )
        if self.at > by.at + register.AHEAD:
            raise Refused(tr("this is later than the desk's clock says it is"))

    def effect(self, by: Actor) -> Acknowledged:
        """Keep the scan and add the row; the same scan a second time changes nothing.

        Raises:
            Refused: nothing was handed over, or it was acknowledged already.
        """
        package = held(self.package)
        demand_sent(package)
        there = Acknowledged.objects.filter(package=package).first()
        if there is not None:
            if there.digest == hashlib.sha256(self.data).hexdigest():
                return there
            raise Refused(tr("this was acknowledged already"), where=package.number)
        if self.at + register.AHEAD < package.made.made_at:
            raise Refused(tr("this is before the package was made"), where=package.number)
        row = _row(package, self.data, by, ON_PAPER)
        row.at, row.signer, row.note = self.at, clean_name(self.signer, NAME), clean_note(self.note)
        row.save(force_insert=True)
        return row

    def on(self, done: Acknowledged) -> tuple[Reference, ...]:
        """Give the package."""
        return (Reference("package", done.package_id),)

    def said(self, done: Acknowledged) -> Mapping[str, Said]:
        """Give the scan, and who signed it."""
        return {"digest": done.digest, "signer": done.signer, "at": done.at.isoformat()}
