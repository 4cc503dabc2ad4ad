"""An engine without networks: a photo is a line of JSON that says whom it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nomina.faces import Box, Calibration, Condition, Face, Manifest, fit
from nomina.faces.manifest import Feed, Weights
from nomina.images import Claims, Photo
from nomina.images.refusals import refuse
from nomina.leads.engine import Engine

DIM = 16


def photo(person: int, shot: int = 0, faces: int = 1, **more: Any) -> bytes:
    """A photo of a person; the same two numbers give the same bytes."""
    return json.dumps({"person": person, "shot": shot, "faces": faces, **more}).encode()


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class FakeDoor:
    """Counts what it opens; anything but JSON is refused as broken."""

    def __init__(self, before: Callable[[int], None] | None = None) -> None:
        self.opened = 0
        self._before = before

    def open(self, data: bytes, *, max_side: int | None = None) -> Photo:
        self.opened += 1
        if self._before is not None:
            self._before(self.opened)
        try:
            said = json.loads(data)
        except ValueError:
            raise refuse("broken") from None
        pixels = np.zeros((80, 100, 3), np.uint8)
        pixels[0, :3, 0] = said["person"] // 256, said["person"] % 256, said["shot"]
        pixels[0, 3, 0] = said["faces"]
        return Photo(
            pixels=pixels,
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            format="JPEG",
            width=200,
            height=160,
            scale=0.5,
            claims=Claims(),
        )


class FakeFinder:
    def find(self, pixels: NDArray[np.uint8], *, thorough: bool = True) -> list[Face]:
        return [
            _face(Box(10 + 20 * n, 20, 26 + 20 * n, 36 + 4 * n), "detector")
            for n in range(int(pixels[0, 3, 0]))
        ]

    def at(self, pixels: NDArray[np.uint8], box: Box, roll: float = 0.0) -> Face:
        return _face(box, "hand", roll)


def _face(box: Box, source: Literal["detector", "hand"], roll: float = 0.0) -> Face:
    x, y = box.centre
    points = np.array([[x + 6, y], [x + 2, y], [x - 6, y], [x - 2, y], [x, y + 5]], np.float32)
    return Face(box, 0.9, roll, points, source, Condition(8.0, 0.5, 0.5, 0.0, 0.0))


class FakeRecogniser:
    def __init__(self, salt: int) -> None:
        self._salt = salt

    def template(self, pixels: NDArray[np.uint8], face: Face) -> NDArray[np.float32]:
        person = int(pixels[0, 0, 0]) * 256 + int(pixels[0, 1, 0])
        return template(person, int(pixels[0, 2, 0]), self._salt)


def template(person: int, shot: int, salt: int = 0) -> NDArray[np.float32]:
    mean = np.random.default_rng([person, 1]).normal(size=DIM)
    noise = np.random.default_rng([person, shot, salt, 2]).normal(size=DIM)
    whole = mean + 0.3 * noise
    unit: NDArray[np.float32] = (whole / np.linalg.norm(whole)).astype(np.float32)
    return unit


@cache
def calibration(condition: Literal["living", "simulated"], salt: int = 0) -> Calibration:
    """Learnt from 60 fake people, by the real code."""
    people = range(3000, 3060)
    shots = {p: [template(p, s, salt) for s in range(2)] for p in people}
    mated = [float(shots[p][0] @ shots[p][1]) for p in people]
    pairs = [(p, q) for p in people for q in people if p < q]
    other = [float(shots[p][0] @ shots[q][1]) for p, q in pairs]
    return fit(
        mated,
        other,
        list(people),
        pairs,
        pack="f" * 64,
        condition=condition,
        population="fake people",
        set_name="fake",
        set_sha256="0" * 64,
        methods=("logistic",),
        resamples=20,
    )


class FakePack:
    def __init__(self, name: str = "fake", salt: int = 0) -> None:
        self.salt = salt
        self.manifest = Manifest(
            name=name,
            version="1",
            title="Fake",
            weights=(
                Weights(
                    role="recogniser",
                    file="fake.onnx",
                    sha256="a" * 64,
                    licence="CC0-1.0",
                    training_data="none",
                ),
            ),
            feed=Feed(side=32, alignment="dlib"),
            numbers=DIM,
        )

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @property
    def dim(self) -> int:
        return DIM

    def recogniser(self, threads: int = 1) -> FakeRecogniser:
        return FakeRecogniser(self.salt)

    def calibration(self, condition: str) -> Calibration:
        return calibration("living" if condition == "living" else "simulated", self.salt)


def engine(door: FakeDoor | None = None, packs: tuple[FakePack, ...] | None = None) -> Engine:
    return Engine(packs or (FakePack(),), FakeFinder, door or FakeDoor(), "mark", "finder")


def operation(root: Path, missing: int = 12, bodies: int = 8, listed: int = 6) -> Path:
    """Write folders ``missing`` and ``bodies``; the first ``listed`` bodies are on the list."""
    for n in range(missing):
        for shot in range(1 + n % 3):
            write(root / "missing" / f"M{n + 1}" / f"{shot}.jpg", photo(n, shot))
    for n in range(bodies):
        person = n if n < listed else 1000 + n
        write(root / "bodies" / f"B{n + 1}.jpg", photo(person, 9))
    return root
