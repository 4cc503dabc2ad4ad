"""`nomina serve`, `worker` and `doctor` as people run them: real processes, real HTTP, real TLS."""

from __future__ import annotations

import http.client
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.wsgi import get_wsgi_application

from nomina.cli import main
from nomina.desk.boot.config import Config
from nomina.desk.boot.serving import web
from nomina.errors import InputError
from tests.desk.boot.jobs import until, wait_for
from tests.desk.boot.serving import free_port, served

pytestmark = pytest.mark.enable_socket
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("NOMINA_", "DJANGO_"))}
NOMINA = [sys.executable, "-W", "error", "-c", "from nomina.cli import main; main()"]


def made(tmp_path: Path, *options: str) -> Path:
    folder = tmp_path / "desk"
    done = CliRunner().invoke(main, ["init", str(folder), *options])
    assert done.exit_code == 0, done.output
    return folder


def nomina(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NOMINA, *arguments], env=CLEAN, capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def running(*arguments: str) -> Iterator[tuple[list[str], subprocess.Popen[str]]]:
    """Run a desk until the end of the block; gives what it said until it was open."""
    # A shell without job control lets its children ignore Ctrl-C; a terminal does not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [*NOMINA, *arguments],
            env=CLEAN | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line.rstrip())
            if "Ctrl-C" in line:
                break
        yield said, process
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()


def ended(process: subprocess.Popen[str], how: signal.Signals) -> tuple[int, str]:
    assert process.stdout is not None
    process.send_signal(how)
    late = threading.Timer(90, process.kill)  # one that does not end fails, and holds nobody up
    late.start()
    rest = process.stdout.read()
    late.cancel()
    return process.wait(30), rest


@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.deep)]
)
def test_a_desk_opens_answers_and_closes_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    folder = made(tmp_path)
    port = str(free_port())
    with running("serve", str(folder), "--port", port) as (said, process):
        assert said[0] == f"The desk is open: http://localhost:{port}"
        assert re.search(r": (?:[2-9A-Z]{5}-){3}[2-9A-Z]{5}$", said[2]), said
        talk = http.client.HTTPConnection("localhost", int(port), timeout=20)
        talk.request("GET", "/account/first/")
        answer = talk.getresponse()
        assert (answer.status, answer.getheader("Server")) == (200, "nomina")
        assert b"Code from the terminal" in answer.read()
        assert answer.getheader("Cache-Control") == "no-store, private"
        talk.close()
        outside = nomina("doctor", str(folder), "--outside", f"http://localhost:{port}")
        assert "nothing was given away" in outside.stdout, outside.stdout + outside.stderr
        assert outside.returncode == 0
        status, rest = ended(process, how)
    assert (status, rest) == (0, "The desk is closed.\n")


STRUCK = """
import os, signal, time
from nomina.desk.boot.config import Config
from nomina.desk.boot.serving import until_stopped, web

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]

server = web(app, Config(port=PORT), address="127.0.0.1", certificates=None)
there = server.requests._queue.not_empty

def notify(n=1):
    waiter = there._waiters[0]
    waiter.release()  # the thread that answers is woken, and not yet off the list
    there.notify = type(there).notify.__get__(there)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.2)
    there._waiters.remove(waiter)

def later(timeout):
    time.sleep(0.5)  # by now whoever was woken has answered, and waits again
    end(timeout)

there.notify, end, server.requests.stop = notify, server.requests.stop, later
print("Ctrl-C closes it.", flush=True)
until_stopped(server)
print("closed")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process and sends no SIGTERM")
def test_a_signal_while_a_request_is_handed_on_does_not_keep_a_server_open() -> None:
    """At the one moment at which it once cost a thread its wake-up, so that nothing ended it."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", STRUCK.replace("PORT", str(port))],
        env=CLEAN,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "Ctrl-C closes it.\n"
        talk = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        talk.request("GET", "/")
        assert talk.getresponse().read() == b"ok"
        talk.close()
        rest, _ = process.communicate(timeout=30)
        assert (rest, process.returncode) == ("closed\n", 0)
    finally:
        process.kill()
        process.wait(20)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_desk_that_is_killed_leaves_no_worker_behind(tmp_path: Path) -> None:
    with running("serve", str(made(tmp_path)), "--port", str(free_port())) as (_, process):
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        (worker,) = (Path(f"/proc/{pid}") for pid in listed.split())
        assert b"nomina.desk.boot.beside" in (worker / "cmdline").read_bytes()
        process.kill()
        assert until(lambda: not worker.exists())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # cheroot's socket
def test_a_taken_port_is_said_so() -> None:
    with served(get_wsgi_application()) as port, pytest.raises(InputError, match=f"port {port}"):
        web(get_wsgi_application(), Config(port=port), address="127.0.0.1", certificates=None)


def test_the_last_port_has_no_room_for_the_page_of_trust(tmp_path: Path) -> None:
    folder = made(tmp_path, "--host", "morgue.local", "--port", "65535")
    done = CliRunner().invoke(main, ["serve", str(folder), "--lan"])
    assert isinstance(done.exception, (InputError, SystemExit))
    assert "no port after 65535" in f"{done.exception} {done.output}"


