"""Papers of a body: whose they are, what they say of whom, and that they prove the paper first."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from nomina.cases import When
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
from nomina.evidence import Parameters, load
from nomina.evidence.documents import DocumentsLine, problems, problems_of_file
from nomina.evidence.documents.births import OUTCOMES, BirthRegister, Born
from nomina.evidence.documents.papers import Carrying, owners, read_paper
from nomina.words import LANGUAGES

TAG, PASS, TAX = NumberKind.TAG, NumberKind.PASSPORT, NumberKind.TAX
SWAPPED = 0.005
WORN, POCKET, BAG = Carried.WORN, Carried.POCKET, Carried.BAG


def day(text: str) -> When:
    return When(edtf=text)


def paper(
    *numbers: tuple[NumberKind, str], name: str = "", born: str = "", carried: Carried = POCKET
) -> Paper:
    return Paper(
        PaperKind.OTHER if numbers else PaperKind.PASSPORT,
        (PersonName(name),) if name else (),
        tuple(Number(*each) for each in numbers),
        day(born) if born else None,
        carried,
    )


def person(*numbers: tuple[NumberKind, str], name: str = "", born: str = "") -> Described:
    return Described(
        "p",
        names=(PersonName(name),) if name else (),
        numbers=tuple(Number(*each) for each in numbers),
        born=day(born) if born else None,
    )


def body(*papers: Paper) -> Described:
    return Described("b", papers=papers)


FAMILY = ("Ткаченко", "Мельник", "Бондар", "Лисенко", "Гончар", "Савчук", "Поліщук", "Руденко")
CROWD = [
    person(
        (TAG, f"Э-{100000 + 37 * i}"), name=f"{FAMILY[i % 8]} Іван", born=f"19{60 + i % 40}-05-11"
    )
    for i in range(200)
]
SHCHERBAK = person(
    (TAG, "АБ-200200"), (TAX, "3184710691"), name="Щербак Олександр", born="1987-03-12"
)
IVANENKO = person((PASS, "КМ123456"), name="Іваненко Петро", born="1990-06-05")
PEOPLE = [SHCHERBAK, IVANENKO, Described("nothing known"), *CROWD]
OWN_TAG = paper((TAG, "АБ 200200"), carried=WORN)
PASSPORT = paper((PASS, "KM 123456"), name="Іваненко Петро", born="1990-06-05")
MILITARY = paper(name="Shcherbak Oleksandr")


def unbounded(*bodies: Described, people: list[Described] | None = None) -> list[list[float]]:
    line = DocumentsLine(bodies, people or PEOPLE)
    of, who = np.divmod(np.arange(3 * len(bodies)), 3)
    return [list(each) for each in line.unbounded(of, who).reshape(-1, 3)]


def changed(name: str, value: object) -> Parameters:
    whole = load("documents")
    values = whole.values | {name: whole.values[name].model_copy(update={"value": value})}
    return whole.model_copy(update={"values": values})


# --- birth dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1948, 1987, 2003])
def test_universal_birth_dates(year: int) -> None:
    known = [Born(year, year, 3, 12), Born(1987, 1987, 4, 1), None]
    # One date for each of the eight outcomes.
    read = [Born(year + y, year + y, 3 + m, 12 + d) for y, m, d in product((0, 7), (0, 2), (0, 5))]
    found = BirthRegister(known, read, load("documents"))
    places, who = np.arange(8), np.zeros(8, np.intp)
    own, other = found.densities(places, who)
    assert len(OUTCOMES) == 8
    assert own.sum() == pytest.approx(1.0, abs=1e-9)
    assert other.sum() == pytest.approx(1.0, abs=1e-9)
    assert (other * found.ratio(places, who)).sum() == pytest.approx(1.0, abs=1e-9)
    assert (found.ratio(places, np.full(8, 2)) == 1.0).all()


def test_a_year_alone_says_less_than_a_day_and_a_wrong_one_speaks_against() -> None:
    known = [Born(1987, 1987, 3, 12)]
    read = [Born(1987, 1987, 3, 12), Born(1987, 1987), Born(1985, 1989), Born(1970, 1970, 1, 1)]
    found = BirthRegister(known, read, load("documents"))
    exact, year, years, wrong = found.ratio(np.arange(4), np.zeros(4, np.intp))
    assert exact > 1000.0 > year > years > 1.0
    assert wrong < 0.05


# --- whose the papers are ------------------------------------------------------------------------


def parted(*papers: Paper) -> tuple[tuple[tuple[int, ...], ...], list[float]]:
    read = [read_paper(each, 2.0)[0] for each in papers]
    found = owners(read, Carrying(load("documents")))
    assert found.own.sum() == pytest.approx(1.0, abs=1e-12)
    return found.sets, found.own.tolist()


def test_one_paper_is_the_wearers_as_it_was_carried() -> None:
    for carried, own in load("documents").table("own").items():
        found = parted(paper((TAG, "АБ-200200"), carried=Carried(carried)))[1]
        assert found == pytest.approx([1.0 - (1.0 - SWAPPED) * own, (1.0 - SWAPPED) * own])


def test_papers_that_agree_are_of_one_owner() -> None:
    also = paper((PASS, "КМ123458"), carried=WORN)  # one sign misread
    assert parted(PASSPORT, also)[0] == ((0, 1),)
    assert parted(paper(name="Щербак Олександр"), MILITARY)[0] == ((0, 1),)
    assert parted(paper(name="Іваненко Петро", born="1990-12-24"), PASSPORT)[0] == ((0, 1),)
    own, foreign = 0.95 * 0.9, 0.05 * 0.1 * 0.5  # two places agree: likelier than in either
    assert parted(PASSPORT, also)[1][1] == pytest.approx((1.0 - SWAPPED) * own / (own + foreign))


def test_papers_that_contradict_are_not_both_the_wearers() -> None:
    sets, own = parted(PASSPORT, MILITARY)
    assert sets == ((0,), (1,))
    assert own[0b11] == 0.0
    assert own[0] > 0.5  # a bunch of collected papers
    apart = parted(PASSPORT, paper(name="Shcherbak Oleksandr", carried=WORN))[1]
    assert apart[0b10] > apart[0b01] > apart[0]  # worn goes before pocket


def test_initials_or_one_part_of_a_name_do_not_outweigh_a_birth_date() -> None:
    for name in ("П. І.", "Іваненко", "Петро"):
        other = paper(name=name, born="1962-12-24")
        assert parted(PASSPORT, other)[0] == ((0,), (1,)), name


def test_namesakes_are_two_where_nothing_of_their_birth_dates_agrees() -> None:
    assert parted(PASSPORT, paper(name="Іваненко Петро", born="1962-12-24"))[0] == ((0,), (1,))
    with_patronymic = (
        paper(name="Іваненко Петро Ілліч", born=born) for born in ("1990-06-05", "1962-12-24")
    )
    assert parted(*with_patronymic)[0] == ((0, 1),)


def test_papers_that_contradict_are_not_both_of_one_other_person() -> None:
    read = [read_paper(each, 2.0)[0] for each in (PASSPORT, MILITARY)]
    found = owners(read, Carrying(load("documents")))
    assert found.foreign.sum() == pytest.approx(1.0, abs=1e-12)
    assert found.foreign[0b11] == 0.0
    # By hand: nothing foreign of one person, where both are foreign one, or the other; tied is 0.5.
    both, first, second = found.own[0], found.own[1], found.own[2]
    none = both / 3.0 + (first + second) / 2.0
    assert found.foreign[0] == pytest.approx(none)
    assert found.foreign[1] == pytest.approx(both / 3.0 + second / 2.0)
    one = owners(read[:1], Carrying(load("documents")))
    foreign = 1.0 - (1.0 - SWAPPED) * 0.9
    assert one.foreign == pytest.approx([1.0 - foreign * 0.5, foreign * 0.5])


def test_an_error_on_one_of_two_right_papers_does_not_turn_against_the_wearer() -> None:
    """Two papers that are both of the person, but for an error that makes them contradict."""
    misread = paper((TAG, "АБ-200200"), name="Щер* О.", born="1961-12-24", carried=WORN)
    right = paper((TAX, "3184710691"), name="Щербак Олександр", born="1987-03-12")
    assert parted(misread, right)[0] == ((0,), (1,))
    [[both, _, _]] = unbounded(body(misread, right))
    [[alone, _, _]] = unbounded(body(right))
    assert both > 2.0
    assert both > alone - 1.0


def test_papers_that_share_nothing_in_one_pocket_share_what_became_of_them() -> None:
    same = parted(paper((TAG, "АБ-200200")), paper((PASS, "КМ123456")))[1]
    apart = parted(paper((TAG, "АБ-200200")), paper((PASS, "КМ123456"), carried=BAG))[1]
    assert same[0b11] + same[0] > 0.95
    by_place = np.array([0.1 * 0.3, 0.9 * 0.3, 0.1 * 0.7, 0.9 * 0.7])
    assert apart == pytest.approx(list((1.0 - SWAPPED) * by_place + SWAPPED * np.eye(4)[0]))


# --- the line ------------------------------------------------------------------------------------


def test_universal_one_paper_with_a_number() -> None:
    # All readings of a register of short numbers; a letter stands for every other form.
    read = ["".join(each) for n in (1, 2) for each in product("0123456789", repeat=n)]
    people = [person((TAG, text)) for text in ("12", "13", "77", "80", "5")]
    line = DocumentsLine([body(paper((TAG, each), carried=WORN)) for each in [*read, "Б"]], people)
    for who in range(5):
        places = np.arange(len(read))
        _, other = line._numbers.densities(places, np.full(len(read), who))
        same, different, _ = line.densities(places, np.full(len(read), who))
        lr = 10.0 ** line.unbounded(places, np.full(len(read), who))
        assert other.sum() == pytest.approx(1.0, abs=0.2)
        unseen = 1.0 - other.sum()  # forms that no file has: as the reading by a letter
        rest = line.densities(np.array([len(read)]), np.array([who]))
        assert unseen * rest[0][0] + (other * same).sum() == pytest.approx(1.0, abs=1e-9)
        assert unseen * rest[1][0] + (other * different).sum() == pytest.approx(1.0, abs=1e-9)
        mean = unseen * rest[0][0] + (other * different * lr).sum()
        assert mean == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("contradict", [False, True])
def test_universal_two_papers_of_one_body(*, contradict: bool) -> None:
    # A tag and a passport that share nothing, so that what they say is independent if not j's.
    tags = [*"0123456789", "Б"]
    passports = [*(f"{n:02d}" for n in range(100)), "ББ"]
    people = [person((TAG, "1"), (PASS, "22")), person((TAG, "3")), person((PASS, "22"))]
    both = list(product(tags, passports))
    for place in (WORN, POCKET):
        bodies = [body(paper((TAG, a), carried=place), paper((PASS, b))) for a, b in both]
        line = DocumentsLine(bodies, people)
        if contradict:  # as where something else says that they are of two owners
            carried = [frozenset({place}), frozenset({POCKET})]
            own, foreign = Carrying(load("documents")).chances(carried, {(0, 1)})
            line._papers.own[:], line._papers.foreign[:] = [own] * len(both), [foreign] * len(both)
        for who in range(3):
            everything = np.arange(len(bodies)), np.full(len(bodies), who)
            numbers = np.arange(2 * len(bodies))
            _, other = line._numbers.densities(numbers, np.full(len(numbers), who))
            base = _whole(other.reshape(len(tags), len(passports), 2))
            same, different, _ = line.densities(*everything)
            assert (base * same).sum() == pytest.approx(1.0, abs=1e-9)
            assert (base * different).sum() == pytest.approx(1.0, abs=1e-9)
            lr = 10.0 ** line.unbounded(*everything)
            assert (base * different * lr).sum() == pytest.approx(1.0, abs=1e-9)


def _whole(
    other: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Give the chance of each pair of readings, the letter taking all forms that no file has."""
    tag, passport = other[:, 0, 0].copy(), other[0, :, 1].copy()
    tag[-1], passport[-1] = 1.0 - tag[:-1].sum(), 1.0 - passport[:-1].sum()
    return np.outer(tag, passport).ravel()


