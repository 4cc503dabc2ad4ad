"""Taking over, and taking back: nothing twice, nothing that was not given, nothing left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from nomina.desk.acts import Action, NotPermitted, Refused, SignInAgain
from nomina.desk.books import vault
from nomina.desk.books.backup import taken
from nomina.desk.families import asking, envelopes
from nomina.desk.families.actions.asking import SendMore, TakeEnquiry
from nomina.desk.families.actions.asking_contact import SayContact
from nomina.desk.families.actions.asking_over import (
    JoinFile,
    TakeConsents,
    TakeContact,
    TakeValues,
)
from nomina.desk.families.actions.asking_photos import LeavePhoto, TakePhoto
from nomina.desk.families.actions.asking_withdraw import WithdrawEnquiry, WithdrawForThem
from nomina.desk.families.asked import Asked
from nomina.desk.families.contact import contact_of, demand_contact
from nomina.desk.families.models import (
    Contact,
    Enquiry,
    EnquiryFile,
    Envelope,
    Submission,
    Taken,
    Unread,
    Withdrawal,
)
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import Consent, Content, Entry, File, Photo, PhotoEnd
from nomina.desk.files.photos.intake import Facts
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.errors import InputError
from nomina.tags import written
from tests.desk.families.enquiries import SAID, Desk, make_desk, objects, values
from tests.desk.files.people import Team, opened
from tests.desk.files.shots import jpeg
from tests.desk.people.cast import NOW, by

FACTS = Facts(media="image/jpeg", width=40, height=40)
PHOTOS = (("a.jpg", jpeg(1)), ("b.jpg", jpeg(2)))


@pytest.fixture
def desk(team: Team, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    return make_desk(team)


def take_photo(desk: Desk, sent: Submission, number: int) -> Photo:
    data = envelopes.photo(sent, number)
    return desk.do(TakePhoto(submission=sent, number=number, data=data, facts=FACTS), desk.recorder)


def all_over(desk: Desk) -> tuple[Submission, File, File]:
    """An enquiry with two photos, of which all was taken over but the second."""
    enquiry = desk.take(photos=PHOTOS)
    sent = desk.read(enquiry, desk.recorder)
    missing, family = desk.both(sent)
    desk.do(TakeConsents(submission=sent), desk.recorder)
    desk.do(TakeContact(submission=sent, contact=SAID.contact))
    take_photo(desk, sent, 1)
    return sent, missing, family


def counts() -> dict[str, int]:
    rows = (File, Entry, EnquiryFile, Taken, Consent, Contact, Photo, Content, Envelope)
    return {one.__name__: one._default_manager.count() for one in rows}


def test_what_was_sent_becomes_two_files_with_their_provenance(desk: Desk) -> None:
    sent, missing, family = all_over(desk)
    assert (missing.kind, family.kind) == (AM, FAMILY)
    assert family.relation.missing == missing
    said = record_of(missing)["family name"].said
    assert said.get() == SAID.missing["family name"]
    assert said.source is not None
    assert written(sent.enquiry.number) in said.source.note
    assert (said.source.kind, said.source.reference) == ("relative", "mother")
    files = asking.files_of(sent.enquiry)
    assert files is not None
    assert (files.missing, files.family) == (missing, family)
    assert contact_of(family).phone == SAID.contact.phone


def test_consent_is_written_down_exactly_as_it_was_given(desk: Desk) -> None:
    sent, missing, family = all_over(desk)
    given = {(one.file_id, one.purpose) for one in Consent.objects.all()}
    assert given == {(missing.pk, "compare-faces"), (family.pk, "dna")}
    text = sent.consent_text
    assert text is not None
    for one in Consent.objects.all():
        assert text.digest[:12] in one.how
        assert written(sent.enquiry.number) in one.how
        assert one.given_by == "Шукана Віра"
    assert (text.language, SAID.consents[0] in text.words) == ("uk", True)


def test_every_step_can_be_done_again_and_gone_on_with(desk: Desk) -> None:
    """After a break at any step, all of them again: what is there is there once."""
    sent, missing, family = all_over(desk)
    before = counts()
    assert desk.both(sent) == (missing, family)
    assert desk.do(TakeConsents(submission=sent), desk.recorder) == ()
    assert desk.do(TakeContact(submission=sent, contact=SAID.contact)) == family
    with pytest.raises(InputError):
        take_photo(desk, sent, 1)  # its envelope is gone
    again = TakePhoto(submission=sent, number=1, data=PHOTOS[0][1], facts=FACTS)
    assert desk.do(again, desk.recorder) == Photo.objects.get()
    assert counts() == before
    take_photo(desk, sent, 2)
    assert Photo.objects.count() == 2
    assert envelopes.left(sent) == (envelopes.WRITTEN,)


def test_what_a_person_left_out_is_not_written(desk: Desk) -> None:
    sent = desk.read(desk.take(photos=PHOTOS), desk.recorder)
    said = values(sent, AM)
    del said["marks"]
    act = TakeValues(submission=sent, file_kind=AM, given=said, left=frozenset({"marks"}))
    missing = desk.do(act, desk.recorder)
    assert "marks" not in record_of(missing)
    kept = dict(Taken.objects.values_list("part", "kept"))
    assert kept == {f"am {key}": key != "marks" for key in SAID.missing}
    assert desk.do(LeavePhoto(submission=sent, number=2), desk.recorder)
    assert not desk.do(LeavePhoto(submission=sent, number=2), desk.recorder)
    assert envelopes.left(sent) == (0, 1)
    assert not Photo.objects.exists()


def test_no_photo_without_consent_that_photographs_are_compared(desk: Desk) -> None:
    asked = SAID.model_copy(update={"consents": ("compare-records",)})
    sent = desk.read(desk.take(asked=asked, photos=PHOTOS), desk.recorder)
    desk.both(sent)
    desk.do(TakeConsents(submission=sent), desk.recorder)
    with pytest.raises(Refused, match="did not allow"):
        take_photo(desk, sent, 1)
    assert not Photo.objects.exists()


def test_an_enquiry_joins_the_file_of_somebody_who_has_one(desk: Desk) -> None:
    missing = opened("am", desk.recorder, desk.team.cast.one)
    enquiry = desk.take()
    desk.do(JoinFile(enquiry=enquiry, missing=missing))
    desk.do(JoinFile(enquiry=enquiry, missing=missing))
    assert EnquiryFile.objects.count() == 1
    sent = desk.read(enquiry, desk.recorder)
    # What is there and what was sent stand beside each other until a person chooses.
    assert desk.over(sent, AM) == missing
    assert record_of(missing)["born"].unsettled
    family = desk.over(sent, FAMILY)
    assert family.relation.missing == missing
    other = opened("am", desk.recorder, desk.team.cast.one)
    with pytest.raises(Refused, match="relative's file"):
        desk.do(JoinFile(enquiry=enquiry, missing=other))
    foreign = opened("am", desk.team.tia, desk.team.cast.two)
    for wrong in (foreign, family):
        with pytest.raises(Refused, match="no missing person"):
            desk.do(JoinFile(enquiry=desk.take(), missing=wrong))


def test_files_are_opened_by_those_who_open_such_files(desk: Desk) -> None:
    """Taking over gives nobody a right that the acts of files do not give."""
    sent = desk.read(desk.take())
    act = TakeValues(submission=sent, file_kind=AM, given=values(sent, AM))
    with pytest.raises(NotPermitted):
        desk.do(act)  # the family liaison opens no file of a missing person
    assert not File.objects.exists()
    assert not Taken.objects.exists()


# Withdrawal


def vault_holds(digests: list[str]) -> set[str]:
    return set(vault().has(digests))


def test_a_withdrawal_takes_everything_away_and_leaves_that_it_was(desk: Desk) -> None:
    sent, missing, family = all_over(desk)
    enquiry = sent.enquiry
    photo = Photo.objects.get()
    digests = [*Envelope.objects.values_list("digest", flat=True), photo.content.digest]
    assert vault_holds(digests) == set(digests)
    gone = desk.nobody(WithdrawEnquiry(enquiry=enquiry, why="we do not want it"))
    assert (gone.envelopes, gone.photos, len(gone.consents)) == (2, (photo,), 2)
    assert vault_holds(digests) == set()
    assert not Consent.objects.current(NOW + timedelta(days=1)).exists()
    assert {one.end.ended_by for one in Consent.objects.all()} == {None}
    end = PhotoEnd.objects.get()
    assert (end.reason, end.ended_by) == ("withdrawn", None)
    assert not Contact.objects.exists()
    assert not Unread.objects.exists()
    assert contact_of(family).no_contact
    with pytest.raises(Refused, match="no contact"):
        demand_contact(family)
    row = Withdrawal.objects.get()
    assert (row.enquiry, row.by) == (enquiry, None)
    assert asking.line_of(enquiry).outcome == "withdrawn"
    # The photo does not come back by itself, and the file stands with what others said.
    assert missing.photos.standing().count() == 0


def test_a_second_withdrawal_changes_nothing(desk: Desk) -> None:
    sent, _, _ = all_over(desk)
    first = desk.nobody(WithdrawEnquiry(enquiry=sent.enquiry))
    before = counts()
    again = desk.do(WithdrawForThem(enquiry=sent.enquiry, why="they came to the counter"))
    assert (again.row, again.envelopes, again.consents) == (first.row, 0, ())
    assert counts() == before


def test_nothing_is_done_with_what_was_taken_back(desk: Desk) -> None:
    sent, _, _ = all_over(desk)
    enquiry = sent.enquiry
    desk.nobody(WithdrawEnquiry(enquiry=enquiry))
    acts: tuple[tuple[Action[Any], User], ...] = (
        (TakeConsents(submission=sent), desk.recorder),
        (TakeContact(submission=sent, contact=SAID.contact), desk.liaison),
        (SayContact(enquiry=enquiry, contact=SAID.contact), desk.liaison),
        (SendMore(enquiry=enquiry, asked=Asked(number="")), desk.liaison),
        (TakePhoto(submission=sent, number=2, data=b"x", facts=FACTS), desk.recorder),
    )
    for act, user in acts:
        with pytest.raises(Refused, match="took everything back"):
            desk.do(act, user)
    with pytest.raises(InputError, match="not here"):
        envelopes.written(sent)


def test_what_another_relative_allowed_stays(desk: Desk) -> None:
    """One takes back; the photo of the other, and what the other allowed, stay."""
    sent, missing, _ = all_over(desk)
    other = desk.take(photos=(("c.jpg", jpeg(3)),))
    desk.do(JoinFile(enquiry=other, missing=missing))
    theirs = desk.read(other, desk.recorder)
    desk.both(theirs)
    desk.do(TakeConsents(submission=theirs), desk.recorder)
    kept = take_photo(desk, theirs, 1)
    desk.nobody(WithdrawEnquiry(enquiry=sent.enquiry))
    assert list(Photo.objects.standing()) == [kept]
    current = Consent.objects.current(NOW + timedelta(days=1))
    assert {one.purpose for one in current} == {"compare-faces", "dna"}
    assert current.count() == 2
    assert set(envelopes.left(theirs)) == {0}


def test_staff_take_back_for_somebody_with_a_fresh_sign_in_alone(desk: Desk) -> None:
    enquiry = desk.take()
    act = WithdrawForThem(enquiry=enquiry, why="by letter")
    with pytest.raises(SignInAgain):
        desk.do(act, fresh=False)
    with pytest.raises(NotPermitted):
        desk.do(act, desk.recorder)
    with pytest.raises(NotPermitted):  # nobody's own act is the page's, not theirs
        desk.do(WithdrawEnquiry(enquiry=enquiry))
    desk.do(act)
    assert Withdrawal.objects.get().by == desk.liaison
    assert not Envelope.objects.exists()


def test_the_page_asks_nothing_but_by_an_open_page(desk: Desk) -> None:
    one = desk.team.cast.one
    given: dict[str, Any] = {
        "operation": one, "number": "1CWWG080GC", "secret": "0" * 64, "language": "uk",
        "side": "own", "asked": SAID,
    }  # fmt: skip
    with pytest.raises(Refused, match="no such page"):
        desk.nobody(TakeEnquiry(way="page", **given))
    for way in ("counter", "pigeon"):
        with pytest.raises(Refused, match="this way"):
            desk.nobody(TakeEnquiry(way=way, **given))
    with pytest.raises(Refused, match="this way"):
        desk.do(TakeEnquiry(way="page", **given))
    assert not Enquiry.objects.exists()


def test_a_refused_act_leaves_no_envelope_behind(desk: Desk) -> None:
    """What was sealed before an act failed is not in the vault afterwards."""
    before = objects()
    with pytest.raises(InputError):
        desk.take(photos=(("a.jpg", b""),))
    assert objects() == before
    assert not Envelope.objects.exists()


def test_what_was_taken_back_does_not_come_back_with_an_older_copy(desk: Desk) -> None:
    """The list beside the copies takes it away again; of two enquiries, of one alone."""
    sent, _, _ = all_over(desk)
    stays = desk.take()
    with transaction.atomic():
        desk.nobody(WithdrawEnquiry(enquiry=sent.enquiry))
        found = taken.Taken.model_validate_json(taken.of_desk().model_dump_json())
        assert not taken.is_missing(found)
        transaction.set_rollback(True)
    # This is the desk as the older copy holds it.
    assert [one.id for one in found.others["enquiries"]] == [sent.enquiry.pk]
    assert taken.is_missing(found)
    again = taken.TakeAgain(found).do(by(None, NOW, fresh=False))
    assert again.others == (sent.enquiry.pk,)
    assert asking.withdrawn(sent.enquiry)
    assert not Photo.objects.standing().exists()
    assert {one.submission.enquiry for one in Envelope.objects.all()} == {stays}
    assert not taken.is_missing(found)
    assert taken.TakeAgain(found).do(by(None, NOW, fresh=False)).others == ()


def test_a_photo_that_was_left_out_does_not_come_back_with_an_older_copy(desk: Desk) -> None:
    """The one that was taken over in a later copy alone waits there as it did."""
    sent, _, _ = all_over(desk)
    other = desk.read(desk.take(photos=PHOTOS), desk.recorder)
    with transaction.atomic():
        desk.do(LeavePhoto(submission=sent, number=2), desk.recorder)
        found = taken.Taken.model_validate_json(taken.of_desk().model_dump_json())
        assert not taken.is_missing(found)
        transaction.set_rollback(True)
    assert envelopes.left(sent) == (0, 2)
    assert len(found.others["left photos"]) == 1
    assert taken.is_missing(found)
    assert len(taken.TakeAgain(found).do(by(None, NOW, fresh=False)).others) == 1
    assert (envelopes.left(sent), envelopes.left(other)) == ((0,), (0, 1, 2))
    row = Taken.objects.get(submission=sent, part="photo 2")
    assert (row.kept, row.by) == (False, desk.recorder)
    assert not taken.is_missing(found)
    assert taken.TakeAgain(found).do(by(None, NOW, fresh=False)).others == ()
