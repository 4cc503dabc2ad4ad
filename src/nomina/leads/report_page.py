"""The report page put together: one file, no reference outside itself, nothing trusted.

Escaping holds by construction; see `nomina.leads.markup`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from nomina.leads.documents import Reconciliation
from nomina.leads.markup import Html, embed, fill, join, plain, tag
from nomina.leads.report_evidence import together
from nomina.leads.report_evidence_words import evidence_words, kind_words, step_words
from nomina.leads.report_words import frame_words, key_words, reading_words, script_words

REACH = 6.0
"""Log10 LR at both ends of a strength bar."""
SIGNS = ("◇", "◆", "✕")
WORDS = ("inconclusive", "candidate", "excluded")
STEPS = (-6, -4, -2, -1, 0, 1, 2, 3, 4, 6)
_SCRIPTS = ("1-data.js", "2-draw.js", "3-faces.js", "4-evidence.js", "5-body.js", "6-page.js")
_LONGEST_LINK = 120


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: its file, its condition in words, its crop as bytes ready to show, or None."""

    file: str
    words: str
    crop: bytes | None


@dataclass(frozen=True, slots=True)
class Person:
    """One missing person: number, name or other label, photos by place, chance of being none."""

    number: str
    label: str
    photos: tuple[int, ...]
    not_among: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One lead: person by place, weight, log10 LR and GLR (None: unknown) of all evidence.

    ``word``, ``lr`` (None: no opinion), its interval and ``limits`` are those of the faces.
    """

    person: int
    weight: float
    total: float
    glr: float | None
    excluded: bool
    word: int
    lr: float | None
    low: float = 0.0
    high: float = 0.0
    limits: int = -1


@dataclass(frozen=True, slots=True)
class Body:
    """One body: what is known in a line, photos, flags, the weight of nobody (None if unknown).

    ``evidence`` is a JSON text, see `nomina.leads.report_evidence.packed`; ``edges`` are likely
    people by place, with the probability.
    """

    number: str
    words: str
    photos: tuple[int, ...]
    flags: tuple[int, ...]
    nobody: float | None
    others: float
    best: Row | None
    rows: str
    has_candidate: bool
    evidence: Html
    edges: Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says, already in its language.

    ``facts`` are label, value and a smaller note; ``limits`` lower, upper (log10 LR) and what
    they rest on; ``problems`` have the heads ``problem_heads``; ``record`` is name and value.
    """

    language: str
    when: str
    share: float
    share_words: str
    listed: int
    images: bool
    facts: tuple[tuple[str, str, str], ...]
    limits: tuple[tuple[float, float, str], ...]
    flags: tuple[str, ...]
    photos: tuple[Photo, ...]
    people: tuple[Person, ...]
    bodies: tuple[Body, ...]
    also: Mapping[int, Sequence[int]]
    problem_heads: tuple[str, ...]
    problems: tuple[tuple[str, ...], ...]
    record: tuple[tuple[str, str], ...]
    found: Reconciliation
    words: Mapping[str, str]


def links(numbers: Sequence[str]) -> list[str]:
    """Give one link inside the page for each number of a body, all different and short."""
    taken: set[str] = set()
    made = []
    for place, number in enumerate(numbers):
        link = "#b=" + quote(plain(number), safe="")
        if len(link) > _LONGEST_LINK or link in taken:
            link = f"#n={place + 1}"
        taken.add(link)
        made.append(link)
    return made


def encode(rows: Iterable[Row]) -> str:
    """Write candidates compactly; the script reads a body's only when the body is opened."""
    return ";".join(map(_encoded, rows))


def _encoded(row: Row) -> str:
    glr = "" if row.glr is None else _hundredths(row.glr)
    whole = (
        f"{row.person},{round(row.weight * 1e6)},{_hundredths(row.total)},{glr},"
        f"{int(row.excluded)},{row.word}"
    )
    if row.lr is None:
        return whole
    faces = f"{_hundredths(row.lr)},{_hundredths(row.low)},{_hundredths(row.high)},{row.limits}"
    return f"{whole},{faces}"


