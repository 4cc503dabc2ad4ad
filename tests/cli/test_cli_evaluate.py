"""`nomina evaluate` through the real door, finder and embedded pack, on people who do not exist."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from nomina.cli import main
from nomina.synthetic import Person


def test_a_folder_of_people_is_measured_and_shown(tmp_path: Path) -> None:
    for seed in range(3):
        folder = tmp_path / "people" / f"person {seed}"
        folder.mkdir(parents=True)
        for i in range(2 if seed else 1):
            photo = Person.from_seed(seed).ante_mortem(i, size=192)
            Image.fromarray(photo).save(folder / f"{i}.png")
    (tmp_path / "people" / "person 2" / "0.png").write_bytes(b"not a photo")
    out = tmp_path / "out"
    done = CliRunner().invoke(
        main, ["evaluate", str(tmp_path / "people"), "--out", str(out), "--condition", "simulated"]
    )
    assert done.exit_code == 0, done.output
    result = json.loads((out / "result.json").read_text())
    assert (result["n_gallery"], result["n_mated"], result["not_found"]) == (3, 2, 1)
    assert result["rank"]["50"] <= 0.5  # whoever could not be enrolled cannot be found
    assert [row["name"] for row in result["conditions"]][-1] == "together"
    assert result["run"]["pack"] == "embedded"
    assert result["cllr"] is not None
    assert result["cllr_refit"] is None
    assert "3 people enrolled, 2 searched for; photos without a face found: 1" in done.output
    assert "simulations on photographs of the living" in done.output
    assert (out / "report.html").is_file()


def test_a_folder_of_no_use_is_one_line_and_a_status(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["evaluate", str(tmp_path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert "photos of 0 people are here; at least 2 are needed" in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("language", "said"), [("uk", "Наскільки добре знаходять"), ("ru", "Насколько хорошо находят")]
)
def test_the_page_speaks_the_language_that_was_asked_for(
    tmp_path: Path, language: str, said: str
) -> None:
    for seed in range(2):
        folder = tmp_path / "people" / str(seed)
        folder.mkdir(parents=True)
        for i in range(2):
            Image.new("RGB", (40, 40), (seed, i, 9)).save(folder / f"{i}.png")
    out = tmp_path / "out"
    asked = ["evaluate", str(tmp_path / "people"), "--out", str(out), "--language", language]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    page = (out / "report.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page
    assert said in page
    assert "How well faces are found" not in page
