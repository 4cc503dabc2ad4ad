"""The papers of graves: complete in three languages, and none without the reason of a fire."""

from __future__ import annotations

from typing import Any

import pytest

from nomina.desk.custody import graves_list
from nomina.desk.custody.models import Cremation
from nomina.desk.custody.papers import graves as papers
from nomina.desk.custody.papers.grave_facts import facts_of
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Paper, pdf
from nomina.desk.files.models import File
from nomina.errors import StoreError
from nomina.words import LANGUAGES
from tests.desk.custody.ground import Ground, make_ground, point
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import NOW


@pytest.fixture
def ground(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Ground:
    return make_ground(yard, monkeypatch)


def values(paper: Paper) -> list[str | None]:
    """All values of a paper."""
    found: list[str | None] = []
    for part in paper.parts:
        if isinstance(part, Facts):
            found += [fact.value for fact in part.facts]
        elif isinstance(part, Grid):
            found += [cell for row in part.rows for cell in row]
    return found


def of(file: File | None, language: str = "en") -> dict[str, Fact]:
    """What a certificate of death says of a grave."""
    assert file is not None
    return {fact.label: fact for fact in facts_of(file, language)}


def test_a_burial_is_printed_with_all_that_is_known(ground: Ground) -> None:
    body = ground.examined()
    grave = ground.grave(
        section="B", row="3", plot="12", point=point("49.9880769", "36.2321762"), words="№ 17"
    )
    burial = ground.bury(body, grave, rites="psalm read")
    officer = ground.yard.officer
    for language in LANGUAGES:
        paper = papers.burial(burial, language, officer)
        told = values(paper)
        assert body.file is not None
        for value in (body.file.number, str(body), "B", "3", "12", "№ 17", "psalm read"):
            assert value in told, value
        assert "49.988077, 36.232176" in told
        assert None in told  # nobody knows the name, and that is printed
    assert pdf(papers.burial(burial, "uk", officer)).startswith(b"%PDF")


def test_law_10_a_cremation_without_its_reason_is_not_printed(ground: Ground) -> None:
    done = ground.cremate(ground.examined())
    officer = ground.yard.officer
    paper = papers.cremation(done, "en", officer)
    assert {"imperative reasons of hygiene", "cholera in the camp"} <= set(values(paper))
    for lacks in ({"reason": ""}, {"words": " "}):
        given: dict[str, Any] = {
            "item": done.item, "reason": "hygiene", "words": "w", "authority": "a",
            "ashes": "a", "at": NOW, "by": officer,
        } | lacks  # fmt: skip
        with pytest.raises(StoreError, match="without its reason"):
            papers.cremation(Cremation(**given), "en", officer)


def test_the_list_has_place_marking_and_dead_of_each_grave(ground: Ground) -> None:
    first = ground.grave(section="A", point=point("49.1", "36.1", "2.50"), words="one\ntwo")
    several = ground.grave("collective")
    bodies = [ground.examined() for _ in range(3)]
    ground.bury(bodies[0], first)
    ground.bury(bodies[1], several, 1)
    ground.bury(bodies[2], several, 3)
    every = graves_list.known([first, several])
    paper = papers.register(ground.cemetery, every, "en", NOW, ground.yard.officer)
    [grid] = [part for part in paper.parts if isinstance(part, Grid)]
    assert [row[0] for row in grid.rows] == ["G1", "G2", "G2.3"]
    assert grid.rows[0][2:4] == ("49.100000, 36.100000 ±2.5\N{NO-BREAK SPACE}m", "one / two")
    assert grid.rows[1][1:4] == (None, None, None)
    numbers = [body.file.number for body in bodies if body.file is not None]
    assert [row[4] for row in grid.rows] == numbers


def test_law_13_a_certificate_has_each_particular_of_the_grave_or_not_known(ground: Ground) -> None:
    body = ground.examined()
    unknown = of(body.file)
    assert {fact.value for fact in unknown.values()} == {None}
    assert {"Date of burial", "Place of burial", "Grave"} <= set(unknown)
    ground.cremate(body)
    ground.bury(body, ground.grave("collective", point=point("49.1", "36.1")), 2)
    told = of(body.file)
    assert told["Place of burial"].value == "Old field (C1)"
    assert told["Grave"].value == "C1 G1, spot 2 of a collective grave"
    assert told["Coordinates (WGS 84)"].value == "49.100000, 36.100000"
    assert told["Cremated because of"].value == "imperative reasons of hygiene: cholera in the camp"
    assert told["Marking"].value is None


def test_law_11_where_somebody_lay_who_was_exhumed_is_printed(ground: Ground) -> None:
    body, grave = ground.examined(), ground.grave(row="7")
    lain = ground.bury(body, grave)
    assert "Exhumed since" not in of(body.file)
    ground.exhume(grave, lain)
    told = of(body.file)
    assert told["Grave"].value == "C1 G1"
    assert told["Section, row, plot"].value == "7"
    assert told["Exhumed since"].small == "investigation"
    ground.bury(body, ground.grave(row="8"))
    told = of(body.file)
    assert told["Section, row, plot"].value == "8"
    assert "Exhumed since" not in told


def test_law_12_a_burial_at_sea_comes_back_on_paper(ground: Ground) -> None:
    body = ground.examined()
    done = ground.sea(body)
    told = values(papers.burial(done, "en", ground.yard.officer))
    assert {"Rescue 3 (UA)", "44.123457, 33.765432"} <= set(told)
    place = of(body.file)["Place of burial"].value
    assert place == "at sea, from Rescue 3 (UA): 44.123457, 33.765432"
