"""An operation as it stood when a run was made, of what may still be compared now.

Records, files, agreements, consents and holds are rows with moments, so that what stood then is a
query. What a photo held goes with it: of such photos only how many there were is known. Nothing is
opened that may not be compared today (`leads.scope`), whatever was allowed then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, Content, Entry, Face, File, Hold, Photo
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.leads.models import FaceTemplate, Run
from nomina.desk.leads.partners import partners
from nomina.desk.leads.scope import Picture, Scope, scope_of
from nomina.desk.leads.withdrawn import records_withdrawn
from nomina.desk.people.models import Operation
from nomina.desk.people.policies import policies
from nomina.leads.intake import HandBox


@dataclass(frozen=True)
class Past:
    """What a run was computed from, as far as it can be rebuilt.

    Attributes:
        at: when the run read everything.
        scope: what stood then and may still be compared.
        unsure: photos of which nothing tells any more which face was compared.
    """

    at: datetime
    scope: Scope
    unsure: frozenset[UUID]


def past_of(run: Run) -> Past:
    """Rebuild what the operation of a run was then."""
    at: datetime = run.made_at
    now = scope_of(run.operation)
    sides = {run.operation_id} | partners(run.operation_id, at)
    closed = records_withdrawn(sides, at)
    bodies = tuple(file for file in now.bodies if file.made_at <= at)
    missing = tuple(
        file
        for file in now.missing
        if file.made_at <= at and file.operation_id in sides and file.pk not in closed
    )
    files = {file.pk: file for file in (*bodies, *missing)}
    there = _comparable(sides, at)
    boxes = _boxes(run, sides)
    pictures: dict[UUID, tuple[Picture, ...]] = {}
    unsure = set[UUID]()
    for file in files:
        kept = [one for one in now.pictures.get(file, ()) if one.content in there]
        made = []
        for one in kept:
            box = boxes.get(one.content)
            made.append(one if box is None else replace(one, box=_read(box)))
            if box is None and one.box is not None:
                unsure.add(one.content)
        pictures[file] = tuple(made)
    return Past(at, Scope(run.operation, bodies, missing, pictures), frozenset(_still(unsure, at)))


def _comparable(sides: set[UUID], at: datetime) -> set[UUID]:
    """Give the photos that stood at a moment and were kept out of nothing then."""
    allowed = [
        one.pk
        for one in Operation.objects.filter(pk__in=sides)
        if policies(one.policies).face_comparison
    ]
    rows = Photo.objects.filter(file__operation__in=allowed, made_at__lte=at)
    rows = rows.filter(Q(end=None) | Q(end__made_at__gt=at))
    willing = Consent.objects.filter(purpose=COMPARE_FACES, made_at__lte=at).current(at)
    rows = rows.filter(~Q(file__kind=AM) | Q(file__in=willing.values("file")))
    holds = Hold.objects.filter(Q(end=None) | Q(end__made_at__gt=at), made_at__lte=at)
    held = Content.objects.filter(
        Q(photo__in=holds.filter(photo__isnull=False).values("photo"))
        | Q(file__in=holds.filter(photo=None).values("file"))
    ).values("digest")
    rows = rows.exclude(content__in=Content.objects.filter(digest__in=held).values("pk"))
    return set(rows.values_list("pk", flat=True))


def _boxes(run: Run, sides: set[UUID]) -> dict[UUID, str]:
    """Give the box of each photo whose template is still that of the run."""
    rows = FaceTemplate.objects.filter(
        engine=run.engine, made_at__lte=run.made_at, file__operation__in=sides
    )
    return dict(rows.values_list("content", "box"))


def _read(drawn: str) -> HandBox | None:
    if not drawn:
        return None
    left, top, right, bottom, turn = drawn.split()
    return HandBox(int(left), int(top), int(right), int(bottom), float(turn))


def _still(unsure: set[UUID], at: datetime) -> set[UUID]:
    """Give those whose box was not drawn by hand before the moment: nothing says who chose when."""
    drawn = Face.objects.filter(content__in=unsure, by__isnull=False, of_file=True, made_at__lte=at)
    return unsure - set(drawn.values_list("content", flat=True))


@dataclass(frozen=True)
class Since:
    """What happened to one file since a run.

    Attributes:
        fields: keys of fields in which something was said.
        photos: how many were added.
        gone: how many that stood then were taken away.
        kept_out: how many that stood then may not be compared any more.
    """

    fields: tuple[str, ...]
    photos: int
    gone: int
    kept_out: int


def since(past: Past, file: File) -> Since:
    """Say what happened to a file since."""
    at = past.at
    said = Entry.objects.filter(file=file, made_at__gt=at)
    mine = Photo.objects.filter(file=file)
    gone = mine.filter(made_at__lte=at, end__made_at__gt=at)
    there = _comparable({file.operation_id}, at)
    readable = Content.objects.filter(file=file, photo__in=there, photo__end=None, unreadable="")
    kept = {one.content for one in past.scope.pictures.get(file.pk, ())}
    return Since(
        tuple(sorted(set(said.values_list("field", flat=True)))),
        mine.filter(made_at__gt=at).count(),
        gone.count(),
        len(set(readable.values_list("pk", flat=True)) - kept),
    )


def used(past: Past, run: Run, file: File) -> tuple[Picture, ...]:
    """Give the photos of a file that had a template in a run.

    While any template of the engine is there, a photo without one could not be read then.
    """
    mine: Mapping[UUID, datetime] = dict(
        FaceTemplate.objects.filter(file=file, engine=run.engine).values_list("content", "made_at")
    )
    pictures = past.scope.pictures.get(file.pk, ())
    return tuple(one for one in pictures if not mine or one.content in mine)


__all__ = ["Past", "Since", "past_of", "since", "used"]
