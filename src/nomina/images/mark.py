"""Words written into pixels, so that a copy keeps saying what the picture is not for."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

# Pillow's own font has basic Latin only. The Cyrillic capitals that have no Latin twin are drawn
# as strokes here: width, then polylines, on a grid where 0 is cap height and 10 the base line.
_TWINS = str.maketrans("АВЕІКМНОРСТХЈЅʼ’–—", "ABEIKMHOPCTXJS''--")
_Line = tuple[tuple[float, float], ...]
_STROKES: dict[str, tuple[float, *tuple[_Line, ...]]] = {
    "Б": (6, ((6, 0), (0, 0), (0, 10), (4, 10), (6, 8), (6, 6), (4, 4), (0, 4))),
    "Г": (5, ((5, 0), (0, 0), (0, 10))),
    "Ґ": (5, ((5, -2), (5, 0), (0, 0), (0, 10))),
    "Д": (7, ((0, 12), (0, 10), (7, 10), (7, 12)), ((1, 10), (2, 0), (6, 0), (6, 10))),
    "Ё": (5, ((5, 0), (0, 0), (0, 10), (5, 10)), ((0, 5), (4.5, 5)),
          ((1, -2), (1.8, -2)), ((3.4, -2), (4.2, -2))),
    "Ж": (8, ((4, 0), (4, 10)), ((0, 0), (4, 5), (0, 10)), ((8, 0), (4, 5), (8, 10))),
    "З": (5, ((0, 1), (2, 0), (4, 0), (5, 2), (4, 5), (2, 5)),
          ((4, 5), (5, 7), (4, 10), (2, 10), (0, 9))),
    "И": (6, ((0, 0), (0, 10), (6, 0), (6, 10))),
    "Ї": (3, ((1.5, 0), (1.5, 10)), ((0, -2), (0.8, -2)), ((2.2, -2), (3, -2))),
    "Й": (6, ((0, 0), (0, 10), (6, 0), (6, 10)), ((2, -2), (3, -1), (4, -2))),
    "Л": (6, ((0, 10), (1, 9), (2, 0), (6, 0), (6, 10))),
    "П": (6, ((0, 10), (0, 0), (6, 0), (6, 10))),
    "У": (6, ((0, 0), (3, 6)), ((6, 0), (2, 10), (0, 10))),
    "Ф": (7, ((3.5, 0), (3.5, 10)),
          ((2, 2), (5, 2), (7, 4), (7, 6), (5, 8), (2, 8), (0, 6), (0, 4), (2, 2))),
    "Ц": (6, ((0, 0), (0, 10), (6, 10), (6, 12)), ((5, 0), (5, 10))),
    "Ч": (5, ((0, 0), (0, 4), (1, 5), (5, 5)), ((5, 0), (5, 10))),
    "Ш": (8, ((0, 0), (0, 10), (8, 10), (8, 0)), ((4, 0), (4, 10))),
    "Щ": (9, ((0, 0), (0, 10), (9, 10), (9, 12)), ((4, 0), (4, 10)), ((8, 0), (8, 10))),
    "Ъ": (7, ((0, 0), (2, 0), (2, 10), (6, 10), (7, 8), (7, 6), (6, 4), (2, 4))),
    "Ы": (8, ((0, 0), (0, 10), (4, 10), (5, 8), (5, 6), (4, 4), (0, 4)), ((8, 0), (8, 10))),
    "Ь": (5, ((0, 0), (0, 10), (4, 10), (5, 8), (5, 6), (4, 4), (0, 4))),
    "Э": (6, ((0, 1), (2, 0), (4, 0), (6, 3), (6, 7), (4, 10), (2, 10), (0, 9)), ((2, 5), (6, 5))),
    "Є": (6, ((6, 1), (4, 0), (2, 0), (0, 3), (0, 7), (2, 10), (4, 10), (6, 9)), ((4, 5), (0, 5))),
    "Ю": (9, ((0, 0), (0, 10)), ((0, 5), (3, 5)),
          ((5, 0), (7, 0), (9, 3), (9, 7), (7, 10), (5, 10), (3, 7), (3, 3), (5, 0))),
    "Я": (6, ((6, 10), (6, 0), (2, 0), (0, 2), (0, 3), (2, 5), (6, 5)), ((3, 5), (0, 10))),
}  # fmt: skip
_OVER = 4  # strokes are drawn that much larger and reduced, for smooth edges


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@lru_cache(maxsize=1024)
def _glyph(letter: str, size: int) -> Image.Image:
    """One capital as a mask of ``2 * size`` rows with the base line at ``1.4 * size``."""
    font, base, cap = _font(size), round(1.4 * size), 0.7 * size
    strokes = _STROKES.get(letter)
    plain = letter.translate(_TWINS)
    if strokes is None and (not plain.isascii() or not plain.isprintable()):
        raise ValueError(f"the letter {letter!r} cannot be written into a picture")
    width = strokes[0] * cap / 10 + 0.2 * size if strokes else font.getlength(plain)
    extent = (max(1, round(width)), 2 * size)
    if strokes is None:
        mask = Image.new("L", extent, 0)
        ImageDraw.Draw(mask).text((0, base), plain, fill=255, font=font, anchor="ls")
        return mask
    large = Image.new("L", (extent[0] * _OVER, extent[1] * _OVER), 0)
    draw = ImageDraw.Draw(large)
    for line in strokes[1:]:
        points = [
            (_OVER * (0.1 * size + x * cap / 10), _OVER * (base - cap + y * cap / 10))
            for x, y in line
        ]
        draw.line(points, fill=255, width=max(1, round(_OVER * size / 11)), joint="curve")
    return large.reduce(_OVER)


def words(text: str, size: int) -> Image.Image:
    """Draw one line of capitals as a mask (mode L), ``2 * size`` rows high.

    Args:
        text: Latin, Ukrainian or Russian letters, digits and ASCII signs.
        size: letter size in pixels, at least 1.

    Raises:
        ValueError: a letter cannot be drawn. Nothing is left out or replaced by a box.
    """
    glyphs = [_glyph(letter, size) for letter in text.upper()]
    mask = Image.new("L", (max(1, sum(glyph.width for glyph in glyphs)), 2 * size), 0)
    left = 0
    for glyph in glyphs:
        mask.paste(glyph, (left, 0))
        left += glyph.width
    return mask


def _diagonal(size: tuple[int, int], text: str, letters: int) -> Image.Image:
    """The text again and again on slanted lines, as a mask of ``size``."""
    line = words(f"{text}   ", letters)
    side = size[0] + size[1]
    field = Image.new("L", (side, side), 0)
    for row, top in enumerate(range(0, side, 4 * letters)):
        start = -(row * line.width // 3 % line.width)
        for left in range(start, side, line.width):
            field.paste(line, (left, top))
    field = field.rotate(24, resample=Image.Resampling.BILINEAR)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return field.crop((left, top, left + size[0], top + size[1]))


def _veils(size: tuple[int, int], text: str, letters: int) -> tuple[Image.Image, Image.Image]:
    """How much of black and of white the slanted lines take; each a mask of ``size``."""
    slanted = _diagonal(size, text, letters)
    dark, light = ([round(value * share) for value in range(256)] for share in (0.30, 0.45))
    return slanted.point(dark), slanted.point(light)


_kept_veils = lru_cache(maxsize=8)(_veils)
"""Crops of faces are of one size by the thousand, and drawing their lines was half of the work."""

_KEPT_PIXELS = 1 << 20


def _wrap(text: str, letters: int, width: int) -> list[Image.Image]:
    """Break into lines by words; a word wider than the picture is cut by its border."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and words(longer, letters).width <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [words(line, letters) for line in lines]


