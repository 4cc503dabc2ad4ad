"""The compact outcome of a run says what the document `Leads` says, and stays small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nomina.documents import parse_json
from nomina.leads.documents import CaseRecord, Leads
from nomina.leads.outcome import Line, Outcome, Results
from nomina.leads.weigh import Strengths
from tests.leads.fakes import photo
from tests.leads.report_sample import sample

NAMES = ("M1", "M2", "Олена", "M4")
CALIBRATION = "c" * 64

MOST_MEGABYTES = 700
"""Of a whole run on 10,000 photos with networks that are stood in for, as this is Linux's peak;
with the real ones it is some 200 more. As objects the leads alone would take 1,200."""

RUN = """
import sys
from pathlib import Path
from nomina.leads.identify import Settings, identify_with
from tests.leads.fakes import engine
root = Path(sys.argv[1])
identify_with(Settings(root / "bodies", root / "missing", root / "out", 0.7, workers=2), engine())
peak = next(x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
print(int(peak.split()[1]) // 1024)
"""


def line(body: str, people: list[int], lows: list[float] | None) -> Line:
    strengths = None
    if lows is not None:
        low = np.array(lows)
        strengths = Strengths(low + 0.5, low, low + 1.0, (-2.0, 3.0), (CALIBRATION,))
    return Line(body, 0.25, 0.125, np.array(people, np.int32), np.full(len(people), 0.2), strengths)


def outcome(lines: list[Line]) -> Outcome:
    told = sample()
    cases = tuple(CaseRecord(id=each.body, compared=True, photos=()) for each in lines)
    missing = tuple(CaseRecord(id=name, compared=True, photos=()) for name in NAMES)
    return Outcome(told.run, cases, missing, Results(lines, NAMES), told.problems, told.times)


def test_a_lead_is_made_of_its_numbers() -> None:
    result = Results([line("B1", [2, 0], [0.5, -1.0])], NAMES)[0]
    assert (result.body, result.nobody, result.others) == ("B1", 0.25, 0.125)
    first, second = result.leads
    assert (first.rank, first.person, first.posterior) == (1, "Олена", 0.2)
    assert first.word == "candidate for other examination"
    assert first.strength is not None
    assert (first.strength.low, first.strength.log10_lr, first.strength.high) == (0.5, 1.0, 1.5)
    assert (first.strength.lower_bound, first.strength.upper_bound) == (-2.0, 3.0)
    assert (second.rank, second.person, second.word) == (2, "M1", "inconclusive")


def test_without_an_opinion_the_word_is_inconclusive() -> None:
    made = line("B1", [1, 3], None)
    result = Results([made], NAMES)[0]
    assert [(lead.strength, lead.word) for lead in result.leads] == [(None, "inconclusive")] * 2
    assert made.candidates == 0


def test_candidates_are_counted() -> None:
    assert line("B1", [0, 1, 2], [0.01, 0.0, -0.5]).candidates == 1


def test_the_chunks_are_the_document() -> None:
    whole = outcome([line("B1", [2, 0], [0.5, -1.0]), line("B2", [], []), line("B3", [1], None)])
    text = b"".join(whole.json())
    assert parse_json(text, Leads, where="here") == whole.document()
    assert json.loads(text) == json.loads(whole.document().model_dump_json())


def test_every_case_body_and_problem_has_a_line_of_its_own() -> None:
    whole = outcome([line("B1", [2, 0], [0.5, -1.0]), line("B2", [], [])])
    lines = b"".join(whole.json()).decode().splitlines()
    assert sum(each.startswith('{"body":') for each in lines) == 2
    assert sum(each.startswith('{"id":') for each in lines) == 2 + len(NAMES)


def test_a_part_of_the_results_is_results() -> None:
    results = Results([line(f"B{n}", [n], [0.0]) for n in range(4)], NAMES)
    assert [result.body for result in results[1:3]] == ["B1", "B2"]
    assert len(results) == 4


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from Linux")
def test_ten_thousand_photos_take_little_memory(tmp_path: Path, repository: Path) -> None:
    for side, count, shot in (("bodies", 9000, 9), ("missing", 1000, 0)):
        (tmp_path / side).mkdir()
        for n in range(count):
            (tmp_path / side / f"{side[0]}{n}.jpg").write_bytes(photo(n, shot))
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert int(done.stdout) < MOST_MEGABYTES
