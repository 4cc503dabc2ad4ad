"""Two at once, each on a connection of its own: nothing acknowledged is lost, nothing comes back.

The first act is done and held open before it is kept; the second begins meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from nomina.desk.acts import Action, Actor, Refused
from nomina.desk.books import vault
from nomina.desk.files.actions import (
    EndConsent,
    EndLink,
    GiveConsent,
    HoldPhoto,
    LinkFiles,
    ReleaseHold,
    RemovePhoto,
)
from nomina.desk.files.actions.photos import AddPhoto, LookAtPhoto, Made
from nomina.desk.files.models import Content, File, Link, Photo, Rendition
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos.intake import Facts
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team, make_team
from tests.desk.files.shots import opened, recorder
from tests.desk.people.cast import BOOK, by, make_cast, role

SHOWN = Made("page", b"the same pixels", 4, 4)
BYTES = b"what was photographed"


@dataclass
class Two:
    """Two files of missing people, ``first`` with the photo; acts of one person never meet."""

    rita: User
    other: User
    team: Team
    first: File
    second: File
    photo: Photo


@pytest.fixture
def two(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    team = make_team(make_cast())
    rita = recorder(team.cast)
    first, second = (opened("am", rita, team.cast.one) for _ in range(2))
    return Two(rita, team.keeper("am"), team, first, second, add(first, rita).photo)


def add(file: File, user: User) -> Content:
    facts = Facts("image/jpeg", 40, 40)
    return AddPhoto(file=file, data=BYTES, facts=facts).do(by(user)).content


def look(content: Content) -> bool:
    return LookAtPhoto(content=content, made=[SHOWN]).do(Actor())


def removed(photo: Photo, user: User) -> object:
    return RemovePhoto(photo=photo, reason="other", why="w").do(by(user))


def one_after(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Begin ``second`` while ``first`` is done and not kept; give what came of both."""
    done, begun = Event(), Event()

    def held() -> object:
        try:
            with transaction.atomic():
                given = first()
                done.set()
                begun.wait(10)
                waited.wait(0.5)  # the second is at the lock, or through where there is none
            return given
        finally:
            done.set()
            connection.close()

    def meanwhile() -> object:
        try:
            done.wait(10)
            begun.set()
            return second()
        except Refused as why:
            return why
        finally:
            waited.set()
            connection.close()

    waited = Event()
    with ThreadPoolExecutor(2) as pool:
        return [task.result() for task in (pool.submit(held), pool.submit(meanwhile))]


def test_bytes_that_come_while_they_go_elsewhere_stay(two: Two) -> None:
    one_after(lambda: removed(two.photo, two.rita), lambda: add(two.second, two.other))
    [content] = Content.objects.all()
    assert vault().read(content.digest) == BYTES


def test_bytes_that_go_while_they_come_elsewhere_stay(two: Two) -> None:
    one_after(lambda: add(two.second, two.rita), lambda: removed(two.photo, two.other))
    [content] = Content.objects.all()
    assert (content.file, vault().read(content.digest)) == (two.second, BYTES)


def test_pictures_that_come_while_they_go_elsewhere_stay(two: Two) -> None:
    content = add(two.second, two.rita)
    assert look(Content.objects.get(photo=two.photo))
    one_after(lambda: removed(two.photo, two.rita), lambda: look(content))
    [made] = Rendition.objects.all()
    assert vault().read(made.digest) == SHOWN.data


def test_pictures_made_while_a_photo_goes_go_with_it(two: Two) -> None:
    one_after(
        lambda: look(Content.objects.get(photo=two.photo)),
        lambda: removed(two.photo, two.rita),
    )
    assert not Content.objects.exists()
    assert not Rendition.objects.exists()
    digests = [hashlib.sha256(data).hexdigest() for data in (BYTES, SHOWN.data)]
    assert not vault().has(digests)


def test_what_a_family_takes_back_is_not_added_meanwhile(two: Two) -> None:
    given = GiveConsent(file=two.first, purpose=COMPARE_FACES, given_by="m", how="form").do(
        by(two.rita)
    )
    end = EndConsent(consent=given, why="she asks")
    _, why = one_after(lambda: end.do(by(two.rita)), lambda: add(two.first, two.other))
    assert isinstance(why, Refused)
    assert "took this photo back" in str(why)
    assert not Content.objects.exists()


def test_who_comes_second_is_told_that_it_is_done(two: Two) -> None:
    """The others below are the same pattern: asked again once the other act is kept."""
    rita, other, board = two.rita, two.other, two.team.one[Role.BOARD]
    role(other, Role.BOARD, two.team.cast.one, two.team.cast.ada)
    given = GiveConsent(file=two.second, purpose=COMPARE_FACES, given_by="m", how="form").do(
        by(rita)
    )
    hold = HoldPhoto(file=two.first, why="may live").do(by(rita))
    acts: list[tuple[Action[Any], User]] = [
        (EndConsent(consent=given, why="w"), rita),
        (ReleaseHold(hold=hold, why="w"), board),
        (RemovePhoto(photo=two.photo, reason="other", why="w"), rita),
    ]
    for act, user in acts:
        _, why = one_after(partial(act.do, by(user)), partial(act.do, by(other)))
        assert isinstance(why, Refused)
        assert "already" in str(why)


def test_two_who_link_the_same_files_at_once_make_one_link(two: Two) -> None:
    """From either end; and so for who ends it."""
    board, other = two.team.one[Role.BOARD], two.other
    role(other, Role.BOARD, two.team.cast.one, two.team.cast.ada)
    ends = (two.first, two.second), (two.second, two.first)
    there, back = (LinkFiles(one=a, other=b, link="identical", why="w") for a, b in ends)
    _, why = one_after(lambda: there.do(by(board)), lambda: back.do(by(other)))
    assert isinstance(why, Refused)
    assert "already" in str(why)
    end = EndLink(link=Link.objects.get(), why="w")
    _, why = one_after(lambda: end.do(by(board)), lambda: end.do(by(other)))
    assert isinstance(why, Refused)
    assert "already" in str(why)
