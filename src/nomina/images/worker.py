"""The decoder process: photos in on its input, pixels out on its output, nothing else."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import time
import warnings
from dataclasses import asdict
from typing import IO, Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pi_heif import options as heif_options
from PIL import Image, ImageCms

from nomina.images import fence, wire
from nomina.images.decode import DAMAGE, Refused, decode
from nomina.images.photo import Claims

CODES = 16
"""Codes that are read from one picture at most."""
_FORMATS = (
    zxingcpp.BarcodeFormat.QRCode
    | zxingcpp.BarcodeFormat.DataMatrix
    | zxingcpp.BarcodeFormat.Code128
    | zxingcpp.BarcodeFormat.Code39
)
"""Those that labels and papers carry."""


def _warm_up() -> None:
    """Make every lazy import happen now: afterwards no file can be opened any more."""
    Image._initialized = 2  # Pillow is not to load its forty other readers
    heif_options.DECODE_THREADS = 1
    heif_options.THUMBNAILS = heif_options.DEPTH_IMAGES = heif_options.AUX_IMAGES = False
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    exif = Image.Exif()
    exif[0x0110] = "warm"
    exif.get_ifd(0x8825)[2] = (1.0, 1.0, 1.0)
    for name in ("JPEG", "PNG", "WEBP", "TIFF"):
        stream = io.BytesIO()
        Image.new("RGB", (8, 8)).save(stream, name, exif=exif, icc_profile=profile)
        decode(stream.getvalue(), max_pixels=64, max_side=4)
    _codes(np.zeros((8, 8, 3), np.uint8))
    with contextlib.suppress(Refused):
        decode(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", max_pixels=64)


def _rehearse(job: dict[str, Any]) -> dict[str, Any]:
    """Do something that a hostile photo might; only for tests of the fence."""
    if job["job"] == "sleep":
        time.sleep(float(job["seconds"]))
    elif job["job"] == "spin":
        while True:
            pass
    elif job["job"] == "memory":
        held = [np.empty(2**24, np.uint8) for _ in range(int(job["blocks"]))]
        return {"done": len(held)}
    elif job["job"] == "die":
        os._exit(9)
    elif job["job"] == "lie":
        return dict(job["answer"])
    tries: dict[str, Any] = {
        "socket": socket.socket,
        "fork": getattr(os, "fork", None),
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "file": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "kill": lambda: os.kill(os.getppid(), 0),
    }
    try:
        got = tries[job["job"]]() if job["job"] in tries else None
    except OSError as error:
        return {"errno": error.errno}
    if got == 0 and job["job"] == "fork":
        os._exit(0)
    return {"done": 1}


def _open(job: dict[str, Any], data: bytes, output: IO[bytes], limits: dict[str, Any]) -> None:
    decoded = decode(data, max_pixels=limits["max_pixels"], max_side=job["max_side"])
    pixels = np.ascontiguousarray(decoded.pixels)
    header = {
        "shape": pixels.shape,
        "format": decoded.kind,
        "width": decoded.width,
        "height": decoded.height,
        "claims": asdict(Claims.from_values(decoded.claims)),
        "notes": decoded.notes,
    }
    wire.send(output, header, pixels.data.cast("B"))


def _codes(pixels: NDArray[np.uint8]) -> list[str]:
    """Read what codes say; a picture with light modules on a dark ground is tried as well."""
    found = zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats=_FORMATS)
    return [one.text for one in found[:CODES] if one.valid and one.text]


def _read(job: dict[str, Any], data: bytes, output: IO[bytes], limits: dict[str, Any]) -> None:
    decoded = decode(data, max_pixels=limits["max_pixels"], max_side=job["max_side"])
    wire.send(output, {"texts": [text[:500] for text in _codes(decoded.pixels)]})


def _serve(source: IO[bytes], output: IO[bytes], limits: dict[str, Any]) -> None:
    while True:
        try:
            job = wire.receive(source)
        except EOFError:
            return
        fence.allow_seconds(limits["seconds"])
        try:
            data = bytes(wire.fill(source, job["size"]))
            if job["job"] == "open":
                _open(job, data, output, limits)
            elif job["job"] == "codes":
                _read(job, data, output, limits)
            elif limits["rehearsals"]:
                wire.send(output, _rehearse(job))
        except Refused as refused:
            wire.send(output, {"refused": refused.reason, "detail": refused.detail})
        except MemoryError:
            wire.send(output, {"refused": "memory"})
        except DAMAGE:
            wire.send(output, {"refused": "broken"})
        data = b""


def main(parent: int, limits: dict[str, Any]) -> None:
    """Give up what is not needed, say what is in force, and serve until the input ends."""
    output = io.BufferedWriter(io.FileIO(os.dup(1), "wb"), 1 << 16)
    os.dup2(2, 1)  # a library that prints must not be taken for an answer
    source = io.BufferedReader(io.FileIO(0, "rb", closefd=False), 1 << 16)
    warnings.simplefilter("error")
    _warm_up()
    wire.send(output, {"protections": fence.give_up(parent, limits["memory_bytes"])})
    _serve(source, output, limits)
    os._exit(0)
