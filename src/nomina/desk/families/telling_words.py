"""The words of telling, in the language of the reader."""

from __future__ import annotations

from nomina.desk.families.models.telling import (
    BOARD,
    DEATH,
    FURTHER,
    LIAISON,
    MESSAGE,
    PERSON,
    RECALL,
    TELEPHONE,
)
from nomina.desk.families.telling_states import State
from nomina.desk.look.shapes import Way
from nomina.words import tr


def state_name(state: State) -> str:
    """Give the name of where a notice stands."""
    return {
        State.RECALL: tr("to be recalled"),
        State.PLAN: tr("to be planned"),
        State.RELEASE: tr("waits to be let go"),
        State.TELL: tr("to be told"),
        State.TOLD: tr("told"),
        State.RECALLED: tr("recalled, and all know"),
        State.FROZEN: tr("stopped"),
        State.CLOSED: tr("closed untold"),
    }[state]


def state_way(state: State) -> Way:
    """Give the colour of a state."""
    return {
        State.RECALL: Way.STOP,
        State.FROZEN: Way.STOP,
        State.TOLD: Way.FOR,
        State.RECALLED: Way.FOR,
    }.get(state, Way.PLAIN)


def occasion_name(occasion: str) -> str:
    """Give the name of what is told."""
    return {
        DEATH: tr("a death"),
        FURTHER: tr("more was found"),
        RECALL: tr("recall of a wrong notice"),
    }[occasion]


def means_name(means: str) -> str:
    """Give the name of a way to tell."""
    return {
        PERSON: tr("in person"),
        TELEPHONE: tr("by telephone"),
        MESSAGE: tr("by a message"),
    }[means]


def seat_name(seat: str) -> str:
    """Give the name of a seat."""
    return {LIAISON: tr("family liaison"), BOARD: tr("board")}[seat]


def next_step(state: State) -> str:
    """Say in a sentence what comes next."""
    return {
        State.RECALL: tr("Somebody was told something wrong and does not know it yet."),
        State.PLAN: tr("Choose who is told, and plan it for each of them."),
        State.RELEASE: tr("Another person reads what goes to whom, and lets it go."),
        State.TELL: tr("Two people go. Afterwards it is written down how it was."),
        State.TOLD: tr("Everybody who was to be told knows."),
        State.RECALLED: tr("Everybody who was told something wrong knows it."),
        State.FROZEN: tr("The board recalled the identification. Nobody is told anything of it."),
        State.CLOSED: tr("It is told to nobody from here."),
    }[state]
