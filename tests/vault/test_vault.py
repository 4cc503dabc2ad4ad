"""A vault keeps the same bytes once, gives them back whole or not at all, and tells nothing."""

from __future__ import annotations

import hashlib
import io
import itertools
import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.errors import InputError, SpaceError, StoreError
from nomina.vault import FileIndex, Kept, Master, Vault
from nomina.vault.master import Content
from nomina.vault.stream import CHUNK, padded, sealed
from tests.vault.vaults import (
    CHEAP,
    OTHER,
    SECRET,
    MemoryObjects,
    Trickle,
    again,
    age,
    files,
    index_file,
    later,
    made,
    noon,
)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(params=["folder", "memory"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vault]:
    if request.param == "folder":
        found = made(tmp_path / "v")
    else:
        objects = MemoryObjects()
        master = Master.made(SECRET, objects.id, CHEAP)
        index = FileIndex.create(tmp_path / "i", objects.id, master.card)
        found = Vault(objects, index, master, noon)
    with found:
        yield found


def names(vault: Vault) -> set[str]:
    return {name for name, _ in vault.objects.names()}


@pytest.mark.parametrize("size", [0, 1, 1025, CHUNK, 2 * CHUNK + 3])
@pytest.mark.parametrize("how", ["bytes", "file", "stream"])
def test_what_is_kept_comes_back(vault: Vault, size: int, how: str) -> None:
    data = bytes(n % 251 for n in range(size))
    sources: dict[str, Any] = {"bytes": data, "file": io.BytesIO(data), "stream": Trickle(data)}
    assert vault.keep(sources[how]) == Kept(sha(data), size, new=True)
    assert vault.read(sha(data)) == data
    assert b"".join(vault.pieces(sha(data))) == data
    assert vault.has([sha(data), sha(b"?")]) == {sha(data)}
    assert list(vault.verify()) == []


def test_the_same_bytes_are_kept_once_however_they_come(vault: Vault) -> None:
    data = b"photo" * 1000
    sources: list[Any] = [data, data, io.BytesIO(data), Trickle(data)]
    kept = [vault.keep(source) for source in sources]
    assert [x.new for x in kept] == [True, False, False, False]
    assert len({x.digest for x in kept}) == len(names(vault)) == len(vault.index) == 1


def test_what_is_there_is_not_written_again(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"photo" * 1000
    vault.keep(data)

    def full(name: str, pieces: object) -> None:
        raise SpaceError("full")

    monkeypatch.setattr(vault.objects, "put", full)
    assert not vault.keep(data).new
    assert not vault.keep(io.BytesIO(data)).new
    with pytest.raises(SpaceError):
        vault.keep(b"other")


def test_an_object_that_is_sound_and_not_of_its_digest_is_refused(vault: Vault) -> None:
    """As an error in the memory of whoever kept it would leave it: sealed whole, and wrong."""
    content = Content(bytes(32), hashlib.sha256(b"meant").digest(), 5)
    name = "5" * 32
    vault.objects.put(name, sealed(content.key, vault._bound(name), [b"moant"]))
    assert vault.index.add(vault._sealed(content, name))
    with pytest.raises(StoreError, match="changed or cut"):
        vault.read(sha(b"meant"))
    assert [fault.kind for fault in vault.verify()] == ["damaged"]


def test_a_stream_is_read_from_where_it_stands(vault: Vault) -> None:
    source = io.BytesIO(b"head and tail")
    source.seek(5)
    assert vault.keep(source).digest == sha(b"and tail")


def test_a_file_that_changes_while_it_is_read_is_kept_as_it_was_sealed(vault: Vault) -> None:
    class Changing(io.BytesIO):
        def seek(self, place: int, how: int = 0) -> int:
            if place == 0 and how == 0:
                self.getbuffer()[:1] = b"J"
            return super().seek(place, how)

    kept = vault.keep(Changing(b"jellyfish"))
    assert kept.digest == sha(b"Jellyfish")
    assert vault.read(kept.digest) == b"Jellyfish"
    assert list(vault.verify()) == []


def test_a_source_that_cannot_be_read_is_no_fault_of_the_vault(vault: Vault) -> None:
    class Broken(Trickle):
        def read(self, size: int = -1) -> bytes:
            if self._at:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(InputError, match="cannot be read"):
        vault.keep(Broken(b"x" * 5000))  # type: ignore[arg-type]
    assert names(vault) == set()
    assert vault.keep(b"x").new


@pytest.mark.parametrize("digest", ["", "ab", "G" * 64, "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_digest_is_refused(vault: Vault, digest: str) -> None:
    for act in (vault.read, vault.forget, lambda x: vault.has([x])):
        with pytest.raises(InputError, match="no SHA-256"):
            act(digest)


def test_what_is_not_kept_is_not_read(vault: Vault) -> None:
    with pytest.raises(StoreError, match="holds nothing"):
        vault.read(sha(b"never"))
    assert not vault.forget(sha(b"never"))


def test_the_forgotten_cannot_be_read_from_a_copy_of_the_objects(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    digest, stays = vault.keep(b"of a family").digest, vault.keep(b"stays").digest
    shutil.copytree(tmp_path / "v", tmp_path / "copy")
    assert vault.forget(digest)
    assert not vault.forget(digest)
    assert vault.has([digest, stays]) == {stays}
    assert len(names(vault)) == len(vault.index) == 1
    shutil.copy(index_file(tmp_path / "v"), index_file(tmp_path / "copy"))
    copy = again(tmp_path / "copy")
    with pytest.raises(StoreError, match="holds nothing"):
        copy.read(digest)
    assert [x.kind for x in copy.verify()] == ["orphan"]
    assert copy.read(stays) == b"stays"
    assert vault.keep(b"of a family").new


def test_inside_a_transaction_nothing_is_done_before_its_end(vault: Vault) -> None:
    old = vault.keep(b"old").digest

    def undone() -> None:
        with vault.index.transaction():
            vault.keep(b"new")
            vault.forget(old)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert vault.has([old, sha(b"new")]) == {old}
    assert vault.read(old) == b"old"
    assert [x.kind for x in vault.verify()] == ["orphan"]
    with vault.index.transaction():
        vault.keep(b"new")
        vault.forget(old)
    assert vault.has([old, sha(b"new")]) == {sha(b"new")}
    assert [x.kind for x in vault.verify()] == ["orphan"]


def test_the_key_goes_before_the_bytes(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = vault.keep(b"x").digest

    def fails(name: str) -> None:
        raise StoreError("the disk failed")

    monkeypatch.setattr(vault.objects, "remove", fails)
    with pytest.raises(StoreError, match="the disk failed"):
        vault.forget(digest)
    assert vault.has([digest]) == set()
    assert [x.kind for x in vault.verify()] == ["orphan"]


def test_two_at_once_with_the_same_bytes_leave_one_object(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other is done between our look and our row."""
    other = Vault(vault.objects, vault.index, vault._master, noon)
    put = vault.objects.put

    def slow(name: str, pieces: Iterator[bytes]) -> None:
        put(name, pieces)
        monkeypatch.setattr(vault.objects, "put", put)
        assert other.keep(b"same").new

    monkeypatch.setattr(vault.objects, "put", slow)
    assert not vault.keep(b"same").new
    assert len(names(vault)) == len(vault.index) == 1
    assert vault.read(sha(b"same")) == b"same"


def test_a_row_that_was_not_added_leaves_an_orphan_and_its_object_is_collected(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.keep(b"stays")
    with monkeypatch.context() as patch:

        def full(row: object) -> bool:
            raise SpaceError("full")

        patch.setattr(vault.index, "add", full)
        with pytest.raises(SpaceError):
            vault.keep(b"new")
    [fault] = vault.verify()
    assert fault.kind == "orphan"
    assert fault.name in names(vault)
    assert fault.put is not None
    monkeypatch.setattr(vault, "_now", lambda: fault.put + timedelta(hours=23))
    assert vault.collect() == 0
    with pytest.raises(ValueError, match="younger"):
        vault.collect(timedelta(hours=23))
    monkeypatch.setattr(vault, "_now", later)
    assert vault.collect() == 1
    assert list(vault.verify()) == []
    assert vault.read(sha(b"stays")) == b"stays"


def test_a_missing_object_is_named_and_healed_by_its_original(vault: Vault) -> None:
    digest = vault.keep(b"photo").digest
    vault.keep(b"other")
    row = next(x for x in vault.index.rows() if x.tag == vault._master.tag(bytes.fromhex(digest)))
    vault.objects.remove(row.name)
    [fault] = vault.verify()
    assert (fault.kind, fault.name, fault.digest) == ("missing", row.name, digest)
    with pytest.raises(StoreError, match="gone"):
        vault.read(digest)
    assert vault.has([digest]) == {digest}, "a missing object is never a deletion"
    assert vault.keep(b"photo") == Kept(digest, 5, new=True)
    assert vault.read(digest) == b"photo"
    assert list(vault.verify()) == []


def test_a_damaged_object_is_named_and_healed_when_asked_to_check(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    digest = vault.keep(b"photo").digest
    [path] = files(tmp_path / "v")
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    [fault] = vault.verify()
    assert (fault.kind, fault.name, fault.digest) == ("damaged", path.name, digest)
    assert not vault.keep(b"photo").new
    with pytest.raises(StoreError, match="changed or cut") as refused:
        vault.read(digest)
    assert path.name in refused.value.where
    assert digest in refused.value.where
    assert vault.keep(b"photo", check=True).new
    assert not vault.keep(b"photo", check=True).new
    assert vault.read(digest) == b"photo"
    assert list(vault.verify()) == []
    assert len(files(tmp_path / "v")) == 1


def test_objects_that_changed_places_are_refused(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    digests = [vault.keep(x).digest for x in (b"one photo", b"two photo")]
    one, two = files(tmp_path / "v")
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    for digest in digests:
        with pytest.raises(StoreError, match="changed or cut"):
            vault.read(digest)
    assert [x.kind for x in vault.verify()] == ["damaged", "damaged"]


def test_rows_that_changed_places_or_were_edited_are_refused(vault: Vault) -> None:
    for data in (b"one photo", b"two photo"):
        vault.keep(data)
    one, two = vault.index.rows()
    forged = [
        replace(one, sealed=two.sealed),
        replace(one, name="f" * 32),
        replace(one, kept_at=one.kept_at + timedelta(microseconds=1)),
    ]
    for row in forged:
        assert vault.index.swap(row, next(iter(vault.index.rows())).name)
        faults = [x.kind for x in vault.verify() if x.kind != "orphan"]
        assert faults == ["damaged"], row
        vault.index.swap(one, row.name)
    assert list(vault.verify()) == []


def test_objects_and_index_of_two_vaults_do_not_open(tmp_path: Path) -> None:
    made(tmp_path / "a").keep(b"x")
    made(tmp_path / "b").keep(b"x")
    shutil.copy(index_file(tmp_path / "b"), index_file(tmp_path / "a"))
    with pytest.raises(StoreError, match="different vaults"):
        again(tmp_path / "a")


def test_a_store_that_vanishes_is_no_list_of_missing_objects(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    digest = vault.keep(b"x").digest
    (tmp_path / "v" / "objects").rename(tmp_path / "away")
    for act in (
        lambda: list(vault.verify()),
        lambda: vault.read(digest),
        lambda: vault.keep(b"x"),
        lambda: vault.keep(b"y"),
        vault.collect,
        lambda: again(tmp_path / "v"),
    ):
        with pytest.raises(StoreError, match="nothing was changed"):
            act()
    assert len(vault.index) == 1
    (tmp_path / "away").rename(tmp_path / "v" / "objects")
    assert list(vault.verify()) == []
    assert vault.read(digest) == b"x"


def test_rotated_it_opens_with_the_new_passphrase_alone(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    data = [f"{n}".encode() * 50 for n in range(12)]
    digests = [vault.keep(x).digest for x in data]
    before = {path: path.read_bytes() for path in files(tmp_path / "v")}
    late = again(tmp_path / "v")
    assert vault.rotate(OTHER) == 12
    assert {path: path.read_bytes() for path in files(tmp_path / "v")} == before
    assert [vault.read(x) for x in digests] == data, "the one who rotated goes on"
    assert not vault.keep(data[0]).new
    with pytest.raises(InputError, match="not the passphrase"):
        again(tmp_path / "v")
    new = again(tmp_path / "v", OTHER)
    assert [new.read(x) for x in digests] == data
    assert list(new.verify()) == []
    for act in (
        lambda: late.keep(b"late"),
        lambda: late.read(digests[0]),
        lambda: list(late.verify()),
        lambda: late.rotate(SECRET),
    ):
        with pytest.raises(StoreError, match="rotated meanwhile"):
            act()
    assert [x.kind for x in new.verify()] == ["orphan"]


def test_forgotten_and_rotated_an_old_copy_needs_the_old_passphrase(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    digest = vault.keep(b"of a family").digest
    shutil.copytree(tmp_path / "v", tmp_path / "copy")
    vault.forget(digest)
    vault.rotate(OTHER)
    with pytest.raises(InputError, match="not the passphrase"):
        again(tmp_path / "copy", OTHER)
    assert again(tmp_path / "copy").read(digest) == b"of a family", "and the page says so"


def test_nothing_in_the_folder_tells_what_is_kept(tmp_path: Path) -> None:
    """Neither bytes, nor digests in any spelling, nor exact sizes, nor the passphrase."""
    root = tmp_path / "v"
    vault = made(root)
    contents = [b"planted %d " % n * 60_000 for n in range(3)]
    for data in contents:
        vault.keep(data)
    planted = [SECRET, SECRET.hex().encode(), b"planted", *(x[:24] for x in contents)]
    for data in contents:
        for name in ("sha256", "sha1", "md5", "sha512"):
            digest = hashlib.new(name, data).digest()
            planted += [digest, digest.hex().encode(), digest.hex().upper().encode()]
        planted += [str(len(data)).encode(), len(data).to_bytes(8, "big")]
    everything = b"\n".join(
        str(path.relative_to(root)).encode()
        + b"\n"
        + (path.read_bytes() if path.is_file() else b"")
        for path in sorted(root.rglob("*"))
    )
    assert not [x for x in planted if x in everything]
    sizes = {path.stat().st_size for path in files(root)}
    assert sizes.isdisjoint({len(data) + extra for data in contents for extra in range(200)})
    assert sizes == {8 + padded(len(contents[0])) + 16 * -(-padded(len(contents[0])) // CHUNK)}
    twin = made(tmp_path / "w")
    for data in contents:
        twin.keep(data)
    ours, theirs = ({path.name for path in files(x)} for x in (root, tmp_path / "w"))
    assert ours.isdisjoint(theirs)


def test_it_can_be_read_by_hand_as_the_page_says(tmp_path: Path) -> None:
    """Another reader, from the page alone: hashlib's scrypt, sqlite3 and AES-GCM."""
    vault = made(tmp_path / "v")
    data = b"evidence" * 50_000
    vault.keep(data)
    db = sqlite3.connect(index_file(tmp_path / "v"))
    store, card_id = db.execute("select store, master from vault").fetchone()
    salt, n, r, p = db.execute(
        "select salt, n, r, p from master where id = ?", (card_id,)
    ).fetchone()
    tag, name, row, kept_at = db.execute("select tag, name, sealed, kept_at from object").fetchone()
    db.close()
    master = AESGCM(hashlib.scrypt(SECRET, salt=salt, n=n, r=r, p=p, dklen=32))
    bound = f"row\n{store}\n{tag}\n{name}\n{kept_at}".encode()
    plain = master.decrypt(row[:12], row[12:], bound)
    key, digest, size = plain[:32], plain[32:64], int.from_bytes(plain[64:], "big")
    body = (tmp_path / "v" / "objects" / name[:2] / name).read_bytes()[8:]
    found = b""
    for number in itertools.count():
        chunk, body = body[: CHUNK + 16], body[CHUNK + 16 :]
        nonce = number.to_bytes(11, "big") + (b"\0" if body else b"\1")
        found += AESGCM(key).decrypt(nonce, chunk, f"NOMVLT01{store}\n{name}".encode())
        if not body:
            break
    assert found[:size] == data
    assert hashlib.sha256(data).digest() == digest


def test_no_two_objects_share_a_key_or_a_name(vault: Vault) -> None:
    keys = set()
    for _ in range(3):
        digest = vault.keep(b"the same").digest
        [row] = vault.index.rows()
        keys.add((vault._unsealed(row).key, row.name))
        vault.forget(digest)
    assert len({key for key, _ in keys}) == len({name for _, name in keys}) == 3


def test_memory_stays_small_however_large_the_file(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    size = 48 << 20
    with (tmp_path / "large").open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    try:
        with (tmp_path / "large").open("rb") as source:
            digest = vault.keep(source).digest
        assert sum(map(len, vault.pieces(digest))) == size
        assert list(vault.verify()) == []
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


def test_progress_counts_every_row(vault: Vault) -> None:
    class Counted:
        def __init__(self) -> None:
            self.said: list[object] = []

        def begin(self, label: str, total: int, done: int = 0) -> None:
            self.said.append(total)

        def advance(self, steps: int = 1) -> None:
            self.said.append("+")

        def end(self) -> None:
            self.said.append("end")

    for data in (b"1", b"2", b"3"):
        vault.keep(data)
    counted = Counted()
    assert list(vault.verify(counted)) == []
    vault.rotate(OTHER, progress=counted)
    assert counted.said == [3, "+", "+", "+", "end"] * 2


def test_a_vault_is_made_once_and_only_in_a_folder_of_its_own(tmp_path: Path) -> None:
    made(tmp_path / "v").keep(b"x")
    with pytest.raises(StoreError, match="already"):
        made(tmp_path / "v")
    index_file(tmp_path / "v").rename(tmp_path / "index")
    with pytest.raises(StoreError, match="index with the keys is gone"):
        made(tmp_path / "v")
    (tmp_path / "index").rename(index_file(tmp_path / "v"))
    assert again(tmp_path / "v").read(sha(b"x")) == b"x"
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(InputError, match="not empty"):
        made(tmp_path / "w")


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from("kfrc"), st.integers(0, 4)), max_size=25))
def test_whatever_is_done_it_is_like_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    objects = MemoryObjects()
    master = Master.made(SECRET, objects.id, CHEAP)
    index = FileIndex.create(tmp_path_factory.mktemp("v") / "i", objects.id, master.card)
    vault, model = Vault(objects, index, master, later), {}
    for act, n in acts:
        data = bytes([n]) * (n * 700)
        if act == "k":
            assert vault.keep(data).new == (sha(data) not in model)
            model[sha(data)] = data
        elif act == "f":
            assert vault.forget(sha(data)) == (model.pop(sha(data), None) is not None)
        elif act == "r":
            vault.rotate(f"passphrase number {n} of five".encode())
        else:
            assert vault.collect() == 0
        assert {x: vault.read(x) for x in model} == model
        assert vault.has(sha(bytes([k]) * (k * 700)) for k in range(5)) == set(model)
    assert list(vault.verify()) == []
    assert len(objects.held) == len(model)
    index.close()


def test_an_old_half_of_a_killed_writer_is_collected(tmp_path: Path) -> None:
    vault = made(tmp_path / "v")
    half = tmp_path / "v" / "objects" / "3f" / ".nomina-0.part"
    half.write_bytes(b"half")
    assert again(tmp_path / "v").collect() == 0
    age(half, 800)
    assert vault.collect() == 1
    assert not half.exists()
