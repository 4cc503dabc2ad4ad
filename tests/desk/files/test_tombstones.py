"""What was taken away does not come back by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest

from nomina.desk.acts import Refused
from nomina.desk.books import vault
from nomina.desk.files.actions import EndConsent, GiveConsent, RemovePhoto
from nomina.desk.files.actions.photos import IMPORTED, Added
from nomina.desk.files.models import Content, File, Tombstone
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos import intake
from nomina.desk.files.photos.receiving import take
from nomina.desk.files.tombstones import mark
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.files.shots import jpeg
from tests.desk.files.shots import opened as file_of
from tests.desk.people.cast import NOW, Cast, account, by, make_cast, role


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def cast(db: str, monkeypatch: pytest.MonkeyPatch) -> Cast:
    from django.conf import settings

    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    return make_cast()


@pytest.fixture
def rita(cast: Cast) -> User:
    keeper = account("rita")
    role(keeper, Role.ANTE_MORTEM, cast.one, cast.ada)
    return keeper


@pytest.fixture
def missing(cast: Cast, rita: User) -> File:
    return file_of("am", rita, cast.one)


def put(rita: User, file: File, *, minutes: int = 0, again: bool = False) -> Added:
    at = by(rita, NOW + timedelta(minutes=minutes))
    if again:
        return take(at, file, jpeg(1), "a.jpg", source=IMPORTED, once=True)
    return take(at, file, jpeg(1), "a.jpg")


def consent(rita: User, file: File, minutes: int) -> object:
    at = by(rita, NOW + timedelta(minutes=minutes))
    return GiveConsent(file=file, purpose=COMPARE_FACES, given_by="mother", how="form 1").do(at)


def test_what_a_family_took_back_comes_only_with_its_new_consent(rita: User, missing: File) -> None:
    given = GiveConsent(file=missing, purpose=COMPARE_FACES, given_by="mother", how="form 1").do(
        by(rita)
    )
    put(rita, missing)
    EndConsent(consent=given, why="she asks").do(by(rita, NOW + timedelta(minutes=1)))
    for again in (True, False):
        with pytest.raises(Refused, match="took this photo back"):
            put(rita, missing, minutes=2, again=again)
    digest = hashlib.sha256(jpeg(1)).hexdigest()
    assert not vault().has([digest])
    assert not Content.objects.filter(file=missing).exists()
    consent(rita, missing, 3)
    assert not put(rita, missing, minutes=4).again
    assert vault().has([digest])


def test_an_import_puts_nothing_back_and_a_person_may(rita: User, missing: File) -> None:
    photo = put(rita, missing).photo
    RemovePhoto(photo=photo, reason="wrong-file", why="his brother").do(by(rita))
    with pytest.raises(Refused, match="removed from this file"):
        put(rita, missing, again=True)
    assert not put(rita, missing).again


def test_another_file_may_hold_the_same_bytes(cast: Cast, rita: User, missing: File) -> None:
    photo = put(rita, missing).photo
    RemovePhoto(photo=photo, reason="wrong-file", why="his brother").do(by(rita))
    other = file_of("am", rita, cast.one)
    assert not put(rita, other, again=True).again


def test_a_tombstone_tells_nothing_without_the_key(rita: User, missing: File) -> None:
    photo = put(rita, missing).photo
    RemovePhoto(photo=photo, reason="other", why="blurred").do(by(rita))
    [stone] = Tombstone.objects.all()
    digest = hashlib.sha256(jpeg(1)).hexdigest()
    assert stone.mark == mark(missing, digest)
    plain = (digest, hashlib.sha256(missing.pk.bytes + bytes.fromhex(digest)).hexdigest())
    assert stone.mark not in plain
