"""Searching for files by words, which is written down like every look into many of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files.finding import words_of
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

LONGEST = 200
"""Longest query, in characters."""


@dataclass(frozen=True, kw_only=True)
class SearchFiles(Action[tuple[str, ...]]):
    """Ask for files by words; what came of it is read afterwards, page by page.

    Attributes:
        operations: where is searched; the rule asks for a role in one of them, and files
            elsewhere, or of kinds that the role does not see, are not found.
        file_kind: the kind of file that is meant; empty for all.
    """

    query: str
    operations: tuple[Operation, ...]
    file_kind: str = ""

    kind = "file.search"
    permission = predicates.SEE_FILES

    def thing(self) -> Thing:
        """Give the operations."""
        return Thing(operations=frozenset(one.pk for one in self.operations))

    def check(self, by: Actor) -> None:
        """Refuse a query without a word."""
        if len(self.query) > LONGEST:
            raise Refused(tr("this is longer than {n} characters").format(n=LONGEST))
        if "\x00" in self.query or not words_of(self.query):
            raise Refused(tr("there is no word to look for"), todo=tr("Write a name or a number"))

    def effect(self, by: Actor) -> tuple[str, ...]:
        """Give the words that are looked for."""
        return words_of(self.query)

    def on(self, done: tuple[str, ...]) -> tuple[Reference, ...]:
        """Give the operations."""
        return tuple(Reference("operation", one.pk) for one in self.operations)

    def said(self, done: tuple[str, ...]) -> Mapping[str, Said]:
        """Give what was asked for."""
        return {"query": self.query, "kind": self.file_kind, "words": done}
