"""What pages and papers call the things of the enquiry desk."""

from __future__ import annotations

from nomina.desk.families.models.asking import (
    BY_BUREAU,
    BY_COUNTER,
    BY_LETTER,
    BY_PAGE,
    BY_PHONE,
    OTHER,
    OWN,
)
from nomina.desk.families.models.asking_case import (
    ANOTHER,
    ANSWERED,
    DNA,
    JOINED,
    LETTER,
    MAIL,
    NOT_KIN,
    PAPERS,
    PASSED,
    REGISTER,
    SMS,
    TELEPHONE,
    VISIT,
    WITHDRAWN,
)
from nomina.words import tr


def way_name(way: str) -> str:
    """Give the name of a way by which an enquiry came."""
    return {
        BY_PAGE: tr("by the page"),
        BY_COUNTER: tr("at the counter"),
        BY_LETTER: tr("by letter"),
        BY_PHONE: tr("by telephone"),
        BY_BUREAU: tr("through a bureau"),
    }[way]


def side_name(side: str) -> str:
    """Give the name of a side."""
    return {OWN: tr("our own side"), OTHER: tr("the other side")}[side]


def outcome_name(outcome: str) -> str:
    """Give the name of an outcome."""
    return {
        ANSWERED: tr("answered"),
        JOINED: tr("joined to a file"),
        WITHDRAWN: tr("taken back"),
        NOT_KIN: tr("kinship does not hold"),
        PASSED: tr("passed to the neutral agency"),
        ANOTHER: tr("another outcome"),
    }[outcome]


def means_name(means: str) -> str:
    """Give the name of a way to verify kinship."""
    return {
        PAPERS: tr("papers that were shown"),
        REGISTER: tr("a register that was asked"),
        DNA: tr("DNA"),
    }[means]


def contact_way(way: str) -> str:
    """Give the name of a way to reach somebody."""
    return {
        TELEPHONE: tr("telephone"),
        SMS: tr("text message"),
        MAIL: tr("e-mail"),
        LETTER: tr("letter"),
        VISIT: tr("a visit"),
    }[way]
