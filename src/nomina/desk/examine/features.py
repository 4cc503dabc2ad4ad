"""What is described of a face before the other one is seen: a list of features, in fixed order.

The list follows the component features of the Facial Identification Scientific Working Group
(Facial Image Comparison Feature List for Morphological Analysis), shortened to what a photo of a
dead face can show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nomina.errors import InputError
from nomina.words import tr

FEATURES = (
    "outline",
    "hairline",
    "brows",
    "eyes",
    "nose",
    "mouth",
    "chin",
    "ears",
    "lines",
    "scars",
    "moles",
)
VISIBLE, HIDDEN, ALTERED = "visible", "not-visible", "altered"
SEEN = (VISIBLE, HIDDEN, ALTERED)
"""What can be said of each; ``altered`` is what death, injury, water or care changed."""
WORDS = 500
"""Characters of what is written on one feature."""


def feature_name(feature: str) -> str:
    """Give the name of a feature in the language of the reader."""
    return {
        "outline": tr("Outline of the face"),
        "hairline": tr("Hairline"),
        "brows": tr("Brows"),
        "eyes": tr("Eyes"),
        "nose": tr("Nose"),
        "mouth": tr("Mouth"),
        "chin": tr("Chin"),
        "ears": tr("Ears"),
        "lines": tr("Lines"),
        "scars": tr("Scars"),
        "moles": tr("Moles"),
    }.get(feature, feature)


def seen_name(seen: str) -> str:
    """Give the words for how much is seen of a feature."""
    return {
        VISIBLE: tr("visible"),
        HIDDEN: tr("not visible"),
        ALTERED: tr("altered"),
    }.get(seen, seen)


def read(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Give a whole description as it is kept: of every feature what is seen of it, and words.

    Args:
        given: of each of `FEATURES`, ``seen`` (one of `SEEN`) and ``words`` (may be empty).

    Raises:
        InputError: a feature is missing, strange, or altered without a word on how.
    """
    if set(given) != set(FEATURES):
        raise InputError(tr("every feature must be described, and no other"))
    kept = {}
    for feature in FEATURES:
        seen = str(given[feature].get("seen", ""))
        words = str(given[feature].get("words", "")).strip()
        if seen not in SEEN:
            raise InputError(
                tr("it was not said whether this is visible"), where=feature_name(feature)
            )
        if seen == ALTERED and not words:
            raise InputError(tr("it was not said how this is altered"), where=feature_name(feature))
        if len(words) > WORDS:
            raise InputError(
                tr("this is longer than {n} characters").format(n=WORDS),
                where=feature_name(feature),
            )
        kept[feature] = {"seen": seen, "words": words}
    return kept
