"""`nomina tables`: three files, in the language asked for."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from nomina.cli import main
from nomina.leads.tables import read_table


def test_tables_are_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "forms"
    done = CliRunner().invoke(main, ["tables", "--out", str(out), "--language", "uk"])
    assert done.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "bodies.xlsx",
        "missing.xlsx",
        "results.xlsx",
    ]
    assert done.output.count(".xlsx") == 3
    assert {"sex", "stature", "papers"} <= read_table(out / "bodies.xlsx").columns


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "bodies.xlsx").write_bytes(b"filled in")
    done = CliRunner().invoke(main, ["tables", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert (tmp_path / "bodies.xlsx").read_bytes() == b"filled in"
