"""What a release asks the database each time that somebody looks at it, compiled once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from nomina.desk.custody.models import (
    Item,
    ReleaseDone,
    ReleaseFact,
    ReleaseScan,
    ReleaseSign,
    Stay,
    Unresolved,
)
from nomina.desk.custody.models.items import DISC, DOCUMENT, PACKET
from nomina.desk.db.prepared import Prepared
from nomina.desk.examine.models import Identification, Signature
from nomina.desk.files.models import Link
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL, IDENTIFIED

EFFECTS = (PACKET, DOCUMENT, DISC)
_BESIDE = ("item__file", "item__parent", "movement")


@Prepared
def joined(files: tuple[UUID, ...]) -> QuerySet[Link, Any]:
    """Ask for the ends of links that hold and say that these are one individual with others."""
    links = Link.objects.current().filter(
        Q(one__in=files) | Q(other__in=files), kind__in=(FRAGMENT, IDENTICAL)
    )
    return links.order_by().values_list("one", "other")


@Prepared
def decided(files: tuple[UUID, ...]) -> QuerySet[Identification]:
    """Ask for the identifications of these bodies and parts that were not recalled."""
    rows = Identification.objects.current().filter(report__kind=IDENTIFIED, report__one__in=files)
    return rows.select_related("report__one", "report__other", "dossier").order_by("pk")


@Prepared
def named(persons: tuple[UUID, ...]) -> QuerySet[Identification, Any]:
    """Ask for the files of bodies and parts that are identified to one of these persons."""
    rows = Identification.objects.current()
    rows = rows.filter(report__kind=IDENTIFIED, report__other__in=persons)
    return rows.order_by().values_list("report__one", flat=True)


@Prepared
def alone(item: UUID) -> QuerySet[Stay]:
    """Ask where a coffin stands."""
    return Stay.objects.now().filter(item=item).select_related(*_BESIDE)


@Prepared
def lying(items: tuple[UUID, ...]) -> QuerySet[Stay]:
    """Ask what lies in these."""
    return Stay.objects.now().filter(inside__in=items).select_related(*_BESIDE)


@Prepared
def effects(files: tuple[UUID, ...]) -> QuerySet[Item]:
    """Ask for the packets, papers and discs of these bodies and parts."""
    rows = Item.objects.filter(kind__in=EFFECTS, parent__file__in=files)
    return rows.select_related("parent__file").order_by("code")


@Prepared
def done(release: UUID) -> QuerySet[ReleaseDone]:
    """Ask how a release ended."""
    return ReleaseDone.objects.filter(release=release)


@Prepared
def facts(release: UUID) -> QuerySet[ReleaseFact]:
    """Ask what is written down, the last of each last."""
    rows = ReleaseFact.objects.filter(release=release).select_related("by")
    return rows.order_by("made_at", "pk")


@Prepared
def scans(release: UUID, since: datetime, at: datetime) -> QuerySet[ReleaseScan]:
    """Ask which tags were read after a moment, and until another."""
    rows = ReleaseScan.objects.filter(release=release, at__gt=since, at__lte=at)
    return rows.select_related("item", "by").order_by("at", "made_at", "pk")


@Prepared
def declared(release: UUID) -> QuerySet[Unresolved]:
    """Ask what goes unresolved."""
    return Unresolved.objects.filter(release=release).select_related("item", "by")


@Prepared
def signs(release: UUID, digest: str) -> QuerySet[ReleaseSign]:
    """Ask who signed this very state of a release, in order."""
    rows = ReleaseSign.objects.filter(release=release, digest=digest)
    return rows.order_by("made_at", "pk")


@Prepared
def board(dossier: UUID) -> QuerySet[Signature]:
    """Ask who of the board signed a dossier, in order."""
    return Signature.objects.filter(dossier=dossier).order_by("made_at", "pk")
