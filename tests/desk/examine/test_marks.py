"""Marks: on pictures that are due alone, struck and never gone, late ones counted, seen in turn."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nomina.desk.examine.actions.examining import Conclude, Describe
from nomina.desk.examine.actions.marking import PutMark, StrikeMark
from nomina.desk.examine.actions.reports import OpenReport
from nomina.desk.examine.dossier import document, dossier_hash
from nomina.desk.examine.models import Examination, Mark, MarkStruck
from nomina.desk.examine.pictures import CROP, WHOLE, cut_of, pictures_of, points_of
from nomina.desk.files.models import Face
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted, Refused
from tests.desk.examine.bench import SEEN, Bench, picture
from tests.desk.examine.test_assign import in_hand
from tests.desk.people.cast import BOOK, NOW, Book, by, sign_in

HERE = (10_000, 20_000)


def put(bench: Bench, one: Examination, *, side: str = "body", **more: Any) -> Mark:
    photo = getattr(one.pair, side).photos.first()
    given: dict[str, Any] = {
        "photo": photo,
        "shape": "point",
        "points": HERE,
        "number": 1,
        "words": "mole",
    }
    action = PutMark(examination=one, **{**given, **more})
    done: Mark = action.do(by(one.examiner, bench.later()), Book())
    return done


def described(bench: Bench) -> Examination:
    one = bench.take(bench.examiners[0])
    Describe(examination=one, features=SEEN).do(by(one.examiner, bench.later()), Book())
    return Examination.objects.get(pk=one.pk)


def test_a_mark_is_drawn_where_a_picture_is_due_and_nowhere_else(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    put(bench, one)
    with pytest.raises(Refused, match="nothing is described"):
        put(bench, one, side="person")
    stranger = bench.bodies[1].photos.get()
    with pytest.raises(InputError, match="no picture of the pair"):
        put(bench, one, photo=stranger)
    Describe(examination=one, features=SEEN).do(by(one.examiner, bench.later()), Book())
    assert put(bench, one, side="person").late is False
    with pytest.raises(InputError, match="has the number 1"):
        put(bench, one)
    with pytest.raises(NotPermitted):
        PutMark(
            examination=one, photo=one.pair.body.photos.get(), shape="point", points=HERE, number=5
        ).do(by(bench.examiners[1], bench.later()), Book())


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        ("box", HERE),
        ("point", HERE * 2),
        ("line", HERE),
        ("free", HERE * 201),
        ("point", (1, 100_001)),
        ("point", (-1, 5)),
        ("line", (1, 2, 3)),
    ],
)
def test_what_is_no_mark_is_not_kept(bench: Bench, shape: str, points: tuple[int, ...]) -> None:
    one = bench.take(bench.examiners[0])
    with pytest.raises(InputError, match="no mark"):
        put(bench, one, shape=shape, points=points)
    assert not Mark.objects.exists()


def test_a_struck_mark_stays_and_frees_its_number(bench: Bench) -> None:
    one = described(bench)
    mark = put(bench, one)
    StrikeMark(examination=one, mark=mark).do(by(one.examiner, bench.later()), Book())
    with pytest.raises(Refused, match="no such mark"):
        StrikeMark(examination=one, mark=mark).do(by(one.examiner, bench.later()), Book())
    put(bench, one, words="scar")
    assert Mark.objects.count() == 2
    for table in ("mark", "markstruck"):
        for statement in (
            f"DELETE FROM examine_{table}",
            f"UPDATE examine_{table} SET late = late",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    client = Client()
    sign_in(client, one.examiner)
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    assert "mole" in page, "what was struck is read"
    assert page.count("data-points") == 1, "and not drawn"


def test_marks_are_locked_with_the_conclusion_and_later_ones_counted(bench: Bench) -> None:
    one = described(bench)
    mark = put(bench, one)
    Conclude(examination=one, outcome="candidate", reasons="seen").do(
        by(one.examiner, bench.later()), Book()
    )
    late = put(bench, one, number=2)
    StrikeMark(examination=one, mark=mark).do(by(one.examiner, bench.later()), Book())
    assert late.late is True
    assert MarkStruck.objects.get().late is True
    assert Mark.objects.get(pk=mark.pk).late is False
    client = Client()
    sign_in(client, one.examiner)
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    assert "2 changes to the marks were made after the rest was seen." in page


def test_nobody_reads_a_mark_of_another_before_their_own_conclusion(bench: Bench) -> None:
    first = described(bench)
    put(bench, first, words="first saw this")
    Conclude(examination=first, outcome="candidate", reasons="seen").do(
        by(first.examiner, bench.later()), Book()
    )
    second = in_hand(bench)
    client = Client()
    sign_in(client, second.examiner)
    address = reverse("examine:examination", args=[second.pk])
    seen = Mark.objects.visible_to
    assert not seen(second.examiner).exists()
    assert "first saw this" not in client.get(address).content.decode()
    put(bench, second, words="second saw that")
    assert [mark.words for mark in seen(first.examiner)] == ["first saw this"]
    bench.conclude(second)
    assert seen(second.examiner).count() == 2
    page = client.get(address).content.decode()
    assert "first saw this" in page
    assert page.count("data-points") == 1, "those of others are read, not drawn"


def test_the_pages_keep_and_strike_marks(bench: Bench) -> None:
    one = described(bench)
    client = Client()
    sign_in(client, one.examiner)
    BOOK.entries.clear()
    address = reverse("examine:mark", args=[one.pk])
    sent = {"side": "reference", "n": "0", "shape": "line", "points": "1 2 3 4", "number": "3"}
    answer = client.post(address, sent, headers={"HX-Request": "true"})
    assert 'data-points="1 2 3 4"' in answer.content.decode()
    assert client.post(address, {**sent, "points": "1 2 x"}).status_code == 422
    assert client.post(address, {**sent, "side": "leads"}).status_code == 404
    assert client.post(address, {**sent, "n": "7"}).status_code == 404
    strike = reverse("examine:strike_mark", args=[one.pk])
    assert client.post(strike, {"mark": "x"}).status_code == 404
    answer = client.post(strike, {"mark": Mark.objects.get().pk.hex})
    assert answer.status_code == 302, "without scripts one is led back"
    assert BOOK.kinds() == ["examination.mark", "examination.strike"]


def test_points_and_edges_go_out_with_an_opened_picture_that_is_due(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    points = [[52.0, 70.0], [55.0, 70.0], [68.0, 70.0], [65.0, 70.0], [60.0, 80.0]]
    Face.objects.update(facts={"points": points})
    one = Examination.objects.get(pk=one.pk)
    [shown] = pictures_of(one.pair.body)
    # Of 120 by 160 pixels.
    assert points_of(shown)[0] == (43_333, 43_750)
    assert points_of(shown)[4] == (50_000, 50_000)
    # 16..45 by 21..55 of a rendition of 60 by 80 (test_the_face_comes_before_the_body).
    assert cut_of(shown, CROP) == (26_667, 26_250, 75_000, 68_750)
    assert cut_of(shown, WHOLE) == (0, 0, 100_000, 100_000)
    client = Client()
    sign_in(client, one.examiner)
    address = reverse("examine:examination", args=[one.pk])
    assert "43333" not in client.get(address).content.decode(), "a veiled picture says nothing"
    assert "43333" in client.post(reverse("examine:show_body", args=[one.pk])).content.decode()
    assert client.post(reverse("examine:show_reference", args=[one.pk])).status_code == 404
    Face.objects.update(facts={"points": points[:4]})
    again = Examination.objects.get(pk=one.pk)
    assert points_of(pictures_of(again.pair.body)[0]) == ()


def test_the_whole_picture_is_offered_once_the_face_was_seen(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    client = Client()
    sign_in(client, one.examiner)
    show = reverse("examine:show_body", args=[one.pk])
    whole = "Show the whole picture"
    assert whole not in client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    face = client.post(show, headers={"HX-Request": "true"}).content.decode()
    assert whole in face
    assert f'hx-post="{show}?n=0&amp;part=whole"' in face
    all_ = client.post(f"{show}?n=0&part=whole", headers={"HX-Request": "true"}).content.decode()
    assert whole not in all_
    assert "Show the face alone" in all_


def test_a_second_picture_of_a_side_has_its_own_marks(bench: Bench) -> None:
    one = described(bench)
    second = picture(one.pair.body, random.Random(5), NOW)
    one = Examination.objects.get(pk=one.pk)
    put(bench, one)
    client = Client()
    sign_in(client, one.examiner)
    address = reverse("examine:mark", args=[one.pk])
    sent = {"side": "body", "n": "1", "shape": "point", "points": "5 6", "number": "2"}
    client.post(address, sent)
    assert Mark.objects.get(number=2).photo_id == second.pk
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    assert 'data-place="0" data-shape' in page
    assert 'data-place="1" data-shape' in page


def test_marks_are_in_what_the_board_signs_once_their_examination_is_concluded(
    bench: Bench,
) -> None:
    """Each of these gives a hash on which nobody has signed."""
    one = described(bench)
    put(bench, one)
    act = OpenReport(link="identified", one=one.pair.body, other=one.pair.person, why="a lead")
    report = act.do(by(bench.team.one[Role.BOARD], bench.later()), Book())
    hashes = [dossier_hash(report)]
    drawn = put(bench, one, number=2, words="scar")
    assert dossier_hash(report) == hashes[0], "what is not concluded is not there yet"
    done = Conclude(examination=one, outcome="candidate", reasons="mark 2")
    done.do(by(one.examiner, bench.later()), Book())
    hashes.append(dossier_hash(report))
    one = Examination.objects.get(pk=one.pk)
    put(bench, one, number=3)
    hashes.append(dossier_hash(report))
    StrikeMark(examination=one, mark=drawn).do(by(one.examiner, bench.later()), Book())
    hashes.append(dossier_hash(report))
    assert len(set(hashes)) == 4
    whole: Any = document(report)
    [said] = whole["examinations"]
    marks = [(m["number"], m["words"], m["late"], m["struck"]) for m in said["marks"]]
    assert marks == [(1, "mole", False, False), (2, "scar", False, True), (3, "mole", True, False)]
