"""The graves register: the graves of an operation, a cemetery with its map, and one grave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count as Number
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import graves_list, graves_map, graves_words
from nomina.desk.custody.graves import named
from nomina.desk.custody.graves_list import Dead, Known, known
from nomina.desk.custody.graves_shapes import Place as Drawn
from nomina.desk.custody.graves_shapes import Section, Sheet
from nomina.desk.custody.models import Grave, GraveOffer, Place, SeaBurial
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.custody.shapes import Plan, Spot, Tier
from nomina.desk.custody.views.common import number_of, page
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Pager, Row, Table, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import PAGE, moment, paged
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import ntr, tr

STYLES = ("custody/graves.css",)
SCHEME = 300
"""Graves of one scheme; of more, a section is chosen."""
FEW = 12
"""Sections among which the map lets choose."""


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def graves(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the graves of an operation by cemetery, section and row."""
    rows, pager = paged(
        request,
        Grave.objects.visible_to(request.user).filter(operation=one).select_related("place"),
    )
    lead = Act(tr("Places"), reverse("custody:operation", args=[one.pk]))
    table = Table(
        tr("Graves"),
        _columns(),
        tuple(_line(row) for row in known(rows)),
        empty=Empty(
            tr("No grave yet"),
            tr("Graves lie in a cemetery: add one to the places first, then its graves."),
            (lead,),
        ),
        pager=pager,
        titled=True,
    )
    head = Head(tr("Graves"), says=one.name, acts=tuple(_acts(request, one)))
    return page(request, head, _cemeteries(request, one), table, _sea(request, one), styles=STYLES)


def _acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    if predicates.KEEP_GRAVES(standing_for(request), one.thing()):
        bury = reverse("custody:bury", args=[one.pk])
        yield Act(tr("Bury"), bury, key="b", weight=Weight.PRIMARY)
        yield Act(tr("Bury at sea"), reverse("custody:bury_at_sea", args=[one.pk]))
        yield Act(tr("Write down a cremation"), reverse("custody:cremate", args=[one.pk]))
    yield Act(tr("Custody"), reverse("custody:operation", args=[one.pk]))


def _columns() -> tuple[Column, ...]:
    return (
        Column(tr("Grave")),
        Column(tr("Section, row, plot")),
        Column(tr("Kind of grave")),
        Column(tr("Who lies there")),
        Column(tr("Marking")),
    )


def _line(one: Known) -> Row:
    unread = Cell("", Kind.UNKNOWN)
    return Row(
        one.grave.pk.hex,
        (
            Cell(named(one.grave), Kind.CODE),
            Cell(one.where) if one.where else unread,
            Cell(graves_words.grave_kind(one.grave.kind)),
            Cell(_numbers(one.dead), Kind.CODE) if one.dead else Cell(tr("nobody")),
            Cell(_short(one.words)) if one.words else unread,
        ),
        reverse("custody:grave", args=[one.grave.pk]),
    )


def _numbers(dead: Iterable[Dead]) -> str:
    every = [one.number for one in dead]
    return ", ".join(every[:3]) + (f" +{len(every) - 3}" if len(every) > 3 else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _cemeteries(request: HttpRequest, one: Operation) -> Table | None:
    rows = list(
        Place.objects.visible_to(request.user).filter(operation=one, kind=CEMETERY).order_by("code")
    )
    counts = dict(
        Grave.objects.filter(place__in=rows).values_list("place").annotate(Number("pk")).order_by()
    )
    if not rows:
        return None
    return Table(
        tr("Cemeteries"),
        (Column(tr("Short name")), Column(tr("Name")), Column(tr("Graves"), number=True)),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.code, Kind.CODE),
                    Cell(row.name, Kind.NAME),
                    Cell(str(counts.get(row.pk, 0)), Kind.NUMBER),
                ),
                reverse("custody:cemetery", args=[row.pk]),
            )
            for row in rows
        ),
        titled=True,
    )


