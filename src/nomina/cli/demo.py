"""`nomina demo`: a desk with people who do not exist, and a sign-in for every role."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nomina.cli.bars import Bars
from nomina.cli.demo_headless import headless
from nomina.documents import read_json, write_bytes_atomic
from nomina.errors import InputError
from nomina.progress import Progress
from nomina.synthetic import write_operation
from nomina.synthetic.truth import Truth
from nomina.words import LANGUAGES, current, tr, use

if TYPE_CHECKING:
    from cheroot.wsgi import Server

    from nomina.desk.boot.config import Config

SIZES = {False: (60, 40, 28), True: (6, 5, 3)}
"""Missing people, bodies, and bodies of people on the list; whole and small."""
_OTHER = {"missing": 6, "bodies": 2, "on_list": 1, "seed": 2027}


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder for all of it.",
)
@click.option("--headless", "alone", is_flag=True, help="No desk: run the main job and report.")
@click.option("--small", is_flag=True, help="Six missing people and five bodies.")
@click.option("--once", is_flag=True, help="Open the desk, ask every page as a stranger, leave.")
@click.option("--code", "only_code", is_flag=True, help="Print the code of now and leave.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the one in desk.toml.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of report and messages.")
def demo(
    out: Path,
    alone: bool,
    small: bool,
    once: bool,
    only_code: bool,
    port: int | None,
    language: str | None,
) -> None:
    """Serve a desk with people who do not exist, until Ctrl-C; the next start goes on with it.

    It prints a sign-in for every role. Every page says that nobody in it exists.
    """
    if language is not None:
        use(language)
    if alone:
        headless(out)
        return
    if port is not None:
        os.environ["NOMINA_DESK_PORT"] = str(port)
    desk = out / "desk"
    _demand_demo(desk)
    if only_code:
        _opened(desk)
        click.echo(_code(desk)[0])
        return
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        _serve(out, desk, small, once, stack)
        click.echo(tr("The desk is closed."))


def _demand_demo(desk: Path) -> None:
    """Refuse to put invented people into a desk that is at work."""
    from nomina.desk.boot.config import FILE, read_config

    if (desk / FILE).exists() and not read_config(desk).demo:
        raise InputError(
            tr("this desk is no demonstration, so nobody is invented in it"),
            where=str(desk),
            todo=tr("Name another folder with --out"),
        )


def _opened(desk: Path) -> Config:
    from nomina.desk.boot.opening import migrate, open_desk

    config = open_desk(desk)
    migrate()
    return config


def _serve(out: Path, desk: Path, small: bool, once: bool, stack: ExitStack) -> None:
    from nomina.desk.boot.beside import Beside
    from nomina.desk.boot.serving import desk_app, until_stopped, web

    with Bars() as bars:
        _draw(out, small, bars)
    _make(desk)
    config = _opened(desk)
    # Bound before the long work: a port that is taken is said at once.
    server = web(desk_app(desk), config, address="127.0.0.1", certificates=None)
    stack.callback(server.stop)
    with Bars() as bars:
        if not _is_loaded(out, desk):
            _load(out, desk, bars)
        stack.enter_context(Beside(desk, None))
        _wait(bars)
    write_bytes_atomic(out / "loaded", (desk / "log.vkey").read_bytes())
    _invite(desk)
    if once:
        with _served(server):
            _probe()
        return
    click.echo(tr("Ctrl-C closes it."))
    stack.enter_context(_Codes(desk))
    until_stopped(server)


def _draw(out: Path, small: bool, progress: Progress) -> None:
    """Draw both operations, where they are not there whole: the truth is written last."""
    missing, bodies, on_list = SIZES[small]
    sizes = {"missing": missing, "bodies": bodies, "on_list": on_list}
    if not (out / "operation" / "truth.json").exists():
        write_operation(out / "operation", **sizes, progress=progress)
    if not (out / "other" / "truth.json").exists():
        write_operation(out / "other", **_OTHER, progress=progress)


def _make(desk: Path) -> None:
    from nomina.desk.boot.config import FILE, Config
    from nomina.desk.boot.folder import make_desk

    if not (desk / FILE).exists():
        make_desk(desk, Config(demo=True, language=current()))


def _is_loaded(out: Path, desk: Path) -> bool:
    """Say whether this very desk was loaded whole: what people did in it since is theirs."""
    try:
        return (out / "loaded").read_bytes() == (desk / "log.vkey").read_bytes()
    except FileNotFoundError:
        return False


def _load(out: Path, desk: Path, progress: Progress) -> None:
    from nomina.desk.demo import cast, load, scenes

    users = cast.gathered(desk, current())
    ours, theirs = load.operations(users)
    loaded = load.load(out / "operation", ours, users, ("ante-mortem", "mortuary"), progress)
    load.load(out / "other", theirs, users, ("ante-mortem-late", "mortuary-night"), progress)
    truth = read_json(out / "operation" / "truth.json", Truth)
    scenes.play(loaded, users, truth)


def _wait(progress: Progress) -> None:
    from nomina.desk.demo.work import until_done

    until_done(progress)


def _invite(desk: Path) -> None:
    from django.conf import settings

    from nomina.desk.demo.cast import CAST, PASSWORD, secret
    from nomina.desk.policy.roles import duty

    click.echo(tr("The desk is open: {address}").format(address=settings.ORIGIN))
    click.echo(tr("Sign in there as one of these people, who do not exist:"))
    for player in CAST:
        click.echo(f"  {player.login:<17} {duty(player.role)}")
    click.echo(tr("Password of each: {password}").format(password=PASSWORD))
    click.echo(tr("Then a code is asked for. It changes every half a minute, as on a phone:"))
    code, seconds = _code(desk)
    click.echo("  " + tr("now {code}, for {n} s").format(code=code, n=seconds))
    click.echo("  " + tr("or put this key into an app for codes: {key}").format(key=secret(desk)))


def _code(desk: Path) -> tuple[str, int]:
    from nomina.desk.demo.cast import code

    return code(desk, time.time())


class _Codes:
    """Shows the code of now on the last line of a terminal, for as long as the block lasts."""

    def __init__(self, desk: Path) -> None:
        self._desk = desk
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="codes", daemon=True)
        self._shown = sys.stdout.isatty()

    def __enter__(self) -> None:
        if self._shown:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._shown:
            self._thread.join(5)
            click.echo()

    def _run(self) -> None:
        while not self._over.wait(1.0):
            code, seconds = _code(self._desk)
            line = tr("Code: {code}, for {n} s").format(code=code, n=seconds)
            click.echo(f"\r{line}   ", nl=False)


@contextmanager
def _served(server: Server) -> Iterator[None]:
    thread = threading.Thread(target=server.serve, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join(10)


def _probe() -> None:
    """Ask every page as a stranger; say what is bad and leave with 1."""
    from django.conf import settings

    from nomina.desk.boot.probe import probe

    found = list(probe(settings.ORIGIN))
    for one in found:
        click.echo(one.says)
    if any(one.level == "bad" for one in found):
        sys.exit(1)
