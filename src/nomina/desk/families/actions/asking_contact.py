"""Kinship, contact, disputes, and a withdrawal, which takes away what was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import note
from nomina.desk.families import asking
from nomina.desk.families.actions.asking import on
from nomina.desk.families.asked import AskedContact
from nomina.desk.families.models import Contact, Dispute, Enquiry, Kinship
from nomina.desk.families.models.asking import OTHER
from nomina.desk.families.models.asking_case import (
    ADDRESS,
    CONTACT_WAYS,
    MAIL,
    MEANS,
    PHONE,
    SMS,
    TELEPHONE,
)
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import File
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError
from nomina.words import LANGUAGES, tr

_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,38}[0-9]")
_MAIL = re.compile(r"[^\s@<>,;:\"\\()\[\]]{1,64}@[^\s@<>,;:\"\\()\[\]]{1,180}\.[^\s@<>,;.]{2,60}")


def _thing(enquiry: Enquiry | None, family: File | None) -> Thing:
    one = enquiry or family
    assert one is not None
    found: Thing = one.thing()
    return found


def _demand_one(enquiry: Enquiry | None, family: File | None) -> None:
    if (enquiry is None) == (family is None):
        raise Refused(tr("say whose this is"))
    if family is not None and family.kind != FAMILY:
        raise Refused(tr("this is no file of a family"))
    if enquiry is not None:
        asking.demand_standing(enquiry)


def _on(enquiry: Enquiry | None, family: File | None) -> tuple[Reference, ...]:
    if enquiry is not None:
        return on(enquiry)
    return (Reference("file", family.pk),) if family is not None else ()


@dataclass(frozen=True, kw_only=True)
class SayKinship(Action[Kinship]):
    """Write down whether kinship holds, how it was verified and by whom; the last word counts.

    Attributes:
        enquiry, family: whose; one of the two.
        means: one of `MEANS`.
        how: which papers, which register, which comparison.
    """

    holds: bool
    means: str
    how: str
    enquiry: Enquiry | None = None
    family: File | None = None

    kind = "family.kinship"
    permission = predicates.RUN_ENQUIRIES

    def thing(self) -> Thing:
        """Give the enquiry or the file."""
        return _thing(self.enquiry, self.family)

    def check(self, by: Actor) -> None:
        """Refuse what is no way to verify it, and no words."""
        _demand_one(self.enquiry, self.family)
        if self.means not in MEANS:
            raise Refused(tr("there is no such choice"))
        clean_note(self.how)

    def effect(self, by: Actor) -> Kinship:
        """Add the row."""
        row = Kinship(
            enquiry=self.enquiry,
            family=self.family,
            holds=self.holds,
            means=self.means,
            how=clean_note(self.how),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Kinship) -> tuple[Reference, ...]:
        """Give the enquiry or the file."""
        return _on(self.enquiry, self.family)

    def said(self, done: Kinship) -> Mapping[str, Said]:
        """Give what was found."""
        return {"holds": done.holds, "means": done.means, "how": done.how}


@dataclass(frozen=True, kw_only=True)
class SayContact(Action[Contact]):
    """Write down how and when a family of our own side is reached safely; the last row counts.

    Attributes:
        enquiry, family: whose; one of the two.
        contact: what they said.
    """

    contact: AskedContact
    enquiry: Enquiry | None = None
    family: File | None = None

    kind = "family.contact"
    permission = predicates.SPEAK_IN_ENQUIRY

    def thing(self) -> Thing:
        """Give the enquiry or the file."""
        return _thing(self.enquiry, self.family)

    def check(self, by: Actor) -> None:
        """Refuse the other side, of whom no address is ever written, and what is no address."""
        _demand_one(self.enquiry, self.family)
        if self.enquiry is not None and self.enquiry.side == OTHER:
            raise _other_side()
        if self.family is not None and _asked_from_there(self.family):
            raise _other_side()
        if self.family is not None and by.user is None:
            raise Refused(tr("say whose this is"))
        if self.contact == AskedContact():
            raise Refused(tr("nothing was said of contact"))
        _checked(self.contact)

    def effect(self, by: Actor) -> Contact:
        """Add the row, unless all is taken back at this moment."""
        if self.enquiry is not None:
            asking.hold(self.enquiry)
        it = self.contact
        return Contact.objects.create(
            enquiry=self.enquiry,
            family=self.family,
            how=note(it.how),
            when=clean_name(it.when, NAME) if it.when else "",
            language=it.language,
            not_tell=note(it.not_tell),
            no_contact=it.no_contact,
            ways=list(it.ways),
            phone=it.phone,
            mail=it.mail,
            not_before=_hour(it.not_before),
            not_after=_hour(it.not_after),
            made_at=by.at,
            by=by.user,
        )

    def on(self, done: Contact) -> tuple[Reference, ...]:
        """Give the enquiry or the file."""
        return _on(self.enquiry, self.family)

    def said(self, done: Contact) -> Mapping[str, Said]:
        """Give what was allowed; the words stand in the row alone, which can go."""
        return {"no_contact": done.no_contact, "ways": tuple(done.ways)}


def _other_side() -> Refused:
    return Refused(
        tr("no address of the other side is ever written here"),
        todo=tr("What they send stays sealed, and they come back for the answer"),
    )


def _asked_from_there(family: File) -> bool:
    from nomina.desk.families.models import EnquiryFile

    return EnquiryFile.objects.filter(family=family, enquiry__side=OTHER).exists()


def _checked(it: AskedContact) -> None:
    """Refuse what no one can be reached by.

    Raises:
        InputError: a language, number, address or hour is none, or a way lacks what it needs.
    """
    if it.language and it.language not in LANGUAGES:
        raise InputError(tr("there is no such choice"), where=it.language)
    if it.phone and (len(it.phone) > PHONE or not _PHONE.fullmatch(it.phone)):
        raise InputError(tr("this is no telephone number"), where=it.phone)
    if it.mail and (len(it.mail) > ADDRESS or not _MAIL.fullmatch(it.mail)):
        raise InputError(tr("this is no e-mail address"), where=it.mail)
    if {TELEPHONE, SMS} & set(it.ways) and not it.phone:
        raise InputError(tr("for this a telephone number is needed"))
    if MAIL in it.ways and not it.mail:
        raise InputError(tr("for this an e-mail address is needed"))
    if not set(it.ways) <= set(CONTACT_WAYS):
        raise InputError(tr("there is no such choice"))
    for hour in (it.not_before, it.not_after):
        _hour(hour)


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(tr("this is no time of day"), where=text) from None


@dataclass(frozen=True, kw_only=True)
class SayDispute(Action[Dispute]):
    """Write down that relatives do not agree; the desk settles nothing between them (NOT-09)."""

    file: File
    words: str

    kind = "family.dispute"
    permission = predicates.RUN_ENQUIRIES

    def thing(self) -> Thing:
        """Give the file of the missing person."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse another kind of file, and no words."""
        if self.file.kind != AM:
            raise Refused(tr("this stands in the file of the missing person"))
        clean_note(self.words)

    def effect(self, by: Actor) -> Dispute:
        """Add the row."""
        row = Dispute(file=self.file, words=clean_note(self.words), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: Dispute) -> tuple[Reference, ...]:
        """Give the file."""
        return (Reference("file", self.file.pk),)

    def said(self, done: Dispute) -> Mapping[str, Said]:
        """Give the words."""
        return {"words": done.words}
