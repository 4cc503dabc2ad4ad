"""Papers of graves: the record of a burial, the statement of a cremation, the list of graves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from nomina.desk.custody import examined, graves_words
from nomina.desk.custody.graves_list import Dead, Known, identified, known, people
from nomina.desk.custody.models import Burial, Cremation, GravePoint, Item, Place
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.files.record import Record, record_of
from nomina.desk.people.models import User
from nomina.errors import StoreError
from nomina.words import tr


def moment(at: datetime) -> str:
    """Write a moment in UTC, as papers have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _sees(user: User, file: UUID) -> bool:
    return File.objects.visible_to(user).filter(pk=file).exists()


def _said(record: Record | None, key: str) -> str | None:
    """Give what a file says and nobody disputes; None where it is not known."""
    standing = (record or {}).get(key)
    if standing is None or standing.unsettled or not standing.said.is_known:
        return None
    return standing.said.get()


def particulars(item: Item, language: str, user: User) -> Facts:
    """Give who somebody is: the number always, the rest as far as ``user`` may know it."""
    found = identified(item.file) if item.file is not None else None
    seen = found is not None and _sees(user, found.report.other_id)
    person = record_of(found.report.other) if found is not None and seen else None
    body = record_of(item.file) if item.file is not None else None
    return Facts(
        tr("The dead person", language),
        (
            Fact(tr("Number of the file", language), item.file.number if item.file else None),
            Fact(tr("Tag", language), str(item)),
            Fact(
                tr("Family name", language),
                tr("has a name; it is for others to tell", language)
                if found is not None and not seen
                else _said(person, "family name"),
            ),
            Fact(tr("Given name", language), _said(person, "given name")),
            Fact(tr("Patronymic", language), _said(person, "patronymic")),
            Fact(tr("Date of birth", language), _said(person, "born")),
            Fact(tr("Where found", language), _said(body, "place")),
            Fact(tr("When found", language), _said(body, "found")),
            _examined(item, language),
        ),
    )


def _examined(item: Item, language: str) -> Fact:
    """Say who examined the body before it was laid down, or why nobody did (LAW-08)."""
    label = tr("Examination before burial, by whom and when", language)
    row = examined.stands(item)
    if row is None:
        return Fact(label, None)
    if row.waived:
        why = tr("none: {why}", language).format(why=row.why)
        return Fact(label, why, f"{row.by.name}, {row.sign.by.name}")
    at = "" if row.at is None else moment(row.at)
    return Fact(label, f"{row.doctor}, {at}")


def point_of(point: GravePoint | None, language: str) -> tuple[Fact, ...]:
    """Give where a grave is, as measured last."""
    if point is None:
        return (Fact(tr("Coordinates (WGS 84)", language), None),)
    accuracy = (
        tr("accuracy not known", language)
        if point.accuracy is None
        else tr("within {n} m", language).format(n=f"{point.accuracy.normalize():f}")
    )
    small = f"{accuracy} · {graves_words.source(point.source, language)} · {moment(point.at)}"
    return (Fact(tr("Coordinates (WGS 84)", language), written(point), small),)


def written(point: GravePoint) -> str:
    """Write a point in degrees, north and east."""
    return f"{point.latitude:.6f}, {point.longitude:.6f}"


def where(one: Known, language: str) -> Facts:
    """Give all particulars by which a grave is found."""
    grave = one.grave
    return Facts(
        tr("The grave", language),
        (
            Fact(tr("Cemetery", language), f"{grave.place.name} ({grave.place.code})"),
            Fact(tr("Grave", language), str(grave)),
            Fact(tr("Section", language), grave.section or None),
            Fact(tr("Row", language), grave.row or None),
            Fact(tr("Plot", language), grave.plot or None),
            Fact(tr("Kind of grave", language), graves_words.grave_kind(grave.kind, language)),
            *((Fact(tr("Why collective", language), grave.reason),) if grave.reason else ()),
            Fact(tr("Group of graves", language), grave.grouped or None),
            *point_of(one.point, language),
            Fact(tr("Marking", language), one.words or None),
        ),
    )


