"""`nomina demo --headless`: the main job on invented people, and its result against the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

from nomina.cli.bars import Bars
from nomina.documents import read_json
from nomina.evidence import WEIGHED
from nomina.leads.documents import BodyLeads, CaseRecord, Leads
from nomina.leads.identify import identify
from nomina.progress import Progress
from nomina.synthetic import write_operation
from nomina.synthetic.truth import Truth
from nomina.words import tr

SHARE = 0.7
"""Share of the demonstration's bodies that are on the list: 28 of 40."""


def headless(out: Path) -> None:
    """Find who is who among people who do not exist, and say what was found against the truth."""
    operation, leads = out / "operation", out / "leads"
    with Bars() as bars:
        truth = write_operation(operation, progress=bars)
        everything_else = tuple(kind for kind in WEIGHED if kind != "face")
        faces = _run(operation, leads, bars, truth, without=everything_else)
        found = _run(operation, leads, bars, truth)
    for line in (*sentences(faces, found), *traps(truth, found)):
        click.echo(line)
    click.echo(
        tr("Strengths were learnt on photos of real people; for drawn ones they are a show.")
    )
    click.echo(tr("Report: {path}").format(path=leads / "report.html"))


def _run(
    operation: Path, leads: Path, progress: Progress, truth: Truth, *, without: tuple[str, ...] = ()
) -> Account:
    """Run once; the second run finds the photos of the first done."""
    identify(
        operation / "bodies",
        operation / "missing",
        leads,
        on_list=SHARE,
        purpose=tr("a demonstration with people who do not exist"),
        bodies_table=operation / "bodies.csv",
        missing_table=operation / "missing.csv",
        results_table=operation / "results.csv",
        without=without,
        progress=progress,
    )
    written = read_json(leads / "leads.json", Leads)
    return account(written.bodies, written.results, truth)


MISSING, BODIES, ON_LIST = 60, 40, 28
"""People on the list, bodies, and how many of the bodies are of people on the list."""


@dataclass(frozen=True, slots=True)
class Account:
    """What was found, against the truth: counts of bodies.

    Attributes:
        listed: bodies of people on the list; ``unlisted`` those of nobody on it.
        first, among_ten: of ``listed``, the right person came first, or first to tenth.
        not_compared: of ``listed``, no face was found, so faces ordered and excluded nobody.
        nobody_listed: probability given to "nobody on this list", for each of ``listed``.
        nobody_unlisted: the same for each of ``unlisted``, where it should be larger.
        somebody_unlisted: the largest probability given to one person for a body of nobody.
        right: for each body on the list the probability given to the right person.
        best: for each body its first person and the probability, None without a lead.
    """

    listed: int
    unlisted: int
    first: int
    among_ten: int
    not_compared: int
    nobody_listed: tuple[float, ...]
    nobody_unlisted: tuple[float, ...]
    somebody_unlisted: float
    right: dict[str, float]
    best: dict[str, tuple[str, float] | None]


def account(bodies: Iterable[CaseRecord], results: Iterable[BodyLeads], truth: Truth) -> Account:
    """Compare leads with the truth; a second file on the same person is as right as the first.

    Args:
        bodies: the bodies of a run.
        results: what the run said about them.
        truth: who is who.
    """
    whose = truth.bodies
    listed = {body for body, person in whose.items() if person is not None}
    nobody: dict[bool, list[float]] = {True: [], False: []}
    ranks: list[int | None] = []
    right: dict[str, float] = {}
    best: dict[str, tuple[str, float] | None] = {}
    most = 0.0
    for result in results:
        person = whose[result.body]
        first = result.leads[0] if result.leads else None
        best[result.body] = None if first is None else (first.person, first.posterior)
        nobody[person is not None].append(result.nobody)
        if person is None:
            most = max(most, *(lead.posterior for lead in result.leads), 0.0)
            continue
        theirs = [lead for lead in result.leads if _first_file(lead.person, truth) == person]
        ranks.append(min((lead.rank for lead in theirs), default=None))
        right[result.body] = sum(lead.posterior for lead in theirs)
    return Account(
        listed=len(ranks),
        unlisted=len(nobody[False]),
        first=sum(rank == 1 for rank in ranks),
        among_ten=sum(rank is not None and rank <= 10 for rank in ranks),
        not_compared=sum(case.id in listed and not case.compared for case in bodies),
        nobody_listed=tuple(nobody[True]),
        nobody_unlisted=tuple(nobody[False]),
        somebody_unlisted=most,
        right=right,
        best=best,
    )


def _first_file(person: str, truth: Truth) -> str:
    return truth.duplicates.get(person, person)


def sentences(faces: Account, found: Account) -> Iterator[str]:
    """Say two accounts line by line, in the current language: faces alone, all evidence."""
    yield tr("Bodies of people on the list: {n}").format(n=found.listed)
    yield "  " + tr("the right person came first by faces alone: {n}").format(n=faces.first)
    yield "  " + tr("the right person came first by all evidence: {n}").format(n=found.first)
    yield "  " + tr("the right person among the first ten: {n}").format(n=found.among_ten)
    yield "  " + tr("no face found, nobody excluded: {n}").format(n=found.not_compared)
    yield tr("Bodies of people not on the list: {n}").format(n=found.unlisted)
    if found.nobody_listed and found.nobody_unlisted:
        yield tr('Probability that "nobody on this list" fits, middle value:')
        yield "  " + tr("for those not on the list: {p:.2f}").format(
            p=median(found.nobody_unlisted)
        )
        yield "  " + tr("for those on the list: {p:.2f}").format(p=median(found.nobody_listed))
        yield tr("Most probable person for a body of nobody on the list: {p:.2f}").format(
            p=found.somebody_unlisted
        )


def traps(truth: Truth, found: Account) -> Iterator[str]:
    """Say of every trap what came of it: probability of the right answer for its bodies."""
    if truth.traps:
        yield tr("Traps that were laid, and the probability of the right answer:")
    words = trap_words()
    for trap in truth.traps:
        shares = [
            f"{body} {found.right[body]:.3f}"
            if truth.bodies.get(body) is not None
            else f"{body} {1.0 - _most(found, body):.3f}"
            for body in trap.bodies
            if body in truth.bodies
        ]
        yield f"  {words[trap.kind]}: {', '.join(shares) or '-'}"


def _most(found: Account, body: str) -> float:
    best = found.best[body]
    return 0.0 if best is None else best[1]


def trap_words() -> dict[str, str]:
    """Give the name of each kind of trap in the current language."""
    return {
        "swapped papers": tr("swapped papers"),
        "tag of another": tr("a body with the tag of somebody else"),
        "paper of another on a stranger": tr("a stranger with the paper of somebody listed"),
        "brothers found together": tr("brothers found together"),
        "two files of one man": tr("two files of one man"),
        "two bodies in one bag": tr("two bodies in one bag"),
        "wrong sex in the file": tr("a wrong sex in the file"),
        "wrong birth date in the file": tr("a wrong birth date in the file"),
    }
