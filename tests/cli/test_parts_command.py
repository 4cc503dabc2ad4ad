"""`nomina parts`: files, summary, and one prior."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from nomina.cli import main


def test_it_writes_and_says_what_was_found(tmp_path: Path) -> None:
    parts, links, out = tmp_path / "p.csv", tmp_path / "l.csv", tmp_path / "out"
    parts.write_text('body,bag,elements\nA,7,"left hand, left hand"\nB,8,skull\nC,9,trunk\n')
    links.write_text("one,other,log10_lr,kind,source\nB,C,6,dna,R1\nB,X,6,dna,R2\n")
    args = ["parts", str(parts), "--links", str(links), "--out", str(out), "--people", "2"]
    done = CliRunner().invoke(main, [*args, "--language", "en"])
    assert done.exit_code == 0, done.output
    assert "Bag 7 holds more than one person" in done.output
    assert "B, C" in done.output
    assert "Nothing was merged. People decide" in done.output
    assert (out / "parts.json").exists()
    assert (out / "problems.csv").read_text("utf-8-sig").count("\n") == 2


def test_a_prior_is_needed_and_only_one(tmp_path: Path) -> None:
    parts = tmp_path / "p.csv"
    parts.write_text("body,bag,elements\nA,7,skull\nB,8,skull\n")
    for prior in ([], ["--people", "1.5", "--theta", "2"]):
        done = CliRunner().invoke(main, ["parts", str(parts), "--out", str(tmp_path / "o"), *prior])
        assert done.exit_code == 1
    assert not (tmp_path / "o").exists()
