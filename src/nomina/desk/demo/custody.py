"""Where the bodies of the demonstration lie: two wagons, a morgue, and what waits for somebody."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nomina.desk.custody.actions.common import keeper_of
from nomina.desk.custody.actions.counting import BeginCount, EndCount, ReadTag
from nomina.desk.custody.actions.handing import Given, Offer
from nomina.desk.custody.actions.incidents import Report
from nomina.desk.custody.actions.items import PrintTags, Receive
from nomina.desk.custody.actions.moving import Move, Pack
from nomina.desk.custody.actions.places import AddKeeper, AddPositions, MakePlace
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.models import Count, Handover, Incident, Item, Keeper, Place, Tag
from nomina.desk.custody.models.items import BODY, PACKET, PART
from nomina.desk.custody.register import Reading, When, free
from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.load import Loaded
from nomina.desk.files.models import Link
from nomina.desk.files.models.links import FRAGMENT, IDENTIFIED
from nomina.desk.people.models import Operation, User
from nomina.synthetic.truth import Truth
from nomina.words import tr

_PLACES: dict[str, tuple[str, tuple[str, str] | None, tuple[str, ...]]] = {
    "W1": ("wagon", ("50.4501", "30.5234"), ("A", "B", "C")),
    "W2": ("wagon", ("50.4502", "30.5240"), ("A", "B", "C")),
    "MG": ("morgue", ("50.4511", "30.5221"), ("",)),
    "X1": ("exchange", None, ()),
    "G1": ("cemetery", ("50.4702", "30.4519"), ("A", "B")),
}
"""Kind, where on the map, and tiers or rows, by short name."""
_PER_TIER = 12
SCANNED = Reading(read="scanned")
"""How tags are read in the demonstration."""
_DAYS = 40
"""How long ago the first body was taken in."""


def custody(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Put the bodies of an operation into its wagons, and leave some work to be done."""
    one, officer = loaded.operation, users["custody"]
    places = {code: _place(one, officer, code) for code in _PLACES}
    _taken_in(loaded, officer, places)
    _packets(one, officer, places)
    _handed(one, users, places)
    _counted(one, officer, places["W2"])
    if not Incident.objects.filter(operation=one, kind="other").exists():
        words = tr("The door of wagon two stood open this morning; all tags were read after.")
        made = Report(operation=one, incident="other", words=words, place=places["W2"])
        made.do(by(users["mortuary"]))


def _name(code: str) -> str:
    return {
        "W1": tr("Wagon one"),
        "W2": tr("Wagon two"),
        "MG": tr("Morgue of the bureau"),
        "X1": tr("Point of exchange"),
        "G1": tr("Cemetery at the edge of the town"),
    }[code]


def _place(one: Operation, officer: User, code: str) -> Place:
    found = Place.objects.filter(operation=one, code=code).first()
    if found is not None:
        return found
    kind, point, tiers = _PLACES[code]
    north, east = point or (None, None)
    with transaction.atomic():
        made: Place = MakePlace(
            operation=one,
            place=kind,
            name=_name(code),
            code=code,
            latitude=None if north is None else Decimal(north),
            longitude=None if east is None else Decimal(east),
        ).do(by(officer))
        if tiers:
            AddPositions(place=made, tiers=tiers, first=1, last=_PER_TIER).do(by(officer))
    return made


def when(days: float) -> When:
    """Give a moment some days ago, as said by whoever was there."""
    return When(at=timezone.now() - timedelta(days=days), clock="operator")


def tags(one: Operation, officer: User, count: int) -> list[str]:
    """Give tags that hang on nothing; those printed before are used first."""
    loose = Tag.objects.filter(operation=one, item=None).order_by("code")
    codes = list(loose.values_list("code", flat=True)[:count])
    while len(codes) < count:
        more = min(count - len(codes) + 10, 500)
        codes += [tag.code for tag in PrintTags(operation=one, count=more).do(by(officer))]
    return codes[:count]


