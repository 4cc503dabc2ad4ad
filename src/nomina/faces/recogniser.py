"""From a face in a photo to a template: the numbers that are compared."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from nomina.errors import InputError, PackError
from nomina.faces.alignment import reference
from nomina.faces.geometry import Pixels, Points, Similarity, cut
from nomina.faces.manifest import Crop, Feed, Manifest
from nomina.faces.types import Face

Template = NDArray[np.float32]
"""Unit vector (numbers,); the dot product of two is their score, -1 to 1."""

_ARCFACE_SIDE = 112.0
# Image-left eye, image-right eye and base of the nose in a 112-pixel ArcFace crop. The first two
# are the usual reference points. The third is where the base of the nose lies when the mean face
# of `alignment` is carried over by its eyes; the usual nose tip and mouth corners are not among
# our landmarks.
_ARCFACE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0, 78.9]])


class Recogniser:
    """Makes templates with one pack. Safe to share between threads.

    Args:
        session: the pack's recogniser.
        manifest: how to feed it.

    Raises:
        PackError: the graph does not take or give what the manifest says.
    """

    def __init__(self, session: ort.InferenceSession, manifest: Manifest) -> None:
        self._session = session
        self._manifest = manifest
        inputs = session.get_inputs()
        if len(inputs) != 1:
            raise PackError("the recogniser takes more than one input", where=manifest.name)
        self._input = inputs[0].name
        self._output = session.get_outputs()[0].name
        self._centre = np.array(manifest.centre or 0.0, dtype=np.float32)
        self._weights = np.array([crop.weight for crop in manifest.crops], dtype=np.float32)

    @property
    def dim(self) -> int:
        """How many numbers a template has."""
        return self._manifest.numbers

    def template(self, pixels: Pixels, face: Face) -> Template:
        """Give the template of a face, from all crops of the pack together.

        Args:
            pixels: the photo (H, W, 3) that the face was found in.
            face: what `Finder` gave.

        Raises:
            InputError: the face cannot be told from its background (all numbers vanish).
        """
        crops = self.crops(pixels, face.landmarks)
        return self.combine(self.numbers(crops))

    def crops(self, pixels: Pixels, landmarks: Points) -> NDArray[np.uint8]:
        """Cut the face in all ways of the pack: (crops, side, side, 3) RGB."""
        made: dict[Crop, Pixels] = {}
        out = []
        for crop in self._manifest.crops:
            plain = crop.model_copy(update={"mirror": False, "weight": 1.0})
            if plain not in made:
                placed = _placed(self._manifest.feed, plain, landmarks)
                made[plain] = cut(pixels, placed, self._manifest.feed.side)
            out.append(made[plain][:, ::-1] if crop.mirror else made[plain])
        return np.stack(out)

    def numbers(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Run the network over crops (n, side, side, 3); give (n, numbers) as they come."""
        out = self._session.run([self._output], {self._input: _fed(self._manifest.feed, crops)})[0]
        found: NDArray[np.float32] = np.asarray(out, dtype=np.float32)
        if found.shape != (len(crops), self.dim):
            raise PackError(
                f"the recogniser gave numbers of shape {found.shape}, its manifest says "
                f"({len(crops)}, {self.dim})",
                where=self._manifest.name,
            )
        return found

    def combine(self, numbers: NDArray[np.float32]) -> Template:
        """Make one template of the numbers of all crops (crops, numbers)."""
        lengths = np.linalg.norm(numbers, axis=1, keepdims=True)
        units = numbers / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit(self._weights @ units / self._weights.sum() - self._centre)


def pool(templates: NDArray[np.float32], repeat: float | None = None) -> Template:
    """Make one template of several photos of one person.

    Its direction is that of the mean; its length, at most 1, takes back what averaging adds to
    every score. The mean of n unit vectors whose pairs score r has the length
    sqrt((1 + (n - 1) r) / n), and scaled to length one it scores higher with everybody by the
    inverse of that, with strangers too, so that a calibration of single photos would claim too
    much. The mean left as it is scores the mean over all pairs of photos, which such a
    calibration may be asked; but photos that differ more than is usual would then count against
    their person, so no length below the usual one is used. Measured in docs/templates.md.

    Args:
        templates: (photos, numbers), unit vectors.
        repeat: r, what two photos of one person usually score with this pack; None where that
            is not known: the mean is then left as it is.

    Raises:
        InputError: the photos cancel each other out.
    """
    rows = np.asarray(templates, dtype=np.float32)
    mean = rows.mean(axis=0)
    length = float(np.linalg.norm(mean))
    if repeat is not None:
        usual = (1 + (len(rows) - 1) * repeat) / len(rows)
        length = max(length, float(np.sqrt(max(usual, 0.0))))
    return (unit(mean) * np.float32(min(length, 1.0))).astype(np.float32)


def unit(numbers: NDArray[np.float32]) -> Template:
    """Scale to length one.

    Raises:
        InputError: the length is zero or not a number.
    """
    length = float(np.linalg.norm(numbers))
    if not np.isfinite(length) or length < 1e-6:
        raise InputError("a template has no length", todo="Give another photo or box")
    return (numbers / np.float32(length)).astype(np.float32)


def placement(manifest: Manifest, landmarks: Points) -> Similarity:
    """Give where a pack cuts a face: from pixels of its plain crop to pixels of the photo."""
    return _placed(manifest.feed, Crop(), landmarks)


def _placed(feed: Feed, crop: Crop, landmarks: Points) -> Similarity:
    """Give the similarity from crop pixels to photo pixels."""
    if feed.alignment == "dlib":
        target, source = reference(feed.side), landmarks
    else:
        target = _ARCFACE * (feed.side / _ARCFACE_SIDE)
        source = np.stack([landmarks[2:4].mean(axis=0), landmarks[:2].mean(axis=0), landmarks[4]])
    middle = (feed.side - 1) / 2
    angle = np.radians(crop.turn)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / crop.grow
    moved = (target - middle) @ turn + middle + np.array(crop.shift) * feed.side
    return Similarity.between(moved, source)


def _fed(feed: Feed, crops: NDArray[np.uint8]) -> NDArray[np.generic]:
    """Give crops as the graph takes them."""
    if feed.colour == "bgr":
        crops = crops[..., ::-1]
    if feed.layout == "nchw":
        crops = crops.transpose(0, 3, 1, 2)
    if feed.kind == "uint8":
        return np.ascontiguousarray(crops)
    return (np.ascontiguousarray(crops, dtype=np.float32) - np.float32(feed.mean)) * np.float32(
        feed.scale
    )
