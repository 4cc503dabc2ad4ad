"""The words of releases, in the language of the reader."""

from __future__ import annotations

from nomina.desk.custody.release_state import State
from nomina.desk.look.shapes import Way
from nomina.words import tr


def receiver_kind(kind: str, language: str | None = None) -> str:
    """Say who receives."""
    return {
        "family": tr("the family", language),
        "authority": tr("an authority", language),
        "carrier": tr("a carrier", language),
        "other-side": tr("the other side", language),
    }[kind]


def fact_name(key: str, language: str | None = None) -> str:
    """Give the name of what is written down before a release."""
    return {
        "authority": tr("Document of the authority", language),
        "receiver": tr("Identity of the receiver", language),
        "effects": tr("List of effects", language),
        "wishes": tr("Wishes and rites", language),
        "further": tr("Further remains", language),
    }[key]


def whose_name(whose: str) -> str:
    """Say whose a thing in a coffin is."""
    return {
        "holder": tr("holds the others"),
        "person": tr("of this person"),
        "other": tr("not of this person"),
        "both": tr("linked to two people"),
        "nobody": tr("nobody knows"),
    }[whose]


def whose_way(whose: str) -> Way:
    """Give the colour of whose a thing is."""
    return {"holder": Way.PLAIN, "person": Way.FOR, "nobody": Way.UNSURE}.get(whose, Way.AGAINST)


def state_name(state: State) -> str:
    """Say where a release stands."""
    return {
        State.OPEN: tr("in preparation"),
        State.FROZEN: tr("frozen: the identification was recalled"),
        State.DONE: tr("given out"),
        State.ENDED: tr("withdrawn"),
    }[state]


def state_way(state: State) -> Way:
    """Give the colour of where a release stands."""
    return {
        State.OPEN: Way.UNSURE,
        State.FROZEN: Way.STOP,
        State.DONE: Way.FOR,
        State.ENDED: Way.PLAIN,
    }[state]


def seat_name(seat: str, language: str | None = None) -> str:
    """Give the name of a seat in which a release is signed."""
    return {"custody": tr("custody officer", language), "board": tr("board member", language)}[seat]


def choice_name(choice: str, language: str | None = None) -> str:
    """Say what a family wants where more is found later."""
    return {
        "tell-again": tr("tell the family again", language),
        "do-not-tell": tr("do not tell the family", language),
        "wait-until-complete": tr("wait until the remains are complete", language),
    }.get(choice, choice)


def paper_name(kind: str, language: str | None = None) -> str:
    """Give the name of a paper."""
    return {
        "release": tr("Release form", language),
        "pass": tr("Laissez-passer for a corpse", language),
        "effects": tr("List of effects handed over", language),
        "transfer": tr("Transfer sheet", language),
        "death": tr("Death certificate", language),
        "dead": tr("Certified list of the dead", language),
    }[kind]
