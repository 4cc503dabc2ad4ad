"""Whatever Nomina writes as JSON: its base type, its published schema, and atomic writing.

A document says which version of its schema it follows. A file is written whole or not at all,
and read back strictly: a field that is unknown, missing or of the wrong kind is refused by name.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from nomina.errors import InputError, NominaError, SpaceError
from nomina.words import tr

ROOMS: tuple[str, ...] = (
    "nomina.cases",
    "nomina.desk.examine.certificate",
    "nomina.evaluate.documents",
    "nomina.evidence.parameters",
    "nomina.faces.calibration",
    "nomina.leads.compare",
    "nomina.leads.documents",
    "nomina.leads.parts_table",
    "nomina.ledger.entry",
    "nomina.letters",
    "nomina.manifests",
    "nomina.packages.acknowledgement",
    "nomina.packages.documents",
    "nomina.reconcile.families",
    "nomina.reconcile.posterior",
    "nomina.synthetic.operation",
)
"""Modules that publish documents. A room that gains ``@published(...)`` adds its module here,
and only then: every name in this list must import."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of the system that say that there is no space."""

PART = (".nomina-", ".part")
"""How the name of a file that is being written begins and ends."""

_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})  # some network file systems


class Part(BaseModel):
    """A frozen piece of a document. Unknown fields and numbers that are not finite are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="constants"
    )


class Document(Part):
    """A piece that stands alone in a file.

    ``schema_version`` is a whole number as text. A change that older readers could not follow
    raises it by overriding the default: ``schema_version: str = "2"``.
    """

    schema_version: str = "1"

    @field_validator("schema_version")
    @classmethod
    def _is_understood(cls, value: str, info: ValidationInfo) -> str:
        if value != version_of(cls):
            raise ValueError(f"version {value} is not understood here, only {version_of(cls)}")
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        body = handler.resolve_ref_schema(schema)
        if "schema_version" in body.get("properties", {}):
            body["properties"]["schema_version"] = {"const": version_of(cls), "type": "string"}
            body["required"] = ["schema_version", *body.get("required", [])]
        return schema


D = TypeVar("D", bound=Document)

_PUBLISHED: dict[str, type[Document]] = {}


def version_of(kind: type[Document]) -> str:
    """Give the schema version that ``kind`` reads and writes."""
    return str(kind.model_fields["schema_version"].default)


def published(name: str) -> Callable[[type[D]], type[D]]:
    """Publish the schema of a document under ``name`` (lower-case words joined by hyphens).

    Raises:
        ValueError: the name is ill-formed or taken by another document.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(f"not a name for a schema: {name!r}")

    def register(kind: type[D]) -> type[D]:
        if name in _PUBLISHED:
            raise ValueError(f"two documents are called {name!r}")
        _PUBLISHED[name] = kind
        return kind

    return register


def schemas() -> dict[str, dict[str, Any]]:
    """Give the JSON Schema of every published document by file stem, ``<name>-<version>``."""
    for room in ROOMS:
        importlib.import_module(room)
    return {
        f"{name}-{version_of(kind)}": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **kind.model_json_schema(),
        }
        for name, kind in sorted(_PUBLISHED.items())
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write every published schema into ``folder`` and give the paths. Older files stay."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for stem, schema in schemas().items():
        path = folder / f"{stem}.json"
        write_bytes_atomic(path, _encode(schema, path, indent=2))
        written.append(path)
    return written


def write_json(path: Path, document: Document, *, indent: int | None = 2) -> None:
    """Write ``document`` whole or not at all.

    Raises:
        SpaceError: the disk is full; an earlier file of this name is untouched.
        InputError: the place cannot be written, or a number is not finite.
    """
    write_bytes_atomic(path, _encode(document.model_dump(mode="json"), path, indent=indent))


