"""`nomina evaluate`: how often the right person is found, on photos of known people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.table import Table

from nomina.cli.bars import Bars
from nomina.evaluate.documents import ConditionRow, Evaluation, Figures
from nomina.evaluate.protocol import PLAIN
from nomina.evaluate.report import in_words
from nomina.evaluate.run import evaluate as run
from nomina.words import LANGUAGES, tr, use


@click.command("evaluate")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder for the result."
)
@click.option(
    "--condition",
    type=click.Choice(["simulated"]),
    help="Also alter the photos searched with: each simulated condition alone, and all together.",
)
@click.option("--pack", default="embedded", show_default=True, help="Model pack: name or folder.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Photos at once."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of report and messages.")
def evaluate(
    directory: Path,
    out: Path,
    condition: Literal["simulated"] | None,
    pack: str,
    threads: int,
    language: str | None,
) -> None:
    """Measure how well people are found in DIR, which holds one folder a person.

    The first photo of everyone (by name) is enrolled and the second is searched with, once with
    and once without its own person on the list. Writes result.json and report.html.
    """
    if language is not None:
        use(language)
    with Bars() as bars:
        result = run(
            directory,
            out,
            pack=pack,
            condition=condition,
            threads=threads,
            started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            progress=bars,
        )
    show(result, out, Console())


def show(result: Evaluation, out: Path, console: Console) -> None:
    """Print the figures of a result, and where it lies."""
    table = Table(box=None, pad_edge=False)
    table.add_column(tr("photos"), min_width=11)
    for k in result.rank:
        table.add_column(tr("rank") + f"\n{k}", justify="right")
    for rate in result.fnir_at_fpir:
        table.add_column(f"FNIR\n@{rate}", justify="right", no_wrap=True, min_width=6)
    for name in ("Cllr", "Cllr\nrefit", "Cllr\nmin"):
        table.add_column(name, justify="right")
    table.add_row(in_words(PLAIN), *_cells(result))
    for row in result.conditions:
        table.add_row(in_words(row.name), *_cells(row))
    console.print(
        tr("{n} people enrolled, {m} searched for; photos without a face found: {missed}").format(
            n=result.n_gallery, m=result.n_mated, missed=result.not_found
        )
    )
    console.print(table)
    if result.conditions:
        console.print(tr("The conditions are simulations on photographs of the living."))
    console.print(
        tr("{rate} photos a second, {seconds} s in all").format(
            rate=f"{result.images_per_second:.1f}", seconds=f"{result.seconds:.0f}"
        )
    )
    report = tr("Report: {path}").format(path=out / "report.html")
    console.print(report, soft_wrap=True, highlight=False, markup=False)


def _cells(row: Figures | ConditionRow) -> list[str]:
    shares = [*row.rank.values(), *row.fnir_at_fpir.values()]
    values = [*shares, row.cllr, row.cllr_refit, row.cllr_min]
    return ["-" if value is None else f"{value:.3f}" for value in values]
