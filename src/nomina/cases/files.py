"""The four files: a body, a missing person, a living person nobody knows, and a relative.

A field without default belongs to the minimum record of its file: whoever writes the file says
of it at least that it is unknown, and why. Findings, examinations, custody and decisions are
added by other rooms and never change a file.

Which side or nation a person belongs to is no part of these files: it orders no search.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import model_validator

from nomina.cases.body import BodyRegion, Completeness, RegionNote, Tissue
from nomina.cases.dates import AgeSpan, When
from nomina.cases.parts import Identifier, Name, PhotoRef, Place
from nomina.cases.states import Known
from nomina.documents import Document, published


class Sex(StrEnum):
    """Sex as recorded. Unknown is no value of it but a state of the field."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Kinship(StrEnum):
    """What a relative is to the missing person."""

    PARENT = "parent"
    CHILD = "child"
    FULL_SIBLING = "full_sibling"
    HALF_SIBLING = "half_sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    NIECE_OR_NEPHEW = "niece_or_nephew"
    COUSIN = "cousin"
    SPOUSE = "spouse"
    OTHER = "other"


class _File(Document):
    """What every file has.

    Attributes:
        id: our own number, which means nothing and is never reused.
        identifiers: numbers that others gave, as written.
        photos: each photo once.
    """

    id: UUID
    identifiers: tuple[Identifier, ...] = ()
    photos: tuple[PhotoRef, ...] = ()

    @model_validator(mode="after")
    def _names_nothing_twice(self) -> Self:
        _once("identifier", ((i.issuer, i.kind, i.value) for i in self.identifiers))
        _once("photo", (photo.sha256 for photo in self.photos))
        return self


def _once(what: str, things: Iterable[object]) -> None:
    seen: set[object] = set()
    for thing in things:
        if thing in seen:
            raise ValueError(f"the same {what} is given twice: {thing}")
        seen.add(thing)


@published("body")
class Body(_File):
    """Post-mortem file: one body, or one separated part of a body.

    Attributes:
        incident: the one incident that the file belongs to.
        sex: as examined.
        found_at: when it was found.
        found_in: where it was found.
        died: when death occurred, as estimated.
        finder: who found it.
        how_found: the circumstances.
        lay_with: files of the bodies it lay with; the known value ``()`` says that it lay alone.
        age: as estimated.
        completeness: whole body or fragment. That fragments belong together is a conclusion
            and is kept elsewhere.
        tissue: its state.
        regions: notes on regions, each region at most once; one without a note was not asked for.
    """

    incident: UUID
    sex: Known[Sex]
    found_at: Known[When]
    found_in: Known[Place]
    died: Known[When]
    finder: Known[str] = Known[str].not_asked()
    how_found: Known[str] = Known[str].not_asked()
    lay_with: Known[tuple[UUID, ...]] = Known[tuple[UUID, ...]].not_asked()
    age: Known[AgeSpan] = Known[AgeSpan].not_asked()
    completeness: Known[Completeness] = Known[Completeness].not_asked()
    tissue: Known[Tissue] = Known[Tissue].not_asked()
    regions: tuple[RegionNote, ...] = ()

    @model_validator(mode="after")
    def _notes_each_region_once(self) -> Self:
        _once("region", (note.region for note in self.regions))
        return self

    def preserved(self) -> frozenset[BodyRegion]:
        """Give the regions that are known to be there."""
        return frozenset(note.region for note in self.regions if note.preserved)


@published("missing-person")
class MissingPerson(_File):
    """Ante-mortem file: one missing person, presumed alive.

    Attributes:
        names: every name and every way of writing it.
        born: date of birth.
        sex: as reported.
        reported: when the person was reported missing.
        last_known_alive: when the person was last known to be alive, which is another thing.
        expires: when the file must be renewed or deleted.
        last_seen_in: where the person was last known to be alive.
    """

    names: Known[tuple[Name, ...]]
    born: Known[When]
    sex: Known[Sex]
    reported: Known[When]
    last_known_alive: Known[When]
    expires: Known[When]
    last_seen_in: Known[Place] = Known[Place].not_asked()

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if self.names.is_known and not self.names.get():
            raise ValueError("a person whose name is known has at least one")
        return self


@published("living-unknown")
class LivingUnknown(_File):
    """File of a living person who cannot say who they are (INTERPOL: PUI).

    Attributes:
        incident: the one incident that the file belongs to.
        sex: as seen.
        found_at: when the person was found.
        found_in: where the person was found.
        age: as estimated.
    """

    incident: UUID
    sex: Known[Sex]
    found_at: Known[When]
    found_in: Known[Place]
    age: Known[AgeSpan] = Known[AgeSpan].not_asked()


@published("relative")
class Relative(_File):
    """File of a family member of a missing person.

    Attributes:
        missing_person: the file of the missing person.
        kinship: what the relative is to the missing person.
        by_blood: whether that is a biological relationship, which kinship testing rests on.
        names: of the relative.
        sex: of the relative.
    """

    missing_person: UUID
    kinship: Known[Kinship]
    by_blood: Known[bool] = Known[bool].not_asked()
    names: Known[tuple[Name, ...]] = Known[tuple[Name, ...]].not_asked()
    sex: Known[Sex] = Known[Sex].not_asked()
