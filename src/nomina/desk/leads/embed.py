"""Photos to templates: each photo once, kept at once, so that a stop costs one photo at most."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, models

from nomina.desk.leads.engines import Tools, tools
from nomina.desk.leads.ground import Moved, epoch_of, standing
from nomina.desk.leads.jobs import Beat
from nomina.desk.leads.models import FaceTemplate, Job
from nomina.desk.leads.models.jobs import DONE, TEMPLATES
from nomina.desk.leads.scope import Picture, Scope, scope_of
from nomina.desk.leads.sealing import packed, sealed
from nomina.desk.leads.sheets import template_name
from nomina.errors import StoreError
from nomina.leads.engine import Work
from nomina.words import ntr


def templates(job: Job, beat: Beat) -> str:
    """Make the templates that an operation lacks; give how many photos could not be read."""
    scope = scope_of(job.operation)
    if not scope.pictures:
        beat.begin("", 0)
        return ""
    with tools() as with_tools:
        while True:
            try:
                failed = _pass(scope, with_tools, beat)
                break
            except Moved:  # something was taken away meanwhile: what may be compared is asked anew
                scope = scope_of(job.operation)
        beat.tell(based_on=with_tools.engine.digest)
    if not failed:
        return ""
    return ntr(
        "{n} photo could not be read now; it is tried again with the next change",
        "{n} photos could not be read now; they are tried again with the next change",
        failed,
    ).format(n=failed)


def _pass(scope: Scope, with_tools: Tools, beat: Beat) -> int:
    epoch = epoch_of(scope.operation.pk)
    scope = scope_of(scope.operation)  # read after the number, so that nothing slips between
    pictures = scope.all_pictures()
    engine = with_tools.engine.digest
    todo = list(_lacking(pictures, engine))
    beat.begin("", len(pictures), len(pictures) - len(todo))
    failed = 0
    for picture in todo:
        work = _work(picture, with_tools)
        if work is None or work.passing:
            failed += 1
        else:
            _keep(scope, picture, engine, work, epoch)
        beat.advance()
    beat.end()
    return failed


def _lacking(pictures: list[Picture], engine: str) -> Iterator[Picture]:
    """Give the pictures without a template of this engine and box."""
    operations = FaceTemplate.objects.filter(engine=engine)
    have = dict(operations.values_list("content", "box"))
    return (one for one in pictures if have.get(one.content) != one.drawn)


def unfinished(scope: Scope, engine: str) -> bool:
    """Say whether photos lack a template only because this engine has not been through them yet.

    Where it has, what is lacking cannot be had now, and results without it are all there are.
    """
    done = Job.objects.filter(operation=scope.operation, kind=TEMPLATES, state=DONE)
    if done.order_by("-ended_at").values_list("based_on", flat=True).first() == engine:
        return False
    return next(iter(_lacking(scope.all_pictures(), engine)), None) is not None


def _work(picture: Picture, with_tools: Tools) -> Work | None:
    """Do the work on one photo; None where its bytes cannot be had now."""
    from nomina.desk.books import vault

    try:
        data = vault().read(picture.digest)
    except StoreError:
        return None
    return with_tools.engine.work(data, picture.box)


def _keep(scope: Scope, picture: Picture, engine: str, work: Work, epoch: int) -> None:
    status = str(work.facts["status"])
    name = template_name(picture, engine)
    row = FaceTemplate(
        content_id=picture.content,
        file_id=picture.file,
        engine=engine,
        box=picture.drawn,
        found=status,
        sealed=sealed(picture.file, name, packed(work.facts, work.templates)),
    )
    try:
        with standing(scope.operation.pk, epoch):
            _rows().filter(content=picture.content, engine=engine).delete()
            row.save(force_insert=True)
    except IntegrityError:
        raise Moved from None  # the photo went at this very moment


def _rows() -> models.QuerySet[FaceTemplate, FaceTemplate]:
    return models.QuerySet(FaceTemplate)  # its own query refuses to remove


def swept(scope: Scope, engine: str) -> None:
    """Remove the templates that nothing may or will be computed from any more.

    That of another engine stays for as long as this one has none of the photo.
    """
    allowed = {picture.content for picture in scope.all_pictures()}
    mine = _rows().filter(file__operation=scope.operation)
    have = set(mine.filter(engine=engine).values_list("content", flat=True))
    for row in mine.only("pk", "content_id", "engine"):
        old = row.engine != engine and row.content_id in have
        if old or row.content_id not in allowed:
            row.delete()


__all__ = ["swept", "templates", "unfinished"]
