"""The evidence on the leads of one body, packed for the page, and how all bodies fit together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nomina.evidence import KINDS, Finding
from nomina.leads.documents import BodyLeads, Lead, Reconciliation
from nomina.leads.markup import Html, join, plain, tag
from nomina.leads.report_evidence_words import together_words

LONGEST_TEXT = 2000
"""Letters of one compared value in the page; leads.json has all."""
LEAST_EDGE = 0.01
"""Probability from which a pair is drawn among those who compete."""
_MOST_CHANGES = 12
Shown = Callable[..., Html]
_PART = re.compile(r"\{(\w+)\}")


def packed(result: BodyLeads, language: str, place: Mapping[str, int]) -> dict[str, Any]:
    """Pack what is said of the leads of a body; every text once.

    Gives ``t`` texts; ``f`` by rank the findings: kind (place in `KINDS`), log10 LR, bounds,
    whether it excludes, and the texts of body, person and sentence; ``l`` by rank the kinds that
    are lacking; ``n`` next steps: kind, bits, people by place.
    """
    texts: dict[str, int] = {}

    def text(value: str) -> int:
        value = plain(value)
        short = value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT] + "…"
        return texts.setdefault(short, len(texts))

    def one(finding: Finding) -> list[float | int]:
        return [
            KINDS.index(finding.kind),
            round(finding.log10_lr, 3),
            round(finding.lower_bound, 3),
            round(finding.upper_bound, 3),
            int(finding.excludes),
            text(finding.body),
            text(finding.person),
            text(finding.said(language)),
        ]

    return {
        "f": {lead.rank: [one(f) for f in lead.findings] for lead in result.leads if lead.findings},
        "l": {
            lead.rank: [at for at, kind in enumerate(KINDS) if kind in lead.lacking]
            for lead in result.leads
            if lead.lacking
        },
        "n": [
            [step.kind, step.bits, [place[one] for one in step.people if one in place]]
            for step in result.next_steps
        ],
        "t": list(texts),
    }


def edges(leads: Sequence[Lead], place: Mapping[str, int]) -> list[tuple[int, float]]:
    """Give the people, by place, who may well be a body, each with the probability."""
    return [
        (place[lead.person], round(lead.posterior, 4))
        for lead in leads
        if lead.posterior >= LEAST_EDGE
    ]


def together(found: Reconciliation, links: Mapping[str, str], language: str) -> Html:
    """Say how everything fits best, by how much less other ways weigh, and which sets stay open.

    ``links`` gives the link of each body.
    """
    words = together_words(language)
    if not found.assignments or not found.assignments[0].pairs:
        return tag("p", words["none"], class_="muted")
    best = found.assignments[0].pairs

    def body(number: str) -> Html:
        return tag("a", tag("bdi", number, class_="mono", dir="auto"), href=links.get(number, "#"))

    def person(number: str | None) -> Html:
        if number is None:
            return tag("span", words["nobody"])
        return tag("bdi", number, class_="mono", dir="auto")

    pairs = join(tag("li", body(one), Html(" — "), person(other)) for one, other in best.items())
    parts = [
        tag("p", words["best"].format(n=len(best))),
        tag("details", tag("summary", words["pairs"]), tag("ul", pairs, class_="pairs")),
    ]
    others = [
        tag(
            "li",
            tag("b", _less(one.behind, words)),
            tag("ul", *_changes(best, one.pairs, body, person, words)),
        )
        for one in found.assignments[1:]
    ]
    if others:
        parts += [tag("h3", words["next"]), tag("ol", *others, class_="ways")]
    parts += [_set(one.bodies, one.missing, body, person, words) for one in found.together]
    return join(parts)


def _less(behind: float, words: Mapping[str, str]) -> str:
    if behind < 0.02:
        return words["as_much"]
    n = 10 ** min(behind, 99.0)
    text = f"{n:.1f}" if n < 10 else f"{n:.0f}" if n < 1e6 else f"{n:.0e}"
    return words["less"].format(n=text.replace(".", words["point"]))


def _changes(
    best: Mapping[str, str],
    other: Mapping[str, str],
    body: Shown,
    person: Shown,
    words: Mapping[str, str],
) -> Iterator[Html]:
    changed = [one for one in dict.fromkeys((*best, *other)) if best.get(one) != other.get(one)]
    for one in changed[:_MOST_CHANGES]:
        made = {
            "body": body(one),
            "person": person(other.get(one)),
            "before": person(best.get(one)),
        }
        parts = _PART.split(words["instead"])
        yield tag("li", *(made.get(part, part) for part in parts))
    if len(changed) > _MOST_CHANGES:
        yield tag("li", words["and_more"].format(n=len(changed) - _MOST_CHANGES))


def _set(
    bodies: Sequence[str],
    missing: Sequence[str],
    body: Shown,
    person: Shown,
    words: Mapping[str, str],
) -> Html:
    listed = [join((Html(", ") if at else "", body(one))) for at, one in enumerate(bodies)]
    people = [join((Html(", ") if at else "", person(one))) for at, one in enumerate(missing)]
    return tag("p", words["set"], " ", *listed, Html(" — "), *people, class_="set")