def test_a_perfect_number_is_worth_what_papers_are_worth() -> None:
    # Near a M / (1 - a), however long the number.
    value = unbounded(body(paper((TAX, "3184710691"), carried=BAG)))[0][0]
    assert value == pytest.approx(np.log10(0.7 * len(PEOPLE) / 0.3), abs=0.05)


def test_a_paper_of_somebody_else_speaks_only_mildly_against() -> None:
    found = unbounded(body(PASSPORT))[0]
    assert found[1] > 3.0
    assert -1.1 < found[0] < -0.5
    assert found[2] == 0.0


def test_two_papers_of_two_people_lower_both() -> None:
    tag, passport, both, bunch = unbounded(
        body(OWN_TAG), body(PASSPORT), body(OWN_TAG, PASSPORT), body(MILITARY, PASSPORT)
    )
    assert both[0] < tag[0] - 0.5
    assert both[1] < passport[1] - 0.5
    assert bunch[0] < 2.0
    assert bunch[1] < passport[1] - 1.0


def test_a_tax_number_stands_for_the_birth_date_that_it_holds() -> None:
    for each in (paper((TAX, "3184710691")), paper((TAX, "3184710691"), born="1987-03-12")):
        line = DocumentsLine([body(each)], PEOPLE)
        zero = np.array([0])
        number = np.log(line._numbers.ratio(zero, zero))
        assert line.ratios(zero, zero)[1] == pytest.approx(number)
    unknown = person(name="Щербак Олександр", born="1987-03-12")
    of_birth = unbounded(body(paper((TAX, "3184710691"))), people=[unknown, IVANENKO, SHCHERBAK])
    assert of_birth[0][0] < 0.0  # the number stands in another file
    alone = unbounded(body(paper((TAX, "3184710691"))), people=[unknown, IVANENKO, *CROWD])
    assert alone[0][0] > 2.0


