"""What an evaluation writes: its figures with their intervals, and what they were got with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nomina.documents import Document, Part, published


class Span(Part):
    """Central 95 % of a figure over 1,000 resamples of people."""

    low: float
    high: float


class Intervals(Part):
    """The intervals of the figures of the same names; null where there is no figure."""

    rank: dict[str, Span]
    fnir_at_fpir: dict[str, Span | None]


class Figures(Part):
    """How well the mates of a set of probes were found.

    ``rank`` gives for "1", "10" and "50" the share of probes whose mate was among so many;
    ``fnir_at_fpir`` for each rate of false alarms the share of mates missed at the threshold that
    this rate sets, null where there are fewer non-mated searches than three over the rate.

    ``cllr`` is the cost in bits of the calibration stored with the pack on these pairs;
    ``cllr_refit`` of a calibration made from these people, always measured on others of them;
    ``cllr_min`` of a free monotone scale, likewise cross-fitted; ``cllr_min_same_data`` of one
    fitted on the pairs it is measured on. Null where there is no calibration or too few people.
    """

    n_mated: int = Field(ge=1, description="Probes; each is also searched without its mate.")
    rank: dict[str, float]
    fnir_at_fpir: dict[str, float | None]
    intervals: Intervals
    cllr: float | None
    cllr_refit: float | None
    cllr_min: float | None
    cllr_min_same_data: float | None
    mean_lr_non_mated: float | None = Field(
        description="Of the cross-fitted calibration before bounds; 1 where it is honest."
    )
    n_mated_pairs: int = Field(ge=0, description="Mated pairs with a face in both photos.")
    n_non_mated_pairs: int = Field(ge=0, description="Non-mated pairs that likelihood ratios use.")


class ConditionRow(Figures):
    """The figures of the same probes under one simulated condition."""

    name: str
    not_found: int = Field(ge=0, description="Probes in which no face was found.")


class Problem(Part):
    """A photo that counts as a miss, with a short stable reason."""

    photo: str
    reason: str


class RunRecord(Part):
    """What the figures were got with, enough to get them again."""

    started: str = Field(description="ISO 8601, as told by the caller; empty if not told.")
    nomina: str
    python: str
    packages: dict[str, str]
    machine: str
    threads: int = Field(ge=1)
    pack: str
    pack_digest: str
    calibration_sha256: str | None
    calibration_set_sha256: str | None
    set_sha256: str = Field(description="Of the list of the photos used here.")
    calibrated_on_these_photos: bool = Field(
        description="If true, `cllr` is not a held-out figure; `cllr_refit` always is."
    )
    condition: Literal["living", "simulated"]
    seed: int


@published("evaluation")
class Evaluation(Figures, Document):
    """The result of `nomina evaluate` on a folder of identity folders."""

    n_gallery: int = Field(ge=2, description="People enrolled, with or without a face found.")
    not_found: int = Field(ge=0, description="Photos with no face found, or that did not open.")
    seconds: float = Field(ge=0)
    images_per_second: float = Field(ge=0, description="Photos opened, searched and embedded.")
    conditions: tuple[ConditionRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    run: RunRecord
