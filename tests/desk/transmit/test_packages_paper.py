"""A print leaves nothing out: each particular of each article, known or not (LAW-04, LAW-13)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nomina.desk.custody.papers.known import speaking
from nomina.desk.custody.papers.page import Fact, Facts
from nomina.desk.transmit import packages_example, packages_paper, packages_words
from nomina.packages import completeness
from nomina.packages.documents import Content
from nomina.packages.particulars import Stands
from nomina.words import LANGUAGES, tr

CONTENTS = [one for one in packages_example.contents("A name") if completeness.lines(one.items[0])]


def facts(content: Content, language: str) -> Iterator[Fact]:
    for part in packages_paper.parts_of(content, language):
        if isinstance(part, Facts):
            yield from part.facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_particular_is_printed_with_its_article_and_how_it_stands(language: str) -> None:
    states = set()
    for content in CONTENTS:
        printed = list(facts(content, language))
        with speaking(language):
            for line in completeness.lines(content.items[0]):
                place = packages_words.place_name(line.place)
                found = [
                    one
                    for one in printed
                    if one.label == packages_words.field_name(line.key) and place in one.small
                ]
                assert found, (content.article, line.key)
                states.add(line.said.state)
                for one in found:
                    holds = {
                        Stands.KNOWN: one.value == line.said.value,
                        # Printed as not known, with why.
                        Stands.UNKNOWN: one.value is None
                        and packages_words.fixed(line.said.why or "") in one.small,
                        Stands.UNASKED: one.value == tr("never asked"),
                    }
                    assert holds[line.said.state], (content.article, line.key, one)
    assert states == set(Stands)
