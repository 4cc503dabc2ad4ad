"""Renditions hold pixels and nothing else; marks survive a crop and are never left half written."""

import io
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, PngImagePlugin

from nomina.images import Door, rendition
from nomina.images.mark import words

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]
FORMATS: tuple[Literal["JPEG", "PNG", "WEBP"], ...] = ("JPEG", "PNG", "WEBP")
SECRET = b"SENTINELxSENTINEL"


def read(data: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def photos_with_a_secret(scene: Pixels, encode: Encode) -> dict[str, bytes]:
    """The twelve places of SEC-13 but the file name, which the test adds, each in one photo."""
    text = SECRET.decode()
    exif = Image.Exif()
    exif[0x010F] = text  # EXIF
    exif.get_ifd(0x8769)[0x927C] = SECRET  # maker note
    exif.get_ifd(0x8825)[29] = text  # GPS
    thumbnail = encode(scene[::4, ::4], "JPEG", comment=SECRET)
    with_thumbnail = b"Exif\0\0MM\0*\0\0\0\x08\0\0" + bytes(4) + thumbnail
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text_chunk = PngImagePlugin.PngInfo()
    text_chunk.add_text("Comment", text)
    text_chunk.add_itxt("XML:com.adobe.xmp", f"<x>{text}</x>", zip=False)
    plain = encode(scene, "JPEG")
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + b"</x>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + (len(SECRET) + 5).to_bytes(4, "big")
    iptc += b"\x1c\x02\x78" + len(SECRET).to_bytes(2, "big") + SECRET + b"\0"
    second = Image.open(io.BytesIO(encode(255 - scene, "JPEG", comment=SECRET)))
    return {
        "exif, gps, maker note": encode(scene, "JPEG", exif=exif),
        "thumbnail": plain[:2] + _segment(0xE1, with_thumbnail) + plain[2:],
        "xmp": plain[:2] + _segment(0xE1, xmp) + plain[2:],
        "iptc": plain[:2] + _segment(0xED, iptc) + plain[2:],
        "comment": encode(scene, "JPEG", comment=SECRET),
        "icc": encode(scene, "JPEG", icc_profile=profile + SECRET),
        "png text": encode(scene, "PNG", pnginfo=text_chunk, exif=exif),
        "trailer": plain + SECRET,
        "mpo": encode(scene, "MPO", save_all=True, append_images=[second]) + SECRET,
        "webp": encode(scene, "WEBP", exif=exif, xmp=SECRET),
        "tiff": encode(scene, "TIFF", tiffinfo={270: text, 315: text}),
    }


def test_nothing_of_the_file_is_in_a_rendition(
    tmp_path: Path, door: Door, scene: Pixels, encode: Encode
) -> None:
    photos = photos_with_a_secret(scene, encode)
    for place, data in photos.items():
        assert SECRET in data, place
        path = tmp_path / f"{SECRET.decode()}-{len(data)}.jpg"
        path.write_bytes(data)
        photo = door.open(path)
        assert SECRET not in photo.pixels.tobytes(), place
        for format in FORMATS:
            shown = rendition(photo.pixels, format=format, mark="not for publication")
            assert SECRET not in shown, (place, format)
            image = Image.open(io.BytesIO(shown))
            own = {"background", "timestamp", "duration", "loop"}
            assert {key for key in image.info if not str(key).startswith("jfif")} <= own
            assert not image.getexif()


@pytest.mark.parametrize("format", FORMATS)
def test_pixels_come_through(scene: Pixels, format: Literal["JPEG", "PNG", "WEBP"]) -> None:
    shown = read(rendition(scene, format=format, quality=95))
    assert shown.shape == scene.shape
    assert np.abs(shown.astype(int) - scene).mean() < (0.01 if format == "PNG" else 4)


def test_grey_is_luma(scene: Pixels) -> None:
    shown = read(rendition(scene, format="PNG", grey=True))
    luma = scene.astype(float) @ [0.299, 0.587, 0.114]
    assert np.abs(shown - luma[..., None]).max() <= 1


def test_blur_is_relative_to_the_width() -> None:
    step = np.zeros((40, 400, 3), np.uint8)
    step[:, 200:] = 255
    edge = read(rendition(step, format="PNG", blur=0.05))[20, :, 0]
    # A step blurred by a Gaussian of 20 px is at 15.87 % one deviation before the edge.
    assert edge[180] == pytest.approx(0.1587 * 255, abs=9)
    half = read(rendition(np.ascontiguousarray(step[:, ::2]), format="PNG", blur=0.05))[20, :, 0]
    assert half[90] == pytest.approx(0.1587 * 255, abs=9)


def test_max_side_bounds_the_longest_side(scene: Pixels) -> None:
    assert read(rendition(scene, max_side=30)).shape == (20, 30, 3)
    assert read(rendition(scene, max_side=500)).shape == scene.shape


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_mark_survives_a_crop(level: int, grey: bool) -> None:
    plain = np.full((480, 640, 3), level, np.uint8)
    marked = read(
        rendition(plain, format="PNG", grey=grey, mark="not for relatives, not for publication")
    )
    assert marked.shape == plain.shape
    for top in range(0, 480, 96):
        for left in range(0, 640, 160):
            part = marked[top : top + 96, left : left + 160].astype(int)
            assert (np.abs(part - level).max(axis=2) > 40).mean() > 0.01, (top, left)
    assert marked[-4:, :4].max() == 0
    kept = (np.abs(marked[:420].astype(int) - level).max(axis=2) < 8).mean()
    assert kept > 0.8  # the face stays visible


def test_each_picture_has_its_own_mark() -> None:
    """What is kept of one mark is not what another, or one of another size, is drawn with."""
    plain = np.full((90, 120, 3), 128, np.uint8)
    first, other = (rendition(plain, format="PNG", mark=mark) for mark in ("one", "other"))
    assert rendition(plain[:60], format="PNG", mark="one") != first != other
    assert rendition(plain, format="PNG", mark="one") == first
    lighter = read(rendition(plain + 50, format="PNG", mark="one"))[:40].astype(int)
    assert (lighter >= read(first)[:40]).all()
    assert lighter.mean() > read(first)[:40].mean() + 25


@pytest.mark.parametrize("side", [(1, 1), (20, 7), (7, 300), (64, 64)])
def test_a_mark_fits_any_size(side: tuple[int, int]) -> None:
    marked = rendition(np.full((*side, 3), 90, np.uint8), format="PNG", mark="не для родичів")
    assert read(marked).shape == (*side, 3)


def test_every_letter_of_three_scripts_is_drawn_and_differs() -> None:
    letters = string.ascii_uppercase + "АБВГҐДЕЄЁЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    twins = dict(zip("АВЕІКМНОРСТХ", "ABEIKMHOPCTX", strict=True))
    drawn = {letter: np.asarray(words(letter, 40)).tobytes() for letter in letters}
    for one in letters:
        assert any(drawn[one]), one
        for other in letters:
            if one < other and twins.get(other) != one:
                assert drawn[one] != drawn[other], (one, other)


@pytest.mark.parametrize(
    "options",
    [
        {"mark": "מילים"},
        {"mark": "  "},
        {"mark": "tab\there"},
        {"blur": -0.1},
        {"blur": float("nan")},
        {"quality": 0},
        {"max_side": 0},
        {"format": "GIF"},
    ],
)
def test_what_cannot_be_made_is_an_error(scene: Pixels, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"letter|mark|blur|format"):
        rendition(scene, **options)


def test_only_rgb_bytes_are_taken(scene: Pixels) -> None:
    for odd in (scene[..., 0], scene.astype(np.float32), scene[:0]):
        with pytest.raises(ValueError, match="uint8"):
            rendition(odd)  # type: ignore[arg-type]
