"""A hundred thousand people are described in seconds."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from nomina.leads.describe import describe
from nomina.leads.tables import read_table

PEOPLE = 100_000
HEAD = [
    "number",
    "name",
    "sex",
    "born",
    "last_known_alive",
    "height",
    "hair",
    "eyes",
    "numbers",
    "marks",
    "unit",
    "place",
]


@pytest.mark.deep
def test_a_register_of_a_hundred_thousand_is_described_within_twenty_seconds(
    tmp_path: Path,
) -> None:
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for i in range(PEOPLE):
            day = f"{1 + i % 12:02}-{1 + i % 28:02}"
            writer.writerow(
                [
                    f"M-{i}",
                    f"Щербак{i % 977} Олександр Григорович",
                    "male",
                    f"{1950 + i % 50}-{day}",
                    f"2022-{day}",
                    150 + i % 50,
                    ("black", "brown", "")[i % 3],
                    ("blue", "unknown")[i % 2],
                    f"tag: АБ-{i:06}",
                    f"tattoo | left arm | cross | {i % 99}" if i % 4 == 0 else "",
                    f"{i % 200} brigade",
                    f"place {i % 1000}",
                ]
            )
    started = time.process_time()
    found, problems = describe(
        read_table(tmp_path / "t.csv"), "missing", [f"M-{i}" for i in range(PEOPLE)]
    )
    assert time.process_time() - started < 20.0
    assert (len(found), problems) == (PEOPLE, ())
    assert all(one.physical.age and one.physical.stature for one in found)
