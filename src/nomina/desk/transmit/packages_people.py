"""The dead of a package: who they are as far as a board decided it, how they died, where they lie.

Without an identification that stands, a body is told of as it was found: its name is not known,
whatever anybody believes. Nothing here asks a lead, a comparison or a photo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from nomina.desk.custody import examined, graves, graves_words
from nomina.desk.custody.graves_list import known as graves_known
from nomina.desk.custody.models import Burial, Buried, Cremation, Death, Item
from nomina.desk.custody.models.deaths import ONE
from nomina.desk.custody.papers.graves import moment, written
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.files.record import Record, record_of
from nomina.desk.people.text import NAME
from nomina.desk.transmit import packages_said as said
from nomina.desk.transmit.models import PackageItem
from nomina.packages import items
from nomina.packages.particulars import Particular, known, unasked, unknown

Said = Mapping[str, Particular]
CERTIFIED = {
    "power": "power", "rank": "rank", "service_number": "service_number",
    "surname": "family_name", "first_names": "given_names", "father": "father",
    "mother": "mother", "born": "born", "born_place": "born_place", "card_or_disc": "disc",
    "died_on": "died", "died_at": "death_place", "cause": "cause", "person_informed": "kin",
    "circumstances": "circumstances",
}  # fmt: skip
"""What a death certificate holds, by our particulars."""
PERSON = {
    "surname": "family name", "first_names": "given name", "father": "patronymic", "born": "born",
}  # fmt: skip
"""What the file of the person holds."""
BODY = {
    "died_on": "died", "found_on": "found", "found_at": "place", "sex": "sex",
    "card_or_disc": "papers", "marks": "marks",
}  # fmt: skip
"""What the file of the body holds."""
NAMING = ("surname", "first_names", "father", "mother", "born", "born_place")
"""What nobody can know of a body that nobody identified."""


def identified(file: File) -> Identification | None:
    """Give the decision of the board that stands for a body; None where there is none."""
    rows = Identification.objects.current().filter(report__one=file)
    return rows.select_related("report__other").order_by("-made_at", "-pk").first()


def named(one: Identification | None) -> items.Named | None:
    """Say who decided who a body is."""
    if one is None:
        return None
    first = one.certificates.filter(issued__isnull=False).order_by("made_at").last()
    return items.Named(
        number=one.report.other.number,
        decided=one.made_at.date().isoformat(),
        certificate=None if first is None else first.number,
    )


@dataclass(frozen=True)
class Somebody:
    """A body and all that is known of it.

    Attributes:
        body: its file.
        identification: None of who is not identified.
        death: the last certificate that was signed.
        written: what was typed.
        strict: whether the certificate alone says what it could say, as of a certified list.
    """

    body: File
    identification: Identification | None
    death: Death | None
    written: Said
    strict: bool = False
    records: dict[UUID, Record] = field(default_factory=dict)

    def particular(self, key: str) -> Particular:
        """Give one particular, from whatever knows it first."""
        given: list[Particular] = []
        if key in NAMING and self.identification is None:
            return unknown(said.UNNAMED, self.body.number)
        if self.strict and key in CERTIFIED:
            return said.of_death(self.death, CERTIFIED[key])
        if self.identification is not None:
            if key in CERTIFIED:
                given.append(said.of_death(self.death, CERTIFIED[key]))
            if key in PERSON:
                given.append(self._of(self.identification.report.other, PERSON[key]))
        if key in BODY:
            given.append(self._of(self.body, BODY[key]))
        if key == "power":
            given.append(said.power_of(self.body))
        if key in _LAID:
            given.append(_LAID[key](self.body))
        return said.first(given, self.written.get(key))

    def every(self, *keys: str) -> dict[str, Any]:
        """Give several particulars by name."""
        return {key: self.particular(key) for key in keys}

    def _of(self, file: File, key: str) -> Particular:
        if file.pk not in self.records:
            self.records[file.pk] = record_of(file)
        return said.of_file(file, self.records[file.pk], key)


def somebody(item: PackageItem) -> Somebody:
    """Give all that is known of the body of an item."""
    assert item.file is not None
    return Somebody(
        item.file, item.identification, certified(item.identification), said.typed(item)
    )


def certified(one: Identification | None) -> Death | None:
    """Give the last certificate of a death that an officer signed."""
    if one is None:
        return None
    rows = Death.objects.filter(identification=one, kind=ONE, sign__isnull=False)
    return rows.order_by("made_at", "pk").last()


def dead(item: PackageItem) -> items.Dead:
    """Give the record of Article 16 of the First Convention."""
    one = somebody(item)
    given = one.every(
        "power", "service_number", "surname", "first_names", "born", "card_or_disc", "cause",
        "found_on", "found_at", "sex",
    )  # fmt: skip
    return items.Dead(
        number=one.body.number,
        named=named(one.identification),
        taken_or_died_on=_either(one, "taken_or_died_on", "died_on"),
        taken_or_died_at=_either(one, "taken_or_died_at", "died_at"),
        **given,
    )


def _either(one: Somebody, key: str, other: str) -> Particular:
    """Give what is known of the death; what was typed of capture or death where that is not."""
    return said.first((one.particular(other),), one.written.get(key))


def death(item: PackageItem) -> items.Death:
    """Give a death by Article 120 of the Third Convention."""
    one = somebody(item)
    return items.Death(
        number=one.body.number, named=named(one.identification), certified=None, **_died(one)
    )


def _died(one: Somebody) -> dict[str, Any]:
    return one.every(
        "power", "rank", "service_number", "surname", "first_names", "father", "mother", "born",
        "born_place", "card_or_disc", "died_on", "died_at", "cause", "examined", "buried_on",
        "buried_at", "grave", "cremated", "will",
    )  # fmt: skip


def prisoner(item: PackageItem) -> items.Prisoner:
    """Give a prisoner who died, by Article 122 of the Third Convention."""
    one = somebody(item)
    given = one.every(
        "surname", "first_names", "rank", "service_number", "born", "born_place", "power",
        "father", "mother", "person_informed", "address",
    )  # fmt: skip
    return items.Prisoner(
        number=one.body.number,
        named=named(one.identification),
        event="death",
        event_on=_either(one, "event_on", "died_on"),
        event_at=_either(one, "event_at", "died_at"),
        health=known(said.DIED, one.body.number),
        **given,
    )


def civilian(item: PackageItem) -> items.Civilian:
    """Give a civilian who died, by Article 138 of the Fourth Convention."""
    one = somebody(item)
    given = one.every(
        "surname", "first_names", "born", "born_place", "power", "residence", "marks", "father",
        "mother", "died_on", "died_at", "circumstances", "address", "person_informed",
    )  # fmt: skip
    return items.Civilian(number=one.body.number, named=named(one.identification), **given)


def listed(row: Death) -> items.Listed:
    """Give a certified list of the dead: each as their own certificate says it."""
    rows = Death.objects.filter(pk__in=[one["death"] for one in row.document["dead"]])
    deaths = {str(one.pk): one for one in rows.select_related("identification__report__one")}
    found = [certified_death(deaths[entry["death"]]) for entry in row.document["dead"]]
    return items.Listed(certified=certificate(row), dead=tuple(found))


def certified_death(row: Death) -> items.Death:
    """Give one death as its certificate says it, and where the body lies now."""
    assert row.identification is not None
    body = row.identification.report.one
    one = Somebody(body, row.identification, row, {}, strict=True)
    return items.Death(
        number=body.number,
        named=named(row.identification),
        certified=certificate(row),
        **_died(one),
    )


def certificate(row: Death) -> items.Certified:
    """Say who certified a death or a list."""
    return items.Certified(
        number=row.number,
        digest=row.digest,
        office=row.sign.office,
        name=row.sign.by.name,
        at=second(row.sign.made_at),
    )


def second(at: datetime) -> str:
    """Write a moment as documents have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def grave(item: PackageItem) -> items.Grave:
    """Give where somebody lies, exactly, and how it is marked."""
    one = somebody(item)
    lain = burial_of(one.body)
    given = one.every("surname", "first_names", "born", "service_number")
    for key, make in _PLACE.items():
        given[key] = said.first((make(lain, one.body),), one.written.get(key))
    return items.Grave(
        number=one.body.number,
        named=named(one.identification),
        before=_before(one.body),
        **given,
    )


