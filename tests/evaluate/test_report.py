"""The page of an evaluation: its charts, its figures, and nothing from elsewhere."""

from __future__ import annotations

import re

import numpy as np

from nomina.evaluate.documents import Evaluation
from nomina.evaluate.figures import Curves
from nomina.evaluate.protocol import PLAIN
from nomina.evaluate.report import page
from tests.evaluate.test_documents import written

CMC = np.array([0.5, 1.0])
DET = (np.array([0.0, 0.5]), np.array([0.5, 0.0]))
TIPPETT = (
    (np.array([-0.5, 2.0]), np.array([1.0, 0.5])),
    (np.array([-2.0, 0.5]), np.array([1.0, 0.5])),
)


def _page(tippett: bool = True, simulated: bool = False, **changes: object) -> str:
    given = written(**changes)
    if simulated:
        given["run"]["condition"] = "simulated"
    drawn = {PLAIN: Curves(CMC, DET, TIPPETT if tippett else None)}
    return page(Evaluation.model_validate(given), drawn)


def test_it_has_a_cmc_a_det_and_a_tippett_chart() -> None:
    assert re.findall(r'<title id="(\w+)-title">', _page()) == ["cmc", "det", "tippett"]
    assert re.findall(r'<title id="(\w+)-title">', _page(tippett=False)) == ["cmc", "det"]


def test_nothing_is_fetched_and_no_photo_is_in_it() -> None:
    text = _page()
    assert "default-src 'none'" in text
    assert not re.search(r"<(img|script|link|iframe|object|image)\b", text)
    assert not re.search(r"(src|href|xlink:href|action)=", text)
    assert "data:" not in text
    assert "a/b.jpg" not in text  # photos are named in the JSON only


def test_names_are_text_and_never_markup() -> None:
    text = _page()
    assert "<earth>" not in text
    assert "soil &amp; &lt;earth&gt;" in text


def test_figures_have_their_intervals_and_missing_ones_say_why() -> None:
    text = _page()
    assert "0.500 <span>0.000 to 1.000</span>" in text
    assert "too few searches" in text
    assert "too little data" in text  # no stored calibration


def test_simulations_and_own_photos_are_admitted_where_they_are() -> None:
    assert "simulations on photographs of the living" in _page(simulated=True)
    assert "simulations on photographs of the living" not in _page()
    own = written()["run"] | {"calibrated_on_these_photos": True}
    assert "made from these very photographs" in _page(run=own)
    assert "made from these very photographs" not in _page()


def test_the_table_of_strengths_reads_shares_off_the_curves() -> None:
    table = re.search(r"<table><caption>Share of pairs at or above.*?</table>", _page(), re.S)
    assert table is not None
    rows = {
        claim: (mated, non_mated)
        for claim, mated, non_mated in re.findall(
            r'<th scope="row">(-?\d)</th><td>([^<]+)</td><td>([^<]+)</td>', table[0]
        )
    }
    # half of the mated pairs are at 2, none above; half of the others at 0.5
    assert rows["2"] == ("0.50000", "0")
    assert rows["0"] == ("0.50000", "0.50000")
    assert rows["3"] == ("0", "0")
    assert rows["-3"] == ("1.00000", "1.00000")
