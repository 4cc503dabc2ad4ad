"""A whole evaluation in a world of numbers: its file, its page, its record."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from nomina.documents import read_json
from nomina.errors import FolderError
from nomina.evaluate.documents import Evaluation
from nomina.evaluate.folder import read_people
from nomina.evaluate.protocol import embed, search
from nomina.evaluate.run import Bench, measure
from nomina.faces.calibration import Calibration, cllr, fit, list_digest
from tests.evaluate.world_of_numbers import make_bench, write_people


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_people(tmp_path / "people")


@pytest.fixture
def bench() -> Bench:
    return make_bench()


FORBIDDEN = re.compile(r"\b(match\w*|hits?|identified|confirm\w*|similarity)\b", re.IGNORECASE)


def calibrated(people: Path, bench: Bench) -> Calibration:
    embedded = embed(read_people(people), bench.open_photo, bench.engines)
    _, pairs = search(embedded)
    return fit(
        pairs.mated,
        pairs.non_mated,
        pairs.mated_people,
        pairs.non_mated_people,
        pack="d" * 64,
        condition="living",
        population="numbers",
        set_name="numbers",
        set_sha256=list_digest(embedded.digests),
        resamples=5,
    )


def test_the_file_has_what_was_promised(people: Path, bench: Bench, tmp_path: Path) -> None:
    ticks = iter(np.arange(0.0, 100.0, 5.0).tolist())
    result = measure(
        people, tmp_path / "new" / "out", bench, started="2030-01-02", clock=lambda: next(ticks)
    )
    raw = json.loads((tmp_path / "new" / "out" / "result.json").read_text())
    assert {"n_gallery", "n_mated", "rank", "fnir_at_fpir", "cllr", "cllr_min"} <= set(raw)
    assert {"not_found", "seconds", "images_per_second"} <= set(raw)
    assert (raw["n_gallery"], raw["n_mated"], raw["not_found"]) == (60, 45, 0)
    assert list(raw["rank"]) == ["1", "10", "50"]
    assert list(raw["fnir_at_fpir"]) == ["0.1", "0.01", "0.003"]
    assert raw["fnir_at_fpir"]["0.1"] is not None
    assert raw["fnir_at_fpir"]["0.01"] is raw["fnir_at_fpir"]["0.003"] is None  # 45 searches only
    assert raw["cllr"] is None  # this pack has no calibration
    assert 0 <= raw["cllr_min"] <= 1
    assert raw["seconds"] == 10.0
    assert raw["images_per_second"] == 105 / 5.0
    assert raw["run"]["started"] == "2030-01-02"
    assert read_json(tmp_path / "new" / "out" / "result.json", Evaluation) == result
    span = result.intervals.rank["1"]
    assert span.low <= result.rank["1"] <= span.high


def test_stored_calibration_is_used_and_own_photos_are_admitted(
    people: Path, bench: Bench, tmp_path: Path
) -> None:
    calibration = calibrated(people, bench)
    own = dataclasses.replace(bench, living=calibration)
    result = measure(people, tmp_path / "out", own)
    _, pairs = search(embed(read_people(people), bench.open_photo, bench.engines))
    assert result.cllr == cllr(
        calibration.log10_lr(pairs.mated), calibration.log10_lr(pairs.non_mated)
    )
    assert result.run.calibration_sha256 == calibration.sha256
    assert result.run.calibrated_on_these_photos
    page = (tmp_path / "out" / "report.html").read_text()
    assert "made from these very photographs" in page
    (people / "person 00" / "b.jpg").write_text("0 4 another photo")
    assert not measure(people, tmp_path / "out", own).run.calibrated_on_these_photos


def test_a_calibration_from_those_searched_with_alone_is_admitted_too(
    people: Path, bench: Bench, tmp_path: Path
) -> None:
    # People with one photo say nothing about mates, so a calibration may leave them out.
    alone = tmp_path / "alone"
    shutil.copytree(people, alone)
    for i in range(45, 60):
        shutil.rmtree(alone / f"person {i:02d}")
    own = dataclasses.replace(bench, living=calibrated(alone, bench))
    assert measure(people, tmp_path / "out", own).run.calibrated_on_these_photos
    simulated = dataclasses.replace(bench, simulated=calibrated(alone, bench))
    assert not measure(people, tmp_path / "out", simulated).run.calibrated_on_these_photos


def test_simulated_conditions_have_a_row_each(people: Path, bench: Bench, tmp_path: Path) -> None:
    result = measure(people, tmp_path / "out", bench, condition="simulated")
    assert [row.name for row in result.conditions] == ["noise", "blank"]
    noise, blank = result.conditions
    assert noise.rank["1"] < result.rank["1"]
    assert (blank.not_found, blank.rank["50"], blank.fnir_at_fpir["0.1"]) == (45, 0.0, 1.0)
    assert blank.cllr_min is None
    assert result.run.condition == "simulated"
    assert "simulations on photographs of the living" in (tmp_path / "out/report.html").read_text()
    assert measure(people, tmp_path / "out", bench).conditions == ()


@pytest.mark.parametrize("condition", [None, "simulated"])
def test_page_stands_alone_and_shows_nobody(
    people: Path, bench: Bench, tmp_path: Path, condition: None
) -> None:
    own = dataclasses.replace(bench, living=calibrated(people, bench))
    measure(people, tmp_path / "out", own, condition=condition)
    page = (tmp_path / "out" / "report.html").read_text()
    for banned in (
        "<img",
        "<script",
        "http://",
        "https://",
        "url(",
        "@import",
        "data:",
        "person 0",
    ):
        assert banned not in page
    assert not FORBIDDEN.search(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    charts = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(charts) == 3
    for chart in charts:
        root = ElementTree.fromstring(chart)
        named = root.attrib["aria-labelledby"].split()
        assert [child.attrib["id"] for child in root if child.tag in {"title", "desc"}] == named
        assert root.findall("path[@class='line s0']") or "Tippett" in chart
    assert page.count("<table>") >= 5  # every chart has its table


def test_a_result_that_cannot_be_kept_is_said_before_the_work(
    people: Path, bench: Bench, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    broken = dataclasses.replace(bench, engines=[])
    with pytest.raises(FolderError, match="cannot be made"):
        measure(people, tmp_path / "file" / "out", broken)
