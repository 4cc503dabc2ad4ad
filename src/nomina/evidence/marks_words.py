"""Codes for what a mark shows or which one it is, with their words in English, Ukrainian, Russian.

An entry is the beginning of a word (endings change with case and gender), or a whole word behind
``=``. A word that no entry knows is not coded, and what is not coded is not compared.
"""

from __future__ import annotations

from functools import cache

from nomina.cases.description import MarkKind
from nomina.evidence.marks_levels import words

OTHER = "other"

_TATTOO = {
    "cross": "cross хрест крест crucifix розп'ятт распят",
    "religious": "angel icon saint madonna church ангел янгол ікон икон свят богород мадонн "
    "church церкв church храм молитв prayer",
    "animal": "animal wolf lion tiger bear snake scorpion spider dragon panther horse =cat =dog "
    "звір зверь тварин животн вовк волк =лев =лева =льва тигр ведмід медвед змія змея змея змей "
    "скорпіон скорпион павук паук дракон пантер =кінь =конь коня =кіт =кот собак",
    "bird": "bird eagle falcon swallow raven =owl птах птиц орел орёл орла сокол сокіл ластівк "
    "ласточк ворон =сова =сову",
    "emblem": "emblem trident coat flag unit regiment battalion insignia chevron емблем эмблем "
    "тризуб трезуб герб прапор флаг частин подраздел підрозділ полк батальйон батальон шеврон",
    "name": "name имя ім'я імен имен",
    "text": "text letter word inscription motto number date =hieroglyph текст літер букв слов "
    "напис надпис девіз девиз цифр дата дату число иероглиф ієрогліф",
    "portrait": "portrait face woman =man girl child портрет облич лицо жінк женщин дівчин девушк "
    "чоловік мужчин дитин ребен ребён",
    "flower": "flower rose lily tulip tree leaf квіт цвет троянд =роза =розу розы лілі лили "
    "тюльпан дерев листя листь =лист",
    "skull": "skull череп",
    "heart": "heart серц сердц",
    "star": "star зірк звезд звёзд",
    "weapon": "weapon knife dagger sword gun rifle bullet bomb зброй оруж =ніж =нож кинджал кинжал "
    "=меч пістолет пистолет автомат куля пуля",
    "ornament": "ornament tribal pattern celtic maori орнамент візерунок візерунк узор трайбл "
    "кельт маорі маори",
    "sea": "anchor ship compass wave якір якор корабел корабл компас хвил волн",
}
_SCAR = {
    "burn": "burn опік опек ожог",
    "wound": "shrapnel bullet gunshot splinter blast осколк уламк куля кульов пулев огнестр "
    "вогнепал мінно минно",
    "cut": "cut knife slash різан резан ножов поріз порез",
    "surgical": "surgical surgery operation операц післяопер послеопер хірург хирург",
}
_OPERATION = {
    "appendix": "append аппенд апенд",
    "gallbladder": "gall cholecyst жовч желч",
    "hernia": "hernia грижа грижі грыж",
    "heart": "heart bypass cardi серц сердц шунтув шунтир кардіо кардио",
    "caesarean": "caesar cesar кесар",
    "spine": "spine spinal disc хреб позвон",
    "joint": "joint knee hip meniscus суглоб сустав коліно колін колен тазостег тазобедр меніск "
    "мениск",
    "abdomen": "abdom stomach bowel laparotom живіт живот шлунок шлунк желуд кишк кишеч лапаротом",
    "thyroid": "thyroid goitre щитоп щитов",
    "kidney": "kidney нирк нирок почк почек",
}
_IMPLANT = {
    "plate": "plate пластин",
    "screw": "screw гвинт винт шуруп",
    "nail": "nail rod pin стриж стерж штифт спиц",
    "joint": "joint prosthesis hip knee endoprosth ендопрот эндопрот суглоб сустав протез",
    "pacemaker": "pacemaker defibrill кардіостим кардиостим стимулят",
    "stent": "stent стент",
    "valve": "valve клапан",
    "breast": "breast груд silicon силікон силикон",
    "lens": "lens кришталик хрустал лінз линз",
    "mesh": "mesh сітк сетк",
}
_AMPUTATION = {
    "finger": "finger thumb phalan палець пальц палец фаланг",
    "toe": "toe",
    "hand": "hand кисть кисті кисти",
    "forearm": "forearm передпліч предплеч",
    "arm": "arm плече плеча плечо =рука =руку =руки",
    "foot": "foot feet ступн стоп",
    "lower leg": "below shin calf гомілк гомілк голен",
    "leg": "leg thigh above стегно стегна бедро бедра =нога =ногу =ноги",
    "ear": "ear вухо вуха =ухо =уха",
}
_FRACTURE = {
    "skull": "skull череп",
    "jaw": "jaw mandib щелеп челюст",
    "nose": "nose nasal =ніс носа =нос",
    "collarbone": "clavic collar ключиц",
    "rib": "rib ребро ребр ребер",
    "upper arm": "humer плече плеча плечо",
    "forearm": "forearm radius ulna передпліч предплеч промен луч лікт локт",
    "hand": "metacarp finger wrist кисть кисті кисти пальц палец зап'яст запяст",
    "spine": "spine verteb хреб хребц позвон",
    "pelvis": "pelvi =таз тазу таза тазов",
    "thigh": "femur thigh стегно стегна бедро бедра",
    "lower leg": "tibia fibula shin гомілк голен",
    "foot": "metatars ankle foot heel ступн стоп п'ятк пятк щикол лодыж",
}
_PIERCING = {
    "ear": "ear вухо вуха вух =ухо ухо уши мочк",
    "nose": "nose nostril =ніс носа =нос",
    "lip": "lip губ",
    "tongue": "tongue язик язык",
    "brow": "brow бров",
    "navel": "navel belly пуп",
    "nipple": "nipple сосок соск",
}
_MOLE = {
    "mole": "mole naev nev родимк родинк",
    "birthmark": "birthmark =birth port пляма пятно родим",
    "wart": "wart бородав папіл папил",
}
_ANOTHER = {
    "deformity": "deform malform вада деформ порок криви криве",
    "missing organ": "missing absent відсут отсут",
    "callus": "callus мозол",
    "skin disease": "psoria vitiligo eczema псоріаз псориаз вітиліг витилиг екзем экзем",
}

