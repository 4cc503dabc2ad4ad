"""The unbounded LR has mean 1 under "different people": exact sums over every name there is."""

import math
from itertools import pairwise, product

import numpy as np
import pytest

from nomina.cases.description import Described, Paper, PaperKind, PersonName
from nomina.evidence import load
from nomina.evidence.names import NameRegister, Names


def words(text: str) -> list[str]:
    return text.split()


FAMILIES = words(
    "Щербак Щербак Щербань Шербак Коваленко Ковалёв Коваль Ковальський Ковальська "
    "Соловйов Соловьёв Мельник Мельничук Мельниченко Каваленка Коваленка Їжак Ежак "
    "Бондар"
)
GIVEN = words(
    "Олександр Александр Саша Микола Николай Михайло Іван Иван Ганна Анна Марія "
    "Марина Олександра Женя Сергій Сергей Юрій Дмитро Дмитрий"
)
FATHERS = words(
    "Григорович Григорьевич Іванович Ивановна Миколайович Николаевич Юрійович Юріївна "
    "Сергійович Петрович Петрівна Павлович Дмитрович Дмитриевич Якович Яковлевич "
    "Ілліч Ильич Лукич"
)


def person(place: int, *names: PersonName) -> Described:
    return Described(id=str(place), names=names)


def one_part(part: str, written: list[str]) -> list[Described]:
    return [person(place, PersonName(**{part: each})) for place, each in enumerate(written)]


def mean_ratio(register: NameRegister, people: list[Described], place: int, part: str) -> float:
    """Sum P(x | different) LR(x) over the names of all others and over those it lacks."""
    rates = load("names")
    weight, unseen = rates.number("register_weight"), rates.table("unseen")
    same = rates.table(f"{part}_same")
    m = {
        "same": same["exact"] + same["transliteration"] + same["equivalent"],
        "near": same["near"],
        "different": same["different"],
    }
    others = [each for number, each in enumerate(people) if number != place]
    whole = len(others) + weight
    shares: dict[str, float] = dict.fromkeys(m, 0.0)
    total = 0.0
    for other in others:
        for name in other.names:
            ratio = 10.0 ** float(register.log10_ratio(register.read(name), np.array([place]))[0])
            share = 1.0 / len(other.names) / whole
            total += share * ratio
            if len(people[place].names) == 1:
                outcome = min(m, key=lambda each: _apart(register, place, part, each, ratio))
                shares[outcome] += share
    for outcome, of_it in unseen.items():
        shares[outcome] += weight * of_it / whole
    return total + sum(
        weight * of_it / whole * m[outcome] / shares[outcome] for outcome, of_it in unseen.items()
    )


def _apart(register: NameRegister, place: int, part: str, outcome: str, ratio: float) -> float:
    index = register.parts[("family", "given", "patronymic").index(part)]
    cell = {"same": 1, "near": 2, "different": 3}[outcome]
    return abs(float(index.table[place, cell]) - math.log10(ratio))


@pytest.mark.parametrize(
    ("part", "written"), [("family", FAMILIES), ("given", GIVEN), ("patronymic", FATHERS)]
)
def test_sum_over_all_names_is_one(part: str, written: list[str]) -> None:
    people = one_part(part, written)
    register = NameRegister(people)
    for place in range(len(people)):
        assert mean_ratio(register, people, place, part) == pytest.approx(1.0, abs=1e-9)


def test_sum_over_initials_is_one() -> None:
    """An initial is drawn as one of the first letters of another's name, or, with the weight of
    what the register lacks, as any of the 24 letters."""
    people = one_part("given", GIVEN)
    register = NameRegister(people)
    weight = load("names").number("register_weight")
    spelt = dict(zip("abcdefgijklmnopqrstuvwxz", "абцдефгижклмнопчрстувшхз", strict=True))
    words = [register.parts[1].words[place] for place in register.parts[1].value]
    for place in range(len(people)):
        total = 0.0
        for letter, cyrillic in spelt.items():
            drawn = sum(
                1.0 / len(word.initials)
                for number, word in enumerate(words)
                if number != place and letter in word.initials
            )
            share = (drawn + weight / 24) / (len(people) - 1 + weight)
            name = register.read(PersonName(given=f"{cyrillic}."))
            total += share * 10.0 ** float(register.log10_ratio(name, np.array([place]))[0])
        assert total == pytest.approx(1.0, abs=1e-9)


def test_sum_for_a_person_of_whom_only_an_initial_is_known() -> None:
    people = one_part("given", [*GIVEN, "О."])
    register = NameRegister(people)
    weight, fits = load("names").number("register_weight"), load("names").number("initial_same")
    whole = len(GIVEN) + weight
    ratios = [
        10.0 ** float(register.log10_ratio(register.read(each.names[0]), np.array([len(GIVEN)]))[0])
        for each in people[:-1]
    ]
    # О, or А in Russian: Олександр, Александр, Саша, Олександра (her name has both as well).
    agree = (4 + weight / 24) / whole
    assert sorted(ratios)[-4:] == pytest.approx([fits / agree] * 4)
    unseen = weight / 24 * fits / agree + weight * 23 / 24 * (1 - fits) / (1 - agree)
    assert (sum(ratios) + unseen) / whole == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("holes", ["000*", "0000?00", "*00", "0*0", "?00*"])
