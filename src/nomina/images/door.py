"""The image door: the only way by which a photo from outside becomes pixels.

Bytes go to a decoder process that has no network, no files and little memory and time; what
comes back is checked like anything from outside. A decoder that dies or hangs is replaced, and
the photo that it died of is refused by name.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from nomina.errors import ImageRefused, NominaError
from nomina.images import wire
from nomina.images.formats import ACCEPTED, PICTURES, sniff
from nomina.images.photo import Claims, Limits, Photo, clean_text
from nomina.images.refusals import refuse

try:
    fcntl: Any = importlib.import_module("fcntl")
except ImportError:  # Windows
    fcntl = None

# The packages are stood in for, so that nothing but the decoder's own modules is imported.
_BOOT = """
import json, signal, sys, types
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the programme, not one photo
home, images, parent, limits = sys.argv[1:]
for name, place in (("nomina", home), ("nomina.images", images)):
    sys.modules[name] = package = types.ModuleType(name)
    package.__path__ = [place]
from nomina.images.worker import main
main(int(parent), json.loads(limits))
"""
CODE = 200
"""Characters of a code that are kept."""
_START_SECONDS = 60.0
_SPARE_SECONDS = 0.5
_ALWAYS = ("separate-process", "empty-environment", "wall-clock-limit")


def _environment() -> dict[str, str]:
    """Give the decoder nothing of ours; Windows alone cannot start without its own root."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _widen(stream: Any) -> None:
    """Let a pipe hold 1 MiB where the system can: pixels then come in fewer, longer steps."""
    set_size = getattr(fcntl, "F_SETPIPE_SZ", None)
    if set_size is not None:
        with suppress(OSError):
            fcntl.fcntl(stream, set_size, 1 << 20)


