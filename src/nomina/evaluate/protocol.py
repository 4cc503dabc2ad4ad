"""The protocol: enrol the first photo of everyone, search with the second, with and without mate.

A non-mated search is the same probe with its own person left out. The face nearest the centre of
a photo counts. A photo without a face, or that cannot be opened, is a miss: a probe then finds
nobody, and a person so enrolled cannot be found.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nomina.errors import ImageRefused, InputError
from nomina.evaluate.folder import Identity
from nomina.evaluate.metrics import Floats, Searches, Whole
from nomina.faces.types import Face
from nomina.images import Photo
from nomina.progress import Progress, Silent
from nomina.words import tr

Pixels = NDArray[np.uint8]
Template = NDArray[np.float32]
Alteration = Callable[[str, Pixels, NDArray[np.float32], int], Pixels]

PLAIN = "as photographed"
MOST_PAIRS = 4_000_000
"""Non-mated pairs kept for likelihood ratios; beyond it as many are drawn for each probe."""

_BLOCK = 16_000_000  # scores held at once


@dataclass(frozen=True, slots=True)
class Engine:
    """What one thread works with: finds faces in pixels, and makes the template of one."""

    find: Callable[[Pixels], Sequence[Face]]
    template: Callable[[Pixels, Face], Template]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Templates of all photos used; a row is None where there is no face.

    ``probes`` has, for every condition, one row for each entry of ``owners``: the place in
    ``people`` of the person searched with. ``digests`` are of all photos that opened,
    ``searched_digests`` of those of people searched with, as calibrations use them alone.
    """

    people: tuple[str, ...]
    gallery: tuple[Template | None, ...]
    owners: tuple[int, ...]
    probes: dict[str, tuple[Template | None, ...]]
    digests: tuple[str, ...]
    searched_digests: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    n_images: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scores of pairs of known truth, with the people in each, for calibration."""

    mated: Floats
    mated_people: Whole
    non_mated: Floats
    non_mated_people: Whole


def nearest_centre(faces: Sequence[Face], pixels: Pixels) -> Face | None:
    """Give the face whose box lies nearest the centre of the photo; the first of equals."""
    height, width = pixels.shape[:2]

    def distance(face: Face) -> float:
        x, y = face.box.centre
        return float(np.hypot(x - width / 2, y - height / 2))

    return min(faces, key=distance, default=None)


def embed(
    people: Sequence[Identity],
    open_photo: Callable[[Path], Photo],
    engines: Sequence[Engine],
    *,
    conditions: Sequence[str] = (),
    alter: Alteration | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Embedded:
    """Make all templates, on as many threads as there are engines.

    Args:
        people: from `read_people`.
        open_photo: gives a photo or raises `ImageRefused`; called from several threads.
        engines: one for each thread.
        conditions: names of alterations; each probe is also tried altered by each of them.
        alter: makes the altered photo from a name, pixels, landmarks and a seed.
        seed: of the alterations; together with the photo it settles what is done to it.
        progress: told of every photo.
    """
    told = progress or Silent()
    free: queue.SimpleQueue[Engine] = queue.SimpleQueue()
    for engine in engines:
        free.put(engine)
    owners = tuple(i for i, person in enumerate(people) if person.probe is not None)
    jobs = [(person.enrolled, False) for person in people]
    jobs += [(probe, True) for person in people if (probe := person.probe) is not None]

    plain = _Task(open_photo, None, (), seed)
    altered = _Task(open_photo, alter, tuple(conditions) if alter else (), seed)

    def work(path: Path, is_probe: bool) -> _Done:
        with _taken(free) as engine:
            return (altered if is_probe else plain).do(path, engine)

    told.begin(tr("Photos"), len(jobs))
    done: list[_Done | None] = [None] * len(jobs)
    with ThreadPoolExecutor(max_workers=len(engines)) as pool:
        waiting: dict[Future[_Done], int] = {
            pool.submit(work, *job): i for i, job in enumerate(jobs)
        }
        try:
            for future in as_completed(waiting):
                done[waiting[future]] = future.result()
                told.advance()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    told.end()
    return _gathered(people, owners, [x for x in done if x is not None], tuple(conditions))


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of one photo: a template for each condition, or the reason for none."""

    name: str
    sha256: str
    templates: dict[str, Template]
    problem: str
    n_images: int


