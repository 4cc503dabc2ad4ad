"""A register of names asked for names: completeness, order of strength, speed of coding."""

import time

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from nomina.cases.description import Described, PersonName
from nomina.errors import InputError
from nomina.evidence import Parameters, load
from nomina.evidence.names import Level, NameRegister
from nomina.evidence.names.classes import given_names
from nomina.evidence.names.nearness import NearIndex, near

WIDE = ("ба", "ве", "го", "ди", "жу", "за", "ки", "ло", "ме", "ну", "па", "ре", "си", "то", "хи")
ENDS = ("енко", "юк", "чук", "ський", "ко", "ак", "ик", "ець", "ов", "ін", "ич", "ій")
STARTS = (
    "Бо",
    "Ва",
    "Гри",
    "Дол",
    "Жу",
    "Зай",
    "Ко",
    "Лу",
    "Мель",
    "Ни",
    "Пав",
    "Си",
    "Шев",
    "Щер",
)
MIDDLES = ("в", "н", "р", "бан", "тар", "лим", "че", "дор")


def drawn(count: int, seed: int, wide: bool = False) -> list[Described]:
    """Draw people with names as they come: of common and rare ones, some without patronymic,
    some with an initial only, some with two names."""
    rng = np.random.default_rng(seed)
    given = [each.formal[0].capitalize() for each in given_names().values() if each.male]
    people = []
    for place in range(count):
        family, other = (
            rng.choice(STARTS)
            + (rng.choice(WIDE) if wide else "")
            + rng.choice(MIDDLES)
            + rng.choice(ENDS)
            for _ in range(2)
        )
        first, father = (given[int(len(given) * rng.random() ** 3)] for _ in range(2))
        second = f"{father.rstrip('ойя')}ович" if rng.random() < 0.8 else ""
        if rng.random() < 0.05:
            first = f"{first[0]}."
        if rng.random() < 0.02:
            family = f"{family[0]}."
        names = [PersonName(family=family, given=first, patronymic=second)]
        if rng.random() < 0.1:
            names.append(PersonName(family=other, given=first, patronymic=second))
        if rng.random() < 0.02:
            names = [PersonName(f"{first} {family}")]
        people.append(Described(id=str(place), names=tuple(names) if rng.random() > 0.01 else ()))
    return people


PEOPLE = drawn(1500, 1)
ASKED = [
    *(name for person in PEOPLE[:60] for name in person.names),
    PersonName("Шевченко Сашко"),
    PersonName("Shevchenko Oleksandr"),
    PersonName("Щерб* Олександр"),
    PersonName("*енко Микола Іванович"),
    PersonName("Коваленко О.І."),
    PersonName("Микола"),
    PersonName("Невідомський"),
    PersonName("Григор Петрович"),
    PersonName("Бовенко-Щеррюк Марко Маркович"),
    PersonName("???"),
]


@pytest.fixture(scope="module")
def register() -> NameRegister:
    return NameRegister(PEOPLE)


@pytest.mark.parametrize("least", [-3.0, 0.0, 0.3, 1.0, 2.5, 4.0, 20.0])
def test_near_gives_everybody_above_the_least(register: NameRegister, least: float) -> None:
    everybody = np.arange(len(PEOPLE))
    for each in ASKED:
        name = register.read(each)
        expected = np.flatnonzero(register.log10_ratio(name, everybody) >= least)
        assert register.near(name, least).tolist() == expected.tolist(), each


def test_ratio_does_not_depend_on_the_order_or_repeats(register: NameRegister) -> None:
    rng = np.random.default_rng(2)
    people = rng.integers(0, len(PEOPLE), 500)
    name = register.read(PersonName("Шевченко Сашко"))
    everybody = register.log10_ratio(name, np.arange(len(PEOPLE)))
    assert (register.log10_ratio(name, people) == everybody[people]).all()
    assert not len(register.log10_ratio(name, np.empty(0, np.intp)))


def test_people_without_names_and_names_without_letters_say_nothing(register: NameRegister) -> None:
    nameless = np.array([place for place, each in enumerate(PEOPLE) if not each.names])
    assert len(nameless)
    assert not register.log10_ratio(register.read(PersonName("Шевченко")), nameless).any()
    assert not register.log10_ratio(register.read(PersonName("???")), np.arange(50)).any()
    levels = register.level(register.read(PersonName("Шевченко")), int(nameless[0]))
    assert levels.worst is Level.NOT_COMPARABLE


def ratio(families: list[str], asked: str, place: int = 0) -> float:
    register = NameRegister(
        [Described(id=str(n), names=(PersonName(family=each),)) for n, each in enumerate(families)]
    )
    name = register.read(PersonName(family=asked))
    return float(register.log10_ratio(name, np.array([place]))[0])


