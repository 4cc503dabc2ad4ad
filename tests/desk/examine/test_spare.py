"""Whom the desk does not give a body to, since they asked not to be given such (WEL-10)."""

from __future__ import annotations

import html
import io
import random
import re

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from nomina.desk.acts import Refused
from nomina.desk.examine.assign import eligible
from nomina.desk.examine.models import Examination
from nomina.desk.examine.pictures import pictures_of
from nomina.desk.examine.queue import waiting
from nomina.desk.files.actions.photos import OpenPhoto
from nomina.desk.files.models import Content, Entry, File, Photo, Replaced
from nomina.desk.files.spare import MEANS, spared, spares
from nomina.desk.people.actions import ChooseCare
from nomina.desk.people.models import User
from nomina.desk.people.models.care import WITHOUT
from nomina.desk.policy.roles import Role
from tests.desk.examine.bench import Bench, picture
from tests.desk.files.people import EXAMINED, UNKNOWN
from tests.desk.files.people import said as told_of
from tests.desk.people.cast import BOOK, Book, by, sign_in

SAYS = {
    "children": (("age from", "0.5"), ("age from", "17"), ("age from", "9"), ("age to", "17.9")),
    "injuries": (("condition", "injured"),),
    "decomposition": (("tissue", "decomposed"), ("condition", "advanced_change")),
    "bones": (("tissue", "skeletal"),),
    "parts": (("completeness", "fragment"),),
}
NOTHING = (
    ("age from", "18"), ("age from", "170"), ("age to", "25"), ("tissue", "natural"),
    ("condition", "fresh"), ("condition", "early_change"), ("completeness", "whole"),
    ("stature", "15"), ("note", "injured, skeletal, a fragment of a child of 9"),
)  # fmt: skip


def say(file: File, field: str, value: str) -> Entry:
    """Have somebody write one thing into a file."""
    told = told_of(value, EXAMINED).model_dump(mode="json")
    made = Entry(file=file, field=field, value=told, made_by=file.made_by)
    made.save(force_insert=True)
    return made


def ask(user: User, *without: str) -> None:
    """Have somebody choose what they are not to be given."""
    ChooseCare(user=user, without=without).do(by(user), Book())


def numbers(bench: Bench, user: User) -> set[str]:
    """The bodies that wait for somebody."""
    return {one.body.number for one in waiting(bench.run, user, ())}


def test_every_choice_means_something_in_the_fields_of_files() -> None:
    assert set(MEANS) == set(SAYS) == set(WITHOUT)


def test_a_file_says_what_it_is_in_coded_fields_alone(bench: Bench) -> None:
    user, body = bench.examiners[0], bench.bodies[0]
    blank = Entry(
        file=body, field="tissue", value=UNKNOWN.model_dump(mode="json"), made_by=body.made_by
    )
    blank.save(force_insert=True)
    for field, value in NOTHING:
        say(body, field, value)
    for without, pairs in SAYS.items():
        for field, value in pairs:
            entry = say(body, field, value)
            for one in WITHOUT:
                ask(user, one)
                assert spared(user, body) == (one == without), (one, field, value)
            ask(user, without)
            assert spares({one.pk for one in bench.examiners}, body.pk) == {user.pk}
            Replaced(old=entry, new=blank).save(force_insert=True)
            assert not spared(user, body), (field, value)


def test_who_asked_not_to_be_given_bones_is_neither_offered_nor_assigned_any(
    bench: Bench,
) -> None:
    client = Client()
    first, second, third, fourth = bench.examiners
    bones, other = bench.bodies
    say(bones, "tissue", "skeletal")
    ask(second, "bones", "children")
    ask(third, "children")
    assert numbers(bench, first) == numbers(bench, third) == {bones.number, other.number}
    assert numbers(bench, second) == {other.number}
    with pytest.raises(Refused):
        bench.take(second, 0)
    one = bench.take(first, 0)
    assert set(eligible(one.pair, bench.later())) == {third.pk, fourth.pk}
    bench.conclude(one)
    assert not Examination.objects.filter(examiner=second).exists()
    assert bench.take(second, 1).pair.body == other
    # Who has it in hand by now is not shown it any more, and may skip it.
    mine = Examination.objects.filter(pair=one.pair).exclude(examiner=first).get()
    ask(mine.examiner, "bones")
    sign_in(client, mine.examiner)
    page = client.get(reverse("examine:examination", args=[mine.pk])).content.decode()
    assert "You chose not to be shown such pictures." in page
    assert 'data-key="i"' not in page
    sign_in(client, second)
    page = client.get(reverse("files:file", args=[bones.pk])).content.decode()
    assert "You chose not to be shown such pictures." in page
    ask(second)  # changeable any day
    page = client.get(reverse("files:file", args=[bones.pk])).content.decode()
    assert "You chose not to be shown such pictures." not in page


