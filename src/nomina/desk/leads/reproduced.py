"""What came of computing a stored lead again: checks, and one verdict over them.

On the same software and processor everything is equal to the last digit, or it differs. Elsewhere
a raw score may be off by `EPS`, a log10 LR of faces by `EPS_LR` (one step of its rounding), any
other number by `EPS`, while every degree in words is the same (FOR-03).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from nomina.desk.leads.bands import band
from nomina.documents import Document, Part
from nomina.evidence import Finding

EPS = 1e-5
"""Of raw scores and probabilities. dlib's own network and ours differ by a tenth of it."""
EPS_LR = 0.0101
"""Of log10 LRs that hold faces, which are rounded to two decimals."""

Result = Literal["same", "within", "differs", "untried", "left", "told"]
"""``untried``: it belongs to the lead and cannot be computed; ``left``: it needs the operation as
it then was; ``told``: beside the verdict, such as the processor."""
Verdict = Literal["same", "within", "differs", "untried"]
LEAVES: Mapping[Verdict, int] = {"same": 0, "within": 0, "differs": 1, "untried": 2}
"""The status that a command leaves with."""


class Check(Part):
    """One thing that was stored, and the same computed now."""

    key: str = Field(description="Such as 'face', 'finding:dental', 'joint:rank', 'machine:cpu'.")
    then: str
    now: str
    result: Result


class Reproduced(Document):
    """A stored lead beside the same computed anew."""

    run: str
    body: str = Field(description="Id of the file.")
    person: str = Field(description="Id of the file.")
    verdict: Verdict
    machine: bool = Field(description="Software and processor are those of the run.")
    greatest: float | None = Field(
        description="Greatest difference of a raw score; None where none was computed again."
    )
    eps: float = Field(description="How far a raw score may be off; 0 on the same machine.")
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = Field(description="What changed since, and what cannot be rebuilt.")


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """Give the one word over all checks."""
    results = {check.result for check in checks}
    for one in ("differs", "untried", "within"):
        if one in results:
            return one
    return "same" if "same" in results else "untried"


def number(key: str, then: float | None, now: float | None, eps: float) -> Check:
    """Compare two numbers; one that is not there on one side only differs."""
    said = tuple("" if one is None else f"{one:.6g}" for one in (then, now))
    if then is None or now is None:
        result: Result = "same" if then is now else "differs"
    elif then == now:
        result = "same"
    else:
        result = "within" if abs(then - now) <= eps else "differs"
    return Check(key=key, then=said[0], now=said[1], result=result)


def degree(key: str, then: int, now: int) -> Check:
    """Compare two degrees in words; no eps is between them."""
    return Check(key=key, then=str(then), now=str(now), result="same" if then == now else "differs")


def text(key: str, then: str, now: str) -> Check:
    """Compare two words."""
    return Check(key=key, then=then, now=now, result="same" if then == now else "differs")


def strengths(then: Mapping[str, Any] | None, now: Mapping[str, Any] | None, eps: float) -> Check:
    """Compare two strengths of faces: value, interval, bounds and calibration."""
    said = tuple("" if one is None else _strength(one) for one in (then, now))
    if then is None or now is None:
        result: Result = "same" if then is now else "differs"
    elif then == now:
        result = "same"
    else:
        names = ("log10_lr", "low", "high", "lower_bound", "upper_bound")
        near = all(abs(then[name] - now[name]) <= eps for name in names)
        alike = band(then["log10_lr"]) == band(now["log10_lr"])
        alike &= (then["low"] > 0.0) == (now["low"] > 0.0)  # on which the word rests
        result = "within" if near and alike and _learnt(then) == _learnt(now) else "differs"
    return Check(key="strength", then=said[0], now=said[1], result=result)


def _strength(one: Mapping[str, Any]) -> str:
    return f"{one['log10_lr']:.2f} ({one['low']:.2f} – {one['high']:.2f})"


def _learnt(one: Mapping[str, Any]) -> list[str]:
    return list(one["calibrations"])


def findings(then: Iterable[Mapping[str, Any]], now: Iterable[Finding], eps: float) -> list[Check]:
    """Compare the findings on a pair, kind by kind; ``eps`` of values with faces, 0 for none."""
    old = {one["kind"]: one for one in then}
    new = {str(one.kind): one.model_dump(mode="json") for one in now}
    return [_finding(kind, old.get(kind), new.get(kind), eps) for kind in {**old, **new}]


def _finding(
    kind: str, then: Mapping[str, Any] | None, now: Mapping[str, Any] | None, eps: float
) -> Check:
    result: Result = "differs"
    if then is not None and now is not None:
        if dict(then) == dict(now):
            result = "same"
        elif eps and then["excludes"] == now["excludes"]:
            room = eps if kind == "face" else EPS
            names = ("log10_lr", "lower_bound", "upper_bound")
            near = all(abs(then[name] - now[name]) <= room for name in names)
            alike = band(then["log10_lr"]) == band(now["log10_lr"])
            result = "within" if near and alike else "differs"
    said = tuple(_said(one) for one in (then, now))
    return Check(key=f"finding:{kind}", then=said[0], now=said[1], result=result)


def _said(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return ""
    return "excludes" if one["excludes"] else f"{one['log10_lr']:.4f}"


def beside(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Check]:
    """Give what of software and processor is not as it was."""
    old = {**then, **then.get("packages", {})}
    new = {**now, **now.get("packages", {})}
    return [
        Check(key=f"machine:{key}", then=str(old.get(key, "")), now=str(new[key]), result="told")
        for key in new
        if key != "packages" and old.get(key) != new[key]
    ]
