"""CSV that no spreadsheet takes for a formula, and that reads back as it was written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nomina.leads.documents import Problem
from nomina.leads.spreadsheet import csv_bytes, problems_csv, safe
from nomina.leads.tables import read_table

STARTS = "=+-@\t\r\n＝＋－＠"
"""What starts a formula, by OWASP's page on CSV injection."""
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@settings(max_examples=50)
@given(st.sampled_from(STARTS), TEXT)
def test_no_cell_starts_like_a_formula(start: str, rest: str) -> None:
    data = csv_bytes(["number"], [[start + rest], [rest]])
    for [cell] in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not cell.startswith(tuple(STARTS))


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
@example([("=HYPERLINK(1)", "'=x"), ("'", "''"), ("'quoted'", "@x"), ("-1", "＝x"), ('"', "a;b,c")])
@example([("Олена", "+380"), ("a\r\nb", "\tx")])
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(csv_bytes(["number", "name"], rows))
    read = [(x.cells.get("number", ""), x.cells.get("name", "")) for x in read_table(path).rows]
    wanted = [(one.strip(), other.strip()) for one, other in rows]
    assert read == [pair for pair in wanted if any(pair)]


@settings(max_examples=50)
@given(TEXT)
def test_the_mark_is_only_put_where_it_is_needed(text: str) -> None:
    marked = safe(text)
    assert marked in {text, f"'{text}"}
    assert (marked == text) == (not text.startswith(("'", *STARTS)))


def test_numbers_stay_numbers_and_letters_that_cannot_be_written_do_not_stop_it() -> None:
    data = csv_bytes(["a"], [[-1.5], [3], ["\udcff"]])
    assert data.decode("utf-8-sig").split() == ["a", "-1.5", "3", "?"]


def test_problems_are_one_line_each() -> None:
    one = Problem(code="no-face", side="bodies", case="=B1", file="a.jpg", what="x, y", todo="z")
    lines = list(csv.reader(io.StringIO(problems_csv([one, one]).decode("utf-8-sig"))))
    assert lines[0] == ["code", "side", "case", "file", "what", "todo"]
    assert lines[1] == lines[2] == ["no-face", "bodies", "'=B1", "a.jpg", "x, y", "z"]
