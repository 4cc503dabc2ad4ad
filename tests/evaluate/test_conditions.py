"""Each simulated condition changes what its name says, and the seed settles how."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.evaluate.conditions import CONDITIONS, apply
from nomina.faces import Finder
from nomina.faces.condition import eye_distance
from nomina.synthetic import Person

Pixels = NDArray[np.uint8]
Points = NDArray[np.float32]
SIZE = 160
SAME_SIZE = [name for name in CONDITIONS if name not in {"turn", "together"}]


@pytest.fixture(scope="module")
def photo() -> Pixels:
    return Person.from_seed(7).ante_mortem(0, size=SIZE)


@pytest.fixture(scope="module")
def landmarks(photo: Pixels) -> Points:
    return Finder().find(photo)[0].landmarks


def _changed(photo: Pixels, altered: Pixels) -> NDArray[np.float64]:
    return np.asarray(np.abs(altered.astype(float) - photo).mean(axis=2))


def _away(landmarks: Points) -> NDArray[np.float64]:
    """How far every pixel lies from the middle of the face, in eye distances."""
    y, x = np.mgrid[:SIZE, :SIZE]
    cx, cy = landmarks.mean(axis=0)
    return np.asarray(np.hypot(x - cx, y - cy) / eye_distance(landmarks))


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_seed_settles_all(photo: Pixels, landmarks: Points, name: str) -> None:
    before = photo.copy()
    one, again = (apply(name, photo, landmarks, 3) for _ in range(2))
    assert one.dtype == np.uint8
    assert np.array_equal(one, again)
    assert np.array_equal(photo, before)
    others = [apply(name, photo, landmarks, seed) for seed in range(4, 10)]
    assert any(x.shape != one.shape or np.any(x != one) for x in others)


@pytest.mark.parametrize("name", SAME_SIZE)
def test_the_size_stays(photo: Pixels, landmarks: Points, name: str) -> None:
    assert apply(name, photo[:, :150], landmarks, 1).shape == (SIZE, 150, 3)


@pytest.mark.parametrize("name", ["eyes closed", "pallor", "bruising", "soil"])
def test_what_lies_on_the_face_leaves_the_rest(photo: Pixels, landmarks: Points, name: str) -> None:
    changed = _changed(photo, apply(name, photo, landmarks, 2))
    away = _away(landmarks)
    assert changed[away < 1].mean() > 1
    assert changed[away > 2.3].mean() < 0.1 * changed[away < 1].mean()


def test_closed_eyes_are_skin_where_the_eyes_were(photo: Pixels, landmarks: Points) -> None:
    altered = apply("eyes closed", photo, landmarks, 2)
    changed = _changed(photo, altered)
    lids = []
    for outer, inner in (landmarks[:2], landmarks[2:4]):
        x, y = ((outer + inner) / 2).round().astype(int)
        lids.append((slice(y - 2, y + 1), slice(x - 3, x + 4)))
    assert min(changed[lid].mean() for lid in lids) > 8
    # what was an eye, white beside dark, has the colour of the skin between the eyes
    x, y = landmarks[[1, 3]].mean(axis=0).round().astype(int)
    skin = photo[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).mean(axis=0)
    for lid in lids:
        apart = [
            np.abs(image[lid].reshape(-1, 3).mean(axis=0) - skin).mean()
            for image in (photo, altered)
        ]
        assert apart[1] < apart[0]
    nose = landmarks[4].round().astype(int)
    assert changed[nose[1] - 3 :, nose[0] - 10 : nose[0] + 10].max() <= 1  # nose and mouth stay


def test_pallor_takes_the_colour_and_leaves_the_light(photo: Pixels, landmarks: Points) -> None:
    x, y = ((landmarks[2] + landmarks[4]) / 2).round().astype(int)
    cheek = (slice(y - 5, y + 6), slice(x - 5, x + 6))
    altered = apply("pallor", photo, landmarks, 2)
    spread = [np.ptp(x[cheek].reshape(-1, 3).mean(axis=0)) for x in (photo, altered)]
    assert spread[1] < 0.7 * spread[0]


def test_bruises_darken_in_places(photo: Pixels, landmarks: Points) -> None:
    less = photo.astype(float).mean(axis=2) - apply("bruising", photo, landmarks, 2).mean(axis=2)
    assert less.max() > 25
    assert np.mean(less > 10) < 0.5


def test_soil_is_earth(photo: Pixels, landmarks: Points) -> None:
    altered = apply("soil", photo, landmarks, 2)
    touched = _changed(photo, altered) > 25
    red, green, blue = altered[touched].mean(axis=0)
    assert touched.sum() > 50
    assert red > green > blue


def test_blur_takes_fine_detail_and_not_the_light(photo: Pixels, landmarks: Points) -> None:
    altered = apply("blur", photo, landmarks, 2)
    energy = [float(np.mean(np.diff(x.astype(float), axis=1) ** 2)) for x in (photo, altered)]
    assert energy[1] < 0.8 * energy[0]
    assert altered.mean() == pytest.approx(photo.mean(), abs=1)


def test_dark_is_between_a_tenth_and_half_as_bright_and_grainy(
    photo: Pixels, landmarks: Points
) -> None:
    for seed in range(5):
        altered = apply("dark", photo, landmarks, seed)
        assert 0.1 * photo.mean() < altered.mean() < 0.45 * photo.mean()
    flat = apply("dark", np.full_like(photo, 200), landmarks, 0)
    assert flat.std() == pytest.approx(4, abs=0.5)


def test_turns_keep_all_of_the_photo(photo: Pixels, landmarks: Points) -> None:
    shapes = set()
    quarters = 0
    for seed in range(12):
        altered = apply("turn", photo[:, :120], landmarks, seed)
        shapes.add(altered.shape)
        turned = [np.rot90(photo[:, :120], k) for k in (1, 2, 3)]
        quarters += any(x.shape == altered.shape and np.array_equal(x, altered) for x in turned)
        assert altered.shape[0] * altered.shape[1] >= SIZE * 120
    assert 2 <= quarters <= 10
    assert len(shapes) > 3


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("move", [-400.0, -60.0, 90.0, 400.0])
def test_landmarks_outside_of_the_photo_do_no_harm(
    photo: Pixels, landmarks: Points, name: str, move: float
) -> None:
    altered = apply(name, photo, landmarks + np.float32(move), 1)
    assert altered.size > 0


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_tiny_photo_and_eyes_in_one_place_do_no_harm(name: str) -> None:
    tiny = np.full((2, 3, 3), 90, dtype=np.uint8)
    assert apply(name, tiny, np.zeros((5, 2), np.float32), 1).size > 0
