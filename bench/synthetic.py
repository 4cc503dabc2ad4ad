"""People who do not exist: how fast they are drawn, and how far they are told apart.

    python bench/synthetic.py [--people 200] [--quick]

Three photos a person: two in life, one of the body. They are found and turned into the shipped
template; rank is that of the first photo in life among the first photos of all. The same figures
for two photos of each of the first people of `lfw-dev`, where it is, stand beside them: how near
the two spreads lie says how far a test on drawn people is like one on photos.
Results: bench/results/synthetic.json.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from machine import save
from numpy.typing import NDArray
from PIL import Image

from nomina.faces import Finder, load_pack
from nomina.synthetic import Person

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NOMINA_SHARED_DATA") or ROOT.parent / "shared" / "data") / "lfw-dev"
SIZE = 256
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
Pixels = NDArray[np.uint8]
Templates = NDArray[np.float32]


def drawn(people: range) -> tuple[list[list[Pixels]], dict[str, float]]:
    """Draw three photos of each person; give them and the CPU time a photo took, milliseconds."""
    kinds: tuple[list[Pixels], ...] = ([], [], [])
    times: list[list[float]] = [[], [], []]
    Person.from_seed(people.start).ante_mortem()
    for seed in people:
        for kind in range(3):
            began = time.process_time()
            person = Person.from_seed(seed)
            photo = person.post_mortem(0, SIZE) if kind == 2 else person.ante_mortem(kind, SIZE)
            times[kind].append((time.process_time() - began) * 1e3)
            kinds[kind].append(photo)
    return list(kinds), {
        "mean": round(float(np.mean(times)), 1),
        "median": round(float(np.median(times)), 1),
        "95 of 100 within": round(float(np.quantile(times, 0.95)), 1),
        "median, in life": round(float(np.median(times[:2])), 1),
        "median, of the body": round(float(np.median(times[2])), 1),
    }


def _half(people: range) -> tuple[int, float, float]:
    Person.from_seed(people.start).ante_mortem()
    wall, cpu = time.perf_counter(), time.process_time()
    drawn_here = 0
    for seed in people:
        person = Person.from_seed(seed)
        person.ante_mortem(0, SIZE)
        person.post_mortem(0, SIZE)
        drawn_here += 2
    return drawn_here, time.perf_counter() - wall, time.process_time() - cpu


def by_two(people: range) -> dict[str, float]:
    """Give photos a second of two processes: by the clock, and were both cores theirs alone."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        took = list(pool.map(_half, [people[::2], people[1::2]]))
    photos = sum(part[0] for part in took)
    return {
        "photos": photos,
        "per_s_by_the_clock": round(photos / max(part[1] for part in took), 1),
        "per_s_of_cpu_time": round(photos / max(part[2] for part in took), 1),
    }


def templates(kinds: list[list[Pixels]]) -> tuple[list[Templates], list[NDArray[np.bool_]]]:
    """Give unit templates (people, 128) of each kind of photo, and in which a face was found."""
    finder, recogniser = Finder(), load_pack().recogniser()
    made: list[Templates] = []
    seen: list[NDArray[np.bool_]] = []
    for photos in kinds:
        rows = np.zeros((len(photos), recogniser.dim), np.float32)
        for at, photo in enumerate(photos):
            faces = finder.find(photo, thorough=False)
            if faces:
                rows[at] = recogniser.template(photo, faces[0])
        made.append(rows)
        seen.append(np.asarray(rows.any(axis=1)))
    return made, seen


def _spread(cosines: NDArray[np.floating[Any]]) -> dict[str, Any]:
    far = np.sqrt(np.maximum(2 - 2 * cosines, 0))
    return {
        "pairs": len(cosines),
        **{
            name: {
                "mean": round(float(values.mean()), 4),
                "deviation": round(float(values.std()), 4),
                "quantiles": {str(q): round(float(np.quantile(values, q)), 3) for q in QUANTILES},
            }
            for name, values in (("cosine", cosines), ("distance", far))
        },
    }


def told_apart(first: Templates, second: Templates) -> dict[str, Any]:
    """Search the second photo of each person among the first photos of all; a miss finds nobody."""
    cosines = second @ first.T
    own = np.diag(cosines)
    rank = np.where(second.any(axis=1) & first.any(axis=1), (cosines >= own[:, None]).sum(1), 9999)
    both = np.ix_(second.any(axis=1), first.any(axis=1))
    apart = ~np.eye(len(first), dtype=bool)
    return {
        "people": len(first),
        "rank_1": round(float((rank <= 1).mean()), 3),
        "rank_5": round(float((rank <= 5).mean()), 3),
        "one_person": _spread(own[rank < 9999]),
        "different_people": _spread(cosines[both][apart[both]]),
    }


def photographs(count: int) -> list[list[Pixels]]:
    """Give two photos of each of the first people of `lfw-dev` who have two; none where absent."""
    if not DATA.is_dir():
        return []
    pairs = [sorted(folder.iterdir())[:2] for folder in sorted(DATA.iterdir()) if folder.is_dir()]
    pairs = [pair for pair in pairs if len(pair) == 2][:count]
    return [[np.asarray(Image.open(pair[at]).convert("RGB")) for pair in pairs] for at in range(2)]


def _nearness(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    near = {}
    for name in ("cosine", "distance"):
        one, other = ours[name], theirs[name]
        near[f"difference of means, {name}"] = round(one["mean"] - other["mean"], 4)
        near[f"ratio of deviations, {name}"] = round(one["deviation"] / other["deviation"], 3)
    return near


def main() -> None:
    """Draw, time, find, embed; print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    people = range(40 if given.quick else given.people)
    kinds, times = drawn(people)
    rates = by_two(people)
    rows, seen = templates(kinds)
    result: dict[str, Any] = {
        "photos": {"people": len(people), "side_px": SIZE, "template": "shipped, not thorough"},
        "cpu_ms_per_photo": times,
        "two_processes": rates,
        "found": {
            name: round(float(each.mean()), 4)
            for name, each in zip(("life 0", "life 1", "body 0"), seen, strict=True)
        },
        "life_to_life": told_apart(rows[0], rows[1]),
        "body_to_life": told_apart(rows[0], rows[2]),
    }
    if real := photographs(len(people)):
        rows, seen = templates(real)
        result["lfw-dev"] = {
            "found": round(float(np.mean(seen)), 4),
            "photo_to_photo": told_apart(rows[0], rows[1]),
        }
        result["drawn_against_lfw-dev"] = _nearness(
            result["life_to_life"]["different_people"],
            result["lfw-dev"]["photo_to_photo"]["different_people"],
        )
    save("synthetic", result)


if __name__ == "__main__":
    main()
