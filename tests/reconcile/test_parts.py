"""Body parts: which are one person, what may be treated as one, what stays open."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nomina.errors import InputError
from nomina.reconcile.parts import Collapsed, Link, Weighed, collapse, weigh
from nomina.reconcile.parts_anatomy import Part, piece


def part(name: str, *texts: str) -> Part:
    return Part(name, tuple(piece(text) for text in texts))


def one_pair(log10_lr: float, theta: float) -> float:
    """Two files of n: odds LR : theta."""
    lr = math.pow(10.0, log10_lr)
    return lr / (lr + theta)


ARMS = [part("A", "left arm"), part("B", "right arm"), part("C", "trunk"), part("D", "head")]


def test_one_pair_has_the_odds_of_its_lr_over_theta() -> None:
    found = weigh(ARMS, [Link("A", "B", 3.0)], theta=50.0)
    (group,) = found.groups
    assert group.method == "exact"
    assert group.ids == ("A", "B")
    assert group.pairs["A", "B"] == pytest.approx(one_pair(3.0, 50.0), abs=1e-12)
    assert group.together(["A", "B"]) == pytest.approx(one_pair(3.0, 50.0), abs=1e-12)
    assert group.best[0].blocks == (("A", "B"),)
    assert sum(each.probability for each in group.best) == pytest.approx(1.0)


def test_links_on_one_pair_are_multiplied_and_an_exclusion_stands() -> None:
    links = [Link("A", "B", 2.0, source="DNA"), Link("B", "A", 1.0, source="joint")]
    (group,) = weigh(ARMS, links, theta=50.0).groups
    assert group.pairs["A", "B"] == pytest.approx(one_pair(3.0, 50.0), abs=1e-12)
    assert weigh(ARMS, [*links, Link("A", "B", excludes=True)], theta=50.0).groups == ()
    around = [Link("A", "C", 6.0), Link("B", "C", 6.0), Link("A", "B", excludes=True)]
    (group,) = weigh(ARMS, around, theta=50.0).groups
    assert group.pairs["A", "B"] == 0.0
    assert group.pairs["A", "C"] + group.pairs["B", "C"] <= 1.0


def test_anatomy_forbids_what_dna_supports() -> None:
    """Soft tissue is carried from one to another: two left arms are two people."""
    parts = [part("A", "left arm"), part("B", "left humerus"), part("C", "trunk")]
    links = [Link("A", "B", 9.0), Link("B", "C", 9.0), Link("A", "C", 9.0)]
    (group,) = weigh(parts, links, theta=5.0).groups
    assert group.pairs["A", "B"] == 0.0
    assert group.pairs["A", "C"] == pytest.approx(0.5, abs=1e-6)  # C is with one of them
    assert group.pairs["B", "C"] == pytest.approx(0.5, abs=1e-6)
    assert collapse(Weighed((group,), 5.0), 0.95).together == ()


def test_three_bones_of_unknown_side_are_not_one_person() -> None:
    """Any two may be, and so it is no matter of pairs."""
    parts = [part(name, "femur") for name in "ABC"]
    links = [Link("A", "B", 8.0), Link("B", "C", 8.0), Link("A", "C", 8.0)]
    (group,) = weigh(parts, links, theta=5.0).groups
    assert group.together("ABC") == 0.0
    assert group.pairs["A", "B"] == pytest.approx(1.0 / 3.0, abs=1e-6)


def test_a_bag_with_two_people_is_left_out_and_named() -> None:
    bag = part("BAG", "left hand", "left hand")
    found = weigh([*ARMS, bag], [Link("A", "BAG", 9.0), Link("A", "B", 3.0)], theta=10.0)
    assert found.left_out == ("BAG",)
    assert [group.ids for group in found.groups] == [("A", "B")]


def test_groups_are_apart() -> None:
    links = [Link("C", "D", 2.0), Link("A", "B", 4.0)]
    found = weigh(ARMS, links, theta=10.0)
    assert [group.ids for group in found.groups] == [("A", "B"), ("C", "D")]
    assert found.groups[1].pairs["C", "D"] == pytest.approx(one_pair(2.0, 10.0), abs=1e-12)


def test_the_prior_by_the_expected_number_of_people() -> None:
    found = weigh(ARMS, [Link("A", "B", 2.0)], people=3.0)
    assert math.fsum(found.theta / (found.theta + i) for i in range(4)) == pytest.approx(3.0)
    assert weigh([part("A")], [], people=1.0).groups == ()


def test_collapse_says_what_is_sure_and_what_is_open() -> None:
    """A, B and C surely; D is perhaps with them."""
    links = [Link("A", "B", 7.0), Link("B", "C", 7.0), Link("C", "D", 1.0)]
    weighed = weigh(ARMS, links, theta=10.0)
    (group,) = weighed.groups
    found = collapse(weighed, 0.99)
    assert [ids for ids, _ in found.together] == [("A", "B", "C")]
    assert found.together[0][1] == group.together("ABC") > 0.99
    assert {pair for pair, _ in found.undecided} == {("A", "D"), ("B", "D"), ("C", "D")}
    assert all(0.01 < p < 0.99 for _, p in found.undecided)
    assert collapse(weighed, 0.9999999).together == ()
    assert weighed == weigh(ARMS, links, theta=10.0)  # nothing was merged


def test_pairs_may_each_be_sure_and_all_together_not() -> None:
    """The threshold is held by the whole set, and not only by its pairs."""
    links = [Link(one, other, 2.6) for one, other in ("AB", "BC", "CD")]
    (group,) = (weighed := weigh(ARMS, links, theta=10.0)).groups
    threshold = (group.together("ABCD") + min(group.pairs.values())) / 2.0
    assert group.together("ABCD") < threshold < min(group.pairs.values())
    found: Collapsed = collapse(weighed, threshold)
    assert all(p >= threshold for _, p in found.together)
    assert all(len(ids) < 4 for ids, _ in found.together)
    assert found.undecided


def test_a_large_group_is_sampled_and_says_how_well_chains_agree() -> None:
    """Three people in 12 bags: links inside each of LR 10^3, two false ones across."""
    rng = np.random.default_rng(3)
    parts = [part(f"P{n}") for n in range(12)]
    links = [
        Link(f"P{i}", f"P{j}", 3.0 if i % 3 == j % 3 else float(-2.0 * rng.random()))
        for i in range(12)
        for j in range(i)
        if i % 3 == j % 3 or rng.random() < 0.5
    ]
    across = [Link("P0", "P1", 0.5), Link("P1", "P2", 0.5)]
    weighed = weigh(parts, [*links, *across], theta=3.0, sweeps=100)
    (group,) = weighed.groups
    assert group.method == "chains"
    assert group.r_hat is not None
    assert group.r_hat < 1.1
    together = [set(ids) for ids, _ in collapse(weighed, 0.95).together]
    for found in together:
        assert len({int(name[1:]) % 3 for name in found}) == 1
    assert sorted(map(len, together)) == [4, 4, 4]


def test_a_group_whose_chains_disagree_is_left_open() -> None:
    parts = [part(f"P{n}") for n in range(11)]
    links = [Link(f"P{i}", f"P{j}", 3.5) for i in range(11) for j in range(i)]
    weighed = weigh(parts, links, theta=1.0, every_pair=True, sweeps=10)
    (group,) = weighed.groups
    assert [len(ids) for ids, _ in collapse(weighed, 0.95).together] == [11]
    disagreed = replace(weighed, groups=(replace(group, r_hat=1.2),))
    found = collapse(disagreed, 0.95)
    assert found.together == ()
    assert len(found.undecided) == 55


@pytest.mark.parametrize("threshold", [0.5, 1.0, 0.0, 7.0, math.nan])
def test_thresholds_that_cannot_be(threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        collapse(Weighed((), 1.0), threshold)


def test_what_cannot_be_used_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"A.*there twice"):
        weigh([part("A"), part("A")], [], theta=1.0)
    with pytest.raises(InputError, match=r"X.*not known"):
        weigh(ARMS, [Link("A", "X", 1.0)], theta=1.0)
    with pytest.raises(InputError, match="with itself"):
        Link("A", "A", 1.0)
    with pytest.raises(InputError, match="finite"):
        Link("A", "B", math.inf)
    for theta, people in ((None, None), (1.0, 2.0)):
        with pytest.raises(InputError, match="state the expected number"):
            weigh(ARMS, [], theta=theta, people=people)
    with pytest.raises(InputError, match="theta is above 0"):
        weigh(ARMS, [], theta=0.0)
