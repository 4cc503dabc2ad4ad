"""Invented names: Ukrainian, in Russian spelling, romanised, and misread.

Given names are those that many people bear; family names are put together from syllables. Rates
of given and family names fall as one over the rank.
"""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from nomina.cases.description import PersonName
from nomina.cases.files import Sex
from nomina.synthetic.lives.draws import pick, words

Script = Literal["uk", "ru", "kmu", "icao"]

_MEN = """Олександр|Александр|Олександрович|Александрович|Олександрівна|Александровна
Сергій|Сергей|Сергійович|Сергеевич|Сергіївна|Сергеевна
Володимир|Владимир|Володимирович|Владимирович|Володимирівна|Владимировна
Андрій|Андрей|Андрійович|Андреевич|Андріївна|Андреевна
Микола|Николай|Миколайович|Николаевич|Миколаївна|Николаевна
Іван|Иван|Іванович|Иванович|Іванівна|Ивановна
Юрій|Юрий|Юрійович|Юрьевич|Юріївна|Юрьевна
Олексій|Алексей|Олексійович|Алексеевич|Олексіївна|Алексеевна
Віктор|Виктор|Вікторович|Викторович|Вікторівна|Викторовна
Василь|Василий|Васильович|Васильевич|Василівна|Васильевна
Дмитро|Дмитрий|Дмитрович|Дмитриевич|Дмитрівна|Дмитриевна
Михайло|Михаил|Михайлович|Михайлович|Михайлівна|Михайловна
Анатолій|Анатолий|Анатолійович|Анатольевич|Анатоліївна|Анатольевна
Петро|Пётр|Петрович|Петрович|Петрівна|Петровна
Ігор|Игорь|Ігорович|Игоревич|Ігорівна|Игоревна
Олег|Олег|Олегович|Олегович|Олегівна|Олеговна
Роман|Роман|Романович|Романович|Романівна|Романовна
Максим|Максим|Максимович|Максимович|Максимівна|Максимовна
Євген|Евгений|Євгенович|Евгеньевич|Євгенівна|Евгеньевна
Павло|Павел|Павлович|Павлович|Павлівна|Павловна
Богдан|Богдан|Богданович|Богданович|Богданівна|Богдановна
Григорій|Григорий|Григорович|Григорьевич|Григорівна|Григорьевна
Тарас|Тарас|Тарасович|Тарасович|Тарасівна|Тарасовна
Артем|Артём|Артемович|Артёмович|Артемівна|Артёмовна
В'ячеслав|Вячеслав|В'ячеславович|Вячеславович|В'ячеславівна|Вячеславовна
Степан|Степан|Степанович|Степанович|Степанівна|Степановна"""
_WOMEN = """Олена|Елена
Тетяна|Татьяна
Наталія|Наталия
Ірина|Ирина
Оксана|Оксана
Ганна|Анна
Світлана|Светлана
Марія|Мария
Людмила|Людмила
Катерина|Екатерина
Ольга|Ольга
Юлія|Юлия
Галина|Галина
Надія|Надежда
Вікторія|Виктория
Софія|София"""

MEN = tuple(tuple(line.split("|")) for line in _MEN.splitlines())
"""Of each: given name uk, ru; patronymic of a son uk, ru; of a daughter uk, ru."""
WOMEN = tuple(tuple(line.split("|")) for line in _WOMEN.splitlines())

_OPENINGS = words(
    "Бор Дар Вел Гор Мир Люб Ост Рад Зор Яр Тав Кир Щер Хом Жур Ців Юрк Яц Гнат Зін Барв "
    "Галц Дем Жит Ков Лоз Мал Нест Орл Пав Руд Сав Терн Увар Фед Чап Шап Берд Крас Стел"
)
_MIDDLES = words("ов ан ис ал ед уб ич ав ор ел им ож аш ум ев ат")
_ENDINGS = words("енко чук ський ець ик ко ак ун")
FAMILY_NAMES = len(_OPENINGS) * len(_MIDDLES) * len(_ENDINGS)
"""How many family names there are."""

_RU = str.maketrans(
    {"і": "и", "І": "И", "ї": "и", "Ї": "И", "є": "е", "Є": "Е", "ґ": "г", "'": None}
)
_KMU = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщюя",
        words("a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch iu ia"),
        strict=True,
    )
) | {"ь": "", "'": ""}
_KMU_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_ICAO = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыэюя",
        words("a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y e iu ia"),
        strict=True,
    )
) | {"ь": ""}


@dataclass(frozen=True, slots=True)
class Name:
    """A name by numbers, so that brothers share parts of it.

    Attributes:
        family: 0 to `FAMILY_NAMES` - 1, the most common first; given, father: places in the lists.
    """

    family: int
    given: int
    father: int
    sex: Sex


