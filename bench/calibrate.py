"""Learn the calibrations that the embedded pack ships, from `lfw-dev` and its labels.

    python bench/calibrate.py

Mated pairs: first against second photo of the same person. Non-mated: first against second photo
of two people of the same apparent sex and age group, so that sex and age can later be multiplied
honestly. For ``simulated`` the second photo is altered as in `nomina.evaluate.conditions`, a
condition a photo in turns, so that the class holds them all.
"""

from __future__ import annotations

import csv
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nomina.documents import write_json
from nomina.evaluate.conditions import CONDITIONS, apply
from nomina.evaluate.protocol import nearest_centre
from nomina.faces import Finder, fit, load_pack
from nomina.faces.calibration import list_digest

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NOMINA_SHARED_DATA") or ROOT.parent / "shared" / "data") / "lfw-dev"
LABELS = Path(__file__).resolve().parent / "labels" / "lfw-dev.csv"
TARGET = ROOT / "src" / "nomina" / "faces" / "embedded" / "data"
Template = NDArray[np.float32]


@dataclass(frozen=True)
class Person:
    """Two photos of one person: templates as photographed and altered, and the group."""

    group: str
    digests: tuple[str, str]
    first: Template | None
    second: Template | None
    altered: Template | None


def main() -> None:
    """Make the templates, learn both calibrations and write them into the pack."""
    labels = {
        row["photo_sha256_16"]: f"{row['sex']} {row['age_group']}"
        for row in csv.DictReader(LABELS.open())
    }
    folders = [path for path in sorted(DATA.iterdir()) if len(list(path.iterdir())) > 1]
    finder, recogniser = Finder(), load_pack().recogniser()
    names = list(CONDITIONS)

    def template(pixels: NDArray[np.uint8]) -> Template | None:
        face = nearest_centre(finder.find(pixels, thorough=False), pixels)
        return None if face is None else recogniser.template(pixels, face)

    def person(job: tuple[int, Path]) -> Person:
        at, folder = job
        one, two = sorted(folder.iterdir())[:2]
        pixels = np.asarray(Image.open(two).convert("RGB"))
        digests = tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, two))
        face = nearest_centre(finder.find(pixels, thorough=False), pixels)
        altered = (
            None
            if face is None
            else template(apply(names[at % len(names)], pixels, face.landmarks, at))
        )
        return Person(
            labels[digests[0][:16]],
            (digests[0], digests[1]),
            template(np.asarray(Image.open(one).convert("RGB"))),
            template(pixels),
            altered,
        )

    with ThreadPoolExecutor(2) as pool:
        people = list(pool.map(person, zip(count(), folders, strict=False)))
    conditions: tuple[Literal["living", "simulated"], ...] = ("living", "simulated")
    for condition in conditions:
        learn(people, condition)


def learn(people: list[Person], condition: Literal["living", "simulated"]) -> None:
    """Learn and write one calibration."""
    probes = [one.second if condition == "living" else one.altered for one in people]
    mated, mates, other, pairs = [], [], [], []
    for i, gallery in enumerate(people):
        for j, (whose, probe) in enumerate(zip(people, probes, strict=True)):
            if gallery.first is None or probe is None or gallery.group != whose.group:
                continue
            score = float(gallery.first @ probe)
            if i == j:
                mated.append(score)
                mates.append(i)
            else:
                other.append(score)
                pairs.append((i, j))
    calibration = fit(
        mated,
        other,
        mates,
        pairs,
        pack=load_pack().digest,
        condition=condition,
        population="same apparent sex and age group",
        set_name="lfw-dev, 560 people labelled by eye",
        set_sha256=list_digest(digest for one in people for digest in one.digests),
        caution="origin",  # measured by bench/groups.py, see docs/models.md
    )
    TARGET.mkdir(exist_ok=True)
    write_json(TARGET / f"{condition}.json", calibration)
    print(
        condition,
        f"{len(mated)} mated, {len(other)} non-mated, bounds {calibration.lower_bound:.2f} "
        f"{calibration.upper_bound:.2f}, Cllr {calibration.cllr:.3f}, "
        f"min {calibration.cllr_min:.3f}",
    )


if __name__ == "__main__":
    main()
