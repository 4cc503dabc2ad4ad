"""Two at once on one enquiry: one file is opened, and what is taken back does not come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache

from nomina.desk.acts import Action, Refused
from nomina.desk.families import envelopes
from nomina.desk.families.actions.asking import SendMore
from nomina.desk.families.actions.asking_answer import EndEnquiry
from nomina.desk.families.actions.asking_contact import SayContact
from nomina.desk.families.actions.asking_over import TakeConsents, TakeValues
from nomina.desk.families.actions.asking_photos import TakePhoto
from nomina.desk.families.actions.asking_withdraw import WithdrawEnquiry
from nomina.desk.families.asked import Asked
from nomina.desk.families.models import (
    Contact,
    Enquiry,
    EnquiryEnd,
    EnquiryFile,
    Envelope,
    Submission,
    Taken,
)
from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, File, Photo
from nomina.desk.files.photos.intake import Facts
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.families.enquiries import SAID, Desk, make_desk, values
from tests.desk.files.people import make_team
from tests.desk.files.shots import jpeg
from tests.desk.files.test_removal_at_once import one_after
from tests.desk.people.cast import BOOK, NOW, account, by, make_cast, role

pytestmark = pytest.mark.deep
FACTS = Facts(media="image/jpeg", width=40, height=40)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def desk(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cache.clear()
    yield make_desk(make_team(make_cast()))
    cache.clear()


@pytest.fixture
def second(desk: Desk) -> User:
    """Another ante-mortem recorder: acts of one person never meet."""
    user = account("second")
    role(user, Role.ANTE_MORTEM, desk.team.cast.one, desk.team.cast.ada)
    return user


def values_of(sent: Submission, user: User) -> File:
    act = TakeValues(submission=sent, file_kind=AM, given=values(sent, AM))
    return act.do(by(user, LATER))


def photo_of(sent: Submission, data: bytes, user: User) -> Photo:
    act = TakePhoto(submission=sent, number=1, data=data, facts=FACTS)
    return act.do(by(user, LATER))


def taken_over(desk: Desk) -> Submission:
    sent = desk.read(desk.take(photos=(("a.jpg", jpeg(1)),)), desk.recorder)
    desk.both(sent)
    desk.do(TakeConsents(submission=sent), desk.recorder)
    return sent


def test_two_who_take_over_at_once_open_one_file(desk: Desk, second: User) -> None:
    sent = desk.read(desk.take(), desk.recorder)
    one, other = one_after(lambda: values_of(sent, desk.recorder), lambda: values_of(sent, second))
    assert one == other
    assert File.objects.count() == EnquiryFile.objects.count() == 1
    assert Taken.objects.count() == len(SAID.missing)


def test_a_photo_taken_over_while_it_is_taken_back_is_gone(desk: Desk, second: User) -> None:
    sent = taken_over(desk)
    data = envelopes.photo(sent, 1)
    one_after(
        lambda: photo_of(sent, data, second),
        lambda: WithdrawEnquiry(enquiry=sent.enquiry).do(by(None, LATER)),
    )
    assert not Photo.objects.standing().exists()
    assert not Envelope.objects.exists()


def test_what_is_taken_back_first_is_not_taken_over(desk: Desk, second: User) -> None:
    sent = taken_over(desk)
    data = envelopes.photo(sent, 1)
    _, refused = one_after(
        lambda: WithdrawEnquiry(enquiry=sent.enquiry).do(by(None, LATER)),
        lambda: photo_of(sent, data, second),
    )
    assert isinstance(refused, Refused)
    assert not Photo.objects.exists()
    assert not Consent.objects.current(LATER + timedelta(days=1)).exists()


def test_two_withdrawals_at_once_are_one(desk: Desk, second: User) -> None:
    sent = taken_over(desk)
    first, again = one_after(
        lambda: WithdrawEnquiry(enquiry=sent.enquiry).do(by(None, LATER)).envelopes,
        lambda: WithdrawEnquiry(enquiry=sent.enquiry).do(by(None, LATER)).envelopes,
    )
    assert (first, again) == (2, 0)


@pytest.mark.parametrize(
    "act",
    [
        lambda one: SendMore(enquiry=one, asked=Asked(number="", words="more")),
        lambda one: SayContact(enquiry=one, contact=SAID.contact),
    ],
)
def test_nothing_is_added_to_what_is_taken_back_at_this_moment(
    desk: Desk, act: Callable[[Enquiry], Action[object]]
) -> None:
    enquiry = desk.take()
    _, refused = one_after(
        lambda: WithdrawEnquiry(enquiry=enquiry).do(by(None, LATER)),
        lambda: act(enquiry).do(by(None, LATER)),
    )
    assert isinstance(refused, Refused)
    assert not Envelope.objects.exists()
    assert not Contact.objects.exists()


def test_what_comes_while_an_enquiry_ends_is_not_lost(desk: Desk, second: User) -> None:
    """Either it is not ended, or what came opens it again; it stands unread."""
    sent = taken_over(desk)
    one_after(
        lambda: SendMore(enquiry=sent.enquiry, asked=Asked(number="", words="more")).do(
            by(None, LATER)
        ),
        lambda: EndEnquiry(enquiry=sent.enquiry, outcome="answered", why="w").do(
            by(desk.liaison, LATER - timedelta(minutes=1))
        ),
    )
    assert not EnquiryEnd.objects.exists()
    assert Submission.objects.filter(enquiry=sent.enquiry).unread().count() == 1
