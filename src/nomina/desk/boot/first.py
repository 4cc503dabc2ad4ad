"""The first run: whoever reads the terminal makes the first administrator, once.

`nomina serve` prints a code while the desk has nobody; only its digest is kept, in the folder. An
open first-run page without it would belong to whoever in the network is quickest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from nomina.documents import write_bytes_atomic

FILE = Path("keys") / "first.code"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs that are not mistaken for each other."""
LENGTH = 20
"""Signs of a code: 100 bits."""


def new_code(folder: Path) -> str:
    """Make a code, in groups of five, and keep its digest; an earlier code ends."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    write_bytes_atomic(folder / FILE, _digest(code), mode=0o600)
    return "-".join(code[i : i + 5] for i in range(0, LENGTH, 5))


def _digest(code: str) -> bytes:
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode()).hexdigest().encode()


def is_code(folder: Path, typed: str) -> bool:
    """Say whether ``typed`` is the code that was made last; case and spaces do not matter."""
    try:
        kept = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return False
    return hmac.compare_digest(kept, _digest(typed))


def end_code(folder: Path) -> None:
    """End the code."""
    (folder / FILE).unlink(missing_ok=True)