def test_a_misread_number_is_worth_a_little_less_and_said_to_be_misread() -> None:
    line = DocumentsLine([body(paper((TAX, "3184710961"))), body(paper((TAG, "АБ-?00*")))], PEOPLE)
    misread, part = line.finding(0, 0), line.finding(1, 0)
    assert misread is not None
    assert misread.log10_lr > 2.0
    assert "misread" in misread.sentence["en"]
    assert "check digit is wrong" in misread.sentence["en"]
    assert part is not None
    assert "as far as it is legible" in part.sentence["en"]


def test_a_finding_says_what_was_read_and_that_it_is_about_the_thing() -> None:
    found = DocumentsLine([body(OWN_TAG, PASSPORT)], PEOPLE).finding(0, 1)
    assert found is not None
    assert set(found.sentence) == set(LANGUAGES)
    for each in ("АБ 200200", "KM 123456", "Іваненко Петро", "about the things first", "worn"):
        assert each in found.sentence["en"]
    assert "different owners" in found.sentence["en"]
    assert found.excludes is False


def test_findings_are_as_pairs_weigh_within_bounds_and_never_exclude() -> None:
    bodies = [body(OWN_TAG, MILITARY), body(PASSPORT), body(), Described("not looked")]
    line = DocumentsLine(bodies, PEOPLE)
    for one, other in product(range(4), (0, 1, 2, 7)):
        found, value = line.finding(one, other), line.log10_lr(np.array([one]), np.array([other]))
        if found is None:
            assert value[0] == 0.0
        else:
            assert found.log10_lr == pytest.approx(float(value[0]), abs=1e-12)
            assert found.lower_bound <= found.log10_lr <= found.upper_bound
    assert line.finding(2, 0) is None
    assert line.finding(3, 0) is None
    assert line.finding(1, 2) is None
    assert line.unbounded(np.array([0]), np.array([0]))[0] > 4.0
    line.parameters = load("documents").model_copy(update={"upper_bound": 4.0})
    assert line.log10_lr(np.array([0]), np.array([0]))[0] == 4.0
    assert not line.excludes(np.arange(4), np.zeros(4, np.intp)).any()


