"""The reader of dlib's files, on streams written by hand and on the files themselves."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from nomina.errors import PackError
from nomina.faces.embedded import dat, weights


def integer(value: int) -> bytes:
    """Write an integer as dlib does: control byte, then little-endian bytes."""
    size = max((abs(value).bit_length() + 7) // 8, 1)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def integers(*values: int) -> bytes:
    return b"".join(integer(value) for value in values)


def real(mantissa: int, exponent: int) -> bytes:
    return integers(mantissa, exponent)


def tensor(*shape: int, values: list[float]) -> bytes:
    return integers(2, *shape) + struct.pack(f"<{len(values)}f", *values)


def test_a_convolution_with_its_affine_is_read() -> None:
    stream = (
        b"input"
        + b"con_4"
        + tensor(1, 9, 1, 1, values=[1, 2, 3, 4, 5, 6, 7, 8, 0.5])
        + integers(1, 2, 2, 2, 1, 0, 1)
        + b"affine_"
        + tensor(1, 2, 1, 1, values=[3.0, -1.0])
        + b"relu_110"
    )
    conv, affine, relu = dat.read_network(stream)
    assert conv.tensors[0].tolist() == [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]
    assert conv.tensors[1].tolist() == [0.5]
    assert (conv.window, conv.stride, conv.padding) == ((2, 2), (2, 1), (0, 1))
    assert [part.tolist() for part in affine.tensors] == [[3.0], [-1.0]]
    assert relu.kind == "relu"


def test_running_statistics_are_folded() -> None:
    stream = (
        b"bn_con2"
        + tensor(1, 2, 1, 1, values=[2.0, 5.0])
        + integers(*range(10))
        + tensor(1, 1, 1, 1, values=[99.0])
        + tensor(1, 1, 1, 1, values=[99.0])
        + tensor(1, 1, 1, 1, values=[3.0])
        + tensor(1, 1, 1, 1, values=[4.0 - 1e-4])
    )
    (layer,) = dat.read_network(stream)
    scale, shift = layer.tensors
    # gamma 2, beta 5, mean 3 and variance 4: a scale of 2 / 2 and a shift of 5 - 3
    assert scale.tolist() == pytest.approx([1.0])
    assert shift.tolist() == pytest.approx([2.0])


def test_a_small_cascade_is_read() -> None:
    points = [real(1, -1), real(1, 0), real(-3, 0), real(1, -2)]
    leaf = [integers(-4, -1) + b"".join(real(k, 0) for k in range(n, n + 4)) for n in (10, 20)]
    tree = integers(1) + integers(5, 300) + real(-7, 1) + integers(2) + b"".join(leaf)
    stream = (
        integers(1, -4, -1)
        + b"".join(points)
        + integers(1, 1)
        + tree
        + integers(1, 2, 0, 1)
        + integers(1, 2)
        + b"".join(real(k, -1) for k in (1, 2, 3, 4))
    )
    cascade = dat.read_cascade(stream)
    assert cascade.initial.tolist() == [[0.5, 1.0], [-3.0, 0.25]]
    assert cascade.first.tolist() == [[[5]]]
    assert cascade.second.tolist() == [[[300]]]
    assert cascade.threshold.tolist() == [[[-14.0]]]
    assert cascade.leaves.tolist() == [[[[[10, 11], [12, 13]], [[20, 21], [22, 23]]]]]
    assert cascade.anchor.tolist() == [[0, 1]]
    assert cascade.delta.tolist() == [[[0.5, 1.0], [1.5, 2.0]]]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_file_that_breaks_off_is_refused(share: float) -> None:
    whole = weights.read(weights.LANDMARKS)
    with pytest.raises(PackError, match="breaks off"):
        dat.read_cascade(whole[: int(len(whole) * share)])
    network = weights.read(weights.DETECTOR)
    with pytest.raises(PackError):
        dat.read_network(network[: len(network) - 1000])


def test_another_tensor_version_is_refused() -> None:
    with pytest.raises(PackError, match="version 3"):
        dat.read_network(b"fc_2" + integers(1, 1, 3, 1, 1, 1, 1))


def test_the_published_networks_have_their_published_sizes() -> None:
    recogniser = dat.read_network(weights.read(weights.RECOGNISER))
    detector = dat.read_network(weights.read(weights.DETECTOR))
    # 29 convolutions and one fully connected layer; seven convolutions
    assert sum(layer.kind == "conv" for layer in recogniser) == 29
    assert recogniser[-1].tensors[0].shape == (256, 128)
    assert sum(layer.kind == "conv" for layer in detector) == 7


def test_the_published_predictor_places_five_points() -> None:
    cascade = dat.read_cascade(weights.read(weights.LANDMARKS))
    assert cascade.initial.shape == (5, 2)
    assert np.isfinite(cascade.leaves).all()
    # the eye corners stand level and above the nose
    assert cascade.initial[:4, 1].max() < cascade.initial[4, 1]


def test_a_changed_weight_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(weights.DIGESTS, weights.DETECTOR, "0" * 64)
    with pytest.raises(PackError, match="differs from the published one"):
        weights.read(weights.DETECTOR)


def test_missing_weights_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "SOURCE", "a_package_that_is_not_there")
    with pytest.raises(PackError, match="Install the package"):
        weights.read(weights.DETECTOR)
