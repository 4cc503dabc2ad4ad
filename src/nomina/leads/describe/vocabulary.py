"""Words of cells in English, Ukrainian and Russian, and what they stand for.

Of each language the first word is what templates offer; "|" stands between the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from nomina.cases.description import (
    Build,
    EyeColour,
    HairColour,
    SexBasis,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.cases.states import State
from nomina.leads.columns import plain
from nomina.words import LANGUAGES

T = TypeVar("T")
_KEPT = 4096


class Words(Generic[T]):
    """A closed vocabulary: text to value, and value to the word of one language."""

    def __init__(self, words: Mapping[T, tuple[str, str, str]]) -> None:
        self._shown = {
            value: dict(zip(LANGUAGES, (text.split("|")[0] for text in languages), strict=True))
            for value, languages in words.items()
        }
        self._of: dict[str, T] = {}
        for value, languages in words.items():
            for text in languages:
                for word in text.split("|"):
                    if self._of.setdefault(plain(word), value) is not value:
                        raise AssertionError(word)  # one word, one meaning
        self._kept: dict[str, T | None] = {}

    def read(self, text: str) -> T | None:
        """Give what a word stands for, or None where it is not known."""
        if text not in self._kept:
            if len(self._kept) > _KEPT:
                self._kept.clear()
            self._kept[text] = self._of.get(plain(text))
        return self._kept[text]

    def shown(self, language: str) -> list[str]:
        """Give the words that are offered in one language."""
        return [words[language] for words in self._shown.values()]

    def word(self, value: T, language: str) -> str:
        """Give the word of a value in one language."""
        return self._shown[value][language]

    def __iter__(self) -> Iterator[T]:
        return iter(self._shown)


STATE: Words[State] = Words(
    {
        State.UNKNOWN: (
            "unknown|not known|?|??|n/a|no data|no information",
            "невідомо|невідома|невідомий|невідоме|н/д|немає даних|не знає",
            "неизвестно|неизвестна|неизвестен|неизвестное|нет данных|не знает",
        ),
        State.REFUSED: (
            "refused|declined",
            "відмова|відмовилися|відмовився|відмовилась",
            "отказ|отказались|отказался|отказалась",
        ),
        State.KNOWN: (
            "none|no|nothing|nothing found",
            "немає|нема|ні|відсутні|не виявлено|нічого",
            "нет|отсутствуют|не обнаружено|ничего",
        ),
    }
)
"""What may stand for a value; "none" is one that is known to be none."""

SEX: Words[Sex] = Words(
    {
        Sex.FEMALE: (
            "female|f|woman|w|girl",
            "жіноча|жіночий|ж|жін|жінка|дівчина",
            "женский|женская|жен|женщина|девушка",
        ),
        Sex.MALE: (
            "male|m|man|boy",
            "чоловіча|чоловічий|ч|чол|чоловік|хлопець",
            "мужской|мужская|м|муж|мужчина|парень",
        ),
        Sex.OTHER: ("other|intersex", "інша|інше|інтерсекс", "другой|другое|интерсекс"),
    }
)
SEX_BASIS: Words[SexBasis] = Words(
    {
        SexBasis.FLESHED: (
            "fleshed|body|soft tissue|genitals",
            "мʼякі тканини|тіло|зовнішній огляд",
            "мягкие ткани|тело|наружный осмотр",
        ),
        SexBasis.PELVIS: ("pelvis|pelvic bones", "таз|кістки таза", "тазовые кости|кости таза"),
        SexBasis.SKELETON: (
            "skeleton|bones|skull",
            "скелет|кістки|череп",
            "скелет|кости|череп",
        ),
        SexBasis.ELEMENT: (
            "element|one bone|long bone|fragment",
            "окрема кістка|фрагмент",
            "отдельная кость|часть тела",
        ),
        SexBasis.DNA: ("DNA|amelogenin", "ДНК|амелогенін", "ДНК|амелогенин"),
        SexBasis.STATED: (
            "stated|file|document|family",
            "зі слів|за документом|родина",
            "со слов|по документу|семья",
        ),
    }
)
STATURE_SOURCE: Words[StatureSource] = Words(
    {
        StatureSource.MEASURED: ("measured|measurement", "виміряно|вимір", "измерено|измерение"),
        StatureSource.BONE: ("bone|from bone|long bone", "за кісткою|кістка", "по кости|кость"),
        StatureSource.SERVICE_FILE: (
            "service file|military file|medical file",
            "особова справа|військова справа|медична картка",
            "личное дело|военное дело|медицинская карта",
        ),
        StatureSource.DOCUMENT: (
            "document|licence|passport",
            "документ|паспорт",
            "документ|по документу",
        ),
        StatureSource.REPORTED: (
            "reported|family|said",
            "зі слів|родина|зі слів родини",
            "со слов|семья|со слов семьи",
        ),
    }
)
BUILD: Words[Build] = Words(
    {
        Build.SLIM: (
            "slim|thin|lean|slender",
            "худорлява|худорлявий|худа|худий|струнка|астенічна",
            "худощавое|худощавый|худая|худой|стройное|астеническое",
        ),
        Build.MEDIUM: (
            "medium|average|normal",
            "середня|середній|нормальна|звичайна",
            "среднее|средний|средняя|нормальное|обычное",
        ),
        Build.HEAVY: (
            "heavy|large|stout|obese|fat|corpulent",
            "повна|повний|огрядна|огрядний|міцна|гладка",
            "полное|полный|полная|тучное|крупное|плотное",
        ),
    }
)
HAIR: Words[HairColour] = Words(
    {
        HairColour.BLACK: ("black", "чорне|чорний|чорна|чорні", "черные|черный|черная"),
        HairColour.BROWN: (
            "brown|dark brown|light brown|chestnut|brunette",
            "каштанове|каштановий|коричневе|шатен|шатенка|темно-русяве|темно-русе|темно-русий",
            "каштановые|каштановый|коричневые|темно-русые|темно-русый",
        ),
        HairColour.BLOND: (
            "blond|blonde|fair|light blond|light",
            "біляве|білявий|світле|світлий|блондин|блондинка|світло-русяве|світло-русе"
            "|світло-русий",
            "белокурые|светлые|светлый|светло-русые|светло-русый",
        ),
        HairColour.RED: ("red|ginger|auburn", "руде|рудий|руда", "рыжие|рыжий|рыжая"),
        HairColour.GREY: (
            "grey|gray|white|greying",
            "сиве|сивий|сива|сивина",
            "седые|седой|седая|седина",
        ),
    }
)
EYES: Words[EyeColour] = Words(
    {
        EyeColour.BROWN: (
            "brown|dark brown|dark|black",
            "карі|карий|коричневі|чорні|темні",
            "карие|карий цвет|коричневые|черные|темные",
        ),
        EyeColour.HAZEL: ("hazel|amber", "горіхові|горіховий|бурштинові", "ореховые|янтарные"),
        EyeColour.GREEN: ("green", "зелені|зелений", "зеленые|зеленый"),
        EyeColour.GREY: ("grey|gray", "сірі|сірий", "серые|серый"),
        EyeColour.BLUE: ("blue|light blue", "блакитні|блакитний|сині|голубі", "голубые|синие"),
    }
)
MEDICAL_FILE: Words[bool] = Words(
    {
        True: (
            "medical file|medical record|doctor",
            "медична картка|лікар|медична документація",
            "медицинская карта|врач|медицинская документация",
        ),
        False: ("family|relatives|memory", "родина|зі слів|родичі", "семья|со слов|родственники"),
    }
)
YES_NO: Words[bool] = Words(
    {
        True: ("yes|y|true|1", "так", "да"),
        False: ("no|n|false|0", "ні", "нет"),
    }
)

CONDITION: Words[str] = Words(
    {
        "fresh": ("fresh", "свіже", "свежее"),
        "early_change": ("early change", "ранні зміни", "ранние изменения"),
        "advanced_change": ("advanced change", "пізні зміни", "поздние изменения"),
        "injured": ("injured", "травми", "травмы"),
        "unknown": ("unknown", "невідомо", "неизвестно"),
    }
)
"""What templates offer; `nomina.leads.columns` reads more."""
ALIVE: Words[str] = Words(
    {
        "dead": ("dead", "мертвий", "мертвый"),
        "may be alive": ("may be alive", "може бути живий", "может быть жив"),
        "unknown": ("unknown", "невідомо", "неизвестно"),
    }
)
