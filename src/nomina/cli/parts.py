"""`nomina parts`: bags and links in, which parts may be of one person out."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.errors import InputError
from nomina.leads.parts_table import Parts, weigh_tables
from nomina.words import LANGUAGES, current, tr, use

_PATH = click.Path(path_type=Path)


@click.command("parts")
@click.argument("parts", type=_PATH)
@click.option("--out", type=_PATH, required=True, help="Folder for parts.json and problems.csv.")
@click.option("--links", type=_PATH, help="CSV or XLSX of evidence on two parts.")
@click.option("--people", type=float, help="Number of people expected among all parts.")
@click.option("--theta", type=float, help="Theta of the prior, in place of a number of people.")
@click.option(
    "--threshold",
    type=float,
    default=0.99,
    show_default=True,
    help="Probability from which parts may be treated as one person.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of messages.")
def parts(
    parts: Path,
    out: Path,
    links: Path | None,
    people: float | None,
    theta: float | None,
    threshold: float,
    language: str | None,
) -> None:
    """Say which bags hold several people, and which PARTS may be of one person.

    PARTS is a table with the columns body, bag and elements; that of links has the columns one,
    other, log10_lr, kind and source. Nothing is merged: people decide.
    """
    if language is not None:
        use(language)
    if (people is None) == (theta is None):
        raise InputError(
            tr("a prior is needed, and only one"),
            todo=tr("Give either --people or --theta"),
        )
    made, problems = weigh_tables(
        parts, out, links=links, people=people, theta=theta, threshold=threshold
    )
    show(made, len(problems), out / "parts.json")


def show(made: Parts, problems: int, path: Path) -> None:
    """Print what a run came to."""
    click.echo(
        tr("Parts: {n}, bags: {m}, links: {k}").format(n=made.parts, m=made.bags, k=len(made.links))
    )
    for bag in made.holding_several:
        click.echo(bag.sentence[current()])
    click.echo(tr("Least number of people: {n}").format(n=made.least_number))
    for each in made.together:
        click.echo(
            tr("May be one person ({p:.4f}): {parts}").format(
                p=each.probability, parts=", ".join(each.parts)
            )
        )
    click.echo(tr("Pairs that stay undecided: {n}").format(n=len(made.undecided)))
    if problems:
        click.echo(tr("Problems: {n}, see problems.csv").format(n=problems), err=True)
    click.echo(tr("Probabilities: {path}").format(path=path))
    click.echo(tr("Nothing was merged. People decide, on all the evidence."))
