"""Templates and raw scores as bytes that only this desk can read, each under the key of its file.

AES-256-GCM under a key that HKDF-SHA256 derives from the desk's root key and the id of the file.
What the bytes belong to is bound to them, so that a row moved to another photo, engine or run is
refused. Format: one byte of version, 12 of nonce, then the sealed bytes.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any
from uuid import UUID

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from numpy.typing import NDArray

from nomina.desk.boot.keys import derived
from nomina.errors import StoreError
from nomina.words import tr

Templates = tuple[NDArray[np.float32], ...]
_VERSION = b"\x01"
_NONCE = 12
_HEAD = struct.Struct("<I")


def _cipher(file: UUID) -> AESGCM:
    if settings.DESK is None:
        raise StoreError(tr("no desk is open"))
    return AESGCM(derived(settings.DESK, f"templates/{file.hex}"))


def sealed(file: UUID, what: str, plain: bytes) -> bytes:
    """Seal bytes under the key of a file; ``what`` names what they belong to."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _cipher(file).encrypt(nonce, plain, what.encode())


def opened(file: UUID, what: str, kept: bytes) -> bytes:
    """Open what `sealed` gave.

    Raises:
        StoreError: it was changed, belongs to something else, or is of another desk.
    """
    data = kept
    start = len(_VERSION) + _NONCE
    try:
        if data[: len(_VERSION)] != _VERSION:
            raise InvalidTag
        return _cipher(file).decrypt(data[len(_VERSION) : start], data[start:], what.encode())
    except (InvalidTag, ValueError):
        raise StoreError(
            tr("what was kept for comparing was changed, or is of another desk"),
            todo=tr("Let the templates be made anew"),
        ) from None


def packed(facts: dict[str, Any], templates: Templates) -> bytes:
    """Write the work on one photo as bytes: facts as JSON, templates as float32, little-endian."""
    head = json.dumps({"facts": facts, "dims": [len(one) for one in templates]}).encode()
    numbers = b"".join(np.asarray(one, "<f4").tobytes() for one in templates)
    return _HEAD.pack(len(head)) + head + numbers


def unpacked(data: bytes) -> tuple[dict[str, Any], Templates]:
    """Read what `packed` gave."""
    (length,) = _HEAD.unpack_from(data)
    head = json.loads(data[_HEAD.size : _HEAD.size + length])
    numbers = np.frombuffer(data[_HEAD.size + length :], "<f4").astype(np.float32)
    cuts = np.cumsum(head["dims"])[:-1]
    templates = tuple(np.split(numbers, cuts)) if head["dims"] else ()
    return head["facts"], templates