def _hundredths(lr: float) -> int:
    return round(max(-99.0, min(99.0, lr)) * 100)


def render(page: Page) -> bytes:
    """Give the whole page as bytes."""
    return b"".join(pieces(page))


def pieces(page: Page) -> Iterator[bytes]:
    """Give the page piece by piece: crops are most of it, and never in memory twice."""
    words = frame_words(page.language)
    style, script = _asset("page.css"), _script()
    made = links([body.number for body in page.bodies])
    places = _places(page)
    values: dict[str, object] = {
        **words,
        "language": page.language,
        "when": page.when,
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "problems_link": f"{words['problems_title']} {len(page.problems)}",
        "facts": join(_fact(*fact) for fact in page.facts),
        "reading": join(tag("p", text) for text in reading_words(page.language)),
        "strengths_low": _strengths(page.words["any"]),
        "strengths_high": _strengths(page.words["any"]),
        "no_flags": Html("" if page.flags else " hidden"),
        "flags": join(_flag_box(i, flag) for i, flag in enumerate(page.flags)),
        "count": script_words(page.language)["listed"].format(
            k=len(page.bodies), n=len(page.bodies)
        ),
        "rows": join(_row(page, i, link) for i, link in enumerate(made)),
        "problems": _problems(page),
        "record": tag("dl", *(join((tag("dt", k), tag("dd", v))) for k, v in page.record)),
        "help": join(
            tag("tr", tag("td", *(join((tag("kbd", k), " ")) for k in keys)), tag("td", does))
            for keys, does in key_words(page.language)
        ),
        "together": together(
            page.found,
            {body.number: link for body, link in zip(page.bodies, made, strict=True)},
            page.language,
        ),
        "data": embed(_data(page, made, places)),
    }
    before, _, after = _asset("page.html").partition("{{crops}}")
    yield fill(before, values).encode("utf-8")
    for photo, place in zip(page.photos, places, strict=True):
        if photo.crop is not None and place is not None:
            yield _crop(photo.crop, place)
    for number, body in enumerate(page.bodies):
        head = f'<script type="application/json" id="seen-{number}">'
        yield f"{head}{body.evidence}</script>\n".encode()
    yield fill(after, values).encode("utf-8")


@cache
def _asset(name: str) -> Html:
    folder = resources.files("nomina.leads") / "page"
    return Html((folder / name).read_text("utf-8"))


@cache
def _script() -> Html:
    body = "\n".join(_asset(name) for name in _SCRIPTS)
    return Html(f'"use strict";\n(() => {{\n{body}}})();\n')


