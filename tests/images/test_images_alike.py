"""Copies of a picture are told from other pictures, even of the same face in the same room."""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nomina.images.alike import APART, copies, mark_of
from nomina.synthetic import Person

Pixels = NDArray[np.uint8]


def saved(pixels: Pixels, side: int, quality: int) -> Pixels:
    """As a messenger would pass it on: smaller, and saved as JPEG again."""
    image, stream = Image.fromarray(pixels), io.BytesIO()
    image.thumbnail((side, side))
    image.save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream).convert("RGB"))


def test_fifty_copies_are_told_and_no_two_faces_are_one() -> None:
    """WEL-04: fifty near-duplicates; and the same of eleven others, none of which is a copy."""
    drawn = [Person.from_seed(seed).ante_mortem() for seed in range(12)]
    marks = [mark_of(one) for one in drawn]
    again = [mark_of(saved(drawn[0], 150 + 10 * n, 40 + n)) for n in range(50)]
    assert all(copies(one, marks[0]) for one in again)
    assert not any(copies(one, other) for one in again for other in marks[1:])
    assert not any(copies(one, other) for one, other in combinations(marks, 2))


def test_two_photos_of_one_person_in_one_room_are_no_copies(shared_data: Path) -> None:
    """102 people, neutral and smiling, in the same light before the same wall."""
    near = []
    for folder in sorted((shared_data / "london").iterdir()):
        if folder.is_dir():
            one, other = (
                mark_of(np.asarray(Image.open(folder / f"{name}.jpg").convert("RGB")))
                for name in ("neutral", "smiling")
            )
            near.append(copies(one, other))
    assert len(near) == 102
    assert not any(near)


@pytest.mark.parametrize(("bits", "said"), [(APART, True), (APART + 1, False)])
def test_copies_differ_in_so_many_bits_at_most(bits: int, said: bool) -> None:
    one, other = f"{0:0128x}", f"{(1 << bits) - 1:0128x}"
    assert copies(one, other) is said


def test_a_picture_of_one_colour_is_a_copy_of_none() -> None:
    flat = mark_of(np.full((50, 60, 3), 128, np.uint8))
    assert flat == ""
    assert not copies(flat, flat)
