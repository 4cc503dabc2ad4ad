"""What a logger sends, and what it is told: how many were taken, and nothing of what is kept."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from nomina.desk.api.shapes import Given, Short

MOST = 5000
"""Readings that are sent at once."""


class Reading(Given):
    """What a sensor showed.

    Attributes:
        at: when, with its distance from UTC.
        tenths: degrees Celsius, times ten.
        sensor: its name; that of the logger where none is sent.
    """

    at: AwareDatetime
    tenths: Annotated[int, Field(strict=True, ge=-10_000, le=10_000)]
    sensor: Short = ""


class Readings(Given):
    """Readings of a place, in any order; sent again they add nothing."""

    readings: Annotated[list[Reading], Field(min_length=1, max_length=MOST)]


class WrongReading(Schema):
    """A reading that was not taken: its place among those sent, from 0, and why."""

    row: int
    why: str


class Taken(Schema):
    """What came of it."""

    taken: int
    known: int
    wrong: list[WrongReading]
