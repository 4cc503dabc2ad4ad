"""Results of laboratories and examiners: each row kept or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomina.cases.dates import When
from nomina.errors import TableError
from nomina.evidence.results import Conclusion, PairResult, conclusion
from nomina.leads.columns import plain
from nomina.leads.describe import read_results
from nomina.leads.describe.results import _COLUMN_OF, RESULTS
from nomina.leads.templates_lists import conclusion_word
from nomina.words import LANGUAGES


def read(tmp_path: Path, text: str) -> tuple[tuple[PairResult, ...], list[tuple[str, str, str]]]:
    (tmp_path / "r.csv").write_text(text, "utf-8")
    found, problems = read_results(tmp_path / "r.csv")
    assert all(problem.todo for problem in problems)
    return found, [(problem.code, problem.case, problem.file) for problem in problems]


def test_every_result_is_a_row_that_stays(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path,
        "body;person;kind;conclusion;log10_lr;laboratory;report;date\n"
        "B1;M1;DNA;;6,3;Lab;R-1;03.05.2022\n"
        "B1;M1;DNA;;−2;Lab;R-2;2022-06\n"
        "\n"
        "B2;M1;відбитки пальців;виключено;;Експерт;R-3;unknown\n"
        "B2;M2;afis;candidate;;;;\n",
    )
    assert problems == []
    assert [(one.kind, one.log10_lr, one.conclusion) for one in found] == [
        ("dna", 6.3, None),
        ("dna", -2.0, None),
        ("fingerprints", None, Conclusion.EXCLUDED),
        ("fingerprints", None, Conclusion.CANDIDATE),
    ]
    assert found[0].date == When(edtf="2022-05-03", written="03.05.2022")
    assert (found[2].laboratory, found[2].date) == ("Експерт", None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("B1,M1,face,,,,R,", "result-value"),
        ("B1,M1,,,,,R,", "result-value"),
        ("B1,M1,dna,,strong,,R,", "result-value"),
        ("B1,M1,dna,,3,,R,13.13.2022", "result-value"),
        ("B1,M1,dna,,inf,,R,", "result-value"),
        ("B1,M1,dna,,3,,,", "result-refused"),
        ("B1,M1,dna,excluded,3,,R,", "result-refused"),
        ("B1,M1,fingerprints,excluded,,,,", "result-refused"),
        ("B1,M1,fingerprints,sure,,,R,", "result-refused"),
        ("B1,,fingerprints,possible,,,R,", "result-refused"),
    ],
)
def test_a_result_that_cannot_be_is_named_and_not_used(tmp_path: Path, row: str, code: str) -> None:
    head = "body,person,kind,conclusion,log10_lr,laboratory,report,date\n"
    good = "B9,M9,dna,,1,,R,\n"
    found, problems = read(tmp_path, f"{head}{row}\n{good}")
    assert [one.body for one in found] == ["B9"]
    case = ", ".join(row.split(",")[:2])
    assert problems == [(code, case, "r.csv: 2")]


def test_columns_and_headers_are_named(tmp_path: Path) -> None:
    found, problems = read(tmp_path, "body,person,sort\nB1,M1,dna\n")
    assert (found, problems) == (
        (),
        [("result-column", "", "r.csv"), ("result-header", "", "r.csv")],
    )
    found, problems = read(tmp_path, "body,person,kind,lab,log LR,report,lab\nB1,M1,dna,L,2,R,x\n")
    assert problems == [("result-column", "", "r.csv")]
    assert (found[0].laboratory, found[0].log10_lr) == ("L", 2.0)
    assert read(tmp_path, "\n")[1] == [("result-header", "", "r.csv")]
    with pytest.raises(TableError):
        read_results(tmp_path / "none.csv")


def test_no_header_of_a_result_means_two_things() -> None:
    for column, texts in RESULTS.items():
        for word in "|".join(texts).split("|"):
            assert _COLUMN_OF[plain(word)] == column, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_conclusions_offered_are_read_back(language: str) -> None:
    said = conclusion_word(language)
    assert [conclusion(said(one)) for one in Conclusion] == list(Conclusion)
