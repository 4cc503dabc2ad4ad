"""Archives (ZIP), read in memory with bounds: no links, no doubles, nothing that overlaps."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

from nomina.desk.captures.opening.pieces import Budget, NotOpened, claimed

_CHUNK = 64 * 1024
_DIRECTORY = 1_000_000
"""Bytes of the list of entries; far more than `Bounds.entries` take."""


def entries(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Give the files in an archive: the name as claimed, and the bytes.

    Raises:
        NotOpened: it is broken, or breaks a bound; what came before is to be forgotten.
    """
    _bounded(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            listed = found.infolist()
            _checked(listed, budget)
            for one in listed:
                if not one.is_dir():
                    yield claimed(one.filename), _unpacked(found, one, budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotOpened("broken") from error
    except (ValueError, OverflowError, OSError, UnicodeError) as error:
        raise NotOpened("broken") from error


def _bounded(data: bytes) -> None:
    """Look at the end record before the list of entries is read, which may be endless."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or len(data) - at < 22:
        raise NotOpened("broken")
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if size > _DIRECTORY or data[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise NotOpened("too-many")


def _checked(listed: list[zipfile.ZipInfo], budget: Budget) -> None:
    budget.entry(len(listed))
    names = [one.filename for one in listed]
    if len(set(names)) != len(names):
        raise NotOpened("doubles")
    end = 0
    for one in sorted(listed, key=lambda each: each.header_offset):
        kind = stat.S_IFMT(one.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise NotOpened("link")
        if one.flag_bits & 0x1:
            raise NotOpened("encrypted")
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotOpened("packing")
        if one.is_dir() and one.file_size:
            raise NotOpened("broken")  # nobody would look into it
        if one.header_offset < end:
            raise NotOpened("overlap")
        end = one.header_offset + 30 + one.compress_size  # at least


def _unpacked(found: zipfile.ZipFile, one: zipfile.ZipInfo, budget: Budget) -> bytes:
    made = bytearray()
    with found.open(one) as stream:
        while piece := stream.read(_CHUNK):
            made += piece
            budget.grown(len(piece), len(made), one.compress_size)
    return bytes(made)
