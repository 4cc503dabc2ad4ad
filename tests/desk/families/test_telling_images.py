"""A picture opens for who was told, asked and was prepared, by who sits with them, and ends."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.families.actions.telling_images import (
    AskForImage,
    DeclineImage,
    PrepareImage,
    ShowImage,
)
from nomina.desk.families.actions.telling_told import StrikeTold
from nomina.desk.families.models import ImagePrepared, ImageRequest, ImageShown, Recipient
from nomina.desk.files.models import Photo, PhotoEnd
from nomina.desk.files.models.photos import ENDS
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted, Refused
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import picture
from tests.desk.families.visits import QUICK, Visits, make_visits

pytestmark = QUICK


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


@pytest.fixture
def photo(visits: Visits) -> Photo:
    """A photo of the body, made ready to be shown."""
    return Photo.objects.get(pk=picture(visits.body, random.Random(1)).pk)


def asked(visits: Visits, recipient: Recipient) -> ImageRequest:
    act = AskForImage(recipient=recipient, words="I want to see him", at=visits.later())
    request: ImageRequest = visits.do(act)
    return request


def prepared(visits: Visits, request: ImageRequest, user: User | None = None) -> ImagePrepared:
    act = PrepareImage(request=request, present="d", place="p", words="his face is hurt")
    made: ImagePrepared = visits.do(act, user)
    return made


def show(visits: Visits, one: ImagePrepared, photo: Photo, user: User | None = None) -> ImageShown:
    shown: ImageShown = visits.do(ShowImage(prepared=one, photo=photo), user)
    return shown


def test_who_sits_with_them_opens_it_and_nobody_else(visits: Visits, photo: Photo) -> None:
    told = visits.told()
    with pytest.raises(Refused, match="not told yet"):
        asked(visits, visits.choose(told.notice, visits.brother))
    request = asked(visits, told.recipient)
    with pytest.raises(Refused, match="asked already"):
        asked(visits, told.recipient)
    one = prepared(visits, request)
    with pytest.raises(Refused, match="another person prepared"):
        show(visits, one, photo, visits.second)
    for user in (visits.board, visits.yard.team.one[Role.EXAMINER]):
        with pytest.raises(NotPermitted):
            show(visits, one, photo, user)
    other = Photo(file=visits.missing, made_by=visits.liaison)
    other.save(force_insert=True)
    with pytest.raises(Refused, match="no picture of this person"):
        show(visits, one, other)
    show(visits, one, photo)
    visits.minutes += 30
    with pytest.raises(Refused, match="preparation is over"):
        show(visits, one, photo)
    assert ImageShown.objects.count() == 1


def test_whatever_ends_it_ends_it_at_once(visits: Visits, photo: Photo) -> None:
    """Taken back, struck, removed, recalled: after each, nothing opens."""
    told = visits.told()
    request = asked(visits, told.recipient)
    visits.do(DeclineImage(request=request, why="she wept"))
    with pytest.raises(Refused, match="does not wish"):
        prepared(visits, request)
    request = asked(visits, told.recipient)
    one = prepared(visits, request)
    strike = StrikeTold(told=told, why="another family")
    ends: list[tuple[str, Any]] = [
        (
            "no picture of this",
            lambda: PhotoEnd(photo=photo, reason=ENDS[0], why="w").save(),
        ),
        ("not told yet", lambda: visits.do(strike, visits.board)),
        ("recalled", lambda: recalled(visits.identification)),
    ]
    for why, end in ends:
        show(visits, one, photo) if end is ends[0][1] else None
        end()
        with pytest.raises(Refused, match=why):
            show(visits, one, photo)
    assert ImageShown.objects.count() == 1


def test_its_page_offers_nothing_once_the_board_recalled_it(
    visits: Visits, photo: Photo, signed_in: Callable[[User], Client]
) -> None:
    request = asked(visits, visits.told().recipient)
    client = signed_in(visits.liaison)
    here, prepare = (
        reverse(f"families:{name}", args=[request.pk]) for name in ("image", "prepare_image")
    )
    assert prepare in client.get(here).content.decode()
    recalled(visits.identification)
    page = client.get(here).content.decode()
    assert prepare not in page
    assert reverse("families:decline_image", args=[request.pk]) not in page
    assert "The board recalled the identification" in page
