"""One particular of a person: known, said not to be known, or never asked; absent it is an error.

A record of the Conventions asks for the same particulars of everybody. What nobody knows is said
so, with why; what nobody asked for is said so too. Nothing is left out, and nothing is blank.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from nomina.documents import Part
from nomina.signed import Line

Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class Stands(StrEnum):
    """How a particular stands."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    UNASKED = "unasked"


class Sure(StrEnum):
    """How sure a source is of what it says, in its own words."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DOUBTFUL = "doubtful"


class Particular(Part):
    """One particular.

    Attributes:
        state: whether it is known.
        value: exactly of what is known.
        why: exactly of what is not known: why.
        source: who or what says so; null of what was never asked.
        confidence: of what is known; null where the source did not say.
    """

    state: Stands
    value: Text | None
    why: Line | None
    source: Line | None
    confidence: Sure | None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.state is Stands.KNOWN) != (self.value is not None):
            raise ValueError("a value stands exactly where it is known")
        if (self.state is Stands.UNKNOWN) != (self.why is not None):
            raise ValueError("what is not known says why, and nothing else does")
        if (self.state is Stands.UNASKED) != (self.source is None):
            raise ValueError("what was asked has a source, and nothing else has")
        if self.confidence is not None and self.state is not Stands.KNOWN:
            raise ValueError("nobody is sure of what is not known")
        return self

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.state is Stands.KNOWN


def known(value: str, source: str, confidence: Sure | None = None) -> Particular:
    """Give a particular that a source gives."""
    return Particular(
        state=Stands.KNOWN, value=value, why=None, source=source, confidence=confidence
    )


def unknown(why: str, source: str) -> Particular:
    """Give a particular of which a source says that it is not known, and why."""
    return Particular(state=Stands.UNKNOWN, value=None, why=why, source=source, confidence=None)


def unasked() -> Particular:
    """Give a particular that nobody asked for yet."""
    return Particular(state=Stands.UNASKED, value=None, why=None, source=None, confidence=None)
