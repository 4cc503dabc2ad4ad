"""Headers and values of tables in the languages of those who keep them: what they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from nomina.leads.headers import DESCRIBED, DescribedColumn

PhotoColumn = Literal[
    "number",
    "file",
    "folder",
    "name",
    "left",
    "top",
    "right",
    "bottom",
    "width",
    "height",
    "turn",
    "condition",
    "alive",
]
Column = PhotoColumn | DescribedColumn

_HEADERS: dict[PhotoColumn, str] = {
    "number": (
        "number|no|nr|id|body|body number|body no|case|case number|case no|tag|person|person id"
        "|person number|номер|№|n|номер тіла|тіло|номер справи|бірка|особа|номер особи|код"
        "|номер тела|тело|номер дела|дело|бирка|лицо|номер лица"
    ),
    "file": (
        "file|files|file name|filename|photo|photos|photo file|picture|pictures|image|images"
        "|файл|файли|назва файлу|імʼя файлу|фото|світлина|світлини|знімок|знімки|фотографія"
        "|фотографії|файлы|имя файла|название файла|фотография|фотографии|снимок|снимки"
    ),
    "folder": "folder|directory|папка|тека|каталог|директорія|директория",
    "name": (
        "name|full name|label|surname|піб|імʼя|прізвище|повне імʼя|прізвище імʼя"
        "|прізвище імʼя по батькові|фио|имя|фамилия|полное имя|фамилия имя|фамилия имя отчество"
    ),
    "left": "left|x|x1|xmin|box left|зліва|ліворуч|лівий край|ліво|слева|левый край|лево",
    "top": "top|y|y1|ymin|box top|згори|зверху|верх|верхній край|сверху|верхний край",
    "right": "right|x2|xmax|box right|справа|праворуч|правий край|право|правый край",
    "bottom": "bottom|y2|ymax|box bottom|знизу|низ|нижній край|снизу|нижний край",
    "width": "width|w|box width|ширина",
    "height": "height|h|box height|висота|высота",
    "turn": "turn|roll|rotation|angle|поворот|кут|нахил|угол|наклон",
    "condition": "condition|state|condition class|стан|стан тіла|состояние|состояние тела",
    "alive": (
        "alive|living|may be alive|dead or alive|life|живий|жива|може бути живий|чи живий"
        "|може бути живою|живой|жив|может быть жив|жив ли|статус життя"
    ),
}

_CONDITIONS = {
    "fresh": "fresh|recent|свіже|свіжий|свежее|свежий|без змін|без изменений",
    "early_change": "early change|early changes|early|ранні зміни|ранние изменения",
    "advanced_change": (
        "advanced change|advanced changes|advanced|decomposed|advanced decomposition|пізні зміни"
        "|поздние изменения|розкладання|разложение"
    ),
    "injured": "injured|injuries|wounded|damaged|травми|ушкодження|поранення|травмы|повреждения"
    "|ранения",
    "unknown": "unknown|not known|невідомо|невідомий|невідома|неизвестно|неизвестен|неизвестна",
    "living": "living|alive|живий|живой",
}

_ALIVE = {
    "dead": (
        "dead|no|n|false|0|deceased|not alive|мертвий|мертва|ні|загиблий|загибла|помер|померла"
        "|неживий|мертвый|мертвая|нет|погибший|погибшая|умер|умерла|труп"
    ),
    "may be alive": (
        "may be alive|maybe alive|might be alive|possibly alive|alive|living|yes|y|true|1|maybe"
        "|може бути живий|може бути жива|можливо живий|можливо жива|живий|жива|так|можливо"
        "|может быть жив|может быть жива|возможно жив|возможно жива|жив|живой|живая|да|возможно"
    ),
    "unknown": "unknown|not known|?|невідомо|невідома|неизвестно|неизвестна",
}


def plain(text: str) -> str:
    """Fold case, accents of writing (NFKC, apostrophes, ё) and punctuation away."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    folded = re.sub(r"[’'`´ʹ\"]", "ʼ", folded)
    return " ".join(re.sub(r"[\s_\-.,:;()/]+", " ", folded).split())


def _inverted(table: dict[str, str]) -> dict[str, str]:
    return {plain(word): key for key, words in table.items() for word in words.split("|")}


_PART_OF: dict[str, DescribedColumn] = {
    plain(word): column
    for column, languages in DESCRIBED.items()
    for words in languages
    for word in words.split("|")
}
_HEADER_OF: dict[str, Column] = {
    **_PART_OF,
    **{plain(word): column for column, words in _HEADERS.items() for word in words.split("|")},
}
_PARTS = frozenset({"family name", "given name", "patronymic"})
_FAMILY_ALONE = frozenset({"surname", *map(plain, ("прізвище", "фамилия"))})
_GIVEN_ALONE = frozenset({"name", *map(plain, ("імʼя", "имя"))})
_CONDITION_OF = _inverted(_CONDITIONS)
_ALIVE_OF = _inverted(_ALIVE)


def column_of(header: str) -> Column | None:
    """Give what a header stands for, or None where it is not one that is used."""
    return _HEADER_OF.get(plain(header))


def columns_of(headers: Sequence[str]) -> list[Column | None]:
    """Give what the headers of one table stand for, each read beside the others.

    "Surname" or "name" alone heads the whole name; beside another part of a name it is a part.
    """
    plains = [plain(header) for header in headers]
    parts = {_PART_OF.get(text) for text in plains} & _PARTS
    family = bool(_FAMILY_ALONE & set(plains))  # "name" beside "family name" stays the whole name
    given = bool(_GIVEN_ALONE & set(plains))
    found: list[Column | None] = []
    for text in plains:
        column = _HEADER_OF.get(text)
        if text in _FAMILY_ALONE and (given or parts - {"family name"}):
            column = "family name"
        elif text in _GIVEN_ALONE and (family or (text != "name" and "patronymic" in parts)):
            column = "given name"
        found.append(column)
    return found


def condition_of(text: str) -> str | None:
    """Give the condition class of a cell, or None where the word is not understood."""
    return _CONDITION_OF.get(plain(text))


def alive_of(text: str) -> str | None:
    """Give "dead", "may be alive" or "unknown", or None where the word is not understood."""
    return _ALIVE_OF.get(plain(text))
