"""Invented data for the style guide. Nobody of it exists.

It stands in English and is not translated: it stands for what people enter.
"""

from __future__ import annotations

from nomina.desk.look import shapes
from nomina.desk.look.bars import Strength
from nomina.desk.look.places import Entry
from nomina.desk.look.shapes import Act, Cell, Column, Kind, Row, Speaks, Way, Weight

HOSTILE = "<img src=x onerror=alert(1)>"
TURNED = "\u202eevil\u202c \u0633\u0627\u0645\u064a"
LONG = "Олександр-Володимир" * 6


def rail(here: str) -> tuple[Entry, ...]:
    """Give the rail of an examiner, with one place current."""
    named = (
        ("Today", "", 3),
        ("Bodies", "list", 1284),
        ("Missing", "form", 96410),
        ("Leads", "leads", 212),
        ("Examinations", "empty", 9),
        ("Custody", "parts", None),
        ("Families", "bare", 17),
    )
    return tuple(
        Entry(f"/guide/{f'{where}/' if where not in ('', 'parts') else ''}", name, n, where == here)
        for name, where, n in named
    )


HEAD = shapes.Head(
    title="Body",
    number="PM-0731",
    says="Recovered 12 Oct 2026, site K-4. Whole body, early change, face complete. "
    "Wagon 3, tier B, place 7.",
    acts=(
        Act("Skip", "#skip", key="s"),
        Act("Hand over", "#hand", key="h"),
        Act("Examine", "/guide/form/", key="e", weight=Weight.PRIMARY),
    ),
)


def lead(
    rank: int, name: str, *, number: str, facts: str, found: float, band: str, speaks: str
) -> shapes.Lead:
    """Give a lead; ``speaks`` is a list in which + is for, - against, ? unsure."""
    ways = {"+": Way.FOR, "-": Way.AGAINST, "?": Way.UNSURE}
    return shapes.Lead(
        id=f"lead-{rank}",
        rank=rank,
        name=name,
        number=number,
        facts=facts,
        band=band,
        word="candidate for other examination" if found >= 1 and number else "",
        word_way=Way.FOR,
        strength=Strength(round(found, 1), -3.4, 4.1, band),
        speaks=tuple(Speaks(one[1:], ways[one[0]]) for one in speaks.split("|") if one),
        href="/guide/list/" if number else "",
    )


NOBODY = lead(
    3,
    "Nobody on this list",
    number="",
    facts="A real answer, weighed like the others: 7 of 100 bodies like this one.",
    found=-0.9,
    band="Weak support that it is somebody listed",
    speaks="",
)
LEADS = shapes.Leads(
    title="Who this may be",
    says="96,410 missing compared, all evidence weighed together. Nothing here says who it is.",
    leads=(
        lead(
            1,
            "Зразок Олександр Григорович",
            number="M-20417",
            facts="1987 · 181 cm",
            found=3.5,
            band="Strong support",
            speaks="+names|+teeth|+face|?tattoo not recorded",
        ),
        lead(
            2,
            "Sample Serhii",
            number="M-03382",
            facts="1990 · 178 cm",
            found=1.1,
            band="Weak support",
            speaks="+face|?age|-found 40 km away",
        ),
        NOBODY,
        shapes.Lead(
            id="lead-4",
            rank=4,
            name="Зразченко Вʼячеслав",
            number="M-55120",
            facts="1979 · 176 cm",
            band="Moderate support against",
            word="inconclusive",
            strength=Strength(-1.7, -3.4, 4.1, "Moderate support against"),
            speaks=(Speaks("face", Way.FOR), Speaks("tooth 36 present in life", Way.AGAINST)),
            href="/guide/list/",
        ),
        shapes.Lead(
            id="lead-5",
            rank=None,
            name=TURNED,
            number="M-11804",
            facts="3 Nov: appendix scar absent, region preserved",
            word="excluded",
            word_way=Way.AGAINST,
            href="/guide/list/",
        ),
    ),
)

COLUMNS = (
    Column("Number"),
    Column("Recovered"),
    Column("Sex"),
    Column("Stature, cm", number=True),
    Column("State"),
    Column("Keeper"),
)


def row(n: int) -> Row:
    """Give the n-th row of the list of bodies."""
    unknown = n % 4 == 2
    return Row(
        id=f"row-{n:02d}",
        href="/guide/leads/",
        cells=(
            Cell(f"PM-{700 + n:04d}", Kind.CODE),
            Cell(f"{1 + n % 28} Oct 2026", Kind.DATE, small="Site K-4"),
            Cell("female" if n % 3 else "male"),
            Cell("no long bones", Kind.UNKNOWN) if unknown else Cell(str(165 + n), Kind.NUMBER),
            Cell("leads", Kind.CHIP, way=Way.FOR)
            if n % 5 == 0
            else Cell("photos missing", Kind.CHIP, way=Way.UNSURE)
            if n % 5 == 1
            else Cell("examined", Kind.CHIP),
            Cell(
                HOSTILE if n == 3 else TURNED if n == 4 else LONG if n == 5 else "Wagon keeper",
                Kind.NAME,
            ),
        ),
    )


TABLE = shapes.Table(
    caption="Bodies",
    columns=COLUMNS,
    rows=tuple(row(n) for n in range(12)),
    pager=shapes.Pager(51, 62, 1284, before="/guide/list/?page=1", after="/guide/list/?page=3"),
)
NO_ROWS = shapes.Empty(
    "No body is recorded yet",
    "Record the first one with the number on its tag. A photo can follow later.",
    (Act("Record a body", "/guide/form/", key="n", weight=Weight.PRIMARY),),
)

JOBS = (
    shapes.Job("wait", "Faces of 12 photos", shapes.Doing.WAITING, 0, 12),
    shapes.Job(
        "work",
        "Templates, new model pack",
        shapes.Doing.WORKING,
        14_210,
        96_410,
        left=1500,
        again="/guide/job/14210/",
        stop="/guide/job/1/",
    ),
    shapes.Job("count", "Import of tables", shapes.Doing.WORKING, 312),
    shapes.Job(
        "stop", "Leads of PM-0688", shapes.Doing.STOPPED, 40, 100, says="Goes on from where it was."
    ),
    shapes.Job("done", "Leads of PM-0731", shapes.Doing.DONE, 96_410, 96_410),
    shapes.Job(
        "fail",
        "Photos from card 2",
        shapes.Doing.FAILED,
        31,
        40,
        says="9 photos could not be read; the problems list names them. The other 31 are kept.",
    ),
)

QUESTION = shapes.Question(
    id="withdraw",
    title="Withdraw the consent for this photo?",
    says="The photo, its template and its place in every search go at once. A line stays that "
    "says that there was one.",
    act="Withdraw",
    href="/guide/",
)


def photo(which: str, state: str = "veiled") -> shapes.Photo:
    """Give a photo: ``am`` or ``pm``; ``veiled``, ``shown`` or ``none``."""
    return shapes.Photo(
        id=which,
        label="Post-mortem photo" if which == "pm" else "Photo in life",
        facts="96 px between the eyes, sharp, turned 3°" if which == "pm" else "2021, turned 8°",
        show="" if state == "none" else f"/guide/photo/{which}/shown/",
        hide=f"/guide/photo/{which}/veiled/",
        source=f"/guide/face/{which}/" if state == "shown" else "",
        why_not="No photo that may be shown" if state == "none" else "",
    )