@contextmanager
def _taken(free: queue.SimpleQueue[Engine]) -> Iterator[Engine]:
    engine = free.get()
    try:
        yield engine
    finally:
        free.put(engine)


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be done with a photo."""

    open_photo: Callable[[Path], Photo]
    alter: Alteration | None
    conditions: tuple[str, ...]
    seed: int

    def do(self, path: Path, engine: Engine) -> _Done:
        name = f"{path.parent.name}/{path.name}"
        try:
            photo = self.open_photo(path)
        except ImageRefused as refused:
            return _Done(name, "", {}, refused.reason, 1)
        face = nearest_centre(engine.find(photo.pixels), photo.pixels)
        plain = _template(engine, photo.pixels, face)
        if face is None or plain is None:
            reason = "no-face" if face is None else "no-template"
            return _Done(name, photo.sha256, {}, reason, 1)
        templates = {PLAIN: plain}
        for condition in self.conditions:
            assert self.alter is not None
            own_seed = int(photo.sha256[:8], 16) ^ self.seed  # a photo is always altered alike
            altered = self.alter(condition, photo.pixels, face.landmarks, own_seed)
            seen = nearest_centre(engine.find(altered), altered)
            template = _template(engine, altered, seen)
            if template is not None:
                templates[condition] = template
        return _Done(name, photo.sha256, templates, "", 1 + len(self.conditions))


def _template(engine: Engine, pixels: Pixels, face: Face | None) -> Template | None:
    if face is None:
        return None
    try:
        return engine.template(pixels, face)
    except InputError:  # nothing that could be compared: a miss like any other
        return None


def _gathered(
    people: Sequence[Identity],
    owners: tuple[int, ...],
    done: Sequence[_Done],
    conditions: tuple[str, ...],
) -> Embedded:
    enrolled, probes = done[: len(people)], done[len(people) :]
    return Embedded(
        people=tuple(person.name for person in people),
        gallery=tuple(one.templates.get(PLAIN) for one in enrolled),
        owners=owners,
        probes={
            name: tuple(one.templates.get(name) for one in probes) for name in (PLAIN, *conditions)
        },
        digests=tuple(one.sha256 for one in done if one.sha256),
        searched_digests=tuple(
            one.sha256 for one in (*(enrolled[i] for i in owners), *probes) if one.sha256
        ),
        problems=tuple((one.name, one.problem) for one in done if one.problem),
        n_images=sum(one.n_images for one in done),
    )


def search(embedded: Embedded, condition: str = PLAIN, *, seed: int = 0) -> tuple[Searches, Pairs]:
    """Compare every probe with everyone enrolled.

    Returns:
        The searches, and the scores by pair: every mated pair with both faces, and non-mated
        pairs, drawn by ``seed`` where there are more than `MOST_PAIRS`.
    """
    probes = embedded.probes[condition]
    at = np.array([i for i, row in enumerate(embedded.gallery) if row is not None], dtype=np.int64)
    rows = [row for row in embedded.gallery if row is not None]
    owners = np.asarray(embedded.owners, dtype=np.int64)
    n = len(probes)
    mate, best = np.full(n, -np.inf), np.full(n, -np.inf)
    above = np.zeros(n, dtype=np.int64)
    seen = np.array([i for i, row in enumerate(probes) if row is not None], dtype=np.int64)
    kept: list[tuple[Floats, Whole]] = []
    if seen.size and at.size:
        gallery = np.stack(rows)
        each = max(1, MOST_PAIRS // seen.size)
        rng = np.random.default_rng([seed, 3])
        for block in np.array_split(seen, -(-seen.size * at.size // _BLOCK)):
            queries = np.stack([row for i in block if (row := probes[i]) is not None])
            scores = (queries @ gallery.T).astype(np.float64)
            own = at[None, :] == owners[block][:, None]
            mate[block] = np.where(own, scores, -np.inf).max(axis=1)
            others = np.where(own, -np.inf, scores)
            above[block] = (others >= mate[block][:, None]).sum(axis=1)
            best[block] = others.max(axis=1)
            for probe, line, mine in zip(block, others, own, strict=True):
                chosen = np.flatnonzero(~mine)
                if chosen.size > each:
                    chosen = rng.choice(chosen, each, replace=False)
                whose = np.stack([np.full(chosen.size, owners[probe]), at[chosen]], axis=1)
                kept.append((line[chosen], whose))
    found = np.isfinite(mate)
    pairs = Pairs(
        mated=mate[found],
        mated_people=owners[found],
        non_mated=np.concatenate([x for x, _ in kept]) if kept else np.empty(0),
        non_mated_people=np.concatenate([x for _, x in kept])
        if kept
        else np.empty((0, 2), dtype=np.int64),
    )
    return Searches(mate, above, best, len(embedded.people)), pairs
