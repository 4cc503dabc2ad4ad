"""Leads of people who do not exist, for the tests of the report page."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

from nomina.evidence import Finding
from nomina.evidence.finding import Kind
from nomina.leads.documents import (
    BodyLeads,
    CalibrationRecord,
    CaseRecord,
    EvidenceRecord,
    FaceRecord,
    FaceValues,
    GalleryRecord,
    Lead,
    Leads,
    Machine,
    ModelRecord,
    NextStep,
    PackRecord,
    PhotoRecord,
    Problem,
    Reconciliation,
    Run,
    StrengthRecord,
    Times,
)
from nomina.reconcile.posterior import AssignmentRecord, ComponentRecord, SetRecord

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


def finding(kind: Kind, log10_lr: float, **changed: object) -> Finding:
    """Make a finding, at its bound where it reaches 4 either way."""
    values: dict[str, object] = {
        "kind": kind,
        "log10_lr": log10_lr,
        "lower_bound": -4.0,
        "upper_bound": 4.0,
        "body": f"{kind} of the body",
        "person": f"{kind} in the file",
        "sentence": {code: f"[{code}] {kind} as compared." for code in ("en", "uk", "ru")},
        "method": "made up",
        "version": "1",
        "source": "nowhere; " * 400,
    }
    return Finding.model_validate(values | changed)


def findings_of(face: StrengthRecord | None, rank: int, strong: bool) -> tuple[Finding, ...]:
    """Say something of the first five: biology for the first and against the others."""
    found = [finding("biology", 0.5 if rank == 0 else -0.25)]
    if face is not None:
        bounds = {"lower_bound": LOWER, "upper_bound": UPPER}
        found.append(finding("face", face.log10_lr, **bounds))
    if strong and rank == 0:
        found.append(finding("documents", 4.0))
    return tuple(sorted(found, key=lambda one: -abs(one.log10_lr)))


def lead_of(
    lr: float | None, rank: int, person: str, *, strong: bool = False, excluded: bool = False
) -> Lead:
    """Make a lead of a face (None: no face) and of what `findings_of` says."""
    strength = None
    if lr is not None:
        strength = StrengthRecord(
            log10_lr=lr,
            low=max(LOWER, lr - 0.5),
            high=min(UPPER, lr + 0.4),
            lower_bound=LOWER,
            upper_bound=UPPER,
            calibrations=(digest("calibration"),),
        )
    found = findings_of(strength, rank, strong) if rank < 5 else ()
    total = sum((one.log10_lr for one in found), 0.0) if found else (lr or 0.0) - 0.25
    if excluded:
        total = 0.0
        found = (finding("fingerprints", -4.0, excludes=True), *found)
    return Lead(
        rank=rank + 1,
        person=person,
        strength=strength,
        posterior=0.0,
        word="candidate for other examination" if lr is not None and lr > 1 else "inconclusive",
        log10_lr=round(total, 4),
        excluded=excluded,
        glr=None if rank > 2 else round(1.5 - rank, 2),
        findings=found,
        lacking=("dental", "dna") if found else (),
    )


def leads_of(found: Sequence[Lead], body: str, share: float, m: int) -> BodyLeads:
    """Weigh candidates by the published formula: LR·Q/M over (1-Q) + the sum of LR·Q/M."""
    odds = [0.0 if one.excluded else 10**one.log10_lr * share / m for one in found]
    total = (1 - share) + sum(odds)
    weighed = tuple(
        one.model_copy(update={"posterior": part / total})
        for one, part in zip(found, odds, strict=True)
    )
    near = tuple(one.person for one in weighed if one.posterior >= 0.01)
    steps = (
        NextStep(kind="dental", bits=1.25, people=near[:2]),
        NextStep(kind="dna", bits=0.5, people=near),
    )
    return BodyLeads(
        body=body,
        nobody=(1 - share) / total,
        others=0.0,
        leads=weighed,
        open_bits=1.5 if near else 0.0,
        next_steps=steps if near else (),
    )


def reconciled(results: Sequence[BodyLeads]) -> Reconciliation:
    """Give the first leads as the best assignment, one without the last, and one set."""
    best = {one.body: one.leads[0].person for one in results if one.leads}
    less = dict(list(best.items())[:-1])
    bodies, missing = tuple(best)[:2], tuple(dict.fromkeys(best.values()))[:2]
    component = ComponentRecord(
        bodies=tuple(best),
        missing=tuple(dict.fromkeys(best.values())),
        pairs=len(best),
        method="exact",
        r_hat=1.0,
        sweeps=0,
        loose=0.0,
    )
    evidence = EvidenceRecord(
        kind="face", version="1", source="made up", lower_bound=LOWER, upper_bound=UPPER, pairs=1
    )
    return Reconciliation(
        weight=0.1,
        log_z=1.0,
        pairs=sum(len(one.leads) for one in results),
        not_among={one.leads[0].person: 0.25 for one in results if one.leads},
        components=(component,) if best else (),
        assignments=(
            AssignmentRecord(pairs=best, behind=0.0),
            *([AssignmentRecord(pairs=less, behind=1.0)] if best else []),
        ),
        together=(SetRecord(bodies=bodies, missing=missing, probability=0.9),) if best else (),
        evidence=(evidence,),
    )


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
    """Make a run: each third body has only weak candidates, each seventh no face, but other
    evidence."""
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
        found = [
            lead_of(
                None if faceless else lr,
                rank,
                person,
                strong=i % 3 == 1,
                excluded=rank == len(lrs) - 1 and i % 2 == 0,
            )
            for rank, (lr, person) in enumerate(zip(lrs, chosen, strict=True))
        ]
        results.append(leads_of(found[:3] if faceless else found, number, share, people))
    return Leads(
        run=run_of(people, share, top),
        bodies=tuple(cases),
        missing=missing,
        results=tuple(results),
        reconciliation=reconciled(results),
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
