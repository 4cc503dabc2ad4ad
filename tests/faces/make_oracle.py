"""Make the committed oracle values anew: drawn portraits, and what dlib says of them.

    python -m tests.faces.make_oracle

Writes tests/faces/data/synthetic-*.png and dlib.json. The pictures are committed and not only their
seeds, so that people may be drawn in another way without touching what is compared here. Pictures
that are there are kept; remove them to draw new ones.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import dlib
import numpy as np
from PIL import Image

from nomina.faces.embedded import weights
from nomina.synthetic import Person

DATA = Path(__file__).parent / "data"
PORTRAITS = {"synthetic-1": (7, 208), "synthetic-2": (8, 224), "synthetic-3": (21, 240)}
BODIES = {"synthetic-4": (33, 224), "synthetic-5": (34, 240), "synthetic-6": (35, 256)}
SIDE = 150


def _drawn() -> None:
    DATA.mkdir(exist_ok=True)
    for name, (seed, size) in {**PORTRAITS, **BODIES}.items():
        path = DATA / f"{name}.png"
        if not path.exists():
            person = Person.from_seed(seed)
            draw = person.ante_mortem if name in PORTRAITS else person.post_mortem
            Image.fromarray(draw(0, size)).quantize(96).save(path, optimize=True)


def _said(path: Path, oracles: tuple[Any, Any, Any]) -> dict[str, Any]:
    """Give what dlib says of one picture; right and bottom are its last pixels, as dlib has it."""
    detector, predictor, recogniser = oracles
    pixels = np.asarray(Image.open(path).convert("RGB"))
    found = [one.rect for one in detector(pixels, 0)]
    boxes = [[one.left(), one.top(), one.right(), one.bottom()] for one in found]
    # its own box, one beside it and one that reaches out of the picture
    left, top, right, bottom = boxes[0]
    third = (right - left) // 3
    given = [boxes[0], [left + 9, top - 7, right + 4, bottom], [-third, top, right - left, bottom]]
    points = [
        [[part.x, part.y] for part in predictor(pixels, dlib.rectangle(*box)).parts()]
        for box in given
    ]
    y, x = (pixels.shape[0] - SIDE) // 2, (pixels.shape[1] - SIDE) // 2
    crop = np.ascontiguousarray(pixels[y : y + SIDE, x : x + SIDE])
    return {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "boxes": boxes,
        "landmarks": [{"box": b, "points": p} for b, p in zip(given, points, strict=True)],
        "crop": [x, y],
        "numbers": [round(float(n), 7) for n in recogniser.compute_face_descriptor(crop)],
    }


def main() -> None:
    """Draw what is missing and ask dlib about every picture."""
    _drawn()
    place = weights.folder()
    oracles = (
        dlib.cnn_face_detection_model_v1(str(place / weights.DETECTOR)),
        dlib.shape_predictor(str(place / weights.LANDMARKS)),
        dlib.face_recognition_model_v1(str(place / weights.RECOGNISER)),
    )
    said = {path.name: _said(path, oracles) for path in sorted(DATA.glob("synthetic-*.png"))}
    pictures = ",\n".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in said.items())
    text = f'{{"dlib": "{dlib.__version__}", "pictures": {{\n{pictures}\n}}}}\n'
    (DATA / "dlib.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
