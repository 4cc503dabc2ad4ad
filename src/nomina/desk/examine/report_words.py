"""Comparison reports in words: where they stand, what comes next, what each discipline says."""

from __future__ import annotations

from nomina.desk.examine.states import (
    ESTABLISHED,
    EXCLUDES,
    FACE,
    POSSIBLE,
    PROBABLE,
    State,
)
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL, IDENTIFIED
from nomina.desk.look.shapes import Way
from nomina.words import tr

ENDED = frozenset({State.IDENTIFIED, State.SAME, State.EXCLUDED, State.WITHDRAWN, State.RECALLED})
"""States in which nobody is waited for."""
RESTING = ENDED | {State.PREMATURE}


def kind_name(kind: str) -> str:
    """Say what a report is about."""
    return {
        IDENTIFIED: tr("whether a body is a missing person"),
        IDENTICAL: tr("whether two files are of the same person or body"),
        FRAGMENT: tr("whether one is a body part of the other"),
    }[kind]


def state_name(state: State) -> str:
    """Say where a report stands."""
    return _states()[state]


def _states() -> dict[State, str]:
    s = State
    return {
        s.NEW: tr("new"),
        s.DISCLOSURE: tr("awaits disclosure"),
        s.REFUSED: tr("disclosure refused"),
        s.FIRST: tr("collects evidence; awaits the first signature"),
        s.SECOND: tr("awaits the second signature"),
        s.CONCLUSION: tr("awaits its conclusion"),
        s.IDENTIFICATION_1: tr("identification: awaits the first acceptance"),
        s.IDENTIFICATION_2: tr("identification: awaits the second acceptance"),
        s.SAME_1: tr("the same: awaits the first acceptance"),
        s.SAME_2: tr("the same: awaits the second acceptance"),
        s.EXCLUSION_1: tr("exclusion: awaits the first acceptance"),
        s.EXCLUSION_2: tr("exclusion: awaits the second acceptance"),
        s.PREMATURE_1: tr("premature: awaits the first acceptance"),
        s.PREMATURE_2: tr("premature: awaits the second acceptance"),
        s.BOARD: tr("before the board"),
        s.IDENTIFIED: tr("closed: identification"),
        s.SAME: tr("closed: of the same person or body"),
        s.EXCLUDED: tr("closed: exclusion"),
        s.PREMATURE: tr("premature: rests until evidence comes"),
        s.WITHDRAWN: tr("withdrawn"),
        s.RECALLED: tr("recalled"),
    }


def state_way(state: State) -> Way:
    """Give the colour of a state; its words say the same."""
    if state in (State.IDENTIFIED, State.SAME):
        return Way.FOR
    if state in (State.REFUSED, State.RECALLED):
        return Way.STOP
    if state is State.EXCLUDED:
        return Way.AGAINST
    return Way.UNSURE if state is State.PREMATURE else Way.PLAIN


def next_step(state: State) -> str:
    """Say what comes next, and from whom."""
    s = State
    if state in (s.IDENTIFICATION_1, s.SAME_1, s.EXCLUSION_1, s.PREMATURE_1):
        return tr("one owner accepts the conclusion")
    if state in (s.IDENTIFICATION_2, s.SAME_2, s.EXCLUSION_2, s.PREMATURE_2):
        return tr("somebody else accepts the conclusion")
    return {
        s.DISCLOSURE: tr("the other owner discloses the file, or refuses"),
        s.REFUSED: tr("its maker asks again, or withdraws it"),
        s.FIRST: tr("evidence is brought, then signed"),
        s.SECOND: tr("somebody else signs"),
        s.CONCLUSION: tr("an owner concludes"),
        s.BOARD: tr("two of the board sign, and it decides"),
        s.PREMATURE: tr("evidence comes that would wake it"),
    }.get(state, tr("nothing"))


def move_name(name: str) -> str:
    """Say what a move does, as a verb."""
    return {
        "open": tr("Open"),
        "disclose": tr("Disclose the file"),
        "refuse": tr("Refuse disclosure"),
        "ask-again": tr("Ask again"),
        "withdraw": tr("Withdraw the report"),
        "sign": tr("Sign the evidence"),
        "send-back": tr("Send back to collecting"),
        "conclude-identification": tr("Conclude: identification"),
        "conclude-same": tr("Conclude: the same"),
        "conclude-exclusion": tr("Conclude: exclusion"),
        "conclude-premature": tr("Conclude: premature"),
        "accept": tr("Accept the conclusion"),
        "reject": tr("Reject the conclusion"),
        "decide": tr("Decide"),
        "return": tr("Return to the owners"),
        "recall": tr("Recall"),
        "reopen": tr("Reopen"),
        "wake": tr("Wake"),
    }.get(name, name)


def made_name(name: str) -> str:
    """Say what was done by a move."""
    return {
        "open": tr("opened"),
        "disclose": tr("disclosed"),
        "refuse": tr("refused disclosure"),
        "ask-again": tr("asked again"),
        "withdraw": tr("withdrew it"),
        "sign": tr("signed the evidence"),
        "send-back": tr("sent it back to collecting"),
        "conclude-identification": tr("concluded: identification"),
        "conclude-same": tr("concluded: the same"),
        "conclude-exclusion": tr("concluded: exclusion"),
        "conclude-premature": tr("concluded: premature"),
        "accept": tr("accepted the conclusion"),
        "reject": tr("rejected the conclusion"),
        "decide": tr("decided for the board"),
        "return": tr("returned it for the board"),
        "recall": tr("recalled it"),
        "reopen": tr("reopened it"),
        "wake": tr("woke it"),
    }.get(name, name)


def discipline_name(name: str) -> str:
    """Give the name of a discipline."""
    return {
        "friction ridge": tr("friction ridge"),
        "dental": tr("dental"),
        "dna": tr("DNA"),
        "medical": tr("medical"),
        "anthropology": tr("anthropology"),
        "property": tr("property"),
        "tattoo": tr("tattoo"),
        "description": tr("description"),
        FACE: tr("face"),
    }.get(name, name)


def view_name(view: str) -> str:
    """Give what a discipline concludes by itself."""
    return {
        ESTABLISHED: tr("established"),
        PROBABLE: tr("probable"),
        POSSIBLE: tr("possible"),
        EXCLUDES: tr("excluded"),
    }[view]


def view_way(view: str) -> Way:
    """Give the colour of such a conclusion; its words say the same."""
    return {ESTABLISHED: Way.FOR, PROBABLE: Way.FOR, EXCLUDES: Way.AGAINST}.get(view, Way.UNSURE)
