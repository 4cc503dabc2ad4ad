"""Time exact search beside faiss and a plain scan, in one run on the same templates.

    python bench/search.py [--quick] [--sizes 10000,1000000] [--kinds random,faces] [--out FILE]

Every contender lives in a process of its own, so that its memory is its own; queries go round
among them, so that whatever else the machine does falls on all alike. ``random`` templates are
uniform on the sphere, the worst case; ``faces`` are drawn from a model with the common mean,
falling spectrum and several photos a person that face templates have (see ``templates``).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from nomina.gallery import ExactGallery

DIM, K, CHUNK, BATCH = 128, 50, 1 << 17, 64
SPECTRUM = (  # so many axes hold such a share of the variance
    [0, 1, 4, 8, 16, 24, 32, 48, 64, 96, 128],
    [0, 0.097, 0.273, 0.411, 0.585, 0.701, 0.788, 0.906, 0.974, 0.9999, 1],
)
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched: how many templates of which kind, and where ours is saved."""

    size: int
    kind: str
    gallery: str


def templates(kind: str, size: int) -> Iterator[Rows]:
    """Give templates in chunks; chunk i is the same in every process."""
    for at in range(0, size, CHUNK):
        yield _chunk(kind, at // CHUNK, min(CHUNK, size - at), photo=0)


def _chunk(kind: str, number: int, rows: int, photo: int) -> Rows:
    """Give one chunk: persons of ``(kind, number)``, four photos each, drawn by ``photo``.

    The model of faces has what was measured on 1,927 templates of the embedded pack (1,460
    people of lfw-dev): a mean of length 0.917, a total variance of 0.159 spread as ``SPECTRUM``
    says, a quarter of it within a person.
    """
    rng = np.random.default_rng([number, photo, 7])
    x = rng.standard_normal((rows, DIM), dtype=np.float32)
    if kind == "faces":
        people = np.random.default_rng([number, 11]).standard_normal(
            ((rows + 3) // 4, DIM), dtype=np.float32
        )
        share = np.diff(np.interp(np.arange(DIM + 1), *SPECTRUM))
        mean, turn = _frame()
        x = np.sqrt(0.75) * np.repeat(people, 4, axis=0)[:rows] + np.sqrt(0.25) * x
        x = (x * np.sqrt(0.159 * share)) @ turn + mean
        x = x.astype(np.float32)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return x


@cache
def _frame() -> tuple[Rows, Rows]:
    """Give the mean and the axes of the model of faces."""
    rng = np.random.default_rng(13)
    turn = np.linalg.qr(rng.standard_normal((DIM, DIM)))[0].astype(np.float32)
    mean = rng.standard_normal(DIM)
    return (mean / np.linalg.norm(mean) * 0.917).astype(np.float32), turn


def memory() -> int:
    """Give the resident bytes of this process, of all kinds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


Search = Callable[[Rows, int], tuple[Any, Any]]


def _flat(task: Task) -> Search:
    index: Any = faiss.IndexFlatIP(DIM)
    for rows in templates(task.kind, task.size):
        index.add(rows)
    return _of_faiss(index)


def _quantised(name: str) -> Callable[[Task], Search]:
    def build(task: Task) -> Search:
        kind = getattr(faiss.ScalarQuantizer, name)
        index: Any = faiss.IndexScalarQuantizer(DIM, kind, faiss.METRIC_INNER_PRODUCT)
        for rows in templates(task.kind, task.size):
            index.train(rows[:1])
            index.add(rows)
        return _of_faiss(index)

    return build


def _of_faiss(index: Any) -> Search:
    def search(queries: Rows, threads: int) -> tuple[Any, Any]:
        faiss.omp_set_num_threads(threads)
        scores, ids = index.search(queries, K)
        return ids, scores

    return search


def _whole(task: Task) -> Rows:
    rows = np.empty((task.size, DIM), np.float32)
    for i, chunk in enumerate(templates(task.kind, task.size)):
        rows[i * CHUNK : i * CHUNK + len(chunk)] = chunk
    return rows


def _knn(task: Task) -> Search:
    rows = _whole(task)

    def search(queries: Rows, threads: int) -> tuple[Any, Any]:
        faiss.omp_set_num_threads(threads)
        scores, ids = faiss.knn(queries, rows, K, metric=faiss.METRIC_INNER_PRODUCT)
        return ids, scores

    return search


def _numpy(task: Task) -> Search:
    rows = _whole(task)

    def search(queries: Rows, threads: int) -> tuple[Any, Any]:
        ids = np.empty((len(queries), K), np.int64)
        for i, query in enumerate(queries):
            scores = rows @ query
            best = np.argpartition(scores, -K)[-K:]
            ids[i] = best[np.argsort(-scores[best])]
        return ids, None

    return search


def _of_ours(gallery: ExactGallery) -> Search:
    def search(queries: Rows, threads: int) -> tuple[Any, Any]:
        gallery.threads = threads
        found = gallery.search(queries, K)
        return found.ids.astype(np.int64), found.scores

    return search


def _filled(task: Task) -> ExactGallery:
    gallery, at = ExactGallery(DIM), 0
    for rows in templates(task.kind, task.size):
        gallery.add([f"{i:036d}" for i in range(at, at + len(rows))], rows)
        at += len(rows)
    return gallery


def _in_memory(task: Task) -> Search:
    return _of_ours(_filled(task))


def _opened(task: Task) -> Search:
    return _of_ours(ExactGallery.open(Path(task.gallery)))


CONTENDERS: dict[str, Callable[[Task], Search]] = {
    "nomina, opened file": _opened,
    "nomina, in memory": _in_memory,
    "faiss flat f32": _flat,
    "faiss knn f32": _knn,
    "faiss SQ fp16": _quantised("QT_fp16"),
    "faiss SQ bf16": _quantised("QT_bf16"),
    "numpy scan": _numpy,
}
HUGE = ("nomina, opened file", "faiss flat f32", "faiss SQ fp16")


def serve(pipe: Connection, name: str, task: Task) -> None:
    """Be one contender: build, then answer (queries, threads) with seconds and ids."""
    search = CONTENDERS[name](task)
    pipe.send(memory())
    while (order := pipe.recv()) is not None:
        queries, threads = order
        began = time.perf_counter()
        ids, _ = search(queries, threads)
        seconds = time.perf_counter() - began
        pipe.send((seconds, ids, memory()))


def build(pipe: Connection, task: Task) -> None:
    """Save our gallery; tell the seconds and the memory that took and the seconds to open it."""
    began = time.perf_counter()
    gallery = _filled(task)
    added, held = time.perf_counter() - began, memory()
    gallery.save(Path(task.gallery))
    saved = time.perf_counter() - began - added
    began = time.perf_counter()
    ExactGallery.open(Path(task.gallery))
    opened = time.perf_counter() - began
    pipe.send({"add_s": added, "save_s": saved, "open_s": opened, "resident_in_memory": held})


def compare(task: Task, rounds: int, names: tuple[str, ...]) -> dict[str, Any]:
    """Run all contenders on one task and give their figures."""
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=build, args=(theirs, task))
    process.start()
    theirs.close()
    made = mine.recv()
    process.join()
    pipes: dict[str, Connection] = {}
    processes = []
    resident: dict[str, int] = {}
    for name in names:
        pipes[name], theirs = context.Pipe()
        processes.append(context.Process(target=serve, args=(theirs, name, task), daemon=True))
        processes[-1].start()
        theirs.close()  # so that a contender that fails ends the run instead of hanging it
        resident[name] = pipes[name].recv()
    queries = _chunk(task.kind, 0, min(task.size, max(rounds, BATCH)), photo=1)
    rows: dict[str, dict[str, Any]] = {name: {} for name in names}
    for threads in (1, 2):
        for label, size, count in (("single", 1, rounds), ("batch", BATCH, max(2, rounds // 16))):
            times: dict[str, list[float]] = {name: [] for name in names}
            for i in range(count):
                at = 0 if size > 1 else i % len(queries)
                answers: dict[str, Any] = {}
                for name in names:
                    pipes[name].send((queries[at : at + size], threads))
                    seconds, answers[name], resident[name] = pipes[name].recv()
                    times[name].append(seconds / len(queries[at : at + size]))
                _agree(answers, rows)
            for name in names:
                warm = times[name][2:] if len(times[name]) > 4 else times[name][-1:]
                rows[name][f"{label}_{threads}"] = {
                    "median_ms": statistics.median(warm) * 1e3,
                    "least_ms": min(warm) * 1e3,
                    "n": len(warm),
                }
    for name, running in zip(names, processes, strict=True):
        pipes[name].send(None)
        running.join()
        rows[name]["resident_bytes"] = resident[name]
    return {"size": task.size, "kind": task.kind, "k": K, "made": made, "contenders": rows}


def _agree(answers: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
    """Keep the least share of the top K that a contender had in common with flat float32."""
    truth = answers["faiss flat f32"]
    for name, ids in answers.items():
        shared = min(len(np.intersect1d(a, b)) / len(b) for a, b in zip(ids, truth, strict=True))
        rows[name]["top_k_shared"] = min(shared, rows[name].get("top_k_shared", 1.0))


def machine() -> dict[str, Any]:
    """Describe what this ran on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    flags = next((line.split(":")[1].split() for line in lines if line.startswith("flags")), [])
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "vectors": [f for f in ("avx2", "f16c", "avx512f", "avx512_vnni") if f in flags],
        "system": platform.system(),
        "python": platform.python_version(),
        "faiss": version("faiss-cpu"),
        "faiss_build": faiss.get_compile_options().strip(),
        "numpy": np.__version__,
        "load_before": os.getloadavg()[0],
    }


def table(result: dict[str, Any]) -> str:
    """Draw the figures of one task."""
    rows = result["contenders"]
    lines = [
        f"\n{result['size']:,} {result['kind']} templates x {DIM}, top {K}"
        f" (median / least ms per query; ratio of medians to flat)",
        f"{'':22}{'1 thread':>18}{'ratio':>7}{'2 threads':>18}{'ratio':>7}"
        f"{'batch 64':>10}{'x2':>8}{'resident MB':>13}{'shared':>8}",
    ]
    base = rows["faiss flat f32"]
    for name, row in rows.items():
        cells = "".join(
            f"{row[key]['median_ms']:>9.2f} /{row[key]['least_ms']:>7.2f}"
            f"{row[key]['median_ms'] / base[key]['median_ms']:>7.2f}"
            for key in ("single_1", "single_2")
        )
        batch = f"{row['batch_1']['median_ms']:>10.2f}{row['batch_2']['median_ms']:>8.2f}"
        size = f"{row['resident_bytes'] / 1e6:>13.0f}"
        lines.append(f"{name:22}{cells}{batch}{size}{row['top_k_shared']:>8.2f}")
    return "\n".join(lines)


def main() -> None:
    """Run what was asked for and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10k and 200k only")
    parser.add_argument("--sizes", default="10000,1000000,10000000")
    parser.add_argument("--kinds", default="random,faces")
    parser.add_argument("--rounds", type=int, default=33)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results/search.json")
    asked = parser.parse_args()
    sizes = [10_000, 200_000] if asked.quick else [int(s) for s in asked.sizes.split(",")]
    # Idle threads of one contender must not spin while another is timed.
    os.environ.update(OMP_WAIT_POLICY="passive", OPENBLAS_NUM_THREADS="1")
    out: dict[str, Any] = {"schema_version": "1", "machine": machine(), "results": []}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            for kind in asked.kinds.split(","):
                task = Task(size, kind, str(Path(folder) / "bench.gallery"))
                names = HUGE if size > 2_000_000 else tuple(CONTENDERS)
                out["results"].append(compare(task, asked.rounds, names))
                sys.stdout.write(table(out["results"][-1]) + "\n")
                sys.stdout.flush()
                asked.out.parent.mkdir(parents=True, exist_ok=True)
                asked.out.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
