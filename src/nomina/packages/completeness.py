"""How complete a record is, article by article: each particular known, not known, or not asked.

Which particulars an article asks for is data: a row of `ASKED` says where each one stands in the
Convention, so that a table on a page and on paper can name it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nomina.documents import Part
from nomina.packages.items import Listed
from nomina.packages.particulars import Particular, Stands

ASKED: dict[str, tuple[tuple[str, str], ...]] = {
    "dead": (
        ("power", "GC I 16(a)"),
        ("service_number", "GC I 16(b)"),
        ("surname", "GC I 16(c)"),
        ("first_names", "GC I 16(d)"),
        ("born", "GC I 16(e)"),
        ("card_or_disc", "GC I 16(f)"),
        ("taken_or_died_on", "GC I 16(g)"),
        ("taken_or_died_at", "GC I 16(g)"),
        ("cause", "GC I 16(h)"),
        ("found_on", "GC I 15"),
        ("found_at", "GC I 15"),
        ("sex", ""),
    ),
    "death": (
        ("power", "GC III 17"),
        ("rank", "GC III 17"),
        ("service_number", "GC III 17"),
        ("surname", "GC III 17"),
        ("first_names", "GC III 17"),
        ("father", "Annex IV D"),
        ("mother", ""),
        ("born", "GC III 17"),
        ("born_place", "Annex IV D"),
        ("card_or_disc", "GC III 17"),
        ("died_on", "GC III 120(2)"),
        ("died_at", "GC III 120(2)"),
        ("cause", "GC III 120(2)"),
        ("examined", "GC III 120(3)"),
        ("buried_on", "GC III 120(2)"),
        ("buried_at", "GC III 120(2)"),
        ("grave", "GC III 120(2)"),
        ("cremated", "GC III 120(5)"),
        ("will", "GC III 120(1)"),
    ),
    "prisoner": (
        ("surname", "GC III 122(4)"),
        ("first_names", "GC III 122(4)"),
        ("rank", "GC III 122(4)"),
        ("service_number", "GC III 122(4)"),
        ("born", "GC III 122(4)"),
        ("born_place", "GC III 122(4)"),
        ("power", "GC III 122(4)"),
        ("father", "GC III 122(4)"),
        ("mother", "GC III 122(4)"),
        ("person_informed", "GC III 122(4)"),
        ("address", "GC III 122(4)"),
        ("event_on", "GC III 122(5)"),
        ("event_at", "GC III 122(5)"),
        ("health", "GC III 122(6)"),
    ),
    "civilian": (
        ("surname", "GC IV 138(1)"),
        ("first_names", "GC IV 138(1)"),
        ("born", "GC IV 138(1)"),
        ("born_place", "GC IV 138(1)"),
        ("power", "GC IV 138(1)"),
        ("residence", "GC IV 138(1)"),
        ("marks", "GC IV 138(1)"),
        ("father", "GC IV 138(1)"),
        ("mother", "GC IV 138(1)"),
        ("died_on", "GC IV 138(1)"),
        ("died_at", "GC IV 138(1)"),
        ("circumstances", "GC IV 138(1)"),
        ("address", "GC IV 138(1)"),
        ("person_informed", "GC IV 138(1)"),
    ),
    "grave": (
        ("surname", "GC I 17(4)"),
        ("first_names", "GC I 17(4)"),
        ("born", "GC I 17(4)"),
        ("service_number", "GC I 17(4)"),
        ("buried_on", "GC I 17(4)"),
        ("cemetery", "GC I 17(4)"),
        ("grave", "GC I 17(4)"),
        ("section_row_plot", "GC I 17(4)"),
        ("coordinates", "GC I 17(4)"),
        ("marking", "GC I 17(4)"),
    ),
    "packet": (
        ("surname", "GC I 16(4)"),
        ("first_names", "GC I 16(4)"),
        ("born", "GC I 16(4)"),
        ("service_number", "GC I 16(4)"),
        ("power", "GC I 16(4)"),
        ("found_on", "GC I 16(4)"),
        ("found_at", "GC I 16(4)"),
    ),
    "disc": (
        ("surname", "GC I 16(4)"),
        ("first_names", "GC I 16(4)"),
        ("service_number", "GC I 16(4)"),
        ("inscription", "GC I 16(f)"),
    ),
}
"""Particulars by kind of item, in the order of the article, and where it asks for each; what no
article asks for has an empty place."""


@dataclass(frozen=True)
class Line:
    """One particular of one item.

    Attributes:
        key: such as ``surname``.
        place: where an article asks for it; empty where none does.
        said: the particular.
    """

    key: str
    place: str
    said: Particular


@dataclass(frozen=True)
class Count:
    """How many particulars stand how."""

    known: int
    unknown: int
    unasked: int

    @property
    def asked(self) -> bool:
        """Whether every particular is known, or somebody said that it is not."""
        return self.unasked == 0


def lines(item: Part) -> tuple[Line, ...]:
    """Give the particulars of an item in order; those of all on it, where it is a list."""
    if isinstance(item, Listed):
        return tuple(line for one in item.dead for line in lines(one))
    given: dict[str, Any] = dict(item)
    kind: str = given["kind"]
    return tuple(Line(key, place, given[key]) for key, place in ASKED.get(kind, ()))


def count(items: Iterable[Part]) -> Count:
    """Count over all items how the particulars stand."""
    states = [line.said.state for item in items for line in lines(item)]
    return Count(
        known=states.count(Stands.KNOWN),
        unknown=states.count(Stands.UNKNOWN),
        unasked=states.count(Stands.UNASKED),
    )
