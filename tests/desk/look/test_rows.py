"""The rows of a table as a browser reads them: every text is a text, whatever stands in it."""

from __future__ import annotations

from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

from nomina.desk.look.rows import addresses
from nomina.desk.look.shapes import Cell, Column, Kind, Row, Table, Way
from nomina.words import use

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "' autofocus onfocus='alert(1)",
    "&lt;b&gt; &amp;",
    '=HYPERLINK("http://example.org")',
    "\u202egnp.exe",
    "x" * 10_000,
)


class Read(HTMLParser):
    """Takes in every tag with its attributes, and the text of each cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self._in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append("")
            self._in = True

    def handle_endtag(self, tag: str) -> None:
        self._in = self._in and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._in:
            self.cells[-1] += data

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def read(table: Table) -> Read:
    page = Template("{% load look %}{% part thing %}").render(Context({"thing": table}))
    reader = Read()
    reader.feed(page)
    reader.close()
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_is_read_as_it_was_given_and_makes_no_tag(text: str) -> None:
    cells = (Cell(text, Kind.NAME), Cell(text, small=text), Cell(text, Kind.CHIP, way=Way.STOP))
    page = read(Table("c", (Column(text),) * 3, (Row(text, cells, text),)))
    assert page.cells == [text, text + text, text]
    assert {tag for tag, _ in page.tags} == {
        "div", "table", "caption", "thead", "tr", "th", "tbody", "td", "bdi", "a", "span",
    }  # fmt: skip
    assert [td["data-label"] for td in page.every("td")] == [text] * 3
    assert page.every("tr")[1] == {"role": "row", "id": text, "data-row": None}
    assert page.every("a") == [{"href": text, "data-go": None}]
    assert all(set(td) == {"role", "class", "data-label"} for td in page.every("td"))


def test_only_the_first_cell_leads_on_and_only_where_the_row_does() -> None:
    cells = (Cell("one"), Cell("two"))
    page = read(Table("c", (Column("a"), Column("b")), (Row("r", cells, "/x/"), Row("s", cells))))
    assert page.every("a") == [{"href": "/x/", "data-go": None}]
    assert page.cells == ["one", "two"] * 2


def test_what_is_not_known_says_so_in_the_language_of_the_page_and_why() -> None:
    table = Table("c", (Column("a"),), (Row("r", (Cell("nobody asked", Kind.UNKNOWN),)),))
    assert read(table).cells == ["not knownnobody asked"]
    use("uk")
    try:
        assert read(table).cells == ["невідомоnobody asked"]
    finally:
        use("en")


def test_addresses_are_those_of_the_routes() -> None:
    """One route asked once gives what each asked by itself gives."""
    href = addresses("files:file")
    for _ in range(20):
        one = uuid4()
        assert href(one) == reverse("files:file", args=[one])
    with pytest.raises(NoReverseMatch):
        addresses("files:bodies")
