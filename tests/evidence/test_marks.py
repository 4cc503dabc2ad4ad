"""Marks: the model adds up, finds what it should, and says nothing of what was not asked."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from nomina.cases.body import BodyRegion
from nomina.cases.description import Described, Mark, MarkKind, Marks
from nomina.errors import InputError
from nomina.evidence import Parameters, load
from nomina.evidence.line import Floats
from nomina.evidence.marks import MarksLine
from nomina.evidence.marks_coded import undocumented
from nomina.evidence.marks_model import KnownMark, coded, looked
from nomina.evidence.marks_words import motifs

TATTOO, SCAR, MOLE, AMPUTATION = (
    MarkKind.TATTOO,
    MarkKind.SCAR,
    MarkKind.MOLE,
    MarkKind.AMPUTATION,
)
LEFT, RIGHT, HEAD = BodyRegion.LEFT_ARM, BodyRegion.RIGHT_ARM, BodyRegion.HEAD
HAND, OTHER_HAND = BodyRegion.LEFT_HAND, BodyRegion.RIGHT_HAND
CROSS = Mark(TATTOO, LEFT, "cross")
IMPLANT = Mark(MarkKind.IMPLANT, BodyRegion.LEFT_LEG, "plate", number="AB 123-456")


def described(*marks: Marks | None) -> list[Described]:
    return [Described(str(place), marks=each) for place, each in enumerate(marks)]


def line(
    bodies: Iterable[Marks | None],
    people: Iterable[Marks | None],
    parameters: Parameters | None = None,
) -> MarksLine:
    return MarksLine(described(*bodies), described(*people), parameters)


def one(body: Marks | None, person: Marks | None) -> float:
    """The bounded log10 LR of one pair, which its finding must agree with."""
    found = line([body], [person])
    value = float(found.log10_lr(np.array([0]), np.array([0]))[0])
    finding = found.finding(0, 0)
    assert (finding is None and value == 0.0) or finding is not None
    if finding is not None:
        assert finding.log10_lr == pytest.approx(value, abs=1e-12)
        assert finding.lower_bound <= value <= finding.upper_bound
    return value


def found_in(known: KnownMark, found: MarksLine, view: Marks) -> float:
    """The probability that a known mark is seen."""
    share = found.model.visible([known], looked(view)[None])[0, 0]
    return float(found.model.found[known.source, known.seen.kind] * share)


UNIVERSE = Marks(asked=frozenset({TATTOO, MOLE}), preserved=frozenset({LEFT, RIGHT}))
PEOPLE = [
    Marks((CROSS, Mark(MOLE))),
    Marks(()),
    Marks((CROSS, Mark(TATTOO, RIGHT)), asked=frozenset({TATTOO}), medical_file=True),
    Marks((Mark(TATTOO, None, "heart name"), Mark(SCAR, LEFT)), asked=frozenset({SCAR, MOLE})),
    Marks((Mark(TATTOO, HEAD, "skull"), Mark(MOLE, LEFT, "wart"), CROSS)),
]
SAID = {
    "all": [
        Mark(kind, region, motif)
        for kind in (TATTOO, MOLE)
        for region in (LEFT, RIGHT)
        for motif in motifs(kind)
    ],
    "where": [Mark(kind, region) for kind in (TATTOO, MOLE) for region in (LEFT, RIGHT)],
}


@pytest.mark.parametrize(("said", "most"), [("all", 2), ("where", 4)])
def test_the_mean_lr_under_different_people_is_one(said: str, most: int) -> None:
    """By exact sum over all sets of up to ``most`` marks; of more, by their number under "same".

    P(X|same) = P(X|different) LR(X), so that the sum over sets of k marks must be P(k|same),
    which is known otherwise: a sum of draws and a Poisson number.
    """
    cells = SAID[said]
    sets = [
        chosen
        for size in range(most + 1)
        for chosen in itertools.combinations_with_replacement(cells, size)
    ]
    found = line(
        [Marks(each, UNIVERSE.asked, UNIVERSE.preserved) for each in sets],
        PEOPLE,
    )
    model = found.model
    expected = model.expected(looked(UNIVERSE))
    density = {cell: math.exp(model.log_density(coded(cell))) for cell in cells}
    assert sum(density.values()) == pytest.approx(expected.sum(), abs=1e-12)
    different = np.array(
        [
            math.exp(-expected.sum())
            * math.prod(density[m] ** n / math.factorial(n) for m, n in Counter(each).items())
            for each in sets
        ]
    )
    size = np.array([len(each) for each in sets])
    for place, person in enumerate(PEOPLE):
        ratio = 10.0 ** found.unbounded(np.arange(len(sets)), np.full(len(sets), place))
        drawn = np.array([1.0])
        for mark in person.marks:
            p = found_in(KnownMark(coded(mark), int(person.medical_file)), found, UNIVERSE)
            drawn = np.convolve(drawn, [1.0 - p, p])
        rate = float((undocumented(model, person) * expected).sum())
        poisson = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(most + 1)]
        number = np.convolve(drawn, poisson)[: most + 1]
        sums = [float((different * ratio)[size == k].sum()) for k in range(most + 1)]
        assert sums == pytest.approx(number.tolist(), abs=1e-9)
        assert sum(sums) + (1.0 - number.sum()) == pytest.approx(1.0, abs=1e-9)


def draw(rng: np.random.Generator, found: MarksLine, person: Marks | None) -> tuple[Mark, ...]:
    """Marks on a body, drawn as the model says: of ``person``, or of anybody."""
    model, marks = found.model, []

    def cell(kind: int, share: Floats) -> None:
        place = int(rng.choice(share.size, p=share.ravel() / share.sum()))
        region, motif = divmod(place, share.shape[1])
        name = list(MarkKind)[kind]
        marks.append(Mark(name, list(BodyRegion)[region], motifs(name)[motif]))

    m = np.ones(len(MarkKind)) if person is None else undocumented(model, person)
    for kind, number in enumerate(rng.poisson(m * model.rate)):
        for _ in range(number):
            cell(kind, model.cells[kind])
    for mark in () if person is None else person.marks:
        known = KnownMark(coded(mark), int(person.medical_file))  # type: ignore[union-attr]
        if rng.random() < model.found[known.source, known.seen.kind]:
            kind = int(rng.choice(9, p=model.seen_as[known.seen.kind]))
            cell(kind, model.kernel(known, kind))
    return tuple(marks)


def test_the_mean_lr_is_one_over_whole_bodies_by_importance_sampling() -> None:
    """Half drawn from each side: the mean of 2 LR / (1 + LR) is the mean LR of "different"."""
    person = Marks((CROSS, Mark(SCAR, HEAD, "burn"), Mark(MOLE, RIGHT)), medical_file=True)
    rng, n = np.random.default_rng(5), 4000
    empty = line([], [person])
    bodies = [draw(rng, empty, person if place % 2 else None) for place in range(n)]
    found = line([Marks(each) for each in bodies], [person])
    ratio = 10.0 ** found.unbounded(np.arange(n), np.zeros(n, int))
    weight = 2.0 * ratio / (1.0 + ratio)
    error = weight.std() / math.sqrt(n)
    assert error < 0.02
    assert abs(weight.mean() - 1.0) < 4.0 * error


def test_texts_are_weighed_by_how_often_they_are_listed() -> None:
    tattoo = Mark(TATTOO, LEFT, "text", "ВДВ")
    other = Mark(TATTOO, RIGHT, "text", "Олена")
    rare = line([Marks((Mark(TATTOO, LEFT, "text", "VDV"),))], [Marks((tattoo,))])
    often = line(
        [Marks((Mark(TATTOO, LEFT, "text", "VDV"),))],
        [Marks((tattoo,))] + [Marks((Mark(TATTOO, LEFT, "text", "VDV"),))] * 50 + [Marks((other,))],
    )
    first = np.array([0]), np.array([0])
    assert rare.unbounded(*first)[0] - often.unbounded(*first)[0] > math.log10(5.0)


def random_marks(rng: np.random.Generator, *, body: bool) -> Marks | None:
    if rng.random() < 0.2:
        return None
    kinds, regions = list(MarkKind), list(BodyRegion)
    marks = []
    for _ in range(rng.poisson(1.5)):
        kind = kinds[rng.choice([0, 0, 1, 2, 3, 4, 5])]
        region = regions[rng.integers(12)] if rng.random() < 0.8 else None
        motif = motifs(kind)[rng.integers(3)] if rng.random() < 0.7 else ""
        text = f"text{rng.integers(30)}" if rng.random() < 0.3 else ""
        number = str(1000 + rng.integers(20)) if kind is MarkKind.IMPLANT else ""
        marks.append(Mark(kind, region, motif, text, number))
    asked = frozenset(k for k in kinds if rng.random() < 0.8)
    preserved = frozenset(r for r in regions if not body or rng.random() < 0.8)
    return Marks(tuple(marks), asked, preserved, bool(not body and rng.random() < 0.3))


def test_no_candidate_is_lost_and_findings_agree() -> None:
    rng = np.random.default_rng(7)
    found = line(
        [random_marks(rng, body=True) for _ in range(150)],
        [random_marks(rng, body=False) for _ in range(400)],
    )
    b, p = np.divmod(np.arange(150 * 400), 400)
    every = found.log10_lr(b, p)
    assert every.max() > 3.0
    for least in (0.2, 1.0, 2.5, 3.5):
        pairs = found.candidates(least)
        keys = pairs.bodies * 400 + pairs.people
        assert len(np.unique(keys)) == len(pairs)
        assert np.array_equal(np.sort(keys), np.flatnonzero(every >= least))
    assert len(found.candidates(found.strongest + 0.1)) == 0
    for pair in rng.choice(len(every), 150, replace=False):
        finding = found.finding(int(b[pair]), int(p[pair]))
        value = 0.0 if finding is None else finding.log10_lr
        assert value == pytest.approx(every[pair], abs=1e-12)


@pytest.mark.parametrize(
    ("body", "person"),
    [
        (None, Marks((CROSS,))),
        (Marks((CROSS,)), None),
        (Marks((), frozenset()), Marks((CROSS,))),
        (Marks((CROSS,)), Marks((), frozenset())),
        (Marks((CROSS,)), Marks((), frozenset({SCAR, MOLE}), medical_file=True)),
        (Marks((), preserved=frozenset()), Marks((CROSS,))),
    ],
    ids=["no body", "no person", "not looked", "not asked", "another kind asked", "nothing left"],
)
def test_unknown_is_not_absent(body: Marks | None, person: Marks | None) -> None:
    if person is not None and SCAR in person.asked and body is not None:
        body = Marks(body.marks, body.asked - {SCAR, MOLE}, body.preserved)
    assert one(body, person) == 0.0
    assert line([body], [person]).finding(0, 0) is None


def test_what_speaks_for_and_against() -> None:
    known = Marks((CROSS,))
    same = one(Marks((CROSS,)), known)
    swapped = one(Marks((Mark(TATTOO, RIGHT, "cross"),)), known)
    elsewhere = one(Marks((Mark(TATTOO, HEAD, "skull"),)), known)
    assert same > 1.5
    leg = one(Marks((Mark(TATTOO, BodyRegion.RIGHT_LEG, "cross"),)), known)
    assert same - 0.3 > swapped > leg + 0.3 > leg > elsewhere
    assert elsewhere < 0.0
    assert one(Marks(()), known) < 0.0 < one(Marks(()), Marks(()))
    assert one(Marks((CROSS,)), Marks(())) < 0.0
    gone = Marks((), preserved=frozenset(BodyRegion) - {LEFT})
    tattoo_only = Marks(known.marks, frozenset({TATTOO}))
    # What is left may show the mark only where its side or region was confused.
    assert abs(one(gone, tattoo_only)) < 0.1 < abs(one(Marks(()), tattoo_only))


def test_a_serial_number_carries_more_than_any_other_mark() -> None:
    known = Marks((IMPLANT,), medical_file=True)
    typed = Mark(MarkKind.IMPLANT, BodyRegion.LEFT_LEG, "пластина", number="ab123456")
    wrong = Mark(MarkKind.IMPLANT, BodyRegion.LEFT_LEG, "plate", number="XZ 900-111")
    assert one(Marks((typed,)), known) > 3.0
    unread = Mark(MarkKind.IMPLANT, BodyRegion.LEFT_LEG, "plate")
    assert one(Marks((unread,)), known) - one(Marks((wrong,)), known) > 1.0
    much = tuple(Mark(TATTOO, r, "name", f"Name {r}") for r in list(BodyRegion)[:4])
    assert one(Marks(much), Marks(much)) == 3.0


LOST = Mark(AMPUTATION, HAND, "hand")


@pytest.mark.parametrize(
    ("body", "person", "excluded"),
    [
        (Marks(()), Marks((LOST,), medical_file=True), True),
        (Marks((CROSS,)), Marks((LOST, CROSS), medical_file=True), True),
        (Marks(()), Marks((LOST,)), False),
        (Marks(()), Marks((Mark(AMPUTATION, HAND, "палець"),), medical_file=True), False),
        (Marks(()), Marks((Mark(AMPUTATION, HAND),), medical_file=True), False),
        (Marks(()), Marks((Mark(AMPUTATION, None, "hand"),), medical_file=True), False),
        (
            Marks((Mark(AMPUTATION, OTHER_HAND, "hand"),)),
            Marks((LOST,), medical_file=True),
            False,
        ),
        (
            Marks((), preserved=frozenset(BodyRegion) - {OTHER_HAND}),
            Marks((LOST,), medical_file=True),
            False,
        ),
        (
            Marks((), preserved=frozenset(BodyRegion) - {HAND}),
            Marks((LOST,), medical_file=True),
            False,
        ),
        (Marks((), frozenset({TATTOO})), Marks((LOST,), medical_file=True), False),
        (Marks((LOST,)), Marks((), medical_file=True), False),
    ],
    ids=[
        "file",
        "file, other mark agrees",
        "family",
        "finger",
        "unsaid",
        "somewhere",
        "other side",
        "other side missing",
        "limb missing",
        "not looked",
        "only on the body",
    ],
)
def test_only_a_whole_limb_in_a_medical_file_excludes(
    body: Marks, person: Marks, excluded: bool
) -> None:
    body = replace(body, examined=True)
    found = line([body], [person])
    assert found.excludes(np.array([0]), np.array([0])).tolist() == [excluded]
    finding = found.finding(0, 0)
    assert finding is not None
    assert finding.excludes is excluded
    if excluded:
        assert one(body, person) == finding.lower_bound
        assert "left hand" in finding.said("en")


def changed(name: str, value: object) -> Parameters:
    data = load("marks").model_dump(mode="json")
    data["values"][name]["value"] = value
    return Parameters.model_validate(data)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("motif_error", 1.5, "motif_error of marks is 1.5"),
        ("found", {"family": {"tattoo": 0.5}}, "lacks scar"),
        ("found", {"family": {"tattoo": 1.0}}, "tattoo: 1 is no probability"),
        ("seen_as", {kind.value: {kind.value: 0.9} for kind in MarkKind}, "add up to 1"),
        ("text_agree", {"same": 0.9, "near": 0.2, "different": 0.1}, "add up to 1"),
        ("tattooed", {"a": 1.0}, "not one number"),
    ],
)
def test_numbers_that_cannot_be_are_named(name: str, value: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        line([Marks((CROSS,))], [Marks((CROSS,))], changed(name, value))


def test_every_number_says_where_it_comes_from() -> None:
    values = load("marks").values
    assert {each.basis for each in values.values()} == {"published", "assumed"}
    assert all(len(each.source) > 20 for each in values.values())


def test_empty_registers_have_no_candidates() -> None:
    assert len(line([], []).candidates(1.0)) == 0
    assert len(line([Marks((CROSS,))], []).candidates(1.0)) == 0
    assert len(line([None], [None]).candidates(1.0)) == 0


def test_large_registers_are_compared_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tables would be too large, the same numbers are worked out pair by pair."""
    rng = np.random.default_rng(11)
    bodies = [random_marks(rng, body=True) for _ in range(40)]
    people = [random_marks(rng, body=False) for _ in range(60)]
    b, p = np.divmod(np.arange(40 * 60), 60)
    usual = line(bodies, people).unbounded(b, p)
    for module, name in (
        ("marks_sets", "_TABLE"),
        ("marks_sets", "_CHUNK"),
        ("marks_levels", "_SMALL"),
    ):
        monkeypatch.setattr(f"nomina.evidence.{module}.{name}", 8)
    monkeypatch.setattr("nomina.evidence.marks_screen._BLOCK", 64)
    monkeypatch.setattr("nomina.evidence.marks_screen._MOST_PAIRS", 7)
    large = line(bodies, people)
    assert large.unbounded(b, p) == pytest.approx(usual, abs=1e-12)
    pairs = large.candidates(0.5)
    assert len(pairs) == int((large.log10_lr(b, p) >= 0.5).sum()) > 0
