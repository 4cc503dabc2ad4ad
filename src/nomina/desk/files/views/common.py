"""What the pages of files share: which kinds one sees, and how values are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk.files import fields
from nomina.desk.files.fields import BY_KEY, FAMILY, PUI, Form, Said
from nomina.desk.files.models import Entry, File
from nomina.desk.files.shapes import Value
from nomina.desk.look.forms import states
from nomina.desk.look.shapes import Said as Told
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy.predicates import OPEN_FILE, Predicate
from nomina.desk.policy.roles import SEES_FILE
from nomina.desk.policy.standing import Thing
from nomina.words import tr

ORDER = (fields.PM, fields.AM, PUI, FAMILY)
"""Kinds of file in the order in which pages name them."""


def may(request: HttpRequest, rule: Predicate, thing: Thing) -> bool:
    """Say whether who asks may; pages then offer it."""
    return rule(standing_for(request), thing)


def kinds_seen(request: HttpRequest) -> dict[str, set[UUID]]:
    """Give the kinds of file that one sees, and where."""
    found: dict[str, set[UUID]] = {}
    for held in standing_for(request).held:
        for kind in ORDER:
            if held.operation is not None and held.role in SEES_FILE[kind]:
                found.setdefault(kind, set()).add(held.operation)
    return {kind: found[kind] for kind in ORDER if kind in found}


def kinds_in(request: HttpRequest, one: Operation) -> tuple[str, ...]:
    """Give the kinds of file that one sees in an operation."""
    return tuple(kind for kind, where in kinds_seen(request).items() if one.pk in where)


def kinds_opened(request: HttpRequest, one: Operation) -> tuple[str, ...]:
    """Give the kinds of file that one opens in an operation."""
    here = frozenset({one.pk})
    return tuple(k for k in ORDER if may(request, OPEN_FILE, Thing(operations=here, file=k)))


def asked_kind(request: HttpRequest, kinds: tuple[str, ...]) -> str:
    """Give the kind of file that an address names, else the first.

    Raises:
        Http404: there is no such kind, or one does not see it.
    """
    wanted = request.GET.get("kind") or (kinds[0] if kinds else "")
    if wanted not in kinds:
        raise Http404
    return wanted


def list_name(kind: str) -> str:
    """Give the heading of the list of a kind."""
    return {
        fields.PM: tr("Bodies"),
        fields.AM: tr("Missing people"),
        PUI: tr("Living, unknown"),
        FAMILY: tr("Families"),
    }[kind]


def open_name(kind: str) -> str:
    """Say what opens a file of a kind."""
    return {
        fields.PM: tr("Open a body's file"),
        fields.AM: tr("Open a missing person's file"),
        PUI: tr("Open a living person's file"),
        FAMILY: tr("Open a relative's file"),
    }[kind]


def when(moment: datetime) -> str:
    """Write a moment in the time zone of the desk."""
    return timezone.localtime(moment).isoformat(" ", "minutes")[:16]


def text_of(key: str, said: Said) -> str:
    """Give a value in the language of the reader; empty where there is none."""
    value = said.get_or("")
    return fields.choice(key, value) if value and BY_KEY[key].form is Form.CHOICE else value


def state_of(said: Said) -> str:
    """Say why there is no value; empty where there is one."""
    words: Mapping[str, str] = dict(states())
    return "" if said.is_known else words[said.state]


def told_by(entry: Entry) -> Told:
    """Say who says something, and who wrote it down when."""
    said = entry.said
    source, note = "", ""
    if said.source is not None:
        source, note = fields.source_name(said.source.kind), said.source.note
        if said.source.reference:
            source = f"{source}: {said.source.reference}"
    return Told(source, by=entry.made_by.name, at=when(entry.made_at), note=note)


def value_of(entry: Entry, *, unsettled: bool = False) -> Value:
    """Give what one entry says, as pages show it."""
    return Value(
        label=fields.label(entry.field),
        text=text_of(entry.field, entry.said),
        state=state_of(entry.said),
        said=told_by(entry),
        unsettled=unsettled,
        long=BY_KEY[entry.field].form is Form.LONG,
    )


def name_of(file: File, title: str = "") -> str:
    """Give what a file is called in a sentence: its number, and the name that is known."""
    return f"{file.number} · {title}" if title else file.number


def address(file: File) -> str:
    """Give the address of a file's page."""
    return reverse("files:file", args=[file.pk])
