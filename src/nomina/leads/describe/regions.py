"""Regions of the body in words: a side and a part, in any order and gender."""

from __future__ import annotations

from functools import lru_cache

from nomina.cases.body import BodyRegion
from nomina.leads.columns import plain
from nomina.words import LANGUAGES

SHOWN: dict[BodyRegion, tuple[str, str, str]] = {
    BodyRegion.HEAD: ("head", "голова", "голова"),
    BodyRegion.NECK: ("neck", "шия", "шея"),
    BodyRegion.RIGHT_ARM: ("right arm", "права рука", "правая рука"),
    BodyRegion.LEFT_ARM: ("left arm", "ліва рука", "левая рука"),
    BodyRegion.RIGHT_HAND: ("right hand", "права кисть", "правая кисть"),
    BodyRegion.LEFT_HAND: ("left hand", "ліва кисть", "левая кисть"),
    BodyRegion.TRUNK_FRONT: ("trunk front", "тулуб спереду", "туловище спереди"),
    BodyRegion.TRUNK_BACK: ("trunk back", "тулуб ззаду", "туловище сзади"),
    BodyRegion.RIGHT_LEG: ("right leg", "права нога", "правая нога"),
    BodyRegion.LEFT_LEG: ("left leg", "ліва нога", "левая нога"),
    BodyRegion.RIGHT_FOOT: ("right foot", "права стопа", "правая стопа"),
    BodyRegion.LEFT_FOOT: ("left foot", "ліва стопа", "левая стопа"),
}
"""What templates write, in English, Ukrainian and Russian."""

_SIDES = {
    word: side
    for side, words in {
        "right": "right r права правий праве правої правого правому правій правая правый правое"
        " правой правом",
        "left": "left l ліва лівий ліве лівої лівого лівому лівій левая левый левое левой"
        " левого левом",
    }.items()
    for word in words.split()
}
_WHOLE = {
    plain(word): region
    for region, words in {
        BodyRegion.HEAD: "head|face|skull|forehead|ear|eyebrow|nose|lip|chin|cheek|голова|голови"
        "|обличчя|череп|лоб|чоло|вухо|ніс|губа|підборіддя|щока|брова|лицо|головы|ухо|нос|подбородок"
        "|щека|бровь",
        BodyRegion.NECK: "neck|throat|шия|шиї|горло|шея|шеи",
        BodyRegion.TRUNK_FRONT: "trunk front|chest|breast|abdomen|belly|stomach|front|groin"
        "|тулуб спереду|груди|грудна клітка|живіт|пах|туловище спереди|грудь|грудная клетка"
        "|живот|collarbone|ключиця|ключица",
        BodyRegion.TRUNK_BACK: "trunk back|back|buttock|buttocks|lower back|shoulder blade|spine"
        "|тулуб ззаду|спина|спини|сідниця|поперек|лопатка|хребет|туловище сзади|спины|ягодица"
        "|поясница|позвоночник",
    }.items()
    for word in words.split("|")
}
_PAIRED = {
    plain(word): part
    for part, words in {
        "arm": "arm|upper arm|forearm|shoulder|elbow|рука|руки|руці|руке|плече|передпліччя|лікоть"
        "|плечо|плеча|предплечье|предплечья|локоть",
        "hand": "hand|wrist|finger|thumb|palm|кисть|кисті|кисти|долоня|палець руки"
        "|запʼясток|запʼястя|ладонь|запястье|палец руки",
        "leg": "leg|thigh|upper leg|lower leg|calf|shin|knee|hip|нога|ноги|нозі|ноге|стегно|гомілка"
        "|коліно|литка|бедро|голень|колено|икра",
        "foot": "foot|ankle|heel|toe|sole|стопа|стопи|ступня|пʼята|палець ноги|стопы|лодыжка|пятка"
        "|палец ноги|щиколотка",
    }.items()
    for word in words.split("|")
}


@lru_cache(maxsize=8192)
def region_of(text: str) -> BodyRegion | None:
    """Give the region that is meant; None where it is not known or its side is missing."""
    words = plain(text).split()
    sides = {_SIDES[word] for word in words if word in _SIDES}
    part = " ".join(word for word in words if word not in _SIDES)
    if part in _WHOLE:
        return _WHOLE[part]
    if part in _PAIRED and len(sides) == 1:
        return BodyRegion(f"{sides.pop()}_{_PAIRED[part]}")
    return None


def shown(language: str) -> list[str]:
    """Give the words for all regions in one language."""
    place = LANGUAGES.index(language)
    return [words[place] for words in SHOWN.values()]
