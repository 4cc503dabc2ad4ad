"""Who worked on a case, by the rows that stand: they are told that a person was returned."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from nomina.desk.custody.release_ground import person_of
from nomina.desk.examine.models import Identification
from nomina.desk.families.models import Collection, Returned
from nomina.desk.people.models import User

FILES = (
    ("files.File", ("pk",), "made_by"),
    ("files.Entry", ("file",), "made_by"),
    ("files.Photo", ("file",), "made_by"),
    ("files.Link", ("one", "other"), "made_by"),
    ("examine.Examination", ("pair__body",), "examiner"),
    ("custody.Item", ("file",), "made_by"),
    ("custody.Movement", ("item__file",), "by"),
    ("custody.Inventory", ("item__file",), "by"),
    ("custody.InventorySign", ("inventory__item__file",), "by"),
    ("custody.Examined", ("item__file",), "by"),
    ("custody.FurtherRemains", ("file",), "by"),
    ("custody.Wishes", ("file",), "by"),
    ("custody.ReturnRequest", ("file",), "by"),
    ("families.EnquiryFile", ("missing",), "by"),
    ("families.Reply", ("file",), "made_by"),
    ("families.ReplyRead", ("reply__file",), "by"),
    ("transmit.Package", ("items__file",), "by"),
)
"""By table: the ways to a file of the case, and the column of who acted."""
IDENTIFICATIONS = (
    ("examine.Identification", ("pk",), "by"),
    ("examine.Step", ("report__identifications",), "by"),
    ("examine.Evidence", ("report__identifications",), "by"),
    ("examine.Signature", ("dossier__identification",), "by"),
    ("examine.CertificateSignature", ("certificate__identification",), "by"),
    ("custody.Release", ("identification",), "made_by"),
    ("custody.ReleaseFact", ("release__identification",), "by"),
    ("custody.ReleaseSign", ("release__identification",), "by"),
    ("custody.ReleaseDone", ("release__identification",), "by"),
    ("custody.Death", ("identification",), "by"),
    ("families.Notice", ("identification",), "by"),
    ("families.Plan", ("notice__identification",), "by"),
    ("families.PlanSign", ("plan__notice__identification",), "by"),
    ("families.Told", ("notice__identification",), "by"),
)
"""The same for the identifications of the case."""
COLLECTIONS = (
    ("families.Collection", ("pk",), "made_by"),
    ("families.CollectionStep", ("collection",), "by"),
    ("families.CollectionStepEnd", ("step__collection",), "by"),
    ("families.CollectionRelease", ("collection",), "by"),
)
"""The same for the request to bring somebody home."""


def worked_on(returned: Returned) -> list[User]:
    """Give everybody who worked on the case of somebody who came home, and can still sign in."""
    collection: Collection = returned.collection
    found = _of(COLLECTIONS, [collection.pk])
    identification: Identification = returned.release.identification
    person = person_of(identification)
    found |= _of(FILES, {*person.persons, *person.files, collection.file_id})
    found |= _of(IDENTIFICATIONS, {identification.pk, *(one.pk for one in person.identifications)})
    found.add(returned.by_id)
    return list(User.objects.filter(pk__in=found, is_active=True).order_by("pk"))


def _of(tables: Iterable[tuple[str, tuple[str, ...], str]], ids: Iterable[UUID]) -> set[UUID]:
    wanted, found = sorted(ids), set[UUID]()
    for name, ways, column in tables:
        rows = apps.get_model(name)._default_manager
        where = Q()
        for way in ways:
            where |= Q(**{f"{way}__in": wanted})
        found |= set(rows.filter(where).order_by().values_list(column, flat=True).distinct())
    return {one for one in found if one is not None}
