"""What a file says of itself comes out as checked, cleaned claims, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nomina.images import Claims, Door
from nomina.images.photo import clean_text

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]


def full_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Maker\x00 of things"
    exif[0x0110] = "Model \x1b7"
    exif[0x0131] = "x" * 500
    exif[0x013B] = "  A.\tPhotographer "
    more = exif.get_ifd(0x8769)
    more[0x9003] = "2024:02:29 12:34:56"
    more[0x9011] = "+02:00"
    more[0x9291] = "078"
    more[0xA431] = "SN-1"
    gps = exif.get_ifd(0x8825)
    gps |= {1: "S", 2: (49.0, 30.0, 36.0), 3: "W", 4: (24.0, 3.0, 0.0), 5: b"\x01", 6: 12.5}
    gps |= {7: (9.0, 8.0, 7.0), 29: "2024:02:29"}
    return exif


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_claims_are_read_and_cleaned(door: Door, encode: Encode, scene: Pixels, name: str) -> None:
    photo = door.open(encode(scene, name, exif=full_exif()))
    assert photo.claims.latitude == pytest.approx(-49.51)
    assert photo.claims.longitude == pytest.approx(-24.05)
    assert replace(photo.claims, latitude=None, longitude=None) == Claims(
        taken_at="2024-02-29T12:34:56.078",
        utc_offset="+02:00",
        altitude=-12.5,
        gps_time="2024-02-29T09:08:07Z",
        make="Maker",
        model="Model 7",
        serial="SN-1",
        software="x" * 120,
        artist="A. Photographer",
    )
    assert photo.notes == ()


@pytest.mark.parametrize(
    "text",
    ["2023:02:29 10:00:00", "0000:00:00 00:00:00", "    :  :     :  :  ", "2024:13:01 10:00:00"],
)
def test_a_date_that_never_was_is_no_claim(
    door: Door, encode: Encode, scene: Pixels, text: str
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text
    exif.get_ifd(0x8769)[0x9011] = "east"
    claims = door.open(encode(scene, "JPEG", exif=exif)).claims
    assert (claims.taken_at, claims.utc_offset) == (None, None)


@pytest.mark.parametrize(
    "gps",
    [
        {2: (49.0, 0.0, 0.0), 4: (24.0, 0.0, 0.0)},
        {1: "N", 2: (99.0, 0.0, 0.0), 3: "E", 4: (24.0, 0.0, 0.0)},
        {1: "N", 2: (49.0, 0.0, 0.0)},
    ],
)
def test_half_a_place_is_no_latitude(
    door: Door, encode: Encode, scene: Pixels, gps: dict[int, Any]
) -> None:
    exif = Image.Exif()
    ifd = exif.get_ifd(0x8825)
    ifd |= gps
    claims = door.open(encode(scene, "JPEG", exif=exif)).claims
    assert claims.latitude is None


def test_damaged_metadata_is_noted_and_the_photo_still_opens(
    door: Door, encode: Encode, scene: Pixels
) -> None:
    whole = full_exif().tobytes()
    rng = np.random.default_rng(3)
    noted = 0
    for _ in range(60):
        broken = bytearray(whole[: int(rng.integers(12, len(whole)))])
        for at in rng.integers(6, len(broken), 6):
            broken[at] = rng.integers(0, 256)
        photo = door.open(encode(scene, "JPEG", exif=bytes(broken), quality=95))
        assert set(photo.notes) <= {"metadata-damaged"}
        noted += bool(photo.notes)
    assert noted > 5


def test_text_in_utf_8_stays_readable(door: Door, encode: Encode, scene: Pixels) -> None:
    exif = Image.Exif()
    exif[0x013B] = "ABCDEFGH"
    data = encode(scene, "JPEG", exif=exif.tobytes().replace(b"ABCDEFGH", "Фото".encode()))
    assert door.open(data).claims.artist == "Фото"


def test_values_of_the_wrong_type_or_range_are_dropped() -> None:
    odd = {"latitude": "49", "longitude": 181, "altitude": True, "orientation": 9, "make": 7}
    assert Claims.from_values(odd | {"unknown": 1}) == Claims()
    assert Claims.from_values({"latitude": float("inf"), "orientation": True}) == Claims()


def test_text_is_one_clean_line() -> None:
    assert clean_text(b"a\r\nb\x1b[31m\x7fc") == "a b[31mc"
    assert clean_text("\u202eevil\u2066 \ue000name") == "evil name"
    assert clean_text(" \x00 hidden") is None
    assert clean_text("Київ " * 99, 9) == "Київ Київ"
    assert clean_text(["a"]) is None
