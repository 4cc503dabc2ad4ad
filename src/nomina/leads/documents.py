"""What `nomina identify` writes: the leads, their strength, and the record of the run (FOR-02).

Nothing in `Leads` but ``times`` depends on when it was made: the same photos, tables and
settings give the same bytes. Raw scores are not in it (SEC-32); the strength of a face is rounded
to two decimals of log10 LR before anything is computed from it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nomina.documents import Document, Part, published
from nomina.evidence import Finding
from nomina.faces.strength import Caution
from nomina.reconcile.posterior import AssignmentRecord, ComponentRecord, SetRecord

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Point = tuple[float, float]

Word = Literal["excluded", "inconclusive", "candidate for other examination"]
"""The closed vocabulary of a face result. The machine alone never says ``excluded``."""

Side = Literal["bodies", "missing", "run"]


class FaceValues(Part):
    """What can be seen of a face: values that were computed, never a reason to drop it."""

    eye_distance: float = Field(ge=0, description="Pixels between the eyes, of the opened photo.")
    sharpness: Share
    exposure: Share = Field(description="Mean luminance of the face.")
    clipped: Share = Field(description="Share of the face that is black or white through.")
    yaw: float = Field(description="Degrees turned to a side, signed, approximate.")
    stated: str = Field(description="Condition class stated by the operator, or 'unknown'.")
    flags: tuple[str, ...] = Field(description="Codes of what weakens the comparison.")


class FaceRecord(Part):
    """The one face of a photo that was compared. Coordinates are pixels of the upright photo."""

    left: float
    top: float
    right: float
    bottom: float
    roll: float = Field(description="In-plane turn in degrees.")
    score: float = Field(description="How sure the detector is; not a strength.")
    source: Literal["detector", "hand"]
    landmarks: tuple[Point, ...] = Field(description="Five points in dlib's order.")
    alignments: tuple[tuple[float, float, float, float], ...] = Field(
        default=(),
        description="One a pack: a, b, c, d carry the pixel (x, y) of its plain crop to the pixel "
        "(a x - b y + c, b x + a y + d) of the photo.",
    )
    values: FaceValues


class PhotoRecord(Part):
    """One photo of a case. ``face`` is None where the photo was not compared; then see problems."""

    file: str = Field(description="Path below the folder that was given, with / between parts.")
    sha256: Sha256 | None = Field(description="Of the file; None where it could not be read.")
    format: str = Field(default="", description="Such as JPEG; empty where it was not opened.")
    width: int = Field(default=0, ge=0, description="Of the full photo, upright.")
    height: int = Field(default=0, ge=0)
    notes: tuple[str, ...] = Field(default=(), description="Codes of the image door.")
    faces_found: int = Field(default=0, ge=0, description="More than one: the others were left.")
    face: FaceRecord | None = None
    crop: str | None = Field(default=None, description="Key of the crop kept for the report.")


class CaseRecord(Part):
    """A body or a missing person: who it is in the operation's own numbers, and its photos."""

    id: str = Field(min_length=1, description="The number in the table, else the folder or file.")
    label: str = Field(default="", description="Name or note as written in the table.")
    stated: str = Field(default="unknown", description="Condition class stated by the operator.")
    compared: bool = Field(description="False: no usable face, so not compared and not excluded.")
    photos: tuple[PhotoRecord, ...]


class StrengthRecord(Part):
    """log10 LR of "same person" over "two people": its 95 % interval, bounds and calibration."""

    log10_lr: float
    low: float
    high: float
    lower_bound: float = Field(le=0, description="The least that the calibration data supports.")
    upper_bound: float = Field(ge=0, description="The most that the calibration data supports.")
    calibrations: tuple[Sha256, ...] = Field(min_length=1, description="One for each pack.")


class Lead(Part):
    """One person of the list for one body.

    ``strength`` is that of the faces. It is None where no faces were compared, and where no
    opinion can be given in the stated condition (FOR-09); faces then count for nothing.
    """

    rank: int = Field(ge=1)
    person: str = Field(description="`CaseRecord.id` of the missing person.")
    strength: StrengthRecord | None
    posterior: Share = Field(description="By all evidence on all pairs, see `Run.prior`.")
    word: Word = Field(description="Of the faces alone.")
    log10_lr: float = Field(default=0.0, description="Of all evidence on the pair together.")
    excluded: bool = Field(default=False, description="A finding says that it cannot be.")
    glr: float | None = Field(
        default=None,
        description="log10 of the best joint assignment with the pair over the best without.",
    )
    findings: tuple[Finding, ...] = Field(
        default=(), description="What speaks for and against; of the first leads of a body only."
    )
    lacking: tuple[str, ...] = Field(
        default=(), description="Kinds of evidence of which one side, or both, has nothing."
    )


class NextStep(Part):
    """An examination that would tell the alternatives of a body apart."""

    kind: str
    bits: float = Field(ge=0, description="Information it is expected to give.")
    people: tuple[str, ...] = Field(description="Alternatives it could compare.")


