"""What of a gallery is written to its file, and how it stands on the file again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nomina.gallery.ids import Run
from nomina.gallery.segment import STEP, Fine, Segment
from nomina.gallery.sketch import Codebook, layout
from nomina.gallery.store import Index, Reader, Writer


def write(
    path: Path, dim: int, segments: Sequence[Segment], rows: Iterable[NDArray[np.float32]], ids: Run
) -> None:
    """Write a gallery without gaps: its segments, all rows in order (the tail last), its ids."""
    count, sketched, stretches = len(ids), sum(map(len, segments)), len(segments)
    scales: list[NDArray[np.float32]] = []
    errors: list[NDArray[np.float32]] = []

    def fine() -> Iterator[NDArray[np.int8]]:
        for segment in segments:
            for at in range(0, len(segment), STEP):
                step = segment.rounded(at, at + STEP)
                scales.append(step.scale)
                errors.append(step.error)
                yield step.bytes

    loose = [s.loose + s.start for s in segments]
    half = Codebook.slots_of(dim) // 2
    with Writer(path) as writer:
        put = writer.part
        put("rows", "float32", (count, dim), rows)
        put("fine", "int8", (sketched, dim), fine())
        put("fine_scale", "float32", (sketched,), scales)
        put("fine_error", "float32", (sketched,), errors)
        put("sketch", "uint8", (sketched * half,), (s.sketch.packed() for s in segments))
        put("mean", "float32", (stretches, dim), (s.codebook.mean for s in segments))
        put("scale", "float32", (stretches, dim), (s.codebook.scale for s in segments))
        put("errors", "float32", (stretches, 17), (s.codebook.errors for s in segments))
        put("loose", "int64", (sum(map(len, loose)),), loose)
        put("ids", "uint8", (len(ids.blob),), [ids.blob])
        put("id_offsets", "uint64", (count + 1,), [ids.offsets])
        put("id_hashes", "uint64", (count,), [ids.hashes])
        put("id_order", "uint32", (count,), [ids.order])
        lengths = tuple(map(len, segments))
        parts, packing = writer.parts, layout(2 * half)
        writer.finish(Index(dim=dim, count=count, segments=lengths, layout=packing, parts=parts))


def read(reader: Reader) -> tuple[list[Segment], NDArray[np.float32], Run]:
    """Give the segments, the tail and the ids as views of the file."""
    index, part = reader.index, reader.part
    count, dim, sketched = index.count, index.dim, sum(index.segments)
    stretches, half = len(index.segments), Codebook.slots_of(index.dim) // 2
    rows = part("rows", "float32", count, dim)
    fine = part("fine", "int8", sketched, dim)
    scales = part("fine_scale", "float32", sketched)
    errors = part("fine_error", "float32", sketched)
    part("sketch", "uint8", sketched * half)
    means = part("mean", "float32", stretches, dim)
    spreads = part("scale", "float32", stretches, dim)
    levels = part("errors", "float32", stretches, 17)
    loose = part("loose", "int64", *reader.shape("loose"))
    same = index.layout == layout(2 * half)
    segments: list[Segment] = []
    start = 0
    for i, length in enumerate(index.segments):
        end = start + length
        a, b = np.searchsorted(loose, [start, end])
        segments.append(
            Segment.mapped(
                start,
                Codebook(means[i], spreads[i], levels[i]),
                rows=rows[start:end],
                fine=Fine(fine[start:end], scales[start:end], errors[start:end]),
                packed=partial(reader.copy, "sketch", start * half, end * half) if same else None,
                loose=loose[a:b] - start,
                read=partial(reader.read, "rows", start),
            )
        )
        start = end
    run = Run(
        part("ids", "uint8", *reader.shape("ids")),
        part("id_offsets", "uint64", count + 1),
        part("id_hashes", "uint64", count),
        part("id_order", "uint32", count),
        mapped=True,
    )
    return segments, rows[sketched:], run
