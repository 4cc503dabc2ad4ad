"""Copies of one picture in a file: one stands for all, and the page says whose copy each is."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from nomina.desk.examine.pictures import pictures_of
from nomina.desk.files.actions import RemovePhoto
from nomina.desk.files.models import Content, File, Photo
from nomina.desk.files.photos import background
from nomina.desk.files.photos.alike import copies_among
from nomina.desk.files.photos.receiving import receive
from tests.desk.files.people import Team, opened
from tests.desk.files.shots import portrait
from tests.desk.files.test_photos_again import ended as ended  # noqa: PLC0414 - a fixture
from tests.desk.people.cast import BOOK, by, sign_in


def smaller(seed: int, share: float, quality: int) -> bytes:
    image, stream = Image.open(io.BytesIO(portrait(seed))), io.BytesIO()
    size = (int(image.width * share), int(image.height * share))
    image.resize(size).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


@pytest.fixture
def missing(team: Team, monkeypatch: pytest.MonkeyPatch) -> File:
    """A missing person with a portrait in three sizes, the smallest first, and another one."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    file = opened("am", team.keeper("am"), team.cast.one)
    for data in (smaller(3, 0.4, 50), portrait(3), smaller(3, 0.7, 80), portrait(4)):
        done = receive(by(team.keeper("am")), file, data, "photo.jpg")
        background.look(Content.objects.get(pk=done.photo.pk))
    return file


def photos(file: File) -> list[Photo]:
    return list(Photo.objects.filter(file=file).order_by("made_at", "pk"))


def contents(file: File) -> list[Content]:
    return [Content.objects.get(pk=photo.pk) for photo in photos(file)]


def test_the_largest_stands_for_its_copies(missing: File) -> None:
    four = sorted(contents(missing), key=lambda one: one.width or 0)
    assert all(one.mark for one in four)
    small, middle = four[:2]
    large = next(one for one in four[2:] if copies_among([small, one]))
    found = copies_among(four)
    assert found == {small.pk: large, middle.pk: large}
    assert copies_among(four, {small.pk}) == {large.pk: small, middle.pk: small}
    Content.objects.update(mark="")  # as those that came before there were marks
    assert copies_among(contents(missing)) == {}


def test_an_examiner_is_shown_each_picture_once(missing: File) -> None:
    shown = pictures_of(File.objects.get(pk=missing.pk))
    assert sorted(one.copies for one in shown) == [0, 2]
    large = max(contents(missing), key=lambda one: (one.width or 0, one.pk in {
        picture.content.pk for picture in shown
    }))  # fmt: skip
    assert large.pk in {one.content.pk for one in shown}


def test_the_page_says_whose_copy_a_photo_is(team: Team, missing: File) -> None:
    client = Client()
    sign_in(client, team.keeper("am"))
    address = reverse("files:file", args=[missing.pk])
    page = client.get(address).content.decode()
    assert page.count("a copy of photo") == 2
    found = copies_among(contents(missing))
    for copy in found:
        RemovePhoto(photo=Photo.objects.get(pk=copy), reason="other", why="twice").do(
            by(team.keeper("am"))
        )
    assert "a copy of photo" not in client.get(address).content.decode()
    assert sorted(one.copies for one in pictures_of(File.objects.get(pk=missing.pk))) == [0, 0]
