"""Headers of the columns that describe a body or a missing person, in three languages.

Of each language the first one is what templates write; "|" stands between the others. What also
heads the whole name, such as "прізвище", is a part of it only where another part has its own column
(`nomina.leads.columns.columns_of`).
"""

from __future__ import annotations

from typing import Literal

DescribedColumn = Literal[
    "family name",
    "given name",
    "patronymic",
    "other names",
    "sex",
    "sex basis",
    "age from",
    "age to",
    "age coverage",
    "age method",
    "born",
    "last known alive",
    "stature",
    "height source",
    "height error",
    "bone",
    "build",
    "hair",
    "eyes",
    "blood group",
    "numbers",
    "papers",
    "marks",
    "marks asked",
    "marks source",
    "regions missing",
    "teeth",
    "teeth charted",
    "effects",
    "unit",
    "place",
    "latitude",
    "longitude",
    "accuracy",
    "died",
    "found",
]

DESCRIBED: dict[DescribedColumn, tuple[str, str, str]] = {
    "family name": (
        "family name|last name",
        "прізвище|прізвище особи",
        "фамилия|фамилия лица",
    ),
    "given name": (
        "given name|first name|given names|forename",
        "імʼя|власне імʼя",
        "имя|собственное имя",
    ),
    "patronymic": (
        "patronymic|father name|middle name",
        "по батькові|імʼя по батькові",
        "отчество",
    ),
    "other names": (
        "other names|also known as|aka|aliases|nickname",
        "інші імена|інші прізвища|позивний|псевдонім",
        "другие имена|другие фамилии|позывной|псевдоним",
    ),
    "sex": ("sex|gender", "стать", "пол"),
    "sex basis": (
        "sex basis|sex from|sex method",
        "стать за чим|стать визначено за|підстава статі",
        "пол по чему|пол определен по|основание пола",
    ),
    "age from": (
        "age from|age low|age min|least age",
        "вік від|вік з|вік мінімальний",
        "возраст от|возраст с|возраст минимальный",
    ),
    "age to": (
        "age to|age high|age max|greatest age",
        "вік до|вік максимальний",
        "возраст до|возраст максимальный",
    ),
    "age coverage": (
        "age coverage|coverage",
        "вік охоплення|охоплення",
        "возраст охват|охват",
    ),
    "age method": ("age method", "вік метод|метод віку", "возраст метод|метод возраста"),
    "born": (
        "born|date of birth|birth date|birthday|dob",
        "народження|дата народження|народився|народилася|дн",
        "рождение|дата рождения|родился|родилась|др",
    ),
    "last known alive": (
        "last known alive|last seen|last seen alive|date last seen|missing since",
        "востаннє живий|востаннє бачили|зник|зникла|дата зникнення|останній звʼязок",
        "последний раз жив|последний раз видели|пропал|пропала|дата исчезновения|последняя связь",
    ),
    "stature": (
        "height (cm)|stature|height cm|body height|stature cm",
        "зріст (см)|зріст|ріст|зріст у см",
        "рост (см)|рост|рост в см",
    ),
    "height source": (
        "height source|stature source|height from",
        "джерело зросту|зріст звідки",
        "источник роста|рост откуда",
    ),
    "height error": (
        "height error (cm)|height error|height standard error|stature error",
        "похибка зросту (см)|похибка зросту",
        "погрешность роста (см)|погрешность роста|ошибка роста",
    ),
    "bone": ("bone|height bone|bone measured", "кістка|зріст за кісткою", "кость|рост по кости"),
    "build": ("build|body build|physique", "статура|будова тіла", "телосложение"),
    "hair": ("hair|hair colour|hair color", "волосся|колір волосся", "волосы|цвет волос"),
    "eyes": ("eyes|eye colour|eye color", "очі|колір очей", "глаза|цвет глаз"),
    "blood group": (
        "blood group|blood|blood type",
        "група крові|кров",
        "группа крови|кровь",
    ),
    "numbers": (
        "numbers|document numbers|numbers of papers",
        "номери|номери документів",
        "номера|номера документов",
    ),
    "papers": (
        "papers|documents|papers found|documents found",
        "папери|документи|знайдені документи|документи при тілі",
        "бумаги|документы|найденные документы|документы при теле",
    ),
    "marks": (
        "marks|body marks|distinguishing marks|tattoos and scars|special features",
        "прикмети|особливі прикмети",
        "приметы|особые приметы",
    ),
    "marks asked": (
        "marks asked|marks looked for|kinds of marks asked",
        "прикмети питали|які прикмети питали",
        "приметы спрашивали|какие приметы спрашивали",
    ),
    "marks source": (
        "marks source|marks from",
        "джерело прикмет|прикмети звідки",
        "источник примет|приметы откуда",
    ),
    "regions missing": (
        "regions missing|missing regions|parts missing|not preserved",
        "відсутні ділянки|відсутні частини тіла|не збереглося",
        "отсутствующие области|отсутствующие части тела|не сохранилось",
    ),
    "teeth": ("teeth|dental|dental chart", "зуби|зубна карта", "зубы|зубная карта"),
    "teeth charted": (
        "teeth charted|date of dental chart",
        "зуби оглянуто|дата зубної карти",
        "зубы осмотрены|дата зубной карты",
    ),
    "effects": (
        "effects|clothing|clothes|personal effects|belongings",
        "речі|одяг|особисті речі",
        "вещи|одежда|личные вещи",
    ),
    "unit": (
        "unit|military unit|group",
        "підрозділ|частина|військова частина|в/ч",
        "подразделение|часть|воинская часть|войсковая часть",
    ),
    "place": (
        "place|location|place found|place last seen",
        "місце|місце виявлення|де знайдено|де бачили востаннє",
        "место|место обнаружения|где найден|где видели последний раз",
    ),
    "latitude": ("latitude|lat", "широта", "широта"),
    "longitude": ("longitude|lon|lng|long", "довгота", "долгота"),
    "accuracy": (
        "accuracy (m)|accuracy|position accuracy|accuracy m",
        "точність (м)|точність",
        "точность (м)|точность",
    ),
    "died": (
        "died|date of death|time of death|death",
        "смерть|дата смерті|час смерті|загинув",
        "смерть|дата смерти|время смерти",
    ),
    "found": (
        "found|date found|found on",
        "знайдено|дата виявлення|виявлено",
        "найдено|дата обнаружения|обнаружено",
    ),
}