def burial(one: Burial, language: str, user: User) -> Paper:
    """Give the record of a burial, with all that lie in it."""
    dead = [row.item for row in one.dead.select_related("item__file", "item__tag")]
    parts: list[Facts | Grid | Text | Hands] = [particulars(item, language, user) for item in dead]
    parts.append(
        Facts(
            tr("The burial", language),
            (
                Fact(tr("Form", language), graves_words.form(one.form, language)),
                Fact(tr("Date and time", language), moment(one.at)),
                *_at_sea(one, language),
                *_own_spot(one, language),
                Fact(tr("Led by", language), one.officiant or None),
                Fact(tr("Rites observed", language), one.rites or None),
                Fact(tr("Written down", language), moment(one.made_at)),
            ),
        )
    )
    if one.spot is not None:
        parts.append(where(known([one.spot.grave])[0], language))
    parts += [_burnt(row, language) for row in Cremation.objects.filter(item__in=dead)]
    if hasattr(one, "lifted"):
        parts.append(_lifted(one, language))
    parts.append(
        Hands(
            tr("Signatures", language),
            (
                Hand(tr("Responsible officer", language)),
                Hand(tr("Graves registration service", language)),
            ),
        )
    )
    return Paper(
        title=tr("Burial record", language),
        number=str(one.item),
        language=language,
        parts=tuple(parts),
        at=one.at,
        code=str(one.item),
        document=_document("burial", one.pk.hex, language, dead),
    )


def _document(kind: str, id: str, language: str, dead: Sequence[Item]) -> dict[str, object]:
    return {
        "schema": f"nomina/custody-{kind}/1",
        "id": id,
        "language": language,
        "items": [str(one) for one in dead],
    }


def _at_sea(one: Burial, language: str) -> tuple[Fact, ...]:
    if one.spot is not None:
        return ()
    sea = one.sea
    return (
        Fact(tr("Ship", language), sea.ship),
        Fact(tr("Position at sea (WGS 84)", language), f"{sea.latitude:.6f}, {sea.longitude:.6f}"),
        Fact(tr("Why at sea", language), sea.reason or None),
    )


def _own_spot(one: Burial, language: str) -> tuple[Fact, ...]:
    if one.spot is None or one.spot.grave.kind != "collective":
        return ()
    return (Fact(tr("Spot in the grave", language), str(one.spot.number)),)


def _burnt(one: Cremation, language: str) -> Facts:
    if not one.reason or not one.words.strip():
        raise StoreError(
            tr("a cremation without its reason is not printed"),
            todo=tr("Write down why this body was cremated"),
        )
    return Facts(
        tr("The cremation", language),
        (
            Fact(tr("Reason", language), graves_words.reason(one.reason, language)),
            Fact(tr("The reason in detail", language), one.words),
            Fact(tr("Ordered by", language), one.authority or None),
            Fact(tr("Date and time", language), moment(one.at)),
            Fact(tr("The ashes are kept", language), one.ashes or None),
        ),
    )


def _lifted(one: Burial, language: str) -> Facts:
    opened = one.lifted.exhumation
    return Facts(
        tr("Exhumed since", language),
        (
            Fact(tr("Date and time", language), moment(opened.at)),
            Fact(tr("Why", language), graves_words.why(opened.why, language), opened.words),
            Fact(tr("Ordered by", language), opened.authority, opened.document),
        ),
    )


