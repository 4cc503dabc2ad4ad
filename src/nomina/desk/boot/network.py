"""Names, addresses and ports of this machine in its network."""

from __future__ import annotations

import re
import socket

from nomina.errors import InputError
from nomina.words import tr


def local_name() -> str:
    """Give a stable name for this machine that others in the network can find.

    ``.local`` names are answered by the machine itself (multicast DNS, RFC 6762), with no server
    and no outside network: macOS, Windows and most Linux desktops do.
    """
    first = socket.gethostname().split(".")[0].lower()
    clean = re.sub(r"[^a-z0-9-]+", "-", first).strip("-")[:63].strip("-")
    return f"{clean or 'nomina'}.local"


def address() -> str:
    """Give this machine's address in its network; ``127.0.0.1`` where it has none.

    Nothing is sent: connecting a datagram socket only asks the routing table. The address asked
    about is reserved for documentation (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        found: str = asking.getsockname()[0]
    return found


def demand_free(address: str, port: int) -> None:
    """Refuse a port that is taken, before a process tries it again and again.

    Raises:
        InputError: it is taken or not allowed.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((address, port))
        except OSError as error:
            raise InputError(
                tr("the port {port} cannot be used").format(port=port),
                where="public_port",
                todo=tr("Close what uses it, or choose another"),
            ) from error