def opened(client: Client, where: str) -> tuple[int, int]:
    """Open a picture, and give its size."""
    page = client.post(where).content.decode()
    found = re.search(r'src="([^"]*opened=[^"]*)"', page)
    assert found is not None
    return Image.open(io.BytesIO(client.get(html.unescape(found[1])).content)).size


def test_the_face_comes_first_and_the_whole_picture_is_another_step(bench: Bench) -> None:
    """WEL-03; the picture of the body has 60 by 80 pixels, its face 10 by 15 in the middle."""
    client, one = Client(), bench.take(bench.examiners[0])
    sign_in(client, one.examiner)
    show = reverse("examine:show_body", args=[one.pk])
    BOOK.entries.clear()
    width, height = opened(client, show)
    assert 10 < width < 35
    assert 15 < height < 40
    assert opened(client, f"{show}?part=whole") == (60, 80)
    assert BOOK.kinds() == ["face.opened", "face.opened"]


def test_a_photo_that_one_has_seen_says_so_to_oneself_alone(bench: Bench) -> None:
    body = bench.bodies[0]
    page, photo = reverse("files:file", args=[body.pk]), Photo.objects.get(file=body)
    board = bench.team.one[Role.BOARD]
    OpenPhoto(photo=photo).do(by(bench.examiners[0]), Book())
    for user, said in ((bench.examiners[0], True), (bench.examiners[1], False), (board, False)):
        client = Client()
        sign_in(client, user)
        assert ("you have seen it" in client.get(page).content.decode()) == said


def test_of_copies_of_one_picture_one_is_shown_and_the_others_are_counted(bench: Bench) -> None:
    """Three pictures of the body, the last two with marks as copies have them (WEL-04)."""
    body = bench.bodies[0]
    for n in (1, 2):
        copy = picture(body, random.Random(n))
        Content.objects.filter(pk=copy.pk).update(mark=f"{7 + n:0128x}", width=100 * n)
    one = bench.take(bench.examiners[0])
    client = Client()
    sign_in(client, one.examiner)
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    assert "Picture of the body 2" in page
    assert "Picture of the body 3" not in page
    assert page.count("1 copy of it is left out") == 1
    assert client.post(reverse("examine:show_body", args=[one.pk]) + "?n=2").status_code == 404


def test_a_copy_with_a_face_stands_before_a_larger_one_without(bench: Bench) -> None:
    body = bench.bodies[0]
    faced, larger = picture(body, random.Random(1)), picture(body, random.Random(2), face=False)
    for photo, width in ((faced, 100), (larger, 900)):
        Content.objects.filter(pk=photo.pk).update(mark=f"{7:0128x}", width=width)
    shown = {one.content.pk: one.copies for one in pictures_of(body)}
    assert (shown.get(faced.pk), larger.pk in shown) == (1, False)


def test_nothing_tells_others_what_somebody_chose(bench: Bench) -> None:
    """The queue of a colleague is the same."""
    client, (first, second) = Client(), bench.examiners[:2]
    say(bench.bodies[0], "tissue", "skeletal")
    sign_in(client, first)
    queue = reverse("examine:queue", args=[bench.team.cast.one.pk])

    def seen() -> str:
        page = client.get(queue).content.decode()
        return page[page.index("<main") :]

    before = seen()
    ask(second, *WITHOUT)
    assert seen() == before
