"""The page on which an identification is recalled: first it lists everything that rests on it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nomina.desk.examine import resting
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.board_sheet import rests
from nomina.desk.examine.models import Identification, Report, Step
from nomina.desk.examine.report_sheet import name_of
from nomina.desk.examine.views.reports import read
from nomina.desk.look.shapes import Head, Notice, Way
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.views.common import ask_first, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@open_to(predicates.LINK_IDENTIFIED, on=Identification)
def recall(request: HttpRequest, one: Identification) -> HttpResponse:
    """Take an identification back."""
    if not resting.stands(one):
        messages.error(request, tr("This was recalled already."))
        return redirect("examine:report", one.report_id)
    ask_first(request, Recall)
    return read(request, one.report, partial(_recalling, one=one))


def _recalling(
    request: HttpRequest, report: Report, steps: list[Step], one: Identification
) -> HttpResponse:
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Recall(identification=one, **given))
        text = tr("Recalled. What rested on it is listed below; what had not happened is frozen.")
        return said_and_back(request, text, "examine:report", report.pk)

    found = rests(one, ends=True)
    says = tr("All that is listed here rests on this identification.")
    context = {
        "head": Head(tr("Recall an identification"), says=name_of(request, report, steps)),
        "parts": (Notice(says, Way.STOP), found) if found.rows else (found,),
        "form": form,
        "back": reverse("examine:report", args=[report.pk]),
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(
        request, "examine/recall.html", context, status=status
    )
