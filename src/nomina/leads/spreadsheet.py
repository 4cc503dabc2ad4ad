"""CSV that a spreadsheet shows as it is: no cell is ever taken for a formula (SEC-42)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from nomina.evidence import KINDS
from nomina.leads.documents import CaseRecord, Lead, Leads, Problem
from nomina.leads.outcome import Outcome
from nomina.leads.tables import FORMULA

Cell = str | int | float
_ROWS_AT_ONCE = 2000


def safe(text: str) -> str:
    """Put ``'`` before text that a spreadsheet would take for a formula; `read_table` undoes it."""
    return f"'{text}" if text.startswith(("'", *FORMULA)) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give a table as UTF-8 with its mark, so that spreadsheets read the letters rightly."""
    return b"".join(csv_chunks(header, rows))


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Give what `csv_bytes` gives some thousand rows at a time, so that no table fills memory."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(header)
    yield codecs.BOM_UTF8
    for count, row in enumerate(rows, start=1):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
        if count % _ROWS_AT_ONCE == 0:
            yield stream.getvalue().encode("utf-8", "replace")
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue().encode("utf-8", "replace")


LEADS = (
    "body",
    "rank",
    "person",
    "name",
    "word",
    "likelihood_ratio",
    "interval_low",
    "interval_high",
    "least_supported",
    "most_supported",
    "share",
    "share_nobody_on_list",
    "condition",
    "flags",
    "all_evidence_log10_lr",
    "glr_log10",
    "excluded",
    *(f"{kind}_log10_lr" for kind in KINDS),
    "lacking",
)

_NO_EVIDENCE: tuple[Cell, ...] = ("",) * (len(KINDS) + 4)


def leads_csv(leads: Leads | Outcome) -> Iterator[bytes]:
    """Give ``leads.csv`` in chunks: a row a lead, and one for each body without any."""
    names = {case.id: case.label for case in leads.missing}
    return csv_chunks(LEADS, _rows(leads, names))


def _rows(leads: Leads | Outcome, names: dict[str, str]) -> Iterable[Sequence[Cell]]:
    for case, result in zip(leads.bodies, leads.results, strict=True):
        nobody = _figure(result.nobody)
        tail = (nobody, leads.run.condition, " ".join(_flags(case)))
        if not result.leads:
            yield (case.id, "", "", "", "", "", "", "", "", "", "", *tail, *_NO_EVIDENCE)
        for lead in result.leads:
            power = lead.strength
            strength: tuple[Cell, ...] = ("", "", "", "", "")
            if power is not None:
                values = (
                    power.log10_lr,
                    power.low,
                    power.high,
                    power.lower_bound,
                    power.upper_bound,
                )
                strength = tuple(_figure(10.0**value) for value in values)
            name = names.get(lead.person, "")
            share = _figure(lead.posterior)
            yield (
                case.id,
                lead.rank,
                lead.person,
                name,
                lead.word,
                *strength,
                share,
                *tail,
                *_evidence(lead),
            )


def _evidence(lead: Lead) -> tuple[Cell, ...]:
    """Give log10 LR of all evidence and of each kind; empty where it says nothing."""
    by_kind = {finding.kind: _figure(finding.log10_lr) for finding in lead.findings}
    return (
        "" if lead.excluded else _figure(lead.log10_lr),
        "" if lead.glr is None else _figure(lead.glr),
        "yes" if lead.excluded else "no",
        *(by_kind.get(kind, "") for kind in KINDS),
        " ".join(lead.lacking),
    )


def _flags(case: CaseRecord) -> list[str]:
    faces = [photo.face for photo in case.photos if photo.face is not None]
    stated = [case.stated] if case.stated != "unknown" else []
    return stated + sorted({flag for face in faces for flag in face.values.flags})


def _figure(value: float) -> float | int:
    """Three figures are more than any of these numbers can carry."""
    short = float(f"{value:.3g}")
    return int(short) if short.is_integer() else short


PROBLEMS = ("code", "side", "case", "file", "what", "todo")


def problems_csv(problems: Sequence[Problem]) -> bytes:
    """Give ``problems.csv``: a row a problem."""
    return csv_bytes(PROBLEMS, ((p.code, p.side, p.case, p.file, p.what, p.todo) for p in problems))
