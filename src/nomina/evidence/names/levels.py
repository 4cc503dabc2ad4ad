"""How well two names agree, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How well one part agrees, best first."""

    EXACT = 0
    """The same letters."""
    TRANSLITERATION = 1
    """The same name in another script, language or system of romanisation."""
    EQUIVALENT = 2
    """Another form of the name: of another language, a pet form, of the other gender, inflected."""
    LEGIBLE = 3
    """All that is legible fits, and some is not."""
    INITIAL = 4
    """One of the two is an initial only, and it fits."""
    NEAR = 5
    """One or two letters differ, or letters that are easily misread."""
    DIFFERENT = 6
    NOT_COMPARABLE = 7
    """One of the two does not say."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of the parts of two names."""

    family: Level
    given: Level
    patronymic: Level

    @property
    def worst(self) -> Level:
        """The worst of the parts that can be compared; not comparable where none can."""
        found = [each for each in self.parts if each is not Level.NOT_COMPARABLE]
        return max(found, default=Level.NOT_COMPARABLE)

    @property
    def parts(self) -> tuple[Level, Level, Level]:
        """Family name, given name, patronymic."""
        return self.family, self.given, self.patronymic
