"""Accepting and refusing observations, one by one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nomina.desk.captures.actions import Accept, Refuse
from nomina.desk.captures.models import Observation
from nomina.desk.people.views.common import perform, said_and_back, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import tr


@open_to(predicates.JUDGE_OBSERVATION, on=Observation)
@require_POST
def accept(request: HttpRequest, one: Observation) -> HttpResponse:
    """Take an observation over into the file."""
    try:
        perform(request, Accept(observation=one))
    except InputError as error:
        messages.error(request, told(error))
        return redirect("captures:capture", one.capture_id)
    text = tr("It was written in the file, with this capture as its source.")
    return said_and_back(request, text, "captures:capture", one.capture_id)


@open_to(predicates.JUDGE_OBSERVATION, on=Observation)
@require_POST
def refuse(request: HttpRequest, one: Observation) -> HttpResponse:
    """Leave an observation out of the file."""
    try:
        perform(request, Refuse(observation=one))
    except InputError as error:
        messages.error(request, told(error))
        return redirect("captures:capture", one.capture_id)
    return said_and_back(request, tr("It was refused."), "captures:capture", one.capture_id)
