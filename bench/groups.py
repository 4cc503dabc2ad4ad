"""How the embedded pack does on groups of people: 102 consenting adults of `london`.

    python bench/groups.py

Everybody is enrolled with one photo (neutral) and searched with the other (smiling), and the
other way round. Non-mated pairs are of two people of the same gender and of the same group, one
neutral and one smiling, as the calibration speaks of people of the same sex. Shares of people
have Wilson intervals (E. B. Wilson, JASA 22 (1927) 209-212); whatever is made of pairs has the
central 95 % over people drawn anew, as pairs that share a person are not independent.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from machine import save
from numpy.typing import NDArray
from PIL import Image

from nomina.evaluate.metrics import resample, threshold_at
from nomina.evaluate.protocol import nearest_centre
from nomina.faces import Calibration, Finder, load_pack
from nomina.faces.calibration import cllr

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NOMINA_SHARED_DATA") or ROOT.parent / "shared" / "data") / "london"
Floats = NDArray[np.float64]
Chosen = NDArray[np.bool_]

FPIR = 0.1
"""Of all 102 non-mated searches; a rarer alarm could not be stated with so few."""
CLAIMS = (0.0, 1.0, 2.0)
LEAST = 5
"""People below which a group gets no row."""


@dataclass(frozen=True)
class World:
    """Everybody: who they are, and the score (neutral of i, smiling of j); NaN without a face."""

    gender: NDArray[np.str_]
    ethnicity: NDArray[np.str_]
    age: NDArray[np.str_]
    scores: Floats


def _age(text: str) -> str:
    if not text.isdecimal():
        return "not stated"
    years = int(text)
    return "18 to 24" if years < 25 else "25 to 34" if years < 35 else "35 to 54"


def read() -> World:
    """Make all templates and scores."""
    people = list(csv.DictReader((DATA / "people.csv").open(encoding="utf-8")))
    finder, recogniser = Finder(), load_pack().recogniser()
    made = np.full((2, len(people), recogniser.dim), np.nan, np.float32)
    for i, person in enumerate(people):
        for which, name in enumerate(("neutral.jpg", "smiling.jpg")):
            pixels = np.asarray(Image.open(DATA / person["face_id"] / name).convert("RGB"))
            face = nearest_centre(finder.find(pixels, thorough=False), pixels)
            if face is not None:
                made[which, i] = recogniser.template(pixels, face)
    return World(
        np.array([person["face_gender"] for person in people]),
        np.array([person["face_eth"].replace("_", " ") for person in people]),
        np.array([_age(person["face_age"]) for person in people]),
        np.asarray(made[0] @ made[1].T, dtype=np.float64),
    )


def wilson(successes: int, n: int) -> list[float]:
    """Give the 95 % interval of a share."""
    z, share = 1.959964, successes / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return [round(max(float(middle - reach), 0.0), 4), round(min(float(middle + reach), 1.0), 4)]


def _share(chosen: Chosen) -> dict[str, Any]:
    n, count = int(chosen.size), int(chosen.sum())
    return {"count": count, "of": n, "share": round(count / n, 4), "interval": wilson(count, n)}


def searched(scores: Floats, group: Chosen) -> dict[str, Any]:
    """Search with the people of a group among all; rows of ``scores`` are searches.

    The threshold is set on the non-mated searches of all people together.
    """
    scores = np.where(np.isnan(scores), -np.inf, scores)
    mate = np.diag(scores)
    others = np.where(np.eye(len(scores), dtype=bool), -np.inf, scores)
    best = others.max(axis=1)
    bar = threshold_at(best, FPIR)
    return {
        "not_found": _share(~np.isfinite(mate)[group]),
        "rank 1": _share((mate > best)[group]),
        "missed_at_common_threshold": _share((mate < bar)[group]),
        "false_alarms_at_common_threshold": _share((best >= bar)[group]),
    }


def _spread(values: Floats) -> dict[str, float]:
    return {"mean": round(float(values.mean()), 4), "sd": round(float(values.std(ddof=1)), 4)}


def _ends(values: list[float]) -> list[float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return [round(float(low), 4), round(float(high), 4)]


def paired(world: World, group: Chosen, calibration: Calibration) -> dict[str, Any]:
    """Give the scores and strengths of mated and non-mated pairs within a group."""
    at = np.flatnonzero(group)
    scores = world.scores[np.ix_(at, at)]
    same = np.eye(at.size, dtype=bool)
    kin = world.gender[at][:, None] == world.gender[at][None, :]
    mated = same & np.isfinite(scores)
    other = ~same & kin & np.isfinite(scores)
    log10 = np.full(scores.shape, np.nan)
    seen = np.isfinite(scores)
    log10[seen] = calibration.log10_lr(scores[seen])
    whose = np.argwhere(other)
    own = np.flatnonzero(mated.diagonal())
    values, mates = log10[other], log10.diagonal()[own]

    def drawn(figure: Callable[[Floats, Floats], float]) -> list[float]:
        out = []
        for times in resample(at.size, seed=1):
            heavy = (times[whose[:, 0]] * times[whose[:, 1]]).astype(np.float64)
            if heavy.sum() and times[own].sum():
                out.append(figure(heavy, times[own].astype(np.float64)))
        return _ends(out)

    def cost(heavy: Floats, mine: Floats) -> float:
        for_mates = np.log2(1 + 10.0**-mates) @ mine / mine.sum()
        return float(for_mates + np.log2(1 + 10.0**values) @ heavy / heavy.sum()) / 2

    def claimed(bar: float) -> dict[str, Any]:
        above = values > bar
        count = int(above.sum())
        return {
            "count": count,
            "of": values.size,
            "share": round(float(above.mean()), 4),
            # drawing anew from none gives none, which would say more than is known
            "interval": drawn(lambda heavy, _: heavy @ above / heavy.sum()) if count else None,
        }

    return {
        "mated_pairs": int(own.size),
        "non_mated_pairs": int(values.size),
        "mated_score": _spread(scores.diagonal()[own]),
        "non_mated_score": _spread(scores[other]),
        "mated_log10_lr_median": round(float(np.median(mates)), 2),
        "mated_log10_lr_above_0": _share(mates > 0),
        "non_mated": {f"log10 LR above {bar:g}": claimed(bar) for bar in CLAIMS},
        "cllr": round(cllr(mates, values), 4),
        "cllr_interval": drawn(cost),
    }


def groups(world: World) -> dict[str, Chosen]:
    """Give the groups that have a row: everybody, then by one thing, then by two."""
    out: dict[str, Chosen] = {"everybody": np.ones(world.gender.size, dtype=bool)}
    for kind in (world.gender, world.ethnicity, world.age):
        out |= {str(name): kind == name for name in dict.fromkeys(kind.tolist())}
    for ethnicity in dict.fromkeys(world.ethnicity.tolist()):
        for gender in dict.fromkeys(world.gender.tolist()):
            out[f"{ethnicity} {gender}"] = (world.ethnicity == ethnicity) & (world.gender == gender)
    return {name: chosen for name, chosen in out.items() if chosen.sum() >= LEAST}


def main() -> None:
    """Measure every group, print and keep it."""
    world = read()
    calibration = load_pack().calibration("living")
    result = {
        "data": {
            "set": "london",
            "people": int(world.gender.size),
            "photos": 2 * int(world.gender.size),
            "conditions": "living, studio, frontal, two expressions",
        },
        "calibration": {
            "condition": calibration.condition,
            "sha256": calibration.sha256,
            "lower_bound": calibration.lower_bound,
            "upper_bound": calibration.upper_bound,
        },
        "groups": {
            name: {
                "people": int(group.sum()),
                "neutral enrolled, smiling searched": searched(world.scores.T, group),
                "smiling enrolled, neutral searched": searched(world.scores, group),
                "pairs": paired(world, group, calibration),
            }
            for name, group in groups(world).items()
        },
    }
    save("groups", result)


if __name__ == "__main__":
    main()
