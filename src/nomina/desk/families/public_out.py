"""The pages that anybody may open, as texts that leave the desk (`nomina.desk.outgoing`).

What a family typed or an operation calls itself is not of these texts; it is tested where hostile
text is planted. What is registered is what we say: no news, no name, no image, no secret but on the
one page that shows it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from nomina import tags
from nomina.desk import outgoing
from nomina.desk.custody.papers.known import speaking
from nomina.desk.families import answers
from nomina.desk.families.forms_public import AskForm, ContactFields, MineForm, MoreForm
from nomina.desk.families.models import EnquiryPage
from nomina.desk.families.models.asking import SIDES
from nomina.desk.families.public_state import Case, Said, Step
from nomina.desk.families.views.public_page import drawn
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.words import LANGUAGES

NAME = "families:public-page"


def join() -> None:
    """Register them."""
    outgoing.add(Outgoing(NAME, Form.PAGE, _pages))


def _pages(language: str, name: str) -> Iterator[Example]:
    """Give every page in a language; no name stands on any of them."""
    with speaking(language):
        pages = [drawn(template, example_page(), values) for template, values in _every()]
    yield from (Example(one) for one in pages)


def example_page() -> EnquiryPage:
    """Give a page that there is not."""
    return EnquiryPage(
        code="abcdefghjk", name="Office", languages=list(LANGUAGES), agency="+41 00 000 00 00"
    )


def _every() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "start", {}
    yield "others", {}
    for side in SIDES:
        yield "form", {"form": AskForm(side), "token": "00"}
        yield "form", {"form": AskForm(side, {}), "token": "00"}
    yield "mine", {"form": MineForm()}
    yield "back", {"token": "00"}
    yield "gone", {}
    at = datetime(2026, 11, 1, 10, tzinfo=UTC)
    fixed = tuple(Said(at, answers.fixed(code)) for code in answers.FIXED)
    for contact, done in ((ContactFields(), True), (None, False)):
        case = Case(at, (Step("", done),), (), fixed)
        more = MoreForm()
        yield (
            "case",
            {
                "written": tags.written("0" * tags.LENGTH),
                "day": "2026-11-01",
                "case": case,
                "answers": [{"day": "2026-11-01", "text": one.text} for one in fixed],
                "token": "00",
                "more": more,
                "more_fields": (more["words"], *more.photo_fields()),
                "contact": contact,
            },
        )
