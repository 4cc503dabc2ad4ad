"""What lies in the files that strangers check: leaves, paths, keys, notes, proofs, JSON, salts.

Every reader takes one spelling and refuses all others, so that no bit can change unnoticed.
Formats: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof. Stricter than
those: the log must say when, and a proof has no ``extra`` line.

With `ed25519` and `verify` this becomes one file that needs nothing else (`alone`): nothing here
may import anything but the standard library and `ed25519`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from typing import Any, NamedTuple

from nomina.ledger.ed25519 import is_point, signed

PROOF = "c2sp.org/tlog-proof@v1"
SIGNATURE, COSIGNATURE = 1, 4
"""Types of keys: of notes (c2sp.org/signed-note) and of notes with a time (tlog-cosignature)."""

MOST_LINES = 100
"""Signatures that a note may have (c2sp.org/signed-note asks for at least 16)."""

LARGEST = 2**53 - 1
"""Whole numbers above are not the same in every program (RFC 8785 section 3.2.2.3)."""

_TEXT = json.JSONEncoder(ensure_ascii=False)


class Refused(Exception):
    """Something was changed, or is not in its only allowed form.

    Args:
        code: why, as a key of `nomina.ledger.verify.REASONS`.
        detail: the key or file it happened at, or empty.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)


def node(left: bytes, right: bytes) -> bytes:
    """Give the hash over two subtrees (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def commitment(salt: bytes, event: bytes) -> bytes:
    """Give what the log knows of an act: SHA-256 of 32 random bytes and its canonical JSON."""
    return hashlib.sha256(salt + event).digest()


def leaf(committed: bytes) -> bytes:
    """Give the hash of an entry, which is ``v1`` and a commitment (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00v1" + committed).digest()


def includes(root: bytes, size: int, index: int, entry: bytes, path: list[bytes]) -> bool:
    """Say whether a path leads from a leaf to the root of a tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, entry
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


class Key(NamedTuple):
    """A public key: its name, its type, 32 bytes, and the number that stands in signatures."""

    name: str
    kind: int
    public: bytes
    number: bytes


class Note(NamedTuple):
    """A signed note: its text, and for each signature the name, the key's number and the rest."""

    text: str
    lines: list[tuple[str, bytes, bytes]]


class Checkpoint(NamedTuple):
    """What a checkpoint says: of which log, over how many entries, with which root."""

    origin: str
    size: int
    root: bytes


class Proof(NamedTuple):
    """A place in the log, the path from there to the root, and the checkpoint as it was."""

    place: int
    path: list[bytes]
    checkpoint: bytes


def key_number(name: str, kind: int, public: bytes) -> bytes:
    """Give the four bytes that name a key in signatures (c2sp.org/signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def is_name(text: str) -> bool:
    """Say whether a key may be called so: Unicode, no plus, space or control character."""
    wrong = (c == "+" or c.isspace() or c < " " or "\ud800" <= c <= "\udfff" for c in text)
    return bool(text) and not any(wrong)


def parse_key(text: str, kind: int = SIGNATURE) -> Key:
    """Read a public key: name, number as 8 hex digits, and base64, joined by plus signs."""
    name, _, rest = text.partition("+")
    number, _, coded = rest.partition("+")
    data = unbase64(coded)
    if data is None or len(data) != 33 or data[0] != kind or not is_name(name):
        raise Refused("key", text)
    key = Key(name, kind, data[1:], key_number(name, kind, data[1:]))
    if key.number.hex() != number or not is_point(key.public):
        raise Refused("key", text)
    return key


def unbase64(text: str) -> bytes | None:
    """Decode base64 in its one spelling (RFC 4648 section 4); None for any other."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"0|[1-9][0-9]{0,18}", text) else None


def parse_note(data: bytes) -> Note:
    """Take a signed note apart (c2sp.org/signed-note); nothing of it is trusted yet."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("note") from error
    text, gap, tail = whole.rpartition("\n\n")
    if not gap or not text or not tail.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise Refused("note")
    lines = []
    for line in tail[:-1].split("\n"):
        parts = line.split(" ")
        signature = unbase64(parts[2]) if len(parts) == 3 else None
        if signature is None or len(signature) < 5 or parts[0] != "—" or not is_name(parts[1]):
            raise Refused("note")
        lines.append((parts[1], signature[:4], signature[4:]))
    if len(lines) > MOST_LINES:
        raise Refused("note")
    return Note(text + "\n", lines)


def cosigned_text(stamp: int, text: str) -> bytes:
    """Give the message under a cosignature of a checkpoint (c2sp.org/tlog-cosignature)."""
    return f"cosignature/v1\ntime {stamp}\n{text}".encode()


def signed_by(note: Note, key: Key) -> int:
    """Check the signatures of a key under a note; give its time, 0 where it has none.

    Raises:
        Refused: the key has not signed, or one of its signatures is not valid.
    """
    found = -1
    for name, number, signature in note.lines:
        if (name, number) != (key.name, key.number):
            continue
        stamp, message = 0, note.text.encode()
        if key.kind == COSIGNATURE:
            stamp, signature = int.from_bytes(signature[:8], "big"), signature[8:]  # noqa: PLW2901
            message = cosigned_text(stamp, note.text)
        if stamp >= 2**63 or not signed(key.public, message, signature):
            raise Refused("unsigned", key.name)
        found = max(found, stamp)
    if found < 0:
        raise Refused("unsigned", key.name)
    return found


def stamp_key(key: Key) -> Key:
    """Give the key under which the log says when: the same with the type that has a time."""
    return Key(key.name, COSIGNATURE, key.public, key_number(key.name, COSIGNATURE, key.public))


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint (c2sp.org/tlog-checkpoint)."""
    lines = text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or lines[-1]:
        raise Refused("note")
    size, root = _number(lines[1]), unbase64(lines[2])
    if size is None or root is None or len(root) != 32:
        raise Refused("note")
    return Checkpoint(lines[0], size, root)


def open_checkpoint(data: bytes, key: Key) -> tuple[Checkpoint, int, Note]:
    """Read a checkpoint that a log signed: what it says, when by the log's clock, and the note.

    Raises:
        Refused: it is not signed by this log, or was changed.
    """
    note = parse_note(data)
    signed_by(note, key)
    stamp = signed_by(note, stamp_key(key))
    found = parse_checkpoint(note.text)
    if found.origin != key.name:
        raise Refused("origin", found.origin)
    return found, stamp, note


def parse_proof(data: bytes) -> Proof:
    """Take a proof apart (c2sp.org/tlog-proof); nothing of it is trusted yet."""
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Refused("proof") from error
    if not gap or len(lines) < 2 or lines[0] != PROOF or not lines[1].startswith("index "):
        raise Refused("proof")
    place = _number(lines[1][6:])
    path = [unbase64(line) for line in lines[2:]]
    whole = [step for step in path if step is not None and len(step) == 32]
    if place is None or len(whole) != len(path) or len(path) > 63:
        raise Refused("proof")
    return Proof(place, whole, checkpoint)


def canonical(value: Any) -> bytes:
    """Give the one spelling of a value in JSON (RFC 8785): text, whole numbers, lists, objects.

    Raises:
        ValueError: it holds a fraction, a number past `LARGEST`, text that is no Unicode, or
            something that JSON has not.
    """
    if isinstance(value, str):
        return _TEXT.encode(value).encode()  # a lone surrogate is a ValueError
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError("a whole number is too large")
        return str(int(value)).encode()
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return b"{" + b",".join(canonical(n) + b":" + canonical(value[n]) for n in names) + b"}"
    raise ValueError(f"a {type(value).__name__} has no spelling here")


def parse_event(data: bytes) -> Any:
    """Read an act, which must be spelt as `canonical` does."""
    try:
        value = json.loads(data.decode("utf-8"))
        if canonical(value) == data:
            return value
    except (ValueError, RecursionError) as error:
        raise Refused("event") from error
    raise Refused("event")


def parse_salt(data: bytes) -> bytes:
    """Read a salt: 64 small hex digits, and a line end or none."""
    if not re.fullmatch(rb"[0-9a-f]{64}\n?", data):
        raise Refused("salt")
    return bytes.fromhex(data[:64].decode())
