"""What the comparison of two names means, in words."""

from __future__ import annotations

from nomina.evidence.names.coded import Part
from nomina.evidence.names.levels import Level, Levels
from nomina.words import tr


def part_word(part: Part, language: str) -> str:
    """Name a part of a name."""
    return {
        Part.FAMILY: tr("family name", language),
        Part.GIVEN: tr("given name", language),
        Part.PATRONYMIC: tr("patronymic", language),
    }[part]


def level_words(level: Level, language: str) -> str:
    """Say how well one part agrees."""
    return {
        Level.EXACT: tr("the same letters", language),
        Level.TRANSLITERATION: tr("the same name in another script or spelling", language),
        Level.EQUIVALENT: tr("another form of the same name", language),
        Level.LEGIBLE: tr("what is legible fits", language),
        Level.INITIAL: tr("the initial fits", language),
        Level.NEAR: tr("a letter or two differ", language),
        Level.DIFFERENT: tr("different", language),
        Level.NOT_COMPARABLE: tr("nothing to compare", language),
    }[level]


def said(written: str, levels: Levels, language: str) -> str:
    """Say how a name on a thing compares with the name in a file."""
    parts = "; ".join(
        f"{part_word(part, language)}: {level_words(level, language)}"
        for part, level in zip(Part, levels.parts, strict=True)
        if level is not Level.NOT_COMPARABLE
    )
    text = tr("A thing found with the body bears the name “{name}”.", language)
    text = text.format(name=written)
    if parts:
        text += tr(" Beside the name in the file: {parts}.", language).format(parts=parts)
    if levels.worst not in {Level.DIFFERENT, Level.NOT_COMPARABLE}:
        text += tr(
            " Relatives may bear the same name, and the thing may be somebody else's.", language
        )
    return text
