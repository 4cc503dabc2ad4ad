"""Two at once, each on a connection of its own: one package, one handing over, one number each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from nomina.desk.transmit.actions.packages import DraftPackage, EndPackage
from nomina.desk.transmit.actions.packages_out import HandOver, MakePackage, TakePackage
from nomina.desk.transmit.models import Package, PackageEnd, PackageMade, PackageSent
from nomina.errors import Refused
from tests.desk.custody.yard import make_yard
from tests.desk.files.people import make_team
from tests.desk.files.test_removal_at_once import one_after
from tests.desk.people.cast import BOOK, by, make_cast
from tests.desk.transmit.sending import Sending, copied, make_sending

pytestmark = pytest.mark.deep


@pytest.fixture
def sending(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Sending:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_sending(make_yard(make_team(make_cast())))


def test_a_package_is_made_once_and_handed_over_once(sending: Sending) -> None:
    body = sending.body()
    assert body.file is not None
    package = sending.draft(body.file.number)
    sending.sign(sending.lay(package))
    officer, other = sending.bureau.officer, sending.bureau.other

    def make(user: object) -> object:
        who = officer if user is officer else other
        return MakePackage(package=package).do(by(who, timezone.now()))

    _, told = one_after(lambda: make(officer), lambda: make(other))
    assert isinstance(told, Refused)
    assert PackageMade.objects.count() == 2
    TakePackage(package=package, form="file").do(by(officer, timezone.now()))

    def hand() -> object:
        at = timezone.now() + timedelta(seconds=1)
        return HandOver(package=package, means="file", to="x", at=at).do(by(officer, at))

    _, told = one_after(hand, hand)
    assert isinstance(told, Refused)
    assert PackageSent.objects.count() == 1


def test_a_copy_is_not_given_up_while_it_is_handed_over(sending: Sending) -> None:
    body = sending.body()
    assert body.file is not None
    package = sending.make(sending.draft(body.file.number))
    copy = copied(package)
    officer, other = sending.bureau.officer, sending.bureau.other
    at = timezone.now() + timedelta(minutes=1)
    TakePackage(package=copy, form="file").do(by(officer, at))

    def hand() -> object:
        return HandOver(package=copy, means="file", to="x", at=at).do(by(officer, at))

    one_after(hand, lambda: EndPackage(package=package, why="w").do(by(other, at)))
    assert [one.package for one in PackageSent.objects.all()] == [copy]
    assert [one.package for one in PackageEnd.objects.all()] == [package]


def test_two_drafts_at_once_have_two_numbers(sending: Sending) -> None:
    numbers = []
    for one in (sending.body(), sending.body()):
        assert one.file is not None
        numbers.append(one.file.number)

    def draft(number: str) -> object:
        action = DraftPackage(
            operation=sending.bureau.one,
            partner=sending.home,
            article="gc1-16",
            numbers=(number,),
        )
        return action.do(by(sending.bureau.officer, timezone.now()))

    one_after(lambda: draft(numbers[0]), lambda: draft(numbers[1]))
    found = sorted(Package.objects.values_list("number", flat=True))
    assert found == ["T-00001", "T-00002"]
