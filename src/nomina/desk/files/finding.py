"""Finding files: by the place in a list, by words, by number. No query grows with the files.

A list goes on behind a number (no OFFSET), and how many there are is kept, not counted. A search
asks the index for each word; where every word is common, the list is walked instead, and the
files that hold them all come soon.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet

from nomina.desk.files.fields import BY_KEY, FAMILY
from nomina.desk.files.models import Card, Tally, Word
from nomina.desk.files.models.cards import CardQuerySet
from nomina.desk.files.models.files import held
from nomina.desk.files.record import folded
from nomina.desk.people.numbering import number as written

PAGE = 50
"""Files on one page."""
WORDS = 8
"""Words of a query that are looked for; the others are passed over."""
RARE = 2000
"""A word that stands in no more files than this is looked up, not walked to."""
_LAST = "\U0010ffff"


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


@dataclass(frozen=True)
class Part:
    """One page of a list; ``before`` and ``after`` say whether there is more on that side."""

    cards: tuple[Card, ...]
    before: bool
    after: bool


def words_of(query: str) -> tuple[str, ...]:
    """Give the words that a query asks for, each once; none where nothing can be looked for."""
    return tuple(dict.fromkeys(folded(query)))[:WORDS]


def part_of(user: object, wanted: Wanted, place: UUID | None = None, *, back: bool = False) -> Part:
    """Give the page behind the file ``place``, or before it where ``back``; else the first.

    A place that the list does not hold is the beginning.
    """
    if wanted.operation not in held(user).get(wanted.kind, set()):
        return Part((), before=False, after=False)
    at = _number(user, wanted, place)
    found = _cards(user, wanted, at, back=back and at is not None)
    more, cards = len(found) > PAGE, found[:PAGE]
    if back and at is not None:
        return Part(tuple(reversed(cards)), more, after=True)
    return Part(tuple(cards), at is not None, more)


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
    found = _holders(wanted) if wanted.words else None
    if found is not None:
        return _of(wanted, found, at, back=back)
    rows = Card.objects.visible_to(user).filter(operation=wanted.operation, kind=wanted.kind)
    walked = _with_words(_chosen(rows, wanted), wanted.words)
    if at is not None:
        walked = walked.filter(number__lt=at) if back else walked.filter(number__gt=at)
    return list(walked.order_by("-number" if back else "number")[: PAGE + 1])


def _of(wanted: Wanted, found: tuple[str, set[UUID]], at: str | None, *, back: bool) -> list[Card]:
    """Give the cards of a page out of a few files; they are put in order here."""
    word, files = found
    others = tuple(one for one in wanted.words if one != word)
    # By their ids and by nothing else, or SQLite would walk the list to them. That the words are
    # of files of this operation and kind, which this person sees, is known by now.
    few = _chosen(Card.objects.filter(pk__in=files), wanted)
    near = _with_words(few, others).order_by()
    numbers = sorted((number, pk) for pk, number in near.values_list("pk", "number"))
    if at is not None:
        numbers = [one for one in numbers if (one[0] < at if back else one[0] > at)]
    if back:
        numbers.reverse()
    page = [pk for _, pk in numbers[: PAGE + 1]]
    cards = Card.objects.order_by().in_bulk(page)
    return [cards[pk] for pk in page]


def _words(wanted: Wanted, word: str) -> QuerySet[Word]:
    return Word.objects.filter(
        operation=wanted.operation, kind=wanted.kind, word__gte=word, word__lt=word + _LAST
    )


def _with_words(rows: CardQuerySet, words: Iterable[str]) -> CardQuerySet:
    for word in words:
        has = Word.objects.filter(file=OuterRef("pk"), word__gte=word, word__lt=word + _LAST)
        rows = rows.filter(Exists(has))
    return rows


def _holders(wanted: Wanted) -> tuple[str, set[UUID]] | None:
    """Give the rarest word and the files it stands in; None where all of them are common."""
    rarest: tuple[str, set[UUID]] | None = None
    for word in wanted.words:
        has = list(_words(wanted, word).values_list("file", flat=True)[: RARE + 1])
        if len(has) <= RARE and (rarest is None or len(set(has)) < len(rarest[1])):
            rarest = (word, set(has))
    return rarest


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
