"""`nomina identify` as a call: two folders of photos in, leads that a person can weigh out."""

from __future__ import annotations

import contextvars
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from nomina.documents import write_bytes_atomic, write_chunks_atomic
from nomina.errors import InputError
from nomina.evidence import WEIGHED
from nomina.evidence.results import PairResult
from nomina.faces import Finder, load_pack
from nomina.images import Door
from nomina.leads.assemble import assemble, jobs_of
from nomina.leads.compose import Known, composed
from nomina.leads.describe import of_intake, results_of
from nomina.leads.documents import ModelRecord, Problem, Times
from nomina.leads.doubles import doubles
from nomina.leads.engine import Engine
from nomina.leads.intake import Intake, take_in
from nomina.leads.outcome import Outcome
from nomina.leads.parts_table import problems_of_bags
from nomina.leads.report import write_report
from nomina.leads.spreadsheet import leads_csv, problems_csv
from nomina.leads.store import Store
from nomina.leads.words import say
from nomina.leads.work import run_all
from nomina.progress import Progress, Silent
from nomina.reconcile.prior import pair_weight
from nomina.words import current, tr, use

NOT_STATED = "not stated"
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for; see `identify`."""

    bodies: Path
    missing: Path
    out: Path
    on_list: float
    top: int = 50
    packs: tuple[str, ...] = ("embedded",)
    purpose: str = ""
    authority: str = ""
    bodies_table: Path | None = None
    missing_table: Path | None = None
    images: bool = True
    may_be_alive: tuple[str, ...] = ()
    workers: int = 0
    results_table: Path | None = None
    parameters: Path | None = None
    without: tuple[str, ...] = ()
    parts: Path | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to.

    Attributes:
        bodies: how many bodies, and how many of them could be compared.
        missing: likewise for the list.
        photos: how many photos, and how many of them an earlier run had done.
        candidates: bodies with at least one candidate for other examination.
        on_list: the share that was asked for.
        problems: how many lines ``problems.csv`` has.
        report: path of ``report.html``.
        seconds: from start to end.
    """

    bodies: tuple[int, int]
    missing: tuple[int, int]
    photos: tuple[int, int]
    candidates: int
    on_list: float
    problems: int
    report: Path
    seconds: float


