"""What a comparison of papers says to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nomina.cases.description import Carried, Described, Paper, PaperKind, PersonName
from nomina.evidence.documents.papers import ReadPaper
from nomina.evidence.marks_said import verdict
from nomina.words import tr


class Like(StrEnum):
    """How the number that agrees best does."""

    SAME = "same"
    LEGIBLE = "legible"
    MISREAD = "misread"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What of the papers of a body agrees with a file; None where it was not compared.

    Attributes:
        number: the number that agrees best.
        name, birth: whether some name, or birth date, speaks for the person.
        owners: sets of papers of different owners, or not known to be of one.
    """

    number: Like | None
    name: bool | None
    birth: bool | None
    owners: int


def _things(language: str) -> dict[PaperKind, str]:
    return {
        PaperKind.IDENTITY_TAG: tr("identity tag", language),
        PaperKind.PASSPORT: tr("passport", language),
        PaperKind.ID_CARD: tr("identity card", language),
        PaperKind.MILITARY_ID: tr("military ID", language),
        PaperKind.DRIVING_LICENCE: tr("driving licence", language),
        PaperKind.BANK_CARD: tr("bank card", language),
        PaperKind.TAX_CARD: tr("tax card", language),
        PaperKind.PHONE: tr("telephone", language),
        PaperKind.LETTER: tr("letter", language),
        PaperKind.INSCRIPTION: tr("inscription", language),
        PaperKind.OTHER: tr("another paper", language),
    }


def _carried(language: str) -> dict[Carried, str]:
    return {
        Carried.WORN: tr("worn", language),
        Carried.POCKET: tr("in a pocket", language),
        Carried.BAG: tr("in a bag", language),
        Carried.UNKNOWN: tr("it is not known how it was carried", language),
    }


def _numbers(language: str) -> dict[Like, str]:
    return {
        Like.SAME: tr(" A number is that in the file.", language),
        Like.LEGIBLE: tr(" A number fits that in the file as far as it is legible.", language),
        Like.MISREAD: tr(" A number is that in the file but for signs misread.", language),
        Like.DIFFERENT: tr(" No number is that in the file.", language),
    }


def _name(name: PersonName) -> str:
    parts = " ".join(each for each in (name.family, name.given, name.patronymic) if each)
    return name.written or parts or name.maiden


def _read(paper: Paper) -> str:
    born = "" if paper.born is None else paper.born.written or paper.born.edtf
    read = [*map(_name, paper.names), *(each.text for each in paper.numbers), born]
    return ", ".join(f"«{each}»" for each in read if each)


def written(papers: Sequence[ReadPaper]) -> str:
    """Give what was read on papers, and how they were carried."""
    return "; ".join(
        f"{each.paper.kind.value} ({each.paper.carried.value}): {_read(each.paper)}"
        for each in papers
    )


def written_file(person: Described) -> str:
    """Give names, numbers and birth date of a missing person."""
    numbers = [f"{each.kind.value}: {each.text}" for each in person.numbers]
    born = [] if person.born is None else [person.born.written or person.born.edtf]
    return "; ".join([*map(_name, person.names), *numbers, *born]) or "-"


def said(papers: Sequence[ReadPaper], outcome: Outcome, log10: float, language: str) -> str:
    """Say what was read, what of it agrees, and that it is evidence about the things first."""
    things, carried = _things(language), _carried(language)
    shown = "; ".join(
        f"{things[each.paper.kind]} ({carried[each.paper.carried]}): {_read(each.paper)}"
        for each in papers
    )
    text = tr("With the body: {things}.", language).format(things=shown)
    if outcome.number is not None:
        text += _numbers(language)[outcome.number]
    if outcome.name is not None:
        text += (
            tr(" A name agrees with the file.", language)
            if outcome.name
            else tr(" No name agrees with the file.", language)
        )
    if outcome.birth is not None:
        text += (
            tr(" A birth date agrees with the file.", language)
            if outcome.birth
            else tr(" No birth date agrees with the file.", language)
        )
    if any(number.passes is False for each in papers for number in each.numbers):
        text += tr(" A check digit is wrong, so that a sign is misread.", language)
    if outcome.owners > 1:
        text += tr(" The things may be of different owners.", language)
    return text + tr(
        " This is evidence about the things first, and not about who had them: they may have been"
        " carried for somebody, swapped or collected. Together they {verdict}.",
        language,
    ).format(verdict=verdict(log10, language))
