"""The whole graph of a comparison report is walked: there is no way round board and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from nomina.desk.examine.states import (
    ESTABLISHED,
    EXCLUDES,
    FACE,
    MOVES,
    PRIMARY,
    VIEWS,
    Line,
    Move,
    Need,
    State,
    after,
    carries,
    drawing,
    moves_from,
)

SECONDARY = ("medical", "property", "tattoo", "description")
FREE = frozenset(Need) - {Need.CARRIES, Need.TWO_SIGNATURES}


def reached(allowed: frozenset[Need], moves: tuple[Move, ...] = MOVES) -> set[State]:
    """Every state that can be reached where just these needs can be met."""
    seen, open_ = {State.NEW}, [State.NEW]
    while open_:
        here = open_.pop()
        for move in moves:
            if move.source is here and move.needs <= allowed and move.target not in seen:
                seen.add(move.target)
                open_.append(move.target)
    return seen


def bags() -> Iterator[tuple[Line, ...]]:
    """Up to four lines of evidence of every kind and view."""
    every = [Line(d, v) for d in (FACE, "dna", *SECONDARY) for v in (ESTABLISHED, EXCLUDES)]
    every += [Line(d, v) for d in (FACE, "dental") for v in VIEWS]
    return chain.from_iterable(combinations(sorted(set(every), key=str), n) for n in range(5))


def test_no_way_leads_to_an_identification_round_the_board() -> None:
    assert State.IDENTIFIED in reached(frozenset(Need))
    for missing in (Need.CARRIES, Need.TWO_SIGNATURES, Need.OTHER_PERSON, Need.EVIDENCE):
        assert State.IDENTIFIED not in reached(frozenset(Need) - {missing}), missing
    for name in ("decide", "conclude-identification", "sign", "accept"):
        without = tuple(move for move in MOVES if move.name != name)
        assert State.IDENTIFIED not in reached(frozenset(Need), without), name
    into = [move for move in MOVES if move.target is State.IDENTIFIED]
    assert [move.name for move in into] == ["decide"]
    assert into[0].needs >= {Need.CARRIES, Need.TWO_SIGNATURES}


def test_the_face_neither_carries_nor_stops_an_identification() -> None:
    tried = 0
    for lines in bags():
        for exceptional in (False, True):
            without = [line for line in lines if line.discipline != FACE]
            found = carries(lines, exceptional=exceptional)
            assert found == carries(without, exceptional=exceptional), lines
            if found and not exceptional:
                assert any(x.discipline in PRIMARY and x.view == ESTABLISHED for x in lines), lines
            tried += 1
    assert tried > 3000


E, P, Q, X = VIEWS
WEAK = [("tattoo", Q), ("property", Q), ("medical", Q)]
STRONG = [("tattoo", E), ("property", P), ("medical", E)]


@pytest.mark.parametrize(
    ("lines", "exceptional", "found"),
    [
        ([("dna", E)], False, True),
        ([("dna", P)], False, False),
        ([("dna", E), ("dental", X)], False, False),
        ([("face", E)] * 9, True, False),
        (STRONG, True, True),
        (STRONG, False, False),
        ([*STRONG[:2], ("face", E)], True, False),
        ([("tattoo", E), ("tattoo", P), ("tattoo", P)], True, False),
        (WEAK, True, False),
        ([], True, False),
    ],
)
def test_what_carries_an_identification(
    lines: list[tuple[str, str]], exceptional: bool, found: bool
) -> None:
    assert carries([Line(*line) for line in lines], exceptional=exceptional) is found


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    assert reached(frozenset(Need)) == set(State)
    assert {state for state in State if not moves_from(state)} == set()
    back = {s for s in State if State.FIRST in _from(s)}
    assert back == set(State), "from everywhere evidence can be collected again"


def _from(state: State) -> set[State]:
    seen, open_ = {state}, [state]
    while open_:
        for move in moves_from(open_.pop()):
            if move.target not in seen:
                seen.add(move.target)
                open_.append(move.target)
    return seen


def test_one_person_alone_brings_nothing_to_its_end() -> None:
    alone = reached(frozenset(Need) - {Need.OTHER_PERSON})
    assert not alone & {State.IDENTIFIED, State.SAME, State.EXCLUDED, State.PREMATURE, State.BOARD}


def test_a_link_of_two_files_never_comes_before_the_board() -> None:
    without = reached(frozenset(Need) - {Need.LINKS_PERSON})
    assert not without & {State.IDENTIFICATION_1, State.BOARD, State.IDENTIFIED}
    assert State.SAME in without


def test_a_report_stands_where_its_moves_led() -> None:
    way = [
        ("open", State.DISCLOSURE), ("refuse", State.REFUSED), ("ask-again", State.DISCLOSURE),
        ("disclose", State.FIRST), ("sign", State.SECOND), ("sign", State.CONCLUSION),
        ("conclude-premature", State.PREMATURE_1), ("accept", State.PREMATURE_2),
        ("accept", State.PREMATURE), ("wake", State.FIRST),
    ]  # fmt: skip
    assert after(way) is State.FIRST
    for n in range(len(way)):
        assert after(way[:n]) is (way[n - 1][1] if n else State.NEW)
        with pytest.raises(ValueError, match="no move"):
            after([*way[:n], ("decide", State.IDENTIFIED)])


def test_the_drawing_in_the_documentation_is_this_table(repository: Path) -> None:
    assert drawing() in (repository / "docs" / "examination.md").read_text(encoding="utf-8")
