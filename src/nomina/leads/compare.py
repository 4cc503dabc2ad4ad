"""Two photos beside one another: the smallest comparison, for a notebook or one doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from nomina.documents import Document, Part, published
from nomina.errors import FaceNotFound
from nomina.faces import Face, Finder, load_pack
from nomina.faces.strength import Caution
from nomina.images import Door, Photo
from nomina.leads.documents import Sha256, StrengthRecord, Word
from nomina.leads.engine import MAX_SIDE
from nomina.leads.weigh import Scale, word
from nomina.words import tr


class ComparedPhoto(Part):
    """One of the two photos and the face taken from it. Places are pixels of the upright photo."""

    sha256: Sha256 = Field(description="Of the file.")
    faces_found: int = Field(ge=1, description="More than one: the surest was taken.")
    left: float
    top: float
    right: float
    bottom: float
    flags: tuple[str, ...] = Field(description="Codes of what weakens the comparison.")


@published("comparison")
class Comparison(Document):
    """What comparing two photos gives. Never an identification; raw scores are not in it."""

    word: Word
    condition: Literal["living", "simulated"] = Field(
        description="Of the calibration: 'simulated' where a photo shows a dead person."
    )
    strength: StrengthRecord
    caution: Caution = Field(description="A known limit of the calibration, as a code.")
    pack: Sha256 = Field(description="Digest of the model pack.")
    photos: tuple[ComparedPhoto, ComparedPhoto]


def compare(
    one: Path | str,
    other: Path | str,
    *,
    pack: str = "embedded",
    condition: Literal["living", "simulated"] = "simulated",
) -> Comparison:
    """Compare the surest face of one photo with that of another.

    Args:
        one: path of a photo.
        other: path of another.
        pack: model pack.
        condition: ``simulated`` where one of them shows a dead person, ``living`` otherwise.

    Raises:
        ImageRefused: a photo cannot be opened safely.
        FaceNotFound: a photo shows no face that was found; this excludes nobody.
        PackError: the pack cannot be used.
        CalibrationError: the pack has no calibration for the condition.
    """
    loaded = load_pack(pack)
    calibration = loaded.calibration(condition)
    paths = (Path(one), Path(other))
    with Door() as door:
        opened = [door.open(path, max_side=MAX_SIDE) for path in paths]
    finder, recogniser = Finder(), loaded.recogniser()
    photos, templates = [], []
    for path, photo in zip(paths, opened, strict=True):
        seen = finder.find(photo.pixels)
        if not seen:
            raise FaceNotFound(
                tr("no face was found in this photo"),
                where=str(path),
                todo=tr("This excludes nobody. Try a photo taken nearer or in better light"),
            )
        photos.append(_compared(photo, seen))
        templates.append(recogniser.template(photo.pixels, seen[0]))
    score = np.array([[templates[0] @ templates[1]]], np.float32)
    [strength] = Scale([calibration]).strengths(score)
    return Comparison(
        word=word(strength),
        condition=condition,
        caution=calibration.caution,
        strength=strength,
        pack=loaded.digest,
        photos=(photos[0], photos[1]),
    )


def _compared(photo: Photo, seen: list[Face]) -> ComparedPhoto:
    face = seen[0]
    edges = (face.box.left, face.box.top, face.box.right, face.box.bottom)
    left, top, right, bottom = (round(float(edge) / photo.scale, 2) for edge in edges)
    return ComparedPhoto(
        sha256=photo.sha256,
        faces_found=len(seen),
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        flags=tuple(face.condition.flags),
    )
