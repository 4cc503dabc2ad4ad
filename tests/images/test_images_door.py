"""The door itself: what it promises whatever a decoder does."""

import errno
import hashlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.errors import ImageRefused
from nomina.images import Door, Limits
from nomina.images.refusals import REASONS

Pixels = NDArray[np.uint8]
Encode = Callable[..., bytes]
Reason = Callable[..., str]
linux = pytest.mark.skipif(sys.platform != "linux", reason="a protection that Linux has")


@pytest.fixture(scope="module")
def rehearsing() -> Iterator[Door]:
    with Door(limits=Limits(seconds=0.3), _rehearsals=True) as door:
        yield door


def rehearse(door: Door, job: str, **more: Any) -> dict[str, Any]:
    with door._borrow() as worker:
        return worker.ask({"job": job, "max_side": None, **more}, b"")[0]


def refused(door: Door, job: str, **more: Any) -> str:
    with pytest.raises(ImageRefused) as raised:
        rehearse(door, job, **more)
    return raised.value.reason


def test_a_png_comes_back_pixel_for_pixel_with_its_intake_numbers(
    door: Door, encode: Encode
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (31, 47, 3), np.uint8)
    data = encode(pixels)
    photo = door.open(data)
    assert np.array_equal(photo.pixels, pixels)
    assert (photo.width, photo.height, photo.scale, photo.format) == (47, 31, 1.0, "png")
    assert (photo.sha256, photo.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))


@linux
def test_all_protections_are_in_force_on_linux(door: Door) -> None:
    assert set(door.protections) == {
        "separate-process",
        "empty-environment",
        "wall-clock-limit",
        "memory-limit",
        "no-file-writes",
        "no-core-dumps",
        "no-new-files",
        "ends-with-parent",
        "no-new-privileges",
        "system-call-filter",
    }


@linux
@pytest.mark.parametrize("job", ["socket", "fork", "exec", "file", "kill"])
def test_the_decoder_is_denied_network_programs_and_files(rehearsing: Door, job: str) -> None:
    assert rehearse(rehearsing, job) == {"errno": errno.EPERM}


@linux
def test_the_decoder_has_no_environment_and_no_other_files(door: Door) -> None:
    with door._borrow() as worker:
        process = Path(f"/proc/{worker.pid}")
        status = (process / "status").read_text()
        if os.getuid() == 0:  # it is not dumpable: only root may look
            given = (process / "environ").read_bytes().split(b"\0")
            names = {part.split(b"=")[0] for part in given}
            assert names <= {b"", b"OPENBLAS_NUM_THREADS", b"OMP_NUM_THREADS", b"LC_CTYPE"}
            assert len(list((process / "fd").iterdir())) == 4
            assert b"nomina/faces" not in (process / "maps").read_bytes()
            assert b"onnx" not in (process / "maps").read_bytes()
    assert "Seccomp:\t2" in status
    assert "NoNewPrivs:\t1" in status


def test_rehearsals_are_off_in_a_real_door(door: Door, encode: Encode, scene: Pixels) -> None:
    assert door._rehearsals is False
    with Door(limits=Limits(seconds=0.2)) as other:
        assert refused(other, "die") == "too-slow"  # the job is not answered at all
        assert other.open(encode(scene)).width == 96


@pytest.mark.parametrize(
    ("job", "wanted"),
    [
        ({"job": "die"}, "decoder-died"),
        ({"job": "sleep", "seconds": 30}, "too-slow"),
        ({"job": "spin"}, "too-slow"),
        ({"job": "lie", "answer": {"shape": [9, 9, 4]}}, "decoder-died"),
        ({"job": "lie", "answer": {"shape": [10**6, 10**6, 3]}}, "decoder-died"),
        ({"job": "lie", "answer": {"shape": [9, 9, 3]}}, "too-slow"),  # and then no pixels
        ({"job": "lie", "answer": {"long": "x" * 99_999}}, "decoder-died"),
    ],
)
def test_a_decoder_that_fails_is_ended_and_the_photo_refused(
    rehearsing: Door, job: Any, wanted: str
) -> None:
    begun = time.monotonic()
    assert refused(rehearsing, **job) == wanted
    assert time.monotonic() - begun < 4


def test_after_every_failure_the_next_photo_opens(
    rehearsing: Door, encode: Encode, scene: Pixels
) -> None:
    for job in ("die", "spin"):
        refused(rehearsing, job)
        assert np.array_equal(rehearsing.open(encode(scene)).pixels, scene)


def test_an_interrupt_from_the_keyboard_does_not_reach_the_decoder(
    door: Door, encode: Encode, scene: Pixels
) -> None:
    door.open(encode(scene))
    pid = door._idle[0].pid
    os.kill(pid, signal.SIGINT)
    time.sleep(0.1)
    assert door.open(encode(scene)).width == 96
    assert door._idle[0].pid == pid


@linux
def test_a_memory_bomb_meets_its_limit(rehearsing: Door, encode: Encode, scene: Pixels) -> None:
    assert rehearse(rehearsing, "memory", blocks=30) == {"done": 30}
    assert rehearse(rehearsing, "memory", blocks=70) == {"refused": "memory"}
    assert rehearsing.open(encode(scene)).width == 96


@linux
def test_a_photo_over_the_memory_limit_is_refused_by_name(encode: Encode, reason: Reason) -> None:
    flat = encode(np.zeros((2500, 2500, 3), np.uint8))
    with Door(limits=Limits(memory_bytes=20 * 2**20)) as small:
        assert reason(flat, small) == "memory"
        assert reason(encode(np.zeros((40, 40, 3), np.uint8)), small) == "opened"


