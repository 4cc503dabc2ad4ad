"""What codes of partners and people are called, in the language of the reader."""

from __future__ import annotations

from nomina.desk.transmit.models.detriment import (
    ADVERSE,
    CIVILIAN,
    FORCES,
    NOT_SAID,
    OWN,
    PRISONER,
    UNSAID,
)
from nomina.desk.transmit.models.kin import REPLACED, WITHDRAWN, WRONG
from nomina.desk.transmit.models.routes import BOARD_SEAT, TRANSMISSION_SEAT
from nomina.words import tr


def form_name(one: str) -> str:
    """Give the name of a form in which a partner takes things."""
    return {
        "json": tr("sealed file (JSON)"),
        "pdf": tr("paper (PDF)"),
        "csv": tr("table (CSV)"),
        "pfif": tr("PFIF 1.4"),
    }[one]


def side_name(one: str) -> str:
    """Give the name of a side."""
    return {OWN: tr("this side"), ADVERSE: tr("the other side"), UNSAID: tr("nobody can say")}[one]


def status_name(one: str) -> str:
    """Give what a person was."""
    return {
        FORCES: tr("of the armed forces"),
        PRISONER: tr("prisoner of war"),
        CIVILIAN: tr("civilian"),
        NOT_SAID: tr("not known"),
    }[one]


def end_name(one: str) -> str:
    """Give why a relative's row counts no more."""
    return {
        WITHDRAWN: tr("the relative, or who told of them, takes it back"),
        WRONG: tr("it was wrong"),
        REPLACED: tr("it was written down anew"),
    }[one]


def seat_name(one: str) -> str:
    """Give the name of a seat in which somebody signs."""
    return {TRANSMISSION_SEAT: tr("transmission officer"), BOARD_SEAT: tr("board member")}[one]
