"""Bits that rot anywhere in a vault are found and named; what is read is right or refused."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from nomina.errors import NominaError
from nomina.vault import FileIndex, Vault
from nomina.vault.folder import MARKER
from tests.vault.test_vault import sha
from tests.vault.vaults import again, files, index_file, made

CONTENTS = [b"first " * 10, b"second " * 300, b"third " * 100_000]
QUICK = 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with made(tmp_path / "v") as vault:
        for data in CONTENTS:
            vault.keep(data)
    return tmp_path / "v"


def places(size: int, few: int | None, seed: int = 1) -> Iterator[int]:
    """Give bits to flip: of every byte one, or of a few bytes drawn and of both ends."""
    rng = random.Random(seed)
    drawn = range(size) if few is None else sorted({0, size - 1, *rng.sample(range(size), few)})
    yield from (8 * place + rng.randrange(8) for place in drawn)


def flipped(path: Path, whole: bytes, bit: int) -> None:
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)


@pytest.mark.parametrize("few", [QUICK, pytest.param(None, marks=pytest.mark.deep)])
def test_a_bit_of_an_object_is_named(root: Path, few: int | None) -> None:
    vault = again(root)
    by_name = {
        row.name: data
        for row in vault.index.rows()
        for data in CONTENTS
        if row.tag == vault._master.tag(bytes.fromhex(sha(data)))
    }
    assert len(by_name) == 3
    for path in files(root):
        whole, size = path.read_bytes(), path.stat().st_size
        for bit in places(size, few if few is not None or size < 10_000 else 300):
            flipped(path, whole, bit)
            [fault] = vault.verify()
            assert (fault.kind, fault.name) == ("damaged", path.name), bit
            assert fault.digest == sha(by_name[path.name])
            with pytest.raises(NominaError):
                vault.read(fault.digest)
        path.write_bytes(whole)
        assert list(vault.verify()) == []


def seen(vault: Vault) -> tuple[bool, bool]:
    """Read all; say whether something was refused, and whether the check says so too."""
    refused = False
    for data in CONTENTS:
        try:
            assert vault.read(sha(data)) == data
        except NominaError:
            refused = True
    try:
        found = bool(list(vault.verify()))
    except NominaError:
        found = True
    return refused, found


@pytest.mark.parametrize("few", [QUICK, pytest.param(5000, marks=pytest.mark.deep)])
def test_a_bit_of_the_index_never_gives_wrong_bytes_or_goes_unnoticed(root: Path, few: int) -> None:
    """Where a file of SQLite has bits that mean nothing (free space), all is as it was."""
    path, noticed = index_file(root), 0
    whole = path.read_bytes()
    for bit in places(len(whole), few):
        flipped(path, whole, bit)
        try:
            with again(root) as vault:
                refused, found = seen(vault)
        except NominaError:
            noticed += 1
            continue
        assert found or not refused, bit
        noticed += found
    path.write_bytes(whole)
    assert seen(again(root)) == (False, False)
    assert noticed > 3


def test_rows_of_a_changed_index_come_to_an_end(root: Path) -> None:
    """Heads of pages changed bit by bit: once, SQLite gave rows going round and round."""
    path = index_file(root)
    whole = path.read_bytes()
    for page in range(4096, len(whole), 4096):
        for bit in range(8 * page, 8 * (page + 20)):
            flipped(path, whole, bit)
            try:
                with contextlib.closing(FileIndex(path)) as index:
                    assert sum(1 for _ in islice(index.rows(), 20_000)) < 20_000, bit
            except NominaError:
                pass


def test_every_byte_of_a_row_is_watched(root: Path) -> None:
    """What stands in the rows, found in the file as it is: each byte changed is noticed."""
    path = index_file(root)
    whole = path.read_bytes()
    with again(root) as vault:
        row = next(iter(vault.index.rows()))
        card = vault.index.card()
    kept_at = b"2026-11-26T12:00:00.123456+00:00"
    fields = [row.tag.encode(), row.name.encode(), row.sealed, kept_at]
    fields += [card.id.encode(), card.salt, card.lookup]
    for field in fields:
        start = whole.find(field)
        assert start >= 0
        for place in range(start, start + len(field), 7):
            flipped(path, whole, 8 * place + place % 8)
            try:
                with again(root) as vault:
                    assert seen(vault)[1], (field, place)
            except NominaError:
                pass
    path.write_bytes(whole)


def test_every_bit_of_the_marker_is_watched(root: Path) -> None:
    path = root / "objects" / MARKER
    whole = path.read_bytes()
    for bit in range(8 * len(whole)):
        flipped(path, whole, bit)
        with pytest.raises(NominaError, match="nothing was changed"):
            again(root)


@pytest.mark.parametrize("how", ["cut", "empty", "longer", "gone"])
def test_cut_lengthened_and_missing_objects_are_named(root: Path, how: str) -> None:
    for path in files(root):
        whole = path.read_bytes()
        if how == "gone":
            path.unlink()
        else:
            path.write_bytes({"cut": whole[:-1], "empty": b"", "longer": whole + b"\0"}[how])
        [fault] = again(root).verify()
        assert fault.name == path.name
        assert fault.kind == ("missing" if how == "gone" else "damaged")
        path.write_bytes(whole)


def test_an_index_of_yesterday_shows_what_it_does_not_know(root: Path) -> None:
    path = index_file(root)
    yesterday = path.read_bytes()
    with again(root) as vault:
        vault.keep(b"of today")
        vault.forget(sha(CONTENTS[0]))
    path.write_bytes(yesterday)
    faults = sorted(fault.kind for fault in again(root).verify())
    assert faults == ["missing", "orphan"]
