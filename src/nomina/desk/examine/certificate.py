"""A certificate of identification as a document: what is certified, and who signed it.

Its fields are those of the form that police and mortuaries know (place, unit and number of the
body; the missing person; by what the identity was established; five signatures). What nobody
recorded is null and is printed as such. Nothing of a face can stand in it: the disciplines that may
are listed one by one. Pure: without Django.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from nomina.documents import Document, Part, parse_json, published
from nomina.errors import InputError
from nomina.ledger.formats import canonical
from nomina.words import tr

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Discipline = Literal[
    "dental",
    "dna",
    "friction ridge",
    "medical",
    "anthropology",
    "property",
    "tattoo",
    "description",
]
"""By what an identity may be established: those of a comparison report without the face."""
View = Literal["established", "probable"]
Post = Literal["officer", "pathologist", "dentist", "section", "chief"]
"""Who signs, in the order of the form: the authorised police officer, pathologist and dentist, the
head of the identification section, the chief of the whole work."""

POSTS: tuple[Post, ...] = get_args(Post)
LARGEST = 500_000
"""Bytes of a certificate as JSON."""


class Body(Part):
    """The body, and where and by whom it was examined."""

    place: Line | None
    unit: Line | None
    unit_address: Line | None
    unit_phone: Line | None
    number: Line
    date: Day | None


class Person(Part):
    """The missing person, as recorded from those who miss them; ``born`` is an EDTF date."""

    family_name: Line | None
    given_names: Line | None
    patronymic: Line | None
    street: Line | None
    town: Line | None
    country: Line | None
    born: Annotated[str, StringConstraints(min_length=4, max_length=40)] | None
    nationality: Line | None
    reported_by: Line | None


class Method(Part):
    """A discipline that carried the identification: what it concludes by itself, and how."""

    discipline: Discipline
    view: View
    how: Note
    place: Line
    date: Day
    signatory: Line


class Finding(Part):
    """By what the identity was established, where, and when the board decided.

    ``exceptional`` says why no primary identifier could be had, where none carries it.
    """

    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    exceptional: Note | None
    place: Line | None
    decided: Moment


class Holder(Part):
    """Who holds a post, or why nobody does in this operation; nobody is invented."""

    post: Post
    name: Line | None
    account: Id | None
    vacant: Note | None

    @model_validator(mode="after")
    def _is_held_or_not(self) -> Self:
        held = self.name is not None and self.account is not None
        if held == (self.vacant is not None) or (self.name is None) != (self.account is None):
            raise ValueError("a post has a name and an account, or a reason why it is vacant")
        return self


class Certified(Part):
    """All that is certified; its digest is what each post signs.

    ``dossier`` is the SHA-256 of what the board decided on; ``id``, ``identification`` and
    ``report`` are random numbers under which the log and the desk know them.
    """

    number: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    id: Id
    identification: Id
    report: Id
    dossier: Digest
    body: Body
    person: Person
    finding: Finding
    posts: tuple[Holder, ...]

    @field_validator("posts")
    @classmethod
    def _are_the_five(cls, value: tuple[Holder, ...]) -> tuple[Holder, ...]:
        if tuple(one.post for one in value) != POSTS:
            raise ValueError("each of the five posts is named once, in order")
        accounts = [one.account for one in value if one.account is not None]
        if len(set(accounts)) != len(accounts):
            raise ValueError("nobody holds two posts")
        return value

    def signing(self) -> tuple[Post, ...]:
        """Give the posts that somebody holds."""
        return tuple(one.post for one in self.posts if one.vacant is None)


class Signed(Part):
    """A signature: of which post, by whom, where and when (UTC, by the clock of the desk)."""

    post: Post
    name: Line
    account: Id
    place: Line | None
    at: Moment


@published("certificate")
class Certificate(Document):
    """A certificate of identification as it was issued, the same in every language.

    ``digest`` is the SHA-256 of ``certified`` in canonical JSON (RFC 8785), which everybody signed
    whose name is under it. ``log`` names the log of acts in which it was entered, by name and
    number of its key.
    """

    certified: Certified
    digest: Digest
    log: Line | None
    signatures: tuple[Signed, ...]

    @model_validator(mode="after")
    def _is_signed_by_all(self) -> Self:
        if self.digest != digest_of(self.certified):
            raise ValueError("the digest is not that of what is certified")
        holders = {one.post: (one.name, one.account) for one in self.certified.posts}
        if tuple(one.post for one in self.signatures) != self.certified.signing():
            raise ValueError("each post that somebody holds signs once, in order")
        if any(holders[one.post] != (one.name, one.account) for one in self.signatures):
            raise ValueError("somebody else signed for a post")
        return self


def digest_of(part: Part) -> str:
    """Give the SHA-256 (hex) of a document or a piece of it in canonical JSON."""
    return hashlib.sha256(written(part)).hexdigest()


def written(part: Part) -> bytes:
    """Write a document in its one spelling; these bytes are kept, attached and hashed.

    Raises:
        InputError: it holds text that is no Unicode.
    """
    try:
        return canonical(part.model_dump(mode="json"))
    except ValueError as error:
        raise InputError(tr("this cannot be written as JSON ({why})").format(why=error)) from error


def issued(certified: Certified, signatures: Iterable[Signed], log: str | None) -> Certificate:
    """Put a certificate together.

    Raises:
        ValueError: a signature is missing, or is somebody else's (`pydantic.ValidationError`).
    """
    given: dict[str, Any] = {
        "certified": certified,
        "digest": digest_of(certified),
        "log": log,
        "signatures": tuple(sorted(signatures, key=lambda one: POSTS.index(one.post))),
    }
    return Certificate(**given)


def parsed(data: bytes, where: str) -> Certificate:
    """Read a certificate, which must be spelt as `written` does: no byte of it can be another.

    Raises:
        InputError: it is none, is signed by others than it names, or any byte was changed.
    """
    if len(data) > LARGEST:
        raise InputError(tr("this is larger than a certificate can be"), where=where)
    found = parse_json(data, Certificate, where=where)
    if written(found) != data:
        raise InputError(
            tr("this is not in the form in which a certificate is written"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        )
    return found
