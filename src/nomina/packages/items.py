"""What a package can hold: the dead, prisoners, the missing, graves, packets, discs, and words.

No item has a field for an image, for what a machine made of a face, or for who a body may be. A
name stands only where an identification stands: without one, a body is told of as it was found.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nomina.documents import Part
from nomina.packages.particulars import Particular, Text
from nomina.signed import Day, Digest, Line, Moment, Short

MOST = 1_000
"""Items of a package, and rows of a list in it."""

_NAMING = ("surname", "first_names", "father", "mother", "born", "born_place")
"""Particulars that say who somebody is; of the dead they need an identification."""

Tag = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{10}$")]
Count = Annotated[int, Field(ge=1, le=100_000)]


class Named(Part):
    """A board decided who a body is, and the decision stood when this was signed.

    Attributes:
        number: of the file of the person.
        decided: on which day.
        certificate: number of the certificate of identification; null where none was issued.
    """

    number: Line
    decided: Day
    certificate: Line | None


class Certified(Part):
    """A responsible officer certified this.

    Attributes:
        number: of the certificate or list.
        digest: of all that was certified, in canonical JSON.
        office: as what the officer signed.
        name: of the officer.
        at: when.
    """

    number: Line
    digest: Digest
    office: Line
    name: Line
    at: Moment


class _Dead(Part):
    """Somebody dead: the number of the body, and who the board says it is."""

    number: Line
    named: Named | None

    @model_validator(mode="after")
    def _is_named_by_a_board_alone(self) -> Self:
        given: dict[str, Any] = dict(self)
        told = [key for key in _NAMING if key in given and given[key].is_known]
        if self.named is None and told:
            raise ValueError(f"{told[0]} stands here, and no identification does")
        return self


class Dead(_Dead):
    """The record of Article 16 of the First Convention: particulars (a) to (h), and how found."""

    kind: Literal["dead"] = "dead"
    power: Particular
    service_number: Particular
    surname: Particular
    first_names: Particular
    born: Particular
    card_or_disc: Particular
    taken_or_died_on: Particular
    taken_or_died_at: Particular
    cause: Particular
    found_on: Particular
    found_at: Particular
    sex: Particular


class Death(_Dead):
    """A death by Article 120 of the Third Convention, with the identity of Article 17(3)."""

    kind: Literal["death"] = "death"
    certified: Certified | None
    power: Particular
    rank: Particular
    service_number: Particular
    surname: Particular
    first_names: Particular
    father: Particular
    mother: Particular
    born: Particular
    born_place: Particular
    card_or_disc: Particular
    died_on: Particular
    died_at: Particular
    cause: Particular
    examined: Particular
    buried_on: Particular
    buried_at: Particular
    grave: Particular
    cremated: Particular
    will: Particular


class Prisoner(Part):
    """A prisoner of war by Article 122 of the Third Convention, and what happened to them.

    ``named`` is of a prisoner who died and whom a board identified; the living need none.
    """

    kind: Literal["prisoner"] = "prisoner"
    number: Line
    named: Named | None
    event: Literal["capture", "transfer", "release", "repatriation", "escape", "hospital", "death"]
    surname: Particular
    first_names: Particular
    rank: Particular
    service_number: Particular
    born: Particular
    born_place: Particular
    power: Particular
    father: Particular
    mother: Particular
    person_informed: Particular
    address: Particular
    event_on: Particular
    event_at: Particular
    health: Particular

    @model_validator(mode="after")
    def _is_named_by_a_board_alone(self) -> Self:
        if self.event == "death" and self.named is None:
            raise ValueError("a death of somebody whom no board named is a record of the dead")
        return self


class Civilian(_Dead):
    """A civilian who died, with the particulars of Article 138 of the Fourth Convention."""

    kind: Literal["civilian"] = "civilian"
    surname: Particular
    first_names: Particular
    born: Particular
    born_place: Particular
    power: Particular
    residence: Particular
    marks: Particular
    father: Particular
    mother: Particular
    died_on: Particular
    died_at: Particular
    circumstances: Particular
    address: Particular
    person_informed: Particular


class Listed(Part):
    """A certified list of the dead."""

    kind: Literal["list"] = "list"
    certified: Certified
    dead: Annotated[tuple[Death, ...], Field(min_length=1, max_length=MOST)]


class Grave(_Dead):
    """Where somebody lies, exactly, how it is marked, and who it is (GC I 17(4)).

    Attributes:
        before: where the body lay before, each with its days; empty where it was never moved.
    """

    kind: Literal["grave"] = "grave"
    surname: Particular
    first_names: Particular
    born: Particular
    service_number: Particular
    buried_on: Particular
    cemetery: Particular
    grave: Particular
    section_row_plot: Particular
    coordinates: Particular
    marking: Particular
    before: Annotated[tuple[Line, ...], Field(max_length=100)]


class Article(Part):
    """One article of a packet, as often as it is there."""

    what: Line
    kind: Literal["article", "money", "document", "unknown"]
    count: Count
    material: Line | None
    marks: Text | None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None
    amount: Annotated[str, StringConstraints(pattern=r"^\d{1,12}\.\d\d$")] | None
    document: Line | None

    @model_validator(mode="after")
    def _money_has_an_amount(self) -> Self:
        money = (self.currency is not None, self.amount is not None)
        if money != (self.kind == "money",) * 2:
            raise ValueError("money has a currency and an amount, and nothing else has")
        return self


class Packet(Part):
    """A sealed packet: whose it is, and all that lies in it (GC I 16(4), GC III 122(9)).

    Attributes:
        tag: of the packet.
        seal: number of its seal.
        number: of the body it was found with; null for articles that nobody can be found for.
        named: who the board says the owner is.
        articles: a complete list.
        listed_by, seen_by: who made the list, and who stood beside; two people.
        listed_at: when.
    """

    kind: Literal["packet"] = "packet"
    tag: Tag
    seal: Short
    number: Line | None
    named: Named | None
    surname: Particular
    first_names: Particular
    born: Particular
    service_number: Particular
    power: Particular
    found_on: Particular
    found_at: Particular
    articles: Annotated[tuple[Article, ...], Field(min_length=1, max_length=MOST)]
    listed_by: Line
    seen_by: Line
    listed_at: Moment

    @model_validator(mode="after")
    def _is_of_two_and_named_by_a_board(self) -> Self:
        if self.listed_by == self.seen_by:
            raise ValueError("two people stand for the list of a packet")
        given: dict[str, Any] = dict(self)
        if self.named is None and any(given[k].is_known for k in _NAMING if k in given):
            raise ValueError("an owner is named, and no identification stands")
        return self


class Disc(_Dead):
    """The half of a double identity disc that is forwarded; the other stays with the body."""

    kind: Literal["disc"] = "disc"
    tag: Tag
    half: Literal["forwarded"] = "forwarded"
    stays: Tag
    surname: Particular
    first_names: Particular
    service_number: Particular
    inscription: Particular


class Allowed(Part):
    """What a relative allowed, as the sender wrote it down; nothing else is done with it."""

    purposes: Annotated[
        tuple[
            Literal["compare-faces", "compare-records", "dna", "share-bureau", "share-agency"], ...
        ],
        Field(max_length=5),
    ]
    given_by: Line
    how: Line
    until: Day | None


class Missing(Part):
    """A missing person whom another bureau asks for, and what may be done with it."""

    kind: Literal["missing"] = "missing"
    number: Line
    surname: Particular
    first_names: Particular
    father: Particular
    mother: Particular
    sex: Particular
    born: Particular
    born_place: Particular
    power: Particular
    rank: Particular
    service_number: Particular
    unit: Particular
    last_alive_on: Particular
    last_alive_at: Particular
    description: Particular
    marks: Particular
    teeth: Particular
    effects: Particular
    allowed: Allowed | None


class Enquiry(Part):
    """A question of another bureau (GC III 122(7), GC IV 137): about whom, and what is asked."""

    kind: Literal["enquiry"] = "enquiry"
    number: Line
    surname: Particular
    first_names: Particular
    father: Particular
    born: Particular
    service_number: Particular
    words: Text


class Answer(Part):
    """What is answered to an enquiry, in words; ``to`` is the number that the asker gave it."""

    kind: Literal["answer"] = "answer"
    number: Line
    to: Line
    words: Text


class Reply(Part):
    """What a family says to what was sent, carried by its bureau.

    Attributes:
        package, package_number: digest and number of what it answers.
        number: of the body or person in it; null for all of it.
        words: as they were said or written.
        said: on which day; null where nobody wrote that down.
    """

    kind: Literal["reply"] = "reply"
    package: Digest
    package_number: Line
    number: Line | None
    words: Text
    said: Day | None


class Recall(Part):
    """What was told before is not so: which package, of whom, and what is to be done.

    Attributes:
        package, package_number: digest and number of what is taken back.
        number: of the body that was told of.
        decided: on which day the identification was recalled.
        words: to whoever received it: what is wrong, what holds still, what they should do.
    """

    kind: Literal["recall"] = "recall"
    package: Digest
    package_number: Line
    number: Line
    decided: Day
    words: Text


Item = Annotated[
    Dead
    | Death
    | Prisoner
    | Civilian
    | Listed
    | Grave
    | Packet
    | Disc
    | Missing
    | Enquiry
    | Answer
    | Reply
    | Recall,
    Field(discriminator="kind"),
]

AnyItem = (
    Dead
    | Death
    | Prisoner
    | Civilian
    | Listed
    | Grave
    | Packet
    | Disc
    | Missing
    | Enquiry
    | Answer
    | Reply
    | Recall
)
