"""A withdrawal: what was sent, what it allowed and what was made of it go at once, in one act."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.books.backup.taken import End, Room, as_then
from nomina.desk.custody.actions.common import note
from nomina.desk.families import asking, envelopes
from nomina.desk.families.actions.asking import on
from nomina.desk.families.actions.hearing_erase import erase_of
from nomina.desk.families.models import (
    Contact,
    Enquiry,
    EnquiryEnd,
    EnquiryFile,
    Envelope,
    Taken,
    Withdrawal,
)
from nomina.desk.families.models.asking_case import WITHDRAWN
from nomina.desk.files import signals
from nomina.desk.files.actions.consents import withdraw
from nomina.desk.files.actions.removal import locked, take_away
from nomina.desk.files.models import Consent, File, Photo
from nomina.desk.files.models.photos import WITHDRAWN as TAKEN_BACK
from nomina.desk.files.record import draw_card
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.tags import written
from nomina.words import tr


@dataclass(frozen=True)
class Gone:
    """What a withdrawal took away; nothing where it had been taken away before."""

    row: Withdrawal
    envelopes: int = 0
    replies: int = 0
    consents: tuple[Consent, ...] = ()
    photos: tuple[Photo, ...] = ()


def take_back(enquiry: Enquiry, why: str, by: Actor) -> Gone:
    """Take all of an enquiry away, within an act; once.

    Files in one order, so that no two wait for each other.
    """
    list(Enquiry.objects.select_for_update().filter(pk=enquiry.pk))
    found = Withdrawal.objects.filter(enquiry=enquiry).first()
    if found is not None:
        return Gone(found)
    row = Withdrawal(enquiry=enquiry, why=why, by=by.user, made_at=by.at)
    row.save(force_insert=True)
    consents, photos = _from_files(enquiry, by)
    sent = Envelope.objects.filter(submission__enquiry=enquiry).order_by("pk")
    erased = envelopes.erase(sent)
    envelopes.was_read(enquiry.submissions.all())
    replies = erase_of(enquiry, by)
    families = _families(enquiry)
    for contact in Contact.objects.filter(Q(enquiry=enquiry) | Q(family__in=families)):
        contact.delete()
    if asking.end_of(enquiry) is None:
        end = EnquiryEnd(
            enquiry=enquiry,
            outcome=WITHDRAWN,
            why=tr("taken back by who asked"),
            by=by.user,
            made_at=by.at,
        )
        end.save(force_insert=True)
    return Gone(row, erased, replies, consents, photos)


def _from_files(enquiry: Enquiry, by: Actor) -> tuple[tuple[Consent, ...], tuple[Photo, ...]]:
    """End consents and take photos away, as the acts of files do."""
    taken = Taken.objects.filter(submission__enquiry=enquiry)
    mine = Q(pk__in=taken.exclude(consent=None).values("consent"))
    mine |= Q(file__in=_families(enquiry))
    allowed = list(Consent.objects.filter(mine, end=None).select_related("file").order_by("pk"))
    given = list(
        Photo.objects.filter(pk__in=taken.exclude(photo=None).values("photo"))
        .standing()
        .select_related("file")
        .order_by("pk")
    )
    files = {one.file for one in allowed} | {one.file for one in given}
    for file in sorted(files, key=lambda one: one.pk.hex):
        locked(file)
    why = tr("taken back by who asked, enquiry {number}").format(number=written(enquiry.number))
    gone: set[Photo] = set()
    for consent in allowed:
        gone |= set(withdraw(consent, why, by).photos)
    for file in sorted({one.file for one in given}, key=lambda one: one.pk.hex):
        left = [one for one in given if one.file_id == file.pk and one not in gone]
        if not left:
            continue
        take_away(left, TAKEN_BACK, why, by)
        draw_card(file, by.at)
        signals.changed.send(File, file=file)
        gone |= set(left)
    return tuple(allowed), tuple(sorted(gone, key=lambda one: one.pk.hex))


@dataclass(frozen=True, kw_only=True)
class WithdrawEnquiry(Action[Gone]):
    """Whoever asked takes everything back, on the page with number and secret; again is no harm.

    What was sent and replied is erased from the vault, consents that came with it end, photos that
    came with it go with all that was made of them, and nobody contacts them any more. That somebody
    asked, and took it back, stays.
    """

    enquiry: Enquiry
    why: str = field(default="", repr=False)

    kind = "enquiry.withdraw"
    permission = predicates.LOOK_AT_PHOTO

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def check(self, by: Actor) -> None:
        """Refuse a reason that cannot be written."""
        note(self.why)

    def effect(self, by: Actor) -> Gone:
        """Take it all away."""
        return take_back(self.enquiry, note(self.why), by)

    def on(self, done: Gone) -> tuple[Reference, ...]:
        """Give the enquiry, the consents and the photos."""
        return (
            *on(self.enquiry),
            *(Reference("consent", one.pk) for one in done.consents),
            *(Reference("photo", one.pk) for one in done.photos),
        )

    def said(self, done: Gone) -> Mapping[str, Said]:
        """Give how much was taken away."""
        return {
            "envelopes": done.envelopes,
            "replies": done.replies,
            "consents": len(done.consents),
            "photos": len(done.photos),
        }


def _families(enquiry: Enquiry) -> list[object]:
    rows = EnquiryFile.objects.filter(enquiry=enquiry, family__isnull=False)
    return list(rows.values_list("family", flat=True).distinct())


@dataclass(frozen=True, kw_only=True)
class WithdrawForThem(WithdrawEnquiry):
    """Staff do the same for whoever asked them to, at the counter or by letter or telephone."""

    kind = "enquiry.withdraw-for-them"
    permission = predicates.RUN_ENQUIRIES
    irreversible = True


def _taken_back() -> Iterator[End]:
    rows = Withdrawal.objects.values_list("enquiry", "made_at", "by")
    yield from (End(id=enquiry, at=at, by=by) for enquiry, at, by in rows)


def _again(ends: Sequence[End], by: Actor) -> list[UUID]:
    found = {one.id: one for one in ends}
    rows = Enquiry.objects.filter(pk__in=found, withdrawal=None).order_by("pk")
    gone = list(rows)
    for enquiry in gone:
        take_back(enquiry, "", as_then(by, found[enquiry.pk]))
    return [enquiry.pk for enquiry in gone]


def _held(ids: Collection[UUID]) -> bool:
    return Enquiry.objects.filter(pk__in=list(ids), withdrawal=None).exists()


ROOM = Room("enquiries", _taken_back, _again, _held)
"""What was taken back does not come back with an older copy of the desk."""