def burial_of(file: File) -> Burial | None:
    """Give the burial that stands of a body."""
    item: Item | None = getattr(file, "item", None)
    return None if item is None else graves.standing(item)


def _before(file: File) -> tuple[str, ...]:
    item: Item | None = getattr(file, "item", None)
    if item is None:
        return ()
    rows = Buried.objects.filter(item=item, burial__lifted__isnull=False)
    rows = rows.select_related("burial__spot__grave__place", "burial__lifted__exhumation")
    return tuple(
        f"{_cemetery(row.burial)} {_spot(row.burial)}, {moment(row.burial.at)} – "
        f"{moment(row.burial.lifted.exhumation.at)}"[:NAME]
        for row in rows.order_by("burial__at", "pk")
    )


def _cemetery(lain: Burial) -> str:
    if lain.spot is None:
        return f"{lain.sea.ship}: {lain.sea.latitude:.6f}, {lain.sea.longitude:.6f}"
    place = lain.spot.grave.place
    return f"{place.name} ({place.code})"


def _spot(lain: Burial) -> str:
    if lain.spot is None:
        return "–"
    one = lain.spot.grave
    return str(one) if one.kind == "individual" else f"{one}.{lain.spot.number}"


def _unlaid(file: File) -> Particular:
    """Give why nobody was buried: cremated, or never asked."""
    return unasked() if _cremation(file) is None else unknown(said.CREMATED, file.number)