def cremation(one: Cremation, language: str, user: User) -> Paper:
    """Give the statement of a cremation.

    Raises:
        StoreError: its reason lacks; without it nothing is printed (LAW-10).
    """
    return Paper(
        title=tr("Statement of cremation", language),
        number=str(one.item),
        language=language,
        parts=(
            particulars(one.item, language, user),
            _burnt(one, language),
            Text(
                tr("The law", language),
                (
                    tr(
                        "Bodies are not cremated except for imperative reasons of hygiene, for"
                        " motives based on the religion of the deceased, or, for prisoners of war,"
                        " by their express wish (First Geneva Convention, Article 17; Third,"
                        " Article 120). The circumstances and reasons are stated in detail.",
                        language,
                    ),
                ),
            ),
            Hands(tr("Signatures", language), (Hand(tr("Responsible officer", language)),)),
        ),
        at=one.at,
        code=str(one.item),
        document=_document("cremation", one.pk.hex, language, [one.item]),
    )


def register(
    place: Place, graves_: Sequence[Known], language: str, at: datetime, user: User
) -> Paper:  # fmt: skip
    """Give the list of graves that the parties exchange (GC I 17(4)).

    Exact location and markings of the graves, together with particulars of the dead.
    """
    dead = [dead.item for one in graves_ for dead in one.dead]
    told = _named(dead, language) | people(dead, user, language)
    return Paper(
        title=tr("List of graves", language),
        number=place.code,
        language=language,
        parts=(
            Facts(
                tr("Cemetery", language),
                (
                    Fact(tr("Name of the place", language), place.name),
                    Fact(tr("Coordinates (WGS 84)", language), _of_place(place)),
                    Fact(tr("How many graves", language), str(len(graves_))),
                    Fact(tr("As of", language), moment(at)),
                ),
            ),
            Grid(
                tr("Graves and who lies in them", language),
                (
                    tr("Grave", language),
                    tr("Section, row, plot", language),
                    tr("Coordinates, accuracy", language),
                    tr("Marking", language),
                    tr("Number", language),
                    tr("Name, date of birth", language),
                    tr("Buried", language),
                ),
                tuple(row for one in graves_ for row in _rows(one, told, language)),
                (4, 5, 6, 6, 6, 7, 6),
                tr("No grave is registered here.", language),
            ),
            Hands(
                tr("Signatures", language),
                (Hand(tr("Graves registration service", language)),),
            ),
        ),
        at=at,
        wide=True,
    )


def _of_place(place: Place) -> str | None:
    if place.latitude is None or place.longitude is None:
        return None
    return f"{place.latitude:.6f}, {place.longitude:.6f}"


def _rows(one: Known, told: Mapping[UUID, str], language: str) -> list[tuple[str | None, ...]]:
    point: str | None = None
    if one.point is not None:
        accuracy = one.point.accuracy
        near = "" if accuracy is None else f" ±{accuracy.normalize():f}\N{NO-BREAK SPACE}m"
        point = f"{written(one.point)}{near}"
    # A cell is one line; where a line of a marker ends is told as editions of inscriptions do.
    words = " / ".join(one.words.split("\n")) or None
    first = (str(one.grave), one.where or None, point, words)
    if not one.dead:
        return [(*first, tr("nobody now", language), "–", "–")]
    rows: list[tuple[str | None, ...]] = []
    for n, dead in enumerate(one.dead):
        head = first if n == 0 else (_spot(dead, one), *(tr("as above", language),) * 3)
        rows.append((*head, dead.number, told.get(dead.item.pk) or None, moment(dead.burial.at)))
    return rows


def _named(items: Sequence[Item], language: str) -> dict[UUID, str]:
    """Say of all who are identified that they have a name, which the reader may not know."""
    files = {one.file_id: one.pk for one in items if one.file_id is not None}
    rows = Identification.objects.filter(report__one__in=files, end=None)
    says = tr("has a name; it is for others to tell", language)
    return {files[one]: says for one in rows.values_list("report__one_id", flat=True)}


def _spot(dead: Dead, one: Known) -> str:
    spot = dead.burial.spot
    return f"{one.grave}.{spot.number}" if spot is not None else ""