class BodyLeads(Part):
    """The leads of one body, best first, and the answer "nobody on this list"."""

    body: str = Field(description="`CaseRecord.id` of the body.")
    nobody: Share = Field(description="Probability that nobody on the list fits.")
    others: Share = Field(description="What is left for people of the list not in `leads`.")
    leads: tuple[Lead, ...]
    open_bits: float = Field(default=0.0, ge=0, description="Entropy of all alternatives.")
    next_steps: tuple[NextStep, ...] = Field(default=(), description="Most telling first.")


class EvidenceRecord(Part):
    """A line of evidence as it was used."""

    kind: str
    version: str
    source: str = Field(description="Where its numbers come from.")
    lower_bound: float
    upper_bound: float
    pairs: int = Field(ge=0, description="Weighed pairs on which it says something.")


class Reconciliation(Part):
    """All bodies against all missing people at once."""

    weight: float = Field(ge=0, description="Prior weight of one pair over nobody.")
    log_z: float
    pairs: int = Field(ge=0, description="Pairs weighed one by one.")
    not_among: dict[str, float] = Field(
        description="Probability that a missing person is none of the bodies, by person."
    )
    components: tuple[ComponentRecord, ...]
    assignments: tuple[AssignmentRecord, ...]
    together: tuple[SetRecord, ...]
    evidence: tuple[EvidenceRecord, ...]


class CalibrationRecord(Part):
    """The calibration that a strength comes from."""

    sha256: Sha256
    condition: Literal["living", "simulated"]
    population: str
    set_name: str
    set_sha256: Sha256
    n_identities: int
    n_mated: int
    n_non_mated: int
    lower_bound: float
    upper_bound: float
    caution: Caution = Field(description="A known limit of it; 'origin': see docs/models.md.")


class ModelRecord(Part):
    """One model file of a pack."""

    role: str
    name: str
    sha256: Sha256
    licence: str


class PackRecord(Part):
    """A model pack, its files and the calibration used."""

    name: str
    digest: Sha256
    licence: str
    dim: int = Field(ge=1)
    models: tuple[ModelRecord, ...]
    calibration: CalibrationRecord


class GalleryRecord(Part):
    """What was searched: how many people have a template, and one hash over all of them."""

    size: int = Field(ge=0)
    root: Sha256 = Field(
        description="SHA-256 over the ids and templates in order of id, each template with one "
        "more value that makes its length 1: one of several photos may be shorter."
    )


class Machine(Part):
    """What computed it: results are bit-equal only on the same software and processor."""

    nomina: str
    python: str
    code: Sha256 = Field(description="Over the files of the installed package nomina.")
    packages: dict[str, str] = Field(description="Version by name.")
    provider: str
    cpu: str
    threads: int = Field(ge=1, description="Within one computation, not workers side by side.")
    platform: str


class Run(Part):
    """Everything that was asked for, and with what."""

    purpose: str = Field(description="'not stated' where nothing was given.")
    authority: str = Field(description="'not stated' where nothing was given.")
    on_list: float = Field(gt=0, lt=1, description="Q: share of the bodies thought to be listed.")
    prior: Literal["joint"] = Field(
        default="joint",
        description="Each pair has the weight Q / ((1 - Q)(M - Q n)) over nobody, and all bodies "
        "and people are weighed at once: each body one person, each person one body.",
    )
    list_length: int = Field(ge=0, description="M: all people of the list, compared or not.")
    top: int = Field(ge=1)
    condition: Literal["simulated"] = Field(
        default="simulated", description="The dead were only ever simulated in calibration."
    )
    face_rule: Literal["largest"] = Field(
        default="largest", description="Which face of a photo is compared; see docs."
    )
    word_rule: Literal["interval-above-one"] = Field(
        default="interval-above-one",
        description="A pair is a candidate for other examination where the whole interval of its "
        "LR lies above 1, and inconclusive otherwise; no machine writes excluded.",
    )
    max_side: int = Field(ge=1, description="Photos are opened at most this large, in pixels.")
    finder: tuple[ModelRecord, ...] = Field(default=(), description="What found the faces.")
    packs: tuple[PackRecord, ...] = Field(min_length=1)
    gallery: tuple[GalleryRecord, ...] = Field(description="One for each pack.")
    inputs: Sha256 = Field(description="Over every photo, table and setting of the run.")
    machine: Machine


class Times(Part):
    """When the run was made: the one part that differs between two runs on the same photos."""

    started_at: str = Field(description="UTC, ISO 8601.")
    finished_at: str = Field(description="UTC, ISO 8601.")


class Problem(Part):
    """One thing that could not be done, where, and what a person can do about it."""

    code: str = Field(description="Stable, such as 'no-face'.")
    side: Side
    case: str = Field(default="", description="`CaseRecord.id`, where it concerns one.")
    file: str = Field(default="", description="Photo or table, with the row where there is one.")
    what: str
    todo: str


@published("leads")
class Leads(Document):
    """The content of ``leads.json``."""

    schema_version: str = "2"
    run: Run
    bodies: tuple[CaseRecord, ...]
    missing: tuple[CaseRecord, ...]
    results: tuple[BodyLeads, ...] = Field(description="One for each body, in order of `bodies`.")
    reconciliation: Reconciliation
    problems: tuple[Problem, ...]
    times: Times
