"""Letters and messages in words: what they leave out, where they stand, when somebody answers."""

from __future__ import annotations

from nomina.desk.families.letters_text import CAUSE, DIED, FOUND
from nomina.desk.families.messages_state import QUEUED
from nomina.desk.families.models import FamilyOffice
from nomina.desk.families.models.letters import (
    ACCEPTED,
    AGAIN,
    ARRIVED,
    BY_MAIL,
    DROPPED,
    EVERY_DAY,
    NOT_KNOWN,
    NOT_SENT,
    REFUSED,
    TRYING,
)
from nomina.desk.look.shapes import Way
from nomina.words import tr


def leaf_name(leaf: str) -> str:
    """Give the name of what a letter can leave out."""
    return {
        CAUSE: tr("the cause of death"),
        FOUND: tr("when and where the body was found"),
        DIED: tr("when death came"),
    }.get(leaf, leaf)


def days_name(days: str) -> str:
    """Give on which days somebody answers."""
    return tr("every day") if days == EVERY_DAY else tr("Monday to Friday")


def hours_of(office: FamilyOffice) -> str:
    """Give when somebody answers."""
    return f"{days_name(office.days)}, {office.opens:%H:%M}–{office.closes:%H:%M}"


def form_name(form: str) -> str:
    """Give the name of a form of message."""
    return tr("e-mail") if form == BY_MAIL else tr("SMS")


def message_state(state: str) -> str:
    """Give where a message stands."""
    return {
        QUEUED: tr("waits to be sent"),
        TRYING: tr("is being sent"),
        ACCEPTED: tr("taken by the server"),
        REFUSED: tr("not sent"),
        NOT_SENT: tr("not sent yet, it is tried again"),
        NOT_KNOWN: tr("nobody knows whether it was sent"),
        AGAIN: tr("is sent again"),
        ARRIVED: tr("arrived"),
        DROPPED: tr("dropped"),
    }.get(state, state)


def message_way(state: str) -> Way:
    """Give the colour of where a message stands."""
    if state in (ACCEPTED, ARRIVED):
        return Way.FOR
    if state == NOT_KNOWN:
        return Way.STOP
    return Way.UNSURE if state == REFUSED else Way.PLAIN


def decision_name(decision: str) -> str:
    """Give the name of what a person can say of a message."""
    return {
        AGAIN: tr("Send it again"),
        ARRIVED: tr("It arrived: they called, or said so"),
        DROPPED: tr("Drop it"),
    }.get(decision, decision)


def message_next(state: str) -> str:
    """Say what comes next of a message, in a sentence."""
    if state == NOT_KNOWN:
        return tr(
            "The line broke while it went over. It is not sent again by itself: call them, or ask"
            " whoever runs the mail server, and write down what you learn."
        )
    if state == REFUSED:
        return tr("It did not go out. Look at the address with them, call instead, or drop it.")
    if state in (ACCEPTED, ARRIVED, DROPPED):
        return tr("Nothing more happens to it.")
    return tr("The desk sends it within the hours that they named, and says here what came of it.")
