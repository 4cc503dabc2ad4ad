"""Sealing who and where a relative on the other side is, in the moment in which it is typed.

Nothing here sends, stores or opens anything; an import contract keeps it so. What is typed becomes
a `SealedTo` at once, and no act, row or page of the desk takes or gives anything else of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from nomina import sealed

BLOCK = 4096
"""Bytes up to a multiple of which the text is filled with spaces: its length tells nothing."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedTo:
    """Bytes that the owner of one key can open, and nobody here.

    Attributes:
        recipient: the public key that they are sealed to.
        data: the sealed bytes.
    """

    recipient: str
    data: bytes

    def __repr__(self) -> str:
        return f"SealedTo({len(self.data)} bytes)"


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """What was typed of a relative; it lives as long as the answer to one form.

    Attributes:
        person: number of the file of the dead or missing person, so that whoever opens it knows.
        relation: what the relative is to the person.
        name, address, language, note: in the words of who typed them.
    """

    person: str
    relation: str
    name: str
    address: str
    language: str = ""
    note: str = ""


def seal(recipient: str, typed: Typed) -> SealedTo:
    """Seal what was typed of a relative; give the bytes, and forget the rest.

    Opened, they are JSON in UTF-8 with these texts, and spaces after it.

    Raises:
        InputError: the key is none.
    """
    said = {name: getattr(typed, name) for name in Typed.__slots__}
    data = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    filled = data + b" " * (-len(data) % BLOCK)
    key = sealed.checked(recipient)
    return SealedTo(key, sealed.seal(filled, key))
