"""Make a folder from which Nomina installs on a machine without a network.

    python -m tools.bundle wheelhouse

The folder holds every wheel of ``requirements/run.txt`` for the Python and system this runs on,
Nomina's own wheel, their hashes and ``install.py``. Carried on a stick to a machine with the same
Python and system, ``python3 install.py`` checks every byte and installs.

The 68-point landmark file is left out of ``face_recognition_models``: its training data exclude
commercial use, Nomina never opens it, and a bundle is a redistribution.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tools.bundle_install import SUMS, made_for

ROOT = Path(__file__).resolve().parents[1]
INSTALLER = Path(__file__).with_name("bundle_install.py")
LEFT_OUT = "face_recognition_models/models/shape_predictor_68_face_landmarks.dat"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date a zip archive can hold, so that the same content gives the same bytes."""

WELCOME = """\
Nomina {version} for {target}, to install without a network.

    python3 install.py            makes the folder nomina-{version} beside this one
    python3 install.py FOLDER     makes FOLDER instead

Every file is checked against SHA256SUMS first. To check that list itself, compare
its own SHA-256 with the one you were given by another way:

    sha256sum SHA256SUMS
"""


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def requirement(wheel: Path) -> str:
    """Give the line that pins one wheel by its file name and hash."""
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{sha256(wheel)}"


def sums(folder: Path) -> str:
    """Give ``sha256sum`` lines for every file below a folder but the list itself, sorted."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / SUMS)
    return "".join(f"{sha256(p)}  {p.relative_to(folder).as_posix()}\n" for p in files)


def leave_out(wheel: Path, member: str) -> None:
    """Write a wheel anew without one of its files.

    The list of files inside the wheel (its ``RECORD``) is corrected, so that the wheel stays
    valid. A wheel that does not hold the file is left as it is.
    """
    with zipfile.ZipFile(wheel) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    if contents.pop(member, None) is None:
        return
    record = next(name for name in contents if name.endswith(".dist-info/RECORD"))
    del contents[record]
    rows = io.StringIO()
    table = csv.writer(rows, lineterminator="\n")
    for name, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        table.writerow([name, f"sha256={digest}", len(data)])
    table.writerow([record, "", ""])
    contents[record] = rows.getvalue().encode()
    fresh = wheel.with_suffix(".new")
    with zipfile.ZipFile(fresh, "w") as new:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr = 0o644 << 16
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    fresh.replace(wheel)


def gather(wheels: Path, root: Path = ROOT) -> None:
    """Put the pinned wheels and Nomina's own into a folder, building the two that need it.

    Raises:
        subprocess.CalledProcessError: pip could not fetch or build; it says why itself.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    pip += ["--no-input", "--no-build-isolation", "--wheel-dir", str(wheels)]
    wheels.mkdir(parents=True, exist_ok=True)
    pinned = ["--require-hashes", "--only-binary", ":all:"]
    pinned += ["--no-binary", "face_recognition_models", "-r", str(root / "requirements/run.txt")]
    subprocess.run([*pip, *pinned], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", str(root)], check=True)
    for wheel in wheels.glob("face_recognition_models-*.whl"):
        leave_out(wheel, LEFT_OUT)


def seal(folder: Path) -> None:
    """Write what goes with the wheels: pins, installer, welcome, and last the sums.

    Raises:
        ValueError: Nomina's own wheel is not there, or is there twice.
    """
    wheels = sorted((folder / "wheels").glob("*.whl"))
    own = [w for w in wheels if w.name.startswith("nomina-")]
    if len(own) != 1:
        raise ValueError(f"{len(own)} wheels of nomina in {folder / 'wheels'}; one is needed")
    pins = "".join(f"{requirement(wheel)}\n" for wheel in wheels)
    (folder / "requirements.txt").write_text(pins, encoding="utf-8")
    (folder / "made-for.txt").write_text(made_for() + "\n", encoding="utf-8")
    welcome = WELCOME.format(version=own[0].name.split("-")[1], target=made_for())
    (folder / "README.txt").write_text(welcome, encoding="utf-8")
    shutil.copyfile(INSTALLER, folder / "install.py")
    (folder / SUMS).write_text(sums(folder), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Make the bundle; an earlier one in the same folder is replaced once the new one is whole."""
    parser = argparse.ArgumentParser(description="Make an offline wheelhouse.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder.resolve()
    if folder.exists() and not (folder / SUMS).exists() and any(folder.iterdir()):
        print(f"{folder} holds something else; name another folder.", file=sys.stderr)
        return 1
    os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800")
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    gather(fresh / "wheels")
    seal(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    print(f"{folder}: {size / 1e6:.0f} MB for {made_for()}")
    print(f"SHA-256 of its {SUMS}: {sha256(folder / SUMS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
