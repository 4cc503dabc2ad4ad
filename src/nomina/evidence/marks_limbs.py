"""Limbs that are there on a body, and limbs that a medical file says are wholly gone.

Only these exclude, so both are read narrowly: every word of the file has to be understood, and the
body's record has to say itself what was examined. What is left out is weighed, never excluded.
"""

from __future__ import annotations

import re
from functools import cache

from nomina.cases.body import BodyRegion
from nomina.cases.description import Mark, MarkKind, Marks
from nomina.evidence.marks_levels import words
from nomina.evidence.marks_model import LIMBS

_UPPER = {
    "hand": "hand|кисть|кисті|кисти",
    "forearm": "forearm|below elbow|передпліччя|передпліччі|нижче ліктя|предплечье|предплечья"
    "|ниже локтя",
    "arm": "arm|upper arm|above elbow|рука|руку|руки|плече|плеча|вище ліктя|плечо|выше локтя",
}
_LOWER = {
    "foot": "foot|стопа|стопу|стопи|стопы|ступня|ступню|ступні|ступни",
    "lower leg": "lower leg|shin|below knee|гомілка|гомілку|гомілки|нижче коліна|голень|голени"
    "|ниже колена",
    "leg": "leg|thigh|upper leg|above knee|нога|ногу|ноги|стегно|стегна|вище коліна|бедро|бедра"
    "|выше колена",
}
_SIDES = {
    "right": "right|права|праву|правої|правий|правого|праве|правая|правую|правой|правое",
    "left": "left|ліва|ліву|лівої|лівий|лівого|ліве|левая|левую|левой|левого|левое",
}
_IDLE = (
    "the|of|whole|entire|complete|amputation|amputated|amputee|ампутація|ампутована|ампутовано"
    "|ампутация|ампутирована|ампутировано|уся|вся|всю|ціла|повністю|полностью|целиком"
)
# A question mark, a sign for "about" or a fraction is doubt, which no word says.
_PLAIN = re.compile(r"[^\W\d_]+(?:[\s,.()'’ʼ-]+[^\W\d_]+)*[\s,.()-]*")


def _table(entries: dict[str, str]) -> dict[str, str]:
    return {
        " ".join(words(each)): code for code, some in entries.items() for each in some.split("|")
    }


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    idle = frozenset(_table({"": _IDLE}))
    return _table(_UPPER | _LOWER), _table(_SIDES), idle


@cache
def whole_limb(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the whole limbs and the sides that a text names; none if it says anything else.

    One word that is not in the lists ("little finger of the left hand", "planned leg") may say
    that only a part is meant, or that nothing was done yet.
    """
    nothing = frozenset[str](), frozenset[str]()
    if not _PLAIN.fullmatch(text.strip()):
        return nothing
    limbs, sides, idle = _tables()
    left = [word for word in words(text) if word not in idle]
    named, of = set(), set()
    while left:
        length = 2 if " ".join(left[:2]) in limbs else 1
        said = " ".join(left[:length])
        if said in limbs:
            named.add(limbs[said])
        elif said in sides:
            of.add(sides[said])
        else:
            return nothing
        left = left[length:]
    return frozenset(named), frozenset(of)


def limbs_there(marks: Marks | None) -> int:
    """Give bits of limbs that are there, as are those of the other side, on a body without stump.

    An arm is there with its hand and a leg with its foot: else what is there may be the stump.
    """
    if marks is None or not marks.examined or MarkKind.AMPUTATION not in marks.asked:
        return 0
    if any(mark.kind is MarkKind.AMPUTATION for mark in marks.marks):
        return 0
    there = {region.value for region in marks.preserved}
    whole = {
        limb: all(f"{side}_{each}" in there for side in ("right", "left") for each in (limb, end))
        for limb, end in (("arm", "hand"), ("hand", "hand"), ("leg", "foot"), ("foot", "foot"))
    }
    return sum(
        1 << place for place, region in enumerate(LIMBS) if whole[region.value.split("_")[1]]
    )


def limbs_gone(marks: Marks | None) -> int:
    """Give bits of limbs that a medical file says were wholly amputated."""
    if marks is None or not marks.medical_file:
        return 0
    gone = {mark.region for mark in marks.marks if _is_whole(mark)}
    return sum(1 << place for place, region in enumerate(LIMBS) if region in gone)


def _is_whole(mark: Mark) -> bool:
    if mark.kind is not MarkKind.AMPUTATION or mark.text or mark.number:
        return False
    region: BodyRegion | None = mark.region
    if region is None or region not in LIMBS:
        return False
    named, sides = whole_limb(mark.motif)
    side, part = region.value.split("_")
    fits = _UPPER if part in ("arm", "hand") else _LOWER
    return bool(named) and named <= set(fits) and sides <= {side}