def test_a_letter_without_number_is_not_a_document() -> None:
    letter = Paper(PaperKind.LETTER, names=(PersonName("Щербак Олександр"),))
    assert DocumentsLine([body(letter)], PEOPLE).finding(0, 0) is None


@pytest.mark.parametrize("least", [0.01, 0.3, 1.0, 2.0, 3.0, 4.0, 4.5])
def test_no_candidate_is_lost(least: float) -> None:
    bodies = [
        body(OWN_TAG),
        body(PASSPORT),
        body(OWN_TAG, PASSPORT),
        body(MILITARY),
        body(paper(born="1987-05-11")),
        body(paper(born="1987"), paper((TAG, "Э-1?0037"), carried=BAG)),
        body(paper((TAG, "Э-100037"), name="Бондар Іван", born="1970-05-11", carried=WORN)),
        body(paper((TAG, "9999999"), name="Бондар ?ван", carried=WORN)),
        body(paper((NumberKind.PHONE, "0671234567"))),
        body(),
        Described("not looked"),
    ]
    line = DocumentsLine(bodies, PEOPLE)
    one, other = np.divmod(np.arange(len(bodies) * len(PEOPLE)), len(PEOPLE))
    wanted = line.log10_lr(one, other) >= least
    found = line.candidates(least)
    assert set(zip(found.bodies.tolist(), found.people.tolist(), strict=True)) == set(
        zip(one[wanted].tolist(), other[wanted].tolist(), strict=True)
    )
    assert len(found) == wanted.sum()


