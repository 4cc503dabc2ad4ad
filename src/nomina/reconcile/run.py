"""`nomina reconcile` as a call: tables of findings in, ``posterior.json`` out."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nomina.documents import write_bytes_atomic, write_json
from nomina.errors import InputError
from nomina.progress import Progress
from nomina.reconcile.alternatives import alternatives
from nomina.reconcile.families import factors_of, read_families
from nomina.reconcile.findings import (
    Findings,
    RowProblem,
    read_findings,
    read_ids,
    read_shares,
)
from nomina.reconcile.posterior import document
from nomina.reconcile.prior import body_weight, pair_weight, share_on_list
from nomina.reconcile.solve import reconcile
from nomina.words import tr


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to: counts, the worst R-hat of any chains, and where it was written."""

    bodies: int
    missing: int
    findings: int
    components: int
    sampled: int
    r_hat: float
    problems: int
    path: Path


def reconcile_table(
    findings: Path,
    out: Path,
    *,
    on_list: float | None = None,
    weight: float | None = None,
    among: float | None = None,
    shares: Path | None = None,
    factors: Path | None = None,
    bodies: Path | None = None,
    missing: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Weigh findings on pairs jointly.

    Writes ``posterior.json`` and, where rows could not be used, ``problems.csv`` into ``out``.

    Args:
        findings: table with the columns ``pm, am, kind, log10_lr``.
        out: folder; made where there is none.
        on_list: share of the bodies thought to be on the list; or
        weight: the prior weight of one pair; or
        among: share of the missing people thought to be among the bodies.
        shares: table of bodies whose site or date has a share of its own (``pm, on_list``).
        factors: file of families.
        bodies, missing: files of all ids, one a line; those of the findings where not given.
        progress: told of every component.

    Raises:
        InputError: a file or the prior cannot be used, or nothing can be assigned.
    """
    known_bodies, bad_bodies = read_ids(bodies) if bodies else (None, [])
    known_people, bad_people = read_ids(missing) if missing else (None, [])
    found = read_findings(findings, known_bodies, known_people)
    found.problems[:0] = [*bad_bodies, *bad_people]
    made = []
    if factors is not None:
        closed = known_bodies is not None and known_people is not None
        made = factors_of(read_families(factors), found.rows, closed=closed, where=str(factors))
    n, m = len(found.rows.bodies), len(found.rows.people)
    if not n or not m:
        raise InputError(
            tr("there is no body or no missing person"),
            where=str(findings),
            todo=tr("Give findings, or lists of all bodies and missing people"),
        )
    if among is not None:
        on_list = share_on_list(n, m, among)
    if weight is None:
        weight = pair_weight(n, m, 0.0 if on_list is None else on_list)
    problem = found.rows.problem(weight, made)
    if shares is not None:
        problem = replace(problem, share_weight=_own_shares(found, shares, on_list))
    posterior = reconcile(problem, progress=progress)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            tr("the folder for the leads cannot be made ({why})").format(why=error.strerror),
            where=str(out),
            todo=tr("Choose another folder, or check that you may write there"),
        ) from error
    path = out / "posterior.json"
    write_json(path, document(posterior, on_list, alternatives(posterior)))
    if found.problems:
        write_bytes_atomic(out / "problems.csv", _table(found.problems))
    else:
        (out / "problems.csv").unlink(missing_ok=True)
    sampled = [group for group in posterior.groups if group.method == "chains"]
    return Summary(
        bodies=n,
        missing=m,
        findings=found.read,
        components=len(posterior.groups),
        sampled=len(sampled),
        r_hat=max((group.r_hat for group in sampled), default=1.0),
        problems=len(found.problems),
        path=path,
    )


def _own_shares(found: Findings, path: Path, on_list: float | None) -> NDArray[np.float64]:
    own, problems = read_shares(path, found.rows.bodies)
    found.problems += problems
    if on_list is None:
        raise InputError(
            tr("shares of sites need the share of the whole"),
            where=str(path),
            todo=tr("Give --on-list or --among-bodies"),
        )
    weights = np.ones(len(found.rows.bodies))
    for place, share in own.items():
        weights[place] = body_weight(share, on_list)
    return weights


def _table(problems: list[RowProblem]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("code", "where", "what", "todo"))
    for one in problems:
        writer.writerow((one.code, one.where, one.what, one.todo))
    return out.getvalue().encode("utf-8-sig")
