"""docs/tables.md holds every column, word and code that the code knows, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nomina.leads import templates
from nomina.leads.describe import describe
from nomina.leads.describe.cases import BODIES_ONLY, MISSING_ONLY
from nomina.leads.describe.cells import MAY_BE_NONE
from nomina.leads.describe.entries import FIELDS, TITLES, pairs, sheet_headers, split
from nomina.leads.describe.results import RESULTS
from nomina.leads.describe.words import heading, texts
from nomina.leads.headers import DESCRIBED
from nomina.leads.tables import FURTHER, read_table
from nomina.leads.templates_lists import of_field, of_result, offered
from nomina.words import LANGUAGES


@pytest.fixture(scope="module")
def manual(repository: Path) -> str:
    return (repository / "docs" / "tables.md").read_text("utf-8")


def rows(manual: str, head: str) -> dict[str, list[str]]:
    """The cells of the table under a heading, by the name in its first column."""
    section = re.split(r"\n#+ ", manual.split(f"# {head}\n")[1])[0]
    lines = re.findall(r"^\| `([^`|]+)` \|(.*)\|$", section, re.M)
    assert len({name for name, _ in lines}) == len(lines)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in lines}


def words(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_every_column_is_in_the_manual_with_its_side_and_its_words(manual: str) -> None:
    found = rows(manual, "Columns")
    assert set(found) == {heading(column, "en") for column in DESCRIBED}
    for column in DESCRIBED:
        side, _, listed = found[heading(column, "en")]
        assert words(listed) == offered(column, "en")[:-2], column  # unknown and refused
        if column in BODIES_ONLY:
            assert side == "bodies"
        elif column in MISSING_ONLY:
            assert side == "missing"


def test_every_sheet_and_its_columns_are_in_the_manual(manual: str) -> None:
    for thing, titles in TITLES.items():
        found = rows(manual, titles[0])
        names = ["case", *FIELDS[thing]]
        assert list(found) == sheet_headers(thing, "en")
        for cells, name in zip(found.values(), names, strict=True):
            if name != "tooth":
                assert words(cells[-1]) == of_field(thing, name, "en")
    assert {title.casefold() for titles in TITLES.values() for title in titles} == FURTHER


def test_every_column_of_the_results_is_in_the_manual(manual: str) -> None:
    found = rows(manual, "Results of laboratories and examiners")
    assert list(found) == [names[0].split("|")[0] for names in RESULTS.values()]
    for cells, column in zip(found.values(), RESULTS, strict=True):
        assert words(cells[-1]) == of_result(column, "en")


def test_every_code_is_in_the_manual_and_every_code_in_it_is_given(
    manual: str, repository: Path
) -> None:
    assert set(rows(manual, "What went wrong")) == set(texts("en"))
    folder = repository / "src" / "nomina" / "leads" / "describe"
    source = "".join(
        path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "words.py"
    )
    given = set(re.findall(r'"((?:describe|result)-[a-z-]+)"', source))
    assert given == set(texts("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_the_same_fields_in_every_language(language: str) -> None:
    for code, english in texts("en").items():
        for one, other in zip(english, texts(language)[code], strict=True):
            fields = set(re.findall(r"{[^}]*}", one))
            assert fields == set(re.findall(r"{[^}]*}", other)), code
            assert not other.endswith(".")


def test_columns_that_may_say_none_are_named(manual: str) -> None:
    sentence = re.search(r"`none` can be said in (.*?)\. A dash", manual, re.S)
    assert sentence is not None
    assert set(words(sentence[1])) == MAY_BE_NONE


def test_the_examples_of_the_manual_are_read_without_a_problem(manual: str, tmp_path: Path) -> None:
    table = re.search(r"```csv\n(.*?)```", manual, re.S)
    assert table is not None
    (tmp_path / "t.csv").write_text(table[1], "utf-8")
    [first, second], problems = describe(
        read_table(tmp_path / "t.csv"), "missing", ["M-001", "M-002"]
    )
    assert problems == ()
    assert first.physical.age is not None
    assert first.marks is not None
    assert second.states.keys() == {"last known alive", "height", "marks"}
    cells = dict(re.findall(r"^(papers|marks|effects|numbers|teeth) +(.*)$", manual, re.M))
    assert len(cells) == 5
    for thing in ("papers", "marks", "effects"):
        assert all(len(entry.fields) <= len(FIELDS[thing]) for entry in split(cells[thing]))
    assert len(pairs(cells["numbers"], ";")) == 2
    for side, extra in (("bodies", "papers"), ("missing", "numbers")):
        head = ["number", extra, "marks", "effects", "teeth"]
        line = ["1", *(f'"{cells[name]}"' for name in head[1:])]
        (tmp_path / "x.csv").write_text(",".join(head) + "\n" + ",".join(line) + "\n", "utf-8")
        [found], problems = describe(read_table(tmp_path / "x.csv"), side, ["1"])  # type: ignore[arg-type]
        assert problems == ()
        assert found.teeth is not None
        assert len(found.teeth.teeth) == 4


def test_templates_have_columns_of_the_manual_alone() -> None:
    known = {*DESCRIBED, *templates.FIRST}
    for columns in templates.COLUMNS.values():
        assert len(set(columns)) == len(columns)
        assert set(columns) <= known
    both = set(templates.COLUMNS["bodies"]) | set(templates.COLUMNS["missing"])
    assert both == known
