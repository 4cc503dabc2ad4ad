"""Marks of two registers coded into numbers, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nomina.cases.body import BodyRegion
from nomina.cases.description import Mark, MarkKind, Marks
from nomina.evidence.line import Bools, Floats, Places
from nomina.evidence.marks_levels import Levels, fold, one_edit
from nomina.evidence.marks_model import (
    COMPONENTS,
    KINDS,
    REGIONS,
    Cells,
    KnownMark,
    MarkModel,
    Seen,
    coded,
    looked,
)
from nomina.evidence.marks_numbers import holding, serial
from nomina.evidence.marks_sets import Model, Sets, Things
from nomina.evidence.parameters import Parameters

_SHORT = 4
"""A shorter text is near no other."""


class _Codes:
    """Numbers for whatever a mark may say, given out in the order in which they come."""

    def __init__(self) -> None:
        self.found: dict[Seen, int] = {}
        self.known: dict[KnownMark, int] = {}
        self.texts: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self._seen: dict[tuple[MarkKind, BodyRegion | None, str], Seen] = {}
        self._folded: dict[str, str] = {}

    def things(self, side: Sequence[Marks | None], *, known: bool) -> Things:
        """Code all marks of a register."""
        owner, kind, codes = [], [], []
        for place, marks in enumerate(side):
            if marks is None:
                continue
            for mark in marks.marks:
                seen = self._seen_of(mark)
                if known:
                    each = KnownMark(seen, int(marks.medical_file))
                    code = self.known.setdefault(each, len(self.known) + 1)
                else:
                    code = self.found.setdefault(seen, len(self.found) + 1)
                owner.append(place)
                kind.append(seen.kind)
                codes.append(
                    (
                        code,
                        self._of(mark.text, self.texts),
                        _number(serial(mark.number), self.numbers),
                    )
                )
        return Things(
            np.array(owner, np.intp),
            np.array(kind, np.intp),
            np.array(codes, np.int64).reshape(-1, 3),
        )

    def _seen_of(self, mark: Mark) -> Seen:
        key = (mark.kind, mark.region, mark.motif)
        if key not in self._seen:
            self._seen[key] = coded(mark)
        return self._seen[key]

    def _of(self, text: str, ids: dict[str, int]) -> int:
        if not text:
            return 0
        if text not in self._folded:
            self._folded[text] = fold(text)
        folded = self._folded[text]
        return _number(folded, ids)


def _number(value: str, ids: dict[str, int]) -> int:
    return ids.setdefault(value, len(ids) + 1) if value else 0


def ready(
    model: MarkModel,
    parameters: Parameters,
    bodies: Sequence[Marks | None],
    people: Sequence[Marks | None],
) -> Sets:
    """Give two registers ready to be compared."""
    codes = _Codes()
    found, known = codes.things(bodies, known=False), codes.things(people, known=True)
    view, views = _states(bodies, lambda each: (each.asked, each.preserved), looked)
    profile, unknown = _states(
        people,
        lambda each: (each.asked, each.medical_file),
        lambda each: undocumented(model, each),
    )
    nothing = np.zeros((1, len(KINDS), len(REGIONS)), bool)
    seen = np.array(views, bool) if views else nothing
    background = np.array([model.expected(each) for each in seen])
    d = np.array([model.found[each.source, each.seen.kind] for each in codes.known])
    missed = np.zeros((len(seen), len(codes.known) + 1))
    missed[:, 1:] = np.log1p(-d * model.visible(list(codes.known), seen))
    numbers = Model(
        groups=(COMPONENTS,),
        changed=(0.0,),
        attributes=(
            Cells(model, list(codes.found), list(codes.known)),
            _levels(parameters, "text", known.codes[:, 1], codes.texts),
            _levels(parameters, "number", known.codes[:, 2], codes.numbers),
        ),
        screened=1,
        background=background,
        missed=missed,
        unknown=np.array(unknown, float) if unknown else np.ones((1, len(KINDS))),
    )
    return Sets(numbers, found, known, view, profile)


def undocumented(model: MarkModel, marks: Marks) -> Floats:
    """Give (kinds,) the share of marks that the source of these would not know; 1 if not asked."""
    asked = np.array([kind in marks.asked for kind in KINDS])
    return np.where(asked, model.undocumented[int(marks.medical_file)], 1.0)


def _levels(parameters: Parameters, name: str, listed: Places, ids: dict[str, int]) -> Levels:
    agree = parameters.table(f"{name}_agree")
    near = parameters.number(f"{name}_near_unseen")
    return Levels(
        [(0, text) for text in ids],
        np.bincount(listed, minlength=len(ids) + 1)[1:].astype(float),
        agree=(agree["same"], agree["near"], agree["different"]),
        unseen=parameters.number(f"{name}_unseen"),
        near=one_edit,
        unsure=holding if name == "number" else None,
        near_unseen=lambda text: near if len(str(text)) >= _SHORT else 0.0,
    )


def _states(
    side: Sequence[Marks | None],
    key: Callable[[Marks], object],
    state: Callable[[Marks], Floats | Bools],
) -> tuple[Places, list[Floats | Bools]]:
    """Give the place of each record's state, -1 without, and all states."""
    places: dict[object, int] = {}
    states: list[Floats | Bools] = []
    out = np.full(len(side), -1, np.intp)
    for place, marks in enumerate(side):
        if marks is not None:
            out[place] = places.setdefault(key(marks), len(places))
            if len(places) > len(states):
                states.append(state(marks))
    return out, states