def test_a_network_is_served_over_tls_and_trust_is_offered_beside(tmp_path: Path) -> None:
    folder = made(tmp_path, "--host", "morgue.local")
    port = free_port()
    with running("serve", str(folder), "--lan", "--port", str(port)) as (said, process):
        assert said[0] == f"The desk is open: https://morgue.local:{port}"
        plain = http.client.HTTPConnection("127.0.0.1", port + 1, timeout=20)
        plain.request("GET", "/nomina-desk.crt")
        authority = plain.getresponse().read()
        plain.close()
        pem = x509.load_der_x509_certificate(authority).public_bytes(Encoding.PEM).decode()
        context = ssl.create_default_context(cadata=pem)
        talk = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
        # The name is not in any DNS here: connect to the address and speak to the name.
        talk._create_connection = talk_to("127.0.0.1")  # type: ignore[attr-defined]
        talk.host = "morgue.local"
        talk.request("GET", "/account/sign-in/")
        answer = talk.getresponse()
        assert answer.status == 200
        assert "max-age=31536000" in (answer.getheader("Strict-Transport-Security") or "")
        answer.read()
        talk.close()
        assert ended(process, signal.SIGINT)[0] == 0


def talk_to(address: str) -> object:
    import socket

    def connect(place: tuple[str, int], *more: object) -> socket.socket:
        return socket.create_connection((address, place[1]), 20)

    return connect


def test_localhost_is_no_name_for_a_network(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["serve", str(made(tmp_path)), "--lan"])
    assert done.exit_code == 1
    assert "Set host to a name such as" in done.output


QUEUE = """
import sys, pathlib
from nomina.desk.boot.opening import migrate, open_desk
open_desk(pathlib.Path(sys.argv[1]))
migrate()
from tests.desk.boot.jobs import touch
touch.enqueue(sys.argv[2])
"""


def queued(folder: Path) -> tuple[Path, dict[str, str]]:
    """Let a job wait that makes a file; gives the file, and the environment that knows the job."""
    mark = folder.parent / "mark"
    env = CLEAN | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    subprocess.run([sys.executable, "-c", QUEUE, str(folder), str(mark)], env=env, check=True)
    return mark, env


def test_a_desk_does_what_waits_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path)
    mark, env = queued(folder)
    assert not mark.exists()
    monkeypatch.setitem(CLEAN, "PYTHONPATH", env["PYTHONPATH"])
    with running("serve", str(folder), "--port", str(free_port())) as (_, process):
        assert wait_for(mark, 30)
        assert ended(process, signal.SIGINT)[0] == 0


BEATS = """
import sys
from pathlib import Path
from nomina.desk.boot.opening import open_desk
open_desk(Path(sys.argv[1]), None)
from nomina.desk.books.models import Beat
print([row.name for row in Beat.objects.all()])
"""


@pytest.mark.deep
@pytest.mark.parametrize(("alone", "beats"), [(["--no-worker"], "[]"), ([], "['worker']")])
def test_only_a_worker_gives_a_sign_of_life(tmp_path: Path, alone: list[str], beats: str) -> None:
    """Pages say that a worker lives by it; a process that answers alone must not."""
    folder = made(tmp_path)
    arguments = [sys.executable, "-c", BEATS, str(folder)]

    def found() -> str:
        done = subprocess.run(arguments, env=CLEAN, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    port = free_port()
    with running("serve", str(folder), "--port", str(port), *alone) as (_, process):
        for _ in range(20):
            talk = http.client.HTTPConnection("localhost", port, timeout=20)
            talk.request("GET", "/account/first/")
            assert talk.getresponse().status == 200
            talk.close()
        assert until(lambda: found() == beats)
        assert ended(process, signal.SIGINT)[0] == 0
    assert found() == beats


@pytest.mark.deep
def test_a_worker_does_what_waits_and_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path)
    mark, env = queued(folder)
    monkeypatch.setitem(CLEAN, "PYTHONPATH", env["PYTHONPATH"])
    done = nomina("worker", str(folder), "--once")
    assert done.returncode == 0, done.stderr
    assert mark.exists()


@pytest.mark.deep
def test_a_passphrase_comes_from_the_environment_and_must_be_right(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    CliRunner().invoke(main, ["init", str(folder), "--passphrase"], input="a b c\na b c\n")
    env = CLEAN | {"NOMINA_DESK_PASSPHRASE": "a b d"}
    arguments = [*NOMINA, "doctor", str(folder)]
    wrong = subprocess.run(arguments, env=env, capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "not the one of this key" in wrong.stderr
    env["NOMINA_DESK_PASSPHRASE"] = "a b c"
    right = subprocess.run(arguments, env=env, capture_output=True, text=True, check=False)
    assert "the key has a passphrase" in right.stdout, right.stderr
    new = tmp_path / "new.txt"
    new.write_text("six words drawn at random here\n")
    new.chmod(0o600)

    def said(*given: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*NOMINA, *given], env=CLEAN | variables, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    changed = said("passphrase", str(folder), "--new", str(new), NOMINA_DESK_PASSPHRASE="a b c")
    assert changed.returncode == 0, changed.stderr
    old = said("backup", str(folder), str(tmp_path / "out"), NOMINA_DESK_PASSPHRASE="a b c")
    assert (old.returncode, "not the one of this key" in old.stderr) == (1, True), old.stderr
    file = {"NOMINA_DESK_PASSPHRASE_FILE": str(new)}
    made = said("backup", str(folder), str(tmp_path / "out"), **file)
    assert made.returncode == 0, made.stderr
    copy = next((tmp_path / "out").glob("*.nomina"))
    back = said("restore", str(copy), str(tmp_path / "again"), **file)
    assert back.returncode == 0, back.stderr
    assert said("vault", "verify", str(tmp_path / "again"), **file).returncode == 0