@lru_cache(maxsize=16)
def falling(count: int) -> tuple[float, ...]:
    """Give cumulative shares of ``count`` things whose rates fall as one over the rank."""
    weights = [1.0 / (rank + 8) for rank in range(count)]
    whole = sum(weights)
    return tuple(each / whole for each in accumulate(weights))


def rank(dice: random.Random, count: int) -> int:
    """Draw a place by `falling`."""
    return min(bisect(falling(count), dice.random()), count - 1)


def draw_name(dice: random.Random, sex: Sex) -> Name:
    """Draw a name."""
    given = rank(dice, len(MEN if sex is Sex.MALE else WOMEN))
    return Name(rank(dice, FAMILY_NAMES), given, rank(dice, len(MEN)), sex)


@lru_cache(maxsize=FAMILY_NAMES)
def _family(place: int) -> str:
    # A stride that shares no factor with the count spreads the syllables over the ranks.
    place = place * 1237 % FAMILY_NAMES
    place, ending = divmod(place, len(_ENDINGS))
    opening, middle = divmod(place, len(_MIDDLES))
    return _OPENINGS[opening] + _MIDDLES[middle] + _ENDINGS[ending]


@lru_cache(maxsize=65_536)
def parts(name: Name, script: Script) -> tuple[str, str, str]:
    """Give family name, given name and patronymic in one spelling."""
    russian = script in {"ru", "icao"}
    family = _family(name.family)
    man = name.sex is Sex.MALE
    if not man and family.endswith("ський"):
        family = family[:-2] + "а"
    if russian:
        family = family.replace("ський", "ский").replace("ська", "ская").replace("ець", "ец")
        family = family.translate(_RU)
    given = (MEN if man else WOMEN)[name.given][russian]
    patronymic = MEN[name.father][(2 if man else 4) + russian]
    found = (family, given, patronymic)
    if script in {"kmu", "icao"}:
        return (latin(family, script), latin(given, script), latin(patronymic, script))
    return found


def latin(text: str, script: Script) -> str:
    """Romanise: "kmu" as resolution 55 of 2010 does Ukrainian, else as ICAO 9303 does Russian."""
    table = _KMU if script == "kmu" else _ICAO
    low = text.lower()
    out = []
    for place, letter in enumerate(low):
        found = table.get(letter, letter)
        if script == "kmu" and place == 0:
            found = _KMU_FIRST.get(letter, found)
        if script == "kmu" and letter == "г" and place and low[place - 1] == "з":
            found = "gh"
        out.append(found)
    whole = "".join(out)
    return whole.upper() if script == "icao" else whole.capitalize()


@lru_cache(maxsize=65_536)
def written(name: Name, script: Script = "uk", *, patronymic: bool = True) -> str:
    """Give the whole name, family name first."""
    return " ".join(parts(name, script)[: 3 if patronymic else 2])


@lru_cache(maxsize=65_536)
def filed(name: Name, *, patronymic: bool = True) -> PersonName:
    """Give the name as a file has it, in parts."""
    family, given, father = parts(name, "uk")
    father = father if patronymic else ""
    return PersonName(" ".join(each for each in (family, given, father) if each),
                      family, given, father)  # fmt: skip


_CUT = 0.35
"""Share of partly legible names whose end is lost, rather than single letters."""
_LOOKS_LIKE = {"о": "а", "а": "о", "и": "н", "н": "и", "в": "б", "е": "с", "л": "д", "ш": "щ",
               "o": "a", "a": "o", "i": "l", "n": "h", "e": "c", "v": "u", "A": "O", "O": "A",
               "I": "L", "N": "H", "E": "F", "V": "U"}  # fmt: skip


def misread(dice: random.Random, text: str) -> str:
    """Read one letter of a name as another that looks like it, or lose it."""
    place = pick(dice, _inner(text))
    return text[:place] + _LOOKS_LIKE.get(text[place], "") + text[place + 1 :]


def partly(dice: random.Random, text: str) -> str:
    """Leave one to three letters of a name, or the end of one part, unread."""
    if dice.random() < _CUT:
        parts_ = text.split(" ")
        which = int(dice.random() * len(parts_))
        parts_[which] = parts_[which][: dice.randint(3, 5)] + "*"
        return " ".join(parts_)
    letters = list(text)
    for _ in range(dice.randint(1, 3)):
        letters[pick(dice, _inner(text))] = "?"
    return "".join(letters)


def _inner(text: str) -> list[int]:
    """Give the places of letters after the first."""
    return [place for place, letter in enumerate(text) if place and letter.isalpha()]
