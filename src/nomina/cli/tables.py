"""`nomina tables`: tables to fill in, with drop-downs and explanations."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.words import LANGUAGES, tr, use


@click.command("tables")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder for the tables; what is there is never overwritten.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the tables.")
def tables(out: Path, language: str | None) -> None:
    """Write tables to fill in: bodies.xlsx, missing.xlsx and results.xlsx.

    Filled in, `nomina identify` reads the first two with --bodies-table and --missing-table;
    results.xlsx takes what laboratories and examiners concluded on a pair.
    """
    from nomina.leads.templates import write_templates  # only this verb needs the writer

    if language is not None:
        use(language)
    for path in write_templates(out, language):
        click.echo(tr("Written: {path}").format(path=path))
