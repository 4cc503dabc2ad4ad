"""The record of a run (FOR-02): with what and on what it was computed."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import nomina
from nomina.faces.runtime import PROVIDER
from nomina.faces.strength import Calibration
from nomina.leads.documents import CalibrationRecord, Machine, ModelRecord, PackRecord
from nomina.leads.engine import PackLike

_PACKAGES = ("numpy", "onnxruntime", "faiss-cpu", "Pillow", "pi-heif", "cryptography")


def machine(threads: int = 1) -> Machine:
    """Describe the software and processor, as far as they can change a result."""
    return Machine(
        nomina=nomina.__version__,
        python=platform.python_version(),
        code=code_sha256(),
        packages={name: _version(name) for name in _PACKAGES},
        provider=PROVIDER,
        cpu=_cpu(),
        threads=threads,
        platform=f"{platform.system()} {platform.machine()}",
    )


@cache
def code_sha256() -> str:
    """Give one SHA-256 over the package's own files, by path: which code a result came from."""
    root = Path(nomina.__file__).parent
    files = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    return digest_of(
        [f"{name} {hashlib.sha256((root / name).read_bytes()).hexdigest()}" for name in files]
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _cpu() -> str:
    if sys.platform == "linux":
        try:
            for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
                key, _, value = line.partition(":")
                if key.strip() == "model name" and value.strip():
                    return value.strip()
        except OSError:
            pass
    return platform.processor() or platform.machine()


def calibration_record(calibration: Calibration) -> CalibrationRecord:
    """Name a calibration and the data behind it."""
    return CalibrationRecord(
        sha256=calibration.sha256,
        condition=calibration.condition,
        population=calibration.population,
        set_name=calibration.set.name,
        set_sha256=calibration.set.sha256,
        n_identities=calibration.set.n_identities,
        n_mated=calibration.set.n_mated,
        n_non_mated=calibration.set.n_non_mated,
        lower_bound=calibration.lower_bound,
        upper_bound=calibration.upper_bound,
        caution=calibration.caution,
    )


def pack_records(packs: Sequence[PackLike], condition: str) -> tuple[PackRecord, ...]:
    """Name every pack, its files and the calibration used.

    Raises:
        CalibrationError: a pack has no calibration for the condition.
    """
    return tuple(
        PackRecord(
            name=pack.manifest.name,
            digest=pack.digest,
            licence=", ".join(sorted({one.licence for one in pack.manifest.weights})),
            dim=pack.dim,
            models=tuple(
                ModelRecord(role=one.role, name=one.file, sha256=one.sha256, licence=one.licence)
                for one in pack.manifest.weights
            ),
            calibration=calibration_record(pack.calibration(condition)),
        )
        for pack in packs
    )


def digest_of(lines: Sequence[str]) -> str:
    """Give one SHA-256 over lines in their order."""
    text = "".join(f"{line}\n" for line in lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
