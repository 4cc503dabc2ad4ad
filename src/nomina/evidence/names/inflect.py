"""Forms that lists and letters give in other cases, and names of women beside those of men.

All on skeletons, by endings. The rules give every nominative that an ending may come from; which of
them is a name is for the caller to know.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ogo", ("i", "oi")),
    ("ego", ("i", "")),
    ("omu", ("i", "oi")),
    ("emu", ("i",)),
    ("ovi", ("", "o", "a")),
    ("evi", ("", "o", "i")),
    ("om", ("", "o")),
    ("em", ("", "o", "i")),
    ("im", ("", "i")),
    ("oi", ("a",)),
    ("ei", ("a",)),
    ("ou", ("a",)),
    ("eu", ("a",)),
    ("ci", ("ka",)),
    ("zi", ("ga",)),
    ("a", ("", "o", "i", "e")),
    ("u", ("", "o", "a", "i")),
    ("i", ("a", "")),
    ("e", ("a", "")),
)
_FLEETING = re.compile(r"([^aeiou])([cklv])$")
_PATRONYMIC = re.compile(
    r"^(?P<stem>.{2,}?)(?:"
    r"(?P<male>(?:[oea]v)?i[qx])(?P<his>|a|u|em|om|evi|ovi|i)"
    r"|(?P<female>(?:[oeai]?vn|ini[qx]n|i?[qx]n))(?P<hers>a|i|u|ou|oi|e|ei)"
    r")$"
)


@lru_cache(maxsize=1 << 16)
def nominatives(skeleton: str) -> tuple[str, ...]:
    """Give the nominatives that an inflected form may come from, without the form itself."""
    found: dict[str, None] = {}
    for ending, others in _ENDINGS:
        if not skeleton.endswith(ending) or len(skeleton) < len(ending) + 2:
            continue
        stem = skeleton[: -len(ending)]
        for other in others:
            found[stem + other] = None
            if not other and (fleeting := _FLEETING.search(stem)):
                for vowel in "eo":  # кравця, кравець; льва, лев
                    found[stem[: fleeting.end(1)] + vowel + fleeting.group(2)] = None
    found.pop(skeleton, None)
    return tuple(found)


def husbands(skeleton: str) -> tuple[str, ...]:
    """Give the man's forms of a family name that a woman's form may stand beside."""
    if skeleton.endswith(("ova", "eva", "ina")):
        return (skeleton[:-1], f"{skeleton[:-1]}i")
    if skeleton.endswith("a") and len(skeleton) > 3 and skeleton[-2] not in "aeiou":
        return (f"{skeleton[:-1]}i",)
    return ()


def patronymic(skeleton: str) -> tuple[str, bool, bool] | None:
    """Take a patronymic apart.

    Returns:
        (stem of the father's name, whether it is a man's, whether it is in the nominative), or
        None where this is no patronymic.
    """
    found = _PATRONYMIC.match(skeleton)
    if found is None:
        return None
    stem = found["stem"].rstrip("aeiou") or found["stem"]
    if found["male"] is not None:
        return stem, True, not found["his"]
    return stem, False, found["hers"] == "a"
