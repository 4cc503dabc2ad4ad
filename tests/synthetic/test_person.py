"""A person is their seed: the same pixels anywhere, other pixels for another."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from nomina.synthetic import Person

DRAW = (
    "import hashlib\nfrom nomina.synthetic import Person\np = Person.from_seed(11)\n"
    "for photo in (p.ante_mortem(1, 128), p.post_mortem(0, 128, turn=90)):\n"
    "    print(hashlib.sha256(photo.tobytes()).hexdigest())\n"
)


def test_another_process_draws_the_same_pixels() -> None:
    """Hash seeds differ between processes; nothing may hang on the order of a set."""
    there = subprocess.run(
        [sys.executable, "-c", DRAW],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    Person.from_seed(5).ante_mortem(0, 96)  # what was drawn before must not matter
    person = Person.from_seed(11)
    photos = person.ante_mortem(1, 128), person.post_mortem(0, 128, turn=90)
    assert there == [hashlib.sha256(photo.tobytes()).hexdigest() for photo in photos]


@pytest.mark.parametrize("size", [64, 200, 256])
def test_photos_have_the_size_that_was_asked_for(size: int) -> None:
    person = Person.from_seed(2)
    for photo in (person.ante_mortem(0, size), person.post_mortem(0, size, turn=30)):
        assert photo.shape == (size, size, 3)
        assert photo.dtype == np.uint8
        assert photo.std() > 10


def test_people_and_photos_differ() -> None:
    photos = [
        Person.from_seed(1).ante_mortem(0, 128),
        Person.from_seed(1).ante_mortem(1, 128),
        Person.from_seed(1).post_mortem(0, 128),
        Person.from_seed(2).ante_mortem(0, 128),
    ]
    for at, one in enumerate(photos):
        for other in photos[:at]:
            assert np.abs(one.astype(int) - other).mean() > 3
