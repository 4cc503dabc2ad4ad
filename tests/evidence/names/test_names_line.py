"""The line "names": whose thing it may be, candidates, bounds and findings."""

from collections.abc import Iterable

import numpy as np
import pytest

from nomina.cases.description import (
    Carried,
    Described,
    Number,
    NumberKind,
    Paper,
    PaperKind,
    PersonName,
)
from nomina.errors import InputError
from nomina.evidence import Line, Parameters, load
from nomina.evidence.names import Level, Names
from nomina.evidence.names.line import weighed
from nomina.words import LANGUAGES

FAMILIES = ("Щербак", "Коваленко", "Бондар", "Їжак", "Цюпа", "Соловйов", "Мельник", "Ґудзь")
GIVEN = ("Олександр", "Микола", "Сергій", "Дмитро", "Іван")
FATHERS = ("Григорович", "Іванович", "Миколайович")


def people(count: int, seed: int) -> list[Described]:
    rng = np.random.default_rng(seed)
    found = [
        Described(
            id=f"m{place}",
            names=(
                PersonName(f"{rng.choice(FAMILIES)} {rng.choice(GIVEN)} {rng.choice(FATHERS)}"),
            ),
        )
        for place in range(count)
    ]
    return [*found[:-1], Described(id="nameless")]


def body(*papers: Paper) -> Described:
    return Described(id="b", papers=papers)


def letter(*names: str, carried: Carried = Carried.POCKET) -> Paper:
    return Paper(PaperKind.LETTER, tuple(map(PersonName, names)), carried=carried)


PEOPLE = people(300, 1)
BODIES = [
    body(letter("Саша Щербак")),
    body(
        letter("Їжак Микола Іванович"), Paper(PaperKind.INSCRIPTION, (PersonName("Mykola Yizhak"),))
    ),
    body(letter("Shcherbak O.", "Коваленко Іван")),
    body(),
    Described(id="nobody looked"),
    body(Paper(PaperKind.INSCRIPTION, (PersonName("Соловйов"),), carried=Carried.WORN)),
    body(letter("???")),
    body(Paper(PaperKind.PASSPORT, (PersonName("Щербак Олександр"),))),
    body(Paper(PaperKind.OTHER, (PersonName("Цюп*"),)), Paper(PaperKind.LETTER)),
    body(Paper(PaperKind.OTHER, (PersonName("Цюпа"),), (Number(NumberKind.OTHER, "12"),))),
]
SILENT = (3, 4, 6, 7, 9)


@pytest.fixture(scope="module")
def line() -> Names:
    return Names(BODIES, PEOPLE)


def everything(line: Names) -> np.ndarray:
    bodies, persons = np.meshgrid(np.arange(len(BODIES)), np.arange(len(PEOPLE)), indexing="ij")
    return line.log10_lr(bodies.ravel(), persons.ravel()).reshape(bodies.shape)


def test_is_a_line(line: Names) -> None:
    found: Line = line
    assert found.kind == "names"


def test_candidates_are_all_that_reach_the_least(line: Names) -> None:
    ratios = everything(line)
    values = np.unique(ratios[ratios > 0.001])
    assert len(values) > 10
    for least in [*(values - 1e-9), *values[::7] + 1e-9, 0.01]:
        found = line.candidates(float(least))
        expected = set(zip(*(each.tolist() for each in np.nonzero(ratios >= least)), strict=True))
        assert set(zip(found.bodies.tolist(), found.people.tolist(), strict=True)) == expected
        assert len(found) == len(expected)


def test_nothing_above_the_strongest(line: Names) -> None:
    assert not len(line.candidates(line.strongest + 1e-9))
    assert everything(line).max() <= line.strongest
    assert Names(BODIES[3:5], PEOPLE).strongest == 0.0
    assert not len(Names(BODIES, []).candidates(0.1))


def test_findings_agree_with_the_pairs_and_lie_within_bounds(line: Names) -> None:
    ratios = everything(line)
    for place in range(len(BODIES)):
        for person in [*range(0, 40), len(PEOPLE) - 1]:
            found = line.finding(place, person)
            if place in SILENT or person == len(PEOPLE) - 1:
                assert found is None
                assert ratios[place, person] == 0.0
                continue
            assert found is not None
            assert found.log10_lr == pytest.approx(ratios[place, person], abs=1e-12)
            assert found.lower_bound <= found.log10_lr <= found.upper_bound
            assert not found.excludes
    pairs = np.arange(5), np.arange(5)
    assert not line.excludes(*pairs).any()


