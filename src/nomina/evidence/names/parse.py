"""A name as written to family name, given name and patronymic, in every reading it allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nomina.cases.description import PersonName
from nomina.evidence.names.classes import classes_of, fathers_of
from nomina.evidence.names.coded import Part, Word, coded
from nomina.evidence.names.fold import clean, skeletons
from nomina.evidence.names.inflect import nominatives, patronymic

# What stands before a name: ranks, forms of address, and to or from whom a letter is.
_RANKS = re.compile(
    r"(?:рядов\w*|солдат\w*|боєць|бійц\w*|боец|бойц\w*|єфрейтор\w*|ефрейтор\w*|"
    r"(?:штаб-?|майстер-?|головн\w*|старш\w*|молодш\w*|младш\w*)|сержант\w*|старшин\w*|"
    r"прапорщик\w*|лейтенант\w*|капітан\w*|капитан\w*|майор\w*|підполковник\w*|подполковник\w*|"
    r"полковник\w*|генерал\w*|матрос\w*|мічман\w*|мичман\w*|гвардії|гвардии|"
    r"ряд|сол|серж|ст|мол|мл|гол|пр|прап|лт|л-т|кап|к-н|м-р|п-к|п/?п-к|гв|с-т|"
    r"радавы|яфрэйтар|"
    r"від|кому|кого|от|для|from|to|dear|дорог\w{1,3}|шановн\w{1,3}|уважаем\w{1,3}|"
    r"pvt|pte|private|cpl|corporal|sgt|sergeant|lt|lieutenant|capt|captain|maj|major|col|colonel|"
    r"soldier|mr|mrs|ms|пан|пані|гр|громадян\w+|гражданин\w*|г-н|г-жа)\.?",
)
_BORN = re.compile(
    r"[(\[]\s*(?:уродж\w*|урожд\w*|дівоч\w*|девич\w*|née|nee|born|з\s+дому)?\.?\s*([^)\]]+)[)\]]"
    r"|(?:,?\s*(?:уродж\w*|урожд\w*|дівоче(?:\s+прізвище)?|née|nee|з\s+дому)\.?\s+)([\w'’ʼ-]+)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.){1,3}|[^\W\d_]")
_TOKENS = re.compile(r"[^\s,;:\"«»]+")
_MARKED = re.compile(r".{2}(?:[oea]vi[qx]|[oeai]vn)")
_LETTER = re.compile(r"[^\W\d_]")
_UNCASED = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; parts that it does not say are None. Weights of all sum to 1."""

    family: Word | None
    given: Word | None
    patronymic: Word | None
    weight: float = 1.0

    @property
    def parts(self) -> tuple[Word | None, Word | None, Word | None]:
        """Family name, given name, patronymic."""
        return self.family, self.given, self.patronymic


@dataclass(frozen=True, slots=True)
class _Plan:
    """Words by part before they are coded; "" where there is none."""

    family: str = ""
    given: str = ""
    patronymic: str = ""
    weight: float = 1.0


@lru_cache(maxsize=1 << 15)
def _known(word: str) -> bool:
    return any(classes_of(each) for each in skeletons(clean(word)))


@lru_cache(maxsize=1 << 15)
def _known_inflected(word: str) -> bool:
    return _known(word) or any(
        classes_of(each) for one in skeletons(clean(word)) for each in nominatives(one)
    )


@lru_cache(maxsize=1 << 15)
def _father(word: str) -> tuple[str, bool, bool] | None:
    for each in skeletons(clean(word)):
        found = patronymic(each)
        # Бабич is no patronymic, Лукич is: there is a Лука.
        if found is not None and (_MARKED.search(each) or fathers_of(found[0])):
            return found
    return None


def _legible(word: str) -> bool:
    return _LETTER.search(word) is not None


