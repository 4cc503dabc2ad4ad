"""Two photos beside one another: the smallest comparison, for a notebook or one doubt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nomina.errors import FaceNotFound
from nomina.faces import Face, Finder, Strength, load_pack
from nomina.images import Door
from nomina.leads.engine import MAX_SIDE
from nomina.words import tr

Word = Literal["inconclusive", "candidate for other examination"]


@dataclass(frozen=True)
class Comparison:
    """What comparing two photos gives. Never an identification.

    Attributes:
        faces: the face taken from each photo, the surest one.
        found: how many faces each photo shows.
        sha256: digest of each photo.
        strength: calibrated, with its interval and bounds.
        word: the only words for a face result that a machine may choose.
    """

    faces: tuple[Face, Face]
    found: tuple[int, int]
    sha256: tuple[str, str]
    strength: Strength
    word: Word


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
    calibration, recogniser, finder = loaded.calibration(condition), loaded.recogniser(), Finder()
    faces, found, digests, templates = [], [], [], []
    with Door() as door:
        for path in (Path(one), Path(other)):
            photo = door.open(path, max_side=MAX_SIDE)
            seen = finder.find(photo.pixels)
            if not seen:
                raise FaceNotFound(
                    tr("no face was found in this photo"),
                    where=str(path),
                    todo=tr("This excludes nobody. Try a photo taken nearer or in better light"),
                )
            faces.append(seen[0])
            found.append(len(seen))
            digests.append(photo.sha256)
            templates.append(recogniser.template(photo.pixels, seen[0]))
    strength = calibration.strength(float(templates[0] @ templates[1]))
    word: Word = "candidate for other examination" if strength.low > 0 else "inconclusive"
    return Comparison(
        (faces[0], faces[1]), (found[0], found[1]), (digests[0], digests[1]), strength, word
    )
