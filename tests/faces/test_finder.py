"""Faces are found as they lie, and where none is found that is said."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from nomina.errors import InputError
from nomina.faces import Box, Finder
from nomina.faces.embedded.detector import Candidate
from nomina.faces.finder import SURE, _plan
from nomina.faces.geometry import Pixels
from nomina.synthetic import Person


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    return Person.from_seed(7).ante_mortem(0, size=256)


def _difference(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


def _turned(pixels: Pixels, degrees: int) -> Pixels:
    """Turn clockwise, growing the photo on a mid grey ground."""
    image = Image.fromarray(pixels).rotate(
        -degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=(128, 128, 128)
    )
    return np.asarray(image)


@pytest.mark.parametrize("degrees", [0, 35, 90, 135, 180, 225, 270, 325])
def test_any_turn_is_found_and_told(finder: Finder, portrait: Pixels, degrees: int) -> None:
    (upright, *_) = finder.find(portrait)
    (found, *_) = finder.find(_turned(portrait, degrees))
    assert found.score >= SURE
    assert _difference(found.roll - upright.roll, degrees) < 8
    # the landmarks turn with the face: distances between them stay
    spread = np.linalg.norm(upright.landmarks - upright.landmarks[4], axis=1)
    after = np.linalg.norm(found.landmarks - found.landmarks[4], axis=1)
    assert np.abs(after - spread).max() < 0.12 * spread.max()


def test_two_faces_of_like_size_are_both_found(finder: Finder) -> None:
    one, other = (Person.from_seed(seed).ante_mortem(0, size=256) for seed in (7, 8))
    found = finder.find(np.concatenate([one, other], axis=1))
    sure = [face for face in found if face.score >= SURE]
    assert sorted(face.box.centre[0] > 256 for face in sure) == [False, True]


def test_a_face_half_as_large_is_found_beside_a_large_one(finder: Finder, portrait: Pixels) -> None:
    small = np.asarray(
        Image.fromarray(Person.from_seed(8).ante_mortem(0, size=256)).resize((150, 150))
    )
    scene = np.full((256, 420, 3), 128, dtype=np.uint8)
    scene[:, :256] = portrait
    scene[50:200, 265:415] = small
    sure = [face for face in finder.find(scene) if face.score >= SURE]
    assert sorted(face.box.centre[0] > 256 for face in sure) == [False, True]


def test_a_small_face_in_a_large_photo_is_found(finder: Finder) -> None:
    scene = np.full((900, 1200, 3), 110, dtype=np.uint8)
    scene[600:728, 900:1028] = Person.from_seed(7).ante_mortem(0, size=128)
    (face, *_) = finder.find(scene)
    x, y = face.box.centre
    assert 900 < x < 1028
    assert 600 < y < 728


def test_a_close_up_is_found(finder: Finder) -> None:
    portrait = Person.from_seed(7).ante_mortem(0, size=512)
    box = finder.find(portrait)[0].box
    margin = box.width / 4
    rows = slice(int(box.top - margin), int(box.bottom + margin))
    columns = slice(int(box.left - margin), int(box.right + margin))
    assert finder.find(np.ascontiguousarray(portrait[rows, columns]))[0].score > 0


def _filling(finder: Finder, share: float) -> Pixels:
    """A portrait cropped to its face, ``share`` times as wide as the detector's box."""
    portrait = Person.from_seed(7).ante_mortem(0, size=512)
    box = finder.find(portrait)[0].box
    (x, y), half = box.centre, box.width * share / 2
    cropped = portrait[int(y - half) : int(y + half), int(x - half) : int(x + half)]
    return np.ascontiguousarray(cropped)


@pytest.mark.parametrize("share", [0.9, 1.0, 1.1])
def test_a_face_that_fills_the_photo_is_found(finder: Finder, share: float) -> None:
    photo = _filling(finder, share)
    (face, *_) = finder.find(photo, thorough=False)
    assert face.score >= SURE
    whole = Box(0, 0, photo.shape[1], photo.shape[0])
    assert face.box.iou(whole) > 0.6
    assert abs(face.roll) < 10
    # a box may reach beyond the photo; what is measured of it stays in its range
    seen = face.condition
    assert all(0 <= value <= 1 for value in (seen.sharpness, seen.exposure, seen.clipped))
    assert ("edge" in seen.flags) == (face.box.overlap(whole) < 0.75 * face.box.area)


