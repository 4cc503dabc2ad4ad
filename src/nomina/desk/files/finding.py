"""Finding files: by the place in a list, by words, by number. One query grows with the files.

A list goes on behind a number (no OFFSET), and how many there are is kept, not counted. A search
looks up the files of its rarest word; where even that one is common, the list is walked, and those
with all of them come soon. Both ways read one index, which holds all words of each file. Only
common words that never stand together, such as two patronymics, have the whole list walked in it:
42 to 56 ms of the processor for 45,000 files (SQLCipher).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TypeVar
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, Subquery

from nomina.desk.files.fields import BY_KEY, FAMILY
from nomina.desk.files.models import Card, Tally, Word
from nomina.desk.files.models.cards import CardQuerySet, WordQuerySet
from nomina.desk.files.models.files import held
from nomina.desk.files.record import folded
from nomina.desk.look.stretch import Stretch
from nomina.desk.people.models import Operation
from nomina.desk.people.numbering import number as written

PAGE = 50
"""Files on one page of a list."""
SEARCHED = 25
"""Files on one page of what a search found: whoever sees more than that looks for another word."""
WORDS = 8
"""Words of a query that are looked for; the others are passed over."""
RARE = 1000
"""No more files than this are looked up and put in order; more than that are soon walked to."""
_LAST = "\U0010ffff"
Rows = TypeVar("Rows", CardQuerySet, WordQuerySet)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list shows of one kind of file in one operation.

    Attributes:
        sex: one of the choices of the field; empty for all.
        lacks: only files whose minimum record has gaps.
        unsettled: only files with a field that holds two values.
        words: folded words, each of which some word of the file must begin with.
    """

    operation: UUID
    kind: str
    sex: str = ""
    lacks: bool = False
    unsettled: bool = False
    words: tuple[str, ...] = ()

    @property
    def all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.sex or self.lacks or self.unsettled or self.words)


def words_of(query: str) -> tuple[str, ...]:
    """Give the words that a query asks for, each once; none where nothing can be looked for."""
    return tuple(dict.fromkeys(folded(query)))[:WORDS]


def part_of(
    user: object,
    wanted: Wanted,
    place: UUID | None = None,
    *,
    back: bool = False,
    size: int | None = None,
) -> Stretch[Card]:
    """Give the page behind the file ``place``, or before it where ``back``; else the first.

    A place that the list does not hold is the beginning.

    Args:
        user: who asks.
        wanted: what the list shows.
        place: a file of the list.
        back: towards the beginning.
        size: files of the page, as `page_of` where None; fewer are found sooner.
    """
    if wanted.operation not in held(user).get(wanted.kind, set()):
        return Stretch()
    at = _number(user, wanted, place)
    back = back and at is not None
    size = size or page_of(wanted)
    found = _cards(user, wanted, at, back=back, most=size + 1)
    return Stretch.cut(found, size, behind=at is not None, back=back)


def page_of(wanted: Wanted) -> int:
    """Give how many files a page of this holds."""
    return SEARCHED if wanted.words else PAGE


def _chosen(rows: CardQuerySet, wanted: Wanted) -> CardQuerySet:
    if wanted.sex:
        rows = rows.filter(sex=wanted.sex)
    if wanted.lacks:
        rows = rows.filter(_some("lacks"))
    return rows.filter(_some("unsettled")) if wanted.unsettled else rows


def _some(field: str) -> Func:
    # With a value given apart from the statement SQLite could not tell that its index holds it.
    return Func(F(field), template="%(expressions)s > 0", output_field=BooleanField())


def _number(user: object, wanted: Wanted, place: UUID | None) -> str | None:
    if place is None:
        return None
    rows = Card.objects.visible_to(user).filter(pk=place)
    here = rows.filter(operation=wanted.operation, kind=wanted.kind)
    return here.values_list("number", flat=True).first()