def _cremation(file: File) -> Cremation | None:
    item: Item | None = getattr(file, "item", None)
    return None if item is None else graves.cremation_of(item)


def _when_laid(lain: Burial | None, file: File) -> Particular:
    return _unlaid(file) if lain is None else known(moment(lain.at), file.number)


def _where_laid(lain: Burial | None, file: File) -> Particular:
    return _unlaid(file) if lain is None else known(_cemetery(lain), file.number)


def _grave_of(lain: Burial | None, file: File) -> Particular:
    """Give the grave; of who was cremated, where the ashes are kept (GC III 120(6))."""
    if lain is not None:
        return known(_spot(lain), file.number)
    burnt = _cremation(file)
    return unasked() if burnt is None else known(burnt.ashes, file.number)


def _rows_of(lain: Burial | None, file: File) -> Particular:
    if lain is None or lain.spot is None:
        return unasked()
    where = graves_known([lain.spot.grave])[0].where
    return known(where, file.number) if where else unasked()


def _point_of(lain: Burial | None, file: File) -> Particular:
    if lain is None:
        return unasked()
    if lain.spot is None:
        return known(f"{lain.sea.latitude:.6f}, {lain.sea.longitude:.6f}", file.number)
    point = graves_known([lain.spot.grave])[0].point
    if point is None:
        return unasked()
    near = "" if point.accuracy is None else f" ±{point.accuracy.normalize():f} m"
    return known(f"{written(point)}{near}", file.number)


def _marking_of(lain: Burial | None, file: File) -> Particular:
    if lain is None or lain.spot is None:
        return unasked()
    words = graves_known([lain.spot.grave])[0].words
    return known(" / ".join(words.split("\n")), file.number) if words else unasked()


_PLACE: dict[str, Callable[[Burial | None, File], Particular]] = {
    "buried_on": _when_laid,
    "cemetery": _where_laid,
    "grave": _grave_of,
    "section_row_plot": _rows_of,
    "coordinates": _point_of,
    "marking": _marking_of,
}


def _examined(file: File) -> Particular:
    item: Item | None = getattr(file, "item", None)
    row = None if item is None else examined.stands(item)
    if row is None:
        return unasked()
    if row.waived:
        return unknown(" ".join(row.why.split())[:NAME], file.number)
    at = "" if row.at is None else moment(row.at)
    return known(f"{row.doctor}, {at}", file.number)


def _whole_grave(file: File) -> Particular:
    lain = burial_of(file)
    if lain is None:
        return _grave_of(lain, file)
    parts = [make(lain, file) for key, make in _PLACE.items() if key not in ("buried_on",)]
    return known(", ".join(one.value for one in parts if one.value), file.number)


def _cremated(file: File) -> Particular:
    row = _cremation(file)
    if row is not None:
        why = graves_words.reason(row.reason, "en")
        return known(f"{why}: {row.words}", f"{file.number} ({row.authority})"[:NAME])
    return unasked() if burial_of(file) is None else known(said.NOT_CREMATED, file.number)


def _laid(make: Callable[[Burial | None, File], Particular]) -> Callable[[File], Particular]:
    return lambda file: make(burial_of(file), file)


_LAID: dict[str, Callable[[File], Any]] = {
    "examined": _examined,
    "buried_on": _laid(_when_laid),
    "buried_at": _laid(_where_laid),
    "grave": _whole_grave,
    "cremated": _cremated,
}
"""What custody knows of where a body was laid, by our particulars."""
