"""Values as pages show them: a list of things is a list, and nothing of it is lost."""

from __future__ import annotations

import pytest

from nomina.desk.files.shapes import Value


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "scar | right arm; tattoo | chest | anchor",
            ("scar · right arm", "tattoo · chest · anchor"),
        ),
        ("identity tag | | tag: PB-696834 | | worn", ("identity tag · tag: PB-696834 · worn",)),
        (" ; | ; ring | | silver;", ("ring · silver",)),
        ("a letter; a key", ()),
        ("a|b", ()),
        ("", ()),
    ],
)
def test_a_list_of_things_is_shown_line_by_line(text: str, items: tuple[str, ...]) -> None:
    assert Value("Marks", text=text, long=True).items == items
    assert Value("Marks", text=text).items == ()
