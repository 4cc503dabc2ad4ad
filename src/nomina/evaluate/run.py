"""One evaluation from a folder of photos to its figures and its page."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import nomina
from nomina.documents import write_bytes_atomic, write_json
from nomina.errors import CalibrationError, FolderError
from nomina.evaluate.documents import ConditionRow, Evaluation, Problem, RunRecord
from nomina.evaluate.figures import Curves, curves, fields, figures
from nomina.evaluate.folder import read_people
from nomina.evaluate.protocol import PLAIN, Alteration, Embedded, Engine, embed, search
from nomina.evaluate.report import page
from nomina.faces import Calibration, Finder, Pack, load_pack
from nomina.faces.calibration import list_digest
from nomina.faces.packs import EMBEDDED
from nomina.images import Door, Photo
from nomina.progress import Progress
from nomina.words import tr

PACKAGES = ("numpy", "onnxruntime", "Pillow", "pi-heif", "pydantic", "face_recognition_models")


@dataclass(frozen=True, slots=True)
class Bench:
    """What an evaluation works with.

    Args:
        open_photo: gives a photo or raises `ImageRefused`; called from several threads.
        engines: one for each thread.
        pack: name of the model pack.
        pack_digest: digest of its content.
        living: its calibration for photos of the living, if it has one.
        simulated: its calibration for simulated conditions, if it has one.
        conditions: names of the simulated conditions, tried only when asked for.
        alter: makes the altered photo.
        together: the one of ``conditions`` that is all of them, drawn in the report.
    """

    open_photo: Callable[[Path], Photo]
    engines: Sequence[Engine]
    pack: str
    pack_digest: str
    living: Calibration | None = None
    simulated: Calibration | None = None
    conditions: tuple[str, ...] = ()
    alter: Alteration | None = None
    together: str = ""


def evaluate(
    directory: Path,
    out: Path,
    *,
    pack: str | Path = EMBEDDED,
    condition: Literal["simulated"] | None = None,
    threads: int = 2,
    seed: int = 0,
    started: str = "",
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate a model pack on a folder of identity folders; see `measure` for what is given.

    Args:
        directory: one folder a person, each with one or more photos.
        out: folder for ``result.json`` and ``report.html``, made if missing.
        pack: ``embedded``, the name of an added pack, or its folder.
        condition: "simulated" to try the probes under every simulated condition too.
        threads: photos worked on at once.
        seed: of resamples, folds and alterations.
        started: when this was begun, ISO 8601, for the record.
        progress: told of every photo.

    Raises:
        FolderError: the folder is not usable, or ``out`` cannot be made.
        PackError: the pack is not there, or changed.
        SpaceError: the disk is full.
    """
    read_people(directory)  # said at once, before anything is loaded
    loaded = load_pack(pack)
    names, alter = _simulation() if condition else ((), None)
    with Door(workers=threads) as door:
        bench = Bench(
            open_photo=door.open,
            engines=[_engine(loaded) for _ in range(threads)],
            pack=loaded.manifest.name,
            pack_digest=loaded.digest,
            living=_calibration(loaded, "living"),
            simulated=_calibration(loaded, "simulated"),
            conditions=names,
            alter=alter,
            together=names[-1] if names else "",
        )
        return measure(
            directory,
            out,
            bench,
            condition=condition,
            seed=seed,
            started=started,
            progress=progress,
        )


def _simulation() -> tuple[tuple[str, ...], Alteration]:
    """Give the names of the simulated conditions, all of them together last, and the simulator."""
    from nomina.evaluate.conditions import CONDITIONS, apply

    return tuple(CONDITIONS), apply


def _engine(pack: Pack) -> Engine:
    find = partial(Finder(threads=1).find, thorough=False)  # the face nearest the centre counts
    return Engine(find, pack.recogniser(threads=1).template)


def _calibration(pack: Pack, condition: str) -> Calibration | None:
    try:
        return pack.calibration(condition)
    except CalibrationError:  # said by null in the result
        return None


def measure(
    directory: Path,
    out: Path,
    bench: Bench,
    *,
    condition: Literal["simulated"] | None = None,
    seed: int = 0,
    started: str = "",
    clock: Callable[[], float] = time.perf_counter,
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate on a folder of identity folders; write ``result.json`` and ``report.html``.

    Args:
        directory: one folder a person, each with one or more photos.
        out: folder for the result, made if missing.
        bench: what to work with.
        condition: "simulated" to try the probes under every simulated condition too.
        seed: of resamples, folds and alterations.
        started: when this was begun, ISO 8601, for the record.
        clock: seconds that only rise.
        progress: told of every photo.

    Raises:
        FolderError: the folder is not usable, or ``out`` cannot be made.
        SpaceError: the disk is full.
    """
    begun = clock()
    people = read_people(directory)
    _make(out)
    names = bench.conditions if condition else ()
    embedded = embed(
        people,
        bench.open_photo,
        bench.engines,
        conditions=names,
        alter=bench.alter,
        seed=seed,
        progress=progress,
    )
    busy = max(clock() - begun, 1e-9)
    searches, pairs = search(embedded, seed=seed)
    plain = figures(searches, pairs, bench.living, seed=seed)
    drawn = {PLAIN: curves(searches, pairs, bench.living)}
    rows = []
    for name in names:
        row, shape = _under(name, embedded, bench.simulated, seed)
        rows.append(row)
        if name == bench.together:
            drawn[name] = shape
    result = Evaluation(
        **fields(plain),
        n_gallery=len(people),
        not_found=len(embedded.problems),
        seconds=clock() - begun,
        images_per_second=embedded.n_images / busy,
        conditions=tuple(rows),
        problems=tuple(Problem(photo=a, reason=b) for a, b in embedded.problems),
        run=_record(bench, embedded, condition, seed, started),
    )
    write_json(out / "result.json", result)
    write_bytes_atomic(out / "report.html", page(result, drawn).encode())
    return result


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            tr("the folder for the result cannot be made ({why})").format(why=error.strerror),
            where=str(out),
            todo=tr("Name a folder that you may write in"),
        ) from error


def _under(
    name: str, embedded: Embedded, calibration: Calibration | None, seed: int
) -> tuple[ConditionRow, Curves]:
    searches, pairs = search(embedded, name, seed=seed)
    row = ConditionRow(
        **fields(figures(searches, pairs, calibration, seed=seed)),
        name=name,
        not_found=sum(template is None for template in embedded.probes[name]),
    )
    return row, curves(searches, pairs, calibration)


def _record(
    bench: Bench,
    embedded: Embedded,
    condition: Literal["simulated"] | None,
    seed: int,
    started: str,
) -> RunRecord:
    used = bench.living
    sets = {list_digest(embedded.digests), list_digest(embedded.searched_digests)}
    stored = [x for x in (bench.living, bench.simulated if condition else None) if x is not None]
    return RunRecord(
        started=started,
        nomina=nomina.__version__,
        python=platform.python_version(),
        packages={name: _version(name) for name in PACKAGES},
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        threads=len(bench.engines),
        pack=bench.pack,
        pack_digest=bench.pack_digest,
        calibration_sha256=used.sha256 if used else None,
        calibration_set_sha256=used.set.sha256 if used else None,
        set_sha256=list_digest(embedded.digests),
        calibrated_on_these_photos=any(x.set.sha256 in sets for x in stored),
        condition=condition or "living",
        seed=seed,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
