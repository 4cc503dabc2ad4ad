"""`nomina calibrate`: solved cases in, the numbers behind the evidence out."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.leads.calibrate import Summary
from nomina.leads.calibrate import calibrate as run
from nomina.words import LANGUAGES, tr, use

_PATH = click.Path(path_type=Path)


@click.command("calibrate")
@click.argument("solved", type=_PATH)
@click.option("--bodies-table", type=_PATH, required=True, help="Descriptions of the bodies.")
@click.option("--missing-table", type=_PATH, required=True, help="Descriptions of the whole list.")
@click.option("--out", type=_PATH, required=True, help="Folder for the numbers.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of messages.")
def calibrate(
    solved: Path, bodies_table: Path, missing_table: Path, out: Path, language: str | None
) -> None:
    """Estimate the numbers behind the evidence from SOLVED cases, decided by people.

    SOLVED is a table with the columns body and person. The folder OUT is what
    `nomina identify --parameters` takes; the numbers that came with the program stay as they are.
    """
    if language is not None:
        use(language)
    show(run(solved, bodies_table, missing_table, out))


def show(summary: Summary) -> None:
    """Print what a run came to."""
    record = summary.record
    click.echo(tr("Solved cases used: {n}").format(n=record.solved))
    click.echo(
        tr("Each shipped number counts as {n} cases beside them:").format(
            n=f"{record.prior_cases:g}"
        )
    )
    for one in record.estimates:
        click.echo(
            f"  {one.kind}: {one.name}: {one.shipped:.4g} -> {one.estimated:.4g} ({one.cases})"
        )
    click.echo(tr("Left as shipped: {kinds}").format(kinds=", ".join(record.kept) or "-"))
    if summary.problems:
        click.echo(tr("Problems: {n}, see problems.csv").format(n=len(summary.problems)), err=True)
    click.echo(tr("Numbers: {path}").format(path=summary.out))
    click.echo(tr("Solved by the same evidence, cases hide its errors; see docs/calibrate.md."))
