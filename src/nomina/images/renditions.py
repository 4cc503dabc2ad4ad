"""Pictures to show, made from pixels only, so that nothing of the original file comes along."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from nomina.images.mark import write_mark


def rendition(
    pixels: NDArray[np.uint8],
    *,
    format: Literal["JPEG", "PNG", "WEBP"] = "JPEG",
    max_side: int | None = None,
    quality: int = 85,
    grey: bool = False,
    blur: float = 0.0,
    mark: str | None = None,
) -> bytes:
    """Encode pixels as a new file that holds no metadata of any kind (SEC-13).

    Args:
        pixels: ``(height, width, 3)`` uint8 RGB.
        format: of the new file.
        max_side: longest side in pixels; smaller pictures stay as they are.
        quality: 1..95, for JPEG and WebP.
        grey: without colour (luma of ITU-R BT.601).
        blur: standard deviation of the Gaussian as a share of the picture's width, 0..1.
        mark: words written into the pixels, after blur and grey; English, Ukrainian or Russian.

    Raises:
        ValueError: an argument is out of range, or the mark cannot be written.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError("pixels must be (height, width, 3) uint8 and not empty")
    if format not in ("JPEG", "PNG", "WEBP"):
        raise ValueError("format must be JPEG, PNG or WEBP")
    if not 0.0 <= blur <= 1.0 or not 1 <= quality <= 95 or (max_side is not None and max_side < 1):
        raise ValueError("blur is 0..1, quality 1..95, max_side at least 1")
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if max_side is not None and max(image.size) > max_side:
        share = max_side / max(image.size)
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if grey:
        image = image.convert("L")
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur * image.width))
    if mark is not None:
        image = write_mark(image, mark)
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    stream = io.BytesIO()
    if format == "PNG":
        bare.save(stream, "PNG")
    else:
        bare.save(stream, format, quality=quality)
    return stream.getvalue()
