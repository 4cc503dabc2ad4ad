"""What the interface gives of leads: degrees, places and sentences; no score and no template."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class Finding(Schema):
    """What one kind of evidence says of a pair.

    Attributes:
        speaks: for or against that both are one person, or evenly; or that they cannot be.
        says: what it means, in the language of the reader.
        body, person: what was observed on the body, and what is known of the missing person.
        source: where the numbers behind it come from.
    """

    kind: str
    speaks: Literal["excludes", "against", "even", "for"]
    says: str
    body: str
    person: str
    source: str


class Lead(Schema):
    """A missing person whose file is worth a look; it says nothing of who the body is.

    Attributes:
        place: in the order of what to look at first, from 1.
        person: the file; None where it is of another operation and closed to who asks.
        degree: of all evidence together, from -6 (against) to 6 (for), 0 for none either way.
        says: the same in words.
        faces: what the faces alone are worth, in words; empty where none were compared.
        findings: of the first leads.
        lacking: kinds of evidence of which one side has nothing.
    """

    place: int
    person: UUID | None
    number: str
    name: str
    degree: Annotated[int, Field(ge=-6, le=6)]
    says: str
    excluded: bool
    faces: str
    findings: list[Finding]
    lacking: list[str]


class Leads(Schema):
    """The leads of a body by the newest complete run.

    Attributes:
        run: None where there is none yet.
        working: whether newer ones are being computed.
        nobody: the place of "nobody on this list", which is an answer too.
    """

    run: UUID | None
    computed_at: datetime | None
    working: bool
    nobody: int | None
    leads: list[Lead]


class Job(Schema):
    """One piece of work in the background; ``total`` is None where it is not known yet."""

    id: UUID
    operation: UUID
    kind: str
    state: str
    made_at: datetime
    ended_at: datetime | None
    done: int
    total: int | None
    says: str


class Jobs(Schema):
    """The newest work of an operation."""

    jobs: list[Job]
