"""The check before a release, by itself: every set of what is missing is told, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from nomina.desk.custody.release_check import ASKED, Case, Content, Missing, missing, unsigned

COFFIN = Content(tag="C", kind="coffin", whose="holder", read=True)
BODY = Content(tag="B", kind="body", whose="person", read=True)
READY = Case(contents=(COFFIN, BODY), facts=frozenset(ASKED), seats=frozenset({"custody", "board"}))
HELD = Missing("hold:x", "it is held", "Let it go")


def without(case: Case, key: str) -> Case:
    """The same with one condition broken, written down beside the code that it tests."""
    inner = {one.tag: one for one in case.contents}
    if key == "recalled":
        return replace(case, stands=False)
    if key == "identification":
        return replace(case, board=1)
    if key == "scan":
        inner["C"] = replace(inner["C"], read=False)
    elif key == "other":
        inner["O"] = Content("O", "part", "other", True)
    elif key == "both":
        inner["X"] = Content("X", "part", "both", True)
    elif key == "nobody":
        inner["N"] = Content("N", "sample", "nobody", True)
    elif key == "unresolved":
        inner["U"] = Content("U", "packet", "nobody", True, declared=True, signed=1)
    elif key == "hold:x":
        inner["C"] = replace(inner["C"], holds=(HELD,))
    elif key == "strange":
        return replace(case, strange=("S",))
    elif key.startswith("sign-"):
        return replace(case, seats=case.seats - {key.removeprefix("sign-")})
    else:
        return replace(case, facts=case.facts - {key})
    return replace(case, contents=tuple(inner.values()))


KEYS = (
    "recalled", "identification", "scan", "other", "both", "nobody", "unresolved", "hold:x",
    "strange", *ASKED, "sign-custody", "sign-board",
)  # fmt: skip


def test_nothing_is_missing_where_everything_is_there() -> None:
    assert missing(READY) == ()
    declared = Content("U", "part", "nobody", True, declared=True, signed=2)
    assert missing(replace(READY, contents=(*READY.contents, declared))) == ()


def test_every_set_of_what_is_missing_gives_exactly_those_reasons() -> None:
    """All 2**16 would take a minute: all of up to four, and all of which up to four are there."""
    sizes = [n for n in range(len(KEYS) + 1) if n <= 4 or n >= len(KEYS) - 3]
    seen = 0
    for n in sizes:
        for some in combinations(KEYS, n):
            case = READY
            for key in some:
                case = without(case, key)
            assert sorted(one.key for one in missing(case)) == sorted(some)
            assert bool(unsigned(case)) == any(not key.startswith("sign-") for key in some)
            seen += 1
    assert seen > 3000


@pytest.mark.deep
def test_all_sets_of_what_is_missing() -> None:
    for bits in range(2 ** len(KEYS)):
        some = [key for n, key in enumerate(KEYS) if bits >> n & 1]
        case = READY
        for key in some:
            case = without(case, key)
        assert {one.key for one in missing(case)} == set(some)


def test_each_is_a_sentence_and_says_what_would_settle_it() -> None:
    for key in KEYS:
        for one in missing(without(READY, key)):
            assert one.what[:1].islower()
            assert not one.what.endswith(".")
            assert one.todo[:1].isupper()
            assert not one.todo.endswith(".")


def test_a_coffin_without_the_person_or_with_two_of_him() -> None:
    def keys(*contents: Content) -> list[str]:
        return [one.key for one in missing(replace(READY, contents=(COFFIN, *contents)))]

    assert keys() == ["empty"]
    assert keys(replace(BODY, kind="sample")) == ["empty"]
    assert keys(replace(BODY, kind="part")) == []
    assert keys(BODY, replace(BODY, tag="B2")) == ["bodies"]
    assert keys(BODY, Content("2", "body", "other", True), Content("3", "body", "other", True)) == [
        "other",
        "other",
    ]


def test_a_list_of_effects_that_is_out_of_date_is_none() -> None:
    old = replace(READY, effects_listed=False)
    assert [one.key for one in missing(old)] == ["effects-changed"]
    assert [one.key for one in missing(without(old, "effects"))] == ["effects"]
