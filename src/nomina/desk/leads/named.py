"""A stored lead by what people call it: its address on the page, or two numbers of files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.leads.models import Run
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
    files = [
        list(File.objects.filter(pk=UUID(one), kind=kind))
        for one, kind in zip(found.groups(), (PM, AM), strict=True)
    ]
    return _named(files, found.groups(), run)


def by_numbers(body: str, person: str, run: str = "") -> Named:
    """Find a lead by the numbers of body and missing person.

    Raises:
        InputError: there is no such file, or several have the number.
    """
    files = [
        list(File.objects.filter(number=number.strip(), kind=kind)[:2])
        for number, kind in ((body, PM), (person, AM))
    ]
    return _named(files, (body, person), run)


def _named(files: Sequence[Sequence[File]], asked: Sequence[str], run: str) -> Named:
    for found, name in zip(files, asked, strict=True):
        if not found:
            raise InputError(tr("this desk has no such file"), where=name)
        if len(found) > 1:
            raise InputError(
                tr("several operations have a file of this number"),
                where=name,
                todo=tr("Give the address of the lead instead"),
            )
    return Named(_run(files[0][0], run), files[0][0], files[1][0])


def _run(body: File, asked: str) -> Run:
    mine = Run.objects.filter(operation=body.operation_id, end__isnull=False)
    if not asked:
        shown = Run.objects.shown(body.operation_id)
        if shown is None:
            raise InputError(tr("there is no stored run yet"), where=body.number)
        return shown
    start = asked.strip().lower().replace("-", "")
    found = [pk for pk in mine.values_list("pk", flat=True) if pk.hex.startswith(start)]
    if len(start) < _SHORTEST or len(found) != 1:
        raise InputError(tr("there is no such stored run of this operation"), where=asked)
    return mine.get(pk=found[0])
