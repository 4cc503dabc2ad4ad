"""Consent of families, and its withdrawal, which takes away what rested on it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files import fields, signals
from nomina.desk.files.actions.removal import take_away
from nomina.desk.files.models import Card, Consent, ConsentEnd, File, Photo
from nomina.desk.files.models.consents import COMPARE_FACES, PURPOSES
from nomina.desk.files.models.photos import WITHDRAWN
from nomina.desk.files.record import draw_card
from nomina.desk.people.text import clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""No end is that far away: in some time zone it would be in no year that can be written."""
_COMPARED = (COMPARE_FACES, "compare-records")
"""What rests on the photos and the record of a missing person; a relative's file has neither."""


def purpose_name(purpose: str) -> str:
    """Give the name of a purpose in the language of the reader."""
    return {
        COMPARE_FACES: tr("comparing photographs of faces"),
        "compare-records": tr("comparing what is recorded"),
        "dna": tr("DNA"),
        "share-bureau": tr("giving it to the other side's bureau"),
        "share-agency": tr("giving it to the neutral agency"),
    }[purpose]


def purposes(kind: str) -> tuple[str, ...]:
    """Give what a consent in a file of a kind may be for: what that file holds."""
    if kind == fields.FAMILY:
        return tuple(one for one in PURPOSES if one not in _COMPARED)
    return PURPOSES


@dataclass(frozen=True, kw_only=True)
class GiveConsent(Action[Consent]):
    """Write down what a family allowed."""

    file: File
    purpose: str
    given_by: str
    how: str
    recipient: str = ""
    until: datetime | None = None

    kind = "consent.give"
    permission = predicates.END_CONSENT

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse a purpose that does not exist, and a file that no family can speak for."""
        if self.purpose not in PURPOSES:
            raise Refused(tr("there is no such purpose"))
        if self.file.kind not in (fields.AM, fields.FAMILY):
            raise Refused(tr("consent is given for missing people and families"))
        if self.purpose not in purposes(self.file.kind):
            raise Refused(
                tr("this file has no photos, and nothing of it is compared"),
                todo=tr("Write it down in the file of the missing person that they speak for"),
            )
        if self.until is not None:
            self._check_end(self.until, by)
        clean_name(self.given_by)
        clean_note(self.how)

    def _check_end(self, until: datetime, by: Actor) -> None:
        if until.tzinfo is None:
            raise Refused(tr("the end of a consent needs its time zone"))
        if until <= by.at:
            raise Refused(tr("this consent would be over already"))
        if until >= FAR:
            raise Refused(
                tr("the end of this consent is too far away"),
                todo=tr("Leave it empty where the consent is open"),
            )

    def effect(self, by: Actor) -> Consent:
        """Add the row."""
        row = Consent(
            file=self.file,
            purpose=self.purpose,
            recipient=clean_name(self.recipient) if self.recipient.strip() else "",
            given_by=clean_name(self.given_by),
            how=clean_note(self.how),
            until=self.until,
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        signals.changed.send(File, file=self.file)
        return row

    def on(self, done: Consent) -> tuple[Reference, ...]:
        """Give the consent and the file."""
        return (Reference("consent", done.pk), Reference("file", self.file.pk))

    def said(self, done: Consent) -> Mapping[str, Said]:
        """Give the consent as it was written down."""
        return {
            "file": str(self.file.pk),
            "purpose": done.purpose,
            "recipient": done.recipient,
            "given_by": done.given_by,
            "how": done.how,
            "until": done.until.isoformat() if done.until else None,
        }


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal took away."""

    end: ConsentEnd
    photos: tuple[Photo, ...]


def withdraw(consent: Consent, why: str, by: Actor) -> Withdrawn:
    """End a consent that stands, within an act that has locked the card of its file."""
    file = consent.file
    end = ConsentEnd(consent=consent, ended_by=by.user, why=why, made_at=by.at)
    end.save(force_insert=True)
    photos: tuple[Photo, ...] = ()
    others = Consent.objects.filter(file=file, purpose=COMPARE_FACES).current(by.at)
    if consent.purpose == COMPARE_FACES and not others.exists():
        photos = tuple(Photo.objects.filter(file=file).standing())
        take_away(photos, WITHDRAWN, end.why, by)
        draw_card(file, by.at)
    signals.changed.send(File, file=file)
    return Withdrawn(end, photos)


@dataclass(frozen=True, kw_only=True)
class EndConsent(Action[Withdrawn]):
    """Withdraw a consent. Without one for comparing faces, every photo of the file goes at once."""

    consent: Consent
    why: str

    kind = "consent.withdraw"
    permission = predicates.END_CONSENT
    irreversible = True

    def thing(self) -> Thing:
        """Give the file."""
        return self.consent.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is over already."""
        self._check_standing()
        clean_note(self.why)

    def _check_standing(self) -> None:
        if ConsentEnd.objects.filter(consent=self.consent).exists():
            raise Refused(tr("this consent was withdrawn already"))

    def effect(self, by: Actor) -> Withdrawn:
        """Add the row, and take photos away where nothing allows them any more.

        Raises:
            Refused: somebody else withdrew it at this moment.
        """
        list(Card.objects.select_for_update().filter(file=self.consent.file))
        self._check_standing()
        return withdraw(self.consent, clean_note(self.why), by)

    def on(self, done: Withdrawn) -> tuple[Reference, ...]:
        """Give the consent, the file and the photos."""
        return (
            Reference("consent", self.consent.pk),
            Reference("file", self.consent.file_id),
            *(Reference("photo", photo.pk) for photo in done.photos),
        )

    def said(self, done: Withdrawn) -> Mapping[str, Said]:
        """Give the reason and what was taken away."""
        return {"why": done.end.why, "photos": tuple(str(photo.pk) for photo in done.photos)}
