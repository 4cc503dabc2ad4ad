"""The stages: what may be done in which, what is locked, and what is counted later."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.examine.actions.examining import Conclude, Describe, Revise, stage
from nomina.desk.examine.features import FEATURES
from nomina.desk.examine.models import Concluded, Examination, Revised
from nomina.errors import InputError, NotPermitted, Refused
from tests.desk.examine.bench import SEEN, Bench
from tests.desk.examine.test_assign import in_hand
from tests.desk.people.cast import BOOK, Book, by, sign_in


def conclude(one: Examination, **more: str) -> Conclude:
    return Conclude(examination=one, **{"outcome": "excluded", "reasons": "the ears", **more})


def test_nothing_is_concluded_before_it_is_described_and_each_is_locked(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    who = by(one.examiner, bench.later())
    with pytest.raises(Refused, match="nothing is described"):
        conclude(one).do(who, Book())
    Describe(examination=one, features=SEEN).do(who, Book())
    assert stage(Examination.objects.get(pk=one.pk)) == 2
    with pytest.raises(Refused, match="locked"):
        Describe(examination=one, features=SEEN).do(who, Book())
    with pytest.raises(InputError, match="reasons"):
        conclude(one, reasons=" ").do(who, Book())
    with pytest.raises(InputError, match="comes to"):
        conclude(one, outcome="certain").do(who, Book())
    conclude(one).do(who, Book())
    assert stage(Examination.objects.get(pk=one.pk)) == 4
    with pytest.raises(Refused, match="locked"):
        conclude(one).do(who, Book())


def test_a_description_is_whole_or_none(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    who = by(one.examiner, bench.later())
    for features in (
        {},
        {name: SEEN[name] for name in FEATURES[1:]},
        {**SEEN, "ears": {"seen": "maybe", "words": ""}},
        {**SEEN, "ears": {"seen": "altered", "words": " "}},
        {**SEEN, "ears": {"seen": "visible", "words": "x" * 501}},
    ):
        with pytest.raises(InputError):
            Describe(examination=one, features=features).do(who, Book())
    assert stage(Examination.objects.get(pk=one.pk)) == 1


def test_nobody_does_it_for_another(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    for other in (*bench.examiners[1:], *bench.team.one.values()):
        if other != one.examiner:
            with pytest.raises(NotPermitted):
                Describe(examination=one, features=SEEN).do(by(other), Book())


def test_a_later_change_stands_beside_the_first_and_settles_nothing(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    change = Revise(examination=one, outcome="candidate", reasons="the mole", why="the tattoo")
    with pytest.raises(Refused, match="not concluded"):
        change.do(by(one.examiner, bench.later()), Book())
    bench.conclude(one, "excluded")
    change.do(by(one.examiner, bench.later()), Book())
    assert Concluded.objects.get(examination=one).outcome == "excluded"
    assert Revised.objects.get(examination=one).outcome == "candidate"
    second = in_hand(bench)
    bench.conclude(second, "candidate")
    assert in_hand(bench).turn == 3, "what was seen later does not agree with anybody"
    client = Client()
    sign_in(client, one.examiner)
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    assert "changed 1 time later" in page
    assert "the tattoo" in page


def test_a_picture_is_in_the_log_before_a_byte_of_it_leaves(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    client = Client()
    sign_in(client, one.examiner)
    image = reverse("examine:body_image", args=[one.pk])
    assert client.get(image).status_code == 403
    BOOK.entries.clear()
    page = client.post(reverse("examine:show_body", args=[one.pk])).content.decode()
    assert BOOK.kinds() == ["face.opened"]
    source = page.split(f'src="{image}')[1].split('"')[0].replace("&amp;", "&")
    picture = client.get(image + source)
    assert picture.status_code == 200
    assert picture.content[:2] == b"\xff\xd8"
    stranger = Client()
    sign_in(stranger, bench.examiners[1])
    assert stranger.get(image + source).status_code == 404
    other = reverse("examine:reference_image", args=[one.pk])
    assert client.get(other + source).status_code == 403
    assert client.post(reverse("examine:show_reference", args=[one.pk])).status_code == 404


def test_the_face_comes_before_the_body(bench: Bench) -> None:
    """The box and 0.6 of its longer side around it come first, the whole picture when asked."""
    from io import BytesIO

    from PIL import Image

    from nomina.desk.examine.pictures import CROP, WHOLE, drawn, pictures_of

    [picture] = pictures_of(bench.bodies[0])
    sizes = []
    for part in (CROP, WHOLE):
        made = drawn(picture, part)
        assert made is not None
        with Image.open(BytesIO(made)) as opened:
            sizes.append(opened.size)
            assert not opened.getexif()
    # Box 50..70 by 60..90 in 120 by 160; around 18; half the scale: 16..44 by 21..54.
    assert sizes == [(29, 34), (60, 80)]
