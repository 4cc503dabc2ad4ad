"""The content of a package, as the files say it now: what two people sign, and what is sent.

Built anew at every step. Where it comes out otherwise than what was signed, something changed since
and the signatures are of something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from nomina.desk.custody.models import Death, IssuedPaper
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.transmit import detriment, routes
from nomina.desk.transmit import packages_people as people
from nomina.desk.transmit import packages_things as things
from nomina.desk.transmit.models import Package, PackageItem, Partner
from nomina.desk.transmit.routes import Route
from nomina.desk.transmit.ways import Article, Channel, Recipient
from nomina.errors import Refused
from nomina.packages import completeness
from nomina.packages.documents import Content, Enclosure, Harm
from nomina.packages.items import AnyItem
from nomina.words import tr

Make = Callable[[PackageItem], AnyItem]


def _list(row: PackageItem) -> AnyItem:
    assert row.death is not None
    return people.listed(row.death)


def _certificate(row: PackageItem) -> AnyItem:
    assert row.death is not None
    return people.certified_death(row.death)


MAKES: dict[str, Make] = {
    "gc1-16": people.dead,
    "particulars": people.dead,
    "gc3-120": people.death,
    "gc3-122": people.prisoner,
    "gc4-136": people.civilian,
    "certified-list": _list,
    "death-certificate": _certificate,
    "grave-list": people.grave,
    "effects": things.packet,
    "half-disc": things.disc,
    "answer-to-enquiry": things.answer,
}
"""What makes an item of a package of each article."""
NAMED_ALONE = ("gc3-120", "gc3-122", "gc4-136")
"""Articles of which a package tells of nobody whom no board identified."""


def rows_of(package: Package) -> list[PackageItem]:
    """Give the items of a package, in order."""
    rows = package.items.select_related(
        "package", "file", "identification__report__other", "identification__end",
        "death__sign__by", "custody__parent__file",
    )  # fmt: skip
    return list(rows.order_by("number"))


def item_of(package: Package, row: PackageItem) -> AnyItem:
    """Give one item as it stands now.

    Raises:
        Refused: it cannot be told of; says why.
    """
    if package.corrects is not None:
        return things.recall(row, package.corrects)
    return MAKES[package.article](row)


def files_of(rows: list[PackageItem]) -> list[File]:
    """Give of whom a package tells: each file that the law of a way must be asked about.

    Of what takes something back, also the person whom the body was said to be: no link leads there
    any more, and who reads that this was not them learns that they may be alive.
    """
    found: dict[UUID, File] = {row.file.pk: row.file for row in rows if row.file is not None}
    decided = [row.identification_id for row in rows if row.identification_id is not None]
    gone = Identification.objects.filter(pk__in=decided).exclude(end=None)
    found |= {one.pk: one for one in File.objects.filter(pk__in=gone.values("report__other"))}
    for row in rows:
        if row.death is not None and row.file is None:
            ids = [one["identification"] for one in row.death.document["dead"]]
            bodies = Identification.objects.filter(pk__in=ids).values("report__one")
            listed = File.objects.filter(pk__in=bodies)
            found |= {one.pk: one for one in listed}
    return [*found.values()]


def demand_way(package: Package, rows: list[PackageItem]) -> Route:
    """Give the way by which all of a package goes to its partner.

    Raises:
        Refused: of somebody in it, it may not.
    """
    route = way_to(package.operation, package.partner, Article(package.article), rows)
    if route.channel != package.channel:
        raise Refused(
            tr("the policy of routes now names another way to this partner"),
            where=package.number,
            todo=tr("Give this package up, and draft it anew"),
        )
    return route


def way_to(
    operation: Operation, partner: Partner, article: Article, rows: list[PackageItem]
) -> Route:
    """Give the way by which some items go to a partner; one flagged person among them stops all.

    Raises:
        Refused: of somebody among them, it may not.
    """
    flagged = next((one for one in files_of(rows) if detriment.stops(one)), None)
    return routes.demand_route(operation, flagged, article, partner)


def harms(rows: list[PackageItem]) -> tuple[Harm, ...]:
    """Give of whom telling could harm, each with the circumstances, for the agency alone."""
    found = {flag.pk: (one, flag) for one in files_of(rows) for flag in detriment.flags_of(one)}
    said = {Harm(number=one.number, reason=flag.reason) for one, flag in found.values()}
    return tuple(sorted(said, key=lambda harm: (harm.number, harm.reason)))


def agency_for(package: Package, route: Route) -> Route | None:
    """Give the way of the agency's copy; None where the agency gets or carries it, or by waiver."""
    if not route.verdict.needs_copy_to_agency:
        return None
    every = routes.routes_for(package.operation, None, Article(package.article))
    return routes.agencies(every)[0]


