"""dlib's two networks rebuilt as ONNX graphs, from the layers that `dat` reads.

Normalisation, affines and batch normalisation are folded into the convolutions, so a graph holds
convolutions, rectifiers, pools and additions only, and takes plain RGB bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from nomina.errors import PackError
from nomina.faces.embedded.dat import F32, Layer

# What dlib subtracts from red, green and blue before dividing by 256.
MEAN_RGB = np.array([122.782, 117.001, 104.298], dtype=np.float64)
_OPSET = 17
_IR = 8


class Graph:
    """An ONNX graph while it is put together: nodes, weights and the name of the latest output.

    Args:
        source: the input that the first node reads.
    """

    def __init__(self, source: str) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.head = source

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node that reads ``inputs`` (the latest output if none) and becomes the head."""
        self.head = self.output(kind, *(inputs or (self.head,)), outputs=1, **attributes)[0]
        return self.head

    def output(self, kind: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        """Add a node with several outputs and give their names; the head stays."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        names = [f"{name}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=name, **attributes))
        return names

    def weight(self, values: NDArray[np.generic]) -> str:
        """Add a constant and give its name."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def finish(
        self, name: str, sources: Sequence[onnx.ValueInfoProto], shape: Sequence[int | str]
    ) -> bytes:
        """Check and serialise, with the head as the one output ``out``."""
        self.nodes.append(helper.make_node("Identity", [self.head], ["out"]))
        out = helper.make_tensor_value_info("out", TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, name, sources, [out], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
        model.ir_version = _IR
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())


def _folded(conv: Layer, affine: Layer | None, *, first: bool) -> tuple[F32, F32]:
    """Give weights and biases with the affine after, and the normalisation before, folded in."""
    weights, biases = (tensor.astype(np.float64) for tensor in conv.tensors)
    if first:
        # exact because the first convolution of both networks has no padding
        weights = weights / 256.0
        biases = biases - np.einsum("oirc,i->o", weights, MEAN_RGB)
    if affine is not None:
        scale, shift = (tensor.astype(np.float64) for tensor in affine.tensors)
        weights = weights * scale[:, None, None, None]
        biases = biases * scale + shift
    return weights.astype(np.float32), biases.astype(np.float32)


def _bytes_in(shape: Sequence[int | str]) -> tuple[Graph, onnx.ValueInfoProto]:
    """Open a graph that takes RGB bytes (N, rows, columns, 3) and turns them to NCHW floats."""
    source = helper.make_tensor_value_info("pixels", TensorProto.UINT8, shape)
    graph = Graph("pixels")
    graph.add("Transpose", perm=[0, 3, 1, 2])
    graph.add("Cast", to=TensorProto.FLOAT)
    return graph, source


def _convolve(graph: Graph, layers: Sequence[Layer], at: int, *, first: bool) -> int:
    """Add the convolution at ``at`` with the affine that may follow; give the next place."""
    conv = layers[at]
    affine = layers[at + 1] if at + 1 < len(layers) and layers[at + 1].kind == "affine" else None
    weights, biases = _folded(conv, affine, first=first)
    graph.add(
        "Conv",
        graph.head,
        graph.weight(weights),
        graph.weight(biases),
        kernel_shape=list(conv.window),
        strides=list(conv.stride),
        pads=[*conv.padding, *conv.padding],
    )
    return at + (1 if affine is None else 2)


def _pool(graph: Graph, layer: Layer, source: str) -> str:
    if layer.window == (0, 0):
        return graph.add("GlobalAveragePool", source)
    kind = "MaxPool" if layer.kind == "max_pool" else "AveragePool"
    return graph.add(
        kind,
        source,
        kernel_shape=list(layer.window),
        strides=list(layer.stride),
        pads=[*layer.padding, *layer.padding],
    )


def detector(layers: Sequence[Layer]) -> bytes:
    """Rebuild the MMOD face detector.

    Args:
        layers: what `dat.read_network` gives for its file.

    Returns:
        A serialised ONNX model: ``pixels`` (1, H, W, 3) uint8 to ``out`` (1, 1, h, w) float32,
        where cell (x, y) tells how strongly an 80-pixel window centred on (8x + 14, 8y + 14)
        holds a face (above 0: it does).
    """
    graph, source = _bytes_in([1, "rows", "columns", 3])
    at = 0
    while at < len(layers):
        if layers[at].kind == "conv":
            at = _convolve(graph, layers, at, first=at == 0)
        elif layers[at].kind == "relu":
            graph.add("Relu")
            at += 1
        else:
            raise PackError(f"a {layers[at].kind} layer in the face detector")
    return graph.finish("mmod", [source], [1, 1, "y", "x"])


FACE_SIDE = 150
"""Rows and columns of the square that the recogniser takes, in pixels."""


def recogniser(layers: Sequence[Layer]) -> bytes:
    """Rebuild the residual network that turns a face into 128 numbers.

    Args:
        layers: what `dat.read_network` gives for its file.

    Returns:
        A serialised ONNX model: ``pixels`` (N, 150, 150, 3) uint8 to ``out`` (N, 128) float32.
    """
    graph, source = _bytes_in(["faces", FACE_SIDE, FACE_SIDE, 3])
    head = _Shape(graph.head, 3, FACE_SIDE)
    block, at = head, 0
    while at < len(layers):
        layer, follower = layers[at], layers[at + 1].kind if at + 1 < len(layers) else ""
        if layer.kind == "conv":
            at = _convolve(graph, layers, at, first=at == 0)
            head = _Shape(graph.head, layer.tensors[0].shape[0], _side(layer, head.side))
            continue
        at += 1
        if layer.kind == "relu":
            closes = layers[at - 2].kind == "add"
            head = _Shape(graph.add("Relu", head.name), head.channels, head.side)
            block = head if closes else block
        elif layer.kind == "avg_pool" and follower == "add":
            block = _Shape(
                _pool(graph, layer, block.name), block.channels, _side(layer, block.side)
            )
        elif layer.kind in ("max_pool", "avg_pool"):
            block = head = _Shape(
                _pool(graph, layer, head.name), head.channels, _side(layer, head.side)
            )
        elif layer.kind == "add":
            head = _added(graph, head, block)
        elif layer.kind == "fc":
            graph.add("Flatten", head.name)
            graph.add("MatMul", graph.head, graph.weight(layer.tensors[0]))
    return graph.finish("resnet", [source], ["faces", 128])


@dataclass(frozen=True, slots=True)
class _Shape:
    """An output in the graph with its channels and its rows (as many columns)."""

    name: str
    channels: int
    side: int


def _side(layer: Layer, side: int) -> int:
    """Rows after a convolution or a pool over ``side`` rows."""
    if layer.window[0] == 0:
        return 1
    return (side + 2 * layer.padding[0] - layer.window[0]) // layer.stride[0] + 1


def _added(graph: Graph, one: _Shape, other: _Shape) -> _Shape:
    """Add two outputs after zero-padding each to the larger in channels, rows and columns."""
    channels, side = max(one.channels, other.channels), max(one.side, other.side)

    def grown(part: _Shape) -> str:
        if (part.channels, part.side) == (channels, side):
            return part.name
        more = side - part.side
        pads = np.array([0, 0, 0, 0, 0, channels - part.channels, more, more], dtype=np.int64)
        return graph.add("Pad", part.name, graph.weight(pads))

    return _Shape(graph.add("Add", grown(one), grown(other)), channels, side)
