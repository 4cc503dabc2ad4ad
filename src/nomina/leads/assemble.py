"""What was given and what was found, put together: case records, problems, one template a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nomina.faces import Manifest, placement, pool, repeat_score
from nomina.faces.geometry import Points
from nomina.leads.documents import (
    CaseRecord,
    FaceRecord,
    FaceValues,
    PhotoRecord,
    Problem,
    Side,
)
from nomina.leads.engine import PackLike
from nomina.leads.intake import CaseInput, Intake, PhotoInput
from nomina.leads.store import Kept
from nomina.leads.words import problem, say
from nomina.leads.work import Done, Job
from nomina.names import shown

Template = NDArray[np.float32]


class Shelf(Protocol):
    """Where the work on photos is kept, such as `nomina.leads.store.Store`."""

    def get(self, key: str) -> Kept | None:
        """Give the work kept under a key, if any."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case with what is compared: a pooled template a pack, none where nothing was usable."""

    record: CaseRecord
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Half:
    """One side, assembled. ``digests`` holds the owner of every file by its SHA-256."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]
    digests: dict[str, str]


def job_name(side: Side, photo: PhotoInput) -> str:
    """Name a photo among all photos of a run."""
    box = photo.box
    where = f" {box.left} {box.top} {box.right} {box.bottom} {box.roll}" if box else ""
    return f"{side}/{photo.file}{where}"


def jobs_of(intake: Intake) -> list[Job]:
    """Give one job for each photo, once where two cases share it."""
    jobs = {
        (name := job_name(intake.side, photo)): Job(name, photo.path, photo.box)
        for case in intake.cases
        for photo in case.photos
    }
    return list(jobs.values())


def assemble(
    intake: Intake, done: dict[str, Done], store: Shelf, packs: Sequence[PackLike] = ()
) -> Half:
    """Put one side together; ``packs`` in the order of the templates that are kept."""
    maker = _Maker(intake.side, done, store, packs)
    cases = tuple(maker.case(case) for case in intake.cases)
    return Half(cases, (*intake.problems, *maker.problems), maker.owner)


def on_both_sides(bodies: Half, missing: Half) -> list[Problem]:
    """Say which files are photos of a body and of a missing person at once."""
    return [
        problem(
            "photo-on-both-sides",
            "bodies",
            case=case.record.id,
            file=photo.file,
            other=missing.digests[photo.sha256],
        )
        for case in bodies.cases
        for photo in case.record.photos
        if photo.sha256 in missing.digests
    ]


class _Maker:
    """Assembles the cases of one side in their order."""

    def __init__(
        self, side: Side, done: dict[str, Done], store: Shelf, packs: Sequence[PackLike]
    ) -> None:
        self._manifests = [pack.manifest for pack in packs]
        self._repeats = [repeat_score(pack) for pack in packs]
        self._side = side
        self._done = done
        self._store = store
        self.problems: list[Problem] = []
        self.owner: dict[str, str] = {}

    def _say(self, code: str, case: CaseInput, file: str = "", **values: object) -> None:
        made = problem(code, self._side, case=case.id, file=file, **values)
        if len(case.photos) == 1 and (code in {"no-face", "box-outside"} or code[:6] == "photo-"):
            made = made.model_copy(update={"what": f"{made.what}; {say('not-compared')[0]}"})
        self.problems.append(made)

    def case(self, case: CaseInput) -> Case:
        """Assemble one case; a file that is there twice counts once."""
        records: list[PhotoRecord] = []
        templates: list[tuple[Template, ...]] = []
        used: dict[tuple[str, object], str] = {}
        for photo in case.photos:
            done = self._done[job_name(self._side, photo)]
            record = _photo_record(photo, done, case.stated, self._manifests)
            if done.sha256 is not None:
                twin = used.setdefault((done.sha256, photo.box), record.file)
                if twin != record.file:
                    self._say("same-photo-twice", case, record.file, other=twin)
                    records.append(record.model_copy(update={"face": None, "crop": None}))
                    continue
                self._shared(case, done.sha256, record.file, photo)
            kept = self._store.get(done.key)
            if record.face is not None and kept is not None:
                templates.append(kept.templates)
            self._photo_problem(case, photo, record, done.facts)
            records.append(record)
        if len(case.photos) > 1 and not templates:
            self._say("no-usable-face", case)
        if case.stated == "advanced_change" and self._side == "bodies" and templates:
            self._say("no-opinion", case)
        by_pack = [np.stack(each) for each in zip(*templates, strict=True)]
        repeats = self._repeats or [None] * len(by_pack)
        pooled = tuple(map(pool, by_pack, repeats))
        made = CaseRecord(
            id=case.id,
            label=case.label,
            stated=case.stated,
            compared=bool(templates),
            photos=tuple(records),
        )
        return Case(made, pooled)

    def _shared(self, case: CaseInput, sha256: str, file: str, photo: PhotoInput) -> None:
        other = self.owner.setdefault(sha256, case.id)
        if other != case.id and photo.box is None:  # with boxes it is a photo of several people
            made = problem("photo-of-several", self._side, case=case.id, file=file, other=other)
            self.problems.append(made)

    def _photo_problem(
        self, case: CaseInput, photo: PhotoInput, record: PhotoRecord, facts: dict[str, Any]
    ) -> None:
        status = facts["status"]
        if status == "refused":
            self._say(f"photo-refused-{facts['reason']}", case, record.file)
        elif status == "box-outside":
            width, height = record.width, record.height
            self._say(status, case, record.file, width=width, height=height)
        elif status == "no-face":
            self._say(status, case, record.file)
        elif photo.box is None and record.faces_found > 1:
            self._say("several-faces", case, record.file, n=record.faces_found)


def _photo_record(
    photo: PhotoInput, done: Done, stated: str, manifests: Sequence[Manifest]
) -> PhotoRecord:
    facts: dict[str, Any] = done.facts
    face = facts.get("face")
    return PhotoRecord(
        file=shown(photo.file),
        sha256=done.sha256,
        format=facts.get("format", ""),
        width=facts.get("width", 0),
        height=facts.get("height", 0),
        notes=tuple(facts.get("notes", ())),
        faces_found=facts.get("faces_found", 0),
        face=None if face is None else _face_record(face, stated, manifests),
        crop=None if face is None else done.key,
    )


def _face_record(face: dict[str, Any], stated: str, manifests: Sequence[Manifest]) -> FaceRecord:
    points = np.asarray(face["landmarks"], np.float32)
    left, top, right, bottom = face["box"]
    return FaceRecord(
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        roll=face["roll"],
        score=face["score"],
        source=face["source"],
        landmarks=tuple((x, y) for x, y in face["landmarks"]),
        alignments=tuple(_alignment(manifest, points) for manifest in manifests),
        values=FaceValues(
            eye_distance=face["eye_distance"],
            sharpness=face["sharpness"],
            exposure=face["exposure"],
            clipped=face["clipped"],
            yaw=face["yaw"],
            stated=stated,
            flags=tuple(face["flags"]),
        ),
    )


def _alignment(manifest: Manifest, points: Points) -> tuple[float, float, float, float]:
    placed = placement(manifest, points)
    a, b, c, d = (round(value, 4) for value in (placed.a, placed.b, placed.c, placed.d))
    return a, b, c, d


def stacked(cases: Sequence[Case], packs: int, dims: Sequence[int]) -> list[Template]:
    """Give the pooled templates of the compared cases, one (n, dim) array a pack."""
    return [
        np.stack([case.templates[pack] for case in cases if case.templates])
        if any(case.templates for case in cases)
        else np.empty((0, dims[pack]), np.float32)
        for pack in range(packs)
    ]
