"""`nomina demo`: a desk with people who do not exist, and a sign-in for every role."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.live import Live
from rich.text import Text

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
@click.option(
    "--code",
    "codes_of",
    is_flag=False,
    flag_value="",
    metavar="[SIGN-IN]",
    help="Print the codes of now, or that of one account, and leave.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the one in desk.toml.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of report and messages.")
def demo(
    out: Path,
    alone: bool,
    small: bool,
    once: bool,
    codes_of: str | None,
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
    if codes_of is not None:
        _opened(desk)
        _tell_codes(codes_of)
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
        new = not _is_loaded(out, desk)
        if new:
            _load(out, desk, bars)
        stack.enter_context(Beside(desk, None))
        _wait(bars)
    if new:
        _examine(out, desk)
    write_bytes_atomic(out / "loaded", (desk / "log.vkey").read_bytes())
    from nomina.desk.demo.cast import secrets

    _invite()
    if once:
        click.echo("\n".join(_sign_ins(secrets(), time.time())))
        with _served(server):
            _probe()
        return
    click.echo(tr("Ctrl-C closes it."))
    stack.enter_context(_Codes(secrets()))
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


def _examine(out: Path, desk: Path) -> None:
    from nomina.desk.demo import cast, examinations, load

    users = cast.gathered(desk, current())
    ours, _ = load.operations(users)
    truth = read_json(out / "operation" / "truth.json", Truth)
    examinations.examinations(ours, users, truth)


def _wait(progress: Progress) -> None:
    from nomina.desk.demo.work import until_done

    until_done(progress)


def _invite() -> None:
    from django.conf import settings

    from nomina.desk.demo.cast import PASSWORD

    click.echo(tr("The desk is open: {address}").format(address=settings.ORIGIN))
    click.echo(tr("Password of each: {password}").format(password=PASSWORD))
    click.echo(tr("Then a code is asked for, of each another. They change every half a minute."))
    click.echo(tr("They are shown below, and with keys for an app by: nomina demo --code"))


def _sign_ins(keys: Mapping[str, str], at: float) -> list[str]:
    """Give a line for each account, with its code of a moment, and one on how long they are good.

    Args:
        keys: of the codes, by sign-in name; whoever has none signs in otherwise.
        at: seconds since 1970.
    """
    from nomina.desk.demo.cast import CAST, code, over
    from nomina.desk.policy.roles import duty

    lines = [tr("Sign in there as one of these people, who do not exist:")]
    for player in CAST:
        now = code(keys[player.login], at) if player.login in keys else ""
        lines.append(f"  {player.login:<17} {now:<6}  {duty(player.role)}")
    until = time.strftime("%H:%M:%S", time.localtime(over(at)))
    return [*lines, "  " + tr("these codes until {time}").format(time=until)]


def _tell_codes(login: str) -> None:
    """Print the codes of now, each with the key for an app; of one account the code alone.

    Raises:
        InputError: no account of the demonstration signs in so, or by a code.
    """
    from nomina.desk.demo.cast import code, secrets

    keys, now = secrets(), time.time()
    if not login:
        for name, key in keys.items():
            click.echo(f"{name:<17} {code(key, now)}  {key}")
    elif login in keys:
        click.echo(code(keys[login], now))
    else:
        raise InputError(
            tr("nobody of the demonstration signs in so with a code"),
            where=login,
            todo=tr("Name one of these: {names}").format(names=", ".join(keys)),
        )


class _Codes:
    """Shows sign-ins with the codes of now, for as long as the block lasts.

    On a terminal they are drawn anew when they change, and only then: so they can be copied.
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="codes", daemon=True)
        self._live = Live(self._drawn(time.time()), auto_refresh=False)

    def __enter__(self) -> None:
        if sys.stdout.isatty():
            self._live.start(refresh=True)
            self._thread.start()
        else:
            click.echo("\n".join(_sign_ins(self._keys, time.time())))

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(5)
            self._live.stop()

    def _drawn(self, at: float) -> Text:
        # A line that is folded would be counted as one, and the block crawl up the terminal.
        return Text("\n".join(_sign_ins(self._keys, at)), no_wrap=True, overflow="ellipsis")

    def _run(self) -> None:
        from nomina.desk.demo.cast import over

        while not self._over.wait(max(0.1, over(time.time()) - time.time())):
            self._live.update(self._drawn(time.time()), refresh=True)


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
