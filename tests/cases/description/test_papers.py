"""What a thing with writing counts as."""

from __future__ import annotations

import pytest

from nomina.cases.description import Described, Number, NumberKind, Paper, PaperKind, PersonName


@pytest.mark.parametrize(
    ("paper", "document"),
    [
        (Paper(PaperKind.PASSPORT), True),
        (Paper(PaperKind.LETTER, names=(PersonName("Щербак"),)), False),
        (Paper(PaperKind.LETTER, numbers=(Number(NumberKind.PHONE, "0671234567"),)), True),
        (Paper(PaperKind.OTHER), False),
    ],
)
def test_a_thing_is_a_document_if_issued_to_one_person_or_numbered(
    paper: Paper, document: bool
) -> None:
    assert paper.is_document is document


def test_nobody_has_a_birth_date_before_it_is_known() -> None:
    assert Described("1").born is None
