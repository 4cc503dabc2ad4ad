"""What each way of making a template buys, measured on `lfw-dev`: docs/templates.md.

    python bench/templates.py [--cache FOLDER]

Faces are found once and the recogniser runs once over all crops of each photo; these raw numbers
are kept outside of the repository, and every recipe is then put together from them. Searched is
as in docs/evaluate.md, and once more with the two photos of each person exchanged. People, not
searches, are drawn anew for the intervals, the same people for every recipe, so that recipes are
compared in pairs.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from machine import save
from numpy.typing import NDArray
from recipes import PLACE, RECIPES, SHIPPED, THREE, Numbers, Raw, costs, loaded

from nomina.evaluate.metrics import (
    FPIRS,
    RANKS,
    Searches,
    can_state,
    fnir_at_fpir,
    resample,
    within_rank,
)
from nomina.faces import load_pack, pool, repeat_score
from nomina.faces.calibration import cllr

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NOMINA_SHARED_DATA") or ROOT.parent / "shared" / "data") / "lfw-dev"
Floats = NDArray[np.float64]


def templates(raw: Numbers, recipe: dict[str, float]) -> Numbers:
    """Put templates (n, 128) of numbers (n, ways, 128), as `Recogniser.combine` does."""
    numbers = raw[:, [PLACE[name] for name in recipe]]
    units = numbers / np.linalg.norm(numbers, axis=2, keepdims=True)
    heavy = np.array(list(recipe.values()), dtype=np.float32)
    return _unit(np.einsum("k,pkd->pd", heavy, units))


def _unit(rows: NDArray[np.floating]) -> Numbers:
    out: Numbers = (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)
    return out


def searched(scores: Floats, owners: NDArray[np.int64]) -> Searches:
    """Make searches of scores (searches, people), NaN where there is no face."""
    scores = np.where(np.isnan(scores), -np.inf, scores)
    own = owners[:, None] == np.arange(scores.shape[1])[None, :]
    mate = np.where(own, scores, -np.inf).max(axis=1)
    others = np.where(own, -np.inf, scores)
    above = (others >= mate[:, None]).sum(axis=1)
    return Searches(mate, above, others.max(axis=1), scores.shape[1])


Score = Callable[[Numbers, Numbers], Floats]


def cosine(probes: Numbers, gallery: Numbers) -> Floats:
    """Give dot products (probes, people)."""
    return np.asarray(probes @ gallery.T, dtype=np.float64)


def distance(probes: Numbers, gallery: Numbers) -> Floats:
    """Give Euclidean distances with their sign changed, so that more is nearer."""
    squares = (probes**2).sum(axis=1)[:, None] + (gallery**2).sum(axis=1)[None, :]
    out: Floats = -np.sqrt(np.maximum(squares - 2 * cosine(probes, gallery), 0.0))
    return out


def against_list(probes: Numbers, gallery: Numbers) -> Floats:
    """Give cosines less the mean, over the spread, of the 100 best of probe and of person.

    The cohort is the list itself without the best of each, which may be the same person.
    """
    scores, among = cosine(probes, gallery), cosine(gallery, gallery)
    np.fill_diagonal(among, np.nan)
    out = np.zeros_like(scores)
    for cohort, turned in ((scores, False), (among, True)):
        best = -np.sort(-cohort, axis=1)[:, 1:101]  # what is not a number comes last
        mean, spread = best.mean(axis=1), best.std(axis=1)
        if turned:
            out += (scores - mean[None, :]) / spread[None, :] / 2
        else:
            out += (scores - mean[:, None]) / spread[:, None] / 2
    return out


def both_ways(raw: Raw, made: Numbers, score: Score = cosine) -> Searches:
    """Search with second photos among first ones, and with the two photos exchanged."""
    first, second = made[raw.at == 0], made[raw.at == 1]
    owners = raw.person[raw.at == 1]
    exchanged = first.copy()
    exchanged[owners] = second
    one = searched(score(second, first), owners)
    two = searched(score(first[owners], exchanged), owners)
    return Searches(
        mate=np.concatenate([one.mate, two.mate]),
        at_or_above=np.concatenate([one.at_or_above, two.at_or_above]),
        best_other=np.concatenate([one.best_other, two.best_other]),
        n_gallery=one.n_gallery,
    )


def _resampled(searches: Searches, heavy: NDArray[np.int32]) -> dict[str, Floats]:
    """Give each figure for every resample; ``heavy`` says how often a search counts, (times, n)."""
    whole = heavy.sum(axis=1)
    out = {f"rank {k}": heavy @ (searches.ranks <= k) / whole for k in RANKS}
    order = np.argsort(-searches.best_other, kind="stable")
    falling, counted = searches.best_other[order], np.cumsum(heavy[:, order], axis=1)
    for rate in FPIRS:
        if can_state(rate, searches.mate.size):
            allowed = np.floor(rate * whole + 1e-9)
            bar = falling[(counted > allowed[:, None]).argmax(axis=1)]
            out[f"fnir {rate}"] = 1 - (heavy * (searches.mate > bar[:, None])).sum(axis=1) / whole
    return out


def _ends(values: Floats) -> list[float]:
    return [round(float(end), 4) for end in np.quantile(values, (0.025, 0.975))]


def row(
    searches: Searches, heavy: NDArray[np.int32], bases: dict[str, dict[str, Floats]]
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Give the figures with their intervals, and how they differ from others in the same draws.

    Also gives the draws; ``bases`` are draws of other rows by name.
    """
    draws = _resampled(searches, heavy)
    values: dict[str, float | None] = {f"rank {k}": within_rank(searches, k) for k in RANKS}
    values |= {f"fnir {rate}": fnir_at_fpir(searches, rate) for rate in FPIRS}
    figures: dict[str, Any] = {
        "searches": int(searches.mate.size),
        "not_found": int((~np.isfinite(searches.mate)).sum()),
        "figures": {name: None if x is None else round(x, 4) for name, x in values.items()},
        "intervals": {name: _ends(each) for name, each in draws.items()},
    }
    figures["less"] = {
        name: {key: _ends(each - base[key]) for key, each in draws.items()}
        for name, base in bases.items()
    }
    return figures, draws


