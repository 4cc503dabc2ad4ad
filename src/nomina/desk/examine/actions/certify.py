"""Certificates of identification: drafted of a decision that stands, signed post by post, issued.

What is certified is written once, before anybody signs; every signature is of its hash. Nothing
here goes on once the identification is recalled (`examine.resting`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.books.folder import log_key
from nomina.desk.examine import certificate as documents
from nomina.desk.examine import resting
from nomina.desk.examine.certificate import (
    POSTS,
    Body,
    Certified,
    Finding,
    Holder,
    Method,
    Person,
    Signed,
    digest_of,
    issued,
    parsed,
    written,
)
from nomina.desk.examine.certificate_check import KIND, told
from nomina.desk.examine.certificate_page import pdf
from nomina.desk.examine.certificate_state import Standing, certified, stands_as
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import (
    Certificate,
    CertificateSignature,
    Identification,
    Issued,
)
from nomina.desk.examine.states import ESTABLISHED, FACE, PROBABLE
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import SEES_LEADS
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError, StoreError
from nomina.words import LANGUAGES, tr

TYPED = (
    "place", "unit", "unit_address", "unit_phone", "date",
    "street", "town", "country", "nationality", "reported_by", "found_place",
)  # fmt: skip
"""What the form asks for and the desk has nowhere; all else is taken from the decision."""
_RACES = 20


@dataclass(frozen=True, kw_only=True)
class Draft(Action[Certificate]):
    """Write down what is to be certified of an identification, and who is to sign it.

    Attributes:
        typed: what was filled in, by `TYPED`; empty for what is not recorded.
        posts: for each of `certificate.POSTS` the account that holds it, or why nobody does.
    """

    identification: Identification
    typed: Mapping[str, str]
    posts: Mapping[str, User | str]
    id: UUID = field(default_factory=uuid4)

    kind = "certificate.draft"
    permission = predicates.CERTIFY

    def thing(self) -> Thing:
        """Give the report."""
        return self.identification.report.thing()

    def check(self, by: Actor) -> None:
        """Refuse posts that nobody may hold so, and a certificate that nobody answers for."""
        if set(self.posts) != set(POSTS) or not set(self.typed) <= set(TYPED):
            raise Refused(tr("there is no such post"))
        held = [one for one in self.posts.values() if isinstance(one, User)]
        if len({one.pk for one in held}) != len(held):
            raise Refused(
                tr("one person cannot hold two posts"), todo=tr("Say of one that nobody holds it")
            )
        if len(held) < 2 or not isinstance(self.posts["chief"], User):
            raise Refused(tr("the chief signs, and at least one other person"))
        operations = self.thing().operations
        for one in held:
            if standing_of(one, by.at).roles(operations).isdisjoint(SEES_LEADS):
                raise Refused(tr("somebody who is named here may not read this"), where=one.name)

    def effect(self, by: Actor) -> Certificate:
        """Add the row; nothing that was typed can be changed after.

        Raises:
            Refused: the identification was recalled, or something of it cannot be certified.
        """
        resting.hold(self.identification)
        for n in range(1, _RACES):
            number = _number(by.at, Certificate.objects.count() + n)
            it = self._certified(number, by)
            row = Certificate(
                id=self.id,
                identification=self.identification,
                number=number,
                document=it.model_dump(mode="json"),
                digest=digest_of(it),
                by=by.user,
                made_at=by.at,
            )
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:  # somebody took that number a moment ago
                continue
            return row
        raise StoreError(tr("no number could be drawn for this certificate"))

    def _certified(self, number: str, by: Actor) -> Certified:
        report = self.identification.report
        decided = self.identification.made_at.astimezone(UTC)
        dossier: dict[str, Any] = self.identification.dossier.document
        return Certified(
            number=number,
            id=self.id.hex,
            identification=self.identification.pk.hex,
            report=report.pk.hex,
            dossier=self.identification.dossier.digest,
            body=Body(
                place=self._line("place"),
                unit=self._line("unit"),
                unit_address=self._line("unit_address"),
                unit_phone=self._line("unit_phone"),
                number=report.one.number,
                date=self._day(by),
            ),
            person=self._person(),
            finding=Finding(
                methods=methods(dossier),
                exceptional=_exceptional(dossier),
                place=self._line("found_place"),
                decided=_second(decided),
            ),
            posts=tuple(_holder(post, self.posts[post]) for post in POSTS),
        )

    def _line(self, key: str) -> str | None:
        typed = self.typed.get(key, "")
        return clean_name(typed, NAME) if typed.strip() else None

    def _day(self, by: Actor) -> str | None:
        typed = self.typed.get("date", "").strip()
        if not typed:
            return None
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            raise InputError(tr("this is no date"), where=typed[:40]) from None
        if day > by.at.date():
            raise Refused(tr("this date is yet to come"))
        return day.isoformat()

    def _person(self) -> Person:
        """Take the name from the file of the missing person; what is not settled is not known."""
        record = record_of(self.identification.report.other)

        def said(key: str) -> str | None:
            standing = record.get(key)
            if standing is None or standing.unsettled or not standing.said.is_known:
                return None
            text = standing.said.get()
            if len(text) > NAME:
                raise Refused(tr("this is longer than {n} characters").format(n=NAME), where=key)
            return text

        return Person(
            family_name=said("family name"),
            given_names=said("given name"),
            patronymic=said("patronymic"),
            born=said("born"),
            street=self._line("street"),
            town=self._line("town"),
            country=self._line("country"),
            nationality=self._line("nationality"),
            reported_by=self._line("reported_by"),
        )

    def on(self, done: Certificate) -> tuple[Reference, ...]:
        """Give the certificate and the identification."""
        return (
            Reference("certificate", done.pk),
            Reference("identification", done.identification_id),
        )

    def said(self, done: Certificate) -> Mapping[str, Said]:
        """Give the number and the hash of what is certified."""
        return {"number": done.number, "digest": done.digest}


def methods(dossier: Mapping[str, Any]) -> tuple[Method, ...]:
    """Give what carried a decision, of what the board decided on; a face never is among it."""
    return tuple(
        Method(
            discipline=row["discipline"],
            view=row["view"],
            how=row["reason"],
            place=row["place"],
            date=row["date"],
            signatory=row["signatory"],
        )
        for row in dossier["evidence"]
        if row["struck"] is None
        and row["discipline"] != FACE
        and row["view"] in (ESTABLISHED, PROBABLE)
    )


def _exceptional(dossier: Mapping[str, Any]) -> str | None:
    said = [row for row in dossier["steps"] if row["move"] == "conclude-identification"]
    return (said[-1]["exceptional"] or None) if said else None


def _holder(post: documents.Post, who: User | str) -> Holder:
    if isinstance(who, User):
        return Holder(post=post, name=who.name, account=who.pk.hex, vacant=None)
    if not who.strip():
        raise Refused(tr("it is said why nobody holds a post"), where=post)
    return Holder(post=post, name=None, account=None, vacant=clean_note(who))


def _second(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(at: datetime, n: int) -> str:
    return f"C-{at.astimezone(UTC).year}-{n:05d}"


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
            post=cast(documents.Post, row.post),
            name=row.name,
            account=row.by_id.hex,
            place=row.place or None,
            at=_second(row.made_at),
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
