"""`nomina demo`: the main job on people who do not exist, and its result against the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

from nomina.cli.evaluate import Bars
from nomina.documents import read_json
from nomina.leads.documents import BodyLeads, CaseRecord, Leads
from nomina.leads.identify import identify
from nomina.synthetic import write_operation
from nomina.words import LANGUAGES, tr, use

SHARE = 0.7
"""Share of the demonstration's bodies that are on the list: 28 of 40."""


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for all of it.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of report and messages.")
def demo(out: Path, language: str | None) -> None:
    """Find who is who among people who do not exist, and say what was found against the truth."""
    if language is not None:
        use(language)
    operation, leads = out / "operation", out / "leads"
    with Bars() as bars:
        truth = write_operation(operation, progress=bars)
        summary = identify(
            operation / "bodies",
            operation / "missing",
            leads,
            on_list=SHARE,
            purpose=tr("a demonstration with people who do not exist"),
            bodies_table=operation / "bodies.csv",
            missing_table=operation / "missing.csv",
            progress=bars,
        )
    written = read_json(leads / "leads.json", Leads)
    for line in sentences(account(written.bodies, written.results, truth.bodies)):
        click.echo(line)
    click.echo(
        tr("Strengths were learnt on photos of real people; for drawn ones they are a show.")
    )
    click.echo(tr("Report: {path}").format(path=summary.report))


MISSING, BODIES, ON_LIST = 60, 40, 28
"""People on the list, bodies, and how many of the bodies are of people on the list."""


@dataclass(frozen=True, slots=True)
class Account:
    """What was found, against the truth: counts of bodies.

    Attributes:
        listed: bodies of people on the list; ``unlisted`` those of nobody on it.
        first, among_ten: of ``listed``, the right person came first, or first to tenth.
        not_compared: of ``listed``, no face was found, so nobody was ordered or excluded.
        nobody_listed: probability given to "nobody on this list", for each of ``listed``.
        nobody_unlisted: the same for each of ``unlisted``, where it should be larger.
    """

    listed: int
    unlisted: int
    first: int
    among_ten: int
    not_compared: int
    nobody_listed: tuple[float, ...]
    nobody_unlisted: tuple[float, ...]


def account(
    bodies: Iterable[CaseRecord],
    results: Iterable[BodyLeads],
    truth: Mapping[str, str | None],
) -> Account:
    """Compare leads with the truth.

    Args:
        bodies: the bodies of a run.
        results: what the run said about them.
        truth: for each body its person, or None where the person is not on the list.
    """
    listed = {body for body, person in truth.items() if person is not None}
    nobody: dict[bool, list[float]] = {True: [], False: []}
    ranks: list[int | None] = []
    for result in results:
        person = truth[result.body]
        nobody[person is not None].append(result.nobody)
        if person is not None:
            ranks.append(next((lead.rank for lead in result.leads if lead.person == person), None))
    return Account(
        listed=len(ranks),
        unlisted=len(nobody[False]),
        first=sum(rank == 1 for rank in ranks),
        among_ten=sum(rank is not None and rank <= 10 for rank in ranks),
        not_compared=sum(case.id in listed and not case.compared for case in bodies),
        nobody_listed=tuple(nobody[True]),
        nobody_unlisted=tuple(nobody[False]),
    )


def sentences(found: Account) -> Iterator[str]:
    """Say an account line by line, in the current language."""
    yield tr("Bodies of people on the list: {n}").format(n=found.listed)
    yield "  " + tr("the right person came first: {n}").format(n=found.first)
    yield "  " + tr("the right person among the first ten: {n}").format(n=found.among_ten)
    yield "  " + tr("no face found, nobody excluded: {n}").format(n=found.not_compared)
    yield tr("Bodies of people not on the list: {n}").format(n=found.unlisted)
    if found.nobody_listed and found.nobody_unlisted:
        yield tr('Probability that "nobody on this list" fits, middle value:')
        yield "  " + tr("for those not on the list: {p:.2f}").format(
            p=median(found.nobody_unlisted)
        )
        yield "  " + tr("for those on the list: {p:.2f}").format(p=median(found.nobody_listed))
