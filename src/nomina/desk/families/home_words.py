"""What steps and ends of a return are called, in the language of the reader."""

from __future__ import annotations

from nomina.desk.families.models.home import (
    APPOINTMENT,
    BUREAU,
    COUNTER,
    CROSSING,
    ELSEWHERE,
    ESCORT,
    HANDING,
    MISTAKE,
    PAPERS,
    REPLY,
    TRAVEL,
    WITHDRAWN,
)
from nomina.words import tr


def step_name(step: str) -> str:
    """Say what a step is."""
    return {
        APPOINTMENT: tr("Appointment with the family"),
        PAPERS: tr("Paper that is needed"),
        TRAVEL: tr("Way to travel"),
        CROSSING: tr("Crossing of a border or line"),
        ESCORT: tr("Escort"),
        HANDING: tr("Handing over"),
    }[step]


def came_name(came: str) -> str:
    """Say how a request came."""
    return {
        REPLY: tr("in a reply"),
        COUNTER: tr("at the counter"),
        BUREAU: tr("through another bureau"),
    }[came]


def end_name(outcome: str) -> str:
    """Say how a request ended."""
    return {
        WITHDRAWN: tr("the family took it back"),
        ELSEWHERE: tr("somebody else brings them home"),
        MISTAKE: tr("it was written down by mistake"),
    }[outcome]
