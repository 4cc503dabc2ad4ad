"""Stored leads as parts of a page: order, degree and words, never a score and never a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from nomina.desk.files.models import Card, File
from nomina.desk.leads.bands import share, words
from nomina.desk.leads.models import Answer, Lead
from nomina.desk.look import shapes
from nomina.desk.look.bars import REACH, Strength
from nomina.desk.look.numbers import grouped
from nomina.desk.look.shapes import Cell, Column, Kind, Row, Speaks, Table, Way
from nomina.evidence import Finding
from nomina.leads.report_evidence_words import kind_words, step_words
from nomina.words import current, ntr, tr

EVEN = 0.05
"""log10 LR below which a finding says nothing either way."""
FIRST = 10
"""Leads that stand on the page until all are asked for; nobody on the list always does."""
_MIDDLE = (0.0, 0.65, 1.5, 2.5, 3.5, 5.0, REACH)
"""log10 LR in the middle of each degree of `bands`; the last has no end but that of the bar."""
NOBODY = "nobody"
SHOWN = 5
"""Leads whose findings stand on the page."""


@dataclass(frozen=True)
class Person:
    """A missing person as one viewer may know them.

    Attributes:
        open: whether the viewer may see the file; else nothing of it is told but whose it is.
    """

    name: str
    number: str
    facts: str
    open: bool


def people_of(found: Sequence[Lead], user: object) -> dict[UUID, Person]:
    """Give the people of leads; those whose files the viewer may not see stay closed."""
    ids = [lead.person_id for lead in found]
    open_ = set(File.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    cards = {card.pk: card for card in Card.objects.filter(pk__in=open_)}
    return {
        lead.person_id: _person(lead.person, cards.get(lead.person_id), lead.person_id in open_)
        for lead in found
    }


def _person(file: File, card: Card | None, seen: bool) -> Person:
    if not seen:
        return Person(
            tr("A missing person of another operation"), "", file.operation.name, open=False
        )
    if card is None:
        return Person(tr("no name recorded"), file.number, "", open=True)
    facts = " · ".join(part for part in (card.moment, card.place) if part)
    return Person(card.title or tr("no name recorded"), file.number, facts, open=True)


def list_of(
    answer: Answer,
    found: Sequence[Lead],
    people: Mapping[UUID, Person],
    missing: int,
    *,
    every: str = "",
) -> shapes.Leads:
    """Draw the leads of a body; nobody on the list stands where its probability puts it.

    Args:
        answer: of the run on this body.
        found: its leads, in order.
        people: those of them, as the viewer may know them.
        missing: how many missing people were compared.
        every: where all are shown, the first `FIRST` here; empty to show all.
    """
    drawn: list[shapes.Lead] = []
    nobody = False
    for lead in found:
        if not nobody and answer.nobody >= lead.posterior:
            drawn.append(_nobody(answer, len(drawn) + 1))
            nobody = True
        drawn.append(_lead(lead, people[lead.person_id], len(drawn) + 1))
    if not nobody:
        drawn.append(_nobody(answer, len(drawn) + 1))
    says = ntr(
        "{n} missing person compared, all evidence weighed together. Nothing here says who it is.",
        "{n} missing people compared, all evidence weighed together. Nothing here says who it is.",
        missing,
    ).format(n=grouped(missing))
    more = None
    if every and len(drawn) > FIRST:
        label = tr("Show all {n}").format(n=len(drawn))
        more = shapes.Act(label, every, weight=shapes.Weight.QUIET)
        drawn = drawn[:FIRST] + [one for one in drawn[FIRST:] if one.id == NOBODY]
    return shapes.Leads(tr("Who this may be"), says, tuple(drawn), more=more)


def alone(answer: Answer, lead: Lead, person: Person, title: str, says: str) -> shapes.Leads:
    """Draw one lead of a body at its place among all of them, and nothing of the others."""
    rank = lead.rank + (answer.nobody >= lead.posterior)
    drawn = replace(_lead(lead, person, rank), href="")
    return shapes.Leads(title, says, (drawn,))


def _nobody(answer: Answer, rank: int) -> shapes.Lead:
    return shapes.Lead(
        id=NOBODY,
        rank=rank,
        name=tr("Nobody on this list"),
        facts=tr("A real answer, weighed like the others."),
        band=tr("Probability: {share}").format(share=share(answer.nobody)),
    )


def _lead(lead: Lead, person: Person, rank: int) -> shapes.Lead:
    degree = words(lead.band)
    said = {"": "", "inconclusive": tr("inconclusive")}.get(
        lead.word, tr("candidate for other examination")
    )
    return shapes.Lead(
        id=f"lead-{lead.person_id.hex}",
        rank=rank,
        name=person.name,
        number=person.number,
        facts=person.facts,
        band=tr("excluded by a finding") if lead.excluded else degree,
        word=tr("faces: {word}").format(word=said) if said else "",
        word_way=Way.FOR if lead.word not in ("", "inconclusive") else Way.PLAIN,
        strength=None if lead.excluded else _bar(lead, degree),
        speaks=_speaks(lead),
        href=f"#why-{lead.person_id.hex}" if person.open and rank <= SHOWN else "",
    )


def _bar(lead: Lead, degree: str) -> Strength:
    """Draw the degree of all evidence, and what the data can support in whole steps.

    The drawing is read by a script as a number is, so it says no more than the words (SEC-32):
    the mark stands in the middle of its degree.
    """
    low = sum(one["lower_bound"] for one in lead.findings) if lead.findings else -REACH
    high = sum(one["upper_bound"] for one in lead.findings) if lead.findings else REACH
    found = math.copysign(_MIDDLE[abs(lead.band)], lead.band)
    return Strength(found, _whole(low, math.floor), _whole(high, math.ceil), degree)


def _whole(log10_lr: float, to: Callable[[float], int]) -> float:
    return float(to(min(max(log10_lr, -REACH), REACH)))


def _speaks(lead: Lead) -> tuple[Speaks, ...]:
    kinds = kind_words(current())
    if lead.findings:
        return tuple(Speaks(kinds[one["kind"]], _way(one)) for one in lead.findings)
    if lead.face is None:
        return ()
    way = _way({"excludes": False, "log10_lr": lead.face["log10_lr"]})
    return (Speaks(kinds["face"], way),)


def _way(finding: Mapping[str, Any]) -> Way:
    if finding["excludes"]:
        return Way.STOP
    if abs(finding["log10_lr"]) < EVEN:
        return Way.UNSURE
    return Way.FOR if finding["log10_lr"] > 0 else Way.AGAINST


@dataclass(frozen=True)
class Why:
    """Why a person is among the leads: a table of findings under an anchor."""

    template = "leads/why.html"
    id: str
    table: Table
    lacking: str


def findings_of(
    body: File, found: Sequence[Lead], people: Mapping[UUID, Person]
) -> tuple[Why, ...]:
    """Draw the findings of the first leads; those of a closed file say nothing of it."""
    first = [lead for lead in found[:SHOWN] if lead.findings and people[lead.person_id].open]
    return tuple(_why(body, lead, people[lead.person_id]) for lead in first)


def _why(body: File, lead: Lead, person: Person) -> Why:
    kinds = kind_words(current())
    rows = []

    def cell(text: str) -> Cell:
        # Runs name files by their ids; people know them by their numbers.
        known = text.replace(str(body.pk), body.number).replace(str(lead.person_id), person.number)
        return Cell(known, Kind.TEXT if known else Kind.UNKNOWN)

    for place, kept in enumerate(lead.findings):
        one = Finding.model_validate(kept)
        way = _way(kept)
        rows.append(
            Row(
                f"finding-{lead.person_id.hex}-{place}",
                (
                    Cell(kinds[one.kind], Kind.CHIP, way=way),
                    Cell(one.said()),
                    cell(one.body),
                    cell(one.person),
                ),
            )
        )
    table = Table(
        tr("What speaks for and against {number}").format(number=person.number),
        (
            Column(tr("Evidence")),
            Column(tr("What it means")),
            Column(tr("On the body")),
            Column(tr("In the file")),
        ),
        tuple(rows),
        titled=True,
    )
    lacking = ", ".join(kinds[kind] for kind in lead.lacking)
    said = tr("Nothing to compare on one side or both: {kinds}.").format(kinds=lacking)
    return Why(f"why-{lead.person_id.hex}", table, said if lacking else "")


def steps_of(answer: Answer, people: Mapping[UUID, Person]) -> Table | None:
    """Draw what would tell the alternatives apart; None where nothing on record would."""
    names = step_words(current())
    numbers = {str(file): person.number for file, person in people.items() if person.number}
    rows = []
    for place, step in enumerate(answer.steps):
        whom = ", ".join(numbers[one] for one in step["people"] if one in numbers)
        what = names.get(step["kind"], "")
        if what:
            rows.append(Row(f"step-{place}", (Cell(what), Cell(whom or "", Kind.CODE))))
    if not rows:
        return None
    return Table(
        tr("What to do next"),
        (Column(tr("Examination")), Column(tr("It could compare"))),
        tuple(rows),
        titled=True,
    )


def link(file: File) -> str:
    """Give the address of the leads of a body."""
    return reverse("leads:body", args=[file.pk])
