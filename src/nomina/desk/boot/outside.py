"""The public page on a port of its own, in a process of its own, behind the team in everything.

Whoever floods that port keeps no thread, no lock of the interpreter and, since this process stands
back, no processor from those who work at the desk. It is told the passphrase as the worker is
(`nomina.desk.boot.beside`), and ends with the desk.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from nomina.desk.boot.beside import NICE

_TLS = "tls"


def command(address: str, *, secure: bool) -> tuple[str, ...]:
    """Give the command that serves the page; `Beside` adds the folder."""
    return (sys.executable, "-m", "nomina.desk.boot.outside", address, _TLS if secure else "plain")


def main() -> None:
    """Serve until the pipe that the passphrase came through is closed."""
    address, how, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    passphrase = json.loads(sys.stdin.buffer.readline() or b"null")
    if hasattr(os, "nice"):
        os.nice(NICE)
    from nomina.desk.boot.authority import certificates
    from nomina.desk.boot.keys import authority_key
    from nomina.desk.boot.opening import open_desk
    from nomina.desk.boot.serving import public

    config = open_desk(folder, passphrase, secure=how == _TLS)
    found = certificates(folder, config.host, authority_key(folder)) if how == _TLS else None
    server = public(config, address=address, certificates=found)
    thread = threading.Thread(target=server.serve, name="public", daemon=True)
    thread.start()
    sys.stdin.buffer.read()
    server.stop()
    thread.join(5)


if __name__ == "__main__":
    main()
