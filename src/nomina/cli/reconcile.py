"""`nomina reconcile`: findings in, the joint probability of who is who out."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.cli.bars import Bars
from nomina.errors import InputError
from nomina.reconcile.run import Summary
from nomina.reconcile.run import reconcile_table as run
from nomina.words import LANGUAGES, tr, use

_PATH = click.Path(path_type=Path)


@click.command("reconcile")
@click.argument("findings", type=_PATH)
@click.option("--out", type=_PATH, required=True, help="Folder for posterior.json.")
@click.option("--on-list", type=float, help="Share of the bodies thought to be on the list.")
@click.option("--weight", type=float, help="Prior weight of one pair, in place of a share.")
@click.option("--among-bodies", type=float, help="Share of the missing thought to be among them.")
@click.option("--shares", type=_PATH, help="CSV of sites with a share of their own: pm, on_list.")
@click.option("--factors", type=_PATH, help="JSON file of families with several missing people.")
@click.option("--bodies", type=_PATH, help="All bodies, one number a line.")
@click.option("--missing", type=_PATH, help="All missing people, one number a line.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of messages.")
def reconcile(
    findings: Path,
    out: Path,
    on_list: float | None,
    weight: float | None,
    among_bodies: float | None,
    shares: Path | None,
    factors: Path | None,
    bodies: Path | None,
    missing: Path | None,
    language: str | None,
) -> None:
    """Weigh all bodies against all missing people at once, by the FINDINGS on pairs.

    FINDINGS is a table with the columns pm, am, kind and log10_lr. A pair with the kind
    "exclusion" cannot be; a pair without rows has the likelihood ratio 1.
    """
    if language is not None:
        use(language)
    if sum(given is not None for given in (on_list, weight, among_bodies)) != 1:
        raise InputError(
            tr("a prior is needed, and only one"),
            todo=tr("Give one of --on-list, --among-bodies and --weight"),
        )
    with Bars() as bars:
        summary = run(
            findings,
            out,
            on_list=on_list,
            weight=weight,
            among=among_bodies,
            shares=shares,
            factors=factors,
            bodies=bodies,
            missing=missing,
            progress=bars,
        )
    show(summary)


def show(summary: Summary) -> None:
    """Print what a run came to."""
    click.echo(
        tr("Bodies: {n}, missing people: {m}, findings: {k}").format(
            n=summary.bodies, m=summary.missing, k=summary.findings
        )
    )
    click.echo(
        tr("Components: {n}, of which {some} were sampled").format(
            n=summary.components, some=summary.sampled
        )
    )
    if summary.sampled:
        click.echo(tr("Worst agreement of chains (1 is perfect): {r:.3f}").format(r=summary.r_hat))
    if summary.problems:
        click.echo(tr("Problems: {n}, see problems.csv").format(n=summary.problems), err=True)
    click.echo(tr("Probabilities: {path}").format(path=summary.path))
    click.echo(tr("A probability identifies nobody. People decide, on all the evidence."))
