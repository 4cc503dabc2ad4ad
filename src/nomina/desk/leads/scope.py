"""What of an operation may be compared, and what may not: the one place where this is decided.

Kept out of every comparison of faces: photos under a hold or of a held file, since they may show a
living prisoner (LAW-23), and the same bytes in any other file, also after the held photo went
(`nomina.desk.files.living`); every photo of a living person;
photos that were taken away; photos of a missing person without a consent in force for comparing
faces; photos whose faces are all of somebody else; every photo of an operation whose policy does
not allow it. Files of another operation take part only under an agreement in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from nomina.desk.files.fields import AM, PM
from nomina.desk.files.living import may_live
from nomina.desk.files.models import Consent, Content, Face, File
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.leads.partners import partners
from nomina.desk.leads.withdrawn import records_withdrawn
from nomina.desk.people.models import Operation
from nomina.desk.people.policies import policies
from nomina.leads.intake import HandBox


@dataclass(frozen=True)
class Picture:
    """A photo whose face may be compared; ``box`` is None where the engine looks for it."""

    content: UUID
    file: UUID
    digest: str
    box: HandBox | None

    @property
    def drawn(self) -> str:
        """The box as text; empty without one."""
        b = self.box
        return f"{b.left} {b.top} {b.right} {b.bottom} {b.roll}" if b else ""


@dataclass(frozen=True)
class Scope:
    """What of one operation is compared.

    Attributes:
        bodies, missing: files, in order of number.
        pictures: by file, those that may be compared.
    """

    operation: Operation
    bodies: tuple[File, ...]
    missing: tuple[File, ...]
    pictures: Mapping[UUID, tuple[Picture, ...]]

    def all_pictures(self) -> list[Picture]:
        """Give every picture, bodies first."""
        files = (*self.bodies, *self.missing)
        return [picture for file in files for picture in self.pictures.get(file.pk, ())]


def scope_of(operation: Operation, at: datetime | None = None) -> Scope:
    """Give what of an operation is compared at a moment; now where None."""
    moment = at or timezone.now()
    sides = {operation.pk} | partners(operation.pk, moment)
    bodies = tuple(File.objects.filter(operation=operation, kind=PM).order_by("number", "pk"))
    listed = File.objects.filter(operation__in=sides, kind=AM).order_by("number", "pk")
    closed = records_withdrawn(sides, moment)
    missing = tuple(file for file in listed if file.pk not in closed)
    pictures: dict[UUID, tuple[Picture, ...]] = {}
    if policies(operation.policies).face_comparison:
        willing = {
            one.pk
            for one in Operation.objects.filter(pk__in=sides)
            if policies(one.policies).face_comparison
        }
        pictures = _pictures([f for f in (*bodies, *missing) if f.operation_id in willing], moment)
    return Scope(operation, bodies, missing, pictures)


def _pictures(files: Iterable[File], at: datetime) -> dict[UUID, tuple[Picture, ...]]:
    kinds = {file.pk: file.kind for file in files}
    operations = {file.operation_id for file in files}
    of_these = Q(file__operation__in=operations)
    allowed = set(
        Consent.objects.filter(of_these, purpose=COMPARE_FACES)
        .current(at)
        .values_list("file", flat=True)
    )
    boxes = _boxes(operations)
    found: dict[UUID, list[Picture]] = {}
    rows = Content.objects.filter(of_these, file__kind__in=(AM, PM), unreadable="")
    rows = rows.filter(photo__end=None).order_by("digest", "pk")
    every = list(rows.values_list("pk", "file", "digest"))
    living = may_live({digest for _, _, digest in every})
    for photo, file, digest in every:
        if digest in living or file not in kinds:
            continue
        if kinds[file] == AM and file not in allowed:
            continue
        box = boxes.get(photo)
        if isinstance(box, _Nobody):
            continue
        found.setdefault(file, []).append(Picture(photo, file, digest, box))
    return {file: tuple(pictures) for file, pictures in found.items()}


class _Nobody:
    """Every face of a photo is somebody else's."""


def _boxes(operations: set[UUID]) -> dict[UUID, HandBox | _Nobody]:
    """Give the box of each photo of which a person has said which face is compared, or that none.

    The last face that was drawn or chosen counts. Where faces are said to be somebody else's, it
    is the largest of the others. Where nobody said anything, the engine looks by its own rule.
    """
    faces: dict[UUID, list[Face]] = {}
    for face in Face.objects.filter(content__file__operation__in=operations).order_by(
        "made_at", "pk"
    ):
        faces.setdefault(face.content_id, []).append(face)
    made: dict[UUID, HandBox | _Nobody] = {}
    for photo, found in faces.items():
        others = [face for face in found if face.of_file is not False]
        stated = [face for face in others if face.by_id is not None or face.of_file]
        if not others:
            made[photo] = _Nobody()
        elif stated:
            made[photo] = _box(stated[-1])
        elif len(others) < len(found):
            made[photo] = _box(max(others, key=_area))
    return made


def _box(face: Face) -> HandBox:
    return HandBox(face.left, face.top, face.right, face.bottom, face.turn)


def _area(face: Face) -> int:
    area: int = (face.right - face.left) * (face.bottom - face.top)
    return area
