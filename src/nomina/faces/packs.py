"""Model packs: folders with a manifest and ONNX files, checked byte by byte before use."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

import onnx
from google.protobuf.message import DecodeError

from nomina.documents import read_json
from nomina.errors import CalibrationError, PackError
from nomina.faces.manifest import Manifest
from nomina.faces.recogniser import Recogniser
from nomina.faces.runtime import session
from nomina.faces.strength import Calibration
from nomina.words import tr

EMBEDDED = "embedded"
MANIFEST = "manifest.json"
MODELS_VARIABLE = "NOMINA_MODELS"


class Calibrated(Protocol):
    """What has calibrations by condition."""

    def calibration(self, condition: str) -> Calibration:
        """Give the calibration of a condition."""


@dataclass(frozen=True)
class Pack:
    """One recogniser with all that belongs to it.

    Attributes:
        manifest: what the pack says of itself.
        model: the recogniser as a serialised ONNX model, already checked.
        calibrations: by condition.
    """

    manifest: Manifest
    model: bytes
    calibrations: dict[str, Calibration]

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what a template is."""
        return self.manifest.digest

    @property
    def dim(self) -> int:
        """How many numbers a template has."""
        return self.manifest.numbers

    def recogniser(self, threads: int = 1) -> Recogniser:
        """Start the recogniser with so many threads a run."""
        return Recogniser(session(self.model, threads), self.manifest)

    def calibration(self, condition: str) -> Calibration:
        """Give the calibration of ``living`` or ``simulated`` comparisons.

        Raises:
            CalibrationError: the pack has none for it.
        """
        if condition not in self.calibrations:
            raise CalibrationError(
                tr("the pack has no calibration for the condition {condition}").format(
                    condition=condition
                ),
                where=self.manifest.name,
                todo=tr("Make one with nomina.faces.fit and add it to the pack"),
            )
        return self.calibrations[condition]


def repeat_score(pack: Calibrated) -> float | None:
    """Give what two photos of one living person usually score with a pack, None if not known."""
    try:
        return pack.calibration("living").set.typical_mated_score
    except CalibrationError:
        return None


def models_folder() -> Path:
    """Give where added packs are kept: ``NOMINA_MODELS``, or the user's data folder."""
    if chosen := os.environ.get(MODELS_VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "nomina" / "models"
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "nomina" / "models"


def load_pack(source: str | Path = EMBEDDED, folder: Path | None = None) -> Pack:
    """Load a pack and check every byte of it.

    Args:
        source: ``embedded``, the name of an added pack, or the folder of a pack.
        folder: where added packs are kept; `models_folder` otherwise.

    Raises:
        PackError: there is no such pack, or a file of it is missing or changed.
    """
    if source == EMBEDDED:
        from nomina.faces.embedded.pack import embedded

        return embedded()
    path = Path(source)
    if not (path / MANIFEST).is_file():
        path = (folder or models_folder()) / Path(source).name
    if not (path / MANIFEST).is_file():
        raise PackError(
            tr("there is no such model pack"),
            where=str(source),
            todo=tr("See `nomina models list`, or give the folder that holds its manifest.json"),
        )
    return _opened(path)


def add_pack(source: Path, folder: Path | None = None) -> Pack:
    """Check a pack and copy it to where added packs are kept, whole or not at all.

    Args:
        source: the folder of the pack.
        folder: where added packs are kept; `models_folder` otherwise.

    Raises:
        PackError: it is incomplete or changed, or another pack has its name.
    """
    pack = _opened(source)
    home = folder or models_folder()
    target = home / pack.manifest.name
    if pack.manifest.name == EMBEDDED or target.exists():
        raise PackError(
            tr("a pack of this name is there already"),
            where=pack.manifest.name,
            todo=tr("Remove it first, or give the new pack another name"),
        )
    home.mkdir(parents=True, exist_ok=True)
    staged = Path(mkdtemp(prefix=".adding-", dir=home))
    try:
        for name in [MANIFEST, *_files(pack.manifest)]:
            shutil.copyfile(source / name, staged / name)
        _opened(staged)
        staged.rename(target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return pack


def list_packs(folder: Path | None = None) -> list[str]:
    """Give the names of all packs, the embedded one first."""
    home = folder or models_folder()
    added = (
        sorted(
            path.name
            for path in home.iterdir()
            if not path.name.startswith(".") and (path / MANIFEST).is_file()
        )
        if home.is_dir()
        else []
    )
    return [EMBEDDED, *added]


def _files(manifest: Manifest) -> list[str]:
    return [*(one.file for one in manifest.weights), *manifest.calibrations.values()]


def _opened(path: Path) -> Pack:
    """Read a pack folder, refusing what is not exactly what its manifest says."""
    manifest = read_json(path / MANIFEST, Manifest)
    contents = {one.file: _checked(path / one.file, one.sha256) for one in manifest.weights}
    recogniser = manifest.of("recogniser")
    if recogniser is None or len(manifest.weights) != 1:
        raise PackError(
            tr("an added pack brings its recogniser only; faces are found by the embedded pack"),
            where=manifest.name,
        )
    model = contents[recogniser.file]
    _refuse_outside_data(model, recogniser.file)
    return Pack(manifest, model, read_calibrations(path, manifest))


def read_calibrations(path: Path, manifest: Manifest) -> dict[str, Calibration]:
    """Read the calibrations that a manifest names from the pack's folder.

    Raises:
        PackError: one was learnt from other templates or for another condition.
    """
    found = {}
    for condition, name in manifest.calibrations.items():
        calibration = read_json(path / name, Calibration)
        if calibration.pack != manifest.digest or calibration.condition != condition:
            raise PackError(
                tr("a calibration belongs to another pack, version or condition"),
                where=name,
                todo=tr("Calibrate again with this pack"),
            )
        found[str(condition)] = calibration
    return found


def _checked(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(tr("a file of a model pack cannot be read"), where=path.name) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise PackError(
            tr("a file of a model pack differs from its manifest and is not used"),
            where=path.name,
            todo=tr("Get the pack again from where it came"),
        )
    return data


def _refuse_outside_data(model: bytes, name: str) -> None:
    """Refuse a graph that is broken or that would read weights from other files."""
    try:
        graph = onnx.load_model_from_string(model).graph
    except DecodeError as error:
        raise PackError(tr("this is not an ONNX model"), where=name) from error
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in graph.initializer):
        raise PackError(tr("a model of a pack keeps weights outside of its file"), where=name)
