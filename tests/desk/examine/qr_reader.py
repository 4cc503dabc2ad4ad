"""A reader of QR codes for tests (ISO/IEC 18004): from a clean picture to the text a phone shows.

It reads versions 8 to 12 of level M without correcting errors, and shares nothing with what draws.
"""

from __future__ import annotations

from PIL import Image

_BORDER = 4
_BLOCKS = {
    8: (22, (38, 38, 39, 39)),
    9: (22, (36, 36, 36, 37, 37)),
    10: (26, (43, 43, 43, 43, 44)),
    11: (30, (50, 51, 51, 51, 51)),
    12: (22, (36,) * 6 + (37,) * 2),
}
"""By version, of level M: codewords of correction in a block, and of data in each (table 9)."""
_CENTRES = {8: (6, 24, 42), 9: (6, 26, 46), 10: (6, 28, 50), 11: (6, 30, 54), 12: (6, 32, 58)}
"""Centres of the alignment patterns (annex E)."""
_MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
"""The conditions of table 10: a module is turned where they are zero."""
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def read(image: Image.Image, modules: int) -> str:
    """Give the text of a code that fills a picture, border included."""
    grey = image.convert("L").resize((modules * 8, modules * 8), Image.Resampling.BOX)
    size = modules - 2 * _BORDER
    bits, wide = grey.tobytes(), modules * 8
    dark = [
        [bits[((_BORDER + i) * 8 + 4) * wide + (_BORDER + j) * 8 + 4] < 128 for j in range(size)]
        for i in range(size)
    ]
    version = (size - 17) // 4
    level, mask = _format(dark)
    assert level == 0b00, "not of level M"
    words = _codewords(dark, version, mask)
    return _text(_data(words, version), version)


def _format(dark: list[list[bool]]) -> tuple[int, int]:
    places = [(8, j) for j in (0, 1, 2, 3, 4, 5, 7, 8)] + [(i, 8) for i in (7, 5, 4, 3, 2, 1, 0)]
    bits = 0
    for i, j in places:
        bits = bits << 1 | dark[i][j]
    bits ^= 0b101010000010010
    return bits >> 13, bits >> 10 & 7


def _is_function(version: int, i: int, j: int) -> bool:
    size = 17 + 4 * version
    if i == 6 or j == 6:
        return True
    if (i < 9 and (j < 9 or j >= size - 8)) or (i >= size - 8 and j < 9):
        return True
    if (i < 6 and j >= size - 11) or (j < 6 and i >= size - 11):
        return True  # the version, from 7 on
    centres = _CENTRES[version]
    corners = {(6, 6), (6, centres[-1]), (centres[-1], 6)}
    return any(
        abs(i - a) <= 2 and abs(j - b) <= 2 and (a, b) not in corners
        for a in centres
        for b in centres
    )


def _codewords(dark: list[list[bool]], version: int, mask: int) -> list[int]:
    size, bits = len(dark), []
    columns = [*range(size - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(size - 1, -1, -1) if turn % 2 == 0 else range(size)
        for i in rows:
            for j in (right, right - 1):
                if not _is_function(version, i, j):
                    bits.append(dark[i][j] ^ (_MASKS[mask](i, j) == 0))
    return [
        int("".join("01"[bit] for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) - 7, 8)
    ]


def _data(words: list[int], version: int) -> list[int]:
    _, lengths = _BLOCKS[version]
    blocks: list[list[int]] = [[] for _ in lengths]
    at = iter(words)
    for n in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if n < length:
                block.append(next(at))
    return [word for block in blocks for word in block]


def _text(data: list[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in data)
    wide, at, said = version >= 10, 0, b""

    def take(n: int) -> int:
        nonlocal at
        at += n
        return int(bits[at - n : at], 2)

    while at + 4 <= len(bits) and (mode := take(4)):
        if mode == 4:
            said += bytes(take(8) for _ in range(take(16 if wide else 8)))
        elif mode == 1:
            left = take(12 if wide else 10)
            while left:
                n = min(3, left)
                said += f"{take((0, 4, 7, 10)[n]):0{n}d}".encode()
                left -= n
        elif mode == 2:
            left = take(11 if wide else 9)
            while left:
                n = min(2, left)
                value = take((0, 6, 11)[n])
                said += "".join(_LETTERS[x] for x in divmod(value, 45)[2 - n :]).encode()
                left -= n
        else:
            raise AssertionError(f"mode {mode}")
    return said.decode()
