"""What a relative sends, as a document: it is sealed, kept as it came, and read by a person."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from nomina.desk.families.models.asking_case import CONTACT_WAYS
from nomina.desk.files.fields import AM, FAMILY, of_kind
from nomina.desk.files.models.consents import PURPOSES
from nomina.documents import Document, Part

PHOTOS = 6
"""Photos that may come with one form."""
PHOTO = 12_000_000
"""Bytes of one of them."""
LONGEST = 2000
"""Signs of one answer."""
MISSING = (
    "family name",
    "given name",
    "patronymic",
    "other names",
    "sex",
    "born",
    "last known alive",
    "place",
    "unit",
    "numbers",
    "stature",
    "build",
    "hair",
    "eyes",
    "blood group",
    "marks",
    "teeth",
    "effects",
    "note",
)
"""What is asked of the missing person: fields of their file, in this order."""
RELATIVE = ("family name", "given name", "patronymic", "kinship", "by blood", "note")
"""What is asked of who asks: fields of a family's file."""


def _of(kind: str, keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(keys) & {field.key for field in of_kind(kind)}


_FIELDS = {AM: _of(AM, MISSING), FAMILY: _of(FAMILY, RELATIVE)}


def _known(kind: str, given: dict[str, str]) -> dict[str, str]:
    if strange := set(given) - _FIELDS[kind]:
        raise ValueError(f"no such field: {sorted(strange)[0]!r}")
    return {key: value for key, value in given.items() if value}


def _of_missing(given: dict[str, str]) -> dict[str, str]:
    return _known(AM, given)


def _of_relative(given: dict[str, str]) -> dict[str, str]:
    return _known(FAMILY, given)


def _purposes(given: tuple[str, ...]) -> tuple[str, ...]:
    if not set(given) <= set(PURPOSES):
        raise ValueError("no such purpose")
    return tuple(one for one in PURPOSES if one in given)


def _ways(given: tuple[str, ...]) -> tuple[str, ...]:
    if not set(given) <= set(CONTACT_WAYS):
        raise ValueError("no such way")
    return tuple(one for one in CONTACT_WAYS if one in given)


Words = Annotated[str, StringConstraints(max_length=LONGEST, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Hour = Annotated[str, StringConstraints(pattern=r"^(\d\d:\d\d)?$")]


class AskedContact(Part):
    """How and when to be reached safely; see `families.models.Contact`."""

    how: Words = ""
    when: Short = ""
    language: Annotated[str, StringConstraints(max_length=8)] = ""
    not_tell: Words = ""
    no_contact: bool = False
    ways: Annotated[tuple[str, ...], AfterValidator(_ways)] = ()
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    mail: Annotated[str, StringConstraints(max_length=254)] = ""
    not_before: Hour = ""
    not_after: Hour = ""


class AskedPhoto(Part):
    """A photo that came with it, by the name that it came under; its bytes are beside this."""

    name: Short = ""
    size: int
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Asked(Document):
    """All that was typed into one form.

    Attributes:
        number: of the enquiry that it is of.
        missing: of `MISSING`, as typed; what was not said is not there.
        relative: of `RELATIVE`, as typed.
        consents: the purposes that were allowed, and no other.
        words: what else they wrote.
        photos: in the order of their envelopes, from 1.
    """

    number: Short
    missing: Annotated[dict[str, Words], AfterValidator(_of_missing)] = {}
    relative: Annotated[dict[str, Words], AfterValidator(_of_relative)] = {}
    contact: AskedContact = AskedContact()
    consents: Annotated[tuple[str, ...], AfterValidator(_purposes)] = ()
    words: Words = ""
    photos: tuple[AskedPhoto, ...] = ()
