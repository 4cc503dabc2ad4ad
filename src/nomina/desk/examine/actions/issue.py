"""Certificates go on: each post signs what was drafted, it is issued, and it is carried away.

Every signature is of one hash. What is issued is kept as it goes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, cast

from django.conf import settings

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.books.folder import log_key
from nomina.desk.examine import resting
from nomina.desk.examine.actions.certify import second
from nomina.desk.examine.certificate import Post, Signed, issued, parsed, written
from nomina.desk.examine.certificate_check import KIND, told
from nomina.desk.examine.certificate_page import pdf
from nomina.desk.examine.certificate_state import Standing, certified, stands_as
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import Certificate, CertificateSignature, Issued
from nomina.desk.people.text import clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import LANGUAGES, tr


def demand_in_force(one: Certificate) -> Standing:
    """Hold the identification, and give where the certificate stands.

    Raises:
        Refused: the identification was recalled, or a newer certificate was made.
    """
    resting.hold(one.identification)
    standing = stands_as(one)
    if standing is Standing.REPLACED:
        raise Refused(tr("a newer certificate takes the place of this"))
    return standing


@dataclass(frozen=True, kw_only=True)
class SignCertificate(Action[CertificateSignature]):
    """Sign for the post that one holds.

    Attributes:
        place: where it is signed; empty where that is not said.
    """

    certificate: Certificate
    place: str = ""

    kind = "certificate.sign"
    permission = predicates.SIGN_CERTIFICATE
    irreversible = True

    def thing(self) -> Thing:
        """Give the report."""
        return self.certificate.thing()

    def effect(self, by: Actor) -> CertificateSignature:
        """Add the row.

        Raises:
            NotPermitted: another person holds the post.
            Refused: it was signed, recalled or replaced, or the key is another signatory's.
        """
        one, standing = self.certificate, demand_in_force(self.certificate)
        assert by.user is not None
        mine = [x for x in certified(one).posts if x.account == by.user.pk.hex]
        if not mine:
            raise NotPermitted(tr("your role does not allow this"))
        if standing is not Standing.WAITS or one.signatures.filter(post=mine[0].post).exists():
            raise Refused(tr("this was signed already"))
        keys = keys_of([by.user.pk])[by.user.pk]
        if not keys:
            raise Refused(
                tr("this account has no passkey by which you are told from another person"),
                todo=tr("Add one to your account"),
            )
        if any(not keys.isdisjoint(row.keys) for row in one.signatures.all()):
            raise Refused(
                tr("another account signed this with the same key"),
                todo=tr("Each signs with a key of their own"),
            )
        row = CertificateSignature(
            certificate=one,
            post=mine[0].post,
            name=mine[0].name or "",
            place=clean_name(self.place, 120) if self.place.strip() else "",
            by=by.user,
            keys=sorted(keys),
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: CertificateSignature) -> tuple[Reference, ...]:
        """Give the signature and the certificate."""
        return (
            Reference("certificate-signature", done.pk),
            Reference("certificate", done.certificate_id),
        )

    def said(self, done: CertificateSignature) -> Mapping[str, Said]:
        """Give the post, the hash that was signed, and with which keys."""
        said: Mapping[str, Said] = {"digest": done.certificate.digest, "post": done.post}
        return {**said, "place": done.place, "keys": tuple(done.keys)}


class Made(NamedTuple):
    """A certificate as it goes out: both its files."""

    json: bytes
    pdf: bytes


def made(one: Certificate, language: str) -> Made:
    """Make the files of a certificate that is signed; the JSON is the same in every language."""
    earlier = one.issued.order_by("made_at", "pk").first()
    if earlier is not None:
        whole = parsed(vault().read(earlier.json), one.number)
    else:
        whole = issued(certified(one), _signatures(one), _log())
    return Made(written(whole), pdf(whole, language))


def _signatures(one: Certificate) -> list[Signed]:
    return [
        Signed(
            post=cast(Post, row.post),
            name=row.name,
            account=row.by_id.hex,
            place=row.place or None,
            at=second(row.made_at),
        )
        for row in one.signatures.all()
    ]


def _log() -> str | None:
    """Name the log of acts by its name and the number of its key; the key is found elsewhere."""
    desk = settings.DESK
    return log_key(desk).rpartition("+")[0] if desk is not None else None


@dataclass(frozen=True, kw_only=True)
class Issue(Action[Issued]):
    """Make a certificate out in a language, and keep what goes out: bytes, row and entry, or none.

    Attributes:
        language: one of `nomina.words.LANGUAGES`.
    """

    certificate: Certificate
    language: str

    kind = KIND
    permission = predicates.CERTIFY
    irreversible = True

    def thing(self) -> Thing:
        """Give the report."""
        return self.certificate.thing()

    def effect(self, by: Actor) -> Issued:
        """Keep the files and add the row.

        Raises:
            Refused: somebody has not signed, or it was recalled, replaced or issued so already.
            StoreError: the page cannot be set, or the vault cannot be used.
        """
        one, standing = self.certificate, demand_in_force(self.certificate)
        if self.language not in LANGUAGES:
            raise Refused(tr("there is no such language"))
        if standing is Standing.WAITS:
            raise Refused(tr("not everybody who is named has signed this"))
        if one.issued.filter(language=self.language).exists():
            raise Refused(tr("this was issued in this language already"))
        files, kept = made(one, self.language), vault()
        kept.hold([hashlib.sha256(data).hexdigest() for data in files])
        row = Issued(
            certificate=one,
            language=self.language,
            pdf=kept.keep(files.pdf).digest,
            json=kept.keep(files.json).digest,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Issued) -> tuple[Reference, ...]:
        """Give the certificate alone, so that a stranger can compute what the log holds."""
        return (Reference("certificate", done.certificate_id),)

    def said(self, done: Issued) -> Mapping[str, Said]:
        """Give the digests of both files."""
        return told(done.certificate.number, done.json, done.language, done.pdf)


@dataclass(frozen=True, kw_only=True)
class TakeCertificate(Action[Issued]):
    """Carry a certificate away: it leaves the desk for good."""

    issued: Issued
    form: str

    kind = "certificate.taken"
    permission = predicates.TAKE_CERTIFICATE
    irreversible = True

    def thing(self) -> Thing:
        """Give the report."""
        return self.issued.certificate.thing()

    def check(self, by: Actor) -> None:
        """Refuse what nobody should hand on any more."""
        if self.form not in Made._fields:
            raise Refused(tr("there is no such file"))

    def effect(self, by: Actor) -> Issued:
        """Give it, unless it was recalled or replaced."""
        demand_in_force(self.issued.certificate)
        return self.issued

    def on(self, done: Issued) -> tuple[Reference, ...]:
        """Give what was issued and the certificate."""
        return (
            Reference("issued", done.pk),
            Reference("certificate", done.certificate_id),
        )

    def said(self, done: Issued) -> Mapping[str, Said]:
        """Give which bytes."""
        return {"digest": done.pdf if self.form == "pdf" else done.json}
