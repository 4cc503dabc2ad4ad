"""Things worn: the model adds up, clothes may be changed, and a thing may be another's."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from nomina.cases.description import Described, Effect, EffectKind
from nomina.errors import InputError
from nomina.evidence import Parameters, load
from nomina.evidence.effects import EffectsLine
from nomina.evidence.effects_model import CLASSES, asked
from nomina.evidence.effects_words import value_of
from nomina.evidence.line import Floats
from nomina.evidence.marks_levels import Levels
from nomina.evidence.marks_sets import Sets, Things

CLOTHING, RING, WATCH, BOOTS = (
    EffectKind.CLOTHING,
    EffectKind.RING,
    EffectKind.WATCH,
    EffectKind.FOOTWEAR,
)
Worn = tuple[Effect, ...] | None
ENGRAVED = Effect(RING, "wedding", "gold", "gold", inscription="Олена 12.06.2014")


def line(
    bodies: list[Worn], people: list[Worn], parameters: Parameters | None = None
) -> EffectsLine:
    return EffectsLine(
        [Described(str(place), effects=each) for place, each in enumerate(bodies)],
        [Described(str(place), effects=each) for place, each in enumerate(people)],
        parameters,
    )


def one(body: Worn, person: Worn) -> float:
    """The bounded log10 LR of one pair, which its finding must agree with."""
    found = line([body], [person])
    value = float(found.log10_lr(np.array([0]), np.array([0]))[0])
    finding = found.finding(0, 0)
    assert value == (0.0 if finding is None else pytest.approx(finding.log10_lr, abs=1e-12))
    return value


def changed(**values: object) -> Parameters:
    data = load("effects").model_dump(mode="json")
    for name, value in values.items():
        data["values"][name]["value"] = value
    return Parameters.model_validate(data)


def same_number(rate: float, found: list[float], most: int) -> Floats:
    """P(0..most things): known ones that are found, and a Poisson number of others."""
    drawn = np.array([1.0])
    for p in found:
        drawn = np.convolve(drawn, [1.0 - p, p])
    poisson = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(most + 1)]
    return np.convolve(drawn, poisson)[: most + 1]


@pytest.mark.parametrize(
    "person",
    [
        (Effect(RING, colour="gold"), Effect(CLOTHING, colour="black")),
        (Effect(CLOTHING, colour="green"), Effect(CLOTHING, colour="black"), Effect(RING, "none")),
        (Effect(RING, colour="gold"), Effect(RING)),
        (),
    ],
)
def test_the_mean_lr_under_different_people_is_one(person: tuple[Effect, ...]) -> None:
    """By exact sum over all sets of up to three clothes and rings, in every colour or a new one.

    The sum over sets of i clothes and j rings must be P(i, j | same), which is known otherwise.
    """
    most = 3
    register: list[Worn] = [
        person,
        (Effect(CLOTHING, colour="black"), Effect(RING, colour="gold")),
        (Effect(CLOTHING, colour="green"), Effect(CLOTHING, colour="black, green")),
    ]
    no_near = dict.fromkeys(load("effects").table("near_unseen"), 0.0)
    found = line([], register, changed(near_unseen=no_near))
    model = found._sets.model
    colours = model.attributes[2]
    assert isinstance(colours, Levels)
    rate, kinds = model.background[0], [CLASSES.index(name) for name in ("clothing", "ring")]
    of_kind = {
        kind: sorted(
            {
                int(code)
                for k, code in zip(
                    found._sets.people.kind, found._sets.people.codes[:, 2], strict=True
                )
                if k == kind and code
            }
        )
        for kind in kinds
    }
    new = colours.shares.shape[1] + 1  # a colour that nobody wrote down
    share = {(k, c): float(colours.shares[0, c - 1]) for k in kinds for c in of_kind[k]}
    share |= {(k, new): 1.0 - sum(share[k, c] for c in of_kind[k]) for k in kinds}
    sets = [
        each
        for size in range(most + 1)
        for each in itertools.combinations_with_replacement(list(share), size)
    ]
    owner = [place for place, each in enumerate(sets) for _ in each]
    codes = [(kind + 1, 0, colour, 0, 0, 0, 0) for each in sets for kind, colour in each]
    bodies = Things(
        np.array(owner, np.intp),
        np.array([code[0] - 1 for code in codes], np.intp),
        np.array(codes, np.int64).reshape(-1, 7),
    )
    found._sets = Sets(
        model, bodies, found._sets.people, np.zeros(len(sets), np.intp), found._sets.profile
    )
    anybody = np.array(
        [
            math.exp(-rate.sum())
            * math.prod(
                (rate[x[0]] * share[x]) ** n / math.factorial(n) for x, n in Counter(each).items()
            )
            for each in sets
        ]
    )
    pairs = np.arange(len(sets)), np.zeros(len(sets), int)
    c = found.changed_hands
    different = anybody * (1.0 - c + c * np.exp(found._sets.log_lr(*pairs)))
    ratio = 10.0 ** found.unbounded(*pairs)
    unknown = model.unknown[found._sets.profile[0]]
    d = 1.0 - np.exp(model.missed[0, 1:])
    known = Counter(CLASSES[k] for k in found._sets.people.kind[found._sets.people.owner == 0])
    number = {}
    for name, kind in zip(("clothing", "ring"), kinds, strict=True):
        number[name] = same_number(unknown[kind] * rate[kind], [d[kind]] * known[name], most)
    strangers = same_number(rate[kinds[0]], [], most)
    feet = math.exp(-rate[CLASSES.index("footwear")])
    h = model.changed[0]
    rest = [k for k in range(len(CLASSES)) if CLASSES[k] not in {"clothing", "footwear", "ring"}]
    rest_same = math.exp(-float((unknown * rate)[rest].sum()))
    total = 0.0
    for i, j in itertools.product(range(most + 1), repeat=2):
        if i + j > most:
            continue
        chosen = [
            Counter(kind for kind, _ in each) == Counter({kinds[0]: i, kinds[1]: j})
            for each in sets
        ]
        clothes = h * strangers[i] * feet + (1.0 - h) * number["clothing"][i] * feet
        expected = clothes * number["ring"][j] * rest_same
        measured = float((different * ratio)[chosen].sum())
        assert measured == pytest.approx(expected, abs=1e-9)
        total += measured
    assert 0.0 < total < 1.0


def random_worn(rng: np.random.Generator) -> Worn:
    if rng.random() < 0.15:
        return None
    out = []
    for _ in range(rng.poisson(2.5)):
        kind = list(EffectKind)[rng.choice([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])]
        out.append(
            Effect(
                kind,
                "none" if rng.random() < 0.05 else ("", "jacket", "cross", "car")[rng.integers(4)],
                ("", "black", "green", "gold, black", "blue")[rng.integers(5)],
                ("", "", "gold", "leather")[rng.integers(4)],
                ("", "", f"label {rng.integers(20)}")[rng.integers(3)],
                ("", f"{rng.integers(40, 50)}", "XL")[rng.integers(3)],
                ("", "", f"words {rng.integers(9)}")[rng.integers(3)] if kind is RING else "",
            )
        )
    return tuple(out)


def test_no_candidate_is_lost_and_findings_agree() -> None:
    rng = np.random.default_rng(3)
    found = line([random_worn(rng) for _ in range(150)], [random_worn(rng) for _ in range(300)])
    b, p = np.divmod(np.arange(150 * 300), 300)
    every = found.log10_lr(b, p)
    assert every.max() > 2.0
    assert every.min() < 0.0
    for least in (0.1, 0.7, 1.3, 2.0, 2.3):
        pairs = found.candidates(least)
        keys = pairs.bodies * 300 + pairs.people
        assert np.array_equal(np.sort(keys), np.flatnonzero(every >= least))
    assert len(found.candidates(found.strongest + 0.1)) == 0
    for pair in rng.choice(len(every), 150, replace=False):
        finding = found.finding(int(b[pair]), int(p[pair]))
        value = 0.0 if finding is None else finding.log10_lr
        assert value == pytest.approx(every[pair], abs=1e-12)
    assert not found.excludes(b, p).any()


@pytest.mark.parametrize(
    ("body", "person"),
    [
        (None, (ENGRAVED,)),
        ((ENGRAVED,), None),
        (None, None),
        ((Effect(WATCH),), (Effect(EffectKind.NECKLACE, "none"),)),
    ],
    ids=["nobody looked", "nobody asked", "neither", "half of a class"],
)
def test_unknown_is_not_absent(body: Worn, person: Worn) -> None:
    assert one(body, person) == 0.0
    assert line([body], [person]).finding(0, 0) is None


def test_a_kind_that_nobody_mentions_says_nothing() -> None:
    known = (Effect(RING, "wedding"),)
    two = line(
        [(Effect(RING, "wedding"),), (Effect(RING, "wedding"), Effect(WATCH, "smart"))], [known]
    )
    first, second = two.log10_lr(np.array([0, 1]), np.array([0, 0]))
    assert first == pytest.approx(second, abs=1e-12)
    assert first > 0.0


def test_what_speaks_for_and_against() -> None:
    known = (ENGRAVED,)
    engraved = one((Effect(RING, "обручка", "золота", inscription="Olena 12.06.2014"),), known)
    plain = one((Effect(RING, "обручка", "золота"),), known)
    other = one((Effect(RING, "signet", "silver", inscription="Петро"),), known)
    assert 3.0 >= engraved > 2.0 > plain > 0.3
    assert other < 0.0
    assert one((Effect(RING, "wedding"),), (Effect(RING, "none"),)) < -0.2
    assert one((), (Effect(RING, "немає"),)) > 0.0
    assert one((), ()) > 0.0
    assert one((Effect(RING),), ()) < 0.0


def test_clothes_that_differ_hardly_speak_against() -> None:
    known = tuple(Effect(CLOTHING, each, "red") for each in ("jacket", "jeans", "shirt", "socks"))
    body = tuple(Effect(CLOTHING, each, "green") for each in ("uniform", "t-shirt", "belt"))
    h = load("effects").number("clothes_changed")
    assert math.log10(h) - 0.01 < one((*body, Effect(BOOTS)), known) < 0.0
    assert one(known, known) > 0.7


def test_what_many_wear_says_less() -> None:
    boots = (Effect(BOOTS, "boots", "black", "leather", size="43"),)
    rare: list[Worn] = [(Effect(BOOTS, "sandals", "blue", "plastic", size="39"),)] * 40
    among_few = line([boots], [boots, *rare]).unbounded(np.array([0]), np.array([0]))[0]
    among_many = line([boots], [boots] * 41).unbounded(np.array([0]), np.array([0]))[0]
    assert among_few > among_many + math.log10(math.e)


def test_an_inscription_cannot_pass_what_changes_hands() -> None:
    many = tuple(Effect(RING, "signet", "gold", "gold", inscription=f"Words {n}") for n in range(4))
    found = line([many], [many])
    first = np.array([0]), np.array([0])
    assert found.unbounded(*first)[0] < math.log10(1.0 / found.changed_hands)
    assert found.log10_lr(*first)[0] <= found.strongest == 3.0
    without = tuple(
        Effect(kind, "signet cross", "gold", "gold", "Maker", "17") for kind in EffectKind
    )
    assert one(without, without) == 2.0


@pytest.mark.parametrize(
    ("attribute", "one_way", "another"),
    [
        ("colour", "темно-синій", "dark blue"),
        ("colour", "чёрная", "чорна"),
        ("item", "футболка", "T-shirt"),
        ("item", "кросівки", "кроссовки"),
        ("item", "обручка", "wedding ring"[:7]),
        ("material", "шкіряний", "кожа"),
        ("colour", "жовтий", "золотой"),
        ("colour", "yellow", "gold"),
        ("material", "метал жовтого кольору", "gold"),
        ("material", "жёлтый металл", "золото"),
        ("size", "XXL", "2xl"),
        ("label", "ADIDAS", "adidas"),
    ],
)
def test_words_are_coded_in_three_languages(attribute: str, one_way: str, another: str) -> None:
    assert value_of(attribute, one_way) == value_of(attribute, another) != frozenset()


def test_a_metal_named_by_its_colour_is_one_of_that_colour() -> None:
    white = value_of("material", "металл белого цвета")
    assert white & value_of("material", "срібло")
    assert white & value_of("material", "steel")
    assert not white & value_of("material", "gold")
    assert value_of("material", "metal") == value_of("material", "сталь")
    examined, told = Effect(RING, "ring", "yellow"), Effect(RING, "ring", "gold")
    assert one((examined,), (told,)) == one((told,), (told,)) > one((examined,), (
        Effect(RING, "ring", "black"),)) + 0.5  # fmt: skip


def test_sizes_are_near_their_neighbours() -> None:
    known = [
        (Effect(BOOTS, size="43"),),
        (Effect(CLOTHING, size="48"),),
        (Effect(CLOTHING, size="L"),),
    ]
    bodies = [
        [(Effect(BOOTS, size=size),) for size in ("43", "42", "46")],
        [(Effect(CLOTHING, size=size),) for size in ("48", "48-50", "50", "54")],
        [(Effect(CLOTHING, size=size),) for size in ("L", "XL", "XXL")],
    ]
    values: list[list[float]] = []
    for found, person in zip(bodies, known, strict=True):
        every: list[Worn] = [each for part in bodies for each in part]
        made = line(every, [person])
        places = np.array([every.index(each) for each in found])
        values.append(made.unbounded(places, np.zeros(len(found), int)).tolist())
    assert values[0][0] > values[0][1] > values[0][2]
    assert values[1][0] > values[1][1] > values[1][3]
    assert values[1][1] == pytest.approx(values[1][2])
    assert values[2][0] > values[2][1] > values[2][2]


def test_none_of_everything_means_small_things() -> None:
    state = dict(zip(CLASSES, asked(()), strict=True))
    assert {name for name, each in state.items() if each == 2} == {
        *("watch", "glasses", "ring", "neck", "earring", "keys")
    }
    both = (Effect(EffectKind.NECKLACE, "none"), Effect(EffectKind.RELIGIOUS, "none"))
    assert asked(both)[CLASSES.index("neck")] == 2
    assert asked((Effect(RING, "none"), Effect(RING)))[CLASSES.index("ring")] == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("changed_hands", 0.0, "changed_hands of effects is 0"),
        ("clothes_changed", 1.0, "clothes_changed of effects is 1"),
        ("found", {"ring": 0.5}, "found of effects has no number above 0 for clothing"),
        ("found", dict.fromkeys(CLASSES, 1.0), "not below 1"),
        ("agree", {"item": {"same": 1.0}}, "needs same, near and different"),
        ("worn", 3.0, "not a table"),
    ],
)
def test_numbers_that_cannot_be_are_named(name: str, value: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        line([(ENGRAVED,)], [(ENGRAVED,)], changed(**{name: value}))