def waiver_of(package: Package, route: Route) -> str:
    """Give why the agency gets no copy, as two people signed it in the policy; else nothing."""
    if reaches_agency(route) or route.verdict.needs_copy_to_agency:
        return ""
    return routes.demand_policy(package.operation).paper.waiver


def reaches_agency(route: Route) -> bool:
    """Say whether the agency itself gets something, or carries it."""
    return route.role is Recipient.TRACING_AGENCY or route.channel is Channel.AGENCY


def enclosures(rows: list[PackageItem]) -> tuple[Enclosure, ...]:
    """Give the papers that go along: of a certificate or list, its last print in each language.

    Raises:
        Refused: it was never made out.
    """
    found: list[Enclosure] = []
    for row in rows:
        if row.death is None:
            continue
        papers = last_papers(row.death)
        if not papers:
            raise Refused(
                tr("this was certified, and no paper of it was made out"),
                where=row.death.number,
                todo=tr("Make out the paper in custody first"),
            )
        found += [
            Enclosure(number=one.number, kind=one.kind, language=one.language, digest=one.pdf)
            for one in papers
        ]
    return tuple(found)


def last_papers(death: Death) -> list[IssuedPaper]:
    """Give the last print of a certificate or list in each language."""
    rows = IssuedPaper.objects.filter(death=death).order_by("made_at", "pk")
    return [*{row.language: row for row in rows}.values()]


@dataclass(frozen=True)
class Built:
    """What is sent as it stands now, and by which way.

    Attributes:
        agency: the way of the agency's copy; None where it needs none.
    """

    content: Content
    rows: list[PackageItem]
    route: Route
    agency: Route | None


def build(package: Package, at: datetime) -> Built:
    """Build what is sent, as it stands now.

    Args:
        package: with its items.
        at: the moment that stands in it.

    Raises:
        Refused: something in it cannot be told, or it may not go there.
    """
    rows = rows_of(package)
    route = demand_way(package, rows)
    agency = agency_for(package, route)
    return Built(_content(package, at, rows, route, agency), rows, route, agency)


def _content(
    package: Package, at: datetime, rows: list[PackageItem], route: Route, agency: Route | None
) -> Content:
    corrects = package.corrects
    given: dict[str, Any] = {
        "id": package.pk.hex,
        "number": package.number,
        "article": package.article,
        "sender": package.operation.name,
        "recipient": package.partner.name,
        "channel": package.channel,
        "made": people.second(at),
        "copy_of": None,
        "copy_to": None if agency is None else agency.partner.name,
        "waiver": waiver_of(package, route) or None,
        "corrects": None if corrects is None else corrects.made.digest,
        "items": tuple(item_of(package, row) for row in rows),
        "enclosures": () if corrects is not None else enclosures(rows),
        "harm": harms(rows) if route.role is Recipient.TRACING_AGENCY else (),
    }
    try:
        return Content(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Refused(
            tr("this cannot be sent as it is ({why})").format(why=first["msg"]),
            where=package.number,
            todo=tr("Look at who is in it, and at what is said of each"),
        ) from error


def copied(main: Content, digest: str, copy: Package, agency: Partner) -> Content:
    """Give the copy that the agency gets of a package: the same, under a number of its own.

    A copy of what takes something back takes back the agency's own copy.
    """
    given = main.model_dump()
    earlier = copy.corrects
    if earlier is not None:
        given["corrects"] = earlier.made.digest
        for one in given["items"]:
            one["package"], one["package_number"] = earlier.made.digest, earlier.number
    return Content.model_validate(
        given
        | {
            "id": copy.pk.hex,
            "number": copy.number,
            "recipient": agency.name,
            "channel": copy.channel,
            "copy_of": digest,
            "copy_to": None,
        }
    )


def sayable(item: PackageItem) -> tuple[str, ...]:
    """Give the particulars of an item that can be typed."""
    package = item.package
    if package.corrects_id is not None or package.article == Article.ANSWER:
        return (things.WORDS,)
    if item.death is not None:
        return ()  # what is certified stands as it was certified
    kind = KIND_OF[package.article]
    return tuple(key for key, _ in completeness.ASKED[kind])


KIND_OF = {
    "gc1-16": "dead",
    "particulars": "dead",
    "gc3-120": "death",
    "gc3-122": "prisoner",
    "gc4-136": "civilian",
    "grave-list": "grave",
    "effects": "packet",
    "half-disc": "disc",
}
"""The kind of item of each article whose particulars can be typed."""
