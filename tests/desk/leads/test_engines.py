"""The packs of an old run are found among those installed by what they are, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomina.desk.leads.engines import installed
from nomina.errors import PackError
from nomina.faces import add_pack, load_pack
from nomina.leads.documents import PackRecord
from tests.faces.test_packs import write_pack


def record(name: str, digest: str) -> PackRecord:
    return PackRecord.model_construct(name=name, digest=digest)


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a pack that was added; another is there beside it."""
    monkeypatch.setenv("NOMINA_MODELS", str(tmp_path / "home"))
    add_pack(write_pack(tmp_path / "b", "b-other", title="Another", version="2"))
    return add_pack(write_pack(tmp_path / "a", "a-tiny")).digest


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def test_a_pack_is_found_by_its_digest_whatever_it_is_called(digest: str) -> None:
    assert installed(record("a-tiny", digest)) == "a-tiny"
    assert installed(record("as it was called then", digest)) == "a-tiny"
    assert installed(record("x", load_pack("b-other").digest)) == "b-other"
    assert installed(record("x", load_pack("embedded").digest)) == "embedded"


def test_a_pack_that_is_not_there_is_named_with_its_digest(digest: str) -> None:
    wanted = digest[::-1]
    with pytest.raises(PackError) as refused:
        installed(record("a-tiny", wanted))
    assert refused.value.where == f"a-tiny {wanted}"
    assert "not installed" in refused.value.what


def test_one_changed_byte_is_refused_and_said(digest: str, tmp_path: Path) -> None:
    flip(tmp_path / "home" / "b-other" / "model.onnx")
    assert installed(record("a-tiny", digest)) == "a-tiny"  # the other pack is no business of it
    flip(tmp_path / "home" / "a-tiny" / "model.onnx")
    with pytest.raises(PackError, match="differs from its manifest") as refused:
        installed(record("a-tiny", digest))
    assert refused.value.where == "model.onnx"
    flip(tmp_path / "home" / "a-tiny" / "model.onnx")
    assert installed(record("a-tiny", digest)) == "a-tiny"
