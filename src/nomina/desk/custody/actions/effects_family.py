"""What a family chose, wishes and asks for is written down by those who speak with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import note
from nomina.desk.custody.models import FurtherRemains, ReturnRequest, Wishes
from nomina.desk.custody.models.effects_family import ASKED, ASKERS, CHOICES
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def demand_missing(file: File) -> None:
    """Refuse what is no file of a missing person.

    Raises:
        Refused: so it is.
    """
    if file.kind != AM:
        raise Refused(tr("a family's wishes stand in the file of a missing person"))


@dataclass(frozen=True, kw_only=True)
class SayFurther(Action[FurtherRemains]):
    """Write down what the family wants where more of the person is found later.

    Attributes:
        choice: one of `CHOICES`.
        said_by, kinship: who said it, and what they are to the person.
        how: how it was asked: where, who was there, what was said first.
    """

    file: File
    choice: str
    said_by: str
    kinship: str
    how: str

    kind = "custody.further"
    permission = predicates.WRITE_WISHES

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no choice."""
        demand_missing(self.file)
        if self.choice not in CHOICES:
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> FurtherRemains:
        """Add the row."""
        row = FurtherRemains(
            file=self.file,
            choice=self.choice,
            said_by=clean_name(self.said_by, NAME),
            kinship=clean_name(self.kinship, NAME),
            how=clean_note(self.how),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: FurtherRemains) -> tuple[Reference, ...]:
        """Give the file."""
        return (Reference("file", self.file.pk),)

    def said(self, done: FurtherRemains) -> Mapping[str, Said]:
        """Give the choice, and who made it."""
        return {
            "choice": done.choice,
            "said_by": done.said_by,
            "kinship": done.kinship,
            "how": done.how,
        }


@dataclass(frozen=True, kw_only=True)
class SayWishes(Action[Wishes]):
    """Write down tradition and rite, and how the body is to be handled."""

    file: File
    rite: str
    said_by: str
    handling: str = ""

    kind = "custody.wishes"
    permission = predicates.WRITE_WISHES

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse another kind of file."""
        demand_missing(self.file)

    def effect(self, by: Actor) -> Wishes:
        """Add the row."""
        row = Wishes(
            file=self.file,
            rite=clean_note(self.rite),
            handling=note(self.handling),
            said_by=clean_name(self.said_by, NAME),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Wishes) -> tuple[Reference, ...]:
        """Give the file."""
        return (Reference("file", self.file.pk),)

    def said(self, done: Wishes) -> Mapping[str, Said]:
        """Give the wishes."""
        return {"rite": done.rite, "handling": done.handling, "said_by": done.said_by}


@dataclass(frozen=True, kw_only=True)
class AskReturn(Action[ReturnRequest]):
    """Write down that kin or the home country asks for return, or objects; both stand.

    Attributes:
        asker: one of `ASKERS`.
        asked: one of `ASKED`.
        name: who asks.
    """

    file: File
    asker: str
    asked: str
    name: str
    words: str

    kind = "custody.return-request"
    permission = predicates.ASK_RETURN

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is neither a request nor an objection of either of the two."""
        demand_missing(self.file)
        if self.asker not in ASKERS or self.asked not in ASKED:
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> ReturnRequest:
        """Add the row."""
        row = ReturnRequest(
            file=self.file,
            asker=self.asker,
            asked=self.asked,
            name=clean_name(self.name, NAME),
            words=clean_note(self.words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ReturnRequest) -> tuple[Reference, ...]:
        """Give the file."""
        return (Reference("file", self.file.pk),)

    def said(self, done: ReturnRequest) -> Mapping[str, Said]:
        """Give who asks for what."""
        return {
            "asker": done.asker,
            "asked": done.asked,
            "name": done.name,
            "words": done.words,
        }
