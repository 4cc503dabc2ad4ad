"""Of the public page on which a relative asks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from nomina.desk.families.models import EnquiryPage, EnquiryPageEnd, EnquiryPageOpening
from nomina.desk.people.models import Site, User
from tests.desk.custody.facts.made import Made

FREE: dict[str, tuple[str, ...]] = {}
CODED: dict[str, tuple[str, ...]] = {}
OBJECTS: dict[str, str] = {
    "families:ask": "open page",
    "families:mine": "open page",
    "families:ask_letter": "open page",
}
NO_PAGES: dict[str, str] = {}
FRAGMENTS: set[str] = set()

PUBLIC = {"open page"}
"""Objects that are shown to anybody; of another team's, the tests have one that has ended."""


def rows(made: Made) -> dict[str, Any]:
    """A page that answers anybody, or one that has ended where nobody of the team works."""
    second = User.objects.exclude(pk=made.by.pk).order_by("login").first()
    # Its code is short, and of the operation: the form of an address is the same for all.
    page = EnquiryPage(
        operation=made.operation, code=made.operation.pk.hex[:12], name="n", agency="a",
        languages=["en", "uk", "ru"], made_by=made.by,
    )  # fmt: skip
    page.save(force_insert=True)
    assert second is not None
    EnquiryPageOpening(page=page, by=second).save(force_insert=True)
    if Site.objects.filter(operation=made.operation, code="S2").exists():
        EnquiryPageEnd(page=page, why="w", by=made.by).save(force_insert=True)
    return {"open page": SimpleNamespace(pk=page.code)}