class _Worker:
    """One decoder process and the talk with it; used by one thread at a time."""

    def __init__(self, limits: Limits, rehearsals: bool) -> None:
        here = Path(__file__).resolve().parent
        given = json.dumps(asdict(limits) | {"rehearsals": rehearsals})
        self._limits = limits
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, here.parent, here, str(self._owner), given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=here.anchor,
        )
        self.pid = self._process.pid
        _widen(self._process.stdin)
        _widen(self._process.stdout)
        self._late = False
        try:
            with self._deadline(_START_SECONDS):
                hello = wire.receive(self._out)
        except (EOFError, ValueError, OSError):
            self.end()
            raise NominaError(
                "the image decoder cannot be started",
                todo="Check the installation of Pillow and pi-heif",
            ) from None
        self.protections = tuple(str(name) for name in hello.get("protections", ()))

    @property
    def _out(self) -> Any:
        return self._process.stdout

    def _too_late(self) -> None:
        self._late = True
        self._process.kill()

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def ask(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytearray]:
        """Send one job and read its answer.

        Raises:
            ImageRefused: ``too-slow`` or ``decoder-died``; the worker is then of no more use.
        """
        try:
            with self._deadline(self._limits.seconds + _SPARE_SECONDS):
                assert self._process.stdin is not None
                wire.send(self._process.stdin, header | {"size": len(data)}, data)
                answer = wire.receive(self._out)
                body = bytearray()
                if "shape" in answer:
                    body = wire.fill(self._out, self._size(answer["shape"], header["max_side"]))
        except (EOFError, ValueError, TypeError, OSError):
            slow = self._late or self._process.poll() == -24  # SIGXCPU
            raise refuse("too-slow" if slow else "decoder-died") from None
        if self._late:
            raise refuse("too-slow")
        return answer, body

    def _size(self, shape: object, max_side: int | None) -> int:
        """Bytes of a claimed shape, if it is within what was asked for."""
        if not isinstance(shape, list) or len(shape) != 3 or shape[2] != 3:
            raise ValueError("not the shape of an RGB picture")
        height, width, _ = (int(side) for side in shape)
        if height < 1 or width < 1 or height * width > self._limits.max_pixels:
            raise ValueError("shape out of range")
        if max_side is not None and max(height, width) > max_side:
            raise ValueError("larger than asked for")
        return height * width * 3

    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process and close its pipes; in a forked child only close the pipes."""
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        else:
            self._process.returncode = 0  # the child of another process is not ours to wait for
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                assert stream is not None
                stream.close()


def _read(path: Path, max_bytes: int) -> bytes:
    """Read a regular file, links followed, never more than ``max_bytes``.

    Raises:
        ImageRefused: the file is missing, unreadable, too large, or no regular file.
    """
    where = path.name
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)  # without blocking, so that a pipe is seen to be one
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refuse("not-found", where=where) from None
    except OSError as error:
        folder = isinstance(error, IsADirectoryError) or os.path.isdir(path)  # noqa: PTH112  # never raises
        raise refuse("not-a-file" if folder else "unreadable", where=where) from None
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        os.close(handle)
        raise refuse("not-a-file", where=where)
    with os.fdopen(handle, "rb") as stream:
        if facts.st_size > max_bytes:
            raise refuse("too-large", where=where, detail=f"{facts.st_size} bytes")
        try:
            return stream.read(max_bytes + 1)
        except OSError:
            raise refuse("unreadable", where=where) from None


class Door:
    """Opens photos, each in one of a few decoder processes that are kept for the next photo.

    Safe to share between threads; as many photos are decoded at once as there are workers. A
    process that is forked off starts its own decoders. Use it as a context manager, or call
    :meth:`close`.

    Args:
        workers: decoder processes, started when first needed.
        limits: what one photo may cost.
    """

    def __init__(
        self, workers: int = 1, limits: Limits | None = None, *, _rehearsals: bool = False
    ) -> None:
        if workers < 1:
            raise ValueError("a door needs at least one worker")
        self._workers = workers
        self._limits = limits or Limits()
        self._rehearsals = _rehearsals
        self._idle: list[_Worker] = []
        self._reset()

    def _reset(self) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._free = threading.Semaphore(self._workers)
        self._closed = False
        self._protections: tuple[str, ...] | None = None
        stale, self._idle = self._idle, []
        for worker in stale:
            worker.end()

    @contextmanager
    def _borrow(self) -> Iterator[_Worker]:
        """Lend an idle worker, or a new one; one that failed is ended and not given back."""
        if self._owner != os.getpid():
            self._reset()
        if self._closed:
            raise ValueError("the image door is closed")
        with self._free:
            worker = self._take() or _Worker(self._limits, self._rehearsals)
            sound = False
            try:
                yield worker
                sound = True
            finally:
                with self._lock:
                    keep = sound and not self._closed
                    if keep:
                        self._idle.append(worker)
                    self._protections = (*_ALWAYS, *worker.protections)
                if not keep:
                    worker.end()

    def _take(self) -> _Worker | None:
        """Take an idle worker; one that ended while idle must not cost a photo its name."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None or worker.alive():
                return worker
            worker.end()

    @property
    def protections(self) -> tuple[str, ...]:
        """Names of the protections in force; a system that lacks one has a shorter tuple."""
        if self._protections is None:
            with self._borrow():
                pass
        return self._protections or _ALWAYS

    def open(self, data: bytes | Path, *, max_side: int | None = None) -> Photo:
        """Open one photo.

        Args:
            data: the file's bytes, or its path.
            max_side: longest side of the pixels wanted; smaller photos stay as they are. None
                gives full size.

        Raises:
            ImageRefused: with one of :data:`nomina.images.refusals.REASONS` as its reason.
            NominaError: the decoder itself cannot be started.
        """
        if max_side is not None and max_side < 1:
            raise ValueError("max_side is in pixels, at least 1")
        if isinstance(data, bytes):
            return self._open(data, max_side, "", ())
        content = _read(data, self._limits.max_bytes)
        notes = ("symbolic-link",) if data.is_symlink() else ()
        return self._open(content, max_side, data.name, notes)

    def codes(self, data: bytes, *, max_side: int = 1600) -> tuple[str, ...]:
        """Read the codes in a picture; both decoders, of picture and code, are behind the fence.

        Args:
            data: the file's bytes.
            max_side: longest side of the pixels that are looked at.

        Returns:
            What each says, as one safe line; what it says has still to be checked.

        Raises:
            ImageRefused: as of `open`.
            NominaError: the decoder itself cannot be started.
        """
        self._refuse_early(data, "")
        with self._borrow() as worker:
            answer, _ = worker.ask({"job": "codes", "max_side": max_side}, data)
            if answer.get("refused") == "memory":
                raise refuse("memory")
        if "refused" in answer:
            detail = clean_text(answer.get("detail"), 40) or ""
            raise refuse(str(answer["refused"]), detail=detail)
        said = answer.get("texts")
        if not isinstance(said, list):
            raise refuse("decoder-died")
        texts = (clean_text(one, CODE) for one in said)
        return tuple(dict.fromkeys(text for text in texts if text))

    def _open(self, data: bytes, max_side: int | None, where: str, notes: tuple[str, ...]) -> Photo:
        self._refuse_early(data, where)
        try:
            with self._borrow() as worker:
                answer, body = worker.ask({"job": "open", "max_side": max_side}, data)
                if answer.get("refused") == "memory":
                    raise refuse("memory")  # ends this worker too: its memory is in pieces
                if "shape" in answer:
                    return self._photo(answer, body, data, notes)
        except ImageRefused as refused:
            raise refuse(refused.reason, where=where) from None
        detail = clean_text(answer.get("detail"), 40) or ""
        raise refuse(str(answer.get("refused")), where=where, detail=detail)

    def _refuse_early(self, data: bytes, where: str) -> None:
        """Refuse what needs no decoder to be refused."""
        kind = sniff(data)
        if len(data) > self._limits.max_bytes:
            raise refuse("too-large", where=where, detail=f"{len(data)} bytes")
        if kind == "empty":
            raise refuse("empty", where=where)
        if kind not in ACCEPTED:
            known = kind in PICTURES
            raise refuse(f"format-not-accepted: {kind}" if known else "not-an-image", where=where)

    def _photo(
        self, answer: dict[str, Any], body: bytearray, data: bytes, notes: tuple[str, ...]
    ) -> Photo:
        """Check what a decoder answered and make the photo of it."""
        height, width, _ = answer["shape"]
        full: tuple[Any, Any] = answer.get("width"), answer.get("height")
        claims, said = answer.get("claims"), answer.get("notes")
        if not isinstance(claims, dict) or not isinstance(said, list):
            raise refuse("decoder-died")
        sound = (
            all(type(side) is int and side > 0 for side in full)
            and full[0] >= width
            and full[1] >= height
            and full[0] * full[1] <= self._limits.max_pixels
            and answer.get("format") == sniff(data)
        )
        if not sound:
            raise refuse("decoder-died")
        return Photo(
            pixels=np.frombuffer(body, np.uint8).reshape(height, width, 3),
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            format=answer["format"],
            width=full[0],
            height=full[1],
            scale=width / full[0],
            claims=Claims.from_values(claims),
            notes=(*notes, *dict.fromkeys(clean_text(note, 40) or "" for note in said)),
        )

    def close(self) -> None:
        """End every decoder; those at work end when their photo is done."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
