"""Writing in a file, choosing between two values, and the history of every field."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.files import fields
from nomina.desk.files.actions import Say
from nomina.desk.files.forms import (
    SEEN,
    SaidForm,
    as_seen,
    changes,
    emptied,
    ids,
    key_of,
    writing,
)
from nomina.desk.files.frame import here
from nomina.desk.files.groups import group_name, groups, slug
from nomina.desk.files.models import Card, Entry, File, Replaced
from nomina.desk.files.record import record_of
from nomina.desk.files.views.common import address, name_of, state_of, text_of, when
from nomina.desk.files.views.file import choices
from nomina.desk.look.shapes import Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.views.common import page, paged, perform, sent, take, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import tr


@open_to(predicates.WRITE_FILE, on=File)
def edit(request: HttpRequest, one: File) -> HttpResponse:
    """Write in one group of fields; what another wrote meanwhile stays beside it."""
    here(request, one.kind)
    every = groups(one.kind)
    group = request.GET.get("group", "")
    group = group if group in every else next(iter(every))
    record = record_of(one)
    keys = [key for key in every[group] if key not in record or not record[key].unsettled]
    form = writing(one.kind, keys, record)(sent(request), initial=as_seen(keys, record))
    if request.method == "POST" and form.is_valid():
        _ask_what_was_emptied(form)

    def done(given: dict[str, Any]) -> HttpResponse:
        said, seen = changes(form, one)
        return _say(request, one, said, seen)

    card = Card.objects.get(file=one)
    tabs = [(group_name(name), f"{request.path}?group={name}", name == group) for name in every]
    context = {
        "head": Head(group_name(group), says=name_of(one, card.title)),
        "form": form,
        "button": tr("Keep"),
        "back": address(one),
        "tabs": tabs,
        "waits": [
            (fields.label(key), f"{reverse('files:choose', args=[one.pk])}?field={slug(key)}")
            for key in every[group]
            if key not in keys
        ],
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(request, "files/form.html", context, status=status)


def _ask_what_was_emptied(form: SaidForm) -> None:
    for name in emptied(form):
        form.add_error(name, tr("A value stood here. Write one, or say why there is none."))


def _say(
    request: HttpRequest, one: File, said: dict[str, Any], seen: dict[str, tuple[str, ...]]
) -> HttpResponseRedirect:
    """Say what changed, and lead to where two values stand now."""
    if not said:
        messages.info(request, tr("Nothing was changed."))
        return redirect("files:file", one.pk)
    wrote = perform(request, Say(file=one, given=said, seen=seen))
    if wrote.unsettled:
        names = ", ".join(map(fields.label, wrote.unsettled))
        text = tr("Somebody else wrote meanwhile. Two values now stand in: {fields}. Choose one.")
        messages.warning(request, text.format(fields=names))
        return redirect(f"{address(one)}#choices")
    messages.success(request, tr("What you wrote was kept."))
    return redirect("files:file", one.pk)


@open_to(predicates.WRITE_FILE, on=File)
def choose(request: HttpRequest, one: File) -> HttpResponse:
    """Choose between the values that stand in a field, or write another instead."""
    here(request, one.kind)
    key = key_of(request.POST.get("field") or request.GET.get("field"))
    if request.method == "POST" and "take" in request.POST:
        return _take(request, one, key)
    record = record_of(one)
    standing = record.get(key or "")
    if key is None or standing is None or not standing.unsettled:
        if request.method == "POST":
            messages.info(request, tr("This field holds one value by now."))
        return redirect("files:file", one.pk)
    form = writing(one.kind, [key], record)(sent(request))
    form.fields[slug(key)].label = tr("Another value")

    def done(given: dict[str, Any]) -> HttpResponse:
        said = form.given()
        if not said:
            raise InputError(tr("nothing was written"))
        return _say(request, one, said, {key: ids(given.get(SEEN + slug(key)))})

    context = {
        "head": Head(fields.label(key), says=name_of(one, Card.objects.get(file=one).title)),
        "choices": choices(one, record, writes=True, only=key),
        "form": form,
        "button": tr("Keep this instead"),
        "back": address(one),
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(request, "files/choose.html", context, status=status)


def _take(request: HttpRequest, one: File, key: str | None) -> HttpResponse:
    """Say again one of the values that stand, in place of all that were seen."""
    seen = ids(request.POST.get("seen"))
    wanted = request.POST.get("take", "")
    standing = record_of(one).get(key or "")
    found = [e for e in standing.entries if e.pk.hex == wanted] if standing else []
    if key is None or not found or wanted not in seen:
        messages.warning(request, tr("This field was written anew meanwhile. Look again."))
        return redirect("files:file", one.pk)
    try:
        return _say(request, one, {key: found[0].said}, {key: seen})
    except InputError as error:
        messages.error(request, told(error))
        return redirect("files:file", one.pk)


@open_to(predicates.SEE_FILE, on=File)
@require_safe
def history(request: HttpRequest, one: File) -> HttpResponse:
    """Show every field: who wrote when, what stood there before and after."""
    here(request, one.kind)
    rows = (
        Entry.objects.visible_to(request.user)
        .filter(file=one)
        .select_related("made_by")
        .order_by("-made_at", "-pk")
    )
    key = key_of(request.GET.get("field"))
    entries, pager = paged(request, rows.filter(field=key) if key else rows)
    before = _before(entries)
    table = Table(
        tr("History"),
        (
            Column(tr("When")),
            Column(tr("Field")),
            Column(tr("Before")),
            Column(tr("After")),
            Column(tr("By whom")),
        ),
        tuple(_line(entry, before.get(entry.pk, [])) for entry in entries),
        empty=Empty(tr("Nothing was said yet")),
        pager=pager,
    )
    head = Head(tr("History"), says=name_of(one, Card.objects.get(file=one).title))
    return page(request, head, table)


def _before(entries: list[Entry]) -> dict[object, list[Entry]]:
    # An entry replaces those of its own file alone, so who sees the one sees the other.
    rows = Replaced.objects.filter(new__in=[e.pk for e in entries])
    found: dict[object, list[Entry]] = {}
    for row in rows.select_related("old").order_by("old__made_at", "old__pk"):
        found.setdefault(row.new_id, []).append(row.old)
    return found


def _line(entry: Entry, before: list[Entry]) -> Row:
    source = entry.said.source
    after = text_of(entry.field, entry.said)
    by = fields.source_name(source.kind) if source else ""
    return Row(
        entry.pk.hex,
        (
            Cell(when(entry.made_at), Kind.DATE),
            Cell(fields.label(entry.field)),
            Cell(" / ".join(text_of(e.field, e.said) or state_of(e.said) for e in before)),
            Cell(after or state_of(entry.said), small=by),
            Cell(entry.made_by.name, Kind.NAME),
        ),
    )
