"""How the door and its decoder processes talk: a length, a JSON header, then plain bytes.

Never pickle: what comes from a decoder is as untrusted as the photo it decoded.
"""

from __future__ import annotations

import json
from typing import IO, Any

HEADER_BYTES = 65_536
"""Longest header that is read."""


def send(stream: IO[bytes], header: dict[str, Any], *bodies: bytes | memoryview) -> None:
    """Write one message; ``header`` must tell how long the bodies are."""
    text = json.dumps(header).encode()
    stream.write(len(text).to_bytes(4, "big") + text)
    for body in bodies:
        stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any]:
    """Read one header.

    Raises:
        EOFError: the other side is gone.
        ValueError: what came is not a header.
    """
    length = int.from_bytes(fill(stream, 4), "big")
    if length > HEADER_BYTES:
        raise ValueError("header too long")
    header = json.loads(bytes(fill(stream, length)))
    if not isinstance(header, dict):
        raise ValueError("header is not an object")
    return header


def fill(stream: IO[bytes], size: int) -> bytearray:
    """Read exactly ``size`` bytes.

    Raises:
        EOFError: the other side ended before.
    """
    body = bytearray(size)
    view, done = memoryview(body), 0
    while done < size:
        got = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        done += got
    return body
