"""Cyrillic to Latin under the systems that passports and gazetteers use.

KMU: resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010. ICAO: Doc 9303 part 3
(Russian passports follow it since order 320 of the FMS, 2012). BGN/PCGN: the agreements of 1947
(Russian) and 1965 (Ukrainian), without their marks for soft and hard signs.
"""

from __future__ import annotations

import re
from enum import StrEnum


class System(StrEnum):
    """A table of letters, by what it is called and whose letters it takes."""

    KMU = "KMU 2010, Ukrainian"
    ICAO_RU = "ICAO 9303, Russian"
    ICAO_UK = "ICAO 9303, Ukrainian"
    ICAO_BE = "ICAO 9303, Belarusian"
    BGN_RU = "BGN/PCGN, Russian"
    BGN_UK = "BGN/PCGN 1965, Ukrainian"


def _letters(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.split())
    return {letter: latin for letter, _, latin in pairs}


_COMMON = _letters(
    "а=a б=b в=v д=d е=e ж=zh з=z к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh "
    "щ=shch ь= ъ= '="
)
_KMU = _COMMON | _letters("г=h ґ=g є=ie и=y і=i ї=i й=i ю=iu я=ia")
_RU = _COMMON | _letters("г=g ё=e и=i й=i ы=y э=e ю=iu я=ia ъ=ie")
_UK = _COMMON | _letters("г=g ґ=g є=ie и=y і=i ї=i й=i ю=iu я=ia")
_BE = _COMMON | _letters("г=h ґ=g ё=io і=i й=i ў=u ы=y э=e ю=iu я=ia")
_BGN_RU = _COMMON | _letters("г=g ё=yo и=i й=y ы=y э=e ю=yu я=ya")
_BGN_UK = _COMMON | _letters("г=h ґ=g є=ye и=y і=i ї=yi й=y ю=yu я=ya")

_TABLES = {
    System.KMU: _KMU,
    System.ICAO_RU: _RU,
    System.ICAO_UK: _UK,
    System.ICAO_BE: _BE,
    System.BGN_RU: _BGN_RU,
    System.BGN_UK: _BGN_UK,
}
# What a letter is at the beginning of a word, where that differs.
_FIRST = {System.KMU: _letters("є=ye ї=yi й=y ю=yu я=ya")}
_VOWELS = "аеёиоуыэюяъь"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_QUOTES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})


def romanise(text: str, system: System) -> str:
    """Write Cyrillic letters in Latin ones, word by word; anything else is left as it is."""
    return _WORD.sub(lambda found: _word(found.group(), system), text)


def _word(word: str, system: System) -> str:
    lower = word.casefold().translate(_QUOTES)
    table, first = _TABLES[system], _FIRST.get(system, {})
    latin = []
    for place, letter in enumerate(lower):
        before = lower[place - 1] if place else ""
        found = table.get(letter, letter)
        if not place:
            found = first.get(letter, found)
        elif letter == "г" and before == "з" and system in {System.KMU, System.BGN_UK}:
            found = "gh"
        elif system is System.BGN_RU and letter in "её" and before in _VOWELS:
            found = "ye" if letter == "е" else "yë"
        latin.append(found)
    if system is System.BGN_RU and lower.startswith("е"):
        latin[0] = "ye"
    whole = "".join(latin)
    if word.isupper() and len(word) > 1:
        return whole.upper()
    return whole[:1].upper() + whole[1:] if word[:1].isupper() else whole
