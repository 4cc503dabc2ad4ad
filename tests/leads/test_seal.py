"""The sealed log: cut anywhere it goes on, changed anywhere it says so."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.errors import NominaError, SpaceError, StoreError
from nomina.leads.seal import SealedLog

KEY = bytes(range(32))
HEAD, MARK = 40, 36  # bytes, as the module says
OVERHEAD = 4 + 12 + 4 + 16  # length, nonce, crc, tag


def records_of(path: Path, key: bytes = KEY) -> list[bytes]:
    """Read a log as a new run would, without writing to it."""
    log = SealedLog(path, key)
    try:
        return [record for _, record in log.read()]
    finally:
        os.close(log._handle)
        log._handle = -1


def written(path: Path, records: list[bytes], sync_after: tuple[int, ...] = ()) -> list[int]:
    """Write a log without the mark of a tidy end; give the file's size after each record."""
    log = SealedLog(path, KEY)
    assert list(log.read()) == []
    log._since = 0
    sizes = []
    for count, record in enumerate(records, start=1):
        log.append(record)
        sizes.append(path.stat().st_size)
        if count in sync_after:
            log.sync()
    os.close(log._handle)
    log._handle = -1
    return sizes


@settings(max_examples=20)
@given(st.lists(st.binary(max_size=80), max_size=70))
def test_what_is_appended_is_read_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    log = SealedLog(path, KEY)
    assert list(log.read()) == []
    places = [log.append(record) for record in records]
    assert [log.at(place) for place in places] == records
    log.close()
    log.close()
    again = SealedLog(path, KEY)
    assert list(again.read()) == list(zip(places, records, strict=True))
    size = path.stat().st_size
    again.close()
    assert path.stat().st_size == size  # nothing new, so nothing is written


def test_cut_at_every_byte_it_reads_the_records_before_the_cut(tmp_path: Path) -> None:
    records = [bytes([n]) * (n * 7 % 23) for n in range(9)]
    sizes = written(tmp_path / "whole", records, sync_after=(4, 7))
    data = (tmp_path / "whole").read_bytes()
    assert len(data) == sizes[-1] == HEAD + sum(OVERHEAD + len(x) for x in records) + 2 * MARK
    path = tmp_path / "cut"
    for length in range(len(data) + 1):
        path.write_bytes(data[:length])
        whole = sum(size <= length for size in sizes)
        assert records_of(path) == records[:whole], length
        if length % 11:
            continue
        log = SealedLog(path, KEY)  # and it goes on from there
        assert len(list(log.read())) == whole
        log.append(b"next")
        log.close()
        assert records_of(path) == [*records[:whole], b"next"]


def test_a_flipped_bit_is_refused_where_it_was_safe_and_cut_where_not(tmp_path: Path) -> None:
    records = [b"one", b"second", b"the third", b"4"]
    sizes = written(tmp_path / "whole", records, sync_after=(3,))
    data = (tmp_path / "whole").read_bytes()
    path = tmp_path / "flipped"
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        if place < sizes[2]:  # the head or a record before the mark
            with pytest.raises(StoreError, match="changed or is not of this key"):
                records_of(path)
            assert path.read_bytes() == changed, place  # nothing of it was cut
        else:  # in the mark itself, or in what no mark vouches for
            assert records_of(path) == records[:3]


def test_moved_swapped_and_cut_out_records_are_refused(tmp_path: Path) -> None:
    records = [b"aaaa", b"bbbb", b"cccccc"]
    sizes = written(tmp_path / "whole", records, sync_after=(3,))
    data = (tmp_path / "whole").read_bytes()
    ends = [HEAD, *sizes]
    head, tail = data[:HEAD], data[sizes[-1] :]
    one, two, three = (data[a:b] for a, b in pairwise(ends))
    forged = {
        "equal ones swapped": head + two + one + three + tail,
        "unequal ones swapped": head + one + three + two + tail,
        "one twice": head + one + one + three + tail,
        "one cut out": head + two + three + tail,
        "the mark put earlier": head + one + tail + two + three,
    }
    for name, content in forged.items():
        path = tmp_path / "forged"
        path.write_bytes(content)
        with pytest.raises(StoreError, match="changed"):
            records_of(path)
        assert path.read_bytes() == content, name
    path.write_bytes(head + one + two + three + one + tail)
    assert records_of(path) == records  # what was added after all that was safe is cut
    other = tmp_path / "other"
    written(other, records, sync_after=(3,))  # the same key and places, another log
    path.write_bytes(head + other.read_bytes()[HEAD : sizes[0]] + two + three + tail)
    with pytest.raises(StoreError):
        records_of(path)


@pytest.mark.parametrize("synced", [(), (2,)])
def test_another_key_is_refused_and_destroys_nothing(
    tmp_path: Path, synced: tuple[int, ...]
) -> None:
    path = tmp_path / "log"
    written(path, [b"x", b"y"], sync_after=synced)
    with pytest.raises(StoreError, match="not of this key"):
        records_of(path, bytes(32))
    assert records_of(path) == [b"x", b"y"]


def test_another_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"a letter from someone, longer than a head of forty bytes")
    with pytest.raises(StoreError):
        SealedLog(path, KEY)
    assert path.read_bytes().startswith(b"a letter")
    with pytest.raises(StoreError, match="cannot be written"):
        SealedLog(tmp_path, KEY)


