"""`nomina serve`: the desk and its worker, in one command."""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nomina.cli.desk_options import folder_argument, passphrase_for
from nomina.names import shown
from nomina.words import tr

if TYPE_CHECKING:
    from nomina.desk.boot.authority import Certificates
    from nomina.desk.boot.config import Config


@click.command("serve")
@folder_argument
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the one in desk.toml.")
@click.option("--lan", is_flag=True, help="Serve phones and colleagues in the network, over TLS.")
@click.option("--no-worker", is_flag=True, help="Workers run elsewhere (nomina worker).")
def serve(folder: Path, port: int | None, lan: bool, no_worker: bool) -> None:
    """Serve the desk in DIR until Ctrl-C; its database is brought up to date first.

    While the desk has nobody, a code is printed with which the first administrator signs up, and
    while that one has no key, a code to sign in once.
    """
    import os

    from nomina.desk.boot.opening import migrate, open_desk
    from nomina.desk.boot.serving import desk_app, until_stopped, web

    if port is not None:
        os.environ["NOMINA_DESK_PORT"] = str(port)
    if lan:
        _demand_name(folder)
        _demand_room(folder)
    passphrase = passphrase_for(folder)
    config = open_desk(folder, passphrase, secure=lan)
    migrate()
    _say_alarm()
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        certificates = _certificates(folder, config) if lan else None
        address = "0.0.0.0" if lan else "127.0.0.1"
        server = web(desk_app(folder), config, address=address, certificates=certificates)
        # Its threads would keep the process alive if Ctrl-C came before it serves.
        stack.callback(server.stop)
        from nomina.desk.boot.beside import Beside

        if config.public_port:
            from nomina.desk.boot import network, outside

            network.demand_free(address, config.public_port)
            public = outside.command(address, secure=lan)
            stack.enter_context(Beside(folder, passphrase, command=public))
        if not no_worker:
            stack.enter_context(Beside(folder, passphrase))
        click.echo(tr("The desk is open: {address}").format(address=_origin()))
        if certificates is not None:
            _offer_trust(certificates, config, stack)
        _invite_first(folder)
        click.echo(tr("Ctrl-C closes it."))
        until_stopped(server)
    click.echo(tr("The desk is closed."))


def _say_alarm() -> None:
    from nomina.desk.books.acts_log import alarm

    if (found := alarm()) is not None:
        says = tr("The desk can only be read: {why}").format(why=found)
        click.echo(shown(says), err=True)


def _origin() -> str:
    from django.conf import settings

    origin: str = settings.ORIGIN
    return origin


def _demand_name(folder: Path) -> None:
    """Refuse to serve a network as localhost: that name means each device itself."""
    from nomina.desk.boot.config import read_config
    from nomina.desk.boot.network import local_name
    from nomina.errors import InputError

    if read_config(folder).host == "localhost":
        raise InputError(
            tr("others cannot reach this machine as localhost"),
            where=str(folder / "desk.toml"),
            todo=tr("Set host to a name such as {name}").format(name=local_name()),
        )


def _demand_room(folder: Path) -> None:
    """Refuse the last port: the page that installs the trust stands on the next one."""
    from nomina.desk.boot.config import read_config
    from nomina.errors import InputError

    if read_config(folder).port == 65535:
        raise InputError(
            tr("there is no port after 65535 for the page that installs the trust"),
            where="--port",
            todo=tr("Choose a smaller one"),
        )


def _certificates(folder: Path, config: Config) -> Certificates:
    from nomina.desk.boot.authority import certificates
    from nomina.desk.boot.keys import authority_key

    return certificates(folder, config.host, authority_key(folder))


def _offer_trust(certificates: Certificates, config: Config, stack: ExitStack) -> None:
    """Serve the page that installs the trust, and print its address as a QR code."""
    from nomina.desk import codes
    from nomina.desk.boot import network, trust
    from nomina.desk.boot.serving import web

    beside = config.model_copy(update={"port": config.port + 1, "threads": 2})
    app = trust.app(certificates, _origin())
    server = web(app, beside, address="0.0.0.0", certificates=None)
    thread = threading.Thread(target=server.serve, name="trust", daemon=True)
    thread.start()
    stack.callback(thread.join, 5)
    stack.callback(server.stop)
    address = f"http://{network.address()}:{beside.port}/"
    click.echo(codes.lines(address), nl=False)
    click.echo(tr("Phones and colleagues start here: {address}").format(address=address))
    click.echo(tr("Fingerprint of this desk: {print}").format(print=certificates.fingerprint))


def _invite_first(folder: Path) -> None:
    from django.urls import reverse

    from nomina.desk.boot.first import new_code
    from nomina.desk.people.models import Founding

    if Founding.objects.exists():
        _readmit()
        return
    page = f"{_origin()}{reverse('first')}"
    click.echo(tr("Nobody is here yet. Make the first administrator: {page}").format(page=page))
    click.echo(
        tr("Code, good until it is used or the desk is closed: {code}").format(
            code=new_code(folder)
        )
    )


def _readmit() -> None:
    """Print a code while the first administrator has no key: the browser closed too early."""
    from django.urls import reverse

    from nomina.desk.acts import Actor
    from nomina.desk.boot.founder import AdmitFounder, locked_out
    from nomina.errors import NominaError

    if locked_out() is None:
        return
    try:
        made = AdmitFounder().do(Actor())
    except NominaError as error:  # a desk that can only be read is served all the same
        click.echo(shown(str(error)), err=True)
        return
    says = tr("Nobody has a key yet. Sign in as {login} and add one: {page}")
    page = f"{_origin()}{reverse('sign_in_code')}"
    click.echo(shown(says.format(login=made.user.login, page=page)))
    click.echo(tr("Code, good once and for three days: {code}").format(code=made.code))
