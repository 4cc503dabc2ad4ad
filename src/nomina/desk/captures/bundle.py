"""The bundle of a capture: what was kept, as canonical JSON, and an archive to check offline.

Pure, without database or vault. Checking an exported archive needs nothing of Nomina:
``bundle.json`` has the SHA-256 and size of every item, ``SHA256SUMS`` the same, for
``sha256sum -c``.

A time stamp (RFC 3161) over ``bundle.json`` lies beside it as ``bundle.tsr``, with the certificates
that were trusted for it as ``bundle.pem``; the bundle itself does not change.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "nomina capture 1"
DOCUMENT, SUMS, ITEMS = "bundle.json", "SHA256SUMS", "items/"
STAMP, ROOTS = "bundle.tsr", "bundle.pem"
_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a bundle.

    Attributes:
        role: what it is in the capture.
        digest: SHA-256 of its bytes, 64 hex digits.
        size: in bytes.
        media: such as ``text/html``; empty where that is not known.
        name, address: as claimed by what it came in; text, and never a path or a link.
        parent: digest of what it was made of; empty for what was received.
        operation: how it was made of that; empty for what was received.
    """

    role: str
    digest: str
    size: int
    media: str = ""
    name: str = ""
    address: str = ""
    parent: str = ""
    operation: str = ""


def document(head: Mapping[str, Any], items: Iterable[Listed]) -> bytes:
    """Write a bundle: RFC 8785 for text, whole numbers, lists and objects; UTF-8.

    Args:
        head: what is said of the capture: who, when, why, with what.
        items: in the order in which they were kept.

    Raises:
        TypeError: the head holds what JSON has no form for, or a float.
    """
    listed = [
        {
            "role": one.role,
            "sha256": one.digest,
            "size": one.size,
            "media": one.media,
            "name": one.name,
            "address": one.address,
            "parent": one.parent,
            "operation": one.operation,
        }
        for one in items
    ]
    whole = {**head, "format": FORMAT, "items": listed}
    _no_floats(whole)
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def _no_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no one form in JSON")
    if isinstance(value, Mapping):
        for inner in value.values():
            _no_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _no_floats(inner)


def digest(data: bytes) -> str:
    """Give the SHA-256 of some bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def orphans(items: Iterable[Listed]) -> tuple[str, ...]:
    """Give the digests of items that do not go back to something that was received."""
    every = list(items)
    reached = {one.digest for one in every if not one.parent}
    left = [one for one in every if one.parent]
    while True:
        found = [one for one in left if one.parent in reached]
        if not found:
            return tuple(sorted({one.digest for one in left}))
        left = [one for one in left if one.parent not in reached]
        reached |= {one.digest for one in found}


def archive(
    bundle: bytes, items: Mapping[str, bytes], stamp: bytes = b"", roots: bytes = b""
) -> bytes:
    """Write a bundle and its items as one ZIP; the same input gives the same bytes.

    Args:
        bundle: from `document`.
        items: bytes by digest.
        stamp, roots: a time stamp over the bundle, and who was trusted for it; empty without one.
    """
    beside = {STAMP: stamp, ROOTS: roots} if stamp else {}
    sums = "".join(f"{one}  {ITEMS}{one}\n" for one in sorted(items))
    sums += f"{digest(bundle)}  {DOCUMENT}\n"
    sums += "".join(f"{digest(data)}  {name}\n" for name, data in beside.items())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:
        for name, data in (
            (DOCUMENT, bundle),
            (SUMS, sums.encode("ascii")),
            *beside.items(),
            *((f"{ITEMS}{one}", items[one]) for one in sorted(items)),
        ):
            made.writestr(zipfile.ZipInfo(name, _DAY), data)
    return stream.getvalue()


def faults(data: bytes, expected: str = "") -> tuple[str, ...]:
    """Say what is wrong with an exported archive; nothing where it is whole.

    Args:
        data: from `archive`.
        expected: digest of the bundle as written elsewhere, such as at the desk; else empty.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            held = {name: found.read(name) for name in found.namelist()}
        bundle = json.loads(held[DOCUMENT])
        listed = [
            Listed(one["role"], one["sha256"], one["size"], parent=one["parent"])
            for one in bundle["items"]
        ]
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        return (f"the archive cannot be read: {type(error).__name__}",)
    wrong = []
    if bundle.get("format") != FORMAT:
        wrong.append("the bundle is of another format")
    if expected and digest(held[DOCUMENT]) != expected:
        wrong.append("the bundle is another one")
    for one in listed:
        inside = held.get(f"{ITEMS}{one.digest}")
        if inside is None:
            wrong.append(f"{one.digest}: not there")
        elif digest(inside) != one.digest or len(inside) != one.size:
            wrong.append(f"{one.digest}: changed")
    known = {DOCUMENT, SUMS, STAMP, ROOTS} | {f"{ITEMS}{one.digest}" for one in listed}
    wrong += [f"{name!r}: of no bundle" for name in sorted(held.keys() - known)]
    wrong += [f"{one}: made of nothing" for one in orphans(listed)]
    return tuple(wrong)
