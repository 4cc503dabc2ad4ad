"""Death certificates and certified lists of the dead, with the fields of GC III 120.

The fields are those of Article 17(3) and 120(2) of the Third Convention and of its annexed form of
a notification of death (Annex IV D), and the eight particulars of Article 16 of the First. Each has
a line, and one that nobody knows says so: it never disappears (LAW-13).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from nomina.desk.custody.models import Death
from nomina.desk.custody.papers.grave_facts import facts_of
from nomina.desk.custody.papers.known import (
    about,
    as_document,
    both,
    dated,
    speaking,
    when,
    whole_name,
)
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text
from nomina.desk.custody.words_release import paper_name
from nomina.desk.examine.models import Identification
from nomina.desk.files import fields
from nomina.desk.people.models import Operation
from nomina.words import LANGUAGES, tr

TYPED = (
    "power", "rank", "service_number", "mother", "born_place", "disc", "taken", "death_place",
    "cause", "circumstances", "examined", "effects", "kin", "account",
)  # fmt: skip
"""What the form asks for and no file of the desk holds; empty where it is not known."""
DRAWN = (
    "family_name", "given_names", "father", "born", "numbers", "unit", "alive", "died", "found",
    "found_place", "sex", "body", "person", "decided", "certificate",
)  # fmt: skip
"""What is taken from the files of the body and the person."""

DATES = ("born", "died", "found", "decided")


def document_of(identification: Identification, typed: Mapping[str, str]) -> dict[str, Any]:
    """Give all that is certified of one death, null where it is not known.

    The grave is written in every language, so that what was signed is what is printed in each.
    """
    known = about(identification)
    values: dict[str, str | None] = {key: known[key] for key in DRAWN}
    values |= {key: typed.get(key, "").strip() or None for key in TYPED}
    body = identification.report.one
    grave = {
        language: [[fact.label, fact.value, fact.small] for fact in facts_of(body, language)]
        for language in LANGUAGES
    }
    return {"identification": str(identification.pk), "values": values, "grave": grave}


def list_of(operation: Operation, rows: Sequence[Death]) -> dict[str, Any]:
    """Give a list of deaths, each as its own certificate says it."""
    return {
        "operation": str(operation.pk),
        "dead": [
            {"death": str(row.pk), "number": row.number, "digest": row.digest, **row.document}
            for row in rows
        ],
    }


def paper_of(death: Death, language: str, at: datetime) -> Paper:
    """Make the paper of a death certificate or list that is signed.

    Args:
        death: with its signature.
        language: one of `nomina.words.LANGUAGES`.
        at: when it is issued.
    """
    kind = "death" if death.kind == "one" else "dead"
    with speaking(language):
        parts = (
            _certificate(death.document, language)
            if death.kind == "one"
            else _list(death.document, language)
        )
        paper = Paper(
            title=paper_name(kind),
            number=death.number,
            language=language,
            parts=(*parts, _certified(death)),
            at=at,
            code=death.number,
            mark=f"SHA-256 {death.digest}",
            wide=kind == "dead",
        )
        more = {"certified": death.document, "digest": death.digest}
        return replace(paper, document=as_document(paper, kind, more))


def _certified(death: Death) -> Hands:
    sign = death.sign
    signed = tr("certified at the desk {when}").format(when=when(sign.made_at))
    return Hands(
        tr("Certified"),
        (
            Hand(
                tr("Responsible officer, {office}").format(office=sign.office), sign.by.name, signed
            ),
            Hand(tr("First witness, with address")),
            Hand(tr("Second witness, with address")),
        ),
    )


def _certificate(document: Mapping[str, Any], language: str) -> tuple[Facts | Text, ...]:
    it: Mapping[str, str | None] = document["values"]

    def fact(label: str, key: str, small: str = "") -> Fact:
        value = dated(it[key]) if key in DATES else it[key]
        return Fact(label, value, small if value is not None else "")

    sex = it["sex"]
    return (
        Facts(
            tr("Identity"),
            (
                fact(tr("Power on which the person depended"), "power"),
                fact(tr("Army, regimental, personal or serial number"), "service_number"),
                fact(tr("Rank"), "rank"),
                fact(tr("Surname"), "family_name"),
                fact(tr("First names"), "given_names"),
                fact(tr("First name of the father, or patronymic"), "father"),
                fact(tr("Maiden name of the mother"), "mother"),
                fact(tr("Date of birth"), "born"),
                fact(tr("Place of birth"), "born_place"),
                Fact(tr("Sex"), None if sex is None else fields.choice("sex", sex)),
                fact(tr("Unit or group"), "unit"),
                fact(tr("Other particulars on identity card or disc"), "disc"),
                fact(tr("Numbers of papers"), "numbers"),
            ),
        ),
        Facts(
            tr("Death"),
            (
                fact(tr("Date and place of capture"), "taken"),
                fact(tr("Date of death"), "died", tr("an estimate, as examined")),
                fact(tr("Place of death"), "death_place"),
                fact(tr("Where the body was found"), "found_place"),
                fact(tr("When the body was found"), "found"),
                fact(tr("Cause of death; wounds or illness"), "cause"),
                fact(tr("Circumstances of death"), "circumstances"),
                fact(tr("Examination before burial, by whom and when"), "examined"),
            ),
        ),
        Facts(
            tr("Identification"),
            (
                fact(tr("Number of the body"), "body"),
                fact(tr("Named by the board on"), "decided", tr("by decision of the board")),
                Fact(
                    tr("Certificate of identification"),
                    it["certificate"] or tr("none was issued"),
                ),
            ),
        ),
        Facts(tr("Burial and grave"), _grave(document, language)),
        Facts(
            tr("Next of kin, effects and account"),
            (
                fact(tr("Address of the next of kin"), "kin"),
                fact(tr("Personal effects: kept, or forwarded and through whom"), "effects"),
                fact(tr("Account of the death and burial by who was there"), "account"),
            ),
        ),
    )


def _grave(document: Mapping[str, Any], language: str) -> tuple[Fact, ...]:
    return tuple(Fact(label, value, small) for label, value, small in document["grave"][language])


def _list(document: Mapping[str, Any], language: str) -> tuple[Grid | Facts | Text, ...]:
    rows: list[tuple[str | None, ...]] = []
    for n, one in enumerate(document["dead"], 1):
        it = one["values"]
        rows.append(
            (
                str(n),
                whole_name(it),
                dated(it["born"]),
                both(it["rank"], it["service_number"]),
                it["power"],
                dated(it["died"]),
                it["death_place"] or it["found_place"],
                it["cause"],
                one["number"],
            )
        )
    table = Grid(
        tr("The dead"),
        (
            tr("No"),
            tr("Surname, first names"),
            tr("Born"),
            tr("Rank, number"),
            tr("Power"),
            tr("Died"),
            tr("Place of death, or where found"),
            tr("Cause of death"),
            tr("Certificate"),
        ),
        tuple(rows),
        (2, 8, 5, 5, 5, 5, 6, 5, 6),
        tr("nobody is on this list"),
    )
    graves = tuple(
        Facts(
            tr("Burial and grave of number {n}").format(n=n),
            tuple(Fact(label, value, small) for label, value, small in one["grave"][language]),
        )
        for n, one in enumerate(document["dead"], 1)
    )
    return (table, *graves)
