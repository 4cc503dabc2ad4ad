"""A file as the typed document of `nomina.cases`: what is exchanged, and what other rooms read.

The desk keeps what was written; here it becomes dates, places, ages and names, and a field that
holds two values is not known until a person has chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from nomina.cases import (
    AgeSpan,
    Body,
    Claim,
    Completeness,
    Identifier,
    Kinship,
    Known,
    LivingUnknown,
    MissingPerson,
    Name,
    NamePart,
    NamePartKind,
    PhotoRef,
    Place,
    Position,
    Relative,
    Sex,
    Source,
    SourceKind,
    Tissue,
    When,
)
from nomina.desk.files import fields
from nomina.desk.files.models import Content, File
from nomina.desk.files.record import Record, record_of

T = TypeVar("T")
NUMBER = "file number"
"""What our own number is called among the identifiers of a document."""

Document = Body | MissingPerson | LivingUnknown | Relative
_BETWEEN = Source(kind=SourceKind.OTHER, note="two values; nobody has chosen yet")


def document_of(file: File, record: Record | None = None) -> Document:
    """Give a file as a document.

    Args:
        file: of any kind.
        record: what stands in it; read where None.
    """
    reader = _Reader(record_of(file) if record is None else record)
    number = Identifier(issuer=f"nomina:{file.operation_id}", kind=NUMBER, value=file.number)
    common: dict[str, Any] = {"id": file.pk, "identifiers": (number,), "photos": _photos(file)}
    if file.kind == fields.PM:
        return _body(file, reader, common)
    if file.kind == fields.AM:
        return _person(reader, common)
    if file.kind == fields.PUI:
        return LivingUnknown(
            **common,
            incident=file.operation_id,
            sex=reader.of("sex", Sex),
            found_at=reader.of("found", _when),
            found_in=reader.place(),
            age=reader.age(),
        )
    missing: UUID = file.relation.missing_id
    return Relative(
        **common,
        missing_person=missing,
        kinship=reader.of("kinship", Kinship),
        by_blood=reader.of("by blood", lambda text: text == "yes"),
        names=reader.names(),
        sex=reader.of("sex", Sex),
    )


def _body(file: File, reader: _Reader, common: Mapping[str, Any]) -> Body:
    return Body(
        **common,
        incident=file.operation_id,
        sex=reader.of("sex", Sex),
        found_at=reader.of("found", _when),
        found_in=reader.place(),
        died=reader.of("died", _when),
        finder=reader.of("finder", str),
        how_found=reader.of("how found", str),
        age=reader.age(),
        completeness=reader.of("completeness", Completeness),
        tissue=reader.of("tissue", Tissue),
    )


def _person(reader: _Reader, common: Mapping[str, Any]) -> MissingPerson:
    return MissingPerson(
        **common,
        names=reader.names(),
        born=reader.of("born", _when),
        sex=reader.of("sex", Sex),
        reported=reader.of("reported", _when),
        last_known_alive=reader.of("last known alive", _when),
        expires=reader.of("expires", _when),
        last_seen_in=reader.place(),
    )


class _Reader:
    def __init__(self, record: Record) -> None:
        self._record = record

    def said(self, key: str) -> Known[str]:
        standing = self._record.get(key)
        if standing is None:
            return Known[str].not_asked()
        return Known[str].unknown(_BETWEEN) if standing.unsettled else standing.said

    def of(self, key: str, read: Callable[[str], T]) -> Known[T]:
        """Give a field as a type; what cannot be read as one is unknown, with the words kept."""
        said = self.said(key)
        if not said.is_known or said.source is None:
            return Known[Any](state=said.state, source=said.source)
        try:
            return Known[Any].of(read(said.get()), said.source)
        except ValueError:
            note = f"cannot be read: {said.get()}"[:2000]
            return Known[Any].unknown(said.source.model_copy(update={"note": note}))

    def names(self) -> Known[tuple[Name, ...]]:
        """Give the names; parts that are known together are one name."""
        parts, sources = [], []
        for key, kind in _PARTS.items():
            said = self.said(key)
            if said.is_known and said.source is not None:
                parts.append(NamePart(kind=kind, text=said.get()))
                sources.append(said.source)
        if not parts:
            said = self.said("family name")
            return Known[tuple[Name, ...]](state=said.state, source=said.source)
        others = self.said("other names")
        aliases = others.get_or("").split(";") if others.is_known else []
        more = tuple(
            Name(parts=(NamePart(kind=NamePartKind.ALIAS, text=alias.strip()),))
            for alias in aliases
            if alias.strip()
        )
        return Known[tuple[Name, ...]].of((Name(parts=tuple(parts)), *more), sources[0])

    def place(self) -> Known[Place]:
        """Give the place: its words, and its position where both degrees can be read."""
        said, position = self.said("place"), self._position()
        if said.is_known and said.source is not None:
            return Known[Place].of(Place(written=said.get(), position=position), said.source)
        if position.is_known and position.source is not None:
            return Known[Place].of(Place(position=position), position.source)
        return Known[Place](state=said.state, source=said.source)

    def _position(self) -> Known[Position]:
        north, east = (self.of(key, float) for key in ("latitude", "longitude"))
        if not (north.is_known and east.is_known) or north.source is None:
            return Known[Position].not_asked()
        radius = self.of("accuracy", float)
        try:
            point = Position(
                latitude=north.get(),
                longitude=east.get(),
                accuracy_m=radius.get() if radius.is_known and radius.get() > 0 else None,
            )
        except ValueError:
            return Known[Position].unknown(north.source)
        return Known[Position].of(point, north.source)

    def age(self) -> Known[AgeSpan]:
        """Give the age; one end may be open."""
        low, high = (self.of(key, _years) for key in ("age from", "age to"))
        source = low.source or high.source
        if source is None or not (low.is_known or high.is_known):
            return Known[AgeSpan](state=low.state, source=low.source)
        try:
            span = AgeSpan(low=low.value, high=high.value)
        except ValueError:
            return Known[AgeSpan].unknown(source)
        return Known[AgeSpan].of(span, source)


_PARTS = {
    "family name": NamePartKind.FAMILY,
    "given name": NamePartKind.GIVEN,
    "patronymic": NamePartKind.PATRONYMIC,
}


def _when(text: str) -> When:
    return When(edtf=text)


def _years(text: str) -> int:
    return int(float(text))


def _photos(file: File) -> tuple[PhotoRef, ...]:
    return tuple(
        PhotoRef(
            sha256=content.digest,
            claims=tuple(
                Claim(what=what, written=str(written)) for what, written in content.claims.items()
            ),
        )
        for content in Content.objects.filter(file=file).order_by("pk")
    )