def crops_table(raw: Raw) -> dict[str, Any]:
    """Measure every recipe on one photo enrolled and one searched with."""
    n = int((raw.at == 1).sum())
    heavy = np.tile(resample(n), (1, 2))
    shipped = templates(raw.ours, THREE)
    single = np.isin(raw.person, raw.person[raw.at == 1], invert=True)
    mean = _mean(shipped[single], 0)
    made: dict[str, tuple[Numbers, Score]] = {
        "dlib as its users run it (HOG, one crop, distance)": (raw.theirs, distance),
        "our finder, one crop, distance": (raw.ours[:, PLACE["0.25"]], distance),
    }
    made |= {name: (templates(raw.ours, recipe), cosine) for name, recipe in RECIPES.items()}
    made["shipped, less the mean template"] = (_unit(shipped - mean), cosine)
    made["shipped, scored against the list"] = (shipped, against_list)
    _, base = row(both_ways(raw, shipped), heavy, {})
    return {
        name: row(both_ways(raw, *each), heavy, {"shipped": base})[0] for name, each in made.items()
    }


def altered_table(raw: Raw, changed: Numbers) -> dict[str, Any]:
    """Measure every recipe with first photos enrolled, searched with altered second ones."""
    owners = raw.person[raw.at == 1]
    heavy = resample(owners.size)

    def searches(recipe: dict[str, float]) -> Searches:
        enrolled = templates(raw.ours[raw.at == 0], recipe)
        return searched(cosine(templates(changed, recipe), enrolled), owners)

    _, base = row(searches(THREE), heavy, {})
    return {
        name: row(searches(recipe), heavy, {"shipped": base})[0] for name, recipe in RECIPES.items()
    }


@dataclass(frozen=True, slots=True)
class _Photos:
    """Which photos of a person are searched with, and which may be enrolled, in order."""

    person: int
    probe: tuple[int, ...]
    rest: tuple[int, ...]


def _in_turn(count: NDArray[np.int64], least: int, probes: int) -> Iterator[_Photos]:
    for person in np.flatnonzero(count >= least):
        n = int(count[person])
        for start in range(n):
            probe = tuple((start + i) % n for i in range(probes))
            yield _Photos(int(person), probe, tuple(i for i in range(n) if i not in probe))


POOLS = ("shipped", "mean template of length one", "best score", "mean score")


def _mean(values: NDArray[np.floating], axis: int) -> NDArray[np.floating]:
    """Give the mean of what is a number, and NaN where nothing is."""
    seen = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(seen, values, 0).sum(axis=axis) / seen.sum(axis=axis))


