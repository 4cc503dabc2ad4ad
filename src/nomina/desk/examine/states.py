"""The way of a comparison report, as data: which move leads where, who may make it, what it needs.

States and their order are those of DVI practice: disclosure, evidence, two signatures, a mandatory
conclusion that both owners accept. What practice leaves open (refusal, withdrawal, rejection,
return, reopening) and the board between an accepted identification and its closing are of our own.
Nothing here knows a database; a report's state is what `after` gives for its moves in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a report stands; the value is what is stored and never shown."""

    NEW = "new"
    DISCLOSURE = "awaits-disclosure"
    REFUSED = "disclosure-refused"
    FIRST = "awaits-first-signature"
    SECOND = "awaits-second-signature"
    CONCLUSION = "awaits-conclusion"
    IDENTIFICATION_1 = "identification-awaits-first-acceptance"
    IDENTIFICATION_2 = "identification-awaits-second-acceptance"
    SAME_1 = "same-awaits-first-acceptance"
    SAME_2 = "same-awaits-second-acceptance"
    EXCLUSION_1 = "exclusion-awaits-first-acceptance"
    EXCLUSION_2 = "exclusion-awaits-second-acceptance"
    PREMATURE_1 = "premature-awaits-first-acceptance"
    PREMATURE_2 = "premature-awaits-second-acceptance"
    BOARD = "awaits-board"
    IDENTIFIED = "closed-identification"
    SAME = "closed-same"
    EXCLUDED = "closed-exclusion"
    PREMATURE = "premature"
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"


class Who(StrEnum):
    """Whose move it is."""

    OWNER = "an owner"
    OTHER = "the other owner"
    MAKER = "its maker"
    BOARD = "the board"


class Need(StrEnum):
    """What a move needs beside the person."""

    ONE_OWNER = "one operation owns both files"
    TWO_OWNERS = "two operations own the files"
    EVIDENCE = "evidence in force"
    NEW_EVIDENCE = "evidence that came since"
    CARRIES = "a primary identifier, or an exceptional combination without the face"
    OTHER_PERSON = "another person than the one before"
    OTHER_OWNER = "the other owner than the one before, where there are two"
    TWO_SIGNATURES = "two signatures of the board on the dossier as it is"
    LINKS_PERSON = "a body and a missing person"
    JOINS_FILES = "two files of one person or one body"
    WAKES = "what would wake it"
    REASON = "a reason"


@dataclass(frozen=True)
class Move:
    """One way from a state to another."""

    name: str
    source: State
    target: State
    who: Who
    needs: frozenset[Need] = frozenset()


PRIMARY = frozenset({"friction ridge", "dental", "dna"})
"""Disciplines of which one suffices where nothing contradicts it (INTERPOL DVI Guide)."""
FACE = "face"
ESTABLISHED, PROBABLE, POSSIBLE, EXCLUDES = "established", "probable", "possible", "excluded"
VIEWS = (ESTABLISHED, PROBABLE, POSSIBLE, EXCLUDES)
"""What a discipline concludes by itself, before the board weighs them together."""
FEW = 3
"""Secondary lines that an exceptional combination has at least, each of another discipline."""


@dataclass(frozen=True)
class Line:
    """One item of evidence in force: its discipline, and what that concluded."""

    discipline: str
    view: str


def carries(lines: Iterable[Line], *, exceptional: bool) -> bool:
    """Say whether evidence may carry an identification. The face has no weight in it, either way.

    Args:
        lines: the evidence in force.
        exceptional: whether it is on record why no primary identifier can be had.
    """
    weighed = [line for line in lines if line.discipline != FACE]
    if any(line.view == EXCLUDES for line in weighed):
        return False
    if any(line.discipline in PRIMARY and line.view == ESTABLISHED for line in weighed):
        return True
    strong = {line.discipline for line in weighed if line.view in (ESTABLISHED, PROBABLE)}
    return exceptional and len(strong - PRIMARY) >= FEW


