"""`nomina worker`: a worker of its own, for a desk that is served elsewhere."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from nomina.cli.desk_options import folder_argument, passphrase_for
from nomina.words import tr


@click.command("worker")
@folder_argument
@click.option("--once", is_flag=True, help="Do what waits, then leave.")
def worker(folder: Path, once: bool) -> None:
    """Do the background work of the desk in DIR until Ctrl-C.

    A checkpoint of the log is signed every hour and published in DIR/public.

    Ctrl-C waits for the job that is running; a job that was cut short is done again.
    """
    from nomina.desk.boot.opening import open_desk
    from nomina.desk.boot.serving import worker as made

    open_desk(folder, passphrase_for(folder))
    from nomina.desk.books.clock import Clock

    found = made()
    found.batch = once

    def stop(_signal: int, _frame: object) -> None:
        found.running = False

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    click.echo(tr("Working. Ctrl-C stops after the job that is running."), err=True)
    with Clock():
        found.run()
    click.echo(tr("The worker has stopped."), err=True)
