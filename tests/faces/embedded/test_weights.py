"""The three files are found without importing what carries them, and made into networks once."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from nomina.errors import PackError
from nomina.faces.embedded import weights


@pytest.mark.parametrize("name", weights.DIGESTS)
def test_a_file_is_read_whole(name: str) -> None:
    data = weights.read(name)
    assert len(data) == (weights.folder() / name).stat().st_size
    assert hashlib.sha256(data).hexdigest() == weights.DIGESTS[name]


def test_a_file_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "folder", lambda: tmp_path)
    with pytest.raises(PackError, match="cannot be read"):
        weights.read(weights.DETECTOR)


def test_networks_are_made_once() -> None:
    assert weights.detector() is weights.detector()
    assert weights.landmarks() is weights.landmarks()


def test_the_package_is_never_imported_and_its_68_points_never_opened() -> None:
    code = (
        "import sys, builtins, pathlib\n"
        "opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) "
        "if name == 'open' else None)\n"
        "from nomina.faces.embedded import weights\n"
        "for name in weights.DIGESTS: weights.read(name)\n"
        "assert 'face_recognition_models' not in sys.modules\n"
        "names = [pathlib.Path(name).name for name in opened]\n"
        "assert weights.LANDMARKS in names and weights.DETECTOR in names\n"
        "print([name for name in names if '68' in name and name.endswith('.dat')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
