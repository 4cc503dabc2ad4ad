"""`nomina compare`: two photos beside one another."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.leads.compare import Comparison
from nomina.leads.compare import compare as run
from nomina.leads.report_words import caution_words
from nomina.words import tr

_WIDTH, _REACH = 41, 6.0


@click.command("compare")
@click.argument("one", type=click.Path(path_type=Path), metavar="A")
@click.argument("other", type=click.Path(path_type=Path), metavar="B")
@click.option("--living", is_flag=True, help="Both photos show living people.")
@click.option("--pack", default="embedded", show_default=True, help="Model pack: name or folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def compare(one: Path, other: Path, living: bool, pack: str, as_json: bool) -> None:
    """Compare the surest face of photo A with that of photo B. This identifies nobody."""
    found = run(one, other, pack=pack, condition="living" if living else "simulated")
    if as_json:
        click.echo(found.model_dump_json(indent=1))
        return
    show(found)


def show(found: Comparison) -> None:
    """Print a comparison: what was found, the word, and the strength as a bar."""
    for name, photo in zip("AB", found.photos, strict=True):
        flags = ", ".join(photo.flags) or tr("nothing to note")
        said = tr("{name}: faces found {n}; {flags}")
        click.echo(said.format(name=name, n=photo.faces_found, flags=flags))
    strength = found.strength
    click.echo(
        tr("candidate for other examination")
        if found.word == "candidate for other examination"
        else tr("inconclusive")
    )
    click.echo(bar(strength.log10_lr, strength.lower_bound, strength.upper_bound))
    click.echo(
        tr("log10 LR {value}, from {low} to {high}; learnt under condition: {condition}").format(
            value=f"{strength.log10_lr:.2f}",
            low=f"{strength.low:.2f}",
            high=f"{strength.high:.2f}",
            condition=found.condition,
        )
    )
    if found.caution == "origin":
        click.echo(caution_words())
    click.echo(tr("A face never says who someone is. What follows is for people to examine."))


def bar(value: float, lower: float, upper: float) -> str:
    """Draw a strength from -6 to +6: dots where the data supports no claim, # at the value."""

    def place(number: float) -> int:
        return round((min(max(number, -_REACH), _REACH) + _REACH) / (2 * _REACH) * (_WIDTH - 1))

    cells = ["-" if place(lower) <= at <= place(upper) else "." for at in range(_WIDTH)]
    cells[place(0.0)] = "|"
    cells[place(value)] = "#"
    return "[" + "".join(cells) + "]"