def readings(name: PersonName) -> tuple[Reading, ...]:
    """Give every reading of a name, each once; none where no letter is legible."""
    if (quick := _usual(name)) is not None:
        return (quick,)
    plans: list[_Plan] = []
    maiden = [name.maiden] if name.maiden else []
    if name.family or name.given or name.patronymic:
        plans = _from_parts(name)
    elif name.written:
        text = name.written
        maiden += [found[1] or found[2] for found in _BORN.finditer(text)]
        plans = _written(_BORN.sub(" ", text) if len(maiden) > bool(name.maiden) else text)
    if maiden:
        plans = [
            _Plan(family, each.given, each.patronymic, each.weight)
            for each in plans or [_Plan()]
            for family in dict.fromkeys([*([each.family] if each.family else []), *maiden])
        ]
    if len(plans) == 1 and len(words := _coded(plans[0])) == 1 and any(words[0]):
        return (Reading(*words[0]),)
    coded_plans: dict[tuple[Word | None, Word | None, Word | None], float] = {}
    for plan in plans:
        for each in _coded(plan):
            if any(each):
                coded_plans[each] = coded_plans.get(each, 0.0) + plan.weight
    whole = sum(coded_plans.values())
    return tuple(Reading(*each, weight / whole) for each, weight in coded_plans.items())


def _usual(name: PersonName) -> Reading | None:
    """Give the reading of three whole words of which one is a patronymic, as most names are."""
    words = [name.family, name.given, name.patronymic]
    if not any(words):
        words = name.written.split()
        if len(words) != 3 or _ranked(words[0]):
            return None
        if _father(words[2]) and _known(words[1]) and not _father(words[1]):
            pass
        elif _father(words[1]) and _known(words[0]) and not _father(words[2]):
            words = [words[2], words[0], words[1]]
        else:
            return None
    family, given, second = words
    if name.maiden or not (family.isalpha() and given.isalpha() and second.isalpha()):
        return None
    father = _father(second)
    if father is None or len(given) < 2 or len(family) < 2:
        return None
    _, male, nominative = father
    return Reading(
        coded(Part.FAMILY, family, not nominative),
        coded(Part.GIVEN, given, not nominative, male),
        coded(Part.PATRONYMIC, second),
    )


@lru_cache(maxsize=1 << 15)
def _ranked(word: str) -> bool:
    return _RANKS.fullmatch(word.casefold().replace("*", ".")) is not None


def _coded(plan: _Plan) -> list[tuple[Word | None, Word | None, Word | None]]:
    father = _father(plan.patronymic) if plan.patronymic else None
    male = father[1] if father else None
    if father is not None:
        inflected = not father[2]
    else:
        inflected = bool(plan.given) and _may_be_inflected(plan)
    family = coded(Part.FAMILY, plan.family, inflected) if _legible(plan.family) else None
    second = coded(Part.PATRONYMIC, plan.patronymic) if _legible(plan.patronymic) else None
    givens = [plan.given]
    if "-" in plan.given or " " in plan.given.strip():  # several given names: each may stand alone
        givens += [each for each in re.split(r"[-\s]+", plan.given) if len(each) > 1]
    return [
        (family, coded(Part.GIVEN, each, inflected, male) if _legible(each) else None, second)
        for each in givens
    ]


def _may_be_inflected(plan: _Plan) -> bool:
    if len(plan.given) <= _UNCASED:
        return False
    if not _known(plan.given):
        return _known_inflected(plan.given)
    # Олександра is a woman, or Олександр in the genitive beside Щербака.
    ends = skeletons(clean(plan.given))
    return (
        bool(ends)
        and ends[0].endswith("a")
        and any(each.endswith(("a", "ogo")) for each in skeletons(clean(plan.family)))
    )


def _from_parts(name: PersonName) -> list[_Plan]:
    given, father = name.given, name.patronymic
    tokens = _split(given)
    if len(tokens) > 1 and not father and (tokens[-1].endswith(".") or _father(tokens[-1])):
        given, father = " ".join(tokens[:-1]), tokens[-1]
    plan = _Plan(_abbreviated(name.family), _abbreviated(given), _abbreviated(father))
    if not father and given and name.family and _known(name.family) and not _known(given):
        swapped = _Plan(plan.given, plan.family, "", 0.5)
        return [_Plan(plan.family, plan.given, "", 0.5), swapped]
    return [plan]


def _abbreviated(word: str) -> str:
    """Give ``олекс*`` for ``Олекс.``; initials stay."""
    word = word.strip()
    if word.endswith(".") and len(word) > 3 and not _INITIALS.fullmatch(word):
        return f"{word[:-1]}*"
    return word


def _split(text: str) -> list[str]:
    found = []
    for token in _TOKENS.findall(text):
        if _INITIALS.fullmatch(token):
            found += [f"{each}." for each in token.split(".") if each]
        elif _legible(token):
            found.append(_abbreviated(token))
    return found