_CODES: dict[MarkKind, dict[str, str]] = {
    MarkKind.TATTOO: _TATTOO,
    MarkKind.SCAR: _SCAR,
    MarkKind.MOLE: _MOLE,
    MarkKind.OPERATION: _OPERATION,
    MarkKind.IMPLANT: _IMPLANT,
    MarkKind.AMPUTATION: _AMPUTATION,
    MarkKind.FRACTURE: _FRACTURE,
    MarkKind.PIERCING: _PIERCING,
    MarkKind.OTHER: _ANOTHER,
}
_OTHER_WORDS = "=other інше інша інший друг иной иное"


def motifs(kind: MarkKind) -> tuple[str, ...]:
    """Give the codes of a kind, in order; the last is "other"."""
    return (*_CODES[kind], OTHER)


@cache
def _beginnings(kind: MarkKind) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entries in {**_CODES[kind], OTHER: _OTHER_WORDS}.items():
        for entry in (*entries.split(), *([] if " " in code else [f"={code}"])):
            sound = "".join(words(entry))
            found.setdefault(f"={sound}" if entry.startswith("=") else sound, code)
    return found


def motif_codes(kind: MarkKind, text: str) -> frozenset[str]:
    """Give the codes that words stand for; empty where none is known."""
    code = text.strip().casefold()
    if code in motifs(kind):
        return frozenset({code})
    return frozenset(
        found for word in words(text) if (found := code_of(word, _beginnings(kind))) is not None
    )


def code_of(word: str, beginnings: dict[str, str]) -> str | None:
    """Give the code of a folded word: that of the whole word, else of its longest beginning."""
    if (whole := beginnings.get(f"={word}")) is not None:
        return whole
    for length in range(len(word), 1, -1):
        if (found := beginnings.get(word[:length])) is not None:
            return found
    return None
