"""Two names against each other: the table of EVIDENCE.md 6.2, forms, order, cases, misreadings."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.cases.description import PersonName
from nomina.evidence.names import Level, compare_names
from nomina.evidence.names.coded import Part, coded
from nomina.evidence.names.fold import clean, cyrillic, skeletons
from nomina.evidence.names.parse import readings

EXACT, SOUND, FORM = Level.EXACT, Level.TRANSLITERATION, Level.EQUIVALENT
LEGIBLE, INITIAL, NEAR, DIFFERENT = Level.LEGIBLE, Level.INITIAL, Level.NEAR, Level.DIFFERENT
SILENT = Level.NOT_COMPARABLE

VARIANTS = [
    (
        "Олександр Григорович Щербак",
        "Oleksandr Hryhorovych Shcherbak",
        "Александр Григорьевич Щербак",
        "ALEKSANDR GRIGOREVICH SHCHERBAK",
    ),
    (
        "Сергій Юрійович Соловйов",
        "Serhii Yuriiovych Soloviov",
        "Сергей Юрьевич Соловьёв",
        "SERGEI IUREVICH SOLOVEV",
    ),
    (
        "В'ячеслав Ігорович Ґудзь",
        "Viacheslav Ihorovych Gudz",
        "Вячеслав Игоревич Гудзь",
        "VIACHESLAV IGOREVICH GUDZ",
    ),
    ("Євген Хом'як", "Yevhen Khomiak", "Евгений Хомяк", "EVGENII KHOMIAK"),
    ("Дмитро Зінченко", "Dmytro Zinchenko", "Дмитрий Зинченко", "DMITRII ZINCHENKO"),
    ("Микола Їжак", "Mykola Yizhak", "Николай Ежак", "NIKOLAI EZHAK"),
    ("Ганна Цюпа", "Hanna Tsiupa", "Анна Цюпа", "ANNA TSIUPA"),
]
# The best level that the two spellings of a given name or patronymic can reach: within a language
# they are one name in two scripts; between languages they are so only where they are said alike.
ALIKE = {
    (0, Part.GIVEN): set(),
    (1, Part.GIVEN): set(),
    (2, Part.GIVEN): {(a, b) for a in range(4) for b in range(4)},
    (1, Part.PATRONYMIC): {(a, b) for a in range(4) for b in range(4)},
}
SAME_LANGUAGE = {(0, 1), (1, 0), (2, 3), (3, 2)}


def orders(written: str) -> list[str]:
    """Give a name as in the table, family name first, with a comma, and without patronymic."""
    *rest, family = written.split()
    found = [written, " ".join([family, *rest]), f"{family}, {' '.join(rest)}"]
    if len(rest) > 1:
        found += [f"{rest[0]} {family}", f"{family} {rest[0]}"]
    return found


def levels(one: str, other: str) -> tuple[Level, Level, Level]:
    return compare_names(PersonName(one), PersonName(other)).parts


@pytest.mark.parametrize("row", range(len(VARIANTS)))
def test_all_spellings_of_a_row_reach_the_top(row: int) -> None:
    for (a, one), (b, other) in product(enumerate(VARIANTS[row]), repeat=2):
        for left, right in product(orders(one), orders(other)):
            family, first, patronymic = levels(left, right)
            assert family is (EXACT if _letters(one, other, -1) else SOUND), (left, right)
            for part, level, place in ((Part.GIVEN, first, 0), (Part.PATRONYMIC, patronymic, 1)):
                if level is SILENT and part is Part.PATRONYMIC:
                    assert min(len(left.split()), len(right.split())) == 2
                    continue
                if _letters(one, other, place):
                    top = EXACT
                elif (a, b) in SAME_LANGUAGE or (a, b) in ALIKE.get((row, part), ()):
                    top = SOUND
                else:
                    top = FORM
                assert level <= top, (left, right, part)


def _letters(one: str, other: str, place: int) -> bool:
    return clean(one.split()[place]) == clean(other.split()[place])


def test_rows_stay_apart() -> None:
    for one, other in product(VARIANTS, VARIANTS):
        if one is not other:
            for left, right in product(one, other):
                assert levels(left, right)[0] is DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Микола", "Михайло"),
        ("Іван", "Ян"),
        ("Марія", "Марина"),
        ("Василь", "Василина"),
        ("Олександр", "Олексій"),
        ("Роман", "Руслан"),
        ("Дмитро", "Дем'ян"),
        ("Анна", "Інна"),
        ("Юрій", "Юлій"),
        ("Богдан", "Богдана"),
    ],
)
def test_other_given_names_stay_apart(one: str, other: str) -> None:
    assert levels(f"{one} Щербак", f"{other} Щербак")[1] >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Саша", "Олександр"),
        ("Сашко", "Александр"),
        ("Саня", "Oleksandr"),
        ("Саша", "Олександра"),
        ("Мікалай", "Микола"),
        ("Уладзімір", "Володимир"),
        ("Vladimir", "Volodymyr"),
        ("Вова", "Владимир"),
        ("Грицько", "Григорий"),
        ("Рыгор", "Hryhorii"),
        ("Жека", "Євген"),
        ("Katya", "Катерина"),
        ("Оля", "Ольга"),
        ("Дзмітрый", "Дмитро"),
        ("Митя", "Дмитрий"),
        ("Пилип", "Филипп"),
        ("Опанас", "Афанасий"),
        ("Федір", "Fyodor"),
        ("Хведір", "Федор"),
        ("Nataliia", "Наталья"),
        ("Олена", "Алёна"),
        ("Alexander", "Олександр"),
    ],
)
def test_forms_of_one_given_name(one: str, other: str) -> None:
    assert levels(f"{one} Щербак", f"Щербак {other}")[1] <= FORM


@pytest.mark.parametrize(
    "fathers",
    [
        "Григорович Григорьевич Hryhorovych Grigorevich Рыгоравіч",
        "Миколайович Николаевич Mykolaiovych Nikolaevich Мікалаевіч",
        "Миколаївна Николаевна Mykolaivna Nikolaevna Мікалаеўна",
        "Ілліч Ильич Illich Ilich",
        "Якович Яковлевич Yakovych Iakovlevich",
        "Львович Lvovych",
        "Дмитрович Дмитриевич Dmytrovych",
        "Павлович Pavlovych Паўлавіч",
        "Сергіївна Сергеевна Serhiivna Sergeevna",
        "Лукич Лукич Lukich",
        "Володимирович Владимирович Volodymyrovych Vladimirovich Уладзіміравіч",
        "Йосипович Иосифович Yosypovych Iosifovich",
        "Андріївна Андреевна Andriivna Andreevna Андрэеўна",
        "Хомич Фомич",
        "Василівна Васильевна Vasylivna Vasilevna",
    ],
)
def test_patronymics_of_one_father(fathers: str) -> None:
    for one, other in product(fathers.split(), repeat=2):
        a, b = (PersonName(family="Щербак", patronymic=each) for each in (one, other))
        assert compare_names(a, b).patronymic <= FORM, (one, other)
    stranger = PersonName(family="Щербак", patronymic="Михайлович")
    assert (
        compare_names(PersonName(patronymic=fathers.split(maxsplit=1)[0]), stranger).patronymic
        >= NEAR
    )


@pytest.mark.parametrize(
    ("written", "nominative"),
    [
        ("Щербака Олександра Григоровича", "Щербак Олександр Григорович"),
        ("Щербаку Олександру Григоровичу", "Щербак Олександр Григорович"),
        ("Щербаком Олександром Григоровичем", "Щербак Олександр Григорович"),
        ("Соловйова Сергія Юрійовича", "Соловйов Сергій Юрійович"),
        ("Соловьёвым Сергеем Юрьевичем", "Соловьёв Сергей Юрьевич"),
        ("Їжака Миколи", "Їжак Микола"),
        ("Зеленського Андрія Івановича", "Зеленський Андрій Іванович"),
        ("Кравця Ігоря Петровича", "Кравець Ігор Петрович"),
        ("Сороки Тараса Івановича", "Сорока Тарас Іванович"),
        ("Шевченко Марії Іванівни", "Шевченко Марія Іванівна"),
        ("Цюпи Ганни Петрівни", "Цюпа Ганна Петрівна"),
        ("Ковальської Ольги Андріївни", "Ковальська Ольга Андріївна"),
        ("Ивановой Анны Сергеевны", "Иванова Анна Сергеевна"),
        ("Шевченка Дмитра Павловича", "Шевченко Дмитро Павлович"),
        ("Кузьменка Льва Ілліча", "Кузьменко Лев Ілліч"),
        ("Гордія Василя Петровича", "Гордій Василь Петрович"),
    ],
)
def test_forms_in_other_cases(written: str, nominative: str) -> None:
    found = levels(written, nominative)
    assert max(found[0], found[1]) <= FORM
    assert found[2] <= FORM or len(written.split()) == 2
    language = "Щербак Олександра Григорівна"  # a woman, not the man in the genitive
    assert levels(language, "Щербак Олександр Григорович")[1] >= NEAR


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("Ковальська", "Ковальський", FORM),
        ("Иванова", "Иванов", FORM),
        ("Ivanova", "Іванов", FORM),
        ("Біла", "Білий", FORM),
        ("Белая", "Белый", FORM),
        ("Kovalska", "Ковальский", FORM),
        ("Шаўчэнка", "Шевченко", FORM),
        ("Каваленка", "Коваленко", FORM),
        ("Kavalenka", "Kovalenko", FORM),
        ("Каваль", "Коваль", NEAR),  # not spelt as only Belarusian spells
        ("Нечуй-Левицький", "Левицький", FORM),
        ("Щербак", "Шербак", NEAR),
        ("Щербак", "Щербан", NEAR),
        ("Коваленко", "Коваленк", NEAR),
        ("Коваленко", "Ковалевко", NEAR),
        ("Мельниченко", "Мелниченки", NEAR),
        ("Титаренко", "Мимаренко", NEAR),  # т and м in handwriting
        ("Щербак", "Коваленко", DIFFERENT),
        ("Цой", "Цай", DIFFERENT),  # too short for an edit to mean anything
    ],
)
def test_family_names(one: str, other: str, family: Level) -> None:
    for left, right in ((one, other), (other, one)):
        assert compare_names(PersonName(family=left), PersonName(family=right)).family is family


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Щербак О.Г.", "Щербак Олександр Григорович", (EXACT, INITIAL, INITIAL)),
        ("О. Г. Щербак", "Shcherbak Oleksandr", (SOUND, INITIAL, SILENT)),
        ("О. Щербак", "Щербак Александр", (EXACT, INITIAL, SILENT)),
        ("Щербак П.", "Щербак Олександр", (EXACT, DIFFERENT, SILENT)),
        ("Ю. Щербак", "Yurii Shcherbak", (SOUND, INITIAL, SILENT)),
        ("Yu. Shcherbak", "Юрій Щербак", (SOUND, INITIAL, SILENT)),
        ("рядовий Щербак Олександр", "Щербак Олександр", (EXACT, EXACT, SILENT)),
        ("ст. сержант Щербак О.", "Щербак Олександр", (EXACT, INITIAL, SILENT)),
        ("Кому: Щербаку Олександру", "Щербак Олександр", (FORM, FORM, SILENT)),
        ("Від Олени Бондар", "Бондар Олена", (EXACT, FORM, SILENT)),
        ("Sgt. John Smith", "Smith Ivan", (EXACT, FORM, SILENT)),
        ("Майор Іван Петрович", "Майор Іван Петрович", (EXACT, EXACT, EXACT)),
        ("Щербак Олекс. Григ.", "Щербак Олександр Григорович", (EXACT, LEGIBLE, LEGIBLE)),
        ("Ол* Гр* Щербак", "Щербак Олександр Григорович", (EXACT, LEGIBLE, LEGIBLE)),
        ("Щербак Олександр Григ*", "Щербак Олександр Григорович", (EXACT, EXACT, LEGIBLE)),
        ("Щербак Олександр Григорцвич", "Щербак Олександр Григорович", (EXACT, EXACT, NEAR)),
        ("Олександр Григорцвич Щербак", "Щербак Олександр Григорович", (EXACT, EXACT, NEAR)),
        ("Іван Бабич", "Бабич Іван Петрович", (EXACT, EXACT, SILENT)),
        ("Щербак Олекс.", "Щербак Олександр", (EXACT, LEGIBLE, SILENT)),
        ("Щер* Ол*", "Щербак Олександр", (LEGIBLE, LEGIBLE, SILENT)),
        ("Щерб?к", "Щербак Олександр", (LEGIBLE, SILENT, SILENT)),
        ("Щерб?к", "Shcherbak Oleksandr", (LEGIBLE, SILENT, SILENT)),
        ("Щерб?", "Щербак Олександр", (DIFFERENT, SILENT, SILENT)),
        ("*енко", "Коваленко Іван", (LEGIBLE, SILENT, SILENT)),
        ("Коваленко (Бондар) Олена", "Бондар Олена", (EXACT, EXACT, SILENT)),
        ("Олена Коваленко, уроджена Бондар", "Бондар Олена", (EXACT, EXACT, SILENT)),
        ("Іван Петрович", "Петрович Іван Якович", (EXACT, EXACT, SILENT)),
        ("Петрович Іван Якович", "Іван Якович Петрович", (EXACT, EXACT, EXACT)),
        ("Ганна-Марія Щербак", "Щербак Марія", (EXACT, EXACT, SILENT)),
        ("Сашко", "Щербак Олександр", (SILENT, FORM, SILENT)),
        ("Щербак", "Щербак Олександр", (EXACT, SILENT, SILENT)),
        ("Щeрбак 0лександр", "ЩЕРБАК Олександр", (EXACT, EXACT, SILENT)),
    ],
)
def test_written_names(one: str, other: str, expected: tuple[Level, ...]) -> None:
    assert levels(one, other) == expected


def test_parts_as_given_are_kept() -> None:
    fields = PersonName(family="Щербак", given="Олександр", patronymic="Григорович")
    assert compare_names(fields, PersonName("Щербак Олександр Григорович")).parts == (EXACT,) * 3
    initials = PersonName(family="Щербак", given="О.Г.")
    assert compare_names(fields, initials).parts == (EXACT, INITIAL, INITIAL)
    swapped = PersonName(family="Олександр", given="Щербак")
    assert compare_names(fields, swapped).parts[:2] == (EXACT, EXACT)
    maiden = PersonName(family="Коваленко", given="Олена", maiden="Бондар")
    for family in ("Бондар", "Коваленко"):
        other = PersonName(family=family, given="Олена")
        assert compare_names(maiden, other).family is EXACT


def test_what_is_not_legible_is_not_compared() -> None:
    assert levels("???", "Щербак Олександр") == (SILENT,) * 3
    assert levels("* Олександр", "Щербак Олександр")[1:] == (EXACT, SILENT)


def test_equality_is_symmetric() -> None:
    names = [each for row in VARIANTS for each in row] + ["Щербака Олександра", "Саша", "О. Щербак"]
    for one, other in product(names, names):
        assert levels(one, other) == levels(other, one)


ANY = st.text("ІіЇїЬЎЩАДЯйович'’.,-()?* 017HhyzJoe\u0301李ßµ", min_size=1, max_size=24)


@given(ANY, ANY)
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_compared(one: str, other: str) -> None:
    a, b = PersonName(one), PersonName(other)
    found = readings(a)
    assert not found or sum(each.weight for each in found) == pytest.approx(1.0)
    assert compare_names(a, b) == compare_names(b, a)
    if found and not set("?*") & set(one):
        assert Level.DIFFERENT not in compare_names(a, a).parts


def test_other_scripts_equal_themselves() -> None:
    assert levels("李 小龙", "李 小龙")[:2] == (EXACT, EXACT)
    assert levels("ნინო ბერიძე", "ბერიძე ნინო")[:2] == (EXACT, EXACT)
    assert levels("ნინო", "ბერიძე")[0] is DIFFERENT


def test_given_names_are_of_one_script_a_column_and_many() -> None:
    from nomina.evidence.names.classes import given_names

    classes = given_names()
    assert len(classes) >= 200
    for name in classes.values():
        for form in (*name.formal, *name.short):
            assert skeletons(form)
            assert not (cyrillic(form) and any("a" <= each <= "z" for each in form)), form
        assert coded(Part.GIVEN, name.formal[0]).tags
