"""One photo through the engine: which face is taken, what a hand box does, what is refused."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nomina.errors import FaceNotFound
from nomina.faces import Box, Condition, Face
from nomina.leads.engine import Engine, chosen, counted, crop_of
from nomina.leads.intake import HandBox
from tests.leads.fakes import FakeDoor, FakeFinder, FakePack, FakeRecogniser, engine, photo


def face(x: float, y: float, side: float, score: float = 0.9, sure: bool = True) -> Face:
    seen = Condition(8.0, 0.5, 0.5, 0.0, 0.0, flags=() if sure else ("unsure",))
    box = Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    points = np.zeros((5, 2), np.float32)
    return Face(box, score, 0.0, points, "detector", seen)


def test_the_largest_of_the_sure_faces_is_taken() -> None:
    small, large, unsure = face(50, 50, 10), face(90, 90, 20), face(50, 50, 60, sure=False)
    assert chosen([small, large, unsure], 100, 100) is large
    assert chosen([unsure, face(50, 50, 90, sure=False)], 100, 100) is unsure  # the surest


@pytest.mark.parametrize(("share", "taken"), [(0.79, "edge"), (0.81, "middle"), (1.2, "middle")])
def test_of_nearly_equal_ones_the_one_in_the_middle_is_taken(share: float, taken: str) -> None:
    faces = {"edge": face(10, 10, 20), "middle": face(48, 55, 20 * share**0.5)}
    assert chosen(list(faces.values()), 100, 100) is faces[taken]


@settings(max_examples=30)
@given(st.permutations(range(6)))
def test_the_order_in_which_faces_were_found_decides_nothing(order: list[int]) -> None:
    faces = [face(20 + 12 * n, 40, 18 + n % 3, 0.5 + n / 20) for n in range(6)]
    assert chosen([faces[n] for n in order], 100, 80) is chosen(faces, 100, 80)


def test_the_faces_a_person_should_know_of_are_counted() -> None:
    sure, unsure = face(1, 1, 1), face(1, 1, 1, sure=False)
    assert [counted(x) for x in ([], [unsure], [unsure] * 3, [sure], [sure, sure, unsure])] == [
        0,
        1,
        1,
        1,
        2,
    ]


def test_a_photo_without_a_face_and_one_without_a_template_say_no_face() -> None:
    work = engine().work(photo(1, faces=0), None)
    assert (work.facts["status"], work.templates, work.crop) == ("no-face", (), b"")

    class Blind(FakeRecogniser):
        def template(self, *_: Any) -> Any:
            raise FaceNotFound("the face reaches past the photo")

    class BlindPack(FakePack):
        def recogniser(self, threads: int = 1) -> FakeRecogniser:
            return Blind(0)

    work = engine(packs=(FakePack(), BlindPack())).work(photo(1), None)
    assert (work.facts["status"], work.templates) == ("no-face", ())


@pytest.mark.parametrize(
    ("box", "status"),
    [
        (HandBox(20, 20, 60, 60), "face"),
        (HandBox(-20, 20, 20, 60), "face"),  # half of it lies in the photo of 200 x 160
        (HandBox(-21, 20, 19, 60), "box-outside"),
        (HandBox(190, 20, 230, 60), "box-outside"),
        (HandBox(0, 0, 1e9, 1e9), "box-outside"),
        (HandBox(1e300, 0, 1e308, 1e308), "box-outside"),
        (HandBox(20, 20, 60, 60, 33.0), "face"),
    ],
)
def test_a_hand_box_is_in_pixels_of_the_full_photo_and_lies_in_it(
    box: HandBox, status: str
) -> None:
    work = engine().work(photo(1, faces=3), box)
    assert work.facts["status"] == status
    if status == "face":
        found = work.facts["face"]
        assert found["box"] == [box.left, box.top, box.right, box.bottom]
        assert (found["source"], found["roll"]) == ("hand", box.roll)
        assert work.facts["faces_found"] == 1
    json.dumps(work.facts, allow_nan=False)


def test_facts_are_plain_and_templates_are_one_a_pack() -> None:
    packs = (FakePack("one", 1), FakePack("two", 2))
    work = engine(packs=packs).work(photo(1, faces=2), None)
    assert json.loads(json.dumps(work.facts, allow_nan=False)) == work.facts
    assert len(work.templates) == 2
    assert not np.array_equal(*work.templates)
    assert Image.open(io.BytesIO(work.crop)).size[0] == 176
    assert not work.passing


def test_the_digest_changes_with_whatever_changes_a_result() -> None:
    def made(packs: tuple[FakePack, ...], found_by: str = "a") -> str:
        return Engine(packs, FakeFinder, FakeDoor(), "mark", found_by).digest

    one, two = FakePack("one"), FakePack("two")
    given_ = [made((one,)), made((two,)), made((one, two)), made((two, one)), made((one,), "b")]
    assert len(set(given_)) == 5
    assert made((one,)) == given_[0]


@pytest.mark.parametrize("turn", [0.0, 90.0, -37.0])
def test_the_crop_stands_upright_with_the_face_in_its_middle(turn: float) -> None:
    """A face with a red crown and a blue chin, turned by ``turn``, lies crown up in the crop."""
    across, down = np.meshgrid(np.arange(300.0) - 150, np.arange(300.0) - 150)
    a = np.radians(turn)
    # Turned clockwise by a, the chin of an upright head points along (-sin a, cos a).
    up = -across * np.sin(a) + down * np.cos(a)
    pixels = np.zeros((300, 300, 3), np.uint8)
    pixels[..., 0] = np.where(up < -5, 220, 0)
    pixels[..., 2] = np.where(up > 5, 220, 0)
    middle = face(150, 150, 100)
    turned = Face(middle.box, 0.9, turn, middle.landmarks, "detector", middle.condition)
    crop = np.asarray(
        Image.open(io.BytesIO(crop_of(pixels, turned, "drawn"))).convert("RGB"), float
    )
    top, bottom = crop[40:80, 60:116].mean((0, 1)), crop[100:136, 60:116].mean((0, 1))
    assert top[0] > 150
    assert bottom[2] > 150
    assert max(top[2], bottom[0]) < 90
