"""Codes that are read behind the door: what segno draws, however it is turned, bent and dirtied."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import numpy as np
import pytest
import segno
from PIL import Image, ImageFilter

from nomina.errors import ImageRefused
from nomina.images import Door, Limits
from nomina.tags import draw

Encode = Callable[..., bytes]


def code(text: str, scale: int = 6) -> Image.Image:
    out = io.BytesIO()
    segno.make_qr(text, error="Q").save(out, kind="png", scale=scale, border=4)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def laid(*pictures: Image.Image) -> Image.Image:
    """Pictures side by side on a grey table."""
    table = Image.new("RGB", (1280, 960), (128, 120, 110))
    for n, one in enumerate(pictures):
        table.paste(one, (60 + 400 * n, 240))
    return table


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", [0, 33, 90, 180])
def test_a_label_is_read_in_any_position(door: Door, encode: Encode, name: str, turn: int) -> None:
    tag = draw()
    turned = laid(code(tag)).rotate(turn, expand=True, fillcolor=(128, 120, 110))
    assert door.codes(encode(turned.filter(ImageFilter.GaussianBlur(1.2)), name)) == (tag,)


def test_each_of_several_labels_is_read_once(door: Door, encode: Encode) -> None:
    several = [draw(random.Random(n).choice) for n in range(3)]
    found = door.codes(encode(laid(*map(code, several)), "JPEG"))
    assert sorted(found) == sorted(several)


def test_a_label_of_which_a_part_is_torn_off_is_read(door: Door, encode: Encode) -> None:
    """Of level Q a quarter may be lost; here a ninth is, between the three corners."""
    tag = draw()
    label = code(tag)
    side = label.width // 3
    label.paste((255, 255, 255), (side * 2, side * 2, label.width - 30, label.height - 30))
    assert door.codes(encode(laid(label))) == (tag,)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_without_a_code_says_nothing(door: Door, encode: Encode, shade: int) -> None:
    assert door.codes(encode(Image.new("RGB", (320, 240), (shade,) * 3))) == ()


def test_what_is_no_picture_is_refused_by_name(door: Door) -> None:
    for data, why in (
        (b"", "empty"),
        (b"%PDF-1.7", "not-an-image"),
        (b"\xff\xd8\xff\xe0", "broken"),
    ):
        with pytest.raises(ImageRefused) as raised:
            door.codes(data)
        assert raised.value.reason == why


def test_a_picture_past_the_limits_is_refused(encode: Encode) -> None:
    with Door(limits=Limits(max_pixels=1000, max_bytes=2000)) as small:
        with pytest.raises(ImageRefused, match="limit"):
            small.codes(encode(Image.new("RGB", (40, 40))))
        with pytest.raises(ImageRefused, match="limit"):
            small.codes(encode(np.random.default_rng(1).integers(0, 256, (30, 30, 3), np.uint8)))


def test_a_long_code_with_signs_that_turn_text_comes_as_one_short_line(
    door: Door, encode: Encode
) -> None:
    (said,) = door.codes(encode(code("A\u202eB\n" + "C" * 400, 3)))
    assert said.startswith("AB C")
    assert len(said) == 200
