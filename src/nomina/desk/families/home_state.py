"""Where it stands that somebody comes home: on what it rests, what is missing, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from nomina.desk.custody.models import Release, ReleaseDone
from nomina.desk.custody.release_check import Missing, missing
from nomina.desk.custody.release_ground import ground_of
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.families.models import Collection, CollectionStep
from nomina.desk.files.models import File
from nomina.words import tr

KIND = "collection"
READ_WITH = ("file", "returned", "end")
"""What is read with requests that are listed, so that a list asks once for all of it."""


def identifications(file: File) -> list[Identification]:
    """Give the identifications of a missing person, the last first; recalled ones among them."""
    rows = Identification.objects.filter(report__other=file, report__kind="identified")
    return list(rows.order_by("-made_at", "-pk"))


def hold(file: File) -> None:
    """Keep that on which the return rests from being recalled until the act is over.

    Nothing rests on anything before somebody is identified; once they are, it must stand.

    Raises:
        Refused: it was recalled.
    """
    rows = identifications(file)
    standing = [one for one in rows if resting.stands(one)]
    for one in sorted(standing or rows[:1], key=lambda row: row.pk):
        resting.hold(one)


def frozen(collections: Iterable[Collection]) -> frozenset[UUID]:
    """Give those of some requests of which all that the return rested on was recalled."""
    of = {one.pk: one.file_id for one in collections}
    rows = Identification.objects.filter(
        report__other__in=set(of.values()), report__kind="identified"
    )
    stands: dict[UUID, bool] = {}
    for file, end in rows.order_by().values_list("report__other", "end"):
        stands[file] = stands.get(file, False) or end is None
    return frozenset(pk for pk, file in of.items() if not stands.get(file, True))


def behind(collections: Iterable[Collection], at: datetime) -> frozenset[UUID]:
    """Give those of some requests of which a step is late."""
    steps = CollectionStep.objects.open().filter(collection__in=[one.pk for one in collections])
    return frozenset(step.collection_id for step in steps if late(step, at))


def release_of(collection: Collection) -> Release | None:
    """Give the release that serves a request now; None where there is none, or it was withdrawn."""
    rows = collection.releases.filter(release__end=None).select_related("release")
    last = rows.order_by("-made_at", "-pk").first()
    return None if last is None else last.release


def is_done(release: Release) -> bool:
    """Say whether the coffin was given out."""
    return ReleaseDone.objects.filter(release=release).exists()


def lacks(release: Release, at: datetime) -> tuple[Missing, ...]:
    """Give the papers and facts that custody still misses for a release."""
    return missing(ground_of(release, at).case)


def late(step: CollectionStep, at: datetime) -> bool:
    """Say whether a step should have happened by now, and nobody wrote that it did."""
    return step.at is not None and step.at < at


def rests(identification: Identification) -> Iterable[resting.Resting]:
    """Give the requests that rest on an identification, so that a recall lists them."""
    rows = Collection.objects.filter(file=identification.report.other, end=None)
    for one in rows.select_related("returned", "file").order_by("made_at", "pk"):
        home = hasattr(one, "returned")
        yield resting.Resting(
            KIND,
            tr("Bringing home of {number}").format(number=one.file.number),
            resting.HAPPENED if home else resting.PENDING,
            reverse("families:homecoming", args=[one.pk]),
            tr("returned") if home else tr("on the way"),
        )


def join() -> None:
    """Have recalls list requests."""
    resting.register(KIND, rests)
