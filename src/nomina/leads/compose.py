"""Two assembled sides to what the run found: order, strengths, shares, record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nomina.leads.assemble import Case, Half, on_both_sides, stacked
from nomina.leads.documents import (
    GalleryRecord,
    ModelRecord,
    Run,
    Times,
)
from nomina.leads.engine import MAX_SIDE, PackLike
from nomina.leads.intake import Intake
from nomina.leads.outcome import Line, Outcome, Results
from nomina.leads.record import digest_of, machine, pack_records
from nomina.leads.weigh import List, Scale, shares
from nomina.progress import Progress
from nomina.words import tr

if TYPE_CHECKING:
    from nomina.leads.identify import Settings

CONDITION = "simulated"
_LONGEST_ID = 200
_NO_TIME = Times(started_at="", finished_at="")


def composed(
    settings: Settings,
    packs: Sequence[PackLike],
    *,
    finder: tuple[ModelRecord, ...],
    sides: tuple[Intake, Intake],
    halves: tuple[Half, Half],
    progress: Progress,
) -> tuple[Outcome, dict[str, Any]]:
    """Give the leads without their times, and the raw scores, which are only ever kept sealed."""
    bodies, missing = halves
    weigher = Weigher(settings, packs, missing.cases)
    progress.begin(tr("Comparing"), len(bodies.cases))
    lines, scores = [], {}
    for case in bodies.cases:
        line, scores[case.record.id] = weigher.body(case)
        lines.append(line)
        progress.advance()
    progress.end()
    run = Run(
        purpose=settings.purpose.strip() or "not stated",
        authority=settings.authority.strip() or "not stated",
        on_list=settings.on_list,
        list_length=len(missing.cases),
        top=settings.top,
        max_side=MAX_SIDE,
        finder=finder,
        packs=pack_records(packs, CONDITION),
        gallery=weigher.galleries(),
        inputs=inputs_digest(settings, packs, sides, halves),
        machine=machine(),
    )
    outcome = Outcome(
        run=run,
        bodies=tuple(case.record for case in bodies.cases),
        missing=tuple(case.record for case in missing.cases),
        results=Results(lines, [case.record.id for case in missing.cases]),
        problems=(*bodies.problems, *missing.problems, *on_both_sides(bodies, missing)),
        times=_NO_TIME,
    )
    return outcome, scores


class Weigher:
    """Weighs bodies against one list.

    Args:
        settings: for Q and the number of leads.
        packs: in the order of the templates of each case.
        listed: the whole list, compared or not.
    """

    def __init__(
        self, settings: Settings, packs: Sequence[PackLike], listed: Sequence[Case]
    ) -> None:
        self._settings = settings
        self._listed = listed
        self._usable = np.array([bool(case.templates) for case in listed], dtype=bool)
        compared = [case for case in listed if case.templates]
        self._ids = [case.record.id for case in compared]
        self._scale = Scale([pack.calibration(CONDITION) for pack in packs])
        names = [_gallery_id(name) for name in self._ids]
        self._list = List(names, stacked(listed, len(packs), [pack.dim for pack in packs]))
        self._places = np.flatnonzero(self._usable)

    def galleries(self) -> tuple[GalleryRecord, ...]:
        """Name what was searched, one record a pack."""
        return tuple(
            GalleryRecord(size=len(gallery), root=gallery.root())
            for gallery in self._list.galleries
        )

    def body(self, case: Case) -> tuple[Line, list[list[Any]]]:
        """Give the leads of one body, and the raw scores behind them."""
        log10_lrs = np.zeros(len(self._listed))
        if not case.templates or not len(self._list):
            nobody = shares(log10_lrs, self._settings.on_list).nobody
            none = np.empty(0, np.int32), np.empty(0)
            return Line(case.record.id, nobody, 1.0 - nobody, *none, None), []
        scores = self._list.scores(case.templates)
        has_opinion = case.record.stated != "advanced_change"
        if has_opinion:
            log10_lrs[self._places] = self._scale.log10_lr(scores)
        share = shares(log10_lrs, self._settings.on_list)
        best = self._list.first(case.templates, scores, self._scale, self._settings.top)
        people = self._places[list(best.people)]
        line = Line(
            body=case.record.id,
            nobody=share.nobody,
            others=min(float(np.delete(share.people, people).sum()), 1.0),
            people=people.astype(np.int32),
            posterior=share.people[people],
            strengths=self._scale.measured(best.scores) if has_opinion else None,
        )
        kept = [
            [self._ids[place], *(round(float(score), 7) for score in best.scores[:, column])]
            for column, place in enumerate(best.people)
        ]
        return line, kept


def _gallery_id(name: str) -> str:
    """Give an id that a gallery takes; printable ids stay as they are."""
    if len(name) <= _LONGEST_ID and name.isprintable():
        return name
    return f"sha256:{digest_of([name])}"


def inputs_digest(
    settings: Settings,
    packs: Sequence[PackLike],
    sides: tuple[Intake, Intake],
    halves: tuple[Half, Half],
) -> str:
    """Give one digest of everything that decides the result."""
    lines = [
        f"on_list {settings.on_list!r} top {settings.top}",
        f"purpose {settings.purpose!r} authority {settings.authority!r}",
        *(f"pack {pack.digest} {pack.calibration(CONDITION).sha256}" for pack in packs),
    ]
    for side, half in zip(sides, halves, strict=True):
        lines.append(f"{side.side} table {side.table}")
        for given, case in zip(side.cases, half.cases, strict=True):
            lines.append(f"case {given.id!r} {given.label!r} {given.stated}")
            lines += [
                f"photo {photo.file!r} {record.sha256} {photo.box!r}"
                for photo, record in zip(given.photos, case.record.photos, strict=True)
            ]
    return digest_of(lines)