def _moves() -> Iterable[Move]:
    of, reason = frozenset, Need.REASON
    yield Move("open", State.NEW, State.DISCLOSURE, Who.OWNER, of({Need.TWO_OWNERS, reason}))
    yield Move("open", State.NEW, State.FIRST, Who.OWNER, of({Need.ONE_OWNER, reason}))
    yield Move("disclose", State.DISCLOSURE, State.FIRST, Who.OTHER)
    yield Move("refuse", State.DISCLOSURE, State.REFUSED, Who.OTHER, of({reason}))
    yield Move("ask-again", State.REFUSED, State.DISCLOSURE, Who.MAKER, of({reason}))
    for state in (State.DISCLOSURE, State.REFUSED, State.FIRST, State.SECOND, State.CONCLUSION):
        yield Move("withdraw", state, State.WITHDRAWN, Who.MAKER, of({reason}))
    yield Move("sign", State.FIRST, State.SECOND, Who.OWNER, of({Need.EVIDENCE}))
    second = of({Need.OTHER_PERSON, Need.OTHER_OWNER})
    yield Move("sign", State.SECOND, State.CONCLUSION, Who.OWNER, second | {Need.EVIDENCE})
    yield Move("send-back", State.SECOND, State.FIRST, Who.OWNER, of({reason}))
    yield from _conclusions(second, reason)
    decided = of({Need.CARRIES, Need.TWO_SIGNATURES})
    yield Move("decide", State.BOARD, State.IDENTIFIED, Who.BOARD, decided)
    yield Move("return", State.BOARD, State.CONCLUSION, Who.BOARD, of({reason}))
    yield Move("recall", State.IDENTIFIED, State.RECALLED, Who.BOARD, of({reason}))
    for state in (State.SAME, State.EXCLUDED, State.RECALLED):
        yield Move("reopen", state, State.FIRST, Who.BOARD, of({reason}))
    again = State.WITHDRAWN
    yield Move("reopen", again, State.DISCLOSURE, Who.MAKER, of({Need.TWO_OWNERS, reason}))
    yield Move("reopen", again, State.FIRST, Who.MAKER, of({Need.ONE_OWNER, reason}))
    yield Move("wake", State.PREMATURE, State.FIRST, Who.OWNER, of({Need.NEW_EVIDENCE}))


def _conclusions(second: frozenset[Need], reason: Need) -> Iterable[Move]:
    person = frozenset({Need.LINKS_PERSON, Need.CARRIES, reason})
    joins, why = frozenset({Need.JOINS_FILES, reason}), frozenset({reason})
    wakes = frozenset({Need.WAKES})
    s = State
    for name, first, then, end, needs in (
        ("conclude-identification", s.IDENTIFICATION_1, s.IDENTIFICATION_2, s.BOARD, person),
        ("conclude-same", s.SAME_1, s.SAME_2, s.SAME, joins),
        ("conclude-exclusion", s.EXCLUSION_1, s.EXCLUSION_2, s.EXCLUDED, why),
        ("conclude-premature", s.PREMATURE_1, s.PREMATURE_2, s.PREMATURE, wakes),
    ):
        yield Move(name, State.CONCLUSION, first, Who.OWNER, needs)
        yield Move("accept", first, then, Who.OWNER)
        yield Move("accept", then, end, Who.OWNER, second)
        for state in (first, then):
            yield Move("reject", state, State.CONCLUSION, Who.OWNER, frozenset({reason}))


MOVES: tuple[Move, ...] = tuple(_moves())
"""Every way there is; what is not here cannot happen."""

COLLECTING = frozenset({State.FIRST, State.BOARD, State.PREMATURE})
"""States in which evidence is added and struck; before the board that voids its signatures."""


def moves_from(state: State) -> tuple[Move, ...]:
    """Give the moves that leave a state."""
    return tuple(move for move in MOVES if move.source is state)


def after(names: Iterable[tuple[str, State]]) -> State:
    """Give the state after moves, each given as its name and the state that it led to.

    Raises:
        ValueError: one of them is no move from where the report stood.
    """
    state = State.NEW
    for name, target in names:
        if not any(m.name == name and m.target is target for m in moves_from(state)):
            raise ValueError(f"no move {name} from {state} to {target}")
        state = target
    return state


def drawing() -> str:
    """Draw the whole way as a table of text, for the documentation."""
    lines = ["| from | move | to | whose | needs |", "| --- | --- | --- | --- | --- |"]
    for move in MOVES:
        needs = "; ".join(sorted(move.needs)) or "nothing more"
        row = (f"`{move.source}`", move.name, f"`{move.target}`", move.who, needs)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines) + "\n"