def _written(text: str) -> list[_Plan]:
    before, comma, after = text.partition(",")
    tokens = _split(text)
    stripped = list(tokens)
    while stripped and _ranked(stripped[0]):
        stripped.pop(0)
    if not stripped:  # Майор is a family name too
        stripped = tokens[-1:]
    if comma and len(_split(before)) == 1 and _split(after):
        rest = _ordered(_split(after), family_left=False)
        return [_Plan(_split(before)[0], each.given, each.patronymic, each.weight) for each in rest]
    plans = _ordered(stripped)
    if len(stripped) < len(tokens):  # Майор Іван Петрович: Майор may be the family name
        last = tokens[len(tokens) - len(stripped) - 1]
        plans += [
            _Plan(last, each.given, each.patronymic, each.weight)
            for each in plans
            if not each.family and not last.endswith((".", "*"))
        ]
    return plans


def _ordered(tokens: list[str], family_left: bool = True) -> list[_Plan]:
    words = [each for each in tokens if not each.endswith(".")]
    initials = [each for each in tokens if each.endswith(".")]
    fathers = [place for place, each in enumerate(words) if place and _father(each)]
    if not family_left:
        return [_Plan("", *_given_and_father(words, initials, fathers))]
    if not words:
        first, second, *_ = [*initials, "", ""]
        return [_Plan("", first, second)]
    if fathers and (len(words) > 2 or initials):
        place = next((each for each in fathers if _known_inflected(words[each - 1])), fathers[-1])
        rest = words[: place - 1] + words[place + 1 :]
        return [_Plan("-".join(rest), words[place - 1], words[place])]
    if fathers:  # Іван Петрович: a patronymic, or a family name that looks like one
        patronymic_too = 0.5 if _known_inflected(words[0]) else 0.1
        return [
            _Plan("", words[0], words[1], patronymic_too),
            _Plan(words[1], words[0], "", 1.0 - patronymic_too),
        ]
    if len(words) == 1:
        return _alone(words[0], initials)
    return _two_or_more(words, initials)


def _given_and_father(words: list[str], initials: list[str], fathers: list[int]) -> tuple[str, str]:
    if fathers:
        return " ".join(words[: fathers[-1]]), words[fathers[-1]]
    first, second, *_ = [*([" ".join(words)] if words else []), *initials, "", ""]
    return first, second


def _alone(word: str, initials: list[str]) -> list[_Plan]:
    if initials:
        first, second, *_ = [*initials, "", ""]
        return [_Plan(word, first, second)]
    given = 0.8 if _known_inflected(word) else 0.1
    return [_Plan(word, "", "", 1.0 - given), _Plan("", word, "", given)]


def _two_or_more(words: list[str], initials: list[str]) -> list[_Plan]:
    father = initials[0] if initials else ""
    if len(words) == 3 and not father and (found := _three(words)):
        return found
    for known in (_known, _known_inflected):
        places = [place for place, each in enumerate(words) if known(each)]
        if places and len(places) < len(words):
            given = " ".join(words[each] for each in places)
            family = "-".join(each for place, each in enumerate(words) if place not in places)
            return [_Plan(family, given, father)]
    return [
        _Plan(words[0], " ".join(words[1:]), father, 0.5),
        _Plan(words[-1], " ".join(words[:-1]), father, 0.5),
    ]


def _three(words: list[str]) -> list[_Plan]:
    """Read three words of which one may be a patronymic that is misread or cut short."""
    one, two, three = words
    cut = ["*" in each or "?" in each for each in words]
    if cut[1] and cut[2] and not _known(one):
        return [_Plan(one, two, three)]
    if cut[0] and cut[1] and not _known(three):
        return [_Plan(three, one, two)]
    known = [_known_inflected(each) for each in words]
    if known == [False, True, False]:
        share = 0.9 if cut[2] else 0.5
        return [_Plan(one, two, three, share), _Plan(f"{one}-{three}", two, "", 1.0 - share)]
    if known == [True, False, False]:
        share = 0.9 if cut[1] else 0.5
        return [_Plan(three, one, two, share), _Plan(f"{two}-{three}", one, "", 1.0 - share)]
    return []
