"""What a face is: where it lies, how it was photographed, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from nomina.faces.geometry import Box, Points


class ConditionClass(StrEnum):
    """The state of a face as its operator states it. The machine never guesses it."""

    LIVING = "living"
    FRESH = "fresh"
    EARLY_CHANGE = "early_change"
    ADVANCED_CHANGE = "advanced_change"
    INJURED = "injured"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """How a face was photographed. A poor photo is compared and flagged, never dropped.

    Attributes:
        eye_distance: between the middles of the eyes, in photo pixels.
        sharpness: 0 (nothing finer than a few pixels left) to 1 (crisp).
        exposure: mean brightness of the face, 0 to 1.
        clipped: share of the face that is fully black or white, 0 to 1.
        yaw: rough turn to the side in degrees, positive when the face turns to image right.
        stated: what the operator says about its state.
        flags: words for what is poor: ``small``, ``blurred``, ``dark``, ``bright``, ``clipped``,
            ``turned``, ``unsure`` (the detector was not sure), ``edge`` (partly out of the photo).
    """

    eye_distance: float
    sharpness: float
    exposure: float
    clipped: float
    yaw: float
    stated: ConditionClass = ConditionClass.UNKNOWN
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Face:
    """One face in one photo.

    Attributes:
        box: the detector's window or the box given by hand, in photo pixels.
        score: how sure the detector is; about 1 for a plain face, 0 where it begins to doubt;
            0 for a box given by hand where it found nothing.
        roll: in-plane turn in degrees, clockwise as seen in the photo, -180 to 180.
        landmarks: (5, 2) in photo pixels: outer and inner corner of the eye on image right when
            upright, outer and inner corner of the other eye, base of the nose.
        source: who placed the box.
        condition: how it was photographed.
    """

    box: Box
    score: float
    roll: float
    landmarks: Points
    source: Literal["detector", "hand"]
    condition: Condition
