"""Lists of files by kind, and finding one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.files import fields
from nomina.desk.files.actions.searching import SearchFiles
from nomina.desk.files.fields import FAMILY, PM, PUI
from nomina.desk.files.finding import (
    Wanted,
    by_number,
    has_sex,
    page_of,
    part_of,
    sexes,
    total,
    words_of,
)
from nomina.desk.files.forms import FindForm
from nomina.desk.files.frame import here
from nomina.desk.files.models import Card
from nomina.desk.files.views.common import (
    asked_kind,
    kinds_in,
    kinds_opened,
    kinds_seen,
    list_name,
    open_name,
    when,
)
from nomina.desk.look.numbers import grouped
from nomina.desk.look.rows import addresses
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.look.stretch import Place
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import page, perform, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import Guarded, open_to
from nomina.words import tr

FEW = 10
"""Files of each list where all lists are searched at once; the others are behind a link."""
KEPT = 8
"""Searches that a session remembers, so that the way back leads to their lists."""
_SEARCHES = "files.searches"


def _of_kind(kind: str) -> Guarded:
    @open_to(predicates.SIGNED_IN)
    @require_safe
    def choose(request: HttpRequest) -> HttpResponse:
        """Lead to the list of a kind, or ask in which operation."""
        seen = Operation.objects.visible_to(request.user)
        rows = list(seen.filter(pk__in=kinds_seen(request).get(kind, set())))
        if len(rows) == 1:
            return redirect(_list(rows[0], kind))
        table = Table(
            list_name(kind),
            (Column(tr("Operation")), Column(tr("Files"), number=True)),
            tuple(
                Row(
                    one.pk.hex,
                    (
                        Cell(one.name, Kind.NAME),
                        Cell(grouped(total(request.user, one.pk, kind)), Kind.NUMBER),
                    ),
                    _list(one, kind),
                )
                for one in rows
            ),
            empty=Empty(tr("No files"), tr("Your roles show you no files of this kind.")),
        )
        return page(request, Head(list_name(kind)), table)

    return choose


bodies, missing = _of_kind(PM), _of_kind(fields.AM)
living, families = _of_kind(PUI), _of_kind(FAMILY)


def _list(one: Operation, kind: str, **more: str) -> str:
    query = urlencode({"kind": kind, **{name: value for name, value in more.items() if value}})
    return f"{reverse('files:list', args=[one.pk])}?{query}"


@open_to(predicates.SEE_FILES, on=Operation)
@require_safe
def listing(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the files of one kind, in order of number."""
    kinds = kinds_in(request, one)
    kind = asked_kind(request, kinds)
    here(request, kind)
    token, query = _search(request)
    wanted = _wanted(request, one, kind, query)
    place = Place.of(request)
    part = part_of(request.user, wanted, place.id, back=place.back)
    acts = (_open(one, kind, primary=True),) if kind in kinds_opened(request, one) else ()
    whole = total(request.user, one.pk, kind) if wanted.all else None
    chosen = {"sex": wanted.sex, "lacks": _on(wanted.lacks), "unsettled": _on(wanted.unsettled)}
    table = Table(
        list_name(kind),
        _columns(kind),
        _rows(part.rows),
        empty=_empty(wanted, acts),
        pager=part.pager(
            place,
            page_of(wanted),
            attrgetter("pk"),
            partial(_list, one, kind, **chosen, search=token),
            whole,
        ),
    )
    context = {
        "head": Head(list_name(kind), says=one.name, acts=acts),
        "table": table,
        "tabs": [(list_name(k), _list(one, k, search=token), k == kind) for k in kinds],
        "kind": kind,
        "operation": one.pk,
        "query": query,
        "sexes": [(s, fields.choice("sex", s), s == wanted.sex) for s in sexes()],
        "has_sex": has_sex(kind),
        "wanted": wanted,
        "token": token,
        "all": _list(one, kind),
    }
    return render(request, "files/list.html", context)


def _wanted(request: HttpRequest, one: Operation, kind: str, query: str) -> Wanted:
    sex = request.GET.get("sex", "")
    return Wanted(
        operation=one.pk,
        kind=kind,
        sex=sex if sex in sexes() and has_sex(kind) else "",
        lacks="lacks" in request.GET,
        unsettled="unsettled" in request.GET,
        words=words_of(query),
    )


def _on(is_on: bool) -> str:
    return "1" if is_on else ""


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _open(one: Operation, kind: str, *, primary: bool = False) -> Act:
    href = f"{reverse('files:open', args=[one.pk])}?kind={kind}"
    weight = Weight.PRIMARY if primary else Weight.PLAIN
    return Act(open_name(kind), href, key="n", weight=weight)


def _columns(kind: str) -> tuple[Column, ...]:
    first = Column(tr("Number"))
    state = Column(tr("To do"))
    if kind == FAMILY:
        return first, Column(tr("Name")), state, Column(tr("Last written"))
    moment = tr("Found") if kind in (PM, PUI) else tr("Last known alive")
    names = (Column(tr("Name")),) if kind == fields.AM else ()
    return (
        first,
        *names,
        Column(tr("Sex")),
        Column(moment),
        Column(tr("Place")),
        state,
        Column(tr("Last written")),
    )


def _rows(cards: Iterable[Card]) -> tuple[Row, ...]:
    href = addresses("files:file")
    return tuple(Row(card.pk.hex, _cells(card), href(card.pk)) for card in cards)