def test_bounds_cut_and_only_cut() -> None:
    document = load("names").model_dump(mode="json")
    document |= {"lower_bound": -0.05, "upper_bound": 0.3}
    narrow, wide = Names(BODIES, PEOPLE, Parameters.model_validate(document)), Names(BODIES, PEOPLE)
    assert everything(narrow) == pytest.approx(np.clip(everything(wide), -0.05, 0.3), abs=1e-12)
    assert everything(narrow).max() == 0.3 < everything(wide).max()
    assert narrow.strongest == 0.3
    assert set(narrow.candidates(0.3).bodies) <= set(range(len(BODIES)))


def test_a_thing_may_belong_to_another() -> None:
    """LR = (1 - a) + a R, with a of the kind of thing and of how it was carried."""
    name, rates = PersonName("Їжак Микола"), load("names").matrix("own")
    for kind in (PaperKind.LETTER, PaperKind.INSCRIPTION, PaperKind.PHONE, PaperKind.OTHER):
        for carried in Carried:
            line = Names([body(Paper(kind, (name,), carried=carried))], PEOPLE)
            own = rates[kind.value][carried.value]
            everybody = np.arange(len(PEOPLE))
            ratio = 10.0 ** line.register.log10_ratio(line.register.read(name), everybody)
            ratio[-1] = 1.0
            found = 10.0 ** line.unbounded(np.zeros(len(PEOPLE), np.intp), everybody)
            assert found == pytest.approx(1.0 - own + own * ratio, rel=1e-12)
            assert found.min() > 1.0 - own


def test_two_things_of_one_body_are_not_multiplied() -> None:
    once = Names([body(letter("Їжак Микола"))], PEOPLE)
    twice = Names([body(letter("Їжак Микола"), letter("Їжак Микола"))], PEOPLE)
    both = Names([body(letter("Їжак Микола", "Mykola Yizhak"))], PEOPLE)
    zeros, everybody = np.zeros(len(PEOPLE), np.intp), np.arange(len(PEOPLE))
    expected = once.unbounded(zeros, everybody)
    assert twice.unbounded(zeros, everybody) == pytest.approx(expected, abs=1e-12)
    assert both.unbounded(zeros, everybody) == pytest.approx(expected, abs=1e-12)


def test_documents_and_numbers_are_for_another_line() -> None:
    name = (PersonName("Щербак"),)
    assert weighed(Paper(PaperKind.LETTER, name))
    assert not weighed(Paper(PaperKind.LETTER))
    assert not weighed(Paper(PaperKind.MILITARY_ID, name))
    assert not weighed(Paper(PaperKind.LETTER, name, (Number(NumberKind.PHONE, "1"),)))


def test_sentences_in_every_language(line: Names) -> None:
    person = next(
        n for n, each in enumerate(PEOPLE) if each.names[0].written.startswith("Щербак О")
    )
    found = line.finding(0, person)
    assert found is not None
    assert set(found.sentence) == set(LANGUAGES)
    for said in found.sentence.values():
        assert "Саша Щербак" in said
        assert not _forbidden(said)
    assert "family name: the same letters; given name: another form" in found.said("en")
    assert found.body == "Саша Щербак"
    assert found.person == PEOPLE[person].names[0].written
    assert line.register.level(line.register.read(PersonName("Саша Щербак")), person).given is (
        Level.EQUIVALENT
    )


def _forbidden(text: str) -> Iterable[str]:
    return [each for each in ("match", "identified", "%", "{") if each in text.lower()]


@pytest.mark.parametrize("value", [0.0, 1.0, 1.5])
def test_a_rate_that_cannot_be_is_refused(value: float) -> None:
    document = load("names").model_dump(mode="json")
    document["values"]["own"]["value"]["letter"]["bag"] = value
    with pytest.raises(InputError, match="own: letter bag is"):
        Names([], [], Parameters.model_validate(document))
    del document["values"]["own"]["value"]["phone"]
    document["values"]["own"]["value"]["letter"]["bag"] = 0.5
    with pytest.raises(InputError, match="own: phone worn is 0"):
        Names([], [], Parameters.model_validate(document))


def test_every_number_says_where_it_comes_from() -> None:
    parameters = load("names")
    assert parameters.kind == "names"
    assert all(each.basis == "assumed" for each in parameters.values.values())
    assert "re-estimate" in parameters.sources()
