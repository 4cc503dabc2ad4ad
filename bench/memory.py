"""Peak memory of `nomina identify` on ten thousand photos, with everything real in it.

    python bench/memory.py [--photos 10000] [--share 0.5]

One in ten photos is a drawn person of their own, the others the same photos saved anew, so that no
two files are alike. Counted are the peak of the process that runs identify, and of the largest
decoder beside it. Takes about a quarter of an hour on two cores. Results:
bench/results/memory.json.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import save
from PIL import Image

from nomina.synthetic import Person

RUN = """
import json, resource, sys
from pathlib import Path
import nomina
root = Path(sys.argv[1])
found = nomina.identify(root / "bodies", root / "missing", root / "out", on_list=0.7)
own, decoders = (resource.getrusage(who).ru_maxrss // 1024
                 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({"peak_mib": own, "decoder_peak_mib": decoders, "bodies": found.bodies,
                  "missing": found.missing, "photos": found.photos, "seconds": found.seconds}))
"""


def draw(root: Path, photos: int, share: float) -> None:
    """Write a folder of bodies and one of missing people, a photo each."""
    for side in ("bodies", "missing"):
        (root / side).mkdir()
    for number in range(photos):
        if number % 10 == 0:
            image = Image.fromarray(Person.from_seed(number).ante_mortem(0))
        side = "bodies" if number % 100 < share * 100 else "missing"
        out = io.BytesIO()
        image.save(out, "JPEG", quality=80 + number % 10)
        (root / side / f"{number:05d}.jpg").write_bytes(out.getvalue())


def run(root: Path) -> dict[str, object]:
    """Run identify in a process of its own and give what it measured."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(root)], capture_output=True, text=True, check=True
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def main() -> None:
    """Draw, run twice (the second time nothing is new), print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument(
        "--share", type=float, default=0.5, help="Of the photos that are of bodies."
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        draw(root, given.photos, given.share)
        began = time.perf_counter()
        result = {"photos": given.photos, "first": run(root)}
        result["first_s"] = round(time.perf_counter() - began, 1)
        began = time.perf_counter()
        result["again"] = run(root)
        result["again_s"] = round(time.perf_counter() - began, 1)
        kept = root / "out"
        result["files_mib"] = {
            name: round((kept / name).stat().st_size / 2**20, 1)
            for name in ("leads.json", "leads.csv", "report.html", ".nomina/work.log")
        }
    save("memory", result)


if __name__ == "__main__":
    main()
