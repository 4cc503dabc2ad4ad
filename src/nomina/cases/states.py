"""Unknown is not absent: what is known of a value, and who says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, NoReturn, Self, TypeVar

from pydantic import model_validator

from nomina.cases.dates import When
from nomina.documents import Part
from nomina.errors import InputError

T = TypeVar("T")


class State(StrEnum):
    """What is known of a value."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"


class SourceKind(StrEnum):
    """What kind of source says something."""

    RELATIVE = "relative"
    WITNESS = "witness"
    DOCUMENT = "document"
    EXAMINATION = "examination"
    PHOTOGRAPH = "photograph"
    REGISTER = "register"
    DEVICE = "device"
    OTHER = "other"


class Source(Part):
    """Who or what says something.

    Attributes:
        kind: what kind of source it is.
        reference: which one exactly: a document number, a file number, an examiner's code.
        when: when it was said or read; None where nobody wrote that down.
        note: anything else, such as why a value is unknown.
    """

    kind: SourceKind
    reference: str = ""
    when: When | None = None
    note: str = ""


class Known(Part, Generic[T]):
    """A value that is known, unknown, not asked for or refused.

    * known: a source gives the value. "None" is a value too: a body known to have lain alone
      has the known value ``()``.
    * unknown: a source was asked and does not know.
    * not asked: nobody has asked yet. This is the only state that needs no source.
    * refused: a source was asked and will not say.

    It has no truth value: ``if body.age`` would treat unknown as no, and raises TypeError.
    """

    state: State
    value: T | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.state is State.KNOWN) != (self.value is not None):
            raise ValueError("a value is given exactly where the state is known")
        if self.source is None and self.state is not State.NOT_ASKED:
            raise ValueError(f"a value that is {self.state} needs its source")
        return self

    @classmethod
    def of(cls, value: T, source: Source) -> Self:
        """Give a known value."""
        return cls(state=State.KNOWN, value=value, source=source)

    @classmethod
    def unknown(cls, source: Source) -> Self:
        """Give a value that ``source`` was asked for and does not know."""
        return cls(state=State.UNKNOWN, source=source)

    @classmethod
    def not_asked(cls) -> Self:
        """Give a value that nobody has asked for yet."""
        return cls(state=State.NOT_ASKED)

    @classmethod
    def refused(cls, source: Source) -> Self:
        """Give a value that ``source`` was asked for and will not say."""
        return cls(state=State.REFUSED, source=source)

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.state is State.KNOWN

    def get(self) -> T:
        """Give the value.

        Raises:
            InputError: the value is not known; ask `is_known` first, or use `get_or`.
        """
        if self.value is None:
            raise InputError(f"this value is not known but {self.state.replace('_', ' ')}")
        return self.value

    def get_or(self, default: T) -> T:
        """Give the value, or ``default`` where it is not known."""
        return default if self.value is None else self.value

    def __bool__(self) -> NoReturn:
        """Refuse: unknown is neither true nor false."""
        raise TypeError("a value may be unknown; ask is_known, state or get_or instead")