def _taken_in(loaded: Loaded, officer: User, places: dict[str, Place]) -> None:
    """Take every body and part in at a wagon: the parts lie in the morgue."""
    files = [file for file in loaded.files.values() if file.kind == "pm"]
    had = set(Item.objects.filter(file__in=files).values_list("file", flat=True))
    left = sorted((file for file in files if file.pk not in had), key=lambda file: file.number)
    parts = set(
        Link.objects.current().filter(kind=FRAGMENT, one__in=files).values_list("one", flat=True)
    )
    draw, wagons = random.Random("custody"), [places["W1"], places["W2"]]
    for tag, file in zip(tags(loaded.operation, officer, len(left)), left, strict=True):
        kind = PART if file.pk in parts else BODY
        lies = [places["MG"], *wagons] if kind == PART else wagons
        spots = [spot for place in lies for spot in free(place)]
        spot = (spots[0] if kind == PART else draw.choice(spots)) if spots else None
        Receive(
            operation=loaded.operation,
            tag=tag,
            item=kind,
            place=places["X1"] if spot is None else spot.place,
            position=spot,
            file=file,
            when=when(draw.uniform(3, _DAYS)),
            reading=SCANNED,
        ).do(by(officer))


def _bodies(one: Operation, place: Place) -> list[Item]:
    """Give the bodies that lie in a place and have no name: who has one goes home (`returns`)."""
    here = Item.objects.filter(operation=one, kind=BODY, stays__until=None, stays__place=place)
    named = Link.objects.current().filter(kind=IDENTIFIED).values("one")
    return list(here.exclude(file__in=named).order_by("code"))


def _packets(one: Operation, officer: User, places: dict[str, Place]) -> None:
    if Item.objects.filter(operation=one, kind=PACKET).exists():
        return
    owners = _bodies(one, places["W1"])[:3]
    words = (
        tr("a wallet, a telephone, keys"),
        tr("a ring and a notebook"),
        tr("a cross on a chain"),
    )
    codes = tags(one, officer, len(owners) + 2)
    with transaction.atomic():
        for body, said in zip(owners, words, strict=False):
            Receive(
                operation=one, tag=codes.pop(), item=PACKET, place=places["MG"], parent=body,
                words=said, when=when(2.5), reading=SCANNED,
            ).do(by(officer))  # fmt: skip
        bag, coffin = (
            Receive(
                operation=one, tag=codes.pop(), item=kind, place=places["W1"], when=when(2.4),
                reading=SCANNED,
            ).do(by(officer))
            for kind in ("bag", "coffin")
        )  # fmt: skip
        if owners:
            Pack(
                operation=one, items=(owners[0],), into=bag, when=when(2.3), reading=SCANNED
            ).do(by(officer))  # fmt: skip
            Pack(
                operation=one, items=(bag,), into=coffin, when=when(2.2), reading=SCANNED
            ).do(by(officer))  # fmt: skip


def _handed(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """Hand some over: one handover is taken with one body missing, one still waits."""
    if Handover.objects.filter(operation=one).exists():
        return
    officer, clerk = users["custody"], users["mortuary"]
    wagon, morgue = places["W2"], places["MG"]
    some = _bodies(one, wagon)[:-1]  # one stays where it lies, also in a small operation
    if not some:
        return
    with transaction.atomic():
        taker: Keeper = keeper_of(clerk, one, by(officer))
        because = tr("to the examination")
        first = Offer(
            operation=one,
            items=tuple(Given(item=item, reading=SCANNED) for item in some[:3]),
            taker=taker,
            place=morgue,
            when=when(1.5),
            because=because,
        ).do(by(officer))
        got = tuple(
            Got(item=item, reading=SCANNED, position=spot)
            for item, spot in zip(some[:2], free(morgue), strict=False)
        )
        Take(handover=first, items=got, when=when(1.4)).do(by(clerk))
        driver = AddKeeper(
            operation=one, name=tr("Vasyl Dorozhnii"), body=tr("a carrier who does not exist")
        ).do(by(officer))
        if len(some) > 3:
            Offer(
                operation=one,
                items=(Given(item=some[3], reading=SCANNED),),
                taker=driver,
                place=places["X1"],
                when=when(0.3),
                because=tr("to the point of exchange"),
            ).do(by(officer))
        if len(some) > 4:
            Move(
                operation=one, items=((some[4], None),), place=places["W1"], when=when(0.2),
                reading=SCANNED,
            ).do(by(officer))  # fmt: skip


def _counted(one: Operation, officer: User, place: Place) -> None:
    """Count a wagon: every tag is read but one."""
    if Count.objects.filter(operation=one).exists():
        return
    with transaction.atomic():
        count = BeginCount(place=place, when=when(0.1)).do(by(officer))
        lying = Item.objects.filter(stays__until=None, stays__place=place, stays__inside=None)
        for item in list(lying.order_by("code"))[1:]:
            ReadTag(count=count, text=item.code, when=when(0.09), reading=SCANNED).do(by(officer))
        EndCount(count=count, when=when(0.05)).do(by(officer))
