"""Crops, mirrors, weights and feeds of a recogniser against plain numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from nomina.errors import InputError, PackError
from nomina.faces.geometry import Pixels, Points
from nomina.faces.manifest import Crop, Feed, Manifest
from nomina.faces.recogniser import Recogniser, unit
from nomina.faces.runtime import session

SIDE = 16
LANDMARKS: Points = np.array([[70, 40], [60, 41], [30, 40], [40, 41], [50, 65]], np.float32)


def _graph(shape: list[Any], kind: int, numbers: list[int], inputs: int = 1) -> bytes:
    """A graph that gives some of the very numbers it is fed, so that a test sees them."""
    nodes = [
        helper.make_node("Flatten", ["in0"], ["flat"]),
        helper.make_node("Cast", ["flat"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["real", "which"], ["out"], axis=1),
    ]
    which = helper.make_tensor("which", TensorProto.INT64, [len(numbers)], numbers)
    sources = [helper.make_tensor_value_info(f"in{i}", kind, ["n", *shape]) for i in range(inputs)]
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", len(numbers)])
    graph = helper.make_graph(nodes, "seen", sources, [out], [which])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _manifest(numbers: int, crops: tuple[Crop, ...] = (Crop(),), **feed: Any) -> Manifest:
    return Manifest.model_validate(
        {
            "name": "seen",
            "version": "1",
            "title": "Gives what it is fed",
            "weights": [
                {
                    "role": "recogniser",
                    "file": "model.onnx",
                    "sha256": "0" * 64,
                    "licence": "Apache-2.0",
                    "training_data": "none",
                }
            ],
            "feed": {"side": SIDE, "alignment": "dlib", **feed},
            "numbers": numbers,
            "crops": [crop.model_dump() for crop in crops],
        }
    )


def _recogniser(
    crops: tuple[Crop, ...] = (Crop(),), centre: tuple[float, ...] | None = None, **feed: Any
) -> Recogniser:
    """A recogniser that gives the first eight values it is fed."""
    wanted = Feed.model_validate({"side": SIDE, "alignment": "dlib", **feed})
    shape = [SIDE, SIDE, 3] if wanted.layout == "nhwc" else [3, SIDE, SIDE]
    kind = TensorProto.UINT8 if wanted.kind == "uint8" else TensorProto.FLOAT
    manifest = _manifest(8, crops, **feed).model_copy(update={"centre": centre})
    return Recogniser(session(_graph(shape, kind, list(range(8)))), manifest)


@pytest.fixture(scope="module")
def photo() -> Pixels:
    return np.random.default_rng(4).integers(0, 256, (100, 100, 3), dtype=np.uint8)


@pytest.mark.parametrize("colour", ["rgb", "bgr"])
@pytest.mark.parametrize("layout", ["nhwc", "nchw"])
@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_the_graph_is_fed_as_its_manifest_says(
    photo: Pixels, colour: str, layout: str, kind: str
) -> None:
    asked = _recogniser(colour=colour, layout=layout, kind=kind, mean=100.0, scale=0.25)
    crops = asked.crops(photo, LANDMARKS)
    expected = []
    for place in range(8):  # the eight first values in the order of the layout, one by one
        row, column, channel = (0, place // 3, place % 3) if layout == "nhwc" else (0, place, 0)
        value = float(crops[0, row, column, 2 - channel if colour == "bgr" else channel])
        expected.append(value if kind == "uint8" else (value - 100.0) * 0.25)
    assert asked.numbers(crops)[0].tolist() == expected


def test_a_mirrored_crop_is_the_crop_mirrored(photo: Pixels) -> None:
    one, other = _recogniser((Crop(), Crop(mirror=True))).crops(photo, LANDMARKS)
    assert np.array_equal(other, one[:, ::-1])
    assert np.any(other != one)


def test_a_grown_crop_sees_so_much_more() -> None:
    across = np.broadcast_to(np.arange(100, dtype=np.uint8)[None, :, None], (100, 100, 3))
    plain, grown = _recogniser((Crop(), Crop(grow=1.5))).crops(across.copy(), LANDMARKS)
    spans = [float(crop[8, 12, 0]) - float(crop[8, 4, 0]) for crop in (plain, grown)]
    assert spans[1] / spans[0] == pytest.approx(1.5, rel=0.06)
    middles = [crop[8, 7:9, 0].mean() for crop in (plain, grown)]
    assert middles[0] == pytest.approx(middles[1], abs=1)


def test_a_shift_and_a_turn_move_the_face_in_the_crop() -> None:
    # the colours tell the place: red across, green down
    across, down = np.meshgrid(np.arange(100), np.arange(100))
    place = np.stack([across, down, across * 0], axis=2).astype(np.uint8)
    plain, right, turned = _recogniser(
        (Crop(), Crop(shift=(0.25, 0.0)), Crop(turn=30.0)), kind="uint8"
    ).crops(place, LANDMARKS)
    # a face moved right by a quarter shows at x what was at x - 4
    assert np.abs(right[8, 8:14].astype(int) - plain[8, 4:10]).max() <= 1
    # turned around the middle of the crop: it stays, and one step right of it goes 30 degrees off
    assert np.abs(turned[7:9, 7:9].mean(axis=(0, 1)) - plain[7:9, 7:9].mean(axis=(0, 1))).max() < 1
    step = turned[8, 12, :2].astype(float) - turned[8, 4, :2]
    assert abs(np.degrees(np.arctan2(step[1], step[0]))) == pytest.approx(30, abs=3)
    assert plain[8, 12, 1] == pytest.approx(float(plain[8, 4, 1]), abs=1)


def test_arcface_puts_the_eyes_at_its_reference_points() -> None:
    across, down = np.meshgrid(np.arange(200), np.arange(200))
    place = np.stack([across, down, across * 0], axis=2).astype(np.uint8)
    asked = Recogniser(
        session(_graph([3, 112, 112], TensorProto.FLOAT, list(range(8)))),
        _manifest(8, side=112, alignment="arcface"),
    )
    # eyes 60 pixels apart, the nose where the mean face has it: 27.3 of 35.2 below them
    nose = 80 + 60 * (78.9 - 51.6) / 35.24
    eyes: Points = np.array(
        [[135, 80], [125, 80], [65, 80], [75, 80], [100 + 0.14, nose]], np.float32
    )
    crop = asked.crops(place, eyes)[0].astype(float)
    # published: (38.2946, 51.6963) for the eye on image left, (73.5318, 51.5014) for the other
    assert crop[52, 38, :2] == pytest.approx((70, 80), abs=2)
    assert crop[52, 74, :2] == pytest.approx((130, 80), abs=2)


def test_weights_and_centre_combine_as_written_down() -> None:
    crops = (Crop(weight=3.0), Crop(mirror=True, weight=1.0))
    centre = (0.1, -0.2, 0.3, 0.0, 0.05, 0.0, 0.1, 0.2)
    numbers = np.random.default_rng(2).normal(size=(2, 8)).astype(np.float32)
    found = _recogniser(crops, centre).combine(numbers)
    units = [row / np.sqrt(np.sum(row.astype(float) ** 2)) for row in numbers]
    mean = (3 * units[0] + units[1]) / 4 - np.array(centre)
    assert np.allclose(found, mean / np.sqrt(np.sum(mean**2)), atol=1e-6)


@pytest.mark.parametrize("bad", [np.zeros(4), np.array([np.nan, 1.0]), np.array([np.inf, 1.0])])
def test_what_has_no_direction_is_no_template(bad: Any) -> None:
    with pytest.raises(InputError, match="no length"):
        unit(bad.astype(np.float32))


def test_crops_whose_numbers_vanish_are_no_template() -> None:
    with pytest.raises(InputError, match="no length"):
        _recogniser().combine(np.zeros((1, 8), np.float32))
    # beside others such a crop says nothing
    crops = _recogniser((Crop(), Crop(mirror=True)))
    row = np.arange(1, 9, dtype=np.float32)
    found = crops.combine(np.stack([row, 0 * row]))
    assert np.allclose(found, row / np.linalg.norm(row), atol=1e-6)


def test_a_graph_with_two_inputs_is_refused() -> None:
    model = _graph([SIDE, SIDE, 3], TensorProto.UINT8, list(range(8)), inputs=2)
    with pytest.raises(PackError, match="more than one input"):
        Recogniser(session(model), _manifest(8))