def identify(
    bodies: Path | str,
    missing: Path | str,
    out: Path | str,
    *,
    on_list: float,
    top: int = 50,
    packs: Sequence[str] = ("embedded",),
    purpose: str = "",
    authority: str = "",
    bodies_table: Path | str | None = None,
    missing_table: Path | str | None = None,
    images: bool = True,
    may_be_alive: Sequence[str] = (),
    language: str | None = None,
    workers: int = 0,
    results_table: Path | str | None = None,
    parameters: Path | str | None = None,
    without: Sequence[str] = (),
    parts: Path | str | None = None,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> Summary:
    """Order the people of a list for every body by all evidence, and say what each rests on.

    Writes ``leads.json``, ``leads.csv``, ``problems.csv`` and ``report.html`` into ``out``.
    What is needed to go on after a stop is kept there too, encrypted; see `forget`.

    Args:
        bodies: folder of photos of the dead: a folder for each body, or a photo for each.
        missing: folder of photos of missing people, likewise.
        out: folder for the results; made where there is none.
        on_list: share of the bodies thought to be on the list, above 0 and below 1.
        top: leads for each body.
        packs: model packs; the strengths of several are fused.
        purpose: what the comparison is for, printed on the report.
        authority: who ordered it, printed on the report.
        bodies_table: CSV or XLSX with photos, numbers, hand boxes, conditions and descriptions.
        missing_table: likewise for the missing.
        images: False leaves every face out of the report.
        may_be_alive: bodies of which it is said that they may be alive; any is refused.
        language: of the report and of problems; None for the current one.
        workers: threads that work on photos; 0 for as many as there are cores, at most 4.
        results_table: CSV or XLSX with results of laboratories and examiners on pairs.
        parameters: folder of numbers learnt by ``nomina calibrate``; None for those shipped.
        without: kinds of evidence to leave out, to see what rests on them; see `WEIGHED`.
        parts: CSV or XLSX of what lay in which bag; see `nomina parts`.
        progress: told of every photo.
        clock: gives the time; only ``times`` in ``leads.json`` depends on it.

    Raises:
        InputError: a folder, table or setting cannot be used; nothing was changed.
        LineNotCrossed: a body may be alive.
        PackError: a model pack cannot be used.
        CalibrationError: a pack has no calibration for the dead.
        StoreError: the kept work belongs to other folders, was changed, or is in use.
        SpaceError: the disk is full; what was done is kept.
    """
    settings = Settings(
        Path(bodies),
        Path(missing),
        Path(out),
        float(on_list),
        top,
        tuple(packs),
        purpose,
        authority,
        Path(bodies_table) if bodies_table else None,
        Path(missing_table) if missing_table else None,
        images,
        tuple(may_be_alive),
        workers,
        Path(results_table) if results_table else None,
        Path(parameters) if parameters else None,
        tuple(without),
        Path(parts) if parts else None,
    )

    def run() -> Summary:
        if language is not None:
            use(language)
        _checked(settings)
        with real_engine(settings.packs, _workers(settings)) as (engine, finder):
            return identify_with(settings, engine, finder, progress=progress, clock=clock)

    return contextvars.copy_context().run(run)


def identify_with(
    settings: Settings,
    engine: Engine,
    finder: tuple[ModelRecord, ...] = (),
    *,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> Summary:
    """Do what `identify` does with an engine at hand; for services that keep one, and for tests."""
    _checked(settings)
    return _Run(settings, engine, finder, progress or Silent(), clock).go()


def _workers(settings: Settings) -> int:
    return settings.workers or max(1, min(4, os.cpu_count() or 1))


def _checked(settings: Settings) -> None:
    if not 0.0 < settings.on_list < 1.0:
        raise InputError(
            tr("the share of bodies on the list is above 0 and below 1"),
            where=f"{settings.on_list:g}",
            todo=tr("Give 0.7 where seven in ten bodies are thought to be on the list"),
        )
    if settings.top < 1 or not settings.packs or len(set(settings.packs)) < len(settings.packs):
        raise InputError(tr("at least one lead and one pack are needed, each pack once"))
    unknown = sorted(set(settings.without) - set(WEIGHED))
    if unknown:
        raise InputError(
            tr("there is no such kind of evidence"), where=unknown[0], todo=", ".join(WEIGHED)
        )
    bodies, missing, out = (
        path.resolve() for path in (settings.bodies, settings.missing, settings.out)
    )
    if bodies.is_relative_to(missing) or missing.is_relative_to(bodies):
        what, todo = say("folder-same")
        raise InputError(what, where=str(settings.bodies), todo=todo)
    if out.is_relative_to(bodies) or out.is_relative_to(missing):
        what, todo = say("out-inside")
        raise InputError(what, where=str(settings.out), todo=todo)


@contextmanager
def real_engine(
    packs: Sequence[str], workers: int
) -> Iterator[tuple[Engine, tuple[ModelRecord, ...]]]:
    """Start everything a photo goes through; also give what finds the faces, for the record.

    Raises:
        PackError: a pack cannot be used.
    """
    loaded = tuple(load_pack(name) for name in packs)
    embedded = load_pack("embedded").manifest
    finder = tuple(
        ModelRecord(role=one.role, name=one.file, sha256=one.sha256, licence=one.licence)
        for one in embedded.weights
        if one.role != "recogniser"
    )
    with Door(workers) as door:
        mark = tr("not for relatives, not for publication")
        found_by = " ".join(one.sha256 for one in finder)
        yield Engine(loaded, lambda: Finder(threads=1), door, mark, found_by), finder


@dataclass(slots=True)
class _Run:
    """One run with an engine at hand."""

    settings: Settings
    engine: Engine
    finder: tuple[ModelRecord, ...]
    progress: Progress
    clock: Clock

    def go(self) -> Summary:
        """Do it all."""
        started, s = self.clock(), self.settings
        bodies = take_in(s.bodies, "bodies", table=s.bodies_table, may_be_alive=s.may_be_alive)
        missing = take_in(s.missing, "missing", table=s.missing_table)
        for pack in self.engine.packs:
            pack.calibration("simulated")  # refused now rather than after hours of work
        pair_weight(len(bodies.cases), len(missing.cases), s.on_list)
        known = _known(s, bodies, missing)
        made_folder(s.out)
        with Store(s.out, binding(s)) as store:
            kept = len(store)
            jobs = [*jobs_of(bodies), *jobs_of(missing)]
            done = run_all(
                jobs,
                self.engine,
                store,
                workers=_workers(s),
                progress=self.progress,
                clock=self.clock,
            )
            packs = self.engine.packs
            halves = (
                assemble(bodies, done, store, packs),
                assemble(missing, done, store, packs),
            )
            sides = (bodies, missing)
            outcome, scores = composed(
                s,
                self.engine.packs,
                finder=self.finder,
                sides=sides,
                halves=halves,
                known=known,
                progress=self.progress,
            )
            store.note("scores", scores)
            del scores, halves, done  # of a large list these are a third of what is held here
            store.sync()
            return self._written(outcome, store, started, len(jobs), len(store) - kept)

    def _written(
        self, leads: Outcome, store: Store, started: datetime, photos: int, new: int
    ) -> Summary:
        out, finished = self.settings.out, self.clock()
        times = Times(started_at=_iso(started), finished_at=_iso(finished))
        leads = replace(leads, times=times)
        write_chunks_atomic(out / "leads.json", leads.json())
        write_chunks_atomic(out / "leads.csv", leads_csv(leads))
        write_bytes_atomic(out / "problems.csv", problems_csv(leads.problems))
        write_report(
            out / "report.html",
            leads,
            store.crop,
            language=current(),
            images=self.settings.images,
        )
        return Summary(
            bodies=(len(leads.bodies), sum(case.compared for case in leads.bodies)),
            missing=(len(leads.missing), sum(case.compared for case in leads.missing)),
            photos=(photos, max(photos - new, 0)),
            candidates=sum(line.candidates > 0 for line in leads.results.lines),
            on_list=leads.run.on_list,
            problems=len(leads.problems),
            report=out / "report.html",
            seconds=(finished - started).total_seconds(),
        )


def _known(settings: Settings, bodies: Intake, missing: Intake) -> Known:
    """Read what is known beside faces."""
    described, problems_b = of_intake(bodies)
    listed, problems_m = of_intake(missing)
    results: tuple[PairResult, ...] = ()
    problems_r: tuple[Problem, ...] = ()
    digests = []
    if settings.results_table is not None:
        results, problems_r = results_of(settings.results_table, described, listed)
        digests.append(f"results {hashlib.sha256(settings.results_table.read_bytes()).hexdigest()}")
    if settings.parameters is not None:
        digests += [
            f"parameters {path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
            for path in sorted(settings.parameters.glob("*.json"))
        ]
    problems = [*problems_b, *problems_m, *problems_r, *doubles(listed)]
    if settings.parts is not None:
        problems += problems_of_bags(settings.parts)
        digests.append(f"parts {hashlib.sha256(settings.parts.read_bytes()).hexdigest()}")
    return Known(described, listed, results, settings.parameters, tuple(digests), tuple(problems))


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def made_folder(out: Path) -> None:
    """Make the folder for the results.

    Raises:
        InputError: it cannot be made, or is a file.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            tr("the folder for the leads cannot be made ({why})").format(why=error.strerror),
            where=str(out),
            todo=tr("Choose another folder, or check that you may write there"),
        ) from error


def binding(settings: Settings) -> tuple[str, ...]:
    """Give what kept work belongs to: both folders as they are, and as seen from ``out``."""
    pair = (settings.bodies.resolve(), settings.missing.resolve())
    out = settings.out.resolve()
    full = "\n".join(str(path) for path in pair)
    try:
        seen = "\n".join(os.path.relpath(path, out) for path in pair)
    except ValueError:  # another drive on Windows
        return (full,)
    return (full, seen)


__all__ = ["Settings", "Summary", "identify", "identify_with"]
