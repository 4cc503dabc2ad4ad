"""What rests on a consent that ran out by its date, which no act tells of.

It goes as with a withdrawal: templates, and every result on the file. The photo itself stays: a
template is derived, and is made again where a new consent is written down (DP-02, DP-03).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from nomina.desk.acts import Entry, Reference, digest, ledger
from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, File
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.leads.erase import erase_file
from nomina.desk.leads.jobs import anew
from nomina.desk.leads.models import FaceTemplate, Job, Lead
from nomina.desk.leads.partners import partners
from nomina.desk.leads.withdrawn import COMPARE_RECORDS

PURPOSES = (COMPARE_FACES, COMPARE_RECORDS)


def take_ran_out(at: datetime | None = None) -> int:
    """Take away what rests on consents that ran out, have leads anew, and count the files.

    It can be called again and again: what was taken is not there the next time, and work that was
    asked for after the end of a consent is not asked for twice.
    """
    moment = at or timezone.now()
    over = Consent.objects.filter(purpose__in=PURPOSES, until__lte=moment, file__kind=AM)
    found = 0
    for file in _resting(over, moment):
        with transaction.atomic():
            erase_file(file)
            reference = Reference("file", file.pk)
            ledger().append(Entry("consent.over", moment, None, (reference,), digest({})))
        found += 1
    ends = over.values("file__operation").annotate(last=Max("until"))
    for operation, last in ends.values_list("file__operation", "last"):
        _ask(operation, last)
    return found


def _resting(over: QuerySet[Consent], at: datetime) -> QuerySet[File]:
    """Give the files of which something is there that nothing allows any more."""
    faces, records = (
        over.filter(purpose=purpose)
        .exclude(file__in=Consent.objects.filter(purpose=purpose).current(at).values("file"))
        .values("file")
        for purpose in PURPOSES
    )
    by_face = Lead.objects.filter(person__in=faces).exclude(word="", face__isnull=True)
    return File.objects.filter(
        Q(pk__in=FaceTemplate.objects.filter(file__in=faces).values("file"))
        | Q(pk__in=by_face.values("person"))
        | Q(pk__in=Lead.objects.filter(person__in=records).values("person"))
    ).order_by("pk")


def _ask(operation: UUID, last: datetime) -> None:
    """Have leads anew where nothing was asked for since the last consent ran out."""
    waiting = {
        one
        for one in {operation} | partners(operation)
        if not Job.objects.filter(operation=one, made_at__gt=last).exists()
    }
    with transaction.atomic():
        anew(waiting)
