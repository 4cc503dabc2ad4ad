"""What a run keeps: sealed, found again, bound to its folders, and gone when it is forgotten."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from nomina.errors import FolderError, InputError, NominaError, SpaceError, StoreError
from nomina.leads import store as module
from nomina.leads.seal import SealedLog
from nomina.leads.store import FOLDER, Store, forget, work_key

TO = ("one\ntwo",)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(200))
RNG = np.random.default_rng(11)
TEMPLATES = tuple(RNG.normal(size=dim).astype(np.float32) for dim in (128, 512))
SECRETS = (
    JPEG[:8],
    JPEG[20:60],
    b"JFIF",
    b"status",
    b"B-17",
    *(part.tobytes()[at : at + 16] for part in TEMPLATES for at in (0, 64, 256)),
)


def keep_some(out: Path) -> None:
    with Store(out, TO) as store:
        store.keep("a", {"status": "face", "who": "B-17"}, TEMPLATES, JPEG)
        store.keep("b", {"status": "no-face"})
        store.keep("c", {"status": "face"}, TEMPLATES[:1])
        store.saw("bodies/B-17.jpg", [1, 2, 3, 4], "f" * 64)
        store.note("scores", {"B-17": [0.5]})


def contents(out: Path) -> dict[str, bytes]:
    return {str(x.relative_to(out)): x.read_bytes() for x in out.rglob("*") if x.is_file()}


def test_what_was_kept_is_found_again_exactly(tmp_path: Path) -> None:
    keep_some(tmp_path)
    with Store(tmp_path, TO) as store:
        assert len(store) == 3
        one, two, three = (store.get(key) for key in "abc")
        assert one is not None
        assert two is not None
        assert three is not None
        assert one.facts == {"status": "face", "who": "B-17"}
        for got, given in zip(one.templates, TEMPLATES, strict=True):
            assert got.dtype == np.float32
            assert np.array_equal(got, given)
        assert (store.crop("a"), store.crop("b"), store.crop("c")) == (JPEG, None, None)
        assert (two.templates, len(three.templates)) == ((), 1)
        assert store.digest_of("bodies/B-17.jpg", [1, 2, 3, 4]) == "f" * 64
        assert store.digest_of("bodies/B-17.jpg", [1, 2, 3, 5]) is None
        assert store.noted("scores") == {"B-17": [0.5]}
        assert "d" not in store
        assert store.get("d") is None
        assert store.crop("d") is None


def test_keeping_the_same_again_writes_nothing(tmp_path: Path) -> None:
    keep_some(tmp_path)
    before = contents(tmp_path)
    with Store(tmp_path, TO) as store:
        store.saw("bodies/B-17.jpg", [1, 2, 3, 4], "f" * 64)
        store.note("scores", {"B-17": [0.5]})
    assert contents(tmp_path) == before


def test_nothing_that_was_kept_can_be_read_on_the_disk(tmp_path: Path) -> None:
    keep_some(tmp_path)
    found = contents(tmp_path)
    assert set(found) == {".nomina/key", ".nomina/lock", ".nomina/work.log"}
    for secret in SECRETS:
        assert not [name for name, data in found.items() if secret in data], secret
    # and the search would find them: they are in the log once it is opened with the key
    log = SealedLog(tmp_path / FOLDER / "work.log", found[".nomina/key"])
    opened = b"".join(record for _, record in log.read())
    log.close()
    assert all(secret in opened for secret in SECRETS)


def test_key_log_and_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    keep_some(tmp_path)
    for path in [tmp_path / FOLDER, *(tmp_path / FOLDER).iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_forget_destroys_the_key_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_some(tmp_path)
    key_file = tmp_path / FOLDER / "key"
    key = key_file.read_bytes()
    gone: list[tuple[str, bytes]] = []
    unlink = Path.unlink

    def watching(path: Path, missing_ok: bool = False) -> None:
        gone.append((path.name, path.read_bytes() if path.name == "key" else b""))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", watching)
    assert forget(tmp_path) == 2
    assert [name for name, _ in gone] == ["key", "work.log", "lock"]
    last = gone[0][1]
    assert len(last) == 32
    assert last != key  # overwritten before it was removed
    assert not list(tmp_path.iterdir())
    assert forget(tmp_path) == 0


def test_a_key_that_cannot_be_overwritten_is_removed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_some(tmp_path)

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(module, "_overwrite", full)
        with pytest.raises(StoreError, match="cannot be removed"):
            forget(tmp_path)
    assert not (tmp_path / FOLDER / "key").exists()
    with pytest.raises(StoreError, match="key of the kept work is gone"):
        Store(tmp_path, TO)
    assert forget(tmp_path) == 1
    keep_some(tmp_path)


def test_forget_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="does not exist"):
        forget(tmp_path / "none")
    keep_some(tmp_path)
    with Store(tmp_path, TO), pytest.raises(StoreError, match="another run"):
        forget(tmp_path)
    assert (tmp_path / FOLDER / "key").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / FOLDER).symlink_to(tmp_path / FOLDER)
    with pytest.raises(StoreError, match="cannot be removed"):  # not "nothing was kept"
        forget(tmp_path / "other")
    with pytest.raises(InputError, match="cannot be written"):
        Store(tmp_path / "other", TO)


def test_halves_of_a_killed_run_go_with_the_next_run_or_are_forgotten(tmp_path: Path) -> None:
    keep_some(tmp_path)
    half = tmp_path / ".nomina-0123456789abcdef.part"
    (tmp_path / "leads.json").write_bytes(b"{}")
    half.write_bytes(b"half of the leads")
    Store(tmp_path, TO).close()
    assert not half.exists()
    half.write_bytes(b"half of the leads")
    assert forget(tmp_path) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["leads.json"]


def test_the_key_and_the_binding_are_held(tmp_path: Path) -> None:
    keep_some(tmp_path)
    with pytest.raises(StoreError, match="leads of other folders"):
        Store(tmp_path, ("three\nfour",))
    Store(tmp_path, ("three\nfour", *TO)).close()  # another spelling of the same
    key = tmp_path / FOLDER / "key"
    good = key.read_bytes()
    log = (tmp_path / FOLDER / "work.log").read_bytes()
    for bad, said in [
        (good[:31], "damaged"),
        (b"", "damaged"),
        (bytes(32), "not of this key"),
    ]:
        key.write_bytes(bad)
        with pytest.raises(StoreError, match=said):
            Store(tmp_path, TO)
    key.unlink()
    with pytest.raises(StoreError, match="key of the kept work is gone"):
        Store(tmp_path, TO)
    key.mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        Store(tmp_path, TO)
    key.rmdir()
    key.write_bytes(good)
    assert (tmp_path / FOLDER / "work.log").read_bytes() == log
    with Store(tmp_path, TO) as store:  # every refusal let the lock go and lost nothing
        assert len(store) == 3


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with Store(tmp_path, TO), pytest.raises(StoreError, match="another run"):
        Store(tmp_path, TO)


def test_full_at_every_write_the_work_before_it_stays(tmp_path: Path) -> None:
    write = os.write
    for nth in range(1, 100):
        out = tmp_path / f"{nth}"
        out.mkdir()
        seen: list[int] = []

        def full(handle: int, data: bytes, nth: int = nth, seen: list[int] = seen) -> int:
            seen.append(handle)
            if len(seen) >= nth:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return write(handle, data)

        refused: NominaError | None = None
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "write", full)
            try:
                keep_some(out)
            except SpaceError as error:
                refused = error
        if len(seen) < nth:
            break
        assert refused is not None
        assert not list(out.rglob("*.part"))
        Store(out, TO).close()
        keep_some(out)  # there is space again
        with Store(out, TO) as store:
            assert (len(store), store.crop("a")) == (3, JPEG)
    assert nth == 10  # key, head, binding, three works, file, note, mark: nine writes


def test_the_key_of_work_changes_with_photo_engine_and_box() -> None:
    keys = {work_key(p, e, b) for p in "xy" for e in "xy" for b in (None, (1, 2), (1, 3))}
    assert len(keys) == 12
    assert work_key("x", "y", None) == work_key("x", "y", None)
