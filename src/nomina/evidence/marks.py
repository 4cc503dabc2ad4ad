"""Tattoos, scars, moles, operations, implants, amputations, fractures and piercings.

The model is that of `marks_sets`, with the numbers of `marks_model`: known marks are found or
not, others are there that nobody knew. What could not be seen on a body or was never asked about
says nothing; a side or a neighbouring region may have been confused, so that a mark of a region
that is not preserved may still say a little. Before bounds the mean LR under "different people" is
1; clipping to the bounds lowers the largest LRs and raises the smallest.

Marks are independent of face, biology, names, papers and teeth given who it is, and may be
multiplied with them; not with another finding from the same marks, such as a radiograph of the
same implant. Marks of one person are not quite independent of each other (who has one tattoo has
more), which is why the bounds are narrow.

Only one thing excludes: a medical file that says a whole hand, arm, foot or leg was amputated in
life, in words that are all understood, where it and its fellow on the other side were both examined
on the body, down to the hand or foot, amputations were looked for, the body has none, and its
record says so itself (`Marks.examined`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nomina.cases.description import Described, Marks
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.marks_coded import ready
from nomina.evidence.marks_limbs import limbs_gone, limbs_there
from nomina.evidence.marks_model import KINDS, MarkModel
from nomina.evidence.marks_said import counts, verdict
from nomina.evidence.marks_screen import candidates
from nomina.evidence.parameters import Parameters, load
from nomina.words import tr

METHOD = "sets of marks against a Poisson background"


class MarksLine:
    """The line of evidence of marks; see `nomina.evidence.line.Line`."""

    kind: Kind = "marks"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
    ) -> None:
        self.parameters = load("marks") if parameters is None else parameters
        self._found = [each.marks for each in bodies]
        self._known = [each.marks for each in people]
        self.strongest = self.parameters.upper_bound
        self._upper = min(self.strongest, self.parameters.number("upper_without_number"))
        self.model = MarkModel(self.parameters, [each for each in self._known if each is not None])
        self._sets = ready(self.model, self.parameters, self._found, self._known)
        self._there = np.array([limbs_there(each) for each in self._found], np.int64)
        self._gone = np.array([limbs_gone(each) for each in self._known], np.int64)

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least``."""
        if least > self.strongest:
            return Pairs.none()
        found = candidates(self._sets, least * np.log(10.0))
        kept = self.log10_lr(found.bodies, found.people) >= least
        return Pairs(found.bodies[kept], found.people[kept])

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give the log10 LR of pairs before any bound."""
        return np.asarray(self._sets.log_lr(bodies, people) / np.log(10.0))

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; the lower bound where they are excluded."""
        lower, upper = self.parameters.lower_bound, self.parameters.upper_bound
        out = np.clip(self.unbounded(bodies, people), lower, upper)
        high = np.flatnonzero(out > self._upper)
        if len(high):
            same = self._same_number(bodies[high], people[high])
            out[high] = np.where(same, out[high], self._upper)
        out[self.excludes(bodies, people)] = lower
        return out

    def _same_number(self, bodies: Places, people: Places) -> Bools:
        implants = self._sets.components[0][1]
        found, known = implants.found[bodies], implants.known[people]
        mine = np.where(found >= 0, self._sets.bodies.codes[found, 2], 0)
        theirs = np.where(known >= 0, self._sets.people.codes[known, 2], 0)
        same = (mine[:, :, None] == theirs[:, None, :]) & (mine[:, :, None] > 0)
        return np.asarray(same.any(axis=(1, 2)))

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say where a limb is there that a medical file says was amputated."""
        return np.asarray((self._there[bodies] & self._gone[people]) != 0)

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing to compare."""
        found, known = self._found[body], self._known[person]
        pair = np.array([body]), np.array([person])
        log10 = float(self.log10_lr(*pair)[0])
        if found is None or known is None or not self._compares(*pair):
            return None
        limbs = int(self._there[body] & self._gone[person])
        agree, lost, new = counts(self._sets, body, person)
        same_number = bool(self._same_number(*pair)[0]) if len(found.marks) else False

        def say(language: str) -> str:
            if limbs:
                return _excluded(limbs, language)
            return tr(
                "Known marks found on the body: {agree}. Not found where they could have been"
                " seen: {lost}. On the body and not known: {new}. Together they {verdict}.",
                language,
            ).format(agree=agree, lost=lost, new=new, verdict=verdict(log10, language))

        return Finding(
            kind="marks",
            log10_lr=log10,
            lower_bound=self.parameters.lower_bound,
            upper_bound=self.parameters.upper_bound if same_number else self._upper,
            excludes=bool(limbs),
            body=_written(found),
            person=_written(known),
            sentence=in_all(say),
            method=METHOD,
            version=self.parameters.version,
            source=self.parameters.sources(),
        )

    def _compares(self, b: Places, p: Places) -> bool:
        sets = self._sets
        view, profile = int(sets.view[b[0]]), int(sets.profile[p[0]])
        asked = sets.model.unknown[profile] < 1.0
        on_body = np.isin(np.arange(len(KINDS)), sets.bodies.kind[sets.bodies.owner == b[0]])
        if (asked & ((sets.model.background[view] > 0) | on_body)).any():
            return True
        mine = sets.people.codes[sets.people.owner == p[0], 0]
        return bool((sets.model.missed[view, mine] < 0).any()) or any(
            c.found_count[b[0]] and c.known_count[p[0]] for c in sets.components[0]
        )


def _written(marks: Marks) -> str:
    """Give marks in the words of whoever described them."""
    shown = [
        mark.written
        or ", ".join(
            part
            for part in (
                mark.kind.value,
                "" if mark.region is None else mark.region.value.replace("_", " "),
                mark.motif,
                f"«{mark.text}»" if mark.text else "",
                mark.number,
            )
            if part
        )
        for mark in marks.marks
    ]
    return "; ".join(shown) or "-"


def _excluded(limbs: int, language: str) -> str:
    named = [name for place, name in enumerate(_limb_names(language)) if limbs >> place & 1]
    return tr(
        "A medical file says that this was amputated in life: {limb}. It is there on the body, so"
        " they cannot be the same person.",
        language,
    ).format(limb=", ".join(named))


def _limb_names(language: str) -> list[str]:
    """Give the names of `LIMBS`, in that order."""
    return [
        tr("right arm", language),
        tr("left arm", language),
        tr("right hand", language),
        tr("left hand", language),
        tr("right leg", language),
        tr("left leg", language),
        tr("right foot", language),
        tr("left foot", language),
    ]
