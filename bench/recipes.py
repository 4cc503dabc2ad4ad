"""The crops and recipes that `templates.py` sets side by side: their numbers and their cost."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nomina.evaluate.conditions import CONDITIONS, apply
from nomina.evaluate.protocol import nearest_centre
from nomina.faces import Face, Finder, load_pack
from nomina.faces.embedded import weights
from nomina.faces.manifest import Crop
from nomina.faces.recogniser import Recogniser

Numbers = NDArray[np.float32]
SHIPPED = "three scales and mirrors (shipped)"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of cutting a face, and how many times brighter it is made."""

    crop: Crop
    gain: float = 1.0


def _padded(padding: float, **more: Any) -> Crop:
    return Crop(grow=(1 + 2 * padding) / 1.5, **more)


def ways() -> dict[str, Way]:
    """Give every crop that a recipe may use, by name; the mirror image of each ends in ``m``."""
    plain = {f"{padding:.2f}": Way(_padded(padding)) for padding in (0.15, 0.2, 0.25, 0.3, 0.35)}
    plain |= {f"turn{turn:+d}": Way(_padded(0.25, turn=turn)) for turn in (-10, -5, 5, 10)}
    sides = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
    for name, (x, y) in sides.items():
        plain[name] = Way(_padded(0.25, shift=(0.04 * x, 0.04 * y)))
    plain |= {"darker": Way(_padded(0.25), 0.75), "brighter": Way(_padded(0.25), 4 / 3)}
    out = {}
    for name, way in plain.items():
        out[name] = way
        out[name + "m"] = Way(way.crop.model_copy(update={"mirror": True}), way.gain)
    return out


WAYS = ways()


def _both(*names: str) -> dict[str, float]:
    return dict.fromkeys([each for name in names for each in (name, name + "m")], 1.0)


PLACE = {name: i for i, name in enumerate(WAYS)}
THREE = _both("0.20", "0.25", "0.30")
RECIPES: dict[str, dict[str, float]] = {
    "one crop": {"0.25": 1.0},
    "and its mirror image": _both("0.25"),
    "three scales": dict.fromkeys(["0.20", "0.25", "0.30"], 1.0),
    "two scales (0.2, 0.3) and mirrors": _both("0.20", "0.30"),
    SHIPPED: THREE,
    "the same, the middle one twice as heavy": THREE | {"0.25": 2.0, "0.25m": 2.0},
    "three wider scales (0.25, 0.3, 0.35) and mirrors": _both("0.25", "0.30", "0.35"),
    "three scales further apart (0.15, 0.25, 0.35) and mirrors": _both("0.15", "0.25", "0.35"),
    "five scales and mirrors": _both("0.15", "0.20", "0.25", "0.30", "0.35"),
    "turns of 5 degrees and mirrors": _both("0.25", "turn-5", "turn+5"),
    "turns of 10 degrees and mirrors": _both("0.25", "turn-10", "turn+10"),
    "shifts of 4 % sideways and mirrors": _both("0.25", "left", "right"),
    "shifts of 4 % up and down and mirrors": _both("0.25", "up", "down"),
    "darker, brighter and mirrors": _both("0.25", "darker", "brighter"),
    "three scales and mirrors, two turns of 5 degrees": THREE | {"turn-5": 1.0, "turn+5": 1.0},
    "three scales and mirrors, two shifts sideways": THREE | {"left": 1.0, "right": 1.0},
    "three scales and mirrors, two shifts up and down": THREE | {"up": 1.0, "down": 1.0},
    "all thirty crops": dict.fromkeys(WAYS, 1.0),
}


def widened() -> Recogniser:
    """Give the embedded recogniser with the crops of every way."""
    pack = load_pack()
    crops = tuple(way.crop for way in WAYS.values())
    manifest = pack.manifest.model_copy(update={"crops": crops})
    return Recogniser(pack.recogniser()._session, manifest)


def lit(crops: NDArray[np.uint8], names: Sequence[str]) -> NDArray[np.uint8]:
    """Make crops (n, side, side, 3) darker or brighter as their ways, by name, say."""
    gains = np.array([WAYS[name].gain for name in names], dtype=np.float32)[:, None, None, None]
    out: NDArray[np.uint8] = np.clip(crops * gains + 0.5, 0, 255).astype(np.uint8)
    return out


class Dlib:
    """dlib as `face_recognition` drives it; its network run by us, which gives the same numbers."""

    def __init__(self) -> None:
        place = weights.folder()
        self.detector = dlib.get_frontal_face_detector()
        self.predictor = dlib.shape_predictor(str(place / weights.LANDMARKS))
        self.recogniser = dlib.face_recognition_model_v1(str(place / weights.RECOGNISER))

    def shape(self, pixels: NDArray[np.uint8]) -> Any:
        """Give the landmarks of the face nearest the centre; None without a face."""
        middle = np.array(pixels.shape[1::-1]) / 2
        boxes = list(self.detector(pixels, 1))
        near = [np.hypot(*(np.array([b.center().x, b.center().y]) - middle)) for b in boxes]
        return self.predictor(pixels, boxes[int(np.argmin(near))]) if boxes else None


