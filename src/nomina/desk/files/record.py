"""What a file says now, as a function of its rows; and the line that lists show of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.db.prepared import Prepared
from nomina.desk.files.fields import (
    BY_KEY,
    FAMILY,
    PM,
    PUI,
    Said,
    cell,
    lacking,
    of_kind,
    title,
)
from nomina.desk.files.models import Card, Entry, File, Word
from nomina.desk.files.models.cards import LINE, WORD, words_on_card
from nomina.leads.columns import plain


@dataclass(frozen=True)
class Standing:
    """What stands in one field.

    Attributes:
        entries: those that nothing has replaced, in order of time; several where people wrote at
            once.
    """

    entries: tuple[Entry, ...]

    @property
    def unsettled(self) -> bool:
        """Whether the entries say different things, of which a person must choose."""
        first = self.entries[0].said
        return any(
            (other.said.state, other.said.value) != (first.state, first.value)
            for other in self.entries[1:]
        )

    @property
    def said(self) -> Said:
        """What counts until it is settled: what was said first, so that nothing jumps."""
        return self.entries[0].said

    @property
    def seen(self) -> tuple[str, ...]:
        """The ids of the entries, which whoever writes next gives back as what was seen."""
        return tuple(entry.pk.hex for entry in self.entries)


Record = Mapping[str, Standing]


@Prepared
def _standing(file: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(file=file).standing().select_related("made_by")


def record_of(file: File) -> dict[str, Standing]:
    """Give what stands in each field of a file of which anything was said."""
    return _grouped(_standing(file=file.pk))


def records_of(
    files: Iterable[File], at: datetime | None = None
) -> dict[File, dict[str, Standing]]:
    """Give the records of many files in one query; as they stood at a moment where one is given."""
    every = {file.pk: file for file in files}
    found: dict[File, list[Entry]] = {file: [] for file in every.values()}
    for entry in Entry.objects.filter(file__in=list(every)).standing(at):
        found[every[entry.file_id]].append(entry)
    return {file: _grouped(entries) for file, entries in found.items()}


def _grouped(entries: Iterable[Entry]) -> dict[str, Standing]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.field, []).append(entry)
    return {key: Standing(tuple(said)) for key, said in found.items()}


def saids(record: Record) -> dict[str, Said]:
    """Give the value of each field that counts now."""
    return {key: standing.said for key, standing in record.items()}


def cells(file: File, record: Record) -> dict[str, str]:
    """Give a file as a row of a table of descriptions: cells by column.

    A field with two values is unknown until a person has chosen.
    """
    row = {"number": file.number}
    for field in of_kind(file.kind):
        standing = record.get(field.key)
        if field.table and standing is not None:
            row[field.key] = "unknown" if standing.unsettled else cell(standing.said)
    return row


def folded(text: str) -> list[str]:
    """Give the words of a text as they are searched for: small, without accents of writing."""
    words = plain(unicodedata.normalize("NFKC", text)).replace("ʼ", "").split()
    return [word[:WORD] for word in words]


def draw_card(file: File, at: datetime | None = None) -> Card:
    """Make the line of a file, and the words it is found by, anew from its rows.

    Args:
        file: locked by its card, where it has one.
        at: when something was last said; that of the last entry where None.
    """
    record = record_of(file)
    said = saids(record)
    known = {key: value.get() for key, value in said.items() if value.is_known}
    moments = [entry.made_at for standing in record.values() for entry in standing.entries]
    moment = "found" if file.kind in (PM, PUI) else "last known alive"
    words = _words(file, record)
    card, _ = Card.objects.update_or_create(
        file=file,
        defaults={
            "operation": file.operation,
            "kind": file.kind,
            "number": file.number,
            "title": title(file.kind, said)[:LINE],
            "sex": known.get("sex", ""),
            "moment": known.get(moment, "")[:64],
            "place": "" if file.kind == FAMILY else _place(known)[:LINE],
            "lacks": len(lacking(file.kind, record)),
            "unsettled": sum(standing.unsettled for standing in record.values()),
            "photos": file.photos.filter(end=None).count(),
            "changed_at": at or max([file.made_at, *moments]),
            "words": words_on_card(words),
        },
    )
    _write_words(file, words, card.words)
    return card


def _place(known: Mapping[str, str]) -> str:
    """Give the words of a place; its coordinates where it has none."""
    point = [known[key] for key in ("latitude", "longitude") if known.get(key)]
    return known.get("place", "") or (", ".join(point) if len(point) == 2 else "")


def _words(file: File, record: Record) -> set[str]:
    wanted = set(folded(file.number))
    for key, standing in record.items():
        if BY_KEY[key].named:
            for entry in standing.entries:
                wanted.update(folded(entry.said.get_or("")))
    return wanted


def _write_words(file: File, wanted: set[str], on_card: str) -> None:
    have = set(Word.objects.filter(file=file).values_list("word", flat=True))
    if have == wanted:
        return
    # Not `delete` of the query, which refuses for every table: words are no record.
    for word in Word.objects.filter(file=file, word__in=have - wanted) if have - wanted else ():
        word.delete()
    for word in Word.objects.filter(file=file) if have else ():
        word.words = on_card
        word.save(update_fields=["words"])
    Word.objects.bulk_create(
        Word(
            file=file,
            operation_id=file.operation_id,
            kind=file.kind,
            word=word,
            number=file.number,
            words=on_card,
        )
        for word in sorted(wanted - have)
    )
