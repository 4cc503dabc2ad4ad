"""What the interface takes and gives. No answer holds a number that is not a whole one (SEC-32)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from nomina.cases import Source, SourceKind, State
from nomina.desk.files import fields
from nomina.desk.files.actions.consents import FAR
from nomina.desk.people.text import NAME, NOTE
from nomina.errors import InputError
from nomina.words import tr


def _writable(text: str) -> str:
    """Refuse what no database takes."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError(tr("a character in this cannot be used"))
    return text


Text = Annotated[str, AfterValidator(_writable)]
Short = Annotated[Text, Field(max_length=NAME)]
Long = Annotated[Text, Field(max_length=NOTE)]
Key = Annotated[Text, Field(max_length=80)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Given(BaseModel):
    """What is sent: nothing but what is known by name is taken."""

    model_config = ConfigDict(extra="forbid")


class Who(Schema):
    """An account, as colleagues read it."""

    id: UUID
    name: str


class Site(Schema):
    """A site; its short name may stand in file numbers."""

    id: UUID
    name: str
    code: str


class Operation(Schema):
    """An operation, and what whoever asks is in it."""

    id: UUID
    name: str
    kind: str
    languages: list[str]
    roles: list[str]
    sites: list[Site]


class Operations(Schema):
    """Every operation that whoever asks may see."""

    operations: list[Operation]


class Me(Schema):
    """Who asks.

    Attributes:
        token: whether through a token, with which nothing is done that cannot be taken back.
    """

    id: UUID
    name: str
    language: str
    token: bool
    roles: list[str]


class Card(Schema):
    """A file in one line of a list."""

    id: UUID
    kind: str
    number: str
    title: str
    sex: str
    moment: str
    place: str
    lacks: int
    unsettled: int
    photos: int
    changed_at: datetime


class Listing(Given):
    """Which files are listed.

    Attributes:
        after: the last file of the page before.
        lacks, unsettled: only files whose minimum record has gaps, or with two values in a field.
    """

    kind: Key
    after: UUID | None = None
    lacks: bool = False
    unsettled: bool = False


class Searching(Listing):
    """Which files are searched for.

    Attributes:
        words: each must begin a word of a name or number of the file.
    """

    words: Short


class Cards(Schema):
    """A page of a list; ``after`` asks for the next one, and is None on the last."""

    files: list[Card]
    after: UUID | None


class Told(Schema):
    """Who or what says something."""

    kind: SourceKind
    reference: str = ""
    note: str = ""


class Entry(Schema):
    """One thing said in one field: by whom, when, and by what source."""

    entry: UUID
    state: State
    value: str | None
    source: Told | None
    by: Who
    at: datetime


class Standing(Schema):
    """What stands in a field; more than one entry where two people wrote at once."""

    unsettled: bool
    said: list[Entry]


class File(Schema):
    """A file: what stands in each field of which anything was said."""

    id: UUID
    operation: UUID
    kind: str
    number: str
    site: UUID | None
    missing: UUID | None
    by: Who
    at: datetime
    lacks: list[str]
    fields: dict[str, Standing]


class Old(Entry):
    """An entry of the history, and the entries that it took the place of."""

    field: str
    instead_of: list[UUID]


class History(Schema):
    """Everything that was ever said in a file, in order of time."""

    entries: list[Old]


class SourceGiven(Given):
    """Who or what says something."""

    kind: SourceKind
    reference: Short = ""
    note: Long = ""


class Value(Given):
    """A value of a field; ``state`` says whether it is known, unknown, not asked or refused."""

    state: State
    value: Annotated[Text, Field(max_length=fields.LONGEST)] | None = None
    source: SourceGiven | None = None

    def said(self, key: str) -> fields.Said:
        """Give it as the desk keeps it.

        Raises:
            InputError: value, state and source do not go together.
        """
        source = Source(**self.source.model_dump()) if self.source is not None else None
        try:
            return fields.Said(state=self.state, value=self.value, source=source)
        except ValueError:
            raise InputError(
                tr("value, state and source do not go together"),
                where=key,
                todo=tr("A known value needs the value; all but not asked needs its source"),
            ) from None


def said(given: dict[str, Value]) -> dict[str, fields.Said]:
    """Give values by key of field as the desk keeps them."""
    return {key: value.said(key) for key, value in given.items()}


class Opening(Given):
    """A file to be opened.

    Attributes:
        missing: of a family's file, the file of the missing person.
        incomplete: whether fields of the minimum record may stay without an answer.
    """

    kind: Key
    site: UUID | None = None
    missing: UUID | None = None
    incomplete: bool = False
    said: dict[Key, Value] = {}


class Saying(Given):
    """What is said in fields, and what its writer saw there.

    Attributes:
        seen: by key of field, the ids of the entries that stood there when it was read.
    """

    said: dict[Key, Value]
    seen: dict[Key, list[UUID]] = {}


class Wrote(Schema):
    """What was written: the new entries by key of field."""

    entries: dict[str, UUID]


class Unsettled(Schema):
    """Somebody wrote meanwhile. Everything is kept; a person has to choose in these fields."""

    what: str
    where: str
    todo: str
    unsettled: list[str]
    entries: dict[str, UUID]


class End(Schema):
    """When and why something ended, and who said so; nobody where the family itself did."""

    at: datetime
    by: Who | None
    why: str


class Consent(Schema):
    """What a family allowed."""

    id: UUID
    purpose: str
    recipient: str
    given_by: str
    how: str
    until: datetime | None
    by: Who
    at: datetime
    end: End | None


class Consents(Schema):
    """The consents of a file, those that are over too."""

    consents: list[Consent]


class Consenting(Given):
    """A consent to be written down."""

    purpose: Key
    given_by: Short
    how: Long
    recipient: Short = ""
    until: Annotated[AwareDatetime, Field(lt=FAR)] | None = None


class Hold(Schema):
    """A photo, or with ``photo`` None the whole file, is kept out of every comparison."""

    id: UUID
    photo: UUID | None
    why: str
    by: Who
    at: datetime
    end: End | None


class Holds(Schema):
    """The holds of a file, those that were released too."""

    holds: list[Hold]


class Holding(Given):
    """A hold to be put on a photo, or on the whole file."""

    why: Long
    photo: UUID | None = None


class Link(Schema):
    """Two files belong together: ``one`` is ``kind`` to ``other``."""

    id: UUID
    kind: str
    one: UUID
    other: UUID
    why: str
    by: Who
    at: datetime
    end: End | None


class Links(Schema):
    """The links of a file, those that were ended too."""

    links: list[Link]


class Linking(Given):
    """A link to be made from this file to another."""

    kind: Key
    other: UUID
    why: Long


class Why(Given):
    """A reason; it stays with the act for good."""

    why: Long


class Done(Schema):
    """It was done; ``id`` is what came of it."""

    id: UUID


def who(user: Any) -> Who:
    """Give an account as colleagues read it."""
    return Who(id=user.pk, name=user.name)


def end(row: Any) -> End | None:
    """Give the end of a row that may have one."""
    over = getattr(row, "end", None)
    if over is None:
        return None
    return End(
        at=over.made_at, by=who(over.ended_by) if over.ended_by is not None else None, why=over.why
    )