def test_sum_over_legible_parts_is_one(holes: str) -> None:
    """The same letters are legible of every name."""
    written = ["Ковалик", "Ковалюк", "Мельник", "Мельнюк", "Щербань", "Шербань", "Ковалко"]
    written += ["Коваль", "Бондар"] if "*" in holes else []
    people = one_part("family", written)
    register = NameRegister(people)
    weight, fits = load("names").number("register_weight"), load("names").number("legible_same")
    seen = load("names").table("unseen")["same"]
    for place in range(len(people)):
        whole = len(people) - 1 + weight
        total, agree = 0.0, seen * weight / whole
        for number, each in enumerate(written):
            if number == place:
                continue
            name = register.read(PersonName(family=_left(holes, each)))
            total += 10.0 ** float(register.log10_ratio(name, np.array([place]))[0]) / whole
            agree += (_left(holes, written[place]) == _left(holes, each)) / whole
        unseen = seen * fits / agree + (1.0 - seen) * (1.0 - fits) / (1.0 - agree)
        assert total + weight / whole * unseen == pytest.approx(1.0, abs=1e-9)


def _left(holes: str, text: str) -> str:
    text = text.lower()
    head, star, tail = holes.partition("*")
    if star:
        text = f"{text[: len(head)]}*{text[len(text) - len(tail) :] if tail else ''}"
    return "".join("?" if hole == "?" else each for hole, each in zip(holes, text, strict=True))


def test_person_with_several_names_is_a_mixture() -> None:
    """Under "different people" any other's names; those of the person are left out of the count."""
    people = [
        person(0, PersonName(family="Коваленко"), PersonName(family="Бондар")),
        person(1, PersonName(family="Бондар")),
        person(2, PersonName(family="Мельник"), PersonName(family="Melnyk")),
        person(3, PersonName(family="Щербак"), PersonName(family="Коваленко")),
    ]
    register = NameRegister(people)
    found = {
        family: 10.0
        ** float(register.log10_ratio(register.read(PersonName(family=family)), np.array([0]))[0])
        for family in ("Коваленко", "Бондар", "Мельник", "Щербак")
    }
    # By hand: three others, half of person 3 is Коваленко, person 1 is Бондар; unseen as shipped.
    m, near, rest = 0.88, 0.08, 0.04
    kovalenko = [(0.5 + 0.5) / 4, 0.1 / 4, (2.5 + 0.4) / 4]
    bondar = [(1.0 + 0.5) / 4, 0.1 / 4, (2.0 + 0.4) / 4]
    assert found["Коваленко"] == pytest.approx((m / kovalenko[0] + rest / bondar[2]) / 2)
    assert found["Бондар"] == pytest.approx((rest / kovalenko[2] + m / bondar[0]) / 2)
    assert found["Мельник"] == pytest.approx((rest / kovalenko[2] + rest / bondar[2]) / 2)
    assert found["Щербак"] == found["Мельник"]
    assert near


def test_ratio_of_a_whole_name_is_the_product_of_its_parts() -> None:
    people = [
        person(place, PersonName(family=family, given=given, patronymic=father))
        for place, (family, given, father) in enumerate(zip(FAMILIES, GIVEN, FATHERS, strict=True))
    ]
    register = NameRegister(people)
    everybody = np.arange(len(people))
    name = PersonName(family="Коваленко", given="Олександра", patronymic="Петрівна")
    parts = [
        register.log10_ratio(register.read(PersonName(**{part: getattr(name, part)})), everybody)
        for part in ("family", "given", "patronymic")
    ]
    whole = register.log10_ratio(register.read(name), everybody)
    assert whole == pytest.approx(sum(parts), abs=1e-12)


def test_line_has_mean_one() -> None:
    """Things with names drawn from the others of a register, and from outside it."""
    people = one_part("family", FAMILIES)
    place = 4
    others = [each.names[0] for number, each in enumerate(people) if number != place]
    bodies = [
        Described(id="b", papers=(Paper(PaperKind.LETTER, one), Paper(PaperKind.OTHER, two)))
        for one, two in product(
            [(each,) for each in others] + list(pairwise(others)), [(each,) for each in others[:5]]
        )
    ]
    line = Names(bodies, people)
    alone = NameRegister(people)
    ratio = {
        each: 10.0 ** float(alone.log10_ratio(alone.read(each), np.array([place]))[0])
        for each in others
    }
    expected = []
    for body in bodies:
        assert body.papers is not None
        letter, other = ([ratio[name] for name in paper.names] for paper in body.papers)
        expected.append((0.7 + 0.3 * np.mean(letter) + 0.6 + 0.4 * np.mean(other)) / 2)
    found = line.unbounded(np.arange(len(bodies)), np.full(len(bodies), place))
    assert 10.0**found == pytest.approx(expected, rel=1e-12)