def test_a_face_that_fills_a_photo_on_its_side_is_found(finder: Finder) -> None:
    (face, *_) = finder.find(np.ascontiguousarray(np.rot90(_filling(finder, 1.0), -1)))
    assert face.score >= SURE
    assert _difference(face.roll, 90) < 10


def test_a_face_cut_off_by_the_edge_is_found_beside_another(finder: Finder) -> None:
    one, other = (Person.from_seed(seed).ante_mortem(0, size=256) for seed in (7, 8))
    box = finder.find(other)[0].box
    scene = np.concatenate([one, other[:, : int(box.right - 0.13 * box.width)]], axis=1)
    sure = [face for face in finder.find(scene) if face.score >= SURE]
    assert sorted(face.box.centre[0] > 256 for face in sure) == [False, True]
    beyond = max(sure, key=lambda face: face.box.right)
    assert beyond.box.right > scene.shape[1]


def test_a_partly_covered_face_is_found(finder: Finder, portrait: Pixels) -> None:
    covered = portrait.copy()
    mouth = finder.find(portrait)[0].landmarks[4]
    covered[int(mouth[1]) + 6 :] = 90
    assert finder.find(covered)[0].score > 0


def test_no_face_is_said_and_is_no_error(finder: Finder) -> None:
    assert finder.find(np.full((120, 200, 3), 77, dtype=np.uint8)) == []
    assert finder.find(np.zeros((1, 1, 3), dtype=np.uint8)) == []


def test_a_plain_portrait_costs_one_look(
    finder: Finder, portrait: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    look = finder._detector.look

    def counted(pixels: Pixels) -> list[Candidate]:
        looks.append(pixels.shape)
        return look(pixels)

    monkeypatch.setattr(finder._detector, "look", counted)
    assert finder.find(portrait, thorough=False)
    # one at the photo, and one at the face from either side, to be sure which way up it lies
    assert [shape[0] > 128 for shape in looks] == [True, False, False]


def test_every_size_of_face_lies_within_reach_of_a_look() -> None:
    for longest in (120, 250, 640, 2048):
        looks = [look for looks in _plan(longest) for look in looks]
        sides = sorted({look.side for look in looks if look.turn == 0 and not look.room})
        assert all(later / earlier <= 1.46 for earlier, later in pairwise(sides))
        assert sides[-1] <= max(2 * longest, 99)


def test_a_box_given_by_hand_is_taken(finder: Finder, portrait: Pixels) -> None:
    (seen, *_) = finder.find(portrait)
    face = finder.at(portrait, seen.box)
    assert face.source == "hand"
    distance = np.linalg.norm(face.landmarks - seen.landmarks, axis=1).max()
    assert distance < 0.1 * seen.condition.eye_distance


def test_a_box_given_by_hand_on_a_turned_face_is_taken(finder: Finder, portrait: Pixels) -> None:
    turned = _turned(portrait, 90)
    (seen, *_) = finder.find(turned)
    face = finder.at(turned, seen.box, roll=90)
    distance = np.linalg.norm(face.landmarks - seen.landmarks, axis=1).max()
    assert distance < 0.15 * seen.condition.eye_distance


@pytest.mark.parametrize("box", [Box(10, 10, 10, 40), Box(900, 900, 950, 950)])
def test_a_box_that_is_not_in_the_photo_is_refused(
    finder: Finder, portrait: Pixels, box: Box
) -> None:
    with pytest.raises(InputError, match="is not in the photo"):
        finder.at(portrait, box)


def test_what_is_no_photo_is_refused(finder: Finder) -> None:
    with pytest.raises(InputError, match="shape"):
        finder.find(np.zeros((10, 10), dtype=np.uint8))
