"""What the files say of one dead person, for papers: a value, or None where it is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from nomina.desk.custody.models import Item
from nomina.desk.custody.papers.page import Facts, Grid, Hands, Paper, Text
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.files.record import record_of
from nomina.desk.people.text import NOTE
from nomina.words import current, tr, use

AM = {
    "family_name": "family name",
    "given_names": "given name",
    "father": "patronymic",
    "born": "born",
    "numbers": "numbers",
    "unit": "unit",
    "alive": "last known alive",
}
PM = {"died": "died", "found": "found", "found_place": "place", "sex": "sex"}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have every word within be of a language."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def said(file: File, keys: Mapping[str, str]) -> dict[str, str | None]:
    """Give values by our own names; what is unsettled or not known is None."""
    record = record_of(file)
    found: dict[str, str | None] = {}
    for ours, key in keys.items():
        standing = record.get(key)
        known = standing is not None and not standing.unsettled and standing.said.is_known
        found[ours] = standing.said.get()[:NOTE] if standing is not None and known else None
    return found


def about(identification: Identification) -> dict[str, str | None]:
    """Give what both files of an identification say."""
    report = identification.report
    first = identification.certificates.filter(issued__isnull=False).order_by("made_at").last()
    return {
        **said(report.other, AM),
        **said(report.one, PM),
        "body": report.one.number,
        "person": report.other.number,
        "decided": identification.made_at.date().isoformat(),
        "certificate": None if first is None else first.number,
    }


def whole_name(known: Mapping[str, str | None]) -> str | None:
    """Give a whole name, the family name first; None where none of it is known.

    Where just one of surname and first name is known, it is said which is not.
    """
    family, given = known.get("family_name"), known.get("given_names")
    name = " ".join(x for x in (family, given, known.get("father")) if x)
    if not name or (family and given):
        return name or None
    if not family:
        return tr("{name} (surname not known)").format(name=name)
    return tr("{name} (first name not known)").format(name=name)


def both(*parts: str | None) -> str | None:
    """Give several particulars in one place, each of them or that it is not known."""
    if not any(parts):
        return None
    return ", ".join(part or tr("not known") for part in parts)


def dated(said: str | None) -> str | None:
    """Write an EDTF date so that anybody reads it: about, perhaps, from one day to another."""
    if said is None:
        return None
    if "/" in said:
        first, _, last = said.partition("/")
        return f"{dated(first)} – {dated(last)}"
    plain = said.rstrip("~?%")
    if plain == said:
        return said
    mark = said[len(plain) :]
    text = tr("about {date}") if "~" in mark else tr("perhaps {date}")
    return (tr("perhaps about {date}") if "%" in mark else text).format(date=plain)


def when(moment: datetime) -> str:
    """Write a moment with its offset, so that it means one thing anywhere."""
    local = timezone.localtime(moment)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:]}"


def number_of(item: Item) -> str:
    """Give what an item is called on a paper: the number of its file, else what it is like."""
    return item.file.number if item.file is not None else item.words


def as_document(paper: Paper, kind: str, more: Mapping[str, Any]) -> dict[str, Any]:
    """Give a paper as plain values, which are attached to it."""
    parts: list[dict[str, Any]] = []
    for part in paper.parts:
        one: dict[str, Any] = {"title": part.title}
        if isinstance(part, Facts):
            one["facts"] = [[fact.label, fact.value, fact.small] for fact in part.facts]
        elif isinstance(part, Grid):
            one |= {"columns": list(part.columns), "rows": [list(row) for row in part.rows]}
        elif isinstance(part, Text):
            one["lines"] = list(part.lines)
        elif isinstance(part, Hands):
            one["hands"] = [[hand.label, hand.name, hand.signed] for hand in part.hands]
        parts.append(one)
    return {
        "paper": kind,
        "number": paper.number,
        "title": paper.title,
        "language": paper.language,
        "at": paper.at.isoformat(timespec="seconds"),
        "parts": parts,
        **more,
    }
