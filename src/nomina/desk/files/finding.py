"""Finding files: by the place in a list, by words, by number. No query grows with the files.

A list goes on behind a number (no OFFSET), and how many there are is kept, not counted. A search
asks the index for each word and looks up the files that hold them all; where these are many, the
list is walked instead, and they come soon.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef

from nomina.desk.files.fields import BY_KEY, FAMILY
from nomina.desk.files.models import Card, Tally, Word
from nomina.desk.files.models.cards import CardQuerySet, WordQuerySet
from nomina.desk.files.models.files import held
from nomina.desk.files.record import folded
from nomina.desk.look.stretch import Stretch
from nomina.desk.people.numbering import number as written

PAGE = 50
"""Files on one page."""
WORDS = 8
"""Words of a query that are looked for; the others are passed over."""
RARE = 1000
"""No more files than this are looked up and put in order; more than that are soon walked to."""
HANDFUL = 64
"""No more files than this are asked one by one; a page of an index holds about as many rows."""
_LAST = "\U0010ffff"
Q = TypeVar("Q", CardQuerySet, WordQuerySet)


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
    user: object, wanted: Wanted, place: UUID | None = None, *, back: bool = False
) -> Stretch[Card]:
    """Give the page behind the file ``place``, or before it where ``back``; else the first.

    A place that the list does not hold is the beginning.
    """
    if wanted.operation not in held(user).get(wanted.kind, set()):
        return Stretch()
    at = _number(user, wanted, place)
    back = back and at is not None
    found = _cards(user, wanted, at, back=back)
    return Stretch.cut(found, PAGE, behind=at is not None, back=back)


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


def _cards(user: object, wanted: Wanted, at: str | None, *, back: bool) -> list[Card]:
    few = _few(wanted) if wanted.words else None
    if few is not None:
        # By their ids and by nothing else, or SQLite would walk the list to them. That the words
        # are of files of this operation and kind, which this person sees, is known by now.
        nearest = sorted(few, key=few.__getitem__, reverse=back)
        if at is not None:
            nearest = [one for one in nearest if (few[one] < at if back else few[one] > at)]
        whole = not (wanted.sex or wanted.lacks or wanted.unsettled)
        chosen = nearest[: PAGE + 1] if whole else nearest
        rows = _chosen(Card.objects.filter(pk__in=chosen), wanted)
    else:
        mine = Card.objects.visible_to(user).filter(operation=wanted.operation, kind=wanted.kind)
        rows = _with_words(_chosen(mine, wanted), "pk", wanted.words)
        if at is not None:
            rows = rows.filter(number__lt=at) if back else rows.filter(number__gt=at)
    return list(rows.order_by("-number" if back else "number")[: PAGE + 1])


def _words(wanted: Wanted, word: str) -> WordQuerySet:
    return Word.objects.filter(
        operation=wanted.operation, kind=wanted.kind, word__gte=word, word__lt=word + _LAST
    ).order_by()


def _with_words(rows: Q, file: str, words: Iterable[str]) -> Q:
    for word in words:
        has = Word.objects.filter(file=OuterRef(file), word__gte=word, word__lt=word + _LAST)
        rows = rows.filter(Exists(has))
    return rows


def _few(wanted: Wanted) -> dict[UUID, str] | None:
    """Give the files that hold all words and their numbers; None where they are many.

    Many are found soon by walking the list. Where one word stands in a handful of files, these are
    asked for the others. Otherwise the files of all words are laid upon each other in the database:
    the rows of a word lie side by side, while the list would have to be walked far for two words
    that seldom stand together.
    """
    counts = {word: _counted(_words(wanted, word)) for word in wanted.words}
    least = min(wanted.words, key=lambda word: counts[word])
    others = [word for word in wanted.words if word != least]
    if not counts[least]:
        return {}
    if counts[least] > RARE and not others:
        return None
    rows = _words(wanted, least)
    if counts[least] <= HANDFUL:
        rows = _with_words(rows, "file", others)
    else:
        for word in others:
            rows = rows.filter(file__in=_words(wanted, word).values("file"))
    found = rows.values_list("file", "number")[: RARE + 1]
    return dict(found) if len(found) <= RARE else None


def _counted(rows: WordQuerySet) -> int:
    """Give how many rows there are, at most one more than `RARE`."""
    return rows.values("pk")[: RARE + 1].count()


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