def test_rare_names_count_more_and_better_levels_count_more() -> None:
    crowd = ["Шевченко"] * 50 + ["Мельник"] * 49
    common = ratio(["Шевченко", *crowd], "Шевченко")
    rare = ratio(["Щербак", *crowd], "Щербак")
    assert rare > common + 1.5
    assert ratio(["Щербак", *crowd], "Shcherbak") == rare  # the script says nothing of who it is
    assert rare > ratio(["Щербак", *crowd], "Щербан") > 0.0 > ratio(["Щербак", *crowd], "Коваль")
    assert rare > ratio(["Щербак", *crowd], "Щер*") > 0.0 > ratio(["Щербак", *crowd], "Ков*")
    # By hand: 50 of 99 others share it, and half of the weight of one for those unseen.
    assert 10.0**common == pytest.approx(0.88 / (50.5 / 100.0))
    assert 10.0**rare == pytest.approx(0.88 / (0.5 / 100.0))


def test_the_register_chooses_between_readings(register: NameRegister) -> None:
    people = [
        Described(id="1", names=(PersonName(family="Назар", given="Тимур"),)),
        Described(id="2", names=(PersonName(family="Тимур", given="Назар"),)),
        *(
            Described(id=str(n), names=(PersonName(family="Назар", given="Іван"),))
            for n in range(9)
        ),
    ]
    read = NameRegister(people).read(PersonName("Назар Тимур"))
    assert len(read.readings) == 2
    weights = {each.family.text: each.weight for each in read.readings if each.family}
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["назар"] > weights["тимур"]


def test_level_of_a_person_with_several_names() -> None:
    person = Described(
        id="1",
        names=(PersonName("Коваленко Олена Іванівна"), PersonName(family="Бондар", given="Олена")),
    )
    register = NameRegister([person, *PEOPLE[:20]])
    assert register.level(register.read(PersonName("Bondar Olena")), 0).parts == (
        Level.TRANSLITERATION,
        Level.TRANSLITERATION,
        Level.NOT_COMPARABLE,
    )


def test_everybody_empty() -> None:
    register = NameRegister([])
    name = register.read(PersonName("Шевченко Іван"))
    assert not len(register.near(name, 1.0))
    assert not len(register.log10_ratio(name, np.empty(0, np.intp)))
    one = NameRegister([Described(id="1")])
    assert one.log10_ratio(one.read(PersonName("Шевченко")), np.array([0]))[0] == 0.0


def test_near_index_finds_what_comparing_all_finds() -> None:
    rng = np.random.default_rng(3)
    words = sorted(
        {
            "".join(rng.choice(list("abgkno"), rng.integers(2, 13 if rng.random() < 0.5 else 6)))
            for _ in range(220)
        }
        | {"kovalenko", "kovalneko", "kovalemk", "merezko", "terezko", "ban", "van"}
    )
    for word in [each for each in words if len(each) > 9][:20]:  # two edits apart
        one, other = sorted(rng.choice(len(word), 2, replace=False).tolist())
        words.append(f"{word[:one]}{word[one + 1 : other]}z{word[other:]}")
        words.append(f"{word[:one]}y{word[one + 1 : other]}z{word[other + 1 :]}")
    words = sorted(set(words))
    index = NearIndex(words)
    expected = {(a, b) for a in words for b in words if a < b and near(a, b)}
    found = {tuple(sorted((words[a], words[b]))) for a, b in zip(*index.pairs(), strict=True)}
    assert found == expected
    assert sum(OSA.distance(*each) == 2 for each in expected) > 20
    for word in [*words[::7], "kovalenkoo", "a", ""]:
        assert {words[each] for each in index.near(word)} == {
            each for each in words if near(word, each)
        }


def changed(name: str, value: object) -> Parameters:
    document = load("names").model_dump(mode="json")
    document["values"][name]["value"] = value
    return Parameters.model_validate(document)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("initial_same", 1.0, "initial_same is 1, not between 0 and 1"),
        ("legible_same", 0.0, "legible_same is 0"),
        ("register_weight", 0.0, "register_weight is 0, not above 0"),
        ("unseen", {"same": 0.5, "near": 0.1, "different": 0.3}, "unseen are not above 0 with sum"),
        ("unseen", {"same": 0.5, "near": 0.5}, "unseen needs one number for each of"),
        ("given_same", {"exact": 1.0}, "given_same needs one number for each of exact"),
    ],
)
def test_numbers_that_cannot_be_are_refused(name: str, value: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        NameRegister([], changed(name, value))


@pytest.mark.deep
def test_hundred_thousand_people() -> None:
    people = drawn(100_000, 4, wide=True)
    start = time.process_time()
    register = NameRegister(people)
    assert time.process_time() - start < 12.0
    names = [register.read(each.names[0]) for each in people[:300] if each.names]
    start = time.process_time()
    for name in names:
        register.near(name, 2.0)
    assert (time.process_time() - start) / len(names) < 0.02
