"""Broken and hostile files: each is opened or refused by name, fast, and the door survives."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.images import Door, sniff
from nomina.images.refusals import REASONS

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]
Reason = Callable[..., str]
DATA = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("NOMINA_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
CLEAN = set(REASONS) - {"decoder-died", "too-slow"}


def _seeds(scene: Pixels, encode: Encode) -> list[bytes]:
    photos = [encode(scene, name) for name in ("JPEG", "PNG", "WEBP", "TIFF")]
    photos.append(encode(scene, "JPEG", progressive=True))
    photos.append(encode(scene, "TIFF", compression="tiff_lzw"))
    photos.append(encode(scene, "TIFF", compression="jpeg"))
    return [*photos, (DATA / "gradient.heic").read_bytes()]


def _damage(data: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(data)
    for _ in range(int(rng.integers(1, 12))):
        at = int(rng.integers(0, len(changed)))
        match int(rng.integers(0, 4)):
            case 0:
                changed[at] ^= 1 << int(rng.integers(0, 8))
            case 1:
                changed[at] = int(rng.choice([0, 1, 127, 128, 255]))
            case 2:
                del changed[at : at + int(rng.integers(1, 40))]
            case _:
                changed[at:at] = changed[: int(rng.integers(1, 40))]
        if not changed:
            break
    return bytes(changed)


def _check_damage(door: Door, seeds: list[bytes], reason: Reason, rounds: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for number in range(rounds):
        broken = _damage(seeds[number % len(seeds)], rng)
        begun = time.monotonic()
        ended = reason(broken, door, max_side=64 if number % 3 else None).split(":")[0]
        assert ended in CLEAN | {"opened"}, (seed, number, ended)
        assert time.monotonic() - begun < 5


def test_damaged_bytes_end_as_opened_or_a_named_refusal(
    door: Door, scene: Pixels, encode: Encode, reason: Reason
) -> None:
    _check_damage(door, _seeds(scene, encode), reason, 400, 11)
    assert door.open(encode(scene)).width == 96


@pytest.mark.deep
def test_much_damage_ends_as_opened_or_a_named_refusal(
    door: Door, scene: Pixels, encode: Encode, reason: Reason
) -> None:
    _check_damage(door, _seeds(scene, encode), reason, 10_000, 12)


def _check_corpus(reason: Reason, files: list[Path]) -> None:
    for path in files:
        begun = time.monotonic()
        ended = reason(path).split(":")[0]
        assert ended in CLEAN | {"opened"}, (path.name, ended)
        assert time.monotonic() - begun < 5, path.name


def _corpus() -> list[Path]:
    files = sorted((SHARED / "malformed").iterdir()) if (SHARED / "malformed").is_dir() else []
    if not files:
        pytest.skip("the malformed corpus is not on this machine")
    return files


def test_a_sample_of_the_malformed_corpus(reason: Reason) -> None:
    _check_corpus(reason, _corpus()[::5])


@pytest.mark.deep
def test_all_of_the_malformed_corpus(reason: Reason) -> None:
    _check_corpus(reason, _corpus())


def test_sniffing_never_fails() -> None:
    rng = np.random.default_rng(2)
    heads: list[Any] = [b"", b"\xff\xd8\xff", b"RIFF", b"\0\0\0\x18ftyp", b"<?xml", b"II*\0"]
    for number in range(2000):
        data = heads[number % len(heads)] + rng.bytes(int(rng.integers(0, 40)))
        assert sniff(data)
    assert sniff(b"\0\0\0\x18ftypisom\0\0\0\0isommp42") == "video"
    assert sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic") == "heic"
    assert sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif") == "avif"
    assert sniff(b"\0\0\0\x14ftypmif1\0\0\0\0mif1") == "heif"
    assert sniff(b'<?xml version="1.0"?><svg xmlns="x"/>') == "svg"
