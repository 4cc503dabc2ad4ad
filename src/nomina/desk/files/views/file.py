"""The page of one file: its number, what is said in it by whom, and what is decided about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from nomina.desk.files import fields, more
from nomina.desk.files.fields import FAMILY, PM
from nomina.desk.files.frame import here
from nomina.desk.files.groups import group_name, group_of, groups, slug
from nomina.desk.files.models import Card, File
from nomina.desk.files.record import Record, Standing, record_of
from nomina.desk.files.shapes import Choice, Group, Option, Value
from nomina.desk.files.views.common import list_name, may, value_of, when
from nomina.desk.files.views.decided import consents, holds, links, relatives
from nomina.desk.look.shapes import Act, Chip, Way
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import ntr, tr


@open_to(predicates.SEE_FILE, on=File)
@require_safe
def file(request: HttpRequest, one: File) -> HttpResponse:
    """Show one file."""
    here(request, one.kind)
    record = record_of(one)
    writes = may(request, predicates.WRITE_FILE, one.thing())
    card = Card.objects.get(file=one)
    lacks = fields.lacking(one.kind, record)
    context: dict[str, Any] = {
        "file": one,
        "title": card.title,
        "kind": fields.kind_name(one.kind),
        "operation": one.operation.name,
        "site": one.site,
        "opened": tr("opened by {who}, {when}").format(
            who=one.made_by.name, when=when(one.made_at)
        ),
        "chips": _chips(card, len(lacks)),
        "acts": _acts(request, one),
        "list": f"{reverse('files:list', args=[one.operation_id])}?kind={one.kind}",
        "list_name": list_name(one.kind),
        "choices": choices(one, record, writes=writes),
        "lacks": [
            (fields.label(key), f"{writing(one, key)}#id_{slug(key)}" if writes else "")
            for key in lacks
        ],
        "groups": [
            _group(one, group, keys, record, writes=writes)
            for group, keys in groups(one.kind).items()
        ],
        "decided": [
            part
            for part in (
                relatives(request, one),
                consents(request, one),
                links(request, one),
                holds(request, one),
            )
            if part is not None
        ]
        + more.of(request, one),
        "photos": _photos(request, one),
    }
    return render(request, "files/file.html", context)


def _photos(request: HttpRequest, one: File) -> object:
    """Give what ``files/photos.html`` draws; None where this kind of file has none."""
    if one.kind == FAMILY or find_spec("nomina.desk.files.photos.shown") is None:
        return None
    drawn: object = import_string("nomina.desk.files.photos.shown.shown")(request, one)
    return drawn


def _chips(card: Card, lacks: int) -> list[Chip]:
    found: list[Chip] = []
    if card.unsettled:
        said = ntr("{n} field with two values", "{n} fields with two values", card.unsettled)
        found.append(Chip(said.format(n=card.unsettled), Way.STOP))
    if lacks:
        said = ntr("{n} gap in the minimum record", "{n} gaps in the minimum record", lacks)
        found.append(Chip(said.format(n=lacks), Way.UNSURE))
    return found


def _acts(request: HttpRequest, one: File) -> list[Act]:
    thing = one.thing()
    found: list[Act] = []
    if one.kind == PM and may(request, predicates.SEE_LEADS, thing):
        found.append(Act(tr("Leads"), reverse("leads:body", args=[one.pk]), key="v"))
    if may(request, predicates.SEE_CAPTURES, thing):
        found.append(Act(tr("Captures"), reverse("captures:list", args=[one.pk]), key="c"))
    if may(request, predicates.WRITE_FILE, thing):
        found.append(Act(tr("Write"), reverse("files:edit", args=[one.pk]), key="e"))
    found.append(Act(tr("History"), reverse("files:history", args=[one.pk]), key="h"))
    return found


def writing(one: File, key: str) -> str:
    """Give where the group of a field is written."""
    return f"{reverse('files:edit', args=[one.pk])}?group={group_of(one.kind, key)}"


def _group(one: File, group: str, keys: tuple[str, ...], record: Record, *, writes: bool) -> Group:
    least = {field.key for field in fields.minimum(one.kind)}
    values = [_value(key, record.get(key)) for key in keys if key in record or key in least]
    said = Counter(value.said for value in values if value.said)
    most, times = said.most_common(1)[0] if said else (None, 0)
    # Of a form that was filled in at once, each line would say the same.
    common = most if times > 1 else None
    values = [replace(v, said=None) if common and v.said == common else v for v in values]
    href = f"{reverse('files:edit', args=[one.pk])}?group={group}"
    return Group(
        id=f"group-{group}",
        title=group_name(group),
        values=tuple(values),
        act=Act(tr("Write: {group}").format(group=group_name(group)), href) if writes else None,
        empty=tr("Nothing was said yet"),
        said=common,
    )


def _value(key: str, standing: Standing | None) -> Value:
    if standing is None:
        return Value(fields.label(key), wanted=True)
    return value_of(standing.entries[0], unsettled=standing.unsettled)


def choices(one: File, record: Record, *, writes: bool, only: str = "") -> list[Choice]:
    """Give the fields that hold two values, to be chosen between where one may write."""
    href = reverse("files:choose", args=[one.pk])
    return [
        Choice(
            field=slug(key),
            label=fields.label(key),
            options=tuple(Option(e.pk.hex, value_of(e)) for e in standing.entries),
            seen=",".join(standing.seen),
            href=href if writes else "",
            other=f"{href}?field={slug(key)}" if writes and not only else "",
        )
        for key, standing in record.items()
        if standing.unsettled and (not only or key == only)
    ]
