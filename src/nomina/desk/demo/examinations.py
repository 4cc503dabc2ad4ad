"""An examination that somebody concluded, and the second view of it, which waits for another.

Only once the worker has weighed all evidence: what is examined comes from the leads.
"""

from __future__ import annotations

from django.db import transaction

from nomina.desk.demo.cast import Users, by
from nomina.desk.examine.actions.examining import Conclude, Describe
from nomina.desk.examine.actions.queue import TakeBody
from nomina.desk.examine.features import ALTERED, FEATURES, HIDDEN, VISIBLE
from nomina.desk.examine.models import Examination, Report
from nomina.desk.examine.models.examinations import CANDIDATE, INCONCLUSIVE
from nomina.desk.examine.pictures import pictures_of
from nomina.desk.examine.queue import first_lead, waiting
from nomina.desk.files.models import File
from nomina.desk.leads.models import Lead, Run
from nomina.desk.people.models import Operation
from nomina.synthetic.truth import Truth
from nomina.words import tr


def examinations(operation: Operation, users: Users, truth: Truth) -> None:
    """Have one examiner look at a body blind, where nobody has; the desk gives it to the other."""
    seen = Examination.objects.filter(pair__body__operation=operation)
    run = Run.objects.shown(operation.pk)
    if run is None or seen.exists():
        return
    # A view of what lies before the board would be one more thing to lay before it.
    free = waiting(run, users["examiner"], ()).exclude(body__in=Report.objects.values("one"))
    for answer in free.order_by("place"):
        lead = first_lead(run, answer.body_id, users["examiner"])
        # The other side's pictures are not to be seen here, so nobody could compare them.
        if lead is not None and lead.person.operation_id == operation.pk and _seen(lead):
            with transaction.atomic():  # stopped in the middle, the next start does it whole
                _examined(answer.body, users, truth)
            return


def _seen(lead: Lead) -> bool:
    return bool(pictures_of(lead.body) and pictures_of(lead.person))


def _examined(body: File, users: Users, truth: Truth) -> None:
    who = users["examiner"]
    one = TakeBody(body=body).do(by(who))
    words = {
        "mouth": (ALTERED, tr("drawn by what happened after death")),
        "ears": (VISIBLE, tr("the lobe hangs free")),
        "moles": (HIDDEN, ""),
    }
    features = {name: words.get(name, (VISIBLE, "")) for name in FEATURES}
    said = {name: {"seen": seen, "words": text} for name, (seen, text) in features.items()}
    Describe(examination=one, features=said).do(by(who))
    if truth.bodies.get(body.number) == one.pair.person.number:
        outcome, why = CANDIDATE, tr("ears, brows and chin agree; nothing differs")
    else:
        outcome, why = INCONCLUSIVE, tr("too little of it is seen on both pictures")
    Conclude(examination=one, outcome=outcome, reasons=why).do(by(who))
