"""The comparison reports of a file, as its page lists them."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.examine.models import Report
from nomina.desk.examine.report_words import kind_name, state_name
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.files.views.common import may
from nomina.desk.leads.opened import withheld
from nomina.desk.look.shapes import Act
from nomina.desk.policy import predicates
from nomina.words import tr

MOST = 20
"""Reports on the page of a file, newest first."""


def reports(request: HttpRequest, one: File) -> Lines | None:
    """List the reports of a file; the other file of each stands on its own page alone."""
    if one.kind == FAMILY or not may(request, predicates.REPORT, one.thing()):
        return None
    title = tr("Comparison reports")
    if withheld(request.user, one.operation_id):
        return Lines("reports", title, (), empty=tr("closed while you examine"))
    rows = Report.objects.visible_to(request.user).filter(Q(one=one) | Q(other=one))
    href = reverse("examine:start_report", args=[one.operation_id])
    start = Act(tr("Open a comparison report"), f"{href}?file={one.pk}", key="o")
    return Lines(
        "reports",
        title,
        tuple(_line(row) for row in rows.order_by("-made_at", "pk")[:MOST]),
        empty=tr("None was opened."),
        acts=(start,),
    )


def _line(row: Report) -> Line:
    return Line(
        kind_name(row.kind),
        href=reverse("examine:report", args=[row.pk]),
        number=row.pk.hex[:8],
        small=state_name(row.state),
    )