def _cells(card: Card) -> tuple[Cell, ...]:
    cells = [Cell(card.number, Kind.CODE)]
    if card.kind in (fields.AM, FAMILY):
        cells.append(Cell(card.title, Kind.NAME) if card.title else Cell("", Kind.UNKNOWN))
    if card.kind != FAMILY:
        sex = fields.choice("sex", card.sex)
        cells += [
            Cell(sex) if sex else Cell("", Kind.UNKNOWN),
            Cell(card.moment, Kind.DATE) if card.moment else Cell("", Kind.UNKNOWN),
            Cell(card.place) if card.place else Cell("", Kind.UNKNOWN),
        ]
    cells += [_state(card), Cell(when(card.changed_at), Kind.DATE)]
    return tuple(cells)


def _state(card: Card) -> Cell:
    if card.unsettled:
        return Cell(tr("two values"), Kind.CHIP, way=Way.STOP)
    if card.lacks:
        return Cell(tr("gaps"), Kind.CHIP, way=Way.UNSURE)
    return Cell("")


def _empty(wanted: Wanted, acts: tuple[Act, ...]) -> Empty:
    if wanted.words:
        return Empty(
            tr("No file was found"),
            tr("Every word must begin a word of a name or number. Try the beginning of one."),
        )
    if not wanted.all:
        return Empty(tr("No file is like that"))
    return Empty(
        tr("No file yet"), tr("Each begins with what is known; the rest can follow."), acts
    )


def _search(request: HttpRequest) -> tuple[str, str]:
    """Give the search that an address names and its words; they never stand in an address."""
    kept: Any = request.session.get(_SEARCHES) or {}
    token = request.GET.get("search", "")
    query = kept.get(token, "") if isinstance(kept, dict) else ""
    return (token, str(query)) if query else ("", "")


def _keep(request: HttpRequest, query: str) -> str:
    kept: Any = request.session.get(_SEARCHES) or {}
    token = secrets.token_urlsafe(9)
    request.session[_SEARCHES] = dict([*list(kept.items())[1 - KEPT :], (token, query)])
    return token


@open_to(predicates.SIGNED_IN)
def find(request: HttpRequest) -> HttpResponse:
    """Find files by name or number; a whole number leads straight to its file."""
    seen = kinds_seen(request)
    everywhere = {pk for where in seen.values() for pk in where}
    operations = tuple(Operation.objects.visible_to(request.user).filter(pk__in=everywhere))
    given = sent(request)
    form = FindForm(given)

    def done(values: dict[str, Any]) -> HttpResponse:
        where, kind = _meant(request, operations, seen)
        query = str(values["q"])
        perform(request, SearchFiles(query=query, operations=where, file_kind=kind))
        hit = _numbered(request, where, seen, query)
        if len(hit) == 1:
            return redirect("files:file", hit[0].pk)
        token = _keep(request, query)
        if kind:
            return redirect(_list(where[0], kind, search=token))
        return redirect(f"{reverse('find')}?search={token}")

    if operations and (answer := take(request, form, done)):
        return answer
    token, query = _search(request)
    parts = _found(request, operations, seen, token, query) if query else []
    context = {
        "head": Head(tr("Find"), says=tr("Files of every operation and kind that you see.")),
        "form": form if form.is_bound and operations else FindForm(initial={"q": query}),
        "parts": parts if operations else [Empty(tr("Your roles show you no files."))],
        "may": bool(operations),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "files/find.html", context, status=status)


def _meant(
    request: HttpRequest, operations: tuple[Operation, ...], seen: Mapping[str, set[UUID]]
) -> tuple[tuple[Operation, ...], str]:
    """Give where the form that was sent searches: one list, or everywhere."""
    kind, wanted = request.POST.get("kind", ""), _id(request.POST.get("operation"))
    if not kind and wanted is None:
        return operations, ""
    here = tuple(one for one in operations if one.pk == wanted and one.pk in seen.get(kind, set()))
    if not here:
        raise Http404
    return here, kind


def _numbered(
    request: HttpRequest,
    operations: tuple[Operation, ...],
    seen: Mapping[str, set[UUID]],
    query: str,
) -> tuple[Card, ...]:
    formats = [
        (one.pk, k, one.numbering[k]) for one in operations for k in seen if one.pk in seen[k]
    ]
    return by_number(request.user, query, formats)


def _numbered_row(card: Card) -> Row:
    cells = (
        Cell(card.number, Kind.CODE),
        Cell(fields.kind_name(card.kind)),
        Cell(card.title, Kind.NAME),
    )
    return Row(f"number-{card.pk.hex}", cells, reverse("files:file", args=[card.pk]))


def _found(
    request: HttpRequest,
    operations: tuple[Operation, ...],
    seen: Mapping[str, set[UUID]],
    token: str,
    query: str,
) -> list[object]:
    tables: list[object] = []
    if hits := _numbered(request, operations, seen, query):
        columns = (Column(tr("Number")), Column(tr("Kind of file")), Column(tr("Name")))
        rows = tuple(_numbered_row(card) for card in hits)
        tables.append(Table(tr("By number"), columns, rows, titled=True))
    for one in operations:
        for kind in (k for k in seen if one.pk in seen[k]):
            wanted = Wanted(operation=one.pk, kind=kind, words=words_of(query))
            part = part_of(request.user, wanted, size=FEW)
            if not part.rows:
                continue
            rows = _rows(part.rows)
            tables.append(
                Table(f"{list_name(kind)} · {one.name}", _columns(kind), rows, titled=True)
            )
            if part.after:
                tables.append(Act(tr("All of these"), _list(one, kind, search=token)))
    return tables or [_empty(Wanted(operation=UUID(int=0), kind=PM, words=("?",)), ())]
