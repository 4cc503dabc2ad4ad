"""Estimates beside the numbers that are shipped, and the file of numbers that comes of them.

A shipped probability counts as `WEIGHT` cases, a shipped row of shares as as many: with n cases and
x of them (n may be expected, where what is true can only be told in part) the estimate is
(WEIGHT p + x) / (WEIGHT + n), the mean of a Beta or Dirichlet distribution. A number with fewer
than `LEAST` cases is left as shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nomina.evidence import Kind, Parameters
from nomina.evidence.parameters import Value

WEIGHT = 50.0
LEAST = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number: of which line, its name (``table, row``), before and after, and from how many."""

    kind: Kind
    name: str
    shipped: float
    estimated: float
    cases: int


def beta(shipped: float, hits: float, cases: float) -> float:
    """Give a probability, the shipped one counting as `WEIGHT` cases."""
    return (WEIGHT * shipped + hits) / (WEIGHT + cases)


def dirichlet(shipped: Mapping[str, float], counts: Mapping[str, float]) -> dict[str, float]:
    """Give shares that sum to 1, the shipped ones counting as `WEIGHT` cases."""
    whole = WEIGHT + sum(counts.values())
    return {
        name: (WEIGHT * share + counts.get(name, 0.0)) / whole for name, share in shipped.items()
    }


@dataclass(slots=True)
class Learnt:
    """The numbers of one line while they are estimated.

    Attributes:
        shipped: as they came.
        estimates: every number that was estimated.
    """

    shipped: Parameters
    estimates: list[Estimate] = field(default_factory=list)
    _values: dict[str, tuple[Value, int]] = field(default_factory=dict)

    def number(self, name: str, estimated: float, cases: int) -> None:
        """Set a number; left as shipped where ``cases`` are too few."""
        if cases >= LEAST:
            self._values[name] = estimated, cases
            self._say(name, self.shipped.number(name), estimated, cases)

    def table(self, name: str, estimated: Mapping[str, tuple[float, int]]) -> None:
        """Set entries of a table, each with its cases; the others are left as shipped."""
        before = self.shipped.table(name)
        enough = {key: value for key, (value, cases) in estimated.items() if cases >= LEAST}
        if enough:
            used = sum(estimated[key][1] for key in enough)
            self._values[name] = {**before, **enough}, used
        for key, value in enough.items():
            self._say(f"{name}, {key}", before[key], value, estimated[key][1])

    def shares(self, name: str, counts: Mapping[str, float], cases: int) -> None:
        """Set a table of shares that sum to 1 from counts."""
        before = self.shipped.table(name)
        if cases < LEAST:
            return
        found = dirichlet(before, counts)
        self._values[name] = found, cases
        for key, value in found.items():
            self._say(f"{name}, {key}", before[key], value, cases)

    def matrix(self, name: str, estimated: Mapping[tuple[str, str], tuple[float, int]]) -> None:
        """Set entries of a table of tables, as `table` does."""
        before = self.shipped.matrix(name)
        after = {row: dict(columns) for row, columns in before.items()}
        used = 0
        for (row, column), (value, cases) in estimated.items():
            if cases >= LEAST:
                after[row][column] = value
                used += cases
                self._say(f"{name}, {row}, {column}", before[row][column], value, cases)
        if used:
            self._values[name] = after, used

    def _say(self, name: str, shipped: float, estimated: float, cases: int) -> None:
        self.estimates.append(Estimate(self.shipped.kind, name, shipped, estimated, cases))

    def parameters(self, solved: int, digest: str) -> Parameters:
        """Give the numbers of the line: those estimated, and the others as they are shipped.

        Args:
            solved: solved cases.
            digest: of what they were read from; goes into the version.
        """
        values = dict(self.shipped.values)
        for name, (value, cases) in self._values.items():
            values[name] = values[name].model_copy(
                update={
                    "value": value,
                    "basis": "estimated",
                    "cases": cases,
                    "source": f"solved cases of this operation: {solved}",
                }
            )
        version = self.shipped.version
        if self._values:
            version = f"{version}+solved.{digest[:12]}"
        return self.shipped.model_copy(update={"values": values, "version": version})
