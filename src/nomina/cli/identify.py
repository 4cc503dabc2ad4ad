"""`nomina identify`: two folders of photos in, ranked leads for people to weigh out."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.cli.bars import Bars
from nomina.evidence import WEIGHED
from nomina.leads.identify import Summary
from nomina.leads.identify import identify as run
from nomina.words import LANGUAGES, ntr, tr, use

_FOLDER = click.Path(path_type=Path)


@click.command("identify")
@click.option("--bodies", type=_FOLDER, required=True, help="Folder of photos of the dead.")
@click.option("--missing", type=_FOLDER, required=True, help="Folder of photos of the missing.")
@click.option("--out", type=_FOLDER, required=True, help="Folder for the results.")
@click.option(
    "--on-list",
    type=float,
    required=True,
    help="Share of the bodies thought to be on the list, such as 0.7. Printed on the report.",
)
@click.option("--top", type=click.IntRange(1, 1000), default=50, show_default=True, help="Leads.")
@click.option("--pack", "packs", multiple=True, help="Model pack; give several to fuse them.")
@click.option("--purpose", default="", help="What the comparison is for; printed on the report.")
@click.option("--authority", default="", help="Who ordered it; printed on the report.")
@click.option("--bodies-table", type=_FOLDER, help="CSV or XLSX that describes the bodies.")
@click.option("--missing-table", type=_FOLDER, help="CSV or XLSX that describes the missing.")
@click.option("--results", "results_table", type=_FOLDER, help="CSV or XLSX of results on pairs.")
@click.option("--parts", type=_FOLDER, help="CSV or XLSX of what lay in which bag.")
@click.option("--parameters", type=_FOLDER, help="Folder of numbers from `nomina calibrate`.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(WEIGHED),
    help="Kind of evidence to leave out, to see what rests on it.",
)
@click.option(
    "--may-be-alive",
    multiple=True,
    metavar="BODY",
    help="A body of which it is said that it may be alive: the folder is refused.",
)
@click.option("--no-images", is_flag=True, help="Leave every face out of the report.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of report and messages.")
def identify(
    bodies: Path,
    missing: Path,
    out: Path,
    on_list: float,
    top: int,
    packs: tuple[str, ...],
    purpose: str,
    authority: str,
    bodies_table: Path | None,
    missing_table: Path | None,
    results_table: Path | None,
    parts: Path | None,
    parameters: Path | None,
    without: tuple[str, ...],
    may_be_alive: tuple[str, ...],
    no_images: bool,
    language: str | None,
) -> None:
    """Order the missing people for every body by all evidence, for people to look at.

    A folder of folders is one person or body a folder; a flat folder is one a photo. Stopped
    anywhere, the same command goes on where it was. What is kept for that is encrypted in OUT
    and destroyed by `nomina forget OUT`.
    """
    if language is not None:
        use(language)
    with Bars() as bars:
        summary = run(
            bodies,
            missing,
            out,
            on_list=on_list,
            top=top,
            packs=packs or ("embedded",),
            purpose=purpose,
            authority=authority,
            bodies_table=bodies_table,
            missing_table=missing_table,
            results_table=results_table,
            parts=parts,
            parameters=parameters,
            without=without,
            images=not no_images,
            may_be_alive=may_be_alive,
            progress=bars,
        )
    show(summary)


def show(summary: Summary) -> None:
    """Print what a run came to."""
    lines = [
        tr("Bodies compared: {some} of {all}").format(
            some=summary.bodies[1], all=summary.bodies[0]
        ),
        tr("Missing people compared: {some} of {all}").format(
            some=summary.missing[1], all=summary.missing[0]
        ),
        tr("Photos: {all}, of which {some} were done before").format(
            all=summary.photos[0], some=summary.photos[1]
        ),
        tr("Share of the bodies thought to be on the list: {share}").format(
            share=f"{summary.on_list:g}"
        ),
        ntr(
            "{n} body has a candidate for other examination",
            "{n} bodies have a candidate for other examination",
            summary.candidates,
        ).format(n=summary.candidates),
        tr("Problems: {n}, see problems.csv").format(n=summary.problems),
        tr("Report: {path}").format(path=summary.report),
        tr("A face never says who someone is. What follows is for people to examine."),
    ]
    for line in lines:
        click.echo(line)
