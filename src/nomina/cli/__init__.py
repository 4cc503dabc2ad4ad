"""The door: the command ``nomina``, one module a verb.

A verb is imported when it is asked for: looking at a log does not load what compares faces.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

import nomina
from nomina.errors import NominaError
from nomina.names import shown
from nomina.words import tr, use

VERBS = {
    "backup": "backup",
    "calibrate": "calibrate",
    "certificate": "certificate",
    "compare": "compare",
    "demo": "demo",
    "doctor": "doctor",
    "evaluate": "evaluate",
    "forget": "forget",
    "identify": "identify",
    "import": "import_",
    "init": "init",
    "ledger": "ledger",
    "manifest": "manifest",
    "models": "models",
    "parts": "parts",
    "passphrase": "passphrase",
    "reconcile": "reconcile",
    "reproduce": "reproduce",
    "restore": "backup",
    "serve": "serve",
    "tables": "tables",
    "vault": "vault",
    "verify-letter": "verify_letter",
    "worker": "worker",
}
"""Each verb with the module of this room that holds it."""
VERB_NAMES = {"import": "import_", "verify-letter": "verify_letter"}
"""What a verb is called in its module where that is not its own name."""


class Door(click.Group):
    """A group that says every error of ours as one line and leaves with a status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all verbs."""
        return sorted({*VERBS, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a verb; None where there is none of this name."""
        if cmd_name not in self.commands and cmd_name in VERBS:
            module = import_module(f"{__name__}.{VERBS[cmd_name]}")
            found: click.Command = getattr(module, VERB_NAMES.get(cmd_name, cmd_name))
            self.add_command(found)
        return super().get_command(ctx, cmd_name)

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


__all__ = ["main"]
