"""`nomina models`: a pack is listed, added and checked, and a changed byte is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nomina.cli import main
from nomina.faces import load_pack
from tests.faces.test_packs import write_pack


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "models"


def call(home: Path, *args: object) -> Result:
    runner = CliRunner(env={"NOMINA_LANG": "en", "NOMINA_MODELS": str(home)})
    return runner.invoke(main, ["models", *map(str, args)])


def test_a_pack_is_added_listed_and_checked(tmp_path: Path, home: Path) -> None:
    done = call(home, "list")
    assert done.exit_code == 0
    [line] = done.stdout.splitlines()
    assert line.split()[0] == "embedded"
    assert "public domain" in line
    given = write_pack(tmp_path / "given")
    assert call(home, "add", given).stdout == "Added: tiny-arcface\n"
    lines = call(home, "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["embedded", "tiny-arcface"]
    assert "Apache-2.0" in lines[1]
    assert load_pack(given).digest[:16] in lines[1]
    done = call(home, "verify")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "embedded: as its manifest says",
        "tiny-arcface: as its manifest says",
    ]


def test_a_pack_that_is_there_or_none_is_one_line_and_a_status(tmp_path: Path, home: Path) -> None:
    given = write_pack(tmp_path / "given")
    call(home, "add", given)
    (tmp_path / "empty").mkdir()
    for folder, said in ((given, "there already"), (tmp_path / "empty", "cannot be read")):
        done = call(home, "add", folder)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.count("\n") == 1
        assert said in done.stderr
    assert [path.name for path in home.iterdir()] == ["tiny-arcface"]


@pytest.mark.parametrize("place", [0, 100, -1])
def test_a_changed_byte_leaves_with_1_and_the_others_are_checked(
    tmp_path: Path, home: Path, place: int
) -> None:
    for name in ("a-pack", "b-pack"):
        call(home, "add", write_pack(tmp_path / name, name))
    model = home / "a-pack" / "model.onnx"
    data = bytearray(model.read_bytes())
    data[place] ^= 1
    model.write_bytes(data)
    done = call(home, "verify")
    assert done.exit_code == 1
    assert done.stderr == "a model pack is not what it was.\n"
    lines = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["embedded", "a-pack", "b-pack"]
    assert "differs from its manifest" in lines[1]
    assert lines[2].endswith("as its manifest says")
    listed = call(home, "list")
    assert listed.exit_code == 0
    assert "differs" in listed.stdout.splitlines()[1]
    assert listed.stdout.splitlines()[2].startswith("b-pack 1")


def test_a_broken_manifest_is_found_too(tmp_path: Path, home: Path) -> None:
    for name in ("a-pack", "b-pack"):
        call(home, "add", write_pack(tmp_path / name, name))
    (home / "a-pack" / "manifest.json").write_bytes(b"{")
    done = call(home, "verify")
    assert done.exit_code == 1
    assert "not valid JSON" in done.stdout.splitlines()[1]
    assert done.stdout.splitlines()[2] == "b-pack: as its manifest says"
