"""Install Nomina from this folder, without a network.

    python3 install.py [FOLDER]

Every file is checked against SHA256SUMS before anything is installed. FOLDER becomes a Python
environment of its own; nothing outside it is changed, and deleting it removes Nomina.

This file is ``tools/bundle_install.py`` in the source and ``install.py`` in a bundle. It uses
nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

SUMS = "SHA256SUMS"


def made_for() -> str:
    """Name the Python and system that runs this, such as ``cpython-311 linux-x86_64``."""
    return f"{sys.implementation.cache_tag} {sysconfig.get_platform()}"


def faults(folder: Path) -> list[str]:
    """Compare a bundle with its list of sums; one sentence for each thing that is wrong."""
    listed: dict[str, str] = {}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    there.discard(SUMS)
    wrong = [f"missing: {name}" for name in sorted(listed.keys() - there)]
    wrong += [f"not on the list: {name}" for name in sorted(there - listed.keys())]
    for name in sorted(listed.keys() & there):
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                wrong.append(f"changed: {name}")
    return wrong


def offline() -> dict[str, str]:
    """Give the environment for pip: no index, and no setting of this machine that names one."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    return kept | {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}


def install(folder: Path, target: Path) -> Path:
    """Make the environment and install into it; give the path of the ``nomina`` command.

    Raises:
        subprocess.CalledProcessError: pip refused; it says why itself.
    """
    venv.create(target, with_pip=True, clear=False)
    scripts = target / ("Scripts" if os.name == "nt" else "bin")
    command = [str(scripts / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    command += ["--quiet", "--no-input", "--no-index", "--no-deps", "--require-hashes"]
    command += ["--find-links", str(folder / "wheels"), "-r", str(folder / "requirements.txt")]
    subprocess.run(command, check=True, env=offline())
    return scripts / "nomina"


def main(arguments: list[str]) -> int:
    """Check, install, and say how to start."""
    folder = Path(__file__).resolve().parent
    wanted = (folder / "made-for.txt").read_text(encoding="utf-8").strip()
    if wanted != made_for():
        print(f"This bundle is for {wanted}; this is {made_for()}.", file=sys.stderr)
        return 1
    wrong = faults(folder)
    if wrong:
        print(*wrong, sep="\n", file=sys.stderr)
        print("Nothing was installed. Copy the bundle again.", file=sys.stderr)
        return 1
    version = next(folder.glob("wheels/nomina-*.whl")).name.split("-")[1]
    target = Path(arguments[0]) if arguments else folder.parent / f"nomina-{version}"
    if target.exists() and any(target.iterdir()):
        print(f"{target} is not empty; name another folder.", file=sys.stderr)
        return 1
    command = install(folder, target.resolve())
    print(f"Installed. Start it with: {command} --help")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
