"""The image door: bytes of a photo in, pixels or a named refusal out."""

import hashlib
import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from nomina.errors import ImageRefused
from nomina.images import Door


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as opened:
        yield opened


def encode(pixels: np.ndarray, name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, name, **options)
    return stream.getvalue()


def test_a_png_comes_back_pixel_for_pixel(door: Door) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (31, 47, 3), np.uint8)
    data = encode(pixels, "PNG")
    photo = door.open(data)
    assert np.array_equal(photo.pixels, pixels)
    assert (photo.width, photo.height, photo.scale, photo.format) == (47, 31, 1.0, "png")
    assert (photo.sha256, photo.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))


def test_an_empty_file_is_refused_by_name(door: Door) -> None:
    with pytest.raises(ImageRefused) as refused:
        door.open(b"")
    assert refused.value.reason == "empty"
