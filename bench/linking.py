"""`splink` beside the lines of names and documents, on linking the same two registers.

    python bench/linking.py [--quick] [--splink PYTHON] [--out FILE]

Papers of bodies are linked to files of missing people by names, birth dates and numbers alone.
Review effort is how many pairs a person looks at, best first, for each body that has papers;
recall is the share of bodies with papers of their own listed person among those pairs. Splink gets
the parsed, romanised parts of names (KMU 2010 and ICAO 9303), dates and numbers as columns,
blocking on each of them, u by random pairs and m by expectation maximisation. `make bench`
installs it; ``--splink`` names another Python that has it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
EFFORTS = (1, 2, 5, 10)
SEED, ON_LIST = 11, 0.7


def drawn(bodies: int, people: int) -> Any:
    """Draw the registers."""
    from nomina.synthetic.registers import draw_registers

    return draw_registers(people, bodies, ON_LIST, SEED)


def recall(ranked: dict[int, list[int]], truth: list[int], asked: list[int]) -> dict[str, float]:
    """Give recall by review effort over the bodies asked about."""
    listed = [body for body in asked if truth[body] >= 0]
    return {
        str(effort): round(
            sum(truth[body] in ranked.get(body, [])[:effort] for body in listed) / len(listed), 4
        )
        for effort in EFFORTS
    }


def ours(registers: Any) -> tuple[dict[str, float], float]:
    """Link with the lines of names and documents; give recall and seconds."""
    import numpy as np

    from nomina.evidence.documents import DocumentsLine
    from nomina.evidence.names import Names

    begun = time.perf_counter()
    lines = [kind(registers.bodies, registers.people) for kind in (Names, DocumentsLine)]
    found = [line.candidates(0.5) for line in lines]
    m = len(registers.people)
    keys = np.unique(np.concatenate([one.bodies * m + one.people for one in found]))
    body, person = keys // m, keys % m
    total = np.sum([line.log10_lr(body, person) for line in lines], axis=0)
    order = np.lexsort((-total, body))
    ranked: dict[int, list[int]] = {}
    for at in order.tolist():
        ranked.setdefault(int(body[at]), []).append(int(person[at]))
    seconds = time.perf_counter() - begun
    return recall(ranked, registers.truth.tolist(), with_papers(registers)), seconds


def with_papers(registers: Any) -> list[int]:
    """Give the bodies that have something with a name or number on it."""
    return [at for at, one in enumerate(registers.bodies) if one.papers]


def tables(registers: Any, folder: Path) -> None:
    """Write what splink links: one row a paper, one row a file."""
    people = [
        _row(f"m{at}", one.names, one.numbers, one.born) for at, one in enumerate(registers.people)
    ]
    papers = [
        _row(f"b{at}-{number}", paper.names, paper.numbers, paper.born)
        for at, one in enumerate(registers.bodies)
        for number, paper in enumerate(one.papers or ())
    ]
    (folder / "people.json").write_text(json.dumps(people), "utf-8")
    (folder / "papers.json").write_text(json.dumps(papers), "utf-8")


def _row(name: str, names: Any, numbers: Any, born: Any) -> dict[str, str | None]:
    from nomina.evidence.names.romanise import System, romanise

    row: dict[str, str | None] = {"unique_id": name}
    first = names[0] if names else None
    parts = {"family": "", "given": "", "patronymic": ""}
    if first is not None:
        words = first.written.split()
        given = (first.family, first.given, first.patronymic)
        words = [*given] if any(given) else [*words, "", ""]
        parts = dict(zip(parts, words[:3], strict=False))
    for part, text in parts.items():
        cyrillic_russian = any(letter in text.casefold() for letter in "ыэёъ")
        system = System.ICAO_RU if cyrillic_russian else System.KMU
        row[part] = romanise(text, system).casefold() or None if text else None
    row["born"] = born.edtf if born is not None and len(born.edtf) == 10 else None
    for kind in ("tag", "passport", "id card", "tax", "military id", "phone", "bank card"):
        found = [one.text for one in numbers if one.kind.value == kind]
        clean = "".join(sign for sign in found[0] if sign.isalnum()) if found else ""
        row[kind.replace(" ", "_")] = clean or None
    return row


def link_with_splink(folder: Path) -> None:
    """Run under a Python that has splink; write ranked pairs and seconds."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    for name in ("people", "papers"):
        connection.execute(
            f"create table {name} as select * from read_json_auto('{folder / name}.json')"
        )
    numbers = ("tag", "passport", "id_card", "tax", "military_id", "phone", "bank_card")
    begun = time.perf_counter()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("family").configure(term_frequency_adjustments=True),
            cl.NameComparison("given").configure(term_frequency_adjustments=True),
            cl.NameComparison("patronymic").configure(term_frequency_adjustments=True),
            cl.ExactMatch("born"),
            *(cl.LevenshteinAtThresholds(name, 1) for name in numbers),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("family"),
            block_on("given", "patronymic"),
            block_on("born"),
            *(block_on(name) for name in numbers),
        ],
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker([api.register("papers"), api.register("people")], settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("family", "given", "patronymic")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("family", "given"), block_on("born"), block_on("patronymic", "family")):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        except Exception as error:  # noqa: BLE001 - a rule without pairs is no reason to stop
            print("rule left out:", type(error).__name__, file=sys.stderr)
    rows = linker.inference.predict(threshold_match_probability=0.0).as_record_list()
    best: dict[int, dict[int, float]] = {}
    for row in rows:
        papers, person = sorted((str(row["unique_id_l"]), str(row["unique_id_r"])))
        body = int(papers[1:].partition("-")[0])
        mine = best.setdefault(body, {})
        weight = float(row["match_weight"])
        mine[int(person[1:])] = max(mine.get(int(person[1:]), -99.0), weight)
    ranked = {
        body: sorted(mine, key=lambda person: (-mine[person], person))
        for body, mine in best.items()
    }
    seconds = time.perf_counter() - begun
    (folder / "ranked.json").write_text(json.dumps({"ranked": ranked, "seconds": seconds}))


def compared(python: str, *, quick: bool = False) -> dict[str, Any]:
    """Link both ways; give recall by effort and seconds."""
    bodies, people = (200, 2000) if quick else (1000, 10_000)
    registers = drawn(bodies, people)
    mine, seconds = ours(registers)
    report: dict[str, Any] = {
        "bodies": bodies,
        "people": people,
        "with_papers": len(with_papers(registers)),
        "nomina": {"recall": mine, "seconds": round(seconds, 1)},
    }
    if python:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            tables(registers, folder)
            subprocess.run([python, __file__, "--link", name], check=True)
            told = json.loads((folder / "ranked.json").read_text())
            ranked = {int(body): people for body, people in told["ranked"].items()}
        truth = registers.truth.tolist()
        report["splink"] = {
            "recall": recall(ranked, truth, with_papers(registers)),
            "seconds": round(told["seconds"], 1),
        }
    else:
        print("splink is left out: name a Python that has it with --splink")
    return report


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    here = sys.executable if find_spec("splink") else ""
    parser.add_argument("--splink", default=here, metavar="PYTHON")
    parser.add_argument("--link", default="", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=HERE / "results" / "linking.json")
    given = parser.parse_args()
    if given.link:
        link_with_splink(Path(given.link))
        return 0
    from machine import describe

    report = {"machine": describe(), **compared(given.splink, quick=given.quick)}
    print(json.dumps(report, indent=1))
    if not given.quick:
        given.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
