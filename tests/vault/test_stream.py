"""What is sealed comes back, and only as it was: changed, cut, moved or longer it is refused."""

from __future__ import annotations

import io
import math
import os
import tracemalloc
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from nomina.vault import stream
from nomina.vault.stream import CHUNK, LEAST, MAGIC, Unsound, opened, padded, sealed

KEY, BOUND = bytes(range(32)), b"store\nname"
SIZES = (0, 1, LEAST, LEAST + 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 77)


def content(size: int) -> bytes:
    return bytes(n * 131 % 251 for n in range(min(size, 997))) * (size // 997 + 1)


def whole(data: bytes, piece: int = CHUNK) -> bytes:
    return b"".join(
        sealed(KEY, BOUND, (data[at : at + piece] for at in range(0, len(data), piece)))
    )


def back(data: bytes, size: int, bound: bytes = BOUND) -> bytes:
    return b"".join(opened(KEY, bound, size, io.BytesIO(data)))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_comes_back(size: int) -> None:
    data = content(size)[:size]
    found = whole(data)
    assert back(found, size) == data
    chunks = -(-padded(size) // CHUNK)
    assert len(found) == len(MAGIC) + padded(size) + 16 * chunks
    assert size < 100 or data[:64] not in found


@given(st.binary(max_size=3000), st.integers(1, 700))
def test_the_size_of_pieces_changes_nothing(data: bytes, piece: int) -> None:
    assert whole(data, piece) == whole(data)


def test_it_is_the_construction_that_is_written_down() -> None:
    """Opened by hand: chunk i has nonce i (11 bytes) and a last flag, bound to magic and name."""
    size = 2 * CHUNK + 5000
    data = content(size)[:size]
    rest, plain, number = whole(data)[len(MAGIC) :], b"", 0
    while rest:
        chunk, rest = rest[: CHUNK + 16], rest[CHUNK + 16 :]
        nonce = number.to_bytes(11, "big") + (b"\0" if rest else b"\1")
        plain += AESGCM(KEY).decrypt(nonce, chunk, b"NOMVLT01" + BOUND)
        number += 1
    assert plain == data + bytes(padded(size) - size)


def test_padding_is_that_of_the_paper() -> None:
    """Padmé: E = floor(log2 L), S = floor(log2 E) + 1, the last E - S bits are zero."""
    for size in [*range(LEAST, 70_000), *(2**n + d for n in range(17, 40) for d in (-1, 0, 1))]:
        e = math.floor(math.log2(size))
        bits = e - (math.floor(math.log2(e)) + 1)
        assert padded(size) == -(-size // 2**bits) * 2**bits
        assert size <= padded(size) <= size * 1.12
    assert {padded(size) for size in range(LEAST + 1)} == {LEAST}
    assert len({padded(size) for size in range((1 << 20) + 1, (1 << 21) + 1, 37)}) == 32


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """Chunks of 300 bytes, so that every byte of several can be tried."""
    monkeypatch.setattr(stream, "CHUNK", 300)
    return 1000


def refused(data: bytes, size: int, bound: bytes = BOUND) -> bool:
    try:
        back(data, size, bound)
    except Unsound:
        return True
    return False


def test_a_flipped_bit_anywhere_is_refused(small: int) -> None:
    found = whole(content(small)[:small])
    assert len(found) == len(MAGIC) + LEAST + 4 * 16
    for place in range(len(found)):
        changed = bytearray(found)
        changed[place] ^= 1 << place % 8
        assert refused(bytes(changed), small), place


def test_cut_anywhere_or_longer_it_is_refused(small: int) -> None:
    found = whole(content(small)[:small])
    assert all(refused(found[:length], small) for length in range(len(found)))
    assert refused(found + b"\0", small)
    assert refused(found + found[len(MAGIC) :], small)


def test_chunks_in_another_order_left_out_repeated_or_of_others_are_refused(small: int) -> None:
    found, other = whole(content(small)[:small]), whole(bytes(small))
    head, size = len(MAGIC), 316
    parts = [found[head + n * size : head + (n + 1) * size] for n in range(4)]
    others = [other[head + n * size : head + (n + 1) * size] for n in range(4)]
    assert back(MAGIC + b"".join(parts), small) == content(small)[:small]
    for order in ([1, 0, 2, 3], [0, 2, 3], [0, 1, 1, 2, 3], [0, 1, 2], [3], [0, 1, 2, 3, 3], []):
        assert refused(MAGIC + b"".join(parts[n] for n in order), small), order
    foreign = list(sealed(bytes(32), BOUND, [bytes(small)]))[1:]
    for n in range(4):
        mixed = [*parts[:n], foreign[n], *parts[n + 1 :]]
        assert refused(MAGIC + b"".join(mixed), small), n
    assert len(others) == 4


def test_another_name_key_or_size_is_refused() -> None:
    found = whole(b"some bytes")
    assert back(found, 10) == b"some bytes"
    assert refused(found, 10, b"store\nother")
    assert refused(found, 9)
    assert refused(found, LEAST + 1)
    with pytest.raises(Unsound):
        list(opened(bytes(32), BOUND, 10, io.BytesIO(found)))


def test_memory_does_not_grow_with_the_size() -> None:
    """64 MiB pass through in both directions; less than 4 MiB is ever held."""
    size, piece = 64 << 20, os.urandom(CHUNK)

    class Pipe(io.RawIOBase):
        def __init__(self, chunks: Iterator[bytes]) -> None:
            self._chunks = chunks
            self._held = b""

        def read(self, size: int = -1) -> bytes:
            self._held = self._held or next(self._chunks, b"")
            given, self._held = self._held[:size], self._held[size:]
            return given

    tracemalloc.start()
    try:
        chunks = sealed(KEY, BOUND, (piece for _ in range(size // CHUNK)))
        total = sum(map(len, opened(KEY, BOUND, size, Pipe(chunks))))  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == size
    assert peak < 4 << 20
