"""Leads of people who do not exist, for the tests of the report page."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

from nomina.leads.documents import (
    BodyLeads,
    CalibrationRecord,
    CaseRecord,
    FaceRecord,
    FaceValues,
    GalleryRecord,
    Lead,
    Leads,
    Machine,
    ModelRecord,
    PackRecord,
    PhotoRecord,
    Problem,
    Run,
    StrengthRecord,
    Times,
)

NAMES = ("Олександр Приклад", "Serhii Sample", "Марія Зразок", "محمد مثال", "Іван Вигаданий")
LOWER, UPPER = -2.6, 4.0
FLAGS = ("blurred", "dark", "small", "turned")
HOSTILE = (
    "<img src=x onerror=\"document.title='ran'\">",
    "</script><script>document.title='ran'</script>",
    "\u202egnp.exe \u2066 unclosed",
    "'\"`${document.title='ran'}{{title}}&lt;b&gt;\u2028\x00\x07",
    "\ud800 lone surrogate",
    "Ж" * 10_000,
    "=HYPERLINK(1) javascript:alert(1)",
)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def crop(tone: int = 120, size: tuple[int, int] = (96, 120)) -> bytes:
    """Draw a face of circles: no person, yet something that a blur must take away."""
    image = Image.new("RGB", size, (tone, 90, 60))
    pen = ImageDraw.Draw(image)
    for x in (34, 62):
        pen.ellipse((x - 6, 44, x + 6, 56), fill=(250, 250, 250))
        pen.ellipse((x - 2, 48, x + 2, 52), fill=(0, 0, 0))
    pen.rectangle((36, 84, 60, 90), fill=(180, 20, 20))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def photo(file: str, flags: Sequence[str] = (), *, face: bool = True) -> PhotoRecord:
    values = FaceValues(
        eye_distance=54.4,
        sharpness=0.4,
        exposure=0.5,
        clipped=0.01,
        yaw=-12.3,
        stated="unknown",
        flags=tuple(flags),
    )
    record = FaceRecord(
        left=1,
        top=2,
        right=90,
        bottom=100,
        roll=3.0,
        score=1.2,
        source="detector",
        landmarks=((1.0, 2.0),) * 5,
        values=values,
    )
    return PhotoRecord(
        file=file,
        sha256=digest(file),
        format="JPEG",
        width=640,
        height=480,
        faces_found=int(face),
        face=record if face else None,
        crop=digest(file) if face else None,
    )


def leads_of(
    lrs: Sequence[float], people: Sequence[str], body: str, share: float, m: int
) -> BodyLeads:
    """Weigh candidates by the published formula: LR·Q/M over (1-Q) + the sum of LR·Q/M."""
    total = (1 - share) + sum(10**lr * share / m for lr in lrs)
    found = [
        Lead(
            rank=i + 1,
            person=person,
            strength=StrengthRecord(
                log10_lr=lr,
                low=max(LOWER, lr - 0.5),
                high=min(UPPER, lr + 0.4),
                lower_bound=LOWER,
                upper_bound=UPPER,
                calibrations=(digest("calibration"),),
            ),
            posterior=10**lr * share / m / total,
            word="candidate for other examination" if lr > 1 else "inconclusive",
        )
        for i, (lr, person) in enumerate(zip(lrs, people, strict=True))
    ]
    return BodyLeads(body=body, nobody=(1 - share) / total, others=0.0, leads=tuple(found))


def run_of(m: int, share: float, top: int) -> Run:
    calibration = CalibrationRecord(
        sha256=digest("calibration"),
        caution="origin",
        condition="simulated",
        population="same sex and age group",
        set_name="people who do not exist",
        set_sha256=digest("set"),
        n_identities=400,
        n_mated=1200,
        n_non_mated=90_000,
        lower_bound=LOWER,
        upper_bound=UPPER,
    )
    pack = PackRecord(
        name="embedded",
        digest=digest("pack"),
        licence="CC0-1.0",
        dim=128,
        models=(ModelRecord(role="recogniser", name="a", sha256=digest("a"), licence="CC0-1.0"),),
        calibration=calibration,
    )
    machine = Machine(
        nomina="0.1.0",
        python="3.11",
        code=digest("code"),
        packages={"numpy": "2.0"},
        provider="CPU",
        cpu="a processor",
        threads=1,
        platform="a system",
    )
    return Run(
        purpose="Test of the page",
        authority="not stated",
        on_list=share,
        list_length=m,
        top=top,
        max_side=1600,
        packs=(pack,),
        gallery=(GalleryRecord(size=m, root=digest("root")),),
        inputs=digest("inputs"),
        machine=machine,
    )


def sample(
    bodies: int = 12,
    people: int = 30,
    top: int = 50,
    *,
    share: float = 0.7,
    names: Sequence[str] = NAMES,
    problems: int = 2,
) -> Leads:
    """Make a run: each third body has only weak candidates, each seventh no face."""
    draw = random.Random(7)
    missing = tuple(
        CaseRecord(
            id=f"M-{20400 + i}",
            label=names[i % len(names)],
            compared=True,
            photos=tuple(photo(f"M-{20400 + i}/{k}.jpg") for k in range(1 + i % 2)),
        )
        for i in range(people)
    )
    cases, results = [], []
    for i in range(bodies):
        number, faceless = f"PM-{700 + i:04d}", i % 7 == 5
        flags = draw.sample(FLAGS, i % 3)
        cases.append(
            CaseRecord(
                id=number,
                stated="early_change" if i % 2 else "unknown",
                compared=not faceless,
                photos=(photo(f"{number}/1.jpg", flags, face=not faceless),),
            )
        )
        lrs = sorted((draw.gauss(-1.2, 0.7) for _ in range(min(top, people))), reverse=True)
        if i % 3:
            lrs[0] = draw.uniform(1.6, 3.9)
        else:
            lrs[0] = min(lrs[0], 0.9)
        lrs = [round(max(LOWER, min(UPPER, lr)), 2) for lr in sorted(lrs, reverse=True)]
        chosen = draw.sample([case.id for case in missing], len(lrs))
        if faceless:
            lrs, chosen = [], []
        results.append(leads_of(lrs, chosen, number, share, people))
    return Leads(
        run=run_of(people, share, top),
        bodies=tuple(cases),
        missing=missing,
        results=tuple(results),
        problems=tuple(
            Problem(
                code="no-face",
                side="bodies",
                case=f"PM-{705 + i:04d}",
                file=f"PM-{705 + i:04d}/1.jpg",
                what="No face was found",
                todo="Give a box by hand in the table",
            )
            for i in range(problems)
        ),
        times=Times(started_at="2026-11-14T14:30:00Z", finished_at="2026-11-14T14:32:00Z"),
    )
