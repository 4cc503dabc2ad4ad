"""The door: the command ``nomina``, one module a verb."""

from __future__ import annotations

import sys

import click

import nomina
from nomina.cli.backup import backup, restore
from nomina.cli.calibrate import calibrate
from nomina.cli.compare import compare
from nomina.cli.demo import demo
from nomina.cli.doctor import doctor
from nomina.cli.evaluate import evaluate
from nomina.cli.forget import forget
from nomina.cli.identify import identify
from nomina.cli.import_ import import_
from nomina.cli.init import init
from nomina.cli.ledger import ledger
from nomina.cli.models import models
from nomina.cli.parts import parts
from nomina.cli.reconcile import reconcile
from nomina.cli.serve import serve
from nomina.cli.tables import tables
from nomina.cli.vault import vault
from nomina.cli.worker import worker
from nomina.errors import NominaError
from nomina.leads.listing import shown
from nomina.words import tr, use


class Door(click.Group):
    """A group that says every error of ours as one line and leaves with a status."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command: 0 done, 1 refused (with the reason), 2 wrong usage, 130 interrupted."""
        use(None)
        try:
            return super().invoke(ctx)
        except NominaError as error:
            click.echo(shown(str(error)), err=True)  # a name may hold lines or commands
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo(tr("Stopped. The same command goes on where it was."), err=True)
            sys.exit(130)


@click.group(cls=Door, context_settings={"help_option_names": ["--help"]})
@click.version_option(nomina.__version__, prog_name="nomina")
def main() -> None:
    """Nomina gives the dead of war and disaster back their names.

    It orders what people look at. A face alone never says who someone is.
    """


for _command in (
    backup,
    calibrate,
    compare,
    demo,
    doctor,
    evaluate,
    forget,
    identify,
    import_,
    ledger,
    init,
    models,
    parts,
    reconcile,
    restore,
    serve,
    tables,
    vault,
    worker,
):
    main.add_command(_command)

__all__ = ["main"]
