"""Shares of the states of teeth, and what the years may make of them, from the parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nomina.errors import InputError
from nomina.evidence.dental import states as st
from nomina.evidence.dental.ages import GROUPS, YEARS
from nomina.evidence.line import Floats
from nomina.evidence.parameters import Parameters

CLASSES = ("growing", "sound", "treated", "heavily treated", "lost")


class Model:
    """Numbers of the parameters as arrays.

    Attributes:
        shares: (C, T, 38) P(state) by class and type of tooth.
        patterns: (T, 31) P(set of surfaces) of a restored tooth by type.
        classes: (G, C) P(class) by age group.
        ages: (G,) P(age group).
        progress: (C, T, Y + 1, 38, 38) K, row to column; the last Y is for unknown years.

    Raises:
        InputError: a number is missing or cannot be a probability or a rate.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._of = parameters
        self.error = self._probability("charting_error")
        self.slip = self._probability("surface_slip")
        if self.error + self.slip >= 1.0:
            raise self._wrong("charting_error and surface_slip", "leave nothing that is right")
        self.coverage = self._probability("age_coverage")
        self.ages = self._shares("age_shares", parameters.table("age_shares"), tuple(GROUPS))
        weights = parameters.matrix("class_weights")
        self.classes = self._rows("class_weights", weights, tuple(GROUPS), CLASSES)
        sides = self._rates("surfaces", st.TYPES, tuple(st.SIDES))
        if (sides <= 0).any() or (sides >= 1).any():
            raise self._wrong("surfaces", "has a number that is not above 0 and below 1")
        self.patterns = _patterns(sides)
        major = np.stack(
            [
                self._rows(
                    f"states of {c}", parameters.matrix(f"states of {c}"), st.TYPES, st.MAJOR
                )
                for c in CLASSES
            ]
        )
        self.shares = spread(major, self.patterns)
        self._joined = [_joined(each) for each in self.patterns]
        years = (*YEARS, self._rate("years_unknown"))
        self.progress = np.stack(
            [np.stack([self._kernels(c, each) for each in years], axis=1) for c in CLASSES]
        )
        self.roots = np.stack([self._root_ratios(each) for each in years])
        """(Y + 1, 3, 5) log ratio of a root filling: known in life, then found by kind of tooth."""

    def learnt(self, major: Floats, patterns: Floats, classes: Floats) -> None:
        """Take shares that were counted in a register."""
        self.patterns, self.classes = patterns, classes
        self.shares = spread(major, patterns)

    def tables(self) -> tuple[Floats, Floats]:
        """Give ln f (C, T, 40) and ln M (C, T, Y + 1, 40, 40); 0 for no information."""
        shares = self._with_any(self.shares)
        moved = self.progress
        slips = moved @ _slips()
        # A restored tooth whose surfaces were not written may have had any of them.
        error = self.error * self.shares[:, :, None, None, :]
        fine = (1 - self.error - self.slip) * moved + self.slip * slips + error
        some = np.einsum("tp,ctypb->ctyb", self.patterns, fine[..., st.PATTERNS, :])
        full = self._with_any(np.concatenate([fine, some[..., None, :]], axis=-2))
        log_f = np.zeros((*shares.shape[:2], st.CODES))
        log_f[..., : st.NO_INFORMATION] = np.log(shares)
        log_m = np.zeros((*full.shape[:3], st.CODES, st.CODES))
        log_m[..., : st.NO_INFORMATION, : st.NO_INFORMATION] = np.log(full)
        return log_f, log_m

    @staticmethod
    def _with_any(found: Floats) -> Floats:
        some = found[..., st.PATTERNS].sum(axis=-1, keepdims=True)
        return np.concatenate([found, some], axis=-1)

    def _kernels(self, which: str, years: float) -> Floats:
        """Give K (T, 38, 38) of a class: steps in the order in which they can follow each other."""
        pace = self._of.table("progress").get(which)
        if pace is None or pace <= 0:
            raise self._wrong("progress", f"has no rate above 0 for {which}")

        def chance(rate: float) -> float:
            return float(-np.expm1(-rate * pace * years))

        erupts = self._table("erupts", st.TYPES)
        restored = self._table("restored_a_year", st.TYPES)
        crown = self._table("crown_a_year", ("sound", "restored"))
        root = self._table("root_a_year", ("sound", "restored", "crown"))
        lost = self._table("lost_a_year", ("unerupted", "sound", "restored", "crown", "root"))
        new = self._table("replaced_a_year", ("replaced", "implant"))
        after = _step({"replaced": {"missing": self._probability("prosthesis_not_found")}})
        both = sum(new.values())
        replaced = {key: chance(both) * rate / both for key, rate in new.items()}
        common = (
            _step({key: {"crown": chance(rate)} for key, rate in crown.items()})
            @ _step({key: {"root": chance(rate)} for key, rate in root.items()})
            @ _step({key: {"missing": chance(rate)} for key, rate in lost.items()})
            @ _step({"missing": replaced, "replaced": {"implant": chance(new["implant"])}})
            @ after
        )
        joined = self._joined
        # A tooth erupts at the same pace in every mouth.
        out = [
            _step({"unerupted": {"sound": float(-np.expm1(-erupts[name] * years))}})
            @ (np.eye(st.STATES) + chance(restored[name]) * (joined[place] - np.eye(st.STATES)))
            @ common
            for place, name in enumerate(st.TYPES)
        ]
        return np.stack(out)

    def _root_ratios(self, years: float) -> Floats:
        kinds = self._table("root_filled", ("restored", "crown"))
        wrong = self._probability("root_error")
        chance = float(-np.expm1(-self._rate("root_filled_a_year") * years))
        out = np.zeros((3, 5))
        for place, kind in enumerate(("restored", "crown")):
            filled = kinds[kind]
            if not 0 < filled < 1:
                raise self._wrong("root_filled", "has a number that is not above 0 and below 1")
            later = (1 - wrong) * chance + wrong * filled
            kept = (1 - wrong) + wrong * filled
            for known, each in ((st.ROOT_EMPTY, later), (st.ROOT_FILLED, kept)):
                column = 1 + 2 * place
                out[known, column] = np.log((1 - each) / (1 - filled))
                out[known, column + 1] = np.log(each / filled)
        return out

    def _wrong(self, name: str, what: str) -> InputError:
        return InputError(f"parameter {name} of dental {what}", todo="Check the parameter file")

    def _probability(self, name: str) -> float:
        value = self._of.number(name)
        if not 0 < value < 1:
            raise self._wrong(name, "is not above 0 and below 1")
        return value

    def _rate(self, name: str) -> float:
        value = self._of.number(name)
        if not value > 0:
            raise self._wrong(name, "is not above 0")
        return value

    def _table(self, name: str, keys: Sequence[str]) -> dict[str, float]:
        found = self._of.table(name)
        if set(found) != set(keys):
            raise self._wrong(name, f"has not exactly the names {', '.join(keys)}")
        if min(found.values()) <= 0:
            raise self._wrong(name, "has a number that is not above 0")
        return found

    def _rates(self, name: str, rows: Sequence[str], columns: Sequence[str]) -> Floats:
        found = self._of.matrix(name)
        if set(found) != set(rows) or any(set(row) != set(columns) for row in found.values()):
            raise self._wrong(name, "has not exactly the rows and columns that it needs")
        return np.array([[found[row][column] for column in columns] for row in rows])

    def _rows(
        self,
        name: str,
        found: Mapping[str, Mapping[str, float]],
        rows: Sequence[str],
        columns: Sequence[str],
    ) -> Floats:
        if set(found) != set(rows):
            raise self._wrong(name, f"has not exactly the rows {', '.join(rows)}")
        return np.stack([self._shares(f"{name}, {row}", found[row], columns) for row in rows])

    def _shares(self, name: str, found: Mapping[str, float], columns: Sequence[str]) -> Floats:
        if set(found) != set(columns):
            raise self._wrong(name, f"has not exactly the names {', '.join(columns)}")
        shares = np.array([found[column] for column in columns])
        if (shares <= 0).any():
            raise self._wrong(name, "has a share that is not above 0")
        if abs(shares.sum() - 1.0) > 1e-6:
            raise self._wrong(name, f"adds up to {shares.sum():g} and not to 1")
        return np.asarray(shares / shares.sum())