@linux
def test_a_decoder_killed_at_work_is_replaced(encode: Encode, scene: Pixels) -> None:
    with Door(limits=Limits(seconds=8.0), _rehearsals=True) as door, ThreadPoolExecutor(1) as pool:
        with door._borrow() as worker:
            pid = worker.pid
        asked = pool.submit(refused, door, "sleep", seconds=7)
        time.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        assert asked.result(timeout=5) == "decoder-died"
        assert door.open(encode(scene)).width == 96
        with door._borrow() as worker:
            os.kill(worker.pid, signal.SIGKILL)  # and one that dies while nothing is asked
        time.sleep(0.1)
        assert door.open(encode(scene)).width == 96


def test_threads_share_a_door(encode: Encode) -> None:
    photos = [np.full((20 + n, 30, 3), n * 9, np.uint8) for n in range(24)]
    with Door(workers=2) as door, ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda pixels: door.open(encode(pixels)).pixels, photos))
        assert len(door._idle) <= 2
    assert all(np.array_equal(*pair) for pair in zip(opened, photos, strict=True))


def test_a_decoder_outlives_the_thread_that_started_it(encode: Encode, scene: Pixels) -> None:
    with Door() as door:
        pids = set()

        def look() -> None:
            door.open(encode(scene))
            pids.add(door._idle[0].pid)

        for _ in range(2):
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
            time.sleep(0.05)
        assert len(pids) == 1


def _in_child(door: Door, data: bytes, answers: Any) -> None:
    answers.put((door.open(data).width, door._idle[0].pid))
    door.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_starts_its_own_decoders(encode: Encode, scene: Pixels) -> None:
    context = multiprocessing.get_context("fork")
    with Door() as door:
        assert door.open(encode(scene)).width == 96
        mine = door._idle[0].pid
        answers = context.SimpleQueue()
        child = context.Process(target=_in_child, args=(door, encode(scene), answers))
        child.start()
        width, theirs = answers.get()
        child.join()
        assert (width, child.exitcode) == (96, 0)
        assert theirs != mine
        assert door.open(encode(scene)).width == 96
        assert door._idle[0].pid == mine


@linux
def test_decoders_end_with_their_door_and_with_their_process(encode: Encode, scene: Pixels) -> None:
    with Door() as door:
        door.open(encode(scene))
        pid = door._idle[0].pid
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(ValueError, match="closed"):
        door.open(encode(scene))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        other = Door()
        other.open(encode(scene))
        os.write(writer, str(other._idle[0].pid).encode())
        os._exit(0)  # without closing
    os.waitpid(child, 0)
    orphan = Path(f"/proc/{int(os.read(reader, 20))}/stat")
    os.close(reader)
    os.close(writer)
    for _ in range(100):
        if not orphan.exists() or ") Z" in orphan.read_text():
            break
        time.sleep(0.02)
    else:
        pytest.fail("the decoder outlived its process")


def test_what_cannot_be_a_photo_is_refused_by_name(
    tmp_path: Path, encode: Encode, scene: Pixels, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "dangling.jpg").symlink_to(tmp_path / "gone.jpg")
    (tmp_path / "folder.jpg").mkdir()
    assert reason(b"") == "empty"
    assert reason(tmp_path / "empty.jpg") == "empty"
    assert reason(tmp_path / "gone.jpg") == "not-found"
    assert reason(tmp_path / "dangling.jpg") == "not-found"
    assert reason(tmp_path / "folder.jpg") == "not-a-file"
    assert reason(tmp_path / ("x" * 300)) == "unreadable"
    assert reason(tmp_path / "nul\0byte") == "not-found"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.jpg")
        assert reason(tmp_path / "pipe.jpg") == "not-a-file"
    (tmp_path / "photo.png").write_bytes(encode(scene))
    with Door(limits=Limits(max_bytes=100)) as small:
        assert reason(tmp_path / "photo.png", small) == "too-large"
        assert reason(encode(scene), small) == "too-large"
    with Door(limits=Limits(max_pixels=96 * 64 - 1)) as small:
        assert reason(encode(scene), small) == "too-large"
        assert reason(encode(scene), small, max_side=9) == "too-large"

    def denied(*_: Any) -> int:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr("nomina.images.door.os.open", denied)
    assert reason(tmp_path / "photo.png") == "unreadable"


def test_a_link_to_a_photo_is_followed_and_noted(
    tmp_path: Path, encode: Encode, scene: Pixels, door: Door
) -> None:
    (tmp_path / "photo.png").write_bytes(encode(scene))
    (tmp_path / "link.png").symlink_to("photo.png")
    assert door.open(tmp_path / "link.png").notes == ("symbolic-link",)
    assert door.open(tmp_path / "photo.png").notes == ()


@linux
def test_shapes_that_no_photo_can_have_are_not_believed(rehearsing: Door) -> None:
    with rehearsing._borrow() as worker:
        assert worker._size([2, 5, 3], 5) == 30
        for shape in ([-1, 5, 3], [2, 6, 3], [0, 1, 3], "wide", [2, 2], None, [2, 2, 4]):
            with pytest.raises(ValueError, match=r"shape|larger"):
                worker._size(shape, 5)


def test_a_refusal_says_where_and_what_to_do(tmp_path: Path, door: Door) -> None:
    (tmp_path / "words.jpg").write_bytes(b"only words")
    with pytest.raises(ImageRefused) as raised:
        door.open(tmp_path / "words.jpg")
    assert str(raised.value) == "words.jpg: this is not a picture."
    assert str(tmp_path) not in str(raised.value)


def test_every_reason_is_in_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "images.md").read_text(encoding="utf-8")
    assert [reason for reason in REASONS if f"`{reason}" not in page] == []
