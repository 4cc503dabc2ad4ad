"""One word of a name, coded once: what it must share with another to be the same name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from nomina.evidence.names.classes import classes_of, fathers_of, given_names, initials_of, stem_of
from nomina.evidence.names.fold import belarusian, clean, cyrillic, reduced, skeletons
from nomina.evidence.names.inflect import husbands, nominatives, patronymic


class Part(IntEnum):
    """Which part of a name."""

    FAMILY = 0
    GIVEN = 1
    PATRONYMIC = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One part of a name as read.

    Attributes:
        part: which part.
        text: out of `clean`.
        skeletons: of the text; shared by another: the same under transliteration.
        tags: what it is known by; asked: the tags that another word needs one of to be the same
            name. (They differ only for Belarusian spelling.)
        near: skeletons whose distance from another's says how near two different names are.
        initials: first letters it may have in any of its languages.
        initial, pattern: whether it is an initial only, or has ``?`` or ``*`` in it.
    """

    part: Part
    text: str
    skeletons: tuple[str, ...]
    tags: frozenset[str]
    asked: frozenset[str]
    near: tuple[str, ...]
    initials: str
    initial: bool = False
    pattern: bool = False

    @property
    def full(self) -> bool:
        """Whether it is a whole word."""
        return not (self.initial or self.pattern)


@lru_cache(maxsize=1 << 17)
def coded(part: Part, written: str, inflected: bool = False, male: bool | None = None) -> Word:
    """Code one part of a name.

    Args:
        part: which part.
        written: as written; an abbreviation is written with ``*``.
        inflected: the name stands, or may stand, in another case than the nominative.
        male: of whom the name is, where the patronymic says it.
    """
    text = clean(written)
    bare = re.sub(r"[^\w?*-]", "", text)
    folded = skeletons(text)
    if "?" in text or "*" in text:
        return Word(part, bare, folded, frozenset(), frozenset(), (), "", pattern=True)
    if (len(bare) == 1 and bare.upper() != bare) or (
        len(bare) == 2 and written.rstrip().endswith(".")
    ):
        first = "".join(dict.fromkeys(each[0] for each in folded))
        return Word(part, bare, folded, frozenset(), frozenset(), (), first, initial=True)
    match part:
        case Part.FAMILY:
            return _family(text, folded, inflected)
        case Part.GIVEN:
            return _given(text, folded, inflected, male)
        case Part.PATRONYMIC:
            return _patronymic(text, folded)


def _family(text: str, folded: tuple[str, ...], inflected: bool) -> Word:
    tags = dict.fromkeys(folded)
    if "-" in text:  # of a double name, one half is often left out
        halves = [each for each in text.split("-") if len(each) > 3]
        tags |= dict.fromkeys(each for half in halves for each in skeletons(half))
    if inflected:
        tags |= dict.fromkeys(each for one in folded for each in nominatives(one))
    tags |= dict.fromkeys(each for one in tuple(tags) for each in husbands(one))
    # Belarusian spelling meets any other by what both reduce to; others do not meet by it.
    low = [reduced(each) for each in folded]
    spelt, meets = ("b", "bn") if belarusian(text) else ("n", "b")
    known = frozenset((*tags, *(f"{spelt}:{each}" for each in low)))
    asked = frozenset((*tags, *(f"{one}:{each}" for one in meets for each in low)))
    initials = "".join(sorted({each[0] for each in folded}))
    return Word(Part.FAMILY, text, folded, known, asked, folded, initials)


def _given(text: str, folded: tuple[str, ...], inflected: bool, male: bool | None) -> Word:
    keys = dict.fromkeys(key for each in folded for key in classes_of(each))
    if inflected or not keys:
        keys |= dict.fromkeys(
            key for one in folded for each in nominatives(one) for key in classes_of(each)
        )
    if male is not None:
        of_sex = [key for key in keys if given_names()[key].male == male]
        keys = dict.fromkeys(of_sex) if of_sex else keys
    first = {each[0] for each in folded} | {one for key in keys for one in initials_of(key)}
    tags = frozenset(f"#{key}" for key in keys) | frozenset(
        () if male is not None and keys else folded
    )
    return Word(Part.GIVEN, text, folded, tags, tags, folded, "".join(sorted(first)))


def _patronymic(text: str, folded: tuple[str, ...]) -> Word:
    stems = dict.fromkeys(
        found[0] if (found := patronymic(each)) else stem_of(each) for each in folded
    )
    keys = dict.fromkeys(key for each in stems for key in fathers_of(each))
    first = {each[0] for each in folded} | {one for key in keys for one in initials_of(key)}
    tags = frozenset((*stems, *(f"#{key}" for key in keys)))
    near = tuple(dict.fromkeys((*stems, *folded)))
    return Word(Part.PATRONYMIC, text, folded, tags, tags, near, "".join(sorted(first)))


def same(one: Word, other: Word) -> bool:
    """Say whether two whole words are the same name."""
    return not one.asked.isdisjoint(other.tags)


@lru_cache(maxsize=4096)
def _expression(text: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    plain = re.escape(text).replace(r"\?", ".").replace(r"\*", ".*")
    folded = tuple(
        re.compile(re.escape(each).replace(r"\?", ".{0,3}").replace(r"\*", ".*"))
        for each in skeletons(text)
    )
    return re.compile(plain), folded


def fits(pattern: Word, other: Word) -> bool:
    """Say whether a whole word, in one of its languages, can be what a partly legible one says."""
    plain, folded = _expression(pattern.text)
    if plain.fullmatch(other.text):
        return True
    alike = cyrillic(pattern.text) == cyrillic(other.text)
    if not alike and any(each.fullmatch(one) for each in folded for one in other.skeletons):
        return True
    if other.part is Part.GIVEN:
        forms = (
            form for tag in other.tags if tag[0] == "#" for form in given_names()[tag[1:]].formal
        )
        return any(plain.fullmatch(form) for form in forms)
    return False
