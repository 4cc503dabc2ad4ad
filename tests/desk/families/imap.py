"""A mail server on this machine that speaks as much IMAP (RFC 3501) over TLS as the desk asks for.

It notes every command, breaks off where it is told to, and knows no command that changes anything.
"""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nomina.desk.boot.authority import certificates

HOST = "localhost"


@dataclass
class Served:
    """What lies in the mailbox, and what was asked.

    Attributes:
        mails: by number.
        sizes: told instead of the real ones.
        asked: commands, without their tags.
        breaks: after how many commands the conversation breaks off; None for never.
    """

    mails: dict[int, bytes]
    validity: int = 7
    sizes: dict[int, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    breaks: int | None = None
    port: int = 0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)


class _Broken(Exception):
    pass


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        served = self.server.served
        try:
            self._say("* OK ready")
            while line := self.rfile.readline():
                tag, _, command = line.decode().strip().partition(" ")
                served.asked.append(command)
                if served.breaks is not None:
                    if served.breaks == 0:
                        raise _Broken
                    served.breaks -= 1
                self._answer(served, tag, command)
                if command == "LOGOUT":
                    return
        except (_Broken, OSError):
            return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _answer(self, served: Served, tag: str, command: str) -> None:
        word = command.split(" ", maxsplit=1)[0]
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN":
            if command != 'LOGIN desk "secret"':
                self._say(f"{tag} NO who is that")
                return
        elif word == "EXAMINE":
            self._say(f"* {len(served.mails)} EXISTS")
            self._say(f"* OK [UIDVALIDITY {served.validity}] UIDs valid")
            self._say(f"{tag} OK [READ-ONLY] done")
            return
        elif command == "UID SEARCH ALL":
            self._say("* SEARCH " + " ".join(map(str, served.mails)))
        elif found := re.fullmatch(r"UID FETCH (\d+) \((.+)\)", command):
            self._fetch(served, int(found[1]), found[2])
        elif command == "LOGOUT":
            self._say("* BYE")
        else:
            self._say(f"{tag} BAD nothing can be changed here")
            return
        self._say(f"{tag} OK done")

    def _fetch(self, served: Served, uid: int, what: str) -> None:
        mail = served.mails[uid]
        if what == "RFC822.SIZE":
            size = served.sizes.get(uid, len(mail))
            self._say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {size})")
        else:
            assert what == "BODY.PEEK[]", "a flag would be set"
            self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode())
            self.wfile.write(mail + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, served: Served, context: ssl.SSLContext) -> None:
        self.served, self._context = served, context
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        return self._context.wrap_socket(connection, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A handshake that the client gives up is no fault of the test."""


@contextmanager
def serving(folder: Path, mails: dict[int, bytes]) -> Iterator[Served]:
    """Serve mails until the block ends."""
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    made = certificates(folder, HOST, bytes(range(32)))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made.certificate, made.key, made.password)
    served = Served(mails, trust=ssl.create_default_context(cadata=made.authority))
    with _Server(served, context) as server:
        served.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join(5)