def test_no_candidate_is_lost_at_its_own_strength() -> None:
    # Some people have no tag in their files, which an unlisted tag then speaks for a little.
    people = [
        person(
            *([(TAG, f"Э-{100000 + 37 * i}")] if i % 3 else []),
            name=f"{FAMILY[i % 8]} {('Іван', 'Петро', 'Олег')[i % 3]}",
            born=f"{1960 + i % 40}-0{1 + i % 9}-1{i % 7}" if i % 5 else "",
        )
        for i in range(60)
    ]
    bodies = [
        body(paper((TAG, "ЮЮ-777777"), name=f"{name} {given}", born=born, carried=WORN))
        for name, given in (("Бондар", "Іван"), ("Гончар", "Олег"))
        for born in ("", "1970", "1971-03-14")
    ]
    line = DocumentsLine(bodies, people)
    one, other = np.divmod(np.arange(len(bodies) * 60), 60)
    values = line.log10_lr(one, other)
    for least in np.unique(values[values > 0.02]).tolist():
        assert len(line.candidates(least - 1e-9)) == (values >= least - 1e-9).sum()


def test_empty_registers_have_no_pairs() -> None:
    assert len(DocumentsLine([], []).candidates(1.0)) == 0
    assert len(DocumentsLine([body(PASSPORT)], []).candidates(1.0)) == 0
    assert len(DocumentsLine([], PEOPLE).candidates(1.0)) == 0


# --- named problems ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "part"),
    [
        (paper((TAG, "АБ-2002€0")), "€"),
        (paper((TAX, "3184710961")), "check digit"),
        (paper((TAX, "3184710691"), born="1987-03-13"), "birth date"),
        (paper((TAG, "АБ-200200"), (TAG, "Э-333111")), "two different numbers"),
        (paper((NumberKind.REGISTER, "19871312-12345")), "begin with a date"),
        (paper((TAG, "1"), born="1087-03-13"), "born"),
    ],
)
def test_what_cannot_all_be_right_on_a_paper_is_named(one: Paper, part: str) -> None:
    (found,) = problems(one)
    assert part in str(found)


def test_names_that_contradict_each_other_on_a_paper_are_named() -> None:
    two = Paper(PaperKind.PASSPORT, (PersonName("Щербак Олександр"), PersonName("Іваненко Петро")))
    same = Paper(PaperKind.PASSPORT, (PersonName("Щербак Олександр"), PersonName("SHCHERBAK")))
    assert len(problems(two)) == 1
    assert problems(same) == []


def test_a_file_that_contradicts_itself_is_named() -> None:
    assert problems_of_file(SHCHERBAK) == []
    assert len(problems_of_file(person((TAX, "3184710691"), born="1950-01-01"))) == 1


def test_what_cannot_be_read_counts_as_not_there_and_is_named() -> None:
    line = DocumentsLine(
        [body(paper((TAG, "АБ€"), (TAG, "АБ-200200")))], [*PEOPLE, person((TAG, "€"))]
    )
    assert len(line.problems) == 2
    assert line.finding(0, 0) is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("own", {"worn": 1.5, "pocket": 0.9, "bag": 0.7, "unknown": 0.8}),
        ("mixed", 0.0),
        ("tied", 1.0),
        ("swapped", 0.0),
        ("event_people", 1.0),
        ("birth_agree", {"none": 1.0}),
    ],
)
def test_parameters_that_cannot_be_are_named(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        DocumentsLine([body(PASSPORT)], PEOPLE, changed(name, value))