@dataclass(frozen=True)
class Raw:
    """Raw numbers of every photo; rows are NaN where there is no face or no such crop.

    ``person`` and ``at`` say whose photo a row is and which; ``ours`` is (photos, ways, 128) and
    ``theirs`` (photos, 128), of dlib's detector, predictor and crop.
    """

    person: NDArray[np.int64]
    at: NDArray[np.int64]
    ours: Numbers
    theirs: Numbers


Photos = list[tuple[int, int, Path]]


class _Maker:
    """Makes the raw numbers of a photo's face, (ways, 128)."""

    def __init__(self) -> None:
        self.finder, self.recogniser = Finder(), widened()

    def face(self, pixels: NDArray[np.uint8]) -> Face | None:
        """Give the face nearest the centre."""
        return nearest_centre(self.finder.find(pixels, thorough=False), pixels)

    def numbers(self, pixels: NDArray[np.uint8], used: list[int]) -> Numbers:
        """Give the numbers of the crops ``used``, NaN for the others and without a face."""
        out = np.full((len(WAYS), 128), np.nan, np.float32)
        face = self.face(pixels)
        if face is not None:
            crops = lit(self.recogniser.crops(pixels, face.landmarks), list(WAYS))
            out[used] = self.recogniser.numbers(crops[used])
        return out


def pixels_of(path: Path) -> NDArray[np.uint8]:
    """Open a photo of the measuring set."""
    return np.asarray(Image.open(path).convert("RGB"))


def measured(photos: Photos) -> Raw:
    """Run finder and recogniser over all photos; a third or fourth photo gets shipped crops."""
    maker, theirs = _Maker(), Dlib()
    few = [PLACE[name] for name in THREE]
    raw = np.full((len(photos), len(WAYS), 128), np.nan, np.float32)
    other = np.full((len(photos), 128), np.nan, np.float32)
    for i, (_, at, path) in enumerate(photos):
        pixels = pixels_of(path)
        raw[i] = maker.numbers(pixels, list(range(len(WAYS))) if at < 2 else few)
        shape = theirs.shape(pixels) if at < 2 else None
        if shape is not None:
            chip = np.asarray(dlib.get_face_chip(pixels, shape, 150, 0.25))
            other[i] = maker.recogniser.numbers(chip[None])[0]
        if i % 200 == 0:
            print(f"{i} of {len(photos)} photos", flush=True)
    whose = np.array([[person, at] for person, at, _ in photos])
    return Raw(whose[:, 0], whose[:, 1], raw, other)


def altered(photos: Photos) -> Numbers:
    """Give (people, ways, 128) of second photos altered as in `calibrate.py`, in turns."""
    maker, out, names = _Maker(), [], list(CONDITIONS)
    for turn, (*_, path) in enumerate(photo for photo in photos if photo[1] == 1):
        pixels = pixels_of(path)
        face = maker.face(pixels)
        if face is not None:
            pixels = apply(names[turn % len(names)], pixels, face.landmarks, turn)
        out.append(maker.numbers(pixels, list(range(len(WAYS))) if face is not None else []))
    return np.stack(out)


def loaded(people: Path, cache: Path) -> tuple[Raw, Numbers]:
    """Give the raw numbers, plain and altered, kept where they are of the same photos and ways."""
    photos = [
        (i, at, path)
        for i, folder in enumerate(sorted(people.iterdir()))
        for at, path in enumerate(sorted(folder.iterdir()))
    ]
    told = repr([(path.name, path.stat().st_size) for *_, path in photos] + [repr(WAYS)])
    name = f"nomina-templates-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
    plain, simulated = cache / f"{name}.npz", cache / f"{name}-altered.npz"
    if not plain.is_file():
        np.savez(plain, **vars(measured(photos)))
    if not simulated.is_file():
        np.savez(simulated, ours=altered(photos))
    with np.load(plain) as kept, np.load(simulated) as changed:
        return Raw(**{name: kept[name] for name in kept.files}), changed["ours"]


def costs(people: Path, count: int = 40) -> dict[str, float]:
    """Give the processor time of each recipe a face, in ms: cutting and network, medians."""
    finder, pack, theirs = Finder(), load_pack(), Dlib()
    session = pack.recogniser()._session
    seen: list[tuple[NDArray[np.uint8], Face]] = []
    for folder in sorted(people.iterdir())[:count]:
        pixels = pixels_of(sorted(folder.iterdir())[0])
        face = nearest_centre(finder.find(pixels, thorough=False), pixels)
        if face is not None:
            seen.append((pixels, face))
    took: dict[str, list[float]] = {name: [] for name in ("dlib", *RECIPES)}
    makers = {}
    for name, recipe in RECIPES.items():
        crops = tuple(WAYS[each].crop for each in recipe)
        makers[name] = Recogniser(session, pack.manifest.model_copy(update={"crops": crops}))
    for pixels, face in seen:
        for name, maker in makers.items():
            began = time.process_time()
            crops_ = maker.crops(pixels, face.landmarks)
            maker.combine(maker.numbers(lit(crops_, list(RECIPES[name]))))
            took[name].append(time.process_time() - began)
        shape = theirs.shape(pixels)
        if shape is not None:
            began = time.process_time()
            theirs.recogniser.compute_face_descriptor(pixels, shape)
            took["dlib"].append(time.process_time() - began)
    return {name: round(statistics.median(each) * 1e3, 1) for name, each in took.items()}
