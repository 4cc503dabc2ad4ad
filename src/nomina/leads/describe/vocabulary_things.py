"""Words for marks, numbers, papers, effects and teeth; as `nomina.leads.describe.vocabulary`."""

from __future__ import annotations

from nomina.cases.description import (
    Carried,
    EffectKind,
    MarkKind,
    NumberKind,
    PaperKind,
    Presence,
)
from nomina.leads.describe.vocabulary import Words

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
TOOTH: Words[Presence] = Words(
    {
        Presence.SOUND: ("sound", "здоровий|інтактний", "здоровый|интактный"),
        Presence.RESTORED: ("restored|filled", "пломба|запломбований", "пломба|запломбирован"),
        Presence.CROWN: ("crown", "коронка", "коронка"),
        Presence.ROOT: ("root", "корінь", "корень"),
        Presence.REPLACED: ("replaced|denture|pontic", "протез", "протез"),
        Presence.IMPLANT: ("implant", "імплант", "имплант"),
        Presence.MISSING: ("missing|extracted", "відсутній|видалений", "отсутствует|удален"),
        Presence.LOST_AFTER_DEATH: (
            "lost after death",
            "втрачений після смерті",
            "утрачен после смерти",
        ),
        Presence.UNERUPTED: ("unerupted", "непрорізаний", "непрорезавшийся"),
        Presence.NO_INFORMATION: ("no information|non", "немає даних", "нет данных"),
    }
)
