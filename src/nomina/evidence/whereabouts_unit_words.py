"""Words and abbreviations of military units, in Ukrainian, Russian and English, as short parts."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

# Beginnings of words, since endings change with case and gender; "=" a whole word.
_WORDS = {
    "окр": "окрем отдельн separate",
    "мех": "механізован механизирован mechani",
    "мпіх": "мотопіхот мотопехот",
    "мстр": "мотостріл мотострел",
    "штурм": "штурм assault",
    "дес": "десант",
    "аером": "аеромоб аэромоб airmobile",
    "параш": "парашут парашют",
    "танк": "танк tank",
    "арт": "артилер артиллер artillery",
    "гір": "гірськ =горно =горная =горный",
    "єгер": "єгер егерск",
    "стр": "стріл стрелк rifle",
    "тер": "територіал территориал territorial",
    "обор": "оборон defence defense",
    "мор": "морськ морск",
    "піх": "піхот пехот infantry",
    "бриг": "бригад brigade",
    "полк": "=полк =полка =полку =полком regiment",
    "бат": "батальйон батальон battalion =бат",
    "рота": "=рота =роти =роты =роту =роті =роте =company",
    "взв": "взвод platoon",
    "див": "дивізі дивизи division",
}
_TYPES = {
    "": (),
    "м": ("мех",),
    "мп": ("мпіх",),
    "мс": ("мстр",),
    "ш": ("штурм",),
    "дш": ("дес", "штурм"),
    "аем": ("аером",),
    "аэм": ("аером",),
    "пд": ("параш", "дес"),
    "т": ("танк",),
    "а": ("арт",),
    "гш": ("гір", "штурм"),
    "є": ("єгер",),
    "єг": ("єгер",),
    "с": ("стр",),
}
_FORMS = {"бр": "бриг", "п": "полк", "б": "бат"}
_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    separate + kind + form: (*(("окр",) if separate else ()), *_TYPES[kind], _FORMS[form])
    for separate, kind, form in product(("", "о"), _TYPES, _FORMS)
    if separate or kind or form == "бр"
} | {
    "тро": ("тер", "обор"),
    "мп": ("мор", "піх"),
    "обмп": ("окр", "бат", "мор", "піх"),
    "обрмп": ("окр", "бриг", "мор", "піх"),
    "бртро": ("бриг", "тер", "обор"),
    "обртро": ("окр", "бриг", "тер", "обор"),
}
_WHOLE = {
    entry[1:]: code
    for code, text in _WORDS.items()
    for entry in text.split()
    if entry.startswith("=")
}
_BEGINNINGS = sorted(
    (
        (entry, code)
        for code, text in _WORDS.items()
        for entry in text.split()
        if not entry.startswith("=")
    ),
    key=lambda each: -len(each[0]),
)
GENERIC = frozenset(_WORDS)
"""Parts that tell no unit from another."""


@lru_cache(maxsize=8192)
def canonical(word: str, folded: str) -> tuple[str, ...]:
    """Give the parts that a word stands for, as written or with letters drawn alike folded.

    A word that no entry knows is its own only part, folded.
    """
    for each in (word, folded):
        if each in _ABBREVIATIONS:
            return _ABBREVIATIONS[each]
        if each in _WHOLE:
            return (_WHOLE[each],)
        for beginning, code in _BEGINNINGS:
            if each.startswith(beginning):
                return (code,)
    return (folded,)
