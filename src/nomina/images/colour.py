"""Any mode that the accepted formats have, to 8-bit sRGB; runs inside the decoder process."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageCms

_FILL = 128
_PROFILE_BYTES = range(128, 4_000_000)
_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab "}
_SRGB = ImageCms.createProfile("sRGB")
_LAB = ImageCms.createProfile("LAB")


def _profiled(image: Image.Image, profile: object, notes: list[str]) -> Image.Image:
    """Convert through the embedded profile; a profile that is not sound is left out and noted."""
    if not isinstance(profile, bytes) or len(profile) not in _PROFILE_BYTES:
        if profile:
            notes.append("colour-profile-ignored")
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _SPACES.get(image.mode):
            raise ValueError("profile of another colour space")
        if "sRGB" in (source.profile.profile_description or ""):
            return image
        if image.mode == "RGB":
            ImageCms.profileToProfile(image, source, _SRGB, inPlace=True)  # half the memory
            return image
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notes.append("colour-profile-ignored")
        return image


def _eight_bit(image: Image.Image, notes: list[str]) -> Image.Image:
    """16-bit grey by its high byte; 32-bit and float by their own range, and a note."""
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    values = values.astype(np.float32)
    values = np.where(np.isfinite(values), values, 0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode == "F" and low >= 0.0 and high <= 1.0:
        low, high = 0.0, 1.0
    elif image.mode == "I" and low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    else:
        notes.append("range-stretched")
    span = max(high - low, 1e-12)
    return Image.fromarray(np.rint((values - low) * (255.0 / span)).astype(np.uint8))


def to_rgb(
    image: Image.Image, shrink: Callable[[Image.Image], Image.Image], notes: list[str]
) -> Image.Image:
    """Convert to 8-bit sRGB at the wanted size.

    Args:
        image: decoded, any mode.
        shrink: resizes an image whose values may be averaged (no palette).
        notes: gains ``range-stretched`` or ``colour-profile-ignored``.

    Returns:
        Mode RGB; transparent pixels lie over mid grey, so that hidden colours stay hidden.
    """
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bit(image, notes)
    elif image.mode == "1":
        image = image.convert("L")
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        ground = Image.new("RGB", image.size, (_FILL, _FILL, _FILL))
        ground.paste(image, mask=alpha)
        image = ground
    elif image.mode not in ("RGB", "L", "CMYK", "LAB"):
        image = image.convert("RGB")
    image = _profiled(shrink(image), profile, notes)
    if image.mode == "LAB":
        image = ImageCms.profileToProfile(image, _LAB, _SRGB, outputMode="RGB") or image
    return image if image.mode == "RGB" else image.convert("RGB")
