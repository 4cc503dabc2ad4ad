"""A world where a face is a number: photos are flat grey, and templates follow from the grey."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nomina.errors import ImageRefused
from nomina.evaluate.protocol import Engine
from nomina.evaluate.run import Bench
from nomina.faces.geometry import Box
from nomina.faces.types import Condition, Face
from nomina.images import Claims, Photo

DIM = 16


def face(x: float, y: float) -> Face:
    """A face of 10 pixels around a point."""
    box = Box(x - 5, y - 5, x + 5, y + 5)
    condition = Condition(eye_distance=4, sharpness=1, exposure=0.5, clipped=0, yaw=0)
    return Face(box, 1.0, 0.0, np.zeros((5, 2), np.float32), "detector", condition)


def open_photo(path: Path) -> Photo:
    """Read the words of a text file: person, noise, and what is wrong with it."""
    data = path.read_bytes()
    words = data.decode().split()
    if "broken" in words:
        raise ImageRefused("it is broken", reason="truncated", where=path.name)
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[0, 0] = int(words[0]) % 256, int(words[0]) // 256, int(words[1])
    pixels[0, 1] = 255 if "empty" in words else 0
    return Photo(pixels, hashlib.sha256(data).hexdigest(), len(data), "JPEG", 40, 40, 1.0, Claims())


def find(pixels: NDArray[np.uint8]) -> Sequence[Face]:
    """The right face is in the middle; a stranger's stands in the corner and comes first."""
    return [] if pixels[0, 1, 0] else [face(5, 5), face(20, 20)]


def template(pixels: NDArray[np.uint8], found: Face) -> NDArray[np.float32]:
    """A direction for the person, bent a little by the noise; a stranger has one of their own."""
    low, high, noise = (int(x) for x in pixels[0, 0])
    person = low + 256 * high if found.box.centre == (20, 20) else 60_000
    away = np.random.default_rng([person, noise, 1]).normal(size=DIM)
    vector = np.random.default_rng(person).normal(size=DIM) + 0.1 * (noise % 10) * away
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def alter(
    name: str, pixels: NDArray[np.uint8], landmarks: NDArray[np.float32], seed: int
) -> NDArray[np.uint8]:
    """``blank`` takes the face away; ``noise`` blurs who it is, as the seed wants."""
    changed = pixels.copy()
    if name == "blank":
        changed[0, 1] = 255
    else:
        changed[0, 0, 2] = 100 + 10 * (seed % 10) + 9
    return changed


def make_bench() -> Bench:
    """Two threads over the world of numbers."""
    return Bench(
        open_photo=open_photo,
        engines=[Engine(find, template)] * 2,
        pack="numbers",
        pack_digest="d" * 64,
        conditions=("noise", "blank"),
        alter=alter,
        together="noise",
    )


def write_people(folder: Path) -> Path:
    """60 people, 45 of them with two photos or three, and a table beside them."""
    for i in range(60):
        own = folder / f"person {i:02d}"
        own.mkdir(parents=True)
        (own / "b.jpg").write_text(f"{i} 3 second")
        if i < 45:
            (own / "a.JPG").write_text(f"{i} 2 first")
        if i < 10:
            (own / "c.jpg").write_text(f"{i} 9 never used")
    (folder / "people.csv").write_text("not a person")
    (folder / "person 00" / "notes.txt").write_text("not a photo")
    return folder