def _sea(request: HttpRequest, one: Operation) -> Table | None:
    rows = SeaBurial.objects.visible_to(request.user).filter(burial__item__operation=one)
    found = list(rows.select_related("burial__item__file").order_by("-burial__at")[:50])
    if not found:
        return None
    return Table(
        tr("Buried at sea"),
        (Column(tr("Number")), Column(tr("Ship")), Column(tr("Position")), Column(tr("When"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(number_of(row.burial.item), Kind.CODE),
                    Cell(row.ship, Kind.NAME),
                    Cell(f"{row.latitude:.5f}, {row.longitude:.5f}", Kind.CODE),
                    moment(row.burial.at),
                ),
                reverse("custody:take_burial", args=[row.burial_id]),
            )
            for row in found
        ),
        titled=True,
    )


@open_to(predicates.SEE_CUSTODY, on=Place)
@require_safe
def cemetery(request: HttpRequest, one: Place) -> HttpResponse:
    """Show the graves of a cemetery: a map of those that were measured, a scheme, a list."""
    mine = Grave.objects.visible_to(request.user).filter(place=one).select_related("place")
    every = known(mine.order_by("section", "row", "number"))
    section = _section(request, every)
    some = [one for one in every if one.grave.section == section] if section else every
    unmeasured = [one for one in some if one.point is None]
    n = len(every)
    count = ntr("{n} grave", "{n} graves", n).format(n=n)
    head = Head(
        one.name,
        number=one.code,
        says=f"{count} · {section}" if section else count,
        acts=tuple(_cemetery_acts(request, one)),
    )
    return page(
        request,
        head,
        _map(request, one, every, some, section),
        _scheme(unmeasured),
        _list(request, some, _place_of(every, section)),
        _offers(request, one),
        styles=STYLES,
    )


def _named(every: list[Known]) -> list[str]:
    return sorted({one.grave.section for one in every if one.grave.section})


def _section(request: HttpRequest, every: list[Known]) -> str:
    """Give the section that an address asks for by its place among them; no name stands in one."""
    asked, names = request.GET.get("section", ""), _named(every)
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return names[place - 1] if 0 < place <= len(names) else ""


def _place_of(every: list[Known], section: str) -> str:
    return str(_named(every).index(section) + 1) if section else ""


def _cemetery_acts(request: HttpRequest, one: Place) -> Iterator[Act]:
    who = standing_for(request)
    if one.kind == CEMETERY and predicates.KEEP_GRAVES(who, one.thing()):
        make = reverse("custody:make_grave", args=[one.pk])
        yield Act(tr("Add a grave"), make, key="n", weight=Weight.PRIMARY)
        yield Act(
            tr("Write down an offer of return"), reverse("custody:offer_return", args=[one.pk])
        )
    if predicates.TAKE_GRAVES(who, one.thing()):
        yield Act(tr("Carry the list away"), reverse("custody:take_graves", args=[one.pk]))
    yield Act(tr("The place"), reverse("custody:place", args=[one.pk]))
    yield Act(tr("All graves"), reverse("custody:graves", args=[one.operation_id]))


def _map(
    request: HttpRequest, one: Place, every: list[Known], some: list[Known], section: str
) -> Sheet | None:
    spots = graves_list.spots(some)
    if not spots:
        return None
    get = request.GET.get
    view = graves_map.view_of(get("z", ""), get("x", ""), get("y", ""))
    map_ = graves_map.drawn(spots, view)
    sought = get("grave", "")[:20].upper()
    says = tr("filled: somebody lies there · dashed: how exactly it was measured")
    return Sheet(
        tr("Map"),
        says,
        map_,
        tuple(_drawn(dot, map_.linked, sought) for dot in map_.dots),
        tuple(
            Section(
                name.x, name.y, name.text,
                tr("Section {name}: {n} graves").format(name=name.text, n=name.count),
                _here(section=_place_of(every, name.text)),
            )
            for name in map_.sections
        ),
        tr("{n} m").format(n=f"{map_.metres:g}"),
        tuple(_ways(map_, _place_of(every, section))),
        tuple(_sections(every, section)),
    )  # fmt: skip


