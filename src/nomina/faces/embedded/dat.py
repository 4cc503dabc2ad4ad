"""Reader of the three dlib weight files that the embedded pack is built from.

A ``.dat`` file is a plain stream: an integer is a control byte (sign in the top bit, number of
bytes in the low four) and that many little-endian bytes; a floating-point scalar is a mantissa
and an exponent of two, both such integers; a string is its length and its bytes; a tensor is its
version, four dimensions and raw little-endian float32. Layers stand in order from input to
output, each opened by its name. Only what the graphs need is read: the files are checked against
known SHA-256 digests first, so the stream never comes from a stranger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nomina.errors import PackError

F32 = NDArray[np.float32]

_NAMES = re.compile(
    rb"con_4|affine_|bn_con2|relu_110|add_prev_|max_pool_2|avg_pool_2|fc_2",
)
_TENSOR_VERSION = 2
# from a control byte to the control byte of the next integer
_STEP = bytes(1 + (control & 0x0F) for control in range(256))


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a network as the file gives it.

    Attributes:
        kind: what it does.
        tensors: its float32 arrays, shaped as the graph needs them: ``conv`` weights
            (out, in, rows, columns) and biases (out,); ``affine`` scale and shift (channels,);
            ``fc`` weights (in, out).
        window: rows and columns of a pooling window, 0 for "everything".
        stride: vertical and horizontal step.
        padding: rows and columns of zeros on each side.
    """

    kind: Literal["conv", "affine", "relu", "add", "max_pool", "avg_pool", "fc"]
    tensors: tuple[F32, ...] = ()
    window: tuple[int, int] = (1, 1)
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Cascade:
    """The 5-point predictor: a cascade of forests of small regression trees.

    Shapes: ``C`` cascade steps, ``T`` trees a step, ``S`` splits and ``S + 1`` leaves a tree,
    ``P`` pixels looked at a step, ``N`` points.

    Attributes:
        initial: mean shape (N, 2) in the unit square of the face box.
        first, second: pixel index of each split (C, T, S), to be compared by difference.
        threshold: the split goes left where first - second exceeds it (C, T, S), grey levels.
        leaves: shape increments (C, T, S + 1, N, 2).
        anchor: which point of the initial shape each pixel is tied to (C, P).
        delta: offset of each pixel from its anchor (C, P, 2), unit square.
    """

    initial: F32
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    threshold: F32
    leaves: F32
    anchor: NDArray[np.int64]
    delta: F32


