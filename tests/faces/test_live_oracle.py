"""dlib itself, running, against what was rebuilt of it: 200 faces of living people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dlib
import numpy as np
import pytest
from PIL import Image

from nomina.faces.embedded import weights
from nomina.faces.geometry import Pixels
from nomina.faces.runtime import session

pytestmark = pytest.mark.deep
FACES = 200


@pytest.fixture(scope="module")
def photos(shared_data: Path) -> list[Pixels]:
    folders = sorted(path for path in (shared_data / "lfw-dev").iterdir() if path.is_dir())
    files = [sorted(folder.iterdir())[0] for folder in folders[:: len(folders) // FACES][:FACES]]
    return [np.asarray(Image.open(file).convert("RGB")) for file in files]


def _of_dlib(kind: str, name: str) -> Any:
    return getattr(dlib, kind)(str(weights.folder() / name))


def test_the_template_of_the_same_crop_is_dlibs(photos: list[Pixels]) -> None:
    oracle = _of_dlib("face_recognition_model_v1", weights.RECOGNISER)
    ours = session(weights.recogniser())
    for photo in photos:
        crop = np.ascontiguousarray(photo[50:200, 50:200])
        expected = np.array(oracle.compute_face_descriptor(crop))
        found = ours.run(None, {"pixels": crop[None]})[0][0]
        assert np.linalg.norm(found - expected) < 1e-4


def test_the_landmarks_of_the_same_box_are_dlibs(photos: list[Pixels]) -> None:
    oracle = _of_dlib("shape_predictor", weights.LANDMARKS)
    ours = weights.landmarks()
    find = dlib.get_frontal_face_detector()
    for photo in photos:
        boxes = list(find(photo, 1))
        if not boxes:
            continue
        box = boxes[0]
        shape = oracle(photo, box)
        expected = np.array([(part.x, part.y) for part in shape.parts()])
        found = ours.place(photo, (box.left(), box.top(), box.right(), box.bottom()))
        # half a pixel apart, and dlib gives whole pixels, which takes another half
        assert np.abs(found - expected).max() <= 0.5 + 0.5
