"""The rebuilt graphs against convolutions, pools and sums written out in numpy."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from nomina.errors import PackError
from nomina.faces.embedded import graphs, weights
from nomina.faces.embedded.dat import Layer, read_network
from nomina.faces.runtime import session

F64 = NDArray[np.float64]


def _conv(layer: Layer, x: F64) -> F64:
    weights, biases = (part.astype(float) for part in layer.tensors)
    x = np.pad(x, ((0, 0), *((p, p) for p in layer.padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, layer.window, axis=(1, 2))
    windows = windows[:, :: layer.stride[0], :: layer.stride[1]]
    return np.asarray(np.einsum("oirc,iyxrc->oyx", weights, windows) + biases[:, None, None])


def _rectified(layers: tuple[Layer, ...], x: F64) -> F64:
    """Run convolutions, affines and rectifiers, as the file lists them."""
    for layer in layers:
        if layer.kind == "conv":
            x = _conv(layer, x)
        elif layer.kind == "affine":
            scale, shift = (part.astype(float) for part in layer.tensors)
            x = x * scale[:, None, None] + shift[:, None, None]
        else:
            x = np.maximum(x, 0)
    return x


def _pooled(layer: Layer, x: F64) -> F64:
    if layer.window == (0, 0):
        return np.asarray(x.mean(axis=(1, 2), keepdims=True))
    windows = np.lib.stride_tricks.sliding_window_view(x, layer.window, axis=(1, 2))
    windows = windows[:, :: layer.stride[0], :: layer.stride[1]]
    of = np.max if layer.kind == "max_pool" else np.mean
    return np.asarray(of(windows, axis=(3, 4)))


def _normal(pixels: NDArray[np.uint8]) -> F64:
    return np.asarray((pixels - np.array([122.782, 117.001, 104.298])) / 256).transpose(2, 0, 1)


def _layer(kind: str, rng: np.random.Generator, *shape: int, **how: object) -> Layer:
    if kind == "conv":
        tensors = (rng.normal(size=shape), rng.normal(size=shape[0]))
        how.setdefault("window", shape[2:])
    else:
        tensors = (rng.uniform(0.5, 2, shape[0]), rng.normal(size=shape[0]))
    parts = tuple(part.astype(np.float32) for part in tensors)
    return Layer(kind, parts, **how)  # type: ignore[arg-type]


def test_a_detector_is_its_convolutions_with_all_else_folded_in() -> None:
    rng = np.random.default_rng(3)
    layers = (
        _layer("conv", rng, 4, 3, 5, 5, stride=(2, 2)),
        _layer("affine", rng, 4),
        Layer("relu"),
        _layer("conv", rng, 1, 4, 3, 3, padding=(1, 1)),
    )
    pixels = rng.integers(0, 256, (40, 50, 3), dtype=np.uint8)
    found = session(graphs.detector(layers)).run(None, {"pixels": pixels[None]})[0][0]
    assert np.allclose(found, _rectified(layers, _normal(pixels)), atol=1e-3)


def test_a_layer_that_a_detector_has_not_is_refused() -> None:
    with pytest.raises(PackError, match="max_pool layer"):
        graphs.detector((Layer("max_pool"),))


def test_the_recogniser_is_its_layers_one_by_one() -> None:
    """The published file: blocks of two convolutions beside a shortcut, halved now and then."""
    layers = read_network(weights.read(weights.RECOGNISER))
    pixels = np.random.default_rng(5).integers(0, 256, (150, 150, 3), dtype=np.uint8)
    x = shortcut = _normal(pixels)
    for at, layer in enumerate(layers):
        follower = layers[at + 1].kind if at + 1 < len(layers) else ""
        if layer.kind in {"conv", "affine", "relu"}:
            x = _rectified((layer,), x)
            # a block ends with the rectifier after its sum; the next one starts there
            shortcut = x if layer.kind == "relu" and layers[at - 1].kind == "add" else shortcut
        elif layer.kind == "avg_pool" and follower == "add":
            shortcut = _pooled(layer, shortcut)
        elif layer.kind in {"max_pool", "avg_pool"}:
            x = shortcut = _pooled(layer, x)
        elif layer.kind == "add":
            size = np.maximum(x.shape, shortcut.shape)
            both = np.zeros(size)
            for part in (x, shortcut):
                both[: part.shape[0], : part.shape[1], : part.shape[2]] += part
            x = both
        else:
            x = layer.tensors[0].astype(float).T @ x.reshape(-1)
    found = session(weights.recogniser()).run(None, {"pixels": pixels[None]})[0][0]
    assert x.shape == (128,)
    assert np.linalg.norm(found - x) < 1e-4


def test_graphs_hold_plain_operators_only() -> None:
    allowed = {"Transpose", "Cast", "Conv", "Relu", "MaxPool", "AveragePool", "GlobalAveragePool"}
    allowed |= {"Add", "Pad", "Flatten", "MatMul", "Identity"}
    for model in (weights.detector(), weights.recogniser()):
        graph = onnx.load_model_from_string(model).graph
        assert {node.op_type for node in graph.node} <= allowed
