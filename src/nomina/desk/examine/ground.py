"""What a pair stands on at a moment, and what is new since: photos, and what findings say.

Kept are ids of photos, and of each finding a digest of what it says of both sides; never the text
itself, which a withdrawal must be able to take away. Strengths are left out: a new calibration is
no new evidence.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from nomina.desk.examine.models import Pair
from nomina.desk.files.models import Photo
from nomina.desk.leads.models import Lead

PHOTOS = "photos"
"""Stands among kinds of evidence for a photo that was not there before."""
RECORDS = "records"
"""The same for what is said in a file, where no finding on it was kept."""
RECALLED = "recalled"
"""The same for an identification of the two that was taken back."""


def photos_of(files: Collection[UUID]) -> dict[UUID, set[str]]:
    """Give the photos that files hold now, by file."""
    found: dict[UUID, set[str]] = {file: set() for file in files}
    rows = Photo.objects.standing().filter(file__in=files)
    for file, photo in rows.values_list("file", "pk"):
        found[file].add(photo.hex)
    return found


def ground_of(pair: Pair, lead: Lead | None, photos: Mapping[UUID, set[str]]) -> dict[str, Any]:
    """Give what a pair stands on, as it is kept.

    Args:
        pair: of a body and a person.
        lead: what the shown run says of it; None where it says nothing.
        photos: of both files, as `photos_of` gives them.
    """
    both = photos.get(pair.body_id, set()) | photos.get(pair.person_id, set())
    said = {} if lead is None else {one["kind"]: _mark(pair, one) for one in lead.findings}
    return {"photos": sorted(both), "said": said}


def _mark(pair: Pair, finding: Mapping[str, Any]) -> str:
    text = "\0".join((finding["kind"], finding["body"], finding["person"]))
    return hmac.new(pair.pk.bytes, text.encode(), hashlib.sha256).hexdigest()


def news(then: Mapping[str, Any], now: Mapping[str, Any], *, records: bool) -> tuple[str, ...]:
    """Give the kinds of evidence that are new; what went is not.

    Args:
        then, now: as `ground_of` gives them.
        records: whether anything was written into either file since.
    """
    found = [PHOTOS] if set(now["photos"]) - set(then["photos"]) else []
    if records:
        before, after = then["said"], now["said"]
        if before and after:
            found += sorted(kind for kind, mark in after.items() if before.get(kind) != mark)
        else:
            found.append(RECORDS)
    return tuple(found)
