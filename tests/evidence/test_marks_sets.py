"""Sums over matchings, levels of texts and the words behind codes, against plain counting."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from nomina.cases.description import MarkKind
from nomina.errors import InputError
from nomina.evidence.line import Floats
from nomina.evidence.marks_levels import Levels, fold, one_edit, shared, words
from nomina.evidence.marks_sets import MOST, log_matchings, mixed
from nomina.evidence.marks_words import motif_codes, motifs


def by_hand(rho: Floats) -> float:
    """The sum over every way to join some rows to some columns, one to one."""
    rows, columns = rho.shape
    total = 0.0
    for size in range(min(rows, columns) + 1):
        for chosen in itertools.combinations(range(rows), size):
            for others in itertools.permutations(range(columns), size):
                total += math.prod(rho[r, c] for r, c in zip(chosen, others, strict=True))
    return total


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (2, 3), (3, 2), (4, 4), (5, 3)])
def test_matchings_are_summed_exactly(shape: tuple[int, int]) -> None:
    rho = np.random.default_rng(1).gamma(0.5, 20.0, (3, *shape))
    assert np.allclose(np.exp(log_matchings(rho)), [by_hand(each) for each in rho], rtol=1e-12)


def test_of_very_many_the_least_telling_count_as_unmatched() -> None:
    rho = np.random.default_rng(2).gamma(0.5, 1.0, (1, MOST + 2, MOST + 1))
    kept = np.delete(rho, int(rho[0].max(axis=0).argmin()), axis=2)
    assert log_matchings(rho) == pytest.approx(log_matchings(kept), rel=1e-12)
    every = sum(
        np.prod([rho[0, p, c] for c, p in enumerate(some)])
        for some in itertools.permutations(range(MOST + 2), 2)
    )
    assert every > 0.0


def test_what_may_have_been_changed_keeps_its_mean() -> None:
    different, ratio = np.array([0.5, 0.3, 0.2]), np.array([0.2, 1.0, 3.0])
    assert different @ ratio == pytest.approx(1.0)
    out = np.exp(mixed(np.log(ratio), 0.4))
    assert different @ out == pytest.approx(1.0, abs=1e-12)
    assert out.min() == pytest.approx(0.4 + 0.6 * 0.2)


TEXTS = ["vdv", "marina", "marine", "mari", "marinas", "1987", "1988", "olga"]


def levels(counts: Floats) -> Levels:
    return Levels(
        [(0, text) for text in TEXTS],
        counts,
        agree=(0.8, 0.15, 0.05),
        unseen=50.0,
        near=one_edit,
        near_unseen=lambda text: 0.002 if len(str(text)) >= 4 else 0.0,
    )


def test_levels_are_counted_in_the_register() -> None:
    counts = np.array([9.0, 4.0, 1.0, 2.0, 0.0, 1.0, 3.0, 2.0])
    found = levels(counts)
    share = (counts + 1.0) / (counts.sum() + 50.0)
    for y, text in enumerate(TEXTS):
        close = [
            Levenshtein.distance(text, other) == 1 and min(len(text), len(other)) >= 4
            for other in TEXTS
        ]
        unseen = (1.0 - share.sum()) * (0.002 if len(text) >= 4 else 0.0)
        assert found.shares[:, y] == pytest.approx(
            [share[y], share @ close + unseen, 1.0 - share[y] - share @ close - unseen], abs=1e-12
        )
        for x in range(len(TEXTS)):
            level = 0 if x == y else 1 if close[x] else 2
            expected = math.log(found.agree[level, y] / found.shares[level, y])
            assert found.log_ratio(np.array([x + 1]), np.array([y + 1]))[0] == pytest.approx(
                expected
            )


def test_the_mean_ratio_of_levels_is_one() -> None:
    found = levels(np.arange(8.0))
    ratio = found.agree / np.where(found.agree > 0, found.shares, 1.0)
    assert (found.shares * ratio).sum(axis=0) == pytest.approx(1.0, abs=1e-12)
    assert (found.agree.sum(axis=0), found.shares.min() >= 0.0) == (pytest.approx(1.0), True)


def test_what_is_not_said_is_not_compared() -> None:
    out = levels(np.ones(8)).log_ratio(np.array([0, 1, 0]), np.array([1, 0, 0]))
    assert out.tolist() == [0.0, 0.0, 0.0]


def test_shares_of_levels_that_cannot_be_are_named() -> None:
    with pytest.raises(InputError, match="add up to 1"):
        Levels([], np.zeros(0), agree=(0.8, 0.1, 0.2), unseen=9.0, near=shared, near_unseen=len)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ВДВ", "VDV"), ("ВДВ", "BДB"), ("Марина", "Marina"), ("Сергій", "Serhii"), ("Ґудзь", "Gudz")],
)
def test_scripts_fall_together(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_other_words_do_not() -> None:
    assert len({fold(text) for text in ("Марина", "Ірина", "ВДВ", "ВВС", "12", "21")}) == 6
    assert (words("ВДВ, 95-а бригада"), fold(" -, ")) == (["vdv", "95", "a", "brigada"], "")


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        (MarkKind.TATTOO, "православний хрест", {"cross"}),
        (MarkKind.TATTOO, "крест", {"cross"}),
        (MarkKind.TATTOO, "серце з ім'ям", {"heart", "name"}),
        (MarkKind.TATTOO, "голова вовка", {"animal"}),
        (MarkKind.TATTOO, "Skull", {"skull"}),
        (MarkKind.OPERATION, "аппендицит", {"appendix"}),
        (MarkKind.OPERATION, "апендикс", {"appendix"}),
        (MarkKind.IMPLANT, "титанова пластина", {"plate"}),
        (MarkKind.AMPUTATION, "lower leg", {"lower leg"}),
        (MarkKind.AMPUTATION, "палець", {"finger"}),
        (MarkKind.SCAR, "опік", {"burn"}),
        (MarkKind.TATTOO, "бозна-що", set()),
        (MarkKind.TATTOO, "", set()),
    ],
)
def test_words_are_coded_in_three_languages(kind: MarkKind, text: str, codes: set[str]) -> None:
    assert motif_codes(kind, text) == codes


def test_every_code_names_itself() -> None:
    for kind in MarkKind:
        assert [motif_codes(kind, code) for code in motifs(kind)] == [{c} for c in motifs(kind)]
