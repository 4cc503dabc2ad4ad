"""Who worked on a case, by the rows that stand: they are told that a person was returned.

Nobody keeps a list of tables, which would leave people out in silence where a table is added. Each
row of the desk that somebody signed, and that leads to the person, their bodies, identification,
enquiries, replies, packages or way home, was work on the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from nomina.desk.custody.release_ground import person_of
from nomina.desk.examine.models import Identification
from nomina.desk.families.models import Collection, EnquiryFile, Recipient, Reply, Returned
from nomina.desk.people.models import User
from nomina.desk.transmit.models import PackageItem

FILE, REPORT = "files.File", "examine.Report"
IDENTIFICATION, COLLECTION = "examine.Identification", "families.Collection"
ENQUIRY, REPLY, PACKAGE = "families.Enquiry", "families.Reply", "transmit.Package"
ROOTS = frozenset({FILE, REPORT, IDENTIFICATION, COLLECTION, ENQUIRY, REPLY, PACKAGE})
"""What a case is told by; a way to one of them ends there."""
APPS = ("files", "examine", "captures", "custody", "transmit", "families")
NEVER = frozenset(
    {
        "families.Threat",
        "families.ThreatLonger",
        "families.ThreatErased",
        "families.ReturnNews",
    }
)
"""Security is told of no case (REP-04); and news of a case is no work on it."""
DEEPEST = 5
"""Steps from a row to what a case is told by."""


@dataclass(frozen=True)
class Signed:
    """A column of a table in which somebody signed, and the ways from it to a case.

    Attributes:
        table, column: of it.
        ways: to one of `ROOTS` each: its name, and the path there.
    """

    table: str
    column: str
    ways: tuple[tuple[str, str], ...]


@cache
def signed() -> tuple[Signed, ...]:
    """Give every column in which somebody signs what leads to a case."""
    models = (one for app in APPS for one in apps.get_app_config(app).get_models())
    found = (
        Signed(one._meta.label, field.name, tuple(_ways(one, "", 0)))
        for one in models
        if one._meta.label not in NEVER
        for field in _keys(one)
        if field.related_model is User
    )
    return tuple(one for one in found if one.ways)


def _keys(model: type[Model]) -> Iterator[ForeignKey[Model, Model]]:
    return (one for one in model._meta.get_fields() if isinstance(one, ForeignKey))


def _ways(model: type[Model], path: str, depth: int) -> Iterator[tuple[str, str]]:
    if (label := model._meta.label) in ROOTS:
        yield label, f"{path}pk"
        return
    for field in _keys(model) if depth < DEEPEST else ():
        there = field.related_model
        if isinstance(there, type) and there._meta.app_label in APPS and there is not model:
            yield from _ways(there, f"{path}{field.name}__", depth + 1)


def worked_on(returned: Returned) -> list[User]:
    """Give everybody who worked on the case of somebody who came home, and can still sign in."""
    case = _case(returned)
    found = {returned.by_id}
    for one in signed():
        where = Q()
        for root, way in one.ways:
            where |= Q(**{f"{way}__in": case[root]})
        rows = apps.get_model(one.table)._default_manager.filter(where).order_by()
        found |= set(rows.values_list(one.column, flat=True).distinct())
    found.discard(None)
    return list(User.objects.filter(pk__in=found, is_active=True).order_by("pk"))


def _case(returned: Returned) -> Mapping[str, list[UUID]]:
    """Give all that a case is told by."""
    collection: Collection = returned.collection
    identification: Identification = returned.release.identification
    person = person_of(identification)
    ids = {identification.pk, *(one.pk for one in person.identifications)}
    of = {*person.persons, *person.files, collection.file_id}
    enquiries = EnquiryFile.objects.filter(missing__in=of).values_list("enquiry", flat=True)
    asked = {one for one in (*enquiries, collection.enquiry_id) if one is not None}
    about = Q(file__in=of) | Q(enquiry__in=asked) | Q(notice__identification__in=ids)
    about |= Q(abouts__file__in=of) | Q(abouts__enquiry__in=asked) | Q(pk=collection.reply_id)
    told = Recipient.objects.filter(notice__identification__in=ids)
    kin = (*told.values_list("family", flat=True), collection.family_id)
    families = {one for one in kin if one is not None}
    found: dict[str, set[UUID]] = {
        FILE: of | families,
        REPORT: set(Identification.objects.filter(pk__in=ids).values_list("report", flat=True)),
        IDENTIFICATION: ids,
        COLLECTION: {collection.pk},
        ENQUIRY: asked,
        REPLY: set(Reply.objects.filter(about).values_list("pk", flat=True)),
        PACKAGE: set(PackageItem.objects.filter(file__in=of).values_list("package", flat=True)),
    }
    return {name: sorted(rows) for name, rows in found.items()}
