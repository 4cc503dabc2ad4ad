"""Sex, age, stature and appearance from the cells of one case."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from nomina.cases.dates import Order, When, order
from nomina.cases.description import (
    AgeRange,
    BloodGroup,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.leads.describe.cells import Cells
from nomina.leads.describe.values import Bad, coverage, lengths, years
from nomina.leads.describe.vocabulary import (
    BUILD,
    EYES,
    HAIR,
    SEX,
    SEX_BASIS,
    STATURE_SOURCE,
)

BIRTH_DATE = "birth date"
"""The method of an age that comes from a date of birth."""
_SLACK = 1.0
"""Years by which an age from a date marked as approximate or uncertain is wider on both ends."""
_YEAR = 365.2425 * 86_400.0
_SHORTEST, _TALLEST = 300.0, 2600.0
_BEST, _WORST = 1.0, 200.0


def physical(cells: Cells, born: When | None, alive: When | None) -> Physical:
    """Read everything of the body of a person.

    Args:
        cells: of the case.
        born: date of birth of a missing person.
        alive: when that person was last known alive.
    """
    sex = cells.word("sex", SEX)
    basis = cells.word("sex basis", SEX_BASIS) or SexBasis.STATED
    return Physical(
        sex,
        basis,
        _age(cells, born, alive),
        _stature(cells),
        cells.word("build", BUILD),
        cells.word("hair", HAIR),
        cells.word("eyes", EYES),
        cells.read("blood group", blood_group),
    )


def _age(cells: Cells, born: When | None, alive: When | None) -> AgeRange | None:
    stated = _stated_age(cells)
    lived = None if born is None or alive is None else lived_years(born, alive)
    if lived is None or born is None or alive is None:
        return stated
    low, high = lived
    if stated is not None and (stated.low > high + 1.0 or stated.high + 1.0 < low):
        cells.say(
            "describe-age-born",
            "age from",
            low=stated.low,
            high=stated.high,
            born=born.edtf,
            alive=alive.edtf,
        )
        cells.unknown("age from", "age to")
        return None
    return AgeRange(low, high, None, BIRTH_DATE)


def lived_years(born: When, alive: When) -> tuple[float, float] | None:
    """Give the least and greatest age at which a person was last known alive, in years.

    It stands for the age at death: nothing in a file says how long after it death came. A date
    that is marked ``~``, ``?`` or ``%`` makes it a year wider on both ends. None where a date is
    open.
    """
    first_birth, last_birth = _local(born.edtf)
    first, last = _local(alive.edtf)
    if first_birth is None or last_birth is None or first is None or last is None:
        return None
    slack = _SLACK if born.qualified or alive.qualified else 0.0
    low = max(0.0, _between(last_birth, first) - slack)
    high = _between(first_birth, last) + slack
    return round(min(low, 150.0), 2), round(min(high, 150.0), 2)


@lru_cache(maxsize=65_536)
def _local(edtf: str) -> tuple[datetime | None, datetime | None]:
    return When(edtf=edtf).local()


def _between(birth: datetime, day: datetime) -> float:
    return (day - birth).total_seconds() / _YEAR


def _stated_age(cells: Cells) -> AgeRange | None:
    low, high = cells.read("age from", years), cells.read("age to", years)
    share = cells.read("age coverage", coverage)
    method = cells.text("age method")
    if low is None and high is None:
        return None
    if low is None or high is None:
        given = cells.states.keys() & {"age from", "age to"}
        if not given:  # one limit that could not be read was said
            cells.say("describe-age-one-limit", "age to" if high is None else "age from")
        cells.unknown("age from", "age to")
        return None
    if low > high:
        cells.say("describe-age-order", "age from", low=low, high=high)
        cells.unknown("age from", "age to")
        return None
    return AgeRange(low, high, share, method)


def _stature(cells: Cells) -> Stature | None:
    error = cells.read("height error", _standard_error)
    bone = cells.text("bone")
    source = cells.word("height source", STATURE_SOURCE)
    limits = cells.read("stature", _height)
    other = "" if cells.height_unclear else cells.height
    if cells.height_unclear:
        cells.say("describe-height-or-box", "height", value=cells.raw("height"))
        cells.unknown("height")
    if other:
        second = cells.read("height", _height)
        if limits is not None and second is not None and second != limits:
            cells.say("describe-height-twice", "stature", value=cells.raw("stature"), other=other)
            cells.unknown("stature")
            return None
        limits = limits or second
    if bone and source not in {None, StatureSource.BONE}:
        cells.say("describe-bone", "bone", value=bone)
        cells.unknown("bone", "height source")
        source, bone = None, ""
    if limits is None:
        return None
    if source is None:
        weakest = StatureSource.MEASURED if cells.side == "bodies" else StatureSource.REPORTED
        source = StatureSource.BONE if bone else weakest
    low, high = limits
    return Stature((low + high) / 2.0, source, error, bone, high - low)


def _height(text: str) -> tuple[float, float]:
    return lengths(text, _SHORTEST, _TALLEST)


def _standard_error(text: str) -> float:
    try:
        low, high = lengths(text, _BEST, _WORST)
    except Bad as bad:
        code = "describe-error" if bad.code == "describe-height" else bad.code
        raise Bad(code, value=text, low=_BEST / 10, high=_WORST / 10) from bad
    if low != high:
        raise Bad("describe-error", value=text, low=_BEST / 10, high=_WORST / 10)
    return low


_LETTERS = str.maketrans("АВОΑΒΟ0", "ABOABOO")
_NUMERAL = {"1": "O", "I": "O", "2": "A", "II": "A", "3": "B", "III": "B", "4": "AB", "IV": "AB"}
_ORDINAL = {"перш": "O", "перв": "O", "друг": "A", "втор": "A", "трет": "B", "четв": "AB"}
_SIGNS = {"+": "+", "-": "-", "−": "-", "–": "-", "pos": "+", "neg": "-", "поз": "+", "пол": "+"}
_SIGNS |= {"нег": "-", "отр": "-"}
_GROUP = re.compile(
    r"(?P<letter>AB|A|B|O)?\s*\(?\s*(?P<numeral>IV|I{1,3}|[1-4])?\s*\)?\s*"
    r"(?:RH|РЕЗУС|R)?(?:\s*\(?\s*D\s*\)?)?\s*\(?\s*(?P<sign>[+\-−–]|POS\w*|NEG\w*|ПОЗ\w*|НЕГ\w*"
    r"|ПОЛ\w*|ОТР\w*)?\s*\)?"
)
_SPOKEN = re.compile(r"(?P<word>перш|перв|друг|втор|трет|четв)\w*\s*(?P<sign>[+\-−–]|\w+)?")


@lru_cache(maxsize=1024)
def blood_group(text: str) -> BloodGroup:
    """Read ABO and Rh(D): ``A+``, ``A(II) Rh-``, ``II+``, in Latin or Cyrillic letters.

    Raises:
        Bad: it is none, or letter and numeral differ.
    """
    found = _GROUP.fullmatch(_latin(text))
    groups: set[str] = set()
    sign = ""
    if found:
        groups = {found["letter"] or "", _NUMERAL.get(found["numeral"] or "", "")} - {""}
        sign = found["sign"] or ""
    elif spoken := _SPOKEN.fullmatch(text.strip().casefold()):
        groups = {_ORDINAL[spoken["word"]]}
        sign = spoken["sign"] or ""
    rhesus = _SIGNS.get(sign.casefold()[:3]) if sign else ""
    if len(groups) != 1 or rhesus is None:
        raise Bad("describe-word", value=text, words=", ".join(BloodGroup))
    return BloodGroup(groups.pop() + rhesus)


def _latin(text: str) -> str:
    """Fold to capitals, and letters that look like those of the groups to Latin ones."""
    head = text.strip().upper().replace("RН", "RH").replace("ІІІ", "III").replace("І", "I")
    words = (found for found in re.finditer(r"[A-ZА-ЯІЇЄ]{3,}", head) if found[0] != "III")
    cut = next((found.start() for found in words), len(head))
    return head[:cut].translate(_LETTERS) + head[cut:]


def in_order(cells: Cells, born: When | None, alive: When | None) -> bool:
    """Say whether a birth may lie before the time last known alive; else it is said."""
    if born is None or alive is None:
        return True
    least = _least_years(born, alive)
    if least < 0.0 and order(born, alive) is Order.AFTER:
        code = "describe-born-after"
    elif least > 150.0:
        code = "describe-born-long-ago"
    else:
        return True
    cells.say(code, "born", born=born.edtf, alive=alive.edtf)
    cells.unknown("born", "last known alive")
    return False


def _least_years(born: When, alive: When) -> float:
    last_birth, first = _local(born.edtf)[1], _local(alive.edtf)[0]
    return -1.0 if last_birth is None or first is None else _between(last_birth, first)
