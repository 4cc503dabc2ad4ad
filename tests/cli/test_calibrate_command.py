"""The door to calibration: tables in, files of numbers out that the next run takes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nomina.cli import main
from nomina.evidence import load

COLUMNS = ("number", "sex", "sex basis", "unit")


def tables(folder: Path, cases: int) -> list[str]:
    """Write tables of solved cases: every fifth sex read from a skeleton is wrong."""
    bodies = [(f"B{n}", "male" if n % 5 else "female", "skeleton", "24 омбр") for n in range(cases)]
    missing = [(f"M{n}", "male", "", "24-та ОМБр" if n % 2 else "92 омбр") for n in range(cases)]
    for name, rows in (("bodies", bodies), ("missing", missing)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
    solved = [f"B{n},M{n}" for n in range(cases)] + ["B0,M1", "B1x,M1", "=B,M2"]
    (folder / "solved.csv").write_text("body,person\n" + "\n".join(solved), "utf-8")
    return [
        "calibrate",
        str(folder / "solved.csv"),
        "--bodies-table",
        str(folder / "bodies.csv"),
        "--missing-table",
        str(folder / "missing.csv"),
        "--out",
        str(folder / "out"),
    ]


def test_numbers_are_written_and_taken(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*tables(tmp_path, 100), "--language", "en"])
    assert result.exit_code == 0, result.output
    assert "Solved cases used: 100" in result.output
    out = tmp_path / "out"
    # 20 of 100 were wrong, and the shipped 0.05 counts as 50 cases; files err now and then too.
    found = load("biology", out)
    assert found.table("sex_error")["skeleton"] == pytest.approx((2.5 + 20) / 150, abs=0.01)
    assert found.version.startswith(f"{load('biology').version}+solved.")
    assert found.values["sex_error"].basis == "estimated"
    # Half of the units differ, and of the rest some only happen to agree.
    assert (5 + 50) / 150 < load("whereabouts", out).number("other_unit") < (5 + 75) / 150
    assert load("dental", out).values == load("dental").values
    record = json.loads((out / "calibration.json").read_text("utf-8"))
    assert record["solved"] == 100
    rows = list(csv.reader((out / "problems.csv").read_text("utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == [
        "solved-twice",
        "solved-unknown-number",
        "solved-unknown-number",
    ]


def test_too_few_cases_write_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*tables(tmp_path, 19), "--language", "en"])
    assert result.exit_code == 1
    assert "19 solved cases" in result.output
    assert not (tmp_path / "out").exists()


def test_a_table_without_columns_is_named(tmp_path: Path) -> None:
    arguments = tables(tmp_path, 30)
    (tmp_path / "solved.csv").write_text("one,two\nB1,M1\n", "utf-8")
    result = CliRunner().invoke(main, [*arguments, "--language", "en"])
    assert result.exit_code == 1
    assert "solved.csv" in result.output


def test_shipped_numbers_are_never_overwritten(tmp_path: Path) -> None:
    import nomina

    place = Path(nomina.__file__).parent / "evidence" / "data"
    before = (place / "biology.json").read_bytes()
    arguments = [*tables(tmp_path, 30)[:-1], str(place)]
    result = CliRunner().invoke(main, [*arguments, "--language", "en"])
    assert result.exit_code == 1
    assert (place / "biology.json").read_bytes() == before
