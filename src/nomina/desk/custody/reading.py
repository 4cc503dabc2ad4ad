"""What was read, held against the register: whose tags they are, and where their items lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nomina import tags
from nomina.desk.custody import register
from nomina.desk.custody.actions.scanning import Difference
from nomina.desk.custody.models import Item, Place, Position, Stay, Tag
from nomina.desk.people.models import Operation
from nomina.errors import InputError
from nomina.words import tr

READ = 200
"""Characters of a text that are kept, whatever was read."""


@dataclass(frozen=True)
class Strange:
    """A text that is no item of this operation.

    Attributes:
        kind: a kind of incident: ``unknown-tag``, ``foreign-tag`` or ``wrong-tag``.
        says: why, in words.
    """

    text: str
    kind: str
    says: str


@dataclass(frozen=True)
class Read:
    """What was read: items, each once and in order; and all that is none."""

    items: tuple[Item, ...]
    strange: tuple[Strange, ...]


def read(texts: Iterable[str], operation: Operation) -> Read:
    """Hold texts against the tags of an operation; nothing that was read is left out."""
    codes: dict[str, str] = {}
    strange: list[Strange] = []
    for text in dict.fromkeys(one.strip()[:READ] for one in texts if one.strip()):
        try:
            codes.setdefault(tags.read(text), text)
        except InputError as error:
            whole = sum(sign.isalnum() for sign in text) == tags.LENGTH
            strange.append(Strange(text, "wrong-tag" if whole else "unknown-tag", str(error)))
    found = {
        item.code: item
        for item in Item.objects.filter(operation=operation, code__in=codes).select_related("file")
    }
    known = dict(Tag.objects.filter(code__in=codes).values_list("code", "operation"))
    for code in codes:
        if code not in found:
            strange.append(_strange(code, known.get(code), operation))
    return Read(tuple(found[code] for code in codes if code in found), tuple(strange))


def _strange(code: str, owner: object, operation: Operation) -> Strange:
    text = tags.written(code)
    if owner is None:
        return Strange(text, "unknown-tag", tr("{tag}: nobody printed this tag").format(tag=text))
    if owner != operation.pk:
        says = tr("{tag}: this tag is of another operation").format(tag=text)
        return Strange(text, "foreign-tag", says)
    says = tr("{tag}: this tag hangs on nothing yet").format(tag=text)
    return Strange(text, "unknown-tag", says)


@dataclass(frozen=True)
class Held:
    """What was read, held against what the register says of a place.

    Attributes:
        here: read, and the register says so.
        missing: the register says it is there, and it was not read.
        extra: read, and the register says it is elsewhere.
    """

    here: tuple[Item, ...]
    missing: tuple[Item, ...]
    extra: tuple[Item, ...]
    strange: tuple[Strange, ...]


def held(seen: Read, place: Place) -> Held:
    """Hold what was read against a place; what lies in something else is not asked for."""
    rows = Stay.objects.now().filter(place=place).select_related("item__file")
    stays = {stay.item_id: stay for stay in rows}
    ids = {item.pk for item in seen.items}
    missing = [
        stay.item for stay in stays.values() if stay.inside_id is None and stay.item_id not in ids
    ]
    return Held(
        tuple(item for item in seen.items if item.pk in stays),
        tuple(sorted(missing, key=lambda item: item.code)),
        tuple(item for item in seen.items if item.pk not in stays),
        seen.strange,
    )


def laid(
    items: Sequence[Item], place: Place, label: str
) -> tuple[list[tuple[Item, Position | None]], list[Item]]:
    """Give each item a position: the one that was named, and the free ones after it.

    Returns:
        Items with their positions, and those for which none is free.

    Raises:
        InputError: there is no such position.
    """
    typed = "".join(label.split()).upper()
    if not typed:
        return [(item, None) for item in items], []
    every = list(place.positions.all())
    first = next((n for n, one in enumerate(every) if one.label == typed), None)
    if first is None:
        raise InputError(
            tr("this place has no such position"),
            where=f"{place.code} {typed}",
            todo=tr("Look at its plan"),
        )
    free = register.free(place, every[first:]) if len(items) > 1 else [every[first]]
    return list(zip(items, free, strict=False)), list(items[len(free) :])


def differences(
    found: Held, place: Place, said: Callable[[object], Mapping[str, Any]]
) -> list[Difference]:
    """Give an incident for each thing that is missing, too many, or no item of the operation.

    Args:
        found: what was read, held against the place.
        place: which.
        said: gives what was claimed of an item or a text.
    """
    wrong = []
    more: dict[str, Any]
    for item in found.missing:
        words = tr("{tag} should be in {place}, and was not read")
        words = words.format(tag=item, place=place.code)
        more = {"item": item, "place": place, "said": said(item)}
        wrong.append(Difference(kind="missing", words=words, **more))
    for item in found.extra:
        words = tr("{tag} was read in {place}, and should not be there")
        words = words.format(tag=item, place=place.code)
        more = {"item": item, "place": place, "said": said(item)}
        wrong.append(Difference(kind="extra", words=words, **more))
    for one in found.strange:
        more = {"place": place, "said": said(one.text)}
        wrong.append(Difference(kind=one.kind, words=one.says, **more))
    return wrong
