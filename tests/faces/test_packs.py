"""Model packs: a second recogniser plugs in without code, and a changed byte is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from nomina.documents import write_json
from nomina.errors import CalibrationError, InputError, PackError
from nomina.faces import add_pack, fit, list_packs, load_pack
from nomina.faces.geometry import Box
from nomina.faces.types import Condition, Face

NUMBERS, SIDE = 512, 112


def arcface_model() -> bytes:
    """A graph shaped like an ArcFace recogniser: (n, 3, 112, 112) floats to 512 numbers."""
    rng = np.random.default_rng(5)
    small = rng.normal(size=(3 * 14 * 14, NUMBERS)).astype(np.float32)
    nodes = [
        helper.make_node("AveragePool", ["data"], ["p"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["fc1"]),
    ]
    source = helper.make_tensor_value_info("data", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])
    out = helper.make_tensor_value_info("fc1", TensorProto.FLOAT, ["n", NUMBERS])
    graph = helper.make_graph(nodes, "tiny", [source], [out], [numpy_helper.from_array(small, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return bytes(model.SerializeToString())


def write_pack(folder: Path, name: str = "tiny-arcface", **changes: Any) -> Path:
    """Write a pack folder; ``changes`` replace fields of its manifest."""
    folder.mkdir(parents=True)
    model = arcface_model()
    (folder / "model.onnx").write_bytes(model)
    manifest: dict[str, Any] = {
        "schema_version": "1",
        "name": name,
        "version": "1",
        "title": "A tiny recogniser made by a test",
        "weights": [
            {
                "role": "recogniser",
                "file": "model.onnx",
                "sha256": hashlib.sha256(model).hexdigest(),
                "licence": "Apache-2.0",
                "training_data": "none: random numbers",
            }
        ],
        "feed": {"side": SIDE, "alignment": "arcface", "colour": "bgr"},
        "numbers": NUMBERS,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))
    return folder


def drawn_face(shift: float = 0.0, turn: float = 0.0) -> tuple[Any, Face]:
    """A photo whose colours tell the place, with a face at known landmarks, moved and turned."""
    across, down = np.meshgrid(np.arange(300), np.arange(300))
    photo = np.stack([across * 0.8, down * 0.8, across * 0 + 90], axis=2).astype(np.uint8)
    upright = np.array([[210, 120], [180, 122], [100, 120], [130, 122], [155, 180]], float)
    angle, middle = np.radians(turn), upright.mean(axis=0)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    landmarks = ((upright - middle) @ spin + middle + shift).astype(np.float32)
    condition = Condition(80.0, 1.0, 0.5, 0.0, 0.0)
    return photo, Face(Box(80, 60, 230, 210), 1.0, turn, landmarks, "detector", condition)


def test_a_second_recogniser_plugs_in_without_code(tmp_path: Path) -> None:
    added = add_pack(write_pack(tmp_path / "given"), tmp_path / "models")
    assert list_packs(tmp_path / "models") == ["embedded", "tiny-arcface"]
    pack = load_pack("tiny-arcface", tmp_path / "models")
    assert pack.digest == added.digest
    photo, face = drawn_face()
    template = pack.recogniser().template(photo, face)
    assert template.shape == (NUMBERS,)
    assert np.linalg.norm(template) == pytest.approx(1.0, abs=1e-6)


def test_what_the_graph_is_fed_is_the_aligned_crop_in_its_own_colours(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "pack"))
    recogniser = pack.recogniser()
    photo, face = drawn_face()
    crops = recogniser.crops(photo, face.landmarks)
    assert crops.shape == (1, SIDE, SIDE, 3)
    # ArcFace's eye points have their middle at (55.9, 51.6); the photo's colours tell the place
    x, y = face.landmarks[:4].mean(axis=0)
    assert np.abs(crops[0, 52, 56] - np.array([x * 0.8, y * 0.8, 90])).max() < 4
    fed = (crops[..., ::-1].transpose(0, 3, 1, 2).astype(np.float32) - 127.5) / 127.5
    expected = pack.recogniser()._session.run(None, {"data": fed})[0]
    assert np.allclose(recogniser.numbers(crops), expected, atol=1e-4)


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    model = bytearray((folder / "model.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (folder / "model.onnx").write_bytes(model)
    with pytest.raises(PackError, match="differs from its manifest"):
        load_pack(folder)
    with pytest.raises(PackError):
        add_pack(folder, tmp_path / "models")
    assert list_packs(tmp_path / "models") == ["embedded"]


def test_a_missing_file_an_unknown_pack_and_a_taken_name_are_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    add_pack(folder, tmp_path / "models")
    with pytest.raises(PackError, match="there already"):
        add_pack(folder, tmp_path / "models")
    with pytest.raises(PackError, match="no such model pack"):
        load_pack("another", tmp_path / "models")
    (folder / "model.onnx").unlink()
    with pytest.raises(PackError, match="cannot be read"):
        load_pack(folder)


def test_a_name_never_becomes_a_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name"):
        load_pack(write_pack(tmp_path / "pack", name="../outside"))
    with pytest.raises(PackError, match="no such"):
        load_pack("../pack", tmp_path / "models")


def test_a_graph_that_reads_other_files_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    model = onnx.load_model_from_string((folder / "model.onnx").read_bytes())
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../secret"
    data = model.SerializeToString()
    (folder / "model.onnx").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["weights"][0]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(PackError, match="outside of its file"):
        load_pack(folder)


def test_a_graph_that_gives_other_numbers_is_refused(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "pack", numbers=256))
    photo, face = drawn_face()
    with pytest.raises(PackError, match="its manifest says"):
        pack.recogniser().template(photo, face)


def test_a_calibration_of_another_pack_is_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    groups = np.arange(60)
    pairs = np.stack([np.repeat(groups, 6), (np.repeat(groups, 6) + 1) % 60], axis=1)

    def calibration(digest: str) -> Any:
        return fit(
            rng.normal(0.6, 0.1, 60),
            rng.normal(0.1, 0.1, 360),
            groups,
            pairs,
            pack=digest,
            condition="living",
            population="all",
            set_name="made up",
            set_sha256="0" * 64,
            resamples=20,
        )

    plain = write_pack(tmp_path / "plain")
    digest = load_pack(plain).digest
    with pytest.raises(CalibrationError, match="no calibration"):
        load_pack(plain).calibration("living")
    folder = write_pack(tmp_path / "pack", calibrations={"living": "living.json"})
    write_json(folder / "living.json", calibration(digest))
    assert load_pack(folder).calibration("living").pack == digest
    write_json(folder / "living.json", calibration("f" * 64))
    with pytest.raises(PackError, match="another pack"):
        load_pack(folder)


def test_the_embedded_pack_names_every_weight_with_its_licence() -> None:
    manifest = load_pack().manifest
    assert {one.role for one in manifest.weights} == {"detector", "landmarks", "recogniser"}
    assert all("public domain" in one.licence for one in manifest.weights)
    assert not any("68" in one.file for one in manifest.weights)
