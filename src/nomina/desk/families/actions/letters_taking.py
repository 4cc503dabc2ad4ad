"""A letter is carried away, to be left with a family; it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina import tags
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import resting
from nomina.desk.families import telling_signs
from nomina.desk.families.letters_draft import draft_of
from nomina.desk.families.models import Letter, Told
from nomina.desk.families.models.telling import RECALL
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.letters import FamilyLetter
from nomina.words import tr


def document_of(letter: Letter) -> FamilyLetter:
    """Give the signed letter of a row."""
    return FamilyLetter.model_validate(letter.document)


def _says_so(letter: Letter) -> bool:
    """Say whether a letter that was made says what it would say now."""
    it = draft_of(letter.recipient, letter.plan)
    return it is not None and it.digest == letter.draft


@dataclass(frozen=True, kw_only=True)
class TakeLetter(Action[Letter]):
    """Carry a letter away, to leave it with a family: it leaves the desk as it was made."""

    letter: Letter

    kind = "families.letter-taken"
    permission = predicates.WRITE_LETTERS

    def thing(self) -> Thing:
        """Give the letter."""
        return self.letter.thing()

    def effect(self, by: Actor) -> Letter:
        """Give it.

        Raises:
            Refused: what it tells was recalled; or it was not left yet, and what was let go is
                another text by now.
        """
        if self.letter.notice.occasion != RECALL:
            resting.hold(self.letter.notice.identification)
        one = self.letter
        told = Told.objects.standing().filter(recipient=one.recipient).exists()
        if not told and not (telling_signs.released(one.plan) and _says_so(one)):
            raise Refused(
                tr("something changed since this letter was made"),
                where=tags.written(one.number),
                todo=tr("Have the dry run signed as it is now, and make another letter"),
            )
        return self.letter

    def on(self, done: Letter) -> tuple[Reference, ...]:
        """Give the letter."""
        return (Reference("letter", done.pk),)

    def said(self, done: Letter) -> Mapping[str, Said]:
        """Give which bytes."""
        return {"pdf": done.pdf}
