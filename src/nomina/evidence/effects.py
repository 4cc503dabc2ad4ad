"""Clothing, footwear, watch, glasses, rings, jewellery, religious things and keys.

The model is that of `marks_sets`, with the numbers of `effects_model`. What a family remembers is
found on the body or not; whatever else is there is common. All clothes may have been changed, so
that clothes that differ hardly speak against anybody. Item, colour, material, size, label and
inscription are compared in levels. A thing may also have come to another body (given, taken,
swapped): with c the share of that, "different people" is (1 - c) anybody + c the person's things,

    LR' = LR / (1 - c + c LR),

which no inscription can pass 1 / c. The mean of LR' under that "different people" is 1 before
bounds; clipping lowers the largest and raises the smallest.

To be multiplied with face, biology, teeth and marks. Not with whereabouts where unit or place were
read off the same clothes; a name engraved on a thing belongs either here or to the papers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nomina.cases.description import Described, Effect
from nomina.errors import InputError
from nomina.evidence.effects_model import ready
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.marks_said import counts, verdict
from nomina.evidence.marks_screen import candidates
from nomina.evidence.parameters import Parameters, load
from nomina.words import tr

METHOD = "sets of things against a Poisson background"
_INSCRIPTION = 6


class EffectsLine:
    """The line of evidence of things worn; see `nomina.evidence.line.Line`."""

    kind: Kind = "effects"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
    ) -> None:
        self.parameters = load("effects") if parameters is None else parameters
        self._found = [each.effects for each in bodies]
        self._known = [each.effects for each in people]
        self.changed_hands = self.parameters.number("changed_hands")
        if not 0.0 < self.changed_hands < 1.0:
            raise InputError(f"changed_hands of effects is {self.changed_hands:g}, no share")
        self.strongest = min(self.parameters.upper_bound, -float(np.log10(self.changed_hands)))
        self._upper = min(self.strongest, self.parameters.number("upper_without_inscription"))
        self._sets = ready(self.parameters, self._found, self._known)

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least``."""
        ceiling = 1.0 - self.changed_hands * 10.0**least
        if least > self.strongest or ceiling <= 0.0:
            return Pairs.none()
        before = np.log((1.0 - self.changed_hands) * 10.0**least / ceiling)
        found = candidates(self._sets, float(before) - 1e-9)
        kept = self.log10_lr(found.bodies, found.people) >= least
        return Pairs(found.bodies[kept], found.people[kept])

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give the log10 of LR' of pairs before any bound."""
        plain = self._sets.log_lr(bodies, people)
        c = self.changed_hands
        out = plain - np.logaddexp(np.log1p(-c), np.log(c) + plain)
        return np.asarray(np.where(plain == 0.0, 0.0, out) / np.log(10.0))

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs."""
        lower = self.parameters.lower_bound
        out = np.clip(self.unbounded(bodies, people), lower, self.strongest)
        high = np.flatnonzero(out > self._upper)
        if len(high):
            same = self._same_inscription(bodies[high], people[high])
            out[high] = np.where(same, out[high], self._upper)
        return out

    def _same_inscription(self, bodies: Places, people: Places) -> Bools:
        same = np.zeros(len(bodies), bool)
        for component in (each for group in self._sets.components for each in group):
            found, known = component.found[bodies], component.known[people]
            if found.shape[1] and known.shape[1]:
                mine = np.where(found >= 0, self._sets.bodies.codes[found, _INSCRIPTION], 0)
                theirs = np.where(known >= 0, self._sets.people.codes[known, _INSCRIPTION], 0)
                each = (mine[:, :, None] == theirs[:, None, :]) & (mine[:, :, None] > 0)
                same |= each.any(axis=(1, 2))
        return same

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say that nothing is excluded: a thing may be anybody's."""
        return np.zeros(len(np.broadcast_arrays(bodies, people)[0]), bool)

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing to compare."""
        found, known = self._found[body], self._known[person]
        if found is None or known is None:
            return None
        pair = np.array([body]), np.array([person])
        unknown = self._sets.model.unknown[self._sets.profile[person]]
        if not (unknown < 1.0).any():
            return None
        log10 = float(self.log10_lr(*pair)[0])
        agree, lost, new = counts(self._sets, body, person)
        same = bool(self._same_inscription(*pair)[0])

        def say(language: str) -> str:
            return tr(
                "Remembered things found on the body: {agree}. Not found: {lost}. On the body and"
                " not remembered: {new}. Together they {verdict}; things can change hands.",
                language,
            ).format(agree=agree, lost=lost, new=new, verdict=verdict(log10, language))

        return Finding(
            kind="effects",
            log10_lr=log10,
            lower_bound=self.parameters.lower_bound,
            upper_bound=self.strongest if same else self._upper,
            body=_written(found),
            person=_written(known),
            sentence=in_all(say),
            method=METHOD,
            version=self.parameters.version,
            source=self.parameters.sources(),
        )


def _written(effects: tuple[Effect, ...]) -> str:
    """Give things in the words of whoever described them."""
    shown = [
        effect.written
        or ", ".join(
            part
            for part in (
                effect.kind.value,
                effect.item,
                effect.colour,
                effect.material,
                effect.label,
                effect.size,
                f"«{effect.inscription}»" if effect.inscription else "",
            )
            if part
        )
        for effect in effects
    ]
    return "; ".join(shown) or "-"
