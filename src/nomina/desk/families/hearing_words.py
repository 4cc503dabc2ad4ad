"""What ways, labels and tasks of replies are called, in the language of the reader."""

from __future__ import annotations

from nomina.desk.families.models.hearing import (
    ADD,
    ANSWER,
    BODY,
    BUREAU,
    CARE,
    COLLECT,
    COUNTER,
    DECIDE,
    DISTRESS,
    GRATEFUL,
    INFORMATION,
    KINSHIP,
    LETTER,
    MAIL,
    OFFER,
    OTHER,
    PAGE,
    SECURITY,
    THREAT,
    WRONG,
)
from nomina.desk.families.models.mailbox import TOO_LARGE, UNREADABLE, WORDLESS
from nomina.desk.families.models.threats import NEEDLESS, TIME
from nomina.words import tr


def way_name(way: str) -> str:
    """Say how a reply came."""
    return {
        PAGE: tr("on the page for relatives"),
        COUNTER: tr("at the counter"),
        LETTER: tr("by letter"),
        MAIL: tr("by e-mail"),
        BUREAU: tr("through another bureau"),
    }[way]


def label_name(label: str) -> str:
    """Say what a reply holds."""
    return {
        BODY: tr("wishes to collect the body"),
        INFORMATION: tr("wants information"),
        OFFER: tr("offers information"),
        GRATEFUL: tr("grateful"),
        DISTRESS: tr("in distress"),
        THREAT: tr("threatening"),
        WRONG: tr("wrong person"),
        OTHER: tr("other"),
    }[label]


def task_name(task: str) -> str:
    """Say what is to be done."""
    return {
        COLLECT: tr("Agree how the person comes home"),
        ANSWER: tr("Answer the family"),
        ADD: tr("Write what is offered in the file of the missing person"),
        CARE: tr("Call, and offer help"),
        SECURITY: tr("Pass the threatening part to security"),
        KINSHIP: tr("Verify kinship"),
        DECIDE: tr("Decide what is to be done"),
    }[task]


def aside_why(why: str) -> str:
    """Say why a mail was set aside."""
    return {
        UNREADABLE: tr("it cannot be read as a mail"),
        TOO_LARGE: tr("it is too large"),
        WORDLESS: tr("it says nothing in words"),
    }[why]


def erased_why(why: str) -> str:
    """Say why a threat was erased."""
    return {
        TIME: tr("its time was over"),
        NEEDLESS: tr("security needs it no more"),
    }[why]
