"""The one currency of evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from nomina.documents import Part
from nomina.words import LANGUAGES, current

Kind = Literal[
    "face",
    "biology",
    "names",
    "documents",
    "marks",
    "dental",
    "fingerprints",
    "effects",
    "whereabouts",
    "dna",
    "exclusion",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
WEIGHED: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "exclusion")
"""Kinds of a line of evidence; an exclusion is only ever stated."""

Words = dict[str, str]
"""One sentence by language: "en", "uk", "ru"."""


def in_all(say: Callable[[str], str]) -> Words:
    """Give a sentence in every language; ``say`` is called with each language code."""
    return {language: say(language) for language in LANGUAGES}


class Finding(Part):
    """What one line of evidence says about one body and one missing person.

    A finding that excludes says that they cannot be the same; only a method that may exclude
    gives one, and its ``log10_lr`` is then its lower bound. Every other LR lies in its bounds.
    """

    kind: Kind
    log10_lr: float = Field(description="Of same person over different people, within bounds.")
    lower_bound: float = Field(le=0, description="The least that the data behind it supports.")
    upper_bound: float = Field(ge=0, description="The most that the data behind it supports.")
    excludes: bool = Field(default=False, description="The two cannot be the same person.")
    body: str = Field(description="What was observed on the body, as text.")
    person: str = Field(description="What is known of the missing person, as text.")
    sentence: Words = Field(description="What it means, in every language.")
    method: str = Field(description="Name of the model.")
    version: str = Field(description="Version of the model and its numbers.")
    source: str = Field(description="Where the numbers come from.")
    computed_from: tuple[str, ...] = Field(
        default=(), description="Digests of what it was computed from."
    )

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        if not self.lower_bound <= self.log10_lr <= self.upper_bound:
            raise ValueError(f"log10 LR {self.log10_lr} lies outside its bounds")
        if set(self.sentence) != set(LANGUAGES):
            raise ValueError("a finding is said in every language")
        return self

    @property
    def at_bound(self) -> bool:
        """Whether the data would not support a stronger claim, so that this is only a limit."""
        return self.log10_lr in {self.lower_bound, self.upper_bound}

    def said(self, language: str | None = None) -> str:
        """Give the sentence in one language; None for the current one."""
        return self.sentence[language or current()]
