"""The manifest of the embedded pack, and the pack itself."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from nomina.faces.embedded import weights
from nomina.faces.manifest import Crop, Feed, Manifest, Weights
from nomina.faces.packs import EMBEDDED, Pack, read_calibrations

_DATA = Path(__file__).parent / "data"
_LICENCE = "public domain (CC0), as its author states in dlib-models"
_TRAINING = {
    weights.RECOGNISER: "about 3 million photos of 7,485 people: VGG Face, FaceScrub and photos "
    "collected from the internet by dlib's author; people of LFW left out",
    weights.DETECTOR: "faces collected and labelled by dlib's author, from many public sources",
    weights.LANDMARKS: "7,198 faces labelled by dlib's author",
}
_ROLES = (
    ("detector", weights.DETECTOR),
    ("landmarks", weights.LANDMARKS),
    ("recogniser", weights.RECOGNISER),
)
# Three scales (dlib's padding of 0.2, 0.25 and 0.3), each with its mirror image: what each crop
# buys is measured in docs/templates.md.
CROPS = tuple(
    Crop(grow=(1 + 2 * padding) / 1.5, mirror=mirror)
    for padding in (0.2, 0.25, 0.3)
    for mirror in (False, True)
)


@lru_cache(maxsize=1)
def manifest() -> Manifest:
    """Give the manifest of the embedded pack."""
    centre = _DATA / "centre.json"
    return Manifest(
        name=EMBEDDED,
        version="1",
        title="dlib's face recogniser of 2017, rebuilt",
        weights=tuple(
            Weights.model_validate(
                {
                    "role": role,
                    "file": file,
                    "sha256": weights.DIGESTS[file],
                    "licence": _LICENCE,
                    "training_data": _TRAINING[file],
                }
            )
            for role, file in _ROLES
        ),
        feed=Feed(side=150, alignment="dlib", layout="nhwc", kind="uint8"),
        numbers=128,
        crops=CROPS,
        centre=tuple(json.loads(centre.read_text())["centre"]) if centre.is_file() else None,
        calibrations={
            condition: f"{condition}.json"
            for condition in ("living", "simulated")
            if (_DATA / f"{condition}.json").is_file()
        },
    )


@lru_cache(maxsize=1)
def embedded() -> Pack:
    """Load the embedded pack.

    Raises:
        PackError: its weights are missing or changed.
    """
    ours = manifest()
    return Pack(ours, weights.recogniser(), read_calibrations(_DATA, ours))