def spread(major: Floats, patterns: Floats) -> Floats:
    """Give shares of all states from those without surfaces (C, T, 8) and of surfaces (T, 31)."""
    restored = major[..., 2:3] * patterns
    return np.concatenate([major[..., :2], restored, major[..., 3:]], axis=-1)


def _patterns(sides: Floats) -> Floats:
    bits = np.arange(1, 32)[:, None] >> np.arange(5) & 1
    chance = np.where(bits, sides[:, None, :], 1 - sides[:, None, :]).prod(axis=-1)
    return np.asarray(chance / chance.sum(axis=-1, keepdims=True))


def _columns(name: str) -> list[int]:
    if name == "restored":
        return list(range(st.STATES)[st.PATTERNS])
    place = st.MAJOR.index(name)
    return [place if place < 2 else place + 30]


def _step(moves: Mapping[str, Mapping[str, float]]) -> Floats:
    """Give a stochastic matrix (38, 38): chances to leave a state for another; else it stays."""
    out = np.eye(st.STATES)
    for start, ends in moves.items():
        for row in _columns(start):
            for end, chance in ends.items():
                out[row, _columns(end)[0]] += chance
                out[row, row] -= chance
    return out


def _joined(patterns: Floats) -> Floats:
    """Give the step in which a set of surfaces is joined to those restored already (38, 38)."""
    out = np.eye(st.STATES)
    out[st.SOUND : st.CROWN, st.SOUND : st.CROWN] = 0.0
    for held in range(32):
        for new in range(1, 32):
            out[st.SOUND + held, st.SOUND + (held | new)] += patterns[new - 1]
    return out


def _slips() -> Floats:
    """Give the step in which one surface of a restored tooth is written wrongly (38, 38)."""
    out = np.eye(st.STATES)
    for held in range(1, 32):
        row = st.SOUND + held
        out[row, row] = 0.0
        for bit in range(5):
            out[row, st.SOUND + (held ^ 1 << bit)] += 0.2
    return out
