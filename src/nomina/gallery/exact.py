"""Exact nearest search in memory or in a mapped file, by bounds that prove the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Self

import faiss
import numpy as np
from numpy.typing import ArrayLike, NDArray

from nomina.errors import InputError
from nomina.gallery import ids as id_table
from nomina.gallery.kept import read, write
from nomina.gallery.nearest import Each, View, Width, nearest
from nomina.gallery.protocol import Found, as_templates
from nomina.gallery.segment import STEP, Segment
from nomina.gallery.sketch import Codebook
from nomina.gallery.store import Reader

SKETCH_FROM = 4 * STEP
"""Galleries below this many templates are scanned directly."""

_BATCH = 16  # queries that share one pass over the sketch


class ExactGallery:
    """The gallery in process.

    Templates are held as float32 beside a sketch of 4 bits a value. A search scans the sketch
    with faiss, takes every template whose upper bound reaches the k-th best score, and scores
    those exactly; where the scan was too narrow for the proof it is widened.

    Args:
        dim: values in a template.
        threads: how many threads one search may use.
    """

    def __init__(self, dim: int, *, threads: int = 1) -> None:
        if dim < 1:
            raise InputError(f"a template cannot have {dim} values")
        self._dim = dim
        self.threads = threads
        self._ids = id_table.IdTable()
        self._segments: list[Segment] = []
        self._tail = np.empty((0, dim), np.float32)
        self._tail_count = 0
        self._dead: NDArray[np.bool_] | None = None
        self._dead_count = 0
        self._width = Width()
        self._pool: ThreadPoolExecutor | None = None
        self._pool_size = 0
        self._reader: Reader | None = None

    @property
    def dim(self) -> int:
        """Give the number of values in a template."""
        return self._dim

    def __len__(self) -> int:
        return len(self._ids) - self._dead_count

    def __contains__(self, id_: object) -> bool:
        if not isinstance(id_, str):
            return False
        return bool(self._alive([id_.encode(errors="replace")])[0])

    def _alive(self, ids: Sequence[bytes]) -> list[list[int]]:
        found = self._ids.positions(ids)
        dead = self._dead
        if dead is None:
            return found
        return [[p for p in places if not dead[p]] for places in found]

    @property
    def _sketched(self) -> int:
        return sum(map(len, self._segments))

    # enrolment

    def add(self, ids: Sequence[str], templates: ArrayLike) -> None:
        """Enrol one template under each id; see ``Gallery.add``."""
        rows = as_templates(templates, self._dim, "templates")
        if len(rows) != len(ids):
            raise InputError(f"{len(ids)} ids came with {len(rows)} templates")
        keys = id_table.check(ids)
        held = [i for i, places in zip(ids, self._alive(keys), strict=True) if places]
        if held:
            raise InputError(
                f"{len(held)} ids are held already, the first is {held[0]!r}",
                todo="remove them first or give new ids",
            )
        if not keys:
            return
        self._append(rows)
        self._ids.append(keys)
        if self._dead is not None:
            self._dead = np.concatenate([self._dead, np.zeros(len(rows), np.bool_)])

    def _append(self, rows: NDArray[np.float32]) -> None:
        """Put rows behind the tail and sketch what became whole steps, once it is worth it."""
        if self._sketched == 0 and self._tail_count + len(rows) < SKETCH_FROM:
            self._grow_tail(rows)
            return
        if self._tail_count:
            fill = rows[: -self._tail_count % STEP]
            self._grow_tail(fill)
            rows = rows[len(fill) :]
            whole = self._tail_count - self._tail_count % STEP
            self._seal(self._tail[:whole])
            if whole:
                self._tail, self._tail_count = self._tail[:0], 0
        whole = len(rows) - len(rows) % STEP
        self._seal(rows[:whole])
        self._grow_tail(rows[whole:])

    def _grow_tail(self, rows: NDArray[np.float32]) -> None:
        need = self._tail_count + len(rows)
        if need > len(self._tail):
            tail = np.empty((max(need, min(2 * need, SKETCH_FROM)), self._dim), np.float32)
            tail[: self._tail_count] = self._tail[: self._tail_count]
            self._tail = tail
        self._tail[self._tail_count : need] = rows
        self._tail_count = need

    def _seal(self, rows: NDArray[np.float32]) -> None:
        start = self._segments[-1].start + len(self._segments[-1]) if self._segments else 0
        for at in range(0, len(rows), STEP):
            step = rows[at : at + STEP]
            if not self._segments or not self._segments[-1].take(step):
                sample = rows[at : at + 2 * STEP]
                segment = Segment(start + at, Codebook.fit(sample))
                if not segment.take(step):
                    segment = Segment(start + at, Codebook.fit(step))
                    segment.take(step)
                self._segments.append(segment)

    def remove(self, ids: Sequence[str]) -> None:
        """Take templates out; see ``Gallery.remove``.

        In memory the template is overwritten with zeros at once; in an opened file it stays
        until the gallery is saved again.
        """
        keys = id_table.check(ids)
        places = self._alive(keys)
        missing = [i for i, found in zip(ids, places, strict=True) if not found]
        if missing:
            raise InputError(
                f"{len(missing)} ids are not in the gallery, the first is {missing[0]!r}"
            )
        if self._dead is None:
            self._dead = np.zeros(len(self._ids), np.bool_)
        gone = np.array([p for found in places for p in found], np.int64)
        self._dead[gone] = True
        self._dead_count += len(gone)
        for segment in self._segments:
            if segment.fine is None:
                inside = gone[(gone >= segment.start) & (gone < segment.start + len(segment))]
                segment.rows[inside - segment.start] = 0
        behind = gone[gone >= self._sketched] - self._sketched
        if len(behind):
            if not self._tail.flags.writeable:
                self._tail = self._tail.copy()
            self._tail[behind] = 0

    # search

    def search(self, queries: ArrayLike, k: int) -> Found:
        """Find the k nearest templates of every query; see ``Gallery.search``."""
        if k < 1:
            raise InputError(f"{k} nearest templates cannot be given", todo="ask for 1 or more")
        asked = as_templates(queries, self._dim, "queries")
        k = min(k, len(self))
        found = Found(np.empty((len(asked), k), np.object_), np.empty((len(asked), k), np.float32))
        if k == 0 or not len(asked):
            return found
        view = View(self._segments, self._tail[: self._tail_count], self._dead)
        batches = [asked[at : at + _BATCH] for at in range(0, len(asked), _BATCH)]
        each, inner = self._maps(len(batches), len(asked))

        def run(batch: NDArray[np.float32]) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
            return nearest(view, batch, k, self._width, inner)

        rows = (row for batch in each(run, batches) for row in batch)
        for i, (positions, scores) in enumerate(rows):
            texts = [self._ids.text(p) for p in positions.tolist()]
            order = sorted(range(len(texts)), key=lambda j: (-scores[j], texts[j]))[:k]
            found.ids[i] = [texts[j] for j in order]
            found.scores[i] = scores[order]
        return found

    def _maps(self, batches: int, queries: int) -> tuple[Each, Each]:
        """Choose how to go over batches, and over the segments within one.

        faiss would use threads of its own for several queries; in the pool it does not.
        """
        if self._pool is not None and self._pool_size != self.threads:
            self._pool.shutdown()
            self._pool = None
        if self._pool is None and (self.threads > 1 or queries > 1):
            self._pool_size = self.threads
            self._pool = ThreadPoolExecutor(
                self.threads, "gallery", faiss.omp_set_num_threads, (1,)
            )
        if self._pool is None or (queries == 1 and self.threads == 1):
            return map, map
        if self.threads == 1 or batches >= self.threads:
            return self._pool.map, map
        return map, self._pool.map

    # keeping

    def chunks(self) -> Iterator[NDArray[np.float32]]:
        """Give the rows of all positions in order, some thousand at a time."""
        for segment in self._segments:
            for at in range(0, len(segment), STEP):
                yield segment.rows[at : at + STEP]
        if self._tail_count:
            yield self._tail[: self._tail_count]

    def _compacted(self) -> ExactGallery:
        """Give the same gallery without the templates taken out."""
        if self._dead is None:
            return self
        whole = ExactGallery(self._dim)
        texts, at = self._ids.texts(), 0
        for rows in self.chunks():
            keep = ~self._dead[at : at + len(rows)]
            at += len(rows)
            names = [next(texts) for _ in range(len(rows))]
            if keep.any():
                whole.add([n for n, k in zip(names, keep, strict=True) if k], rows[keep])
        return whole

    def save(self, path: Path) -> None:
        """Write the gallery as one file, atomically; see ``Gallery.save``.

        Templates taken out are left out; that needs the memory of the gallery once more.

        Raises:
            SpaceError: the disk is full.
            StoreError: the file cannot be written.
        """
        whole = self._compacted()
        write(path, whole._dim, whole._segments, whole.chunks(), whole._ids.merged())

    @classmethod
    def open(cls, path: Path, *, threads: int = 1) -> Self:
        """Open a saved gallery; see ``Gallery.open``.

        Rows, rounded rows and ids stay in the file; the sketch (half a byte a value) is read at
        the first search. The file must not be changed while it is open.
        """
        reader = Reader(path)
        gallery = cls(reader.index.dim, threads=threads)
        gallery._reader = reader
        gallery._segments, gallery._tail, run = read(reader)
        gallery._tail_count = len(gallery._tail)
        gallery._ids = id_table.IdTable([run])
        return gallery

    def verify(self) -> None:
        """Read the whole file this gallery was opened from.

        Raises:
            StoreError: a byte of it was changed. A gallery in memory has nothing to verify.
        """
        if self._reader is not None:
            self._reader.verify()

    def root(self) -> str:
        """Give the gallery root that a result names (FOR-02).

        SHA-256 over every template in the order of ids (by code point): length of the id in
        UTF-8 (4 bytes), the id, the template as float32, all little-endian; before them the
        dimension and the number of templates (8 bytes each).
        """
        texts = list(self._ids.texts())
        order = sorted(range(len(texts)), key=texts.__getitem__)
        if self._dead is not None:
            order = [p for p in order if not self._dead[p]]
        digest = sha256(self._dim.to_bytes(8, "little") + len(self).to_bytes(8, "little"))
        for at in range(0, len(order), STEP):
            some = np.array(order[at : at + STEP], np.int64)
            for position, row in zip(some.tolist(), self._at(some), strict=True):
                id_ = texts[position].encode()
                digest.update(len(id_).to_bytes(4, "little") + id_ + row.tobytes())
        return digest.hexdigest()

    def _at(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give the templates at some positions."""
        rows = np.empty((len(positions), self._dim), np.float32)
        for segment in self._segments:
            here = (positions >= segment.start) & (positions < segment.start + len(segment))
            rows[here] = segment.rows[positions[here] - segment.start]
        here = positions >= self._sketched
        rows[here] = self._tail[positions[here] - self._sketched]
        return rows
