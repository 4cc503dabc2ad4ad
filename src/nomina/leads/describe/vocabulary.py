"""Words of cells in English, Ukrainian and Russian, and what they stand for.

Of each language the first word is what templates offer; "|" stands between the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from nomina.cases.description import (
    Build,
    Carried,
    EffectKind,
    EyeColour,
    HairColour,
    MarkKind,
    NumberKind,
    PaperKind,
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
MARK_KIND: Words[MarkKind] = Words(
    {
        MarkKind.TATTOO: ("tattoo|tattoos", "татуювання|тату", "татуировка|татуировки"),
        MarkKind.SCAR: ("scar|scars", "шрам|шрами|рубець|рубці", "рубец|шрамы|рубцы"),
        MarkKind.MOLE: (
            "mole|moles|birthmark|birthmarks",
            "родимка|родимки|родима пляма",
            "родинка|родинки|родимое пятно",
        ),
        MarkKind.OPERATION: (
            "operation|operations|surgery",
            "операція|операції",
            "операция|операции",
        ),
        MarkKind.IMPLANT: ("implant|implants|prosthesis", "імплант|імпланти", "имплант|протез"),
        MarkKind.AMPUTATION: ("amputation|amputations", "ампутація|ампутації", "ампутация"),
        MarkKind.FRACTURE: (
            "fracture|fractures|broken bone",
            "перелом|переломи",
            "перелом|переломы",
        ),
        MarkKind.PIERCING: ("piercing|piercings", "пірсинг|прокол", "пирсинг|проколы"),
        MarkKind.OTHER: ("other|other mark", "інше|інша", "другое|другая"),
    }
)
NUMBER_KIND: Words[NumberKind] = Words(
    {
        NumberKind.TAG: (
            "tag|identity tag|dog tag|token",
            "жетон|номер жетона",
            "жетон|личный жетон",
        ),
        NumberKind.SERVICE: (
            "service|service number|personal number",
            "особистий номер|службовий номер",
            "личный номер|служебный номер",
        ),
        NumberKind.PASSPORT: ("passport|passport number", "паспорт", "паспорт|номер паспорта"),
        NumberKind.ID_CARD: (
            "id card|identity card|id",
            "ID-картка|посвідчення особи",
            "ID-карта|удостоверение личности",
        ),
        NumberKind.MILITARY_ID: (
            "military id|military card",
            "військовий квиток|військове посвідчення",
            "военный билет|военное удостоверение",
        ),
        NumberKind.TAX: (
            "tax|tax number|tin",
            "РНОКПП|ІПН|податковий номер|ідентифікаційний код",
            "ИНН|налоговый номер|идентификационный код",
        ),
        NumberKind.INSURANCE: (
            "insurance|insurance number|social security|snils",
            "страховий номер|страховка",
            "СНИЛС|страховой номер",
        ),
        NumberKind.REGISTER: (
            "register|register number|unzr",
            "УНЗР|номер у реєстрі|реєстр",
            "номер в реестре|реестр",
        ),
        NumberKind.DRIVING: (
            "driving licence|driving license|driver licence|driver license",
            "водійське посвідчення|водійські права",
            "водительское удостоверение|водительские права",
        ),
        NumberKind.BANK_CARD: (
            "bank card|card",
            "банківська картка|картка",
            "банковская карта|карта",
        ),
        NumberKind.PHONE: ("phone|telephone|mobile", "телефон|мобільний", "телефон|номер телефона"),
        NumberKind.IMPLANT: ("implant|implant number", "імплант|номер імпланта", "имплант"),
        NumberKind.OTHER: ("other", "інше|інший", "другое|другой"),
    }
)
PAPER_KIND: Words[PaperKind] = Words(
    {
        PaperKind.IDENTITY_TAG: ("identity tag|tag|dog tag", "жетон", "жетон|личный жетон"),
        PaperKind.PASSPORT: ("passport", "паспорт", "паспорт|паспорт гражданина"),
        PaperKind.ID_CARD: (
            "id card|identity card",
            "ID-картка|посвідчення особи",
            "ID-карта|удостоверение личности",
        ),
        PaperKind.MILITARY_ID: (
            "military id|military card",
            "військовий квиток|військове посвідчення",
            "военный билет|военное удостоверение",
        ),
        PaperKind.DRIVING_LICENCE: (
            "driving licence|driving license|driver licence|driver license",
            "водійське посвідчення|водійські права",
            "водительское удостоверение|водительские права",
        ),
        PaperKind.BANK_CARD: (
            "bank card|card",
            "банківська картка|картка",
            "банковская карта|карта",
        ),
        PaperKind.TAX_CARD: (
            "tax card|tax certificate",
            "картка платника податків|РНОКПП|ІПН",
            "карта налогоплательщика|ИНН",
        ),
        PaperKind.PHONE: ("phone|telephone", "телефон", "телефон|мобильный телефон"),
        PaperKind.LETTER: ("letter|note", "лист|записка", "письмо"),
        PaperKind.INSCRIPTION: (
            "inscription|writing on clothing|label",
            "напис|напис на одязі",
            "надпись|надпись на одежде",
        ),
        PaperKind.OTHER: ("other", "інше|інший", "другое|другой"),
    }
)
CARRIED: Words[Carried] = Words(
    {
        Carried.WORN: (
            "worn|on the body|around the neck",
            "на тілі|на шиї|на собі",
            "на теле|на шее|на себе",
        ),
        Carried.POCKET: (
            "pocket|in a pocket|in the pocket",
            "кишеня|у кишені|в кишені",
            "карман|в кармане",
        ),
        Carried.BAG: (
            "bag|in a bag|backpack|beside the body",
            "сумка|у сумці|рюкзак|поруч із тілом",
            "сумка|в сумке|рядом с телом|в рюкзаке",
        ),
        Carried.UNKNOWN: ("unknown|not known|?", "невідомо", "неизвестно"),
    }
)
EFFECT_KIND: Words[EffectKind] = Words(
    {
        EffectKind.CLOTHING: ("clothing|clothes|garment", "одяг", "одежда"),
        EffectKind.FOOTWEAR: ("footwear|shoes|shoe|boots", "взуття", "обувь"),
        EffectKind.WATCH: ("watch|wristwatch", "годинник", "часы"),
        EffectKind.GLASSES: ("glasses|spectacles", "окуляри", "очки"),
        EffectKind.RING: ("ring", "каблучка|перстень|обручка", "кольцо"),
        EffectKind.NECKLACE: ("necklace|chain", "ланцюжок|намисто", "цепочка|ожерелье"),
        EffectKind.EARRING: ("earring|earrings", "сережка|сережки", "серьга|серьги"),
        EffectKind.RELIGIOUS: (
            "religious|cross|icon",
            "релігійна річ|хрестик|іконка",
            "религиозная вещь|крестик|иконка",
        ),
        EffectKind.KEYS: ("keys|key", "ключі|ключ", "ключи"),
        EffectKind.OTHER: ("other", "інше|інша", "другое|другая"),
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
