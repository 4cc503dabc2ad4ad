"""Documents are written whole or not at all, and read back strictly."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from pydantic import Field

from nomina import documents
from nomina.documents import Document, Part, published, read_json, write_bytes_atomic, write_json
from nomina.errors import InputError, SpaceError

ROOT = Path(__file__).parents[1]


class Inner(Part):
    weight: float = 0.0


class Sample(Document):
    schema_version: str = "3"
    count: int
    inner: Inner = Inner()
    free: dict[str, Any] = Field(default_factory=dict)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_PUBLISHED", {})
    monkeypatch.setattr(documents, "ROOMS", ())


def fail(name: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_args: object, **_more: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, raising)


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    sample = Sample(count=2, inner=Inner(weight=0.1), free={"имя": "Олена"})
    write_json(path, sample)
    assert read_json(path, Sample) == sample
    assert json.loads(path.read_text("utf-8"))["schema_version"] == "3"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("step", ["open", "write", "fsync", "rename"])
def test_failure_keeps_the_old_file(
    step: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        fail("replace" if step == "rename" else step, code, patch)
        full = code in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        with pytest.raises(SpaceError if full else InputError) as caught:
            write_bytes_atomic(path, b"new")
    assert caught.value.where == str(path)
    assert caught.value.todo
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_interrupt_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_bytes_atomic(tmp_path / "a", b"new")
    assert not list(tmp_path.iterdir())


def test_folder_is_synced_after_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bool, bool]] = []
    fsync = os.fsync

    def watching(handle: int) -> None:
        is_folder = os.fstat(handle).st_mode & 0o040000 != 0
        seen.append((is_folder, (tmp_path / "a").exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watching)
    write_bytes_atomic(tmp_path / "a", b"x")
    assert seen == [(False, False), (True, True)]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:3]))
    write_bytes_atomic(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_full_disk_for_real(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="no such limits on this system")
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(SpaceError):
            write_bytes_atomic(path, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        write_bytes_atomic(tmp_path / "none" / "a", b"")


def test_key_is_private(tmp_path: Path) -> None:
    write_bytes_atomic(tmp_path / "key", b"k", mode=0o600)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_are_finite(number: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="finite"):
        Inner(weight=number)
    with pytest.raises(InputError, match="JSON"):
        write_json(tmp_path / "a", Sample(count=1, free={"deep": [number]}))
    with pytest.raises(InputError):  # also where validation was passed by
        write_json(
            tmp_path / "a",
            Sample.model_construct(count=1, inner=Inner.model_construct(weight=number)),
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"schema_version": "3", "count": "many"}', "field count"),
        ('{"schema_version": "3"}', "field count"),
        ('{"schema_version": "3", "count": 1, "colour": 2}', "field colour"),
        ('{"schema_version": "3", "count": 1, "inner": {"weight": "x"}}', r"field inner\.weight"),
        ('{"schema_version": "4", "count": 1}', "'4' is not understood.*Update Nomina"),
        ('{"schema_version": "2", "count": 1}', "'2' is not understood.*Write the file again"),
        ('{"count": 1}', "schema_version: missing"),
        ("[1]", "schema_version: missing"),
        ('{"schema_version": "3", "count": 1, "count": 2}', "twice"),
        ('{"schema_version": "3", "count": NaN}', "not valid JSON"),
        ('{"schema_version": "3", "cou', "not valid JSON"),
        ("", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_refusal_names_file_and_field(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "sample.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read_json(path, Sample)
    assert caught.value.where == str(path)
    assert caught.value.todo


def test_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_json(tmp_path / "none.json", Sample)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not valid JSON"):
        read_json(tmp_path / "bytes", Sample)


def test_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Sample(count=1).count = 2


@pytest.mark.usefixtures("registry")
def test_published_schema_accepts_what_is_written(tmp_path: Path) -> None:
    published("sample")(Sample)
    with pytest.raises(ValueError, match="two documents"):
        published("sample")(Sample)
    with pytest.raises(ValueError, match="not a name"):
        published("../sample")
    (path,) = documents.write_schemas(tmp_path / "schemas")
    assert path.name == "sample-3.json"
    schema = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = Sample(count=1).model_dump(mode="json")
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "schema_version": "4"})
    assert not validator.is_valid({**good, "colour": 1})
    assert not validator.is_valid({"count": 1})


def test_published_files_equal_the_models() -> None:
    """After a change: ``python -m nomina.documents docs/schemas``."""
    for stem, schema in documents.schemas().items():
        path = ROOT / "docs" / "schemas" / f"{stem}.json"
        assert path.is_file(), f"{path.name} is not published"
        assert json.loads(path.read_text("utf-8")) == schema, f"{path.name} is stale"


def test_command_writes_the_same(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "nomina.documents", str(tmp_path)], check=True)
    assert {p.stem for p in tmp_path.iterdir()} == set(documents.schemas())
