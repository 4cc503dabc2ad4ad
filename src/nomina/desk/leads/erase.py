"""Taking away what was made of a photo: template, results, and what was weighed against them.

It happens within the transaction of the act that takes the photo away, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models, transaction

from nomina.desk.files.models import File, Photo
from nomina.desk.leads.ground import move
from nomina.desk.leads.jobs import anew
from nomina.desk.leads.models import Answer, FaceTemplate, Lead, Scores
from nomina.desk.leads.partners import ever_partners

WORTH = 0.01
"""Probability from which a lead weighed on the other answers so much that those go with it."""
_STEP = 500


def prepared(files: Iterable[File]) -> None:
    """Hold all that taking something of several files away will ask for, before the first of it.

    Everyone asks in this order, grounds before jobs, so that no two wait for each other for ever.
    """
    operations = set().union(*(_resting(file) for file in files))
    move(operations)
    anew(operations)


def _resting(file: File) -> set[UUID]:
    """Give the operations whose results may rest on a file."""
    return {file.operation_id} | ever_partners(file.operation_id)


def erase(photo: Photo) -> None:
    """Take away what was made of one photo, and every result on its file."""
    _erase(photo.file, _rows(FaceTemplate).filter(content=photo.pk))


def erase_file(file: File) -> None:
    """Take away what was made of every photo of a file, and every result on it."""
    _erase(file, _rows(FaceTemplate).filter(file=file))


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    # The tables' own queries refuse to remove; here it is what is asked for.
    return models.QuerySet(model)


def _erase(file: File, templates: models.QuerySet[Any]) -> None:
    with transaction.atomic():
        _erased(file, templates)


def _erased(file: File, templates: models.QuerySet[Any]) -> None:
    # First of all: whoever is writing results holds this, and sees that it moved.
    operations = _resting(file)
    move(operations)
    templates.delete()
    about = _rows(Lead).filter(models.Q(person=file) | models.Q(body=file))
    mine = list(about.values_list("run", "body", "person", "posterior"))
    # A lead that weighed was weighed against others: of its body, and of other bodies for its
    # person. What they were given follows from this photo too.
    worth = [(run, body, person) for run, body, person, posterior in mine if posterior >= WORTH]
    touched = {(run, body) for run, body, _ in worth}
    for run, person in {(run, person) for run, _, person in worth}:
        rivals = _rows(Lead).filter(run=run, person=person, posterior__gte=WORTH)
        touched |= set(rivals.values_list("run", "body"))
    scored = {(run, body) for run, body, *_ in mine} | touched
    about.delete()
    _rows(Answer).filter(body=file).delete()
    _remove((Answer, Lead), touched)
    _remove((Scores,), scored)
    _rows(Scores).filter(body=file).delete()
    _unname(scored - touched, file)
    anew(operations)  # what went with it is weighed again without it


def _remove(tables: Iterable[type[models.Model]], pairs: set[tuple[UUID, UUID]]) -> None:
    by_run: dict[UUID, list[UUID]] = {}
    for run, body in pairs:
        by_run.setdefault(run, []).append(body)
    for run, bodies in by_run.items():
        for at in range(0, len(bodies), _STEP):
            for table in tables:
                _rows(table).filter(run=run, body__in=bodies[at : at + _STEP]).delete()


def _unname(pairs: set[tuple[UUID, UUID]], file: File) -> None:
    """Take away the answers whose next steps name the file."""
    by_run: dict[UUID, list[UUID]] = {}
    for run, body in pairs:
        by_run.setdefault(run, []).append(body)
    for run, bodies in by_run.items():
        for at in range(0, len(bodies), _STEP):
            rows = _rows(Answer).filter(run=run, body__in=bodies[at : at + _STEP]).exclude(steps=[])
            named = {
                (run, answer.body_id)
                for answer in rows
                if any(str(file.pk) in step["people"] for step in answer.steps)
            }
            _remove((Answer, Lead), named)
