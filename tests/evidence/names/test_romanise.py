"""Romanisation against the examples of KMU resolution 55 (2010) and the ICAO tables."""

import pytest

from nomina.evidence.names.fold import clean, skeletons
from nomina.evidence.names.romanise import System, romanise

KMU = (
    "Алушта Alushta; Андрій Andrii; Борщагівка Borshchahivka; Борисенко Borysenko; Вінниця "
    "Vinnytsia; Володимир Volodymyr; Гадяч Hadiach; Богдан Bohdan; Згурський Zghurskyi; Ґалаґан "
    "Galagan; Дмитро Dmytro; Єнакієве Yenakiieve; Гаєвич Haievych; Короп'є Koropie; Їжакевич "
    "Yizhakevych; Кадиївка Kadyivka; Мар'їне Marine; Йосипівка Yosypivka; Олексій Oleksii; "
    "Рибчинський Rybchynskyi; Соломія Solomiia; Ужгород Uzhhorod; Харків Kharkiv; Біла-Церква "
    "Bila-Tserkva; Щербухи Shcherbukhy; Гоща Hoshcha; Юрій Yurii; Яготин Yahotyn; Костянтин "
    "Kostiantyn; Знам'янка Znamianka; Феодосія Feodosiia; Розгон Rozghon; Згорани Zghorany"
)
VARIANTS = [each.split() for each in KMU.split(";")]


@pytest.mark.parametrize(("cyrillic", "latin"), VARIANTS)
def test_ukrainian_as_the_resolution_gives_it(cyrillic: str, latin: str) -> None:
    assert romanise(cyrillic, System.KMU) == latin
    assert romanise(cyrillic.upper(), System.KMU) == latin.upper()


def test_all_examples_are_there() -> None:
    assert len(VARIANTS) == 33


@pytest.mark.parametrize(
    ("cyrillic", "latin", "system"),
    [
        ("АЛЕКСАНДР ГРИГОРЬЕВИЧ ЩЕРБАК", "ALEKSANDR GRIGOREVICH SHCHERBAK", System.ICAO_RU),
        ("СЕРГЕЙ ЮРЬЕВИЧ СОЛОВЬЁВ", "SERGEI IUREVICH SOLOVEV", System.ICAO_RU),
        ("ЕВГЕНИЙ ХОМЯК", "EVGENII KHOMIAK", System.ICAO_RU),
        ("Подъячев", "Podieiachev", System.ICAO_RU),
        ("НИКОЛАЙ ЕЖАК", "NIKOLAI EZHAK", System.ICAO_RU),
        ("Юльевна", "Iulevna", System.ICAO_RU),
        ("Григорій", "Grygorii", System.ICAO_UK),
        ("Рыгор", "Ryhor", System.ICAO_BE),
        ("Зеленський", "Zelenskyy", System.BGN_UK),
        ("Їжакевич", "Yizhakevych", System.BGN_UK),
        ("Елена Щербакова", "Yelena Shcherbakova", System.BGN_RU),
    ],
)
def test_other_systems(cyrillic: str, latin: str, system: System) -> None:
    assert romanise(cyrillic, system) == latin


@pytest.mark.parametrize(("cyrillic", "latin"), VARIANTS)
def test_each_system_meets_the_cyrillic_in_one_skeleton(cyrillic: str, latin: str) -> None:
    folded = set(skeletons(clean(cyrillic)))
    assert folded & set(skeletons(clean(latin)))
    for system in (System.KMU, System.BGN_UK, System.ICAO_UK):
        assert folded & set(skeletons(clean(romanise(cyrillic, system)))), system


RUSSIAN = (
    "Соловьёв Щербаков Ежов Юшкевич Подгорный Хрущёв Жданов Цветаев Чайковский Фёдоров Эйхе "
    "Якушев Ильюшин Мягкий Воробьёв Лыткин Щёголев"
)


@pytest.mark.parametrize("word", RUSSIAN.split())
def test_russian_under_icao_and_bgn(word: str) -> None:
    folded = set(skeletons(clean(word)))
    for system in (System.ICAO_RU, System.BGN_RU):
        assert folded & set(skeletons(clean(romanise(word, system)))), system


@pytest.mark.parametrize(
    ("older", "cyrillic"),
    [
        ("Chtcherbak", "Щербак"),
        ("Zelensky", "Зеленський"),
        ("Loutsenko", "Луценко"),
        ("Yushchenko", "Ющенко"),
        ("Juschtschenko", "Ющенко"),
        ("Szewczenko", "Шевченко"),
        ("Shevčenko", "Шевченко"),
        ("Mihail", "Михаил"),
        ("Victor", "Виктор"),
        ("Joukov", "Жуков"),
        ("Kowalski", "Ковальський"),
        ("Oleksandr", "Олександр"),
    ],
)
def test_older_and_foreign_spellings_meet_too(older: str, cyrillic: str) -> None:
    assert set(skeletons(clean(older))) & set(skeletons(clean(cyrillic)))


def test_look_alikes_in_a_cyrillic_word_are_its_letters() -> None:
    assert clean("Щepбaк") == clean("Щербак")  # Latin e, p, a
    assert clean("К0валенко") == clean("Коваленко")
    assert clean("М1кола") == clean("Мікола")
    assert clean("Хом’як") == clean("Хом'як") == clean("Хомʼяк")
    assert clean("Ще́рбак") == clean("Щербак")  # a mark of stress
    assert clean("ЇЖАК") == "їжак"
    assert clean("Ёжиков") == "ёжиков"


def test_latin_is_left_alone() -> None:
    assert romanise("John 17", System.KMU) == "John 17"
