"""The weight files of the embedded pack: where they come from, checked, read once."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path

from nomina.errors import PackError
from nomina.faces.embedded import graphs
from nomina.faces.embedded.dat import read_cascade, read_network
from nomina.faces.embedded.landmarks import Landmarks
from nomina.words import tr

SOURCE = "face_recognition_models"
"""The dependency that carries the weights. It is never imported, only its files are read."""

RECOGNISER = "dlib_face_recognition_resnet_model_v1.dat"
DETECTOR = "mmod_human_face_detector.dat"
LANDMARKS = "shape_predictor_5_face_landmarks.dat"

DIGESTS = {
    RECOGNISER: "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    DETECTOR: "4cb19393e2fbaf2b1609a9319ad5386618c886a6234ec1b971f3e87c85d87fe6",
    LANDMARKS: "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
}
"""SHA-256 of the three public-domain files. The fourth, with 68 points, is never opened."""


def folder() -> Path:
    """Give the folder that holds the weight files.

    Raises:
        PackError: the dependency is not installed.
    """
    found = importlib.util.find_spec(SOURCE)
    places = found.submodule_search_locations if found is not None else None
    if not places:
        raise PackError(
            tr("the weights of the embedded pack are missing"),
            where=SOURCE,
            todo=tr("Install the package face_recognition_models 0.3.0"),
        )
    return Path(next(iter(places))) / "models"


def read(name: str) -> bytes:
    """Read one weight file whole.

    Raises:
        PackError: it is missing, or a byte of it differs from what was published.
    """
    path = folder() / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(tr("a weight file cannot be read"), where=name) from error
    if hashlib.sha256(data).hexdigest() != DIGESTS[name]:
        raise PackError(
            tr("a weight file differs from the published one and is not used"),
            where=name,
            todo=tr("Install face_recognition_models 0.3.0 again"),
        )
    return data


@lru_cache(maxsize=1)
def recogniser() -> bytes:
    """Give the recogniser as a serialised ONNX model."""
    return graphs.recogniser(read_network(read(RECOGNISER)))


@lru_cache(maxsize=1)
def detector() -> bytes:
    """Give the face detector as a serialised ONNX model."""
    return graphs.detector(read_network(read(DETECTOR)))


@lru_cache(maxsize=1)
def landmarks() -> Landmarks:
    """Give the 5-point predictor; it keeps no state and may be shared between threads."""
    return Landmarks(read_cascade(read(LANDMARKS)))
