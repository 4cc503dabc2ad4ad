"""The house itself: what is pinned, what must never be written into it, and what it promises."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import nomina

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("build", "run", "dev")
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+?)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")

# Written in two parts, so that this file does not hold what it looks for.
NEVER = re.compile(
    "pypi"
    + r"\.org|files\.python"
    + r"hosted|(?<![\w.~-])/(?:ho"
    + r"me|ro"
    + r"ot|Us"
    + r"ers|wo"
    + r"rk)/\w"
)


def lock(name: str) -> dict[str, str]:
    """The pinned versions of one lock file; fails where a line is neither pin, hash nor comment."""
    versions: dict[str, str] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if pinned := PINNED.match(line):
            assert pinned[1] not in versions, f"{pinned[1]} is pinned twice"
            versions[pinned[1]] = pinned[2]
        else:
            assert HASH.match(line) or line.startswith("#"), f"{name}.txt: {line}"
    return versions


def tracked() -> list[Path]:
    """Text files of the working copy that git follows, or would; none where git is not here."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git working copy")
    files = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [p for p in files if p.is_file() and b"\0" not in p.read_bytes()[:8192]]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(name: str) -> None:
    assert lock(name)


def test_the_tests_run_on_what_is_shipped() -> None:
    run, dev = lock("run"), lock("dev")
    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize(
    ("wanted", "name"),
    [(PROJECT["project"]["dependencies"], "run")]
    + [(PROJECT["dependency-groups"][group], "dev") for group in ("test", "lint")]
    + [(PROJECT["build-system"]["requires"], "build")],
    ids=["run", "test", "lint", "build"],
)
def test_a_lock_satisfies_what_the_project_asks_for(wanted: list[str], name: str) -> None:
    versions = lock(name)
    for requirement in map(Requirement, wanted):
        version = versions[re.sub(r"[-_.]+", "-", requirement.name.lower())]
        assert Version(version) in requirement.specifier, requirement


def test_no_index_and_no_private_path_is_written_anywhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:120]}"
        for path in tracked()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if NEVER.search(line)
    ]
    assert found == []


def test_the_search_for_private_paths_finds_them() -> None:
    for bad in ("/ho" + "me/me/x", "see /ro" + "ot/x", "https://py" + "pi.org/simple"):
        assert NEVER.search(bad)
    for good in ("~/photos", "docs/home/x", "a/work/b", "/tmp/x"):
        assert not NEVER.search(good)


def test_no_photograph_of_anyone_is_in_the_project() -> None:
    """A picture is of drawn people (docs/pictures, or so named), or too small to show anyone."""
    suffixes = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".gif", ".bmp"}
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    pictures = [Path(n) for n in done.split("\0") if Path(n).suffix.lower() in suffixes]
    assert [
        str(p)
        for p in pictures
        if p.parts[:2] != ("docs", "pictures")
        and "synthetic" not in str(p)
        and (ROOT / p).stat().st_size > 4096
    ] == []


def test_one_version_everywhere() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changes, re.M)
    assert newest is not None
    assert nomina.__version__ == PROJECT["project"]["version"] == newest[1]


def test_the_licence_is_whole() -> None:
    """The SHA-256 is that of LICENSE-2.0.txt as the Apache Software Foundation publishes it."""
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()
    assert digest == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


@pytest.mark.parametrize("folder", ["src", "tools", "bench"])
def test_no_module_is_past_400_lines(folder: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name != "migrations"  # written by Django, and read by nobody twice
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_importing_the_library_is_silent_and_brings_no_door() -> None:
    code = (
        "import sys, nomina\n"
        "heavy = {'click', 'rich', 'dlib', 'lir', 'playwright', 'faiss', 'onnxruntime'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_no_module_fetches_an_address() -> None:
    """import-linter sees packages whole; `urllib.parse` is fine and `urllib.request` is not."""
    fetching = re.compile(r"urllib[.](?:request|error)|from urllib import|import urllib$")
    found = [p.name for p in (ROOT / "src").rglob("*.py") if fetching.search(p.read_text("utf-8"))]
    assert found == []


def test_the_network_is_closed_to_tests() -> None:
    import socket

    from pytest_socket import SocketBlockedError

    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of what `make` looks at, with stamps that say everything is installed."""
    if shutil.which("make") is None:
        pytest.skip("make is not here")
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / ".venv").mkdir()
    for age, stamp in enumerate([".made", ".build", ".run", ".dev"]):
        made = tmp_path / ".venv" / stamp
        made.touch()
        os.utime(made, (2_000_000_000 + age, 2_000_000_000 + age))
    return tmp_path


def plan(folder: Path, *arguments: str) -> str:
    """What `make` would do, without doing it."""
    return subprocess.run(
        ["make", "--dry-run", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
    ).stdout


def test_a_second_call_installs_nothing(installed: Path) -> None:
    assert plan(installed, "demo").split() == [".venv/bin/nomina", "demo", "--out", "demo"]


@pytest.mark.parametrize(("lock_file", "target"), [("run", "demo"), ("dev", "test")])
def test_a_changed_lock_is_installed_and_only_that(
    installed: Path, lock_file: str, target: str
) -> None:
    changed = installed / "requirements" / f"{lock_file}.txt"
    os.utime(changed, (2_100_000_000, 2_100_000_000))
    steps = plan(installed, target)
    assert "--require-hashes --only-binary :all:" in steps
    assert f"-r requirements/{lock_file}.txt" in steps
    assert "-m venv" not in steps
    assert "build.txt" not in steps


def test_a_machine_without_a_python_is_told_what_to_install(installed: Path) -> None:
    (installed / ".venv" / ".made").unlink()
    done = subprocess.run(
        ["make", "PYTHON=no-such-python", ".venv/.made"],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "python3-venv" in done.stderr
    assert not (installed / ".venv" / ".made").exists()
