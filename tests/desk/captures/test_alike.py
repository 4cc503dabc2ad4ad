"""Copies of one source: counted once, and only copies."""

from __future__ import annotations

import random

import numpy as np
import pytest

from nomina.desk.captures.alike import KEPT, RUN, Mark, alike, runs_of, same_text, sources
from nomina.images.alike import APART, mark_of
from nomina.synthetic import Person
from tests.images.test_images_alike import saved


def words(seed: int, count: int) -> list[str]:
    draw = random.Random(seed)
    return [f"w{draw.randrange(5000)}" for _ in range(count)]


def marked(text: str, digest: str = "") -> Mark:
    runs, whole = runs_of(text)
    return Mark(digest or str(hash(text)), runs, whole)


def share(one: str, other: str) -> float:
    """The share of the runs of the shorter in the other, by brute force."""
    sets = []
    for text in (one, other):
        every = text.casefold().split()
        sets.append({tuple(every[at : at + RUN]) for at in range(len(every) - RUN + 1)})
    return len(sets[0] & sets[1]) / max(1, min(map(len, sets)))


@pytest.mark.parametrize("count", [40, 200, 3000])
def test_texts_are_told_as_by_brute_force(count: int) -> None:
    base = words(1, count)
    for kept, expected in ((count, True), (int(count * 0.97), True), (count // 3, False)):
        other = base[:kept] + words(2, count - kept)
        one, two = " ".join(base), " ".join(other)
        assert (share(one, two) >= 0.8) is expected
        assert same_text(marked(one), marked(two)) is expected, (count, kept)


def test_a_short_text_within_a_long_one_is_the_same_source() -> None:
    short = " ".join(words(1, 300))
    long = " ".join([*words(2, 400), short, *words(3, 400)])
    assert len(runs_of(long)[0]) == KEPT
    assert same_text(marked(short), marked(long))
    assert not same_text(marked(" ".join(words(4, 300))), marked(long))


def test_of_a_few_words_nothing_is_said() -> None:
    few = "one two three four five six"
    assert not same_text(marked(few), marked(few))
    assert alike(Mark("a"), Mark("a"))  # but equal bytes are equal
    assert not alike(Mark("a"), Mark("b"))


def test_pictures_saved_again_are_one_and_other_faces_are_not() -> None:
    drawn = [Person.from_seed(seed).ante_mortem() for seed in range(12)]
    marks = [Mark(str(n), picture=int(mark_of(one), 16)) for n, one in enumerate(drawn)]
    for n, one in enumerate(drawn):
        for side, quality in ((640, 80), (320, 50), (150, 40)):
            copy = Mark("c", picture=int(mark_of(saved(one, side, quality)), 16))
            assert [alike(copy, mark) for mark in marks].index(True) == n
            assert sum(alike(copy, mark) for mark in marks) == 1
    assert len(set(sources(dict(enumerate(marks))).values())) == 12


def test_a_picture_of_one_colour_says_nothing() -> None:
    assert mark_of(np.full((50, 60, 3), 128, np.uint8)) == ""


def test_ten_copies_are_one_source_through_each_other() -> None:
    """Each differs from the next by less than copies may, the ends by more."""
    chain = [Mark(str(n), picture=(1 << (n * APART)) - 1) for n in range(10)]
    assert not alike(chain[0], chain[9])
    marks = dict(enumerate(chain)) | {99: Mark("o")}
    found = sources(marks)
    assert [found[n] for n in range(10)] == [1] * 10
    assert found[99] == 2
    assert sources({}) == {}


def test_many_texts_are_grouped_as_each_pair_says() -> None:
    """By brute force over all pairs; most share what surrounds them, some are copies."""
    frame = words(0, 40)
    bases = [words(n + 1, 120) for n in range(20)]
    marks = {}
    for n in range(80):
        base = bases[n % 20]
        more = words(1000 + n, 10) if n % 3 else []
        marks[n] = marked(" ".join([*frame, *base, *more]), str(n))
    root = {n: n for n in marks}
    for one, mark in marks.items():
        for other in range(one):
            if alike(mark, marks[other]):
                old, new = root[one], root[other]
                root = {key: new if at == old else at for key, at in root.items()}
    found = sources(marks)
    assert len(set(root.values())) == 20
    for one in marks:
        for other in marks:
            assert (found[one] == found[other]) is (root[one] == root[other])