def write_mark(image: Image.Image, text: str) -> Image.Image:
    """Write ``text`` into a copy of the picture.

    Faintly on slanted lines over all of it, so that a crop still carries it, and once in full on
    a dark band over its lowest rows. The size of the picture stays.

    Args:
        image: mode RGB or L.
        text: see :func:`words`; empty text is refused.

    Raises:
        ValueError: the text is empty or cannot be drawn.
    """
    if not text.split():
        raise ValueError("a mark needs words")
    letters = max(9, image.width // 32)
    marked = image.copy()
    veils = _kept_veils if image.width * image.height <= _KEPT_PIXELS else _veils
    dark, light = veils(image.size, text, letters)
    for colour, veil, shift in ((0, dark, 1), (255, light, 0)):
        marked.paste(colour if image.mode == "L" else (colour,) * 3, (shift, shift), veil)
    lines = _wrap(text, letters, image.width)
    step = round(1.5 * letters)
    band = min(image.height, step * len(lines) + letters // 2)
    top = image.height - band
    marked.paste(0, (0, top, image.width, image.height))
    for row, line in enumerate(lines):
        white = 255 if image.mode == "L" else (255, 255, 255)
        left = max(0, (image.width - line.width) // 2)
        marked.paste(white, (left, top + row * step - round(0.3 * letters)), line)
    return marked
