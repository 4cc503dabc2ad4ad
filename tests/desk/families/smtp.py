"""Servers on this machine for tests: one of mail that does as it should, and ones that do not.

The first is aiosmtpd. It tells a test at which stage it is, so that whoever sends can be killed
there, and it counts what it took. The others say what a script says, or hang up.
"""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

Hook = Callable[[str], None]
DROP = b""
"""It hangs up."""
SILENT = b"silent"
"""It says nothing more."""


class Taking:
    """What a mail server does at each stage."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.rcpt: list[str] = []
        self.hook: Hook = lambda stage: None

    def ids(self) -> Counter[str]:
        """How often each mail was taken, by its Message-ID."""
        return Counter(str(one["Message-ID"]) for one in self.taken)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.hook("ehlo")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.hook("mail")
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        self.hook("rcpt")
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.hook("data")
        self.rcpt += envelope.rcpt_tos
        self.taken.append(message_from_bytes(envelope.content))
        self.hook("data-taken")
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Taking, int]]:
    """Run a mail server; gives what it took, and its port."""
    taking = Taking()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(taking, hostname="127.0.0.1", port=port, ready_timeout=30)
    controller.start()
    try:
        yield taking, port
    finally:
        controller.stop()


@contextmanager
def scripted(**answers: bytes) -> Iterator[tuple[list[str], int]]:
    """Run a mail server that says what is given for a stage; gives what it heard, and its port."""
    said: Mapping[str, bytes] = {
        "greeting": b"220 here\r\n", "ehlo": b"250 here\r\n", "helo": b"250 here\r\n",
        "mail": b"250 ok\r\n", "rcpt": b"250 ok\r\n", "data": b"354 go on\r\n",
        "end": b"250 taken\r\n", "rset": b"250 ok\r\n", "quit": b"221 bye\r\n",
    } | answers  # fmt: skip
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_speak, args=(server, said, heard), daemon=True)
        thread.start()
        yield heard, server.getsockname()[1]
        thread.join(10)


def _speak(server: socket.socket, said: Mapping[str, bytes], heard: list[str]) -> None:
    line, _ = server.accept()
    with line, line.makefile("rb") as lines, contextlib.suppress(OSError):
        if not _say(line, said["greeting"], lines):
            return
        for words in lines:
            stage = words[:4].decode("ascii", "replace").lower().strip()
            heard.append(stage)
            if stage not in said or not _say(line, said[stage], lines):
                return
            if stage == "data" and said["data"].startswith(b"354"):
                for one in lines:
                    if one == b".\r\n":
                        break
                heard.append("end")
                if not _say(line, said["end"], lines):
                    return


def _say(line: socket.socket, words: bytes, lines: Any) -> bool:
    if words == SILENT:
        lines.read()  # until the other side hangs up
        return False
    if words == DROP:
        return False
    line.sendall(words)
    return True


@contextmanager
def web_server(status: int | None) -> Iterator[tuple[list[tuple[dict[str, str], bytes]], int]]:
    """Run a gateway that answers with a status or hangs up; gives what it heard, and its port."""
    heard: list[tuple[dict[str, str], bytes]] = []

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((dict(self.headers), body))
            if status is not None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield heard, server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)