def read_json(path: Path, kind: type[D]) -> D:
    """Read a document strictly.

    Raises:
        InputError: the file cannot be read, is not JSON, is of another schema version, or a
            field is missing, unknown or of the wrong kind; names the file and the field.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror),
            where=str(path),
            todo=tr("Check that it exists and that you may read it"),
        ) from error
    return parse_json(data, kind, where=str(path))


def parse_json(data: bytes, kind: type[D], *, where: str) -> D:
    """Do what `read_json` does with bytes at hand; ``where`` names their origin in errors."""
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text, parse_constant=_not_finite, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise InputError(
            tr("this is not valid JSON ({why})").format(why=error),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        ) from error
    _check_version(content, version_of(kind), where)
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "(whole file)"
        more = error.error_count() - 1
        rest = f" (+{more})" if more else ""
        raise InputError(
            tr("field {field}: {why}").format(field=field, why=first["msg"] + rest),
            where=where,
            todo=tr("Correct the field, or take an unchanged copy of the file"),
        ) from error


def _check_version(content: object, ours: str, where: str) -> None:
    found = content.get("schema_version") if isinstance(content, dict) else None
    if found == ours:
        return
    if not isinstance(found, str):
        raise InputError(
            tr("field schema_version: missing or not text"),
            where=where,
            todo=tr("Check that this is a file written by Nomina"),
        )
    newer = found.isdecimal() and ours.isdecimal() and int(found) > int(ours)
    raise InputError(
        tr("field schema_version: '{found}' is not understood here, only '{ours}'").format(
            found=found, ours=ours
        ),
        where=where,
        todo=tr("Update Nomina, then read the file again")
        if newer
        else tr("Write the file again with this Nomina"),
    )


def _not_finite(token: str) -> NoReturn:
    raise ValueError(f"{token} is not a number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a field is given twice")
    return content


def _encode(content: object, path: Path, indent: int | None) -> bytes:
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=indent)
        return (text + "\n").encode()
    except ValueError as error:
        raise InputError(
            tr("this cannot be written as JSON ({why})").format(why=error), where=str(path)
        ) from error


def write_bytes_atomic(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write ``data`` so that ``path`` holds either what it held before or all of it.

    Args:
        path: the file to make or replace; its folder must exist.
        data: the whole content.
        mode: permission bits before the umask; ``0o600`` for a key.

    Raises:
        SpaceError: the disk or the quota is full, or the file passes a size limit.
        InputError: the place cannot be written.
    """
    write_chunks_atomic(path, (data,), mode=mode)


def write_chunks_atomic(path: Path, chunks: Iterable[bytes], *, mode: int = 0o666) -> None:
    """Do what `write_bytes_atomic` does with content that is made while it is written."""
    try:
        write_synced(path, chunks, mode=mode)
    except OSError as error:
        raise _explained(error, path) from error


def write_synced(path: Path, chunks: Iterable[bytes], *, mode: int = 0o666) -> None:
    """Do what `write_chunks_atomic` does, for rooms that say themselves what an error means.

    A temporary file in the same folder is written, synced and renamed, then the folder is
    synced. Whatever fails, in writing or in making a chunk, the temporary file is removed.

    Raises:
        OSError: as the system gave it.
    """
    temporary = path.parent / f"{PART[0]}{secrets.token_hex(8)}{PART[1]}"
    try:
        _write_synced(temporary, chunks, mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def _write_synced(path: Path, chunks: Iterable[bytes], mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, mode)
    try:
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make safe what was made, renamed or removed in ``folder``.

    Raises:
        OSError: the disk failed; where a system cannot do it, nothing is done.
    """
    if os.name == "nt":  # a folder cannot be opened there; renaming is journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def _explained(error: OSError, path: Path) -> NominaError:
    if error.errno in FULL:
        return SpaceError(
            tr("there is no space left to write this file"),
            where=str(path),
            todo=tr("Free some space and run the same command again"),
        )
    return InputError(
        tr("this file cannot be written ({why})").format(why=error.strerror or error),
        where=str(path),
        todo=tr("Check that the folder exists and that you may write in it"),
    )


if __name__ == "__main__":
    # This file runs as `__main__`, while the rooms register with the importable module.
    importlib.import_module("nomina.documents").write_schemas(
        Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schemas")
    )
