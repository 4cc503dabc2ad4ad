"""What dlib said of drawn portraits, written down once: see tests/faces/make_oracle.py."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nomina.faces import Box, Finder
from nomina.faces.embedded import weights
from nomina.faces.geometry import Pixels
from nomina.faces.runtime import session

DATA = Path(__file__).resolve().parents[1] / "data"
SAID: dict[str, Any] = json.loads((DATA / "dlib.json").read_text(encoding="utf-8"))["pictures"]


def _picture(name: str) -> Pixels:
    return np.asarray(Image.open(DATA / name).convert("RGB"))


def test_there_are_pictures_and_they_are_those_that_dlib_saw() -> None:
    assert len(SAID) == 6
    for name, said in SAID.items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == said["sha256"]
        assert said["boxes"]


def test_the_numbers_of_the_same_crop_are_dlibs() -> None:
    crops = []
    for name, said in SAID.items():
        x, y = said["crop"]
        crops.append(_picture(name)[y : y + 150, x : x + 150])
    found = session(weights.recogniser()).run(None, {"pixels": np.stack(crops)})[0]
    expected = np.array([said["numbers"] for said in SAID.values()])
    assert np.linalg.norm(found - expected, axis=1).max() < 1e-4


@pytest.mark.parametrize("name", SAID)
def test_the_landmarks_of_the_same_box_are_dlibs(name: str) -> None:
    for said in SAID[name]["landmarks"]:
        found = weights.landmarks().place(_picture(name), tuple(said["box"]))
        # dlib gives whole pixels
        assert np.abs(found - said["points"]).max() <= 0.5 + 1e-3


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("thorough", [False, True])
def test_the_faces_that_dlib_finds_are_found(finder: Finder, name: str, thorough: bool) -> None:
    ours = [face.box for face in finder.find(_picture(name), thorough=thorough)]
    for left, top, right, bottom in SAID[name]["boxes"]:
        dlibs = Box(left, top, right + 1, bottom + 1)
        assert max(dlibs.iou(box) for box in ours) >= 0.5