def _cards(user: object, wanted: Wanted, at: str | None, *, back: bool, most: int) -> list[Card]:
    order = "-number" if back else "number"
    mine = Card.objects.visible_to(user).filter(operation=wanted.operation, kind=wanted.kind)
    if not wanted.words:
        return list(_from(_chosen(mine, wanted), at, back=back).order_by(order)[:most])
    counts = _counts(wanted)
    least = min(counts.values())
    if not least:
        return []
    ids: Iterable[UUID]
    if least > RARE:
        # Common words stand together often enough: a page of files with all of them comes soon.
        found = _from(_holding(_chosen(mine, wanted), "pk", wanted.words), at, back=back)
        ids = found.order_by(order).values_list("pk", flat=True)[:most]
    else:
        rarest = min(wanted.words, key=counts.__getitem__)
        others = [word for word in wanted.words if word != rarest]
        looked_up = _from(_holding(_words(wanted, rarest), "file", others), at, back=back)
        whole = not (wanted.sex or wanted.lacks or wanted.unsettled)
        # A file stands here once for each of its words that begin alike.
        pairs = looked_up.order_by(order).values_list("file", "number").distinct()
        ids = [file for file, _ in (pairs[:most] if whole else pairs)]
    # By their ids and by nothing else, or SQLite would walk the list to them. That the words are
    # of files of this operation and kind, which this person sees, is known by now.
    cards = _chosen(Card.objects.filter(pk__in=list(ids)), wanted)
    return list(cards.order_by(order)[:most])


def _from(rows: Rows, at: str | None, *, back: bool) -> Rows:
    if at is None:
        return rows
    return rows.filter(number__lt=at) if back else rows.filter(number__gt=at)


def _words(wanted: Wanted, word: str) -> WordQuerySet:
    return Word.objects.filter(
        operation=wanted.operation, kind=wanted.kind, word__gte=word, word__lt=word + _LAST
    ).order_by()


def _counts(wanted: Wanted) -> dict[str, int]:
    """Give how often each word stands in the list, at most one more than `RARE`; in one query."""
    each = [_Count(_words(wanted, word).values("pk")[: RARE + 1]) for word in wanted.words]
    row = Operation.objects.filter(pk=wanted.operation).values_list(*each).get()
    return dict(zip(wanted.words, row, strict=True))


class _Count(Subquery):
    """How many rows a query has, which Django's own ``Count`` cannot say of a part of them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _holding(rows: Rows, file: str, words: Collection[str]) -> Rows:
    """Give the rows whose file holds all words: read in the row itself, which an index holds.

    Args:
        file: what the rows call their file.
    """
    if not words:
        return rows
    here = reduce(and_, (Q(words__contains=f" {word}") for word in words))
    there = reduce(and_, (Q(_has(file, word)) for word in words))
    return rows.filter(here | (Q(words="") & there))


def _has(file: str, word: str) -> Exists:
    return Exists(Word.objects.filter(file=OuterRef(file), word__gte=word, word__lt=word + _LAST))


def total(user: object, operation: UUID, kind: str) -> int:
    """Give how many files of a kind an operation has; nothing is counted."""
    rows = Tally.objects.visible_to(user).filter(operation=operation, kind=kind, scope="")
    return rows.values_list("n", flat=True).first() or 0


def by_number(
    user: object, query: str, formats: Sequence[tuple[UUID, str, str]]
) -> tuple[Card, ...]:
    """Give the files whose whole number was typed, in capitals or not, at most three.

    Args:
        user: who asks.
        query: what was typed; digits alone are written by each format that needs no more.
        formats: operation, kind and format of numbers wherever files may be.
    """
    typed = query.strip()
    found: dict[UUID, Card] = {}
    for operation, kind, format_ in formats:
        tries = {typed, typed.upper()}
        digits = typed.isascii() and typed.isdigit() and len(typed) < 10
        if digits and "{site}" not in format_ and "{year}" not in format_:
            tries.add(written(format_, int(typed), 0, ""))
        rows = Card.objects.visible_to(user).filter(
            operation=operation, kind=kind, number__in=sorted(tries)
        )
        found |= {card.pk: card for card in rows.order_by()[:3]}
    return tuple(found.values())[:3]


def sexes() -> tuple[str, ...]:
    """Give what a list can be filtered by."""
    return BY_KEY["sex"].choices


def has_sex(kind: str) -> bool:
    """Say whether the list of a kind is filtered by sex; relatives are looked for by name."""
    return kind != FAMILY