class _Stream:
    """A cursor over the bytes of one file."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at
        self._bytes = np.frombuffer(data, dtype=np.uint8)
        self._steps = data.translate(_STEP)

    def integer(self) -> int:
        control = self.data[self.at]
        start = self.at + 1
        self.at = start + (control & 0x0F)
        value = int.from_bytes(self.data[start : self.at], "little")
        return -value if control & 0x80 else value

    def real(self) -> float:
        mantissa = self.integer()
        return float(mantissa) * 2.0 ** self.integer()

    def integers(self, count: int) -> NDArray[np.int64]:
        """Read many integers: walk over the control bytes, then decode all of them at once."""
        steps, at = self._steps, self.at
        ends = [at := at + steps[at] for _ in range(count)]
        starts = np.array([self.at, *ends[:-1]] if ends else [], dtype=np.int64)
        self.at = at
        if at > len(self.data):
            raise IndexError(at)
        control = self._bytes[starts]
        size = control & 0x0F
        values = np.zeros(count, dtype=np.int64)
        for place in range(int(size.max(initial=0))):
            long_enough = np.flatnonzero(size > place)
            digits = self._bytes[starts[long_enough] + 1 + place].astype(np.int64)
            values[long_enough] |= digits << (8 * place)
        return np.where(control & 0x80, -values, values)

    def reals(self, count: int) -> F32:
        return _real(self.integers(2 * count).reshape(count, 2))

    def tensor(self) -> F32:
        version = self.integer()
        if version != _TENSOR_VERSION:
            raise PackError(f"a tensor of version {version} in a dlib weight file")
        shape = tuple(self.integers(4).tolist())
        count = int(np.prod(shape))
        end = self.at + 4 * count
        values = np.frombuffer(self.data[self.at : end], dtype="<f4").astype(np.float32)
        self.at = end
        return values.reshape(shape)

    def matrix(self) -> F32:
        """Read a matrix: negated rows and columns, then its values row by row."""
        rows, columns = -self.integer(), -self.integer()
        return self.reals(rows * columns).reshape(rows, columns)


def read_network(data: bytes) -> tuple[Layer, ...]:
    """Read the layers of a network, from input to output.

    Args:
        data: the whole file.

    Raises:
        PackError: the stream is not what the reader understands.
    """
    layers: list[Layer] = []
    stream = _Stream(data)
    while (found := _NAMES.search(data, stream.at)) is not None:
        stream.at = found.end()
        try:
            layers.append(_READERS[found.group()](stream))
        except (IndexError, ValueError) as error:
            raise PackError(f"a dlib weight file breaks off at byte {stream.at}") from error
    if not layers:
        raise PackError("no layer found in a dlib weight file")
    return tuple(layers)


def _conv(stream: _Stream) -> Layer:
    values = stream.tensor().reshape(-1)
    filters, rows, columns, sy, sx, py, px = stream.integers(7).tolist()
    depth = (values.size // filters - 1) // (rows * columns)
    weights = values[: filters * depth * rows * columns].reshape(filters, depth, rows, columns)
    return Layer("conv", (weights, values[weights.size :]), (rows, columns), (sy, sx), (py, px))


def _affine(stream: _Stream) -> Layer:
    scale, shift = np.split(stream.tensor().reshape(-1), 2)
    return Layer("affine", (scale, shift))


def _batch_norm(stream: _Stream) -> Layer:
    """Fold a normalisation by running statistics into a scale and a shift (epsilon 1e-4)."""
    gamma, beta = np.split(stream.tensor().reshape(-1), 2)
    stream.integers(10)  # where gamma and beta lie in the tensor above: five numbers each
    _, _, mean, variance = (stream.tensor().reshape(-1) for _ in range(4))
    scale = gamma / np.sqrt(variance + np.float32(1e-4))
    return Layer("affine", (scale, beta - mean * scale))


def _pool(kind: Literal["max_pool", "avg_pool"], stream: _Stream) -> Layer:
    rows, columns, sy, sx, py, px = stream.integers(6).tolist()
    return Layer(kind, (), (rows, columns), (sy, sx), (py, px))


def _fully_connected(stream: _Stream) -> Layer:
    outputs, inputs = stream.integers(2).tolist()
    return Layer("fc", (stream.tensor().reshape(inputs, outputs),))


_READERS = {
    b"con_4": _conv,
    b"affine_": _affine,
    b"bn_con2": _batch_norm,
    b"relu_110": lambda _: Layer("relu"),
    b"add_prev_": lambda _: Layer("add"),
    b"max_pool_2": lambda stream: _pool("max_pool", stream),
    b"avg_pool_2": lambda stream: _pool("avg_pool", stream),
    b"fc_2": _fully_connected,
}


def read_cascade(data: bytes) -> Cascade:
    """Read a shape predictor whose trees are complete and of one depth.

    Args:
        data: the whole file.

    Raises:
        PackError: the stream is not what the reader understands.
    """
    stream = _Stream(data)
    try:
        if (version := stream.integer()) != 1:
            raise PackError(f"a shape predictor of version {version}")
        initial = stream.matrix().reshape(-1, 2)
        splits, leaves = _forests(stream, initial.size)
        anchor = [stream.integers(stream.integer()) for _ in range(stream.integer())]
        delta = [stream.reals(2 * stream.integer()) for _ in range(stream.integer())]
    except (IndexError, ValueError) as error:
        raise PackError(f"the landmark file breaks off at byte {stream.at}") from error
    return Cascade(
        initial=initial,
        first=splits[..., 0],
        second=splits[..., 1],
        threshold=_real(splits[..., 2:4]),
        leaves=leaves.reshape(*leaves.shape[:3], -1, 2),
        anchor=np.array(anchor, dtype=np.int64),
        delta=np.array(delta, dtype=np.float32).reshape(len(delta), -1, 2),
    )


def _real(pairs: NDArray[np.int64]) -> F32:
    """Put together reals from mantissa and exponent (..., 2)."""
    return np.ldexp(pairs[..., 0].astype(np.float64), pairs[..., 1]).astype(np.float32)


def _forests(stream: _Stream, outputs: int) -> tuple[NDArray[np.int64], F32]:
    """Read all trees at once: (C, T, S, 4) integers of the splits, (C, T, S + 1, outputs) leaves.

    Every tree has the same number of splits, so every one is the same count of integers: its
    number of splits; first, second, mantissa, exponent of each; its number of leaves; rows and
    columns (negated) and the reals of each leaf.
    """
    steps, mark = stream.integer(), stream.at
    trees, splits = stream.integers(2).tolist()
    stream.at = mark
    leaf = 2 + 2 * outputs
    tree = 1 + 4 * splits + 1 + (splits + 1) * leaf
    every = stream.integers(steps * (1 + trees * tree)).reshape(steps, -1)[:, 1:]
    every = every.reshape(steps, trees, tree)
    if np.any(every[..., 0] != splits) or np.any(every[..., 4 * splits + 1] != splits + 1):
        raise PackError("the landmark file has trees of several depths")
    leaves = every[..., 4 * splits + 2 :].reshape(steps, trees, splits + 1, leaf)[..., 2:]
    return (
        every[..., 1 : 4 * splits + 1].reshape(steps, trees, splits, 4),
        _real(leaves.reshape(steps, trees, splits + 1, outputs, 2)),
    )
