"""A stored lead by what people call it: its address on the page, or two numbers of files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.leads.models import Lead, Run
from nomina.errors import InputError
from nomina.words import tr

_ID = "[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}"
_ADDRESS = re.compile(rf"(?:^|/)files/({_ID})/leads/?(?:\?[^#]*)?#(?:lead|why)-({_ID})$", re.I)
_SHORTEST = 8
"""Of a run that is named by the beginning of its id, as pages show it."""


@dataclass(frozen=True)
class Named:
    """A lead that somebody asks for; it may not be kept any more."""

    run: Run
    body: File
    person: File


def by_address(address: str, run: str = "") -> Named:
    """Find a lead by its address on the page of a body, in a run or that which is shown.

    Raises:
        InputError: it is no such address, or names nothing of this desk.
    """
    found = _ADDRESS.search(address.strip())
    if found is None:
        raise InputError(
            tr("this is not the address of a lead"),
            where=address,
            todo=tr("Copy the link of a person among the leads of a body, or give two numbers"),
        )
    body, person = (
        _one(File.objects.filter(pk=UUID(name), kind=kind), name)
        for name, kind in zip(found.groups(), (PM, AM), strict=True)
    )
    return Named(_run(body, run), body, person)


def by_numbers(body: str, person: str, run: str = "") -> Named:
    """Find a lead by the numbers of body and missing person.

    Numbers are those of an operation: a run tells which is meant, and of several people with a
    number that one who is among the leads of the body.

    Raises:
        InputError: there is no such file, or several may be meant.
    """
    bodies = File.objects.filter(number=body.strip(), kind=PM)
    if run:
        started = [one for one in _complete() if one.pk.hex.startswith(_start(run))]
        bodies = bodies.filter(operation__in=[one.operation_id for one in started])
    dead = _one(bodies, body)
    of = _run(dead, run)
    people = File.objects.filter(number=person.strip(), kind=AM)
    leads = Lead.objects.filter(run=of, body=dead, person__in=people).values("person")
    return Named(of, dead, _one(people.filter(pk__in=leads) if leads else people, person))


def _one(files: QuerySet[File], name: str) -> File:
    found = list(files[:2])
    if not found:
        raise InputError(tr("this desk has no such file"), where=name)
    if len(found) > 1:
        raise InputError(
            tr("several operations have a file of this number"),
            where=name,
            todo=tr("Name the run too, or give the address of the lead instead"),
        )
    return found[0]


def _complete() -> QuerySet[Run]:
    return Run.objects.filter(end__isnull=False)


def _start(asked: str) -> str:
    """Give the beginning of the id of a run as it is kept.

    Raises:
        InputError: it is too short to name one.
    """
    start = asked.strip().lower().replace("-", "")
    if len(start) < _SHORTEST:
        raise InputError(tr("there is no such stored run of this operation"), where=asked)
    return start


def _run(body: File, asked: str) -> Run:
    if not asked:
        shown = Run.objects.shown(body.operation_id)
        if shown is None:
            raise InputError(tr("there is no stored run yet"), where=body.number)
        return shown
    start = _start(asked)
    mine = _complete().filter(operation=body.operation_id)
    found = [one for one in mine if one.pk.hex.startswith(start)]
    if len(found) != 1:
        raise InputError(tr("there is no such stored run of this operation"), where=asked)
    return found[0]