def _drawn(dot: graves_map.Dot, linked: bool, sought: str) -> Drawn:
    spot = dot.spot
    lies = ntr("{n} lies there", "{n} lie there", spot.taken).format(n=spot.taken)
    mine = spot.label == sought
    return Drawn(
        dot.x,
        dot.y,
        dot.r if linked else 0.0,
        spot.label if dot.named or mine else "",
        f"{spot.label} · {lies if spot.taken else tr('nobody')}",
        reverse("custody:grave", args=[spot.id]) if linked else "",
        full=spot.taken > 0,
        sought=mine,
    )


def _here(**query: str) -> str:
    return f"?{urlencode({key: value for key, value in query.items() if value})}"


def _ways(map_: graves_map.Map, section: str) -> Iterator[Act]:
    view = map_.view
    if view.depth < graves_map.DEEPEST:
        closer = graves_map.View(view.depth + 1, view.x, view.y)
        yield Act(tr("Closer"), _here(**closer.query(section)))
    if view.depth:
        wider = graves_map.View(view.depth - 1, view.x, view.y)
        yield Act(
            tr("Wider"), _here(**wider.query(section)) if wider.depth else _here(section=section)
        )
        for label, east, north in (
            (tr("To the north"), 0, 1),
            (tr("To the south"), 0, -1),
            (tr("To the west"), -1, 0),
            (tr("To the east"), 1, 0),
        ):
            yield Act(label, _here(**map_.step(east, north).query(section)))


def _sections(every: list[Known], section: str) -> Iterator[Act]:
    names = _named(every)
    if not names or (len(names) == 1 and not section):
        return
    for name in names[:FEW]:
        weight = Weight.PLAIN if name == section else Weight.QUIET
        yield Act(isolated(name), _here(section=_place_of(every, name)), weight=weight)
    if section:
        yield Act(tr("All sections"), "?", weight=Weight.QUIET)


def _scheme(some: list[Known]) -> Plan | None:
    """Draw rows of graves that nobody measured, as they stand beside each other."""
    if not some:
        return None
    tiers = []
    for (section, row), there in groupby(
        some[:SCHEME], key=lambda one: (one.grave.section, one.grave.row)
    ):
        name = " · ".join(x for x in (section, row) if x)
        tiers.append(Tier(name, tuple(_scheme_spot(one) for one in there)))
    says = tr("in no order of the ground: nobody measured these")
    return Plan(tr("Rows without coordinates"), tuple(tiers), says)


def _scheme_spot(one: Known) -> Spot:
    label = f"{one.grave} · {one.grave.plot}" if one.grave.plot else str(one.grave)
    number = _numbers(one.dead) if one.dead else tr("nobody")
    return Spot(label, number, reverse("custody:grave", args=[one.grave.pk]))


def _list(request: HttpRequest, some: list[Known], section: str) -> Table:
    asked = Paginator(some, PAGE).get_page(request.GET.get("page"))
    return Table(
        tr("Graves"),
        _columns(),
        tuple(_line(one) for one in asked),
        empty=Empty(tr("No grave yet"), tr("Each grave is added with its section, row and plot.")),
        pager=_pager(section, asked),
        titled=True,
    )


def _pager(section: str, asked: Page[Known]) -> Pager | None:
    if asked.paginator.num_pages == 1:
        return None

    def to(n: int) -> str:
        return _here(section=section, page=str(n))

    return Pager(
        first=asked.start_index(),
        last=asked.end_index(),
        total=asked.paginator.count,
        before=to(asked.previous_page_number()) if asked.has_previous() else "",
        after=to(asked.next_page_number()) if asked.has_next() else "",
    )


def _offers(request: HttpRequest, one: Place) -> Table | None:
    rows = GraveOffer.objects.visible_to(request.user).filter(place=one).select_related("end")
    found = list(rows)
    if not found:
        return None
    return Table(
        tr("Offers of return"),
        (Column(tr("To whom")), Column(tr("Date of the offer")), Column(tr("What became of it"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.to, Kind.NAME),
                    Cell(row.made_on.isoformat(), Kind.DATE),
                    Cell(_became(row)),
                ),
                reverse("custody:answer_offer", args=[row.pk]),
            )
            for row in found
        ),
        titled=True,
    )


def _became(row: GraveOffer) -> str:
    if not hasattr(row, "end"):
        return tr("waits")
    return tr("accepted") if row.end.accepted else tr("other arrangements, after due notice")
