"""A face that lies on its side is not taken for an upright one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image

from nomina.faces import Box, Finder
from nomina.faces.embedded.detector import Candidate, Detector
from nomina.faces.finder import _Seen
from nomina.faces.geometry import Pixels
from nomina.faces.upright import righted
from nomina.synthetic import Person

PHOTO = np.zeros((200, 200, 3), dtype=np.uint8)
SEEN = Candidate(Box(60, 60, 140, 140), 0.8)


class Scripted:
    """A detector that gives what it is told, one look after another, in the middle of the look."""

    def __init__(self, *scores: float) -> None:
        self._scores: Iterator[float] = iter(scores)
        self.looks = 0

    def look(self, pixels: Pixels) -> list[Candidate]:
        self.looks += 1
        score = next(self._scores)
        middle = (pixels.shape[0] - 1) / 2
        box = Box(middle - 40, middle - 40, middle + 40, middle + 40)
        return [Candidate(box, score)] if score else []


def asked(*scores: float, turn: int = 0) -> tuple[Candidate, int, int]:
    """Scores from a quarter to each side, then as it was seen and upside down."""
    detector = Scripted(*scores)
    found, now = righted(cast(Detector, detector), PHOTO, SEEN, turn)
    return found, now, detector.looks


def test_where_no_side_says_much_two_looks_are_enough() -> None:
    assert asked(0.3, 0.0) == (SEEN, 0, 2)


def test_an_upright_face_that_is_a_face_from_both_sides_too_stays() -> None:
    assert asked(0.9, 0.8, 1.0, 0.0)[:2] == (SEEN, 0)


def test_a_face_on_its_side_is_turned() -> None:
    for scores, turn in (((1.0, 0.0, 0.6, 0.5), 90), ((0.0, 1.0, 0.6, 0.5), 270)):
        found, now, _ = asked(*scores)
        assert now == turn
        assert found.score == 1.0
        assert found.box.centre == pytest.approx(SEEN.box.centre, abs=1e-4)
        assert found.box.width == SEEN.box.width


def test_the_turn_of_the_photo_counts() -> None:
    assert asked(1.0, 0.0, 0.2, 0.2, turn=315)[1] == 45


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("seed", [3, 11, 40, 52, 77, 90])
def test_drawn_people_on_their_side_are_seen_so(seed: int, quarters: int) -> None:
    finder = Finder()
    portrait = Person.from_seed(seed).ante_mortem(0, size=200)
    upright = finder.find(portrait, thorough=False)[0]
    turned = np.ascontiguousarray(np.rot90(portrait, -quarters))
    found = finder.find(turned, thorough=False)[0]
    assert abs((found.roll - upright.roll - 90 * quarters + 180) % 360 - 180) < 20


def test_what_is_one_face_once_it_is_righted_is_given_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two places of a face on its side, too far apart to be taken for one, are righted to it."""
    portrait = Person.from_seed(3).ante_mortem(0, size=200)
    finder = Finder()
    face = Candidate(Box(60, 60, 140, 140), 1.0)
    beside = [Candidate(Box(0, 60, 80, 140), 0.9), Candidate(Box(110, 60, 190, 140), 0.8)]
    monkeypatch.setattr(finder, "_look", lambda *_: [_Seen(one, 0) for one in beside])
    monkeypatch.setattr(finder, "_righted", lambda *_: _Seen(face, 90))
    assert finder._search(portrait, False) == [_Seen(face, 90)]


@pytest.mark.deep
def test_photos_turned_by_quarters_are_seen_so(shared_data: Path) -> None:
    """Of 480 photos turned by 90 degrees either way 104 were not, before they were asked again."""
    finder, wrong, number = Finder(), 0, 0
    folders = sorted(path for path in (shared_data / "lfw-dev").iterdir() if path.is_dir())
    for folder in folders[::18]:
        photo = np.asarray(Image.open(sorted(folder.iterdir())[0]).convert("RGB"))
        upright = finder.find(photo, thorough=False)[0]
        for quarters in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(photo, -quarters))
            found = finder.find(turned, thorough=False)[0]
            off = abs((found.roll - upright.roll - 90 * quarters + 180) % 360 - 180)
            wrong += off > 20
            number += 1
    assert number > 250
    assert wrong <= number / 100
