"""Every accepted kind and mode against an oracle; damage as a note or a named refusal."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from nomina.images import Door

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]
Reason = Callable[..., str]
DATA = Path(__file__).parent / "data"


def apart(one: Any, other: Any) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


# EXIF 2.32, tag 0x0112: where the 0th stored row and column lie in the upright picture. The
# stored picture is made from the upright one by undoing that, with numpy alone.
STORED: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_orientation_comes_back_upright(
    door: Door, scene: Pixels, encode: Encode, name: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(STORED[orientation](scene))
    options = {"quality": 95, "subsampling": 0} if name == "JPEG" else {}
    options |= {"lossless": True} if name == "WEBP" else {}
    photo = door.open(encode(stored, name, exif=exif, **options))
    assert (photo.width, photo.height) == (96, 64)
    assert apart(photo.pixels, scene) < 2
    assert photo.claims.orientation == orientation
    small = door.open(encode(stored, name, exif=exif, **options), max_side=48)
    assert small.pixels.shape == (32, 48, 3)
    assert small.scale == 0.5
    assert apart(small.pixels, scene.reshape(32, 2, 48, 2, 3).mean(axis=(1, 3))) < 2


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
@pytest.mark.parametrize("max_side", [None, 48])
def test_modes_become_rgb(
    door: Door, scene: Pixels, encode: Encode, name: str, max_side: int | None
) -> None:
    red = scene[..., 0]
    grey = np.repeat(red[..., None], 3, 2)
    alpha = np.full_like(red, 255)
    alpha[:, :40] = 0
    over = np.where(alpha[..., None] > 0, scene, 128)
    deep = red.astype(np.uint16) * 257
    cases: list[tuple[str, Any, str | None, Pixels]] = [
        ("L", red, None, grey),
        ("1", np.where(red > 128, 255, 0).astype(np.uint8), "1", np.where(grey > 128, 255, 0)),
        ("16 bit", deep, None, grey),
        ("LA", np.dstack([red, alpha]), None, np.where(alpha[..., None] > 0, grey, 128)),
        ("RGBA", np.dstack([scene, alpha]), None, over),
    ]
    if name == "TIFF":
        cases += [
            ("float", (red / 255).astype(np.float32), None, grey),
            ("LZW", scene, None, scene),
            ("YCbCr", scene, "YCbCr", scene),
            ("CMYK", scene, "CMYK", scene),
        ]
    for label, pixels, mode, wanted in cases:
        options = {"compression": "tiff_lzw"} if label == "LZW" else {}
        photo = door.open(encode(pixels, name, mode, **options), max_side=max_side)
        small = wanted.reshape(32, 2, 48, 2, 3).mean(axis=(1, 3))
        assert apart(photo.pixels, small if max_side else wanted) < 2.5, label


def test_a_palette_with_transparent_colours_lies_over_grey(
    door: Door, scene: Pixels, encode: Encode
) -> None:
    image = Image.fromarray(scene).quantize(32)
    hidden = image.getpixel((0, 0))
    photo = door.open(encode(image, "PNG", transparency=hidden))
    assert photo.pixels[0, 0].tolist() == [128, 128, 128]
    corner = np.asarray(image.convert("RGB"))[-1, -1]
    assert np.array_equal(photo.pixels[-1, -1], corner)


def test_cmyk_jpeg_looks_like_its_rgb(door: Door, scene: Pixels, encode: Encode) -> None:
    photo = door.open(encode(scene, "JPEG", "CMYK", quality=95))
    assert apart(photo.pixels, scene) < 3


def test_a_colour_profile_is_applied_and_a_broken_one_noted(
    door: Door, scene: Pixels, encode: Encode
) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = door.open(encode(scene, "PNG"))
    for profile in (b"x" * 200, lab):
        odd = door.open(encode(scene, "PNG", icc_profile=profile))
        assert "colour-profile-ignored" in odd.notes
        assert np.array_equal(odd.pixels, plain.pixels)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(srgb)  # red and blue primaries changed over: a profile that must show
    at = {bytes(swapped[i : i + 4]): i for i in range(132, 132 + 12 * 20, 12)}
    red, blue = at[b"rXYZ"], at[b"bXYZ"]
    swapped[red + 4 : red + 8], swapped[blue + 4 : blue + 8] = (
        swapped[blue + 4 : blue + 8],
        swapped[red + 4 : red + 8],
    )
    renamed = bytes(swapped).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    photo = door.open(encode(scene, "PNG", icc_profile=renamed))
    assert apart(photo.pixels, scene[..., ::-1]) < 3


def test_heic_is_upright_once(door: Door) -> None:
    y, x = np.mgrid[0:48, 0:64]
    scene = np.stack([x * 4, y * 5, np.full_like(x, 60)], -1)
    plain = door.open(DATA / "gradient.heic")
    assert (plain.format, plain.width, plain.height) == ("heic", 64, 48)
    assert apart(plain.pixels, scene) < 4
    turned = door.open(DATA / "gradient-turned.heic")
    assert (turned.width, turned.height) == (48, 64)
    assert apart(turned.pixels, np.rot90(scene, -1)) < 4
    assert turned.claims.orientation == 6
    small = door.open(DATA / "gradient.heic", max_side=32)
    assert small.pixels.shape == (24, 32, 3)


def test_avif_and_the_like_are_refused_by_name(
    scene: Pixels, encode: Encode, reason: Reason
) -> None:
    assert reason(encode(scene, "AVIF")) == "format-not-accepted: avif"
    assert reason(encode(scene, "GIF")) == "format-not-accepted: gif"
    assert reason(encode(scene, "BMP")) == "format-not-accepted: bmp"
    assert reason(encode(scene, "ICO")) == "format-not-accepted: ico"
    assert reason(encode(scene, "JPEG2000")) == "format-not-accepted: jpeg2000"
    assert reason(encode(scene, "EPS")) == "format-not-accepted: eps"
    assert reason(encode(scene, "PDF")) == "not-an-image"
    assert reason(b"PK\x03\x04" + bytes(60)) == "not-an-image"
    assert reason(b"only words") == "not-an-image"
    assert reason(b"II*\0\x10\0\0\0CR\x02\0" + bytes(60)) == "format-not-accepted: raw"


def test_a_raw_photo_that_shows_its_thumbnail_is_refused(
    scene: Pixels, encode: Encode, reason: Reason
) -> None:
    assert reason(encode(scene, "TIFF", tiffinfo={254: 1})) == "format-not-accepted: raw"
    dng = encode(scene, "TIFF", tiffinfo={50706: b"\1\4\0\0"})
    assert reason(dng) == "format-not-accepted: raw"


@pytest.mark.parametrize("name", ["PNG", "WEBP", "TIFF"])
def test_several_frames_are_refused(
    scene: Pixels, encode: Encode, reason: Reason, name: str
) -> None:
    frames = [Image.fromarray(np.roll(scene, 9 * i, 1)) for i in range(1, 3)]
    data = encode(scene, name, save_all=True, append_images=frames)
    assert reason(data) == "several-frames"


def test_the_first_picture_of_an_mpo_is_read_and_noted(
    door: Door, scene: Pixels, encode: Encode
) -> None:
    other = Image.fromarray(255 - scene)
    photo = door.open(encode(scene, "MPO", save_all=True, append_images=[other], quality=95))
    assert photo.notes == ("first-of-several",)
    assert apart(photo.pixels, scene) < 3
    assert door.open(
        encode(scene, "MPO", save_all=True, append_images=[other]), max_side=24
    ).pixels.shape == (16, 24, 3)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_truncated_jpeg_is_flagged_or_refused(
    door: Door, encode: Encode, reason: Reason, options: dict[str, bool]
) -> None:
    noise = np.random.default_rng(5).integers(90, 255, (160, 120, 3), np.uint8)
    whole = encode(noise, "JPEG", quality=90, subsampling=0, **options)
    full = door.open(whole).pixels
    seen = set()
    for percent in range(1, 100, 7):
        cut = whole[: len(whole) * percent // 100]
        ended = reason(cut)
        seen.add(ended)
        if ended != "opened":
            assert ended in ("truncated", "broken")
            continue
        photo = door.open(cut)
        assert "truncated" in photo.notes
        if not options:
            assert percent > 45
            rows = len(noise) * (percent - 12) // 100
            assert np.array_equal(photo.pixels[:rows], full[:rows])
            if percent < 90:
                assert (photo.pixels[-4:] == 128).all()
    assert seen >= {"truncated", "opened"}


def test_a_truncated_png_is_flagged_or_refused(door: Door, encode: Encode, reason: Reason) -> None:
    noise = np.random.default_rng(5).integers(1, 255, (160, 120, 3), np.uint8)
    whole = encode(noise, "PNG")
    assert reason(whole[: len(whole) * 30 // 100]) == "truncated"
    photo = door.open(whole[: len(whole) * 80 // 100])
    assert photo.notes == ("truncated",)
    assert np.array_equal(photo.pixels[:120], noise[:120])


@pytest.mark.parametrize("name", ["WEBP", "TIFF"])
def test_other_truncated_files_are_refused(
    scene: Pixels, encode: Encode, reason: Reason, name: str
) -> None:
    whole = encode(scene, name)
    ends = {reason(whole[: len(whole) * percent // 100]) for percent in range(5, 100, 9)}
    assert ends <= {"truncated", "broken", "not-an-image"}
    heic = (DATA / "gradient.heic").read_bytes()
    cut = {reason(heic[: len(heic) * percent // 100]) for percent in range(5, 100, 9)}
    assert cut <= {"truncated", "broken", "not-an-image"}


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_huge_dimensions_with_tiny_data_are_refused_before_decoding(
    encode: Encode, scene: Pixels, reason: Reason
) -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
    png += _chunk(b"IDAT", zlib.compress(bytes(10_000))) + _chunk(b"IEND", b"")
    assert reason(png) == "too-large"
    jpeg = bytearray(encode(scene, "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    assert reason(bytes(jpeg)) == "too-large"
    jpeg[at : at + 4] = struct.pack(">HH", 2_000, 2_000)
    assert reason(bytes(jpeg)) == "truncated"
    jpeg[at : at + 4] = struct.pack(">HH", 0, 0)
    assert reason(bytes(jpeg)) == "broken"


def test_a_file_with_two_natures_is_what_its_first_bytes_say(
    door: Door, scene: Pixels, encode: Encode, reason: Reason
) -> None:
    jpeg = encode(scene, "JPEG", quality=95)
    for tail in (b"PK\x03\x04" + bytes(99), b"<html><script>x</script>", b"%PDF-1.7\n"):
        assert apart(door.open(jpeg + tail).pixels, scene) < 3
        assert reason(tail + jpeg) == "not-an-image"


def test_a_size_of_one_pixel_and_thin_pictures_shrink(door: Door, encode: Encode) -> None:
    dot = np.full((1, 1, 3), 77, np.uint8)
    assert np.array_equal(door.open(encode(dot), max_side=1).pixels, dot)
    thin = door.open(encode(np.full((2, 500, 3), 9, np.uint8)), max_side=50)
    assert thin.pixels.shape == (1, 50, 3)
    with pytest.raises(ValueError, match="at least 1"):
        door.open(encode(dot), max_side=0)
