"""What each way of asking means for the safety of somebody on the other side, in plain words."""

from __future__ import annotations

from nomina.desk.custody.shapes import Fact, Facts
from nomina.words import tr


def agency_means(language: str | None = None) -> tuple[str, ...]:
    """Say what asking the neutral agency means."""
    return (
        tr("It works for both sides, and gives nothing to either without consent.", language),
        tr("It can write to people where they live; it knows how to do so safely.", language),
        tr("It takes longer than asking here.", language),
    )


def here_means(language: str | None = None) -> tuple[str, ...]:
    """Say what being answered here means."""
    return (
        tr("What is told here is sealed; only who answers can open it, and it is noted.", language),
        tr(
            "We never write, call or send anything there, not even to say that we have it.",
            language,
        ),
        tr("For the answer they come back to the page with number and secret, or call.", language),
        tr(
            "Visiting the page, and this number on paper, can be seen by others near them.",
            language,
        ),
    )


def each_way() -> tuple[Facts, ...]:
    """Give both ways as parts of a page."""
    return tuple(
        Facts(title, tuple(Fact(str(n), text) for n, text in enumerate(texts, 1)))
        for title, texts in (
            (tr("The neutral agency"), agency_means()),
            (tr("Being answered here"), here_means()),
        )
    )
