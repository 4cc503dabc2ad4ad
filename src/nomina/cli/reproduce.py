"""`nomina reproduce`: a stored lead computed again, and whether it is the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nomina.cli.bars import Bars
from nomina.cli.desk_options import folder_argument, passphrase_for
from nomina.errors import NominaError
from nomina.names import shown
from nomina.words import current, tr

if TYPE_CHECKING:
    from nomina.desk.leads.reproduced import Check, Reproduced

_NOT_TRIED = 2
_DIGITS = 12
"""Of a digest, as pages show it."""


@click.command("reproduce")
@folder_argument
@click.argument("lead", required=False, default="", metavar="[LEAD]")
@click.option("--body", default="", metavar="NUMBER", help="Number of the body.")
@click.option("--person", default="", metavar="NUMBER", help="Number of the missing person.")
@click.option(
    "--run",
    "run",
    default="",
    metavar="ID",
    help="Beginning of the id of a stored run; else that shown.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def reproduce(folder: Path, lead: str, body: str, person: str, run: str, as_json: bool) -> None:
    """Compute a stored lead of the desk in DIR again, and say whether it is the same.

    LEAD is its address on the page, as a link copies it; else give --body and --person. Photos go
    through the model pack of the record again, and records are taken as they stood then. Leaves
    with 0 if it is the same, 1 if it differs, 2 if it cannot be tried. That it was asked for is
    written in the log; nothing else is.
    """
    if bool(lead) == bool(body or person) or bool(body) != bool(person):
        raise click.UsageError(tr("give the address of a lead, or --body and --person"))
    try:
        found = _reproduced(folder, lead, body, person, run)
    except NominaError as error:  # 1 says that it differs
        click.echo(shown(str(error)), err=True)
        sys.exit(_NOT_TRIED)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    else:
        _show(found)
    from nomina.desk.leads.reproduced import LEAVES

    sys.exit(LEAVES[found.verdict])


def _reproduced(folder: Path, lead: str, body: str, person: str, run: str) -> Reproduced:
    from nomina.desk.boot.opening import open_desk

    open_desk(folder, passphrase_for(folder))
    from nomina.desk.leads.named import by_address, by_numbers
    from nomina.desk.leads.reproduce import reproduce as again

    named = by_address(lead, run) if lead else by_numbers(body, person, run)
    with Bars() as bars:
        return again(named, bars)


def _show(found: Reproduced) -> None:
    head = (tr("What"), tr("Then"), tr("Now"), "")
    rows = [head, *(_row(check) for check in found.checks)] if found.checks else []
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(len(head))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(shown("  ".join(cells).rstrip()))
    for note in found.notes:
        click.echo(shown(note))
    click.echo(_verdict(found))
    click.echo(tr("Leads say where to look next. They identify nobody."))


def _verdict(found: Reproduced) -> str:
    if found.verdict == "within":
        says = tr("Same within what another machine may change; no degree in words is another.")
        if found.greatest is None:
            return says
        return f"{says} " + tr("Raw scores are off by {n} at most, and may be by {eps}.").format(
            n=f"{found.greatest:.0e}", eps=f"{found.eps:.0e}"
        )
    return {
        "same": tr("Same."),
        "differs": tr("It differs."),
        "untried": tr("It cannot be tried."),
    }[found.verdict]


def _row(check: Check) -> tuple[str, str, str, str]:
    then, now = check.then, check.now
    if check.key == "band":
        from nomina.desk.leads.bands import words

        then, now = words(int(then)), words(int(now))
    elif check.key == "excluded":
        then, now = ((tr("no"), tr("yes"))[int(one)] for one in (then, now))
    elif check.key in ("joint:gallery", "machine:code"):
        then, now = then[:_DIGITS], now[:_DIGITS]
    elif check.key == "word":
        then, now = _word(then), _word(now)
    return _what(check.key), then, now, _result(check.result)


def _word(word: str) -> str:
    return {"": "", "inconclusive": tr("inconclusive")}.get(
        word, tr("candidate for other examination")
    )


def _what(key: str) -> str:
    from nomina.leads.report_evidence_words import kind_words

    part, _, of = key.partition(":")
    if part == "finding":
        return tr("Finding: {kind}").format(kind=kind_words(current())[of])
    if part == "machine":
        return tr("Machine: {part}").format(part=of)
    return {
        "scores": tr("Raw scores of the faces"),
        "strength": tr("Strength of the faces, log10"),
        "word": tr("Word for the faces"),
        "pair": tr("All evidence on the pair"),
        "log10_lr": tr("All evidence on the pair, log10"),
        "band": tr("Its degree in words"),
        "excluded": tr("Excluded by a finding"),
        "joint": tr("All bodies together"),
        "joint:gallery": tr("Everything that was searched"),
        "joint:place": tr("Place among the leads"),
        "joint:posterior": tr("Probability of the lead"),
        "joint:glr": tr("Best assignment with it over best without, log10"),
        "joint:nobody": tr("Probability of nobody on the list"),
    }[key]


def _result(result: str) -> str:
    return {
        "same": tr("same"),
        "within": tr("within what may differ"),
        "differs": tr("differs"),
        "untried": tr("cannot be tried"),
        "left": tr("not tried"),
        "told": tr("other than then"),
    }[result]
