"""What a family chose and wishes, for whoever releases or handles a body."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.custody.models import FurtherRemains, Item, ReturnRequest, Wishes
from nomina.desk.custody.remains import bodies_of
from nomina.desk.db.prepared import Prepared
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File


@Prepared
def _decided(file: UUID) -> QuerySet[Identification]:
    rows = Identification.objects.current().filter(link__one=file)
    return rows.select_related("link__other").order_by("-made_at", "-pk")[:1]


@Prepared
def _last(file: UUID) -> QuerySet[Wishes]:
    rows = Wishes.objects.filter(file=file).select_related("by")
    return rows.order_by("-made_at", "-pk")[:1]


@Prepared
def _further(file: UUID) -> QuerySet[FurtherRemains]:
    rows = FurtherRemains.objects.filter(file=file).select_related("by")
    return rows.order_by("-made_at", "-pk")[:1]


def further_choice(identification: Identification) -> FurtherRemains | None:
    """Give what the family wants where more is found later; None where nobody asked."""
    return further_of(person(identification))


def wishes(identification: Identification) -> Wishes | None:
    """Give the last wishes and rites; None where nobody wrote any down."""
    return wishes_of(person(identification))


def requests(identification: Identification) -> list[ReturnRequest]:
    """Give every request for return and every objection; all of them stand."""
    return list(ReturnRequest.objects.filter(file=person(identification)).select_related("by"))


def person(identification: Identification) -> File:
    """Give the file of the missing person."""
    found: File = identification.link.other
    return found


def further_of(file: File) -> FurtherRemains | None:
    """Give the last choice that stands in the file of a missing person."""
    return next(iter(_further(file=file.pk)), None)


def wishes_of(file: File) -> Wishes | None:
    """Give the last wishes that stand in the file of a missing person."""
    return next(iter(_last(file=file.pk)), None)


def of_body(file: File) -> File | None:
    """Give the missing person that the board decided a body is; of a part, its body's too."""
    found = _decided(file=file.pk)
    for body in () if found else bodies_of(file.pk):
        found = _decided(file=body)
        if found:
            break
    return person(found[0]) if found else None


def of_item(item: Item) -> Wishes | None:
    """Give the wishes for a body or part that the board decided whose it is; None for others."""
    found = None if item.file is None else of_body(item.file)
    return None if found is None else wishes_of(found)
