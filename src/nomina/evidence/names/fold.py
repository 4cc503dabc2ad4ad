"""Letters to a skeleton in which one name meets itself across scripts, languages and systems.

The skeleton keeps what Ukrainian, Russian and Belarusian Cyrillic and the Latin systems agree on:
и, і, ї, й, ы are one sound, soft signs and apostrophes go, я, ю, є lose their glide, doubled
letters are one, г and ґ are one. j, x, c, q, w stand for ж, х, ц, ч, ш. Where Latin letters can be
read in two ways (h for г or х, c for ц or к) there are several skeletons. Folding too much only
costs sharpness: how common a name is is counted among folded names too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

_APOSTROPHES = re.compile("['’ʼ`´ʹʺ′\"“”]")
_LOOK_ALIKE = str.maketrans(
    "aceiopxykmtbhjw0136", "асеіорхукмтвніш" + "оізб"
)  # Latin letters and digits drawn like Cyrillic ones
_DIGITS = str.maketrans("0135", "oizs")
_CYRILLIC = str.maketrans(
    {
        **dict(
            zip("абвгґдежзиіїйклмноуўпрстфхцчшыэ", "abvggdejziiiiklmnouvprstfxcqwie", strict=True)
        ),
        "є": "ie",
        "ё": "io",
        "щ": "wq",
        "ю": "iu",
        "я": "ia",
        "ь": "",
        "ъ": "",
    }
)
_MARKED = str.maketrans(
    {"š": "sh", "č": "ch", "ž": "zh", "ż": "zh", "ŭ": "v", "ł": "l", "ë": "io", "đ": "d", "ś": "s"}
)
_LATIN: dict[str, tuple[str, ...]] = {
    "chtch": ("wq",),
    "shch": ("wq",),
    "szcz": ("wq",),
    "tsch": ("q",),
    "tch": ("q",),
    "sch": ("wq", "w"),
    "kh": ("x",),
    "zh": ("j",),
    "ts": ("c",),
    "tz": ("c",),
    "ch": ("q", "x"),
    "sh": ("w",),
    "cz": ("q",),
    "sz": ("w",),
    "ph": ("f",),
    "ck": ("ck", "k"),
    "ou": ("u",),
    "c": ("c", "k"),
    "x": ("ks",),
    "w": ("v",),
    "h": ("g", "x"),
    "j": ("i", "j"),
    "y": ("i",),
    "q": ("k",),
}
_LATIN_TOKENS = re.compile("|".join(_LATIN) + "|.", re.DOTALL)
_GLIDE = re.compile("i+(?=[aeu])")
_DOUBLE = re.compile(r"(.)\1+")
_MOST = 8
_MISREAD = str.maketrans("niptmlcwaeogqvbjxk", "nnnmmmwwaaaggvvxxx")
_REDUCED = str.maketrans("oec", "aat")


def clean(text: str) -> str:
    """Give the letters as compared for "exactly the same": small, no accents of stress, one script.

    Digits and Latin letters that look like Cyrillic ones, within a Cyrillic word, are taken for
    those; apostrophes go. ``?``, ``*`` and hyphens stay.
    """
    lower = _APOSTROPHES.sub("", text.casefold().strip())
    if not lower.isascii():
        lower = unicodedata.normalize(
            "NFC", unicodedata.normalize("NFC", lower).replace("\u0301", "")
        )
        if cyrillic(lower):
            return lower.translate(_LOOK_ALIKE)
    return lower.translate(_DIGITS) if any(each.isdigit() for each in lower) else lower


def cyrillic(text: str) -> bool:
    """Say whether there is a Cyrillic letter."""
    return any("\u0400" <= each <= "\u052f" for each in text)


def _tidy(raw: str) -> str:
    found = raw.replace("ts", "c").replace("io", "e")
    return _DOUBLE.sub(r"\1", _GLIDE.sub("", found))


@lru_cache(maxsize=1 << 16)
def skeletons(word: str) -> tuple[str, ...]:
    """Give the skeletons of a word out of `clean`, the likeliest first; at most 8 per reading."""
    if cyrillic(word):
        raws = [word.translate(_CYRILLIC)]
        if "ьо" in word:  # written o under KMU 2010, but ё in Russian
            raws.append(word.replace("ьо", "ё").translate(_CYRILLIC))
        hedged = word.startswith("ї")
    else:
        plain = word.translate(_MARKED)
        if not plain.isascii():
            plain = unicodedata.normalize("NFKD", plain)
            plain = "".join(each for each in plain if not unicodedata.combining(each))
        options = [_LATIN.get(each, (each,)) for each in _LATIN_TOKENS.findall(plain)]
        raws = ["".join(each) for _, each in zip(range(_MOST), product(*options), strict=False)]
        hedged = plain.startswith("yi")
    raws = [re.sub(r"[^a-z?*]", "", each) for each in raws]
    found = [_tidy(each) for each in raws]
    if hedged:  # їжак is ежак in Russian
        found += [f"e{each[1:]}" for each in found]
    # Letters of no script that is known here still equal themselves.
    return tuple(dict.fromkeys(each for each in found if each)) or ((word,) if word else ())


def reduced(skeleton: str) -> str:
    """Fold further, as Belarusian spelling does: а for unstressed о and е, дз and ц for д and т."""
    return _DOUBLE.sub(r"\1", skeleton.replace("dz", "d").translate(_REDUCED))


def belarusian(word: str) -> bool:
    """Say whether a word out of `clean` is spelt as only Belarusian spells."""
    return (
        "ў" in word
        or "ŭ" in word
        or ("і" in word and ("ы" in word or "э" in word))
        or word.endswith(("енка", "энка", "enka"))
    )


def misread(skeleton: str) -> str:
    """Fold letters that are mistaken in handwriting and print (и н п, т м л, о а е)."""
    return _DOUBLE.sub(r"\1", skeleton.replace("wq", "w").translate(_MISREAD))