def _policy(style: str, script: str) -> str:
    def source(text: str) -> str:
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    return (
        f"default-src 'none'; img-src data:; style-src {source(style)}; "
        f"script-src {source(script)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _fact(label: str, value: str, note: str) -> Html:
    inside = [tag("bdi", value, dir="auto")]
    if note:
        inside += [Html(" "), tag("span", note, class_="small muted")]
    return tag(
        "div", tag("dt", label), tag("dd", *inside), class_="wide" if len(note) > 90 else None
    )


def _strengths(any_word: str) -> Html:
    def option(step: int) -> Html:
        text = "1" if step == 0 else f"10{'⁻' if step < 0 else ''}{'⁰¹²³⁴⁵⁶'[abs(step)]}"
        return tag("option", text, value=step)

    return join([tag("option", any_word, value=""), *map(option, STEPS)])


def _flag_box(place: int, flag: str) -> Html:
    box = Html(f'<input type="checkbox" data-flag="{place}">')
    return tag("label", box, " ", tag("span", flag), class_="tick")


def _row(page: Page, place: int, link: str) -> Html:
    body = page.bodies[place]
    best = body.best
    inside: list[Html] = [tag("bdi", _cut(body.number, 60), class_="number", dir="auto")]
    if best is None:
        inside.append(tag("span", page.words["no_face"], class_="best"))
    else:
        person = page.people[best.person]
        at = 2 if best.excluded else best.word
        word = page.words[WORDS[at]]
        inside += [
            *([] if best.excluded else [_mini(best.total)]),
            tag(
                "span",
                tag("span", SIGNS[at], class_="sign", aria_hidden="true"),
                tag("span", word, class_="sr"),
                tag("bdi", _cut(person.number, 40), class_="mono", dir="auto"),
                *([tag("bdi", _cut(person.label, 60), dir="auto")] if person.label else []),
                class_=f"best {WORDS[at]}",
            ),
        ]
    return tag("li", tag("a", *inside, href=link))


def _mini(lr: float) -> Html:
    middle = 42.0
    end = middle + max(-1.0, min(1.0, lr / REACH)) * middle
    kind = "speaks-for" if lr >= 0 else "speaks-against"
    return Html(
        '<svg class="mini" viewBox="0 0 84 8" aria-hidden="true">'
        '<rect class="base" x="0" y="2" width="84" height="4"/>'
        f'<rect class="{kind}" x="{min(middle, end):.1f}" y="2" width="{abs(end - middle):.1f}"'
        ' height="4"/><line class="mid" x1="42" y1="0" x2="42" y2="8"/></svg>'
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"


def _problems(page: Page) -> Html:
    if not page.problems:
        return tag("p", page.words["no_problems"], class_="muted")
    head = tag("thead", tag("tr", *(tag("th", h, scope="col") for h in page.problem_heads)))
    rows = (
        tag("tr", *(tag("td", tag("bdi", _cut(c, 500), dir="auto")) for c in cells))
        for cells in page.problems
    )
    table = tag("table", head, tag("tbody", *rows), class_="problems")
    return tag(
        "div", table, class_="scroll", tabindex="0", role="group", aria_labelledby="problems-title"
    )


def _places(page: Page) -> list[int | None]:
    """Number the crops; None for a photo without one."""
    made = 0
    places: list[int | None] = []
    for photo in page.photos:
        shown = photo.crop is not None and page.images
        places.append(made if shown else None)
        made += shown
    return places


def _crop(crop: bytes, place: int) -> bytes:
    """Give a crop in an element that is data only."""
    head = f'<script type="text/plain" id="crop-{place}" data-type="{image_type(crop)}">'
    return head.encode() + base64.b64encode(crop) + b"</script>\n"


def image_type(crop: bytes) -> str:
    """Give the media type of a crop by its first bytes.

    Raises:
        ValueError: the bytes are neither JPEG, PNG nor WebP.
    """
    if crop[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if crop[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if crop[:4] == b"RIFF" and crop[8:12] == b"WEBP":
        return "image/webp"
    raise ValueError("a crop is neither JPEG, PNG nor WebP")


def _data(page: Page, made: Sequence[str], places: Sequence[int | None]) -> dict[str, Any]:
    return {
        "language": page.language,
        "share": page.share,
        "share_words": page.share_words,
        "listed": page.listed,
        "images": page.images,
        "limits": page.limits,
        "flags": page.flags,
        "photos": [
            {"t": p.words, "c": c, "n": plain(p.file)}
            for p, c in zip(page.photos, places, strict=True)
        ],
        "people": [
            {
                "i": plain(p.number),
                "l": plain(p.label),
                "p": p.photos,
                "a": list(page.also.get(i, ())),
                "x": p.not_among,
            }
            for i, p in enumerate(page.people)
        ],
        "bodies": [
            {
                "i": plain(b.number),
                "h": link,
                "s": plain(b.words),
                "p": b.photos,
                "f": b.flags,
                "n": b.nobody,
                "o": b.others,
                "b": None if b.best is None or b.best.excluded else round(b.best.total, 2),
                "w": b.has_candidate,
                "r": b.rows,
                "e": b.edges,
            }
            for b, link in zip(page.bodies, made, strict=True)
        ],
        "text": script_words(page.language) | evidence_words(page.language),
        "kinds": kind_words(page.language),
        "steps": step_words(page.language),
    }
