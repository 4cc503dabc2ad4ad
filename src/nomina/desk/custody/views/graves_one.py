"""One grave: where it is and how marked, who lies in it and beside it, and all that happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import graves_list, graves_map, graves_words
from nomina.desk.custody.graves import named
from nomina.desk.custody.graves_list import Known, known
from nomina.desk.custody.graves_shapes import Picture
from nomina.desk.custody.models import (
    Burial,
    Buried,
    Cremation,
    Exhumation,
    Grave,
    GraveMarking,
    GravePoint,
)
from nomina.desk.custody.models.graves import COLLECTIVE
from nomina.desk.custody.shapes import Fact, Facts, Leg, Way
from nomina.desk.custody.views.common import number_of, page, written
from nomina.desk.custody.views.tag_photos import picture
from nomina.desk.custody.words import clock_name
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

NEAR = 4
"""Graves that are named as those beside another."""
AROUND = 50.0
"""Metres within which a grave is beside another."""


@open_to(predicates.SEE_CUSTODY, on=Grave)
@require_safe
def grave(request: HttpRequest, one: Grave) -> HttpResponse:
    """Show a grave."""
    it = known([one])[0]
    head = Head(
        tr("Grave"),
        number=named(one),
        says=f"{graves_words.grave_kind(one.kind).capitalize()} · {one.place.name}",
        acts=tuple(_acts(request, it)),
    )
    return page(
        request,
        head,
        _who(request, it),
        _where(it),
        _marking(request, it),
        _beside(it),
        _papers(it),
        _way(it),
        styles=("custody/graves.css",),
    )


def _acts(request: HttpRequest, it: Known) -> Iterator[Act]:
    one = it.grave
    if predicates.KEEP_GRAVES(standing_for(request), one.thing()):
        free = one.spots.count() > len({dead.burial.spot_id for dead in it.dead})
        if free:
            bury = reverse("custody:bury", args=[one.operation_id])
            href = f"{bury}?grave={one.place.code}+{one}"
            yield Act(tr("Bury here"), href, key="b", weight=Weight.PRIMARY)
        mark = reverse("custody:mark_grave", args=[one.pk])
        yield Act(tr("Write down its marking"), mark, key="m")
        yield Act(tr("Measure it"), reverse("custody:measure_grave", args=[one.pk]))
        if it.dead:
            yield Act(tr("Exhume"), reverse("custody:exhume", args=[one.pk]), weight=Weight.STOP)
    cemetery = reverse("custody:cemetery", args=[one.place_id])
    yield Act(tr("On the map"), f"{cemetery}?{urlencode({'grave': str(one)})}")


def _who(request: HttpRequest, it: Known) -> Table:
    assert isinstance(request.user, User)
    names = graves_list.names([dead.item for dead in it.dead], request.user)
    unknown = Cell("", Kind.UNKNOWN)
    return Table(
        tr("Who lies here"),
        (
            Column(tr("Spot")),
            Column(tr("Number")),
            Column(tr("Name")),
            Column(tr("Form")),
            Column(tr("Since")),
        ),
        tuple(
            Row(
                f"{dead.burial.pk.hex}-{dead.item.pk.hex[:6]}",
                (
                    Cell(_spot(dead.burial), Kind.CODE),
                    Cell(dead.number, Kind.CODE),
                    Cell(names[dead.item.pk], Kind.NAME) if dead.item.pk in names else unknown,
                    Cell(graves_words.form(dead.burial.form), small=dead.burial.rites[:80]),
                    moment(dead.burial.at),
                ),
                reverse("custody:item", args=[dead.item.pk]),
            )
            for dead in it.dead
        ),
        empty=Empty(tr("Nobody lies here")),
        titled=True,
    )


def _spot(burial: Burial) -> str:
    spot = burial.spot
    return "" if spot is None else str(spot.number)


def _where(it: Known) -> Facts:
    one, point = it.grave, it.point
    facts = [
        Fact(tr("Cemetery"), f"{one.place.code} · {one.place.name}",
             reverse("custody:cemetery", args=[one.place_id])),
        Fact(tr("Section"), one.section),
        Fact(tr("Row"), one.row),
        Fact(tr("Plot"), one.plot),
        Fact(tr("Group of graves"), one.grouped),
        Fact(tr("Coordinates (WGS 84)"), "" if point is None else _point(point)),
    ]  # fmt: skip
    if point is not None:
        says = f"{graves_words.source(point.source)} · {written(point.at)}"
        facts.append(Fact(tr("Measured"), says))
        exact = (
            ""
            if point.accuracy is None
            else tr("{n} m").format(n=f"{point.accuracy.normalize():f}")
        )
        facts.append(Fact(tr("Accuracy"), exact))
    if one.kind == COLLECTIVE:
        facts.append(Fact(tr("Why collective"), one.reason))
        facts.append(Fact(tr("Spots"), str(one.spots.count())))
    return Facts(tr("Where it is"), tuple(facts))


def _point(point: GravePoint) -> str:
    return f"{point.latitude:.6f}, {point.longitude:.6f}"


def _marking(request: HttpRequest, it: Known) -> Picture | None:
    """Give the last marking; its picture, or an earlier one, when it is asked for."""
    asked = request.GET.get("picture", "")
    every = list(it.grave.markings.all())
    photo = next((one for one in reversed(every) if one.photo), None)
    if not every:
        return None
    shown = next((one for one in every if one.pk.hex == asked and one.photo), None)
    words = it.words
    if shown is not None:
        source = reverse("custody:marker_image", args=[shown.pk])
        title = tr("Marking: {what}").format(what=graves_words.shows(shown.shows))
        return Picture(title, words, hide="?", source=source)
    show = "" if photo is None else f"?picture={photo.pk.hex}"
    return Picture(tr("Marking"), words, show=show)


@open_to(predicates.SEE_CUSTODY, on=GraveMarking)
@require_safe
def marker_image(request: HttpRequest, one: GraveMarking) -> HttpResponse:
    """Give the picture of a marking that was made of its pixels alone."""
    if not one.shown:
        raise Http404
    if not predicates.SEE_CUSTODY(standing_for(request), one.thing()):
        raise PermissionDenied
    return picture(one.shown)


def _beside(it: Known) -> Table | None:
    """Name the graves beside this one, nearest first; by the row where nobody measured it."""
    one = it.grave
    found = _near(it) or _in_row(one)
    if not found:
        return None
    return Table(
        tr("Beside it"),
        (Column(tr("Grave")), Column(tr("How far")), Column(tr("Who lies there"))),
        tuple(
            Row(
                other.grave.pk.hex,
                (
                    Cell(str(other.grave), Kind.CODE),
                    Cell(far) if far else Cell(tr("in this row"), Kind.UNKNOWN),
                    Cell(", ".join(dead.number for dead in other.dead[:3]), Kind.CODE)
                    if other.dead
                    else Cell(tr("nobody")),
                ),
                reverse("custody:grave", args=[other.grave.pk]),
            )
            for other, far in found
        ),
        titled=True,
    )


def _near(it: Known) -> list[tuple[Known, str]]:
    if it.point is None:
        return []
    # A box of a thousandth of a degree holds all that is within 50 m up to 63 degrees; further
    # north the row says who lies beside.
    box = 0.001
    north, east = float(it.point.latitude), float(it.point.longitude)
    ids = (
        GravePoint.objects.filter(
            grave__place=it.grave.place_id,
            latitude__range=(north - box, north + box),
            longitude__range=(east - box, east + box),
        )
        .exclude(grave=it.grave)
        .values_list("grave", flat=True)
    )
    some = known(Grave.objects.filter(pk__in=set(ids)).select_related("place"))
    here = graves_list.spots([it])[0]
    apart = sorted(
        (graves_map.apart(here, graves_list.spots([one])[0]), one.grave.number, one) for one in some
    )
    return [
        (one, tr("{n} m").format(n=f"{metres:.1f}"))
        for metres, _, one in apart[:NEAR]
        if metres <= AROUND
    ]


def _in_row(one: Grave) -> list[tuple[Known, str]]:
    rows = Grave.objects.filter(place=one.place_id, section=one.section, row=one.row)
    before = rows.filter(number__lt=one.number).order_by("-number")[: NEAR // 2]
    after = rows.filter(number__gt=one.number).order_by("number")[: NEAR // 2]
    both = [*before.select_related("place"), *after.select_related("place")]
    return [(other, "") for other in known(sorted(both, key=lambda row: row.number))]


def _papers(it: Known) -> Table | None:
    """Lead to the record of each burial and cremation, of those too who were lifted since."""
    laid = Buried.objects.filter(burial__spot__grave=it.grave)
    laid = laid.select_related("item__file", "burial__item__file").order_by("burial__at", "pk")
    rows = {
        row.burial.pk.hex: (
            tr("Burial record"),
            number_of(row.burial.item),
            row.burial.at,
            reverse("custody:take_burial", args=[row.burial_id]),
        )
        for row in laid
    }
    burnt = Cremation.objects.filter(item__in=[row.item_id for row in laid])
    for one in burnt.select_related("item__file"):
        href = reverse("custody:take_cremation", args=[one.pk])
        name = tr("Statement of cremation")
        rows[one.pk.hex] = (name, number_of(one.item), one.at, href)
    if not rows:
        return None
    return Table(
        tr("Papers"),
        (Column(tr("Paper")), Column(tr("Number")), Column(tr("When"))),
        tuple(
            Row(pk, (Cell(name), Cell(number, Kind.CODE), moment(at)), href)
            for pk, (name, number, at, href) in rows.items()
        ),
        titled=True,
    )


def _way(it: Known) -> Way:
    """Tell all that happened at a grave, the last first."""
    one = it.grave
    legs: list[tuple[datetime, Leg]] = [(one.made_at, _made(one))]
    legs += [(row.at, _measured(row)) for row in one.points.select_related("by")]
    legs += [(row.at, _marked(row)) for row in one.markings.select_related("by")]
    rows = Burial.objects.filter(spot__grave=one).select_related("item__file", "spot__grave", "by")
    legs += [(row.at, _laid(row)) for row in rows]
    opened = Exhumation.objects.filter(grave=one).select_related("by")
    legs += [(row.at, _opened(row)) for row in opened]
    legs.sort(key=lambda both: both[0], reverse=True)
    return Way(tr("What happened here"), tuple(leg for _, leg in legs))


def _entered(at: datetime, made: datetime) -> str:
    return written(made) if abs((made - at).total_seconds()) >= 60 else ""


def _made(one: Grave) -> Leg:
    return Leg(written(one.made_at), "", tr("Registered"), named(one), one.made_by.name)


def _measured(row: GravePoint) -> Leg:
    return Leg(
        written(row.at),
        _entered(row.at, row.made_at),
        tr("Measured"),
        _point(row),
        row.by.name,
        (graves_words.source(row.source),),
    )


def _marked(row: GraveMarking) -> Leg:
    more = [row.words] if row.words else []
    if row.photo:
        more.append(tr("with a picture: {what}").format(what=graves_words.shows(row.shows)))
    return Leg(
        written(row.at),
        _entered(row.at, row.made_at),
        tr("Marking written down"),
        "",
        row.by.name,
        tuple(more),
    )


def _laid(row: Burial) -> Leg:
    where = number_of(row.item)
    if row.spot is not None and row.spot.grave.kind == COLLECTIVE:
        where += " · " + tr("spot {n}").format(n=row.spot.number)
    more = tuple(x for x in (row.officiant, row.rites, clock_name(row.clock)) if x)
    return Leg(
        written(row.at),
        _entered(row.at, row.made_at),
        graves_words.form(row.form).capitalize(),
        where,
        row.by.name,
        more,
    )


def _opened(row: Exhumation) -> Leg:
    lifted = row.lifted.select_related("burial__item__file")
    numbers = ", ".join(number_of(one.burial.item) for one in lifted)
    more = (f"{row.words} · {row.authority} · {row.document}", row.notice)
    return Leg(
        written(row.at),
        _entered(row.at, row.made_at),
        tr("Exhumed: {why}").format(why=graves_words.why(row.why)),
        numbers,
        row.by.name,
        tuple(x for x in more if x),
    )
