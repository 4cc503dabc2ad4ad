"""What a text may say of the person: observations that somebody accepts or refuses, one by one.

Simple patterns, in English, Ukrainian and Russian, and the names that the file holds already, in
any script. Each offer carries the words around it. Nothing is taken over by itself, and what no
pattern finds is not thereby absent from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nomina.desk.files.fields import BY_KEY
from nomina.evidence.names.fold import clean, skeletons

MOST = 60
"""Observations of one capture."""
AROUND = 120
"""Characters of the words around it, on each side."""
VALUE = 400
"""Characters of one value."""

NAMES = ("family name", "given name", "patronymic", "other names")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "січня января january jan",
            "лютого февраля february feb",
            "березня марта march mar",
            "квітня апреля april apr",
            "травня мая may",
            "червня июня june jun",
            "липня июля july jul",
            "серпня августа august aug",
            "вересня сентября september sep sept",
            "жовтня октября october oct",
            "листопада ноября november nov",
            "грудня декабря december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = (
    r"(?:(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>(?:19|20)\d\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)? (?P<m3>{_MONTH}),? (?P<y3>(?:19|20)\d\d)"
    rf"|(?P<m4>{_MONTH}) (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?, ?(?P<y4>(?:19|20)\d\d)"
    r"|(?P<y5>(?:19|20)\d\d))"
)
_BORN = re.compile(
    r"(?<!\w)(?:born(?: on| in)?|date of birth|birth ?date|birthday|dob"
    r"|народ(?:ився|илась|илася|жен\w{1,4})|дата народження|нар\."
    r"|род(?:ился|илась|ивш\w{1,4})|дата рождения|д\.\s?р\.|рожд\w{0,5})"
    rf"[ :\-–—]{{0,4}}{_DATE}(?!\d)",
    re.I,
)
_BORN_AFTER = re.compile(
    rf"(?<![\d.]){_DATE} ?(?:р\.\s?н\.|г\.\s?р\.|року народження|года рождения)", re.I
)
_NAME = re.compile(
    r"(?<!\w)(?:name|full name|піб|п\.і\.б\.|ім['’ʼ]я|прізвище|фио|ф\.и\.о\.|имя|фамилия"
    r"|позивний|позывной|call ?sign|also known as|aka|псевдо)(?: is)?[ :\-–—«\"“]{1,4}"
    r"(?P<value>[^\W\d_][\w'’ʼ-]{1,40}(?: [^\W\d_][\w'’ʼ-]{1,40}){0,3})",
    re.I,
)
_PLACE = re.compile(
    r"(?<!\w)(?:in the (?:village|town|city|area|region|district) of|village of|town of|city of"
    r"|(?:last seen|disappeared|went missing|missing) (?:near|in|at)"
    r"|near the (?:village|town|city) of"
    r"|(?:біля|поблизу|в районі|у районі|возле|около|под|в районе)"
    r"(?: (?:села|міста|селища|с\.|м\.|города|деревни|г\.))?"
    r"|с\.|смт|пгт|м\.|г\.|село|селище|місто|деревня|город)"
    r" ?(?P<value>[A-ZА-ЯІЇЄҐ][\w'’ʼ-]{2,40}(?:[ -][A-ZА-ЯІЇЄҐ][\w'’ʼ-]{2,40}){0,2})"
)
_UNIT = re.compile(
    r"(?<!\w)(?P<value>"
    r"(?:military unit|в/ч|військов\w{1,3} частин\w{1,2}|войсков\w{1,3} част\w{1,3}) ?"
    r"№?[ ]?[A-ZА-ЯІ]?\d{4,5}"
    r"|\d{1,4}(?:st|nd|rd|th|[-–]?\w{1,3})? (?:[^\W\d_]{2,20}[ -]){0,4}"
    r"(?:brigade|regiment|battalion|division|бригад\w{0,3}|полк\w{0,3}|батальйон\w{0,3}"
    r"|батальон\w{0,3}|дивіз\w{1,3}|дивиз\w{1,3})"
    r"|\d{1,4}[- ]?(?:ОМБр|ОТБр|ОДШБр|ОАеМБр|ОГШБр|ОМПБ|ОБр\w{0,3}|ОМСБр|МСБр|ТП|МСП)"
    r")(?!\w)"
)
_TATTOO = re.compile(r"(?:tattoo|тату|татуюв|татуир|наколк)", re.I)
_CELLS = str.maketrans(";|", ",,")
_SENTENCE = re.compile(r"[^.!?…\n]{3,400}[.!?…\n]?")
_WORD = re.compile(r"[^\W\d_][\w'’ʼ-]{1,40}")


@dataclass(frozen=True, slots=True)
class Offer:
    """One observation.

    Attributes:
        field: key of the field of the file that it would stand in.
        value: as it would stand there.
        around: the words around it, as the text has them.
        pattern: by which: ``name``, ``known-name``, ``born``, ``place``, ``unit`` or ``mark``.
        digest: of the text.
    """

    field: str
    value: str
    around: str
    pattern: str
    digest: str


def offers(
    kind: str, texts: Sequence[tuple[str, str]], known: Mapping[str, str]
) -> tuple[Offer, ...]:
    """Give what some texts may say of the person of a file; each value once for each text.

    Args:
        kind: of the file.
        texts: digest and text of each.
        known: what stands in the fields of the file.
    """
    found: dict[tuple[str, str, str], Offer] = {}
    for digest, text in texts:
        for offer in _of_text(digest, text, known):
            field = BY_KEY.get(offer.field)
            if field is None or kind not in field.kinds:
                continue
            if known.get(offer.field, "").casefold() == offer.value.casefold():
                continue
            found.setdefault((offer.field, offer.value.casefold(), digest), offer)
            if len(found) == MOST:
                return tuple(found.values())
    return tuple(found.values())


def _of_text(digest: str, text: str, known: Mapping[str, str]) -> Iterator[Offer]:
    for pattern, field, found in _every(text, known):
        for value, start, end in found:
            tidy = " ".join(value.split()).strip(" -–—,;:'’ʼ\"«»")[:VALUE]
            if tidy:
                yield Offer(field, tidy, _around(text, start, end), pattern, digest)


Found = Iterable[tuple[str, int, int]]


def _every(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, Found]]:
    yield "born", "born", _dates(text)
    yield "known-name", "other names", _known_names(text, known)
    yield "name", "other names", _values(_NAME, text)
    yield "unit", "unit", _values(_UNIT, text)
    yield "place", "place", _values(_PLACE, text)
    yield "mark", "marks", _tattoos(text)


def _values(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int, int]]:
    for found in pattern.finditer(text):
        yield found["value"], found.start(), found.end()


def _dates(text: str) -> Iterator[tuple[str, int, int]]:
    for pattern in (_BORN, _BORN_AFTER):
        for found in pattern.finditer(text):
            written = _edtf(found)
            if written:
                yield written, found.start(), found.end()


def _edtf(found: re.Match[str]) -> str:
    for n in range(1, 5):
        if found[f"y{n}"]:
            month = found[f"m{n}"].lower()
            number = _MONTHS[month] if month in _MONTHS else int(month)
            try:
                return date(int(found[f"y{n}"]), number, int(found[f"d{n}"])).isoformat()
            except ValueError:
                return ""
    return found["y5"] or ""


def _known_names(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """Give names of the file as a text spells them otherwise: two or more words side by side."""
    wanted = {
        one for key in NAMES for word in _WORD.findall(known.get(key, "")) for one in _folded(word)
    }
    written = {word for key in NAMES for word in _WORD.findall(known.get(key, ""))}
    run: list[re.Match[str]] = []
    for word in (*_WORD.finditer(text), None):
        fits = word is not None and word[0][0].isupper() and not wanted.isdisjoint(_folded(word[0]))
        beside = bool(run) and word is not None and text[run[-1].end() : word.start()].strip() == ""
        if fits and word is not None and (not run or beside):
            run.append(word)
            continue
        if len(run) > 1 and any(one[0] not in written for one in run):
            yield text[run[0].start() : run[-1].end()], run[0].start(), run[-1].end()
        run = [word] if fits and word is not None else []


def _folded(word: str) -> tuple[str, ...]:
    return skeletons(clean(word))


def _tattoos(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _SENTENCE.finditer(text):
        if _TATTOO.search(found[0]):
            # As the field wants it: the kind, where (not told apart here), and the words.
            words = " ".join(found[0].translate(_CELLS).split()).strip(" .!?…,")
            yield f"tattoo | | {words}", found.start(), found.end()


def _around(text: str, start: int, end: int) -> str:
    words = " ".join(text[max(0, start - AROUND) : end + AROUND].split())
    return f"{'… ' if start > AROUND else ''}{words}{' …' if end + AROUND < len(text) else ''}"
