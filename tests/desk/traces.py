"""Looking for words where they must not lie: in rows, in files, and in what leaves the desk."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.desk.examine import pdf_reader

Written = Iterable[tuple[str, bytes]]
"""Where something was written, and the bytes of it."""


def traces(word: str) -> set[bytes]:
    """How a word could lie somewhere: as typed, as JSON, as a form, in base64 at any offset."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), json.dumps(word).encode()[1:-1]}
    found |= {plain.hex().encode(), plain.replace(b" ", b"+"), plain.replace(b" ", b"%20")}
    for before in range(3):
        coded = base64.b64encode(b"x" * before + plain + b"x" * 3)
        found.add(coded[4:-8])
    return found


def where(written: Written, *words: str) -> set[str]:
    """Where any trace of any of the words lies."""
    looked = {trace for word in words for trace in traces(word)}
    return {name for name, data in written if any(trace in data for trace in looked)}


def rows() -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table of the database, also those that no model has."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        yield table, bytes(value)
                    else:
                        yield table, str(value).encode("utf-8", "replace")


def files(*more: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the vault, of what the desk shows the world, and of other folders."""
    for folder in (settings.DESK_VAULT, settings.DESK_PUBLIC, *more):
        assert folder is not None
        for one in Path(folder).rglob("*"):
            if one.is_file():
                yield f"file {one.name}", one.read_bytes()


def opened(data: bytes) -> Iterator[bytes]:
    """What somebody who gets bytes can read: them, the text of a PDF, the parts of an archive."""
    yield data
    if data.startswith(b"%PDF"):
        pdf = pdf_reader.opened(data)
        yield pdf_reader.text_of(pdf).encode()
        yield from (inner for _, inner in pdf.objects.values())
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from opened(archive.read(name))