def test_a_record_that_changes_under_a_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log"
    log = SealedLog(path, KEY)
    list(log.read())
    place = log.append(b"what was kept")
    data = path.read_bytes()
    for at in range(place, len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x80
        path.write_bytes(changed)
        with pytest.raises(StoreError, match="changed"):
            log.at(place)
    path.write_bytes(data)
    assert log.at(place) == b"what was kept"
    log.close()


def fill(monkeypatch: pytest.MonkeyPatch, call: str, nth: int, code: int) -> list[int]:
    """Let the nth call fail, once, half of a write done; give the calls seen."""
    real = getattr(os, call)
    seen: list[int] = []

    def failing(handle: int, *rest: bytes) -> object:
        seen.append(handle)
        if len(seen) == nth:
            if rest:
                real(handle, rest[0][: len(rest[0]) // 2])
            raise OSError(code, os.strerror(code))
        return real(handle, *rest)

    monkeypatch.setattr(os, call, failing)
    return seen


def fill_a_log(path: Path, count: int = 40) -> None:
    """Go on where the log is until it holds so many records."""
    log = SealedLog(path, KEY)
    try:
        done = len(list(log.read()))
        for n in range(done, count):
            log.append(f"record {n}".encode())
    finally:
        log.close()


def refusal_of(path: Path) -> NominaError | None:
    try:
        fill_a_log(path)
    except NominaError as error:
        return error
    return None


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_full_at_every_write_it_says_so_and_goes_on_later(tmp_path: Path, code: int) -> None:
    wanted = [f"record {n}".encode() for n in range(40)]
    for nth in range(1, 1000):
        path = tmp_path / f"{nth}"
        with pytest.MonkeyPatch.context() as patch:
            seen = fill(patch, "write", nth, code)
            refused = refusal_of(path)
        if len(seen) >= nth:
            assert isinstance(refused, SpaceError)
            assert "no space left" in refused.what
            assert refused.todo
        kept = records_of(path)
        assert kept == wanted[: len(kept)]
        fill_a_log(path)
        assert records_of(path) == wanted
        if len(seen) < nth:
            break
        assert len(kept) >= min(nth - 3, 38)  # all before it, but for head and mark
    assert nth == 1 + 40 + 2 + 1  # the head, every record, a mark after 32 and one at the end


def test_after_a_full_disk_the_log_is_as_it_was_and_can_be_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log"
    log = SealedLog(path, KEY)
    list(log.read())
    log.append(b"before")
    size = path.stat().st_size
    with monkeypatch.context() as patch:
        fill(patch, "write", 1, errno.ENOSPC)
        with pytest.raises(SpaceError):
            log.append(b"x" * 500)
    assert path.stat().st_size == size  # also where half of it had been written
    log.append(b"after")
    log.close()
    assert records_of(path) == [b"before", b"after"]


def test_a_failed_sync_is_never_tried_again_and_nothing_is_called_safe(tmp_path: Path) -> None:
    for nth in range(1, 100):
        path = tmp_path / f"{nth}"
        with pytest.MonkeyPatch.context() as patch:
            seen = fill(patch, "fsync", nth, errno.EIO)
            refused = refusal_of(path)
        if len(seen) < nth:
            break
        assert isinstance(refused, StoreError)
        assert "cannot be written" in refused.what
        assert len(seen) == nth  # REL-04: a second sync would only seem to succeed
        assert len(records_of(path)) in {0, 32}  # only what an earlier sync had made safe
        fill_a_log(path)
        assert len(records_of(path)) == 40
    assert nth == 6  # one for the head, two for each of two marks


def test_nothing_can_be_added_after_a_failed_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SealedLog(tmp_path / "log", KEY)
    list(log.read())
    log.append(b"x")
    with monkeypatch.context() as patch:
        fill(patch, "fsync", 1, errno.EIO)
        with pytest.raises(StoreError):
            log.sync()
    for call in (log.sync, lambda: log.append(b"y")):
        with pytest.raises(StoreError):
            call()
    log.close()
    assert records_of(tmp_path / "log") == []


WRITER = """
import sys
from pathlib import Path
from nomina.leads.seal import SealedLog
log = SealedLog(Path(sys.argv[1]), bytes(range(32)))
done = len(list(log.read()))
print(done, flush=True)
for n in range(done, 10**6):
    log.append(b"%d " % n * 5000)
    print(n, flush=True)
"""


def test_killed_in_mid_write_it_goes_on(tmp_path: Path) -> None:
    path, kept = tmp_path / "log", 0
    for least in (3, 40, 11):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert int(writer.stdout.readline()) >= kept
            said = [int(writer.stdout.readline()) for _ in range(least)]
            writer.send_signal(signal.SIGKILL)
        records = records_of(path)
        assert records == [b"%d " % n * 5000 for n in range(len(records))]
        kept = len(records)
        assert kept > said[-1]  # the page cache outlives the process


def test_a_real_limit_is_said_and_the_log_stays_whole(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="no such limits on this system")
    limited = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
    path = tmp_path / "log"
    done = subprocess.run(
        [sys.executable, "-c", limited + WRITER, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SpaceError" in done.stderr
    assert "no space left" in done.stderr.splitlines()[-1]
    assert path.stat().st_size <= 300_000
    records = records_of(path)
    assert len(records) == 1 + int(done.stdout.splitlines()[-1])
    assert records == [b"%d " % n * 5000 for n in range(len(records))]
