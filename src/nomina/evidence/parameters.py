"""Numbers behind a line of evidence: a data file each, every number with its source.

``nomina calibrate`` writes files of the same form, learnt from solved cases.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import Field

from nomina.documents import Document, Part, parse_json, published, read_json
from nomina.errors import InputError
from nomina.evidence.finding import Kind

Value = float | tuple[float, ...] | dict[str, float] | dict[str, dict[str, float]]


class Parameter(Part):
    """One number, list or table, and where it comes from."""

    value: Value
    basis: Literal["published", "assumed", "estimated"] = Field(
        description="'assumed': no figure was found; re-estimate it from solved cases."
    )
    source: str = Field(min_length=1)
    cases: int = Field(default=0, ge=0, description="Solved cases it was estimated from.")


@published("evidence-parameters")
class Parameters(Document):
    """All numbers of one line of evidence."""

    kind: Kind
    version: str = Field(min_length=1)
    lower_bound: float = Field(le=0, description="Least log10 LR that may be claimed.")
    upper_bound: float = Field(ge=0, description="Largest log10 LR that may be claimed.")
    values: dict[str, Parameter]

    def number(self, name: str) -> float:
        """Give one number.

        Raises:
            InputError: there is none of this name.
        """
        value = self._get(name)
        if not isinstance(value, float):
            raise InputError(f"parameter {name} of {self.kind} is not one number")
        return value

    def table(self, name: str) -> dict[str, float]:
        """Give a table of numbers by name.

        Raises:
            InputError: there is none of this name.
        """
        value = self._get(name)
        if not isinstance(value, dict):
            raise InputError(f"parameter {name} of {self.kind} is not a table")
        found = {key: each for key, each in value.items() if isinstance(each, float)}
        if len(found) < len(value):
            raise InputError(f"parameter {name} of {self.kind} is not a table of numbers")
        return found

    def matrix(self, name: str) -> dict[str, dict[str, float]]:
        """Give a table of tables.

        Raises:
            InputError: there is none of this name.
        """
        value = self._get(name)
        if not isinstance(value, dict):
            raise InputError(f"parameter {name} of {self.kind} is not a table")
        found = {key: each for key, each in value.items() if isinstance(each, dict)}
        if len(found) < len(value):
            raise InputError(f"parameter {name} of {self.kind} is not a table of tables")
        return found

    def _get(self, name: str) -> Value:
        try:
            return self.values[name].value
        except KeyError as error:
            raise InputError(f"there is no parameter {name} of {self.kind}") from error

    def sources(self) -> str:
        """Give every source once, in order."""
        return "; ".join(dict.fromkeys(each.source for each in self.values.values()))


@cache
def _shipped(kind: Kind) -> Parameters:
    path = resources.files("nomina.evidence") / "data" / f"{kind}.json"
    return parse_json(path.read_bytes(), Parameters, where=f"{kind}.json")


def load(kind: Kind, folder: Path | None = None) -> Parameters:
    """Give the numbers of a line: from ``<kind>.json`` in ``folder`` where it is, else shipped.

    Raises:
        InputError: a file cannot be used, or is of another line.
    """
    if folder is None or not (folder / f"{kind}.json").exists():
        return _shipped(kind)
    found = read_json(folder / f"{kind}.json", Parameters)
    if found.kind != kind:
        raise InputError(
            f"these are the numbers of {found.kind}", where=str(folder / f"{kind}.json")
        )
    return found
