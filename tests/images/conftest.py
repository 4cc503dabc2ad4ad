import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nomina.errors import ImageRefused
from nomina.images import Door

Encode = Callable[..., bytes]


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    with Door() as opened:
        yield opened


@pytest.fixture(scope="session")
def scene() -> NDArray[np.uint8]:
    """A smooth picture in which every corner and both axes differ; 96 wide, 64 high."""
    y, x = np.mgrid[0:64, 0:96]
    return np.stack([40 + 2 * x, 60 + 2 * y, 200 - x - y], -1).astype(np.uint8)


@pytest.fixture(scope="session")
def encode() -> Encode:
    def encode(pixels: Any, name: str = "PNG", mode: str | None = None, **options: Any) -> bytes:
        image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
        stream = io.BytesIO()
        (image.convert(mode) if mode else image).save(stream, name, **options)
        return stream.getvalue()

    return encode


@pytest.fixture(scope="session")
def reason(door: Door) -> Callable[..., str]:
    """The reason for which a photo is refused, or ``"opened"``."""

    def reason(data: Any, through: Door = door, **options: Any) -> str:
        try:
            through.open(data, **options)
        except ImageRefused as refused:
            return refused.reason
        return "opened"

    return reason