def pooled(several: Numbers, how: str) -> Numbers:
    """Make one template of photos (people, m, 128) of each, NaN where there are fewer."""
    if how != POOLS[0]:
        return _unit(_mean(several, 1))
    repeat = repeat_score(load_pack())
    rows = [photos[~np.isnan(photos).any(axis=1)] for photos in several]
    gone = np.full(several.shape[2], np.nan, np.float32)
    return np.stack([pool(photos, repeat) if len(photos) else gone for photos in rows])


def _scored(how: str, probes: Numbers, several: Numbers) -> Floats:
    """Score probes (n, 128) against photos (people, m, 128) of each, NaN where there are fewer."""
    if how in POOLS[:2]:
        return cosine(probes, pooled(several, how))
    each = np.einsum("nd,pmd->npm", probes, several)
    if how == POOLS[2]:
        return np.asarray(np.where(np.isnan(each), -np.inf, each).max(axis=2), dtype=np.float64)
    return np.asarray(_mean(each, 2), dtype=np.float64)


def _strengths(scores: Floats, own: NDArray[np.bool_]) -> dict[str, float]:
    """Say what the calibration for the living, learnt on one photo each, makes of scores.

    The photos are those it was learnt on: to be set side by side, not to be taken by themselves.
    """
    seen = np.isfinite(scores)
    strengths = load_pack().calibration("living").log10_lr(scores[seen])
    mated, other = strengths[own[seen]], strengths[~own[seen]]
    return {
        "cllr": round(cllr(mated, other), 4),
        "non_mated_lr_above_1": round(float((other > 0).mean()), 5),
        "non_mated_pairs": int(other.size),
    }


def photos_table(raw: Raw) -> dict[str, Any]:
    """Measure several photos a person, every photo searched with in turn."""
    made = templates(raw.ours, THREE)
    people = int(raw.person.max()) + 1
    grid = np.full((people, 4, 128), np.nan, np.float32)
    grid[raw.person, raw.at] = made
    count = np.bincount(raw.person)
    out: dict[str, Any] = {}
    for least, probes, most in ((3, 1, 2), (4, 1, 3), (4, 2, 2)):
        turns = list(_in_turn(count, least, probes))
        owners = np.array([turn.person for turn in turns])
        names, place = np.unique(owners, return_inverse=True)
        heavy = resample(names.size)[:, place]
        searching = np.stack([grid[turn.person, list(turn.probe)] for turn in turns])
        title = f"people with {least} photos or more, searched with {probes}"
        rows: dict[str, Any] = {"people": int(names.size), "enrolled": people}
        bases: dict[str, dict[str, Floats]] = {}
        for m in range(1, most + 1):
            bases.pop("shipped of as many", None)
            for how in POOLS[: 1 if m == 1 else 4]:
                asked = pooled(searching, how)
                scores = _scored(how, asked, grid[:, :m])
                for i, turn in enumerate(turns):
                    own = grid[turn.person, list(turn.rest[:m])]
                    scores[i, turn.person] = _scored(how, asked[i : i + 1], own[None])[0, 0]
                figures, draws = row(searched(scores, owners), heavy, bases)
                bases.setdefault("one enrolled", draws)
                if how == POOLS[0]:
                    bases["shipped of as many"] = draws
                if how in POOLS[:2]:
                    figures |= _strengths(scores[:, names], owners[:, None] == names[None, :])
                rows[f"{m} enrolled, {how}"] = figures
        out[title] = rows
    return out


def main() -> None:
    """Measure everything, print and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()))
    raw, changed = loaded(DATA, parser.parse_args().cache)
    crops = crops_table(raw)
    took = costs(DATA)
    for name, figures in crops.items():
        alike = "one crop" if "distance" in name else SHIPPED  # of rows that are scored otherwise
        recipe = name if name in RECIPES else alike
        figures["crops"] = len(RECIPES[recipe])
        figures["cpu_ms"] = took["dlib" if name.startswith("dlib") else recipe]
    data = {
        "set": "lfw-dev",
        "people_enrolled": int(raw.person.max()) + 1,
        "people_searched_with": int((raw.at == 1).sum()),
        "photos": len(raw.person),
        "without_face": int(np.isnan(raw.ours[:, PLACE["0.25"], 0]).sum()),
    }
    result = {
        "data": data,
        "crops": crops,
        "crops_searched_with_altered_photos": altered_table(raw, changed),
        "photos_a_person": photos_table(raw),
    }
    save("templates", result)


if __name__ == "__main__":
    main()
