"""What is measured of a photo moves the way a person would expect."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageFilter

from nomina.faces import Finder
from nomina.faces.condition import assess, eye_distance, roll
from nomina.faces.geometry import Pixels, Points
from nomina.synthetic import Person


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    return Person.from_seed(7).ante_mortem(0, size=256)


@pytest.fixture(scope="module")
def landmarks(portrait: Pixels) -> Points:
    return Finder().find(portrait)[0].landmarks


def test_eye_distance_and_roll_by_hand() -> None:
    level = np.array([[50, 10], [40, 10], [0, 10], [10, 10], [25, 40]], dtype=np.float32)
    assert eye_distance(level) == pytest.approx(40)
    assert roll(level) == pytest.approx(0)
    # the eye on image right lower than the other: turned clockwise
    clockwise = level + np.array([[0, 20], [0, 20], [0, -20], [0, -20], [0, 0]], np.float32)
    assert roll(clockwise) == pytest.approx(45)


def test_blur_takes_sharpness_away(portrait: Pixels, landmarks: Points) -> None:
    values = [
        assess(
            np.asarray(Image.fromarray(portrait).filter(ImageFilter.GaussianBlur(radius))),
            landmarks,
        ).sharpness
        for radius in (0, 1, 2, 4)
    ]
    assert values == sorted(values, reverse=True)
    assert values[0] > 2 * values[-1]


def test_light_is_measured_and_flagged(portrait: Pixels, landmarks: Points) -> None:
    dark = assess((portrait * 0.1).astype(np.uint8), landmarks)
    bright = assess(np.full_like(portrait, 250), landmarks)
    plain = assess(portrait, landmarks)
    assert dark.exposure == pytest.approx(plain.exposure * 0.1, abs=0.01)
    assert "dark" in dark.flags
    assert "bright" in bright.flags
    assert not {"dark", "bright"} & set(plain.flags)
    assert assess(np.full_like(portrait, 255), landmarks).clipped == 1


def test_a_mirrored_face_turns_the_other_way(portrait: Pixels, landmarks: Points) -> None:
    turned: Points = landmarks.copy()
    turned[4, 0] += 0.3 * eye_distance(landmarks)
    mirrored = turned[[2, 3, 0, 1, 4]] * [-1, 1] + [255, 0]
    one = assess(portrait, turned).yaw
    other = assess(portrait[:, ::-1].copy(), mirrored.astype(np.float32)).yaw
    assert one == pytest.approx(-other, abs=0.1)
    assert one > 15
    assert "turned" in assess(portrait, turned).flags


def test_a_small_face_is_flagged_and_kept(portrait: Pixels, landmarks: Points) -> None:
    small = np.asarray(Image.fromarray(portrait).resize((64, 64)))
    assert "small" in assess(small, (landmarks / 4).astype(np.float32)).flags
    assert "small" not in assess(portrait, landmarks).flags


def test_what_the_caller_knows_is_flagged(portrait: Pixels, landmarks: Points) -> None:
    assert assess(portrait, landmarks, unsure=True, edge=True).flags == ("unsure", "edge")


@pytest.mark.parametrize("seed", [8, 21, 34])
def test_on_drawn_faces_every_value_moves_one_way(seed: int) -> None:
    photo = Person.from_seed(seed).ante_mortem(0, size=224)
    places = Finder().find(photo, thorough=False)[0].landmarks
    image = Image.fromarray(photo)
    blurred = [
        assess(np.asarray(image.filter(ImageFilter.GaussianBlur(radius))), places).sharpness
        for radius in (0, 0.7, 1.4, 2.8, 5.6)
    ]
    assert all(later < earlier for earlier, later in pairwise(blurred))
    darker = [assess((photo * light).astype(np.uint8), places) for light in (1, 0.7, 0.4, 0.15)]
    exposures = [one.exposure for one in darker]
    assert all(later < earlier for earlier, later in pairwise(exposures))
    assert ["dark" in one.flags for one in darker] == [value < 0.2 for value in exposures]
    cut_off = [
        assess(np.clip(photo.astype(float) * gain, 0, 255).astype(np.uint8), places).clipped
        for gain in (1, 2, 3, 6)
    ]
    assert cut_off == sorted(cut_off)
    assert cut_off[-1] > 0.2


@pytest.mark.parametrize("degrees", [-25.0, 25.0])
def test_a_turned_head_is_told_by_the_landmarks(degrees: float) -> None:
    """The five points of a head in depth, turned about its own axis and seen from the front."""
    angle = np.radians(degrees)
    # eye corners at 0.31 and 0.69 of the eye distance from the middle, the nose 0.44 in front
    head = np.array(
        [[0.69, 0, 0], [0.31, 0, 0], [-0.69, 0, 0], [-0.31, 0, 0], [0, 0.77, 0.44]], dtype=float
    )
    across = head[:, 0] * np.cos(angle) + head[:, 2] * np.sin(angle)
    seen = (np.stack([across, head[:, 1]], axis=1) * 60 + 100).astype(np.float32)
    found = assess(np.full((200, 200, 3), 120, np.uint8), seen)
    assert found.yaw == pytest.approx(degrees, abs=5)
    assert "turned" not in found.flags
