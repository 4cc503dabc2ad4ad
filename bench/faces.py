"""Finding and embedding faces: ours beside dlib, as `face_recognition` drives it, in one run.

    python bench/faces.py [--photos 120] [--quick]

Every contender sees the same decoded photos, in turns, so that whatever else the machine does
hits all of them alike. Medians over the photos are set against each other; "two" gives the
throughput of two processes. Photos: upright `lfw-dev` where it is, synthetic people elsewhere.
Results: bench/results/faces.json.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import dlib
import numpy as np
from machine import save
from PIL import Image

from nomina.faces import Finder, load_pack
from nomina.faces.alignment import aligned, reference
from nomina.faces.embedded import weights
from nomina.faces.geometry import Pixels
from nomina.images import Door
from nomina.synthetic import Person

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NOMINA_SHARED_DATA") or ROOT.parent / "shared" / "data") / "lfw-dev"


@lru_cache(maxsize=1)
def _ours() -> tuple[Finder, Any, Any]:
    pack = load_pack()
    recogniser = pack.recogniser()
    return Finder(), recogniser, recogniser._session


@lru_cache(maxsize=1)
def _dlib() -> tuple[Any, Any, Any, Any]:
    place = weights.folder()
    return (
        dlib.get_frontal_face_detector(),
        dlib.cnn_face_detection_model_v1(str(place / weights.DETECTOR)),
        dlib.shape_predictor(str(place / weights.LANDMARKS)),
        dlib.face_recognition_model_v1(str(place / weights.RECOGNISER)),
    )


def one_crop(photo: Pixels) -> int:
    """Find the faces and embed each from one crop; give how many were found."""
    finder, _, session = _ours()
    found = finder.find(photo, thorough=False)
    for face in found:
        crop = aligned(photo, face.landmarks, reference(150), 150)
        session.run(None, {"pixels": crop[None]})
    return len(found)


def shipped(photo: Pixels) -> int:
    """Find the faces and make the template that is shipped, of several crops."""
    finder, recogniser, _ = _ours()
    found = finder.find(photo, thorough=False)
    for face in found:
        recogniser.template(photo, face)
    return len(found)


def thorough(photo: Pixels) -> int:
    """Look for faces half as large as the largest too, as `identify` does; shipped template."""
    finder, recogniser, _ = _ours()
    found = finder.find(photo)
    for face in found:
        recogniser.template(photo, face)
    return len(found)


def _embedded_by_dlib(photo: Pixels, boxes: list[Any]) -> int:
    _, _, predictor, recogniser = _dlib()
    for box in boxes:
        recogniser.compute_face_descriptor(photo, predictor(photo, box), 1)
    return len(boxes)


def hog(photo: Pixels) -> int:
    """`face_recognition` with its defaults: HOG, one upsampling, one crop."""
    return _embedded_by_dlib(photo, list(_dlib()[0](photo, 1)))


def cnn(photo: Pixels) -> int:
    """`face_recognition` with its CNN detector and no upsampling."""
    return _embedded_by_dlib(photo, [found.rect for found in _dlib()[1](photo, 0)])


def cnn_upsampled(photo: Pixels) -> int:
    """`face_recognition` with its CNN detector and its default of one upsampling."""
    return _embedded_by_dlib(photo, [found.rect for found in _dlib()[1](photo, 1)])


def our_embedding(crop: Pixels) -> int:
    """Embed one 150-pixel crop."""
    _ours()[2].run(None, {"pixels": crop[None]})
    return 1


def dlib_embedding(crop: Pixels) -> int:
    """Embed one 150-pixel crop with dlib."""
    _dlib()[3].compute_face_descriptor(crop)
    return 1


Contender = Callable[[Pixels], int]
FIND_AND_EMBED: dict[str, Contender] = {
    "nomina, one crop": one_crop,
    "nomina, shipped template": shipped,
    "nomina, thorough": thorough,
    "dlib HOG": hog,
    "dlib CNN": cnn,
}


def photographs(count: int) -> tuple[str, list[Pixels]]:
    """Give the first photos of evenly spaced people, or synthetic ones."""
    if DATA.is_dir():
        folders = sorted(path for path in DATA.iterdir() if path.is_dir())
        chosen = folders[:: max(len(folders) // count, 1)][:count]
        files = [sorted(folder.iterdir())[0] for folder in chosen]
        return "lfw-dev", [np.asarray(Image.open(file).convert("RGB")) for file in files]
    return "synthetic", [Person.from_seed(seed).ante_mortem(0, size=250) for seed in range(count)]


def in_turns(
    contenders: dict[str, Contender], photos: list[Pixels], rounds: int = 1
) -> dict[str, dict[str, float]]:
    """Time every contender on every photo, in an order that rotates; medians in milliseconds."""
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    faces = dict.fromkeys(names, 0)
    missed = dict.fromkeys(names, 0)
    for name in names:
        contenders[name](photos[0])
    for at, photo in enumerate(photos * rounds):
        for name in names[at % len(names) :] + names[: at % len(names)]:
            began = time.perf_counter()
            found = contenders[name](photo)
            times[name].append((time.perf_counter() - began) * 1e3)
            if at < len(photos):
                faces[name] += found
                missed[name] += found == 0
    return {
        name: {
            "median_ms": round(statistics.median(times[name]), 2),
            "least_ms": round(min(times[name]), 2),
            "faces": faces[name],
            "photos_without": missed[name],
        }
        for name in names
    }


def _many(job: tuple[str, list[Pixels]]) -> float:
    name, photos = job
    contender = FIND_AND_EMBED[name]
    contender(photos[0])
    began = time.perf_counter()
    for photo in photos:
        contender(photo)
    return time.perf_counter() - began


def by_two(photos: list[Pixels]) -> dict[str, float]:
    """Give photos a second of two processes of one thread each."""
    halves = [photos[::2], photos[1::2]]
    rates = {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name in FIND_AND_EMBED:
            took = list(pool.map(_many, [(name, half) for half in halves]))
            rates[name] = round(len(photos) / max(took), 1)
    return rates


def twelve_megapixels(photo: Pixels) -> dict[str, float]:
    """Decode a 12-megapixel JPEG and find its face: through our door, and dlib from Pillow."""
    large = Image.fromarray(photo).resize((4000, 3000), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    large.save(out, "JPEG", quality=90)
    data = out.getvalue()
    times: dict[str, list[float]] = {"nomina": [], "dlib HOG, no upsampling": []}
    with Door() as door:
        door.open(data, max_side=2048)
        for _ in range(5):
            began = time.perf_counter()
            shipped(door.open(data, max_side=2048).pixels)
            times["nomina"].append((time.perf_counter() - began) * 1e3)
    began = time.perf_counter()
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    _embedded_by_dlib(pixels, list(_dlib()[0](pixels, 0)))
    times["dlib HOG, no upsampling"].append((time.perf_counter() - began) * 1e3)
    return {name: round(statistics.median(each), 1) for name, each in times.items()}


def _ratio(rows: dict[str, dict[str, float]], slow: str, fast: str) -> float:
    return round(rows[slow]["median_ms"] / rows[fast]["median_ms"], 2)


def main() -> None:
    """Run all rows, print them and save them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=120)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    source, photos = photographs(20 if given.quick else given.photos)
    few = photos[: max(len(photos) // 4, 5)]
    crops = [np.ascontiguousarray(photo[50:200, 50:200]) for photo in photos]
    embedding = in_turns({"nomina": our_embedding, "dlib": dlib_embedding}, crops, rounds=4)
    upright = in_turns(FIND_AND_EMBED, photos)
    upsampled = in_turns({"nomina, thorough": thorough, "dlib CNN, 1": cnn_upsampled}, few)
    sideways = [np.ascontiguousarray(np.rot90(photo)) for photo in few]
    turned = in_turns({"nomina, shipped template": shipped, "dlib HOG": hog}, sideways)
    result: dict[str, Any] = {
        "photos": {
            "source": source,
            "count": len(photos),
            "upsampled_and_turned": len(few),
            "embedding_rounds": 4,
        },
        "embedding_one_crop": embedding,
        "find_and_embed": upright,
        "find_and_embed_two_processes_per_s": by_two(photos),
        "upsampled": upsampled,
        "turned_by_90": turned,
        "twelve_megapixels_ms": twelve_megapixels(photos[0]),
        "ratios": {
            "embedding, dlib over nomina (at least 14)": _ratio(embedding, "dlib", "nomina"),
            "HOG over nomina, one crop (at least 4)": _ratio(
                upright, "dlib HOG", "nomina, one crop"
            ),
            "CNN over nomina, one crop (at least 18)": _ratio(
                upright, "dlib CNN", "nomina, one crop"
            ),
            "CNN over nomina, one upsampling": _ratio(upsampled, "dlib CNN, 1", "nomina, thorough"),
            "HOG over nomina, shipped template": _ratio(
                upright, "dlib HOG", "nomina, shipped template"
            ),
        },
    }
    save("faces", result)


if __name__ == "__main__":
    main()
