"""What was said of faces in captures goes with what it rests on, in the same transaction.

It goes when the case is over (the body is identified), when the family's consent to compare faces
ends or runs out, when a photo of the file goes or is held, and when a captured picture may show
somebody alive. A comparison can be asked for again where that is allowed again.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_save
from django.utils import timezone

from nomina.desk.acts import Entry, Reference, digest, ledger
from nomina.desk.captures.models import FaceSeen
from nomina.desk.files import living, signals
from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, File, Link, Photo
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.leads.withdrawn import withdrawn


def join() -> None:
    """Listen."""
    signals.changed.connect(_changed, dispatch_uid="captures.changed")
    signals.photo_leaves.connect(_leaves, dispatch_uid="captures.leaves")
    signals.photo_held.connect(_held, dispatch_uid="captures.held")
    post_save.connect(_linked, sender=Link, dispatch_uid="captures.linked")


def over(file: File) -> bool:
    """Say whether a case is closed: its person or body is identified."""
    return Link.objects.current().of(file).filter(kind=IDENTIFIED).exists()


def allowed(file: File) -> bool:
    """Say whether a missing person's faces may be compared now, by consent; of a body, always."""
    if file.kind != AM:
        return True
    given = Consent.objects.filter(file=file, purpose=COMPARE_FACES)
    return given.current().exists() and not withdrawn(file)


def rows() -> models.QuerySet[FaceSeen, FaceSeen]:
    """Give what can be removed; the table's own query refuses to."""
    return models.QuerySet(FaceSeen)


def forget(found: models.QuerySet[FaceSeen, FaceSeen]) -> int:
    """Take rows away and write down of which files; give how many."""
    with transaction.atomic():
        files = sorted(set(found.values_list("capture__file", flat=True)))
        count, _ = rows().filter(pk__in=list(found.values_list("pk", flat=True))).delete()
        for file in files:
            on = (Reference("file", file),)
            said = digest({"file": file.hex})
            ledger().append(Entry("capture.forgotten", timezone.now(), None, on, said))
    return count


def of(file: File) -> models.QuerySet[FaceSeen, FaceSeen]:
    """Give what was said of faces in the captures of a file."""
    return rows().filter(capture__file=file)


def sweep() -> int:
    """Forget what no act tells of: consents that ran out by their date, and give how much."""
    files = File.objects.filter(pk__in=rows().values("capture__file"))
    return sum(forget(of(file)) for file in files if over(file) or not allowed(file))


def _changed(sender: object, file: File, **more: Any) -> None:
    if of(file).exists() and not allowed(file):
        forget(of(file))


def _linked(sender: object, instance: Link, **more: Any) -> None:
    if instance.kind == IDENTIFIED:
        forget(rows().filter(capture__file__in=(instance.one_id, instance.other_id)))


def _leaves(sender: object, content: Any, **more: Any) -> None:
    forget(of(content.file))


def _held(sender: object, file: File, photo: Photo | None, **more: Any) -> None:
    forget(of(file))
    digests = set(living.copies(file, photo).values_list("digest", flat=True))
    forget(rows().filter(item__digest__in=digests))
