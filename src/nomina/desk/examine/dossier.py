"""What the board signs: the dossier of a report, its hash, and when two signatures stand on it.

A signature is of one hash. Whatever changes in the report gives another, on which nobody signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.acts import Said, digest
from nomina.desk.examine.models import Examination, Report, Struck


@dataclass(frozen=True)
class Signature:
    """One signature of the board, or a dissent.

    Attributes:
        by: the account.
        dossier: hash of what was signed.
        agrees: False for a dissent.
        keys: digests of the authenticators that the account had then; at least one.
    """

    by: UUID
    dossier: str
    agrees: bool
    keys: frozenset[str]


def document(report: Report) -> dict[str, Said]:
    """Give all that a board decides on: the files, every move, every item of evidence.

    Struck evidence is in it, with who struck it and why: otherwise a signature would live again
    once what came after it is struck.
    """
    struck: dict[UUID, Said] = {
        row.evidence_id: {"by": str(row.by_id), "why": row.why}
        for row in Struck.objects.filter(evidence__report=report)
    }
    return {
        "report": str(report.pk),
        "kind": report.kind,
        "one": str(report.one_id),
        "other": str(report.other_id),
        "made_by": str(report.made_by_id),
        "steps": tuple(
            {
                "number": step.number,
                "move": step.move,
                "target": step.target,
                "owner": str(step.owner_id),
                "by": str(step.by_id),
                "at": step.made_at.isoformat(),
                "why": step.why,
                "exceptional": step.exceptional,
            }
            for step in report.steps.order_by("number")
        ),
        "evidence": tuple(
            {
                "id": str(row.pk),
                "discipline": row.discipline,
                "view": row.view,
                "reason": row.reason,
                "place": row.place,
                "date": row.date.isoformat(),
                "signatory": row.signatory,
                "by": str(row.by_id),
                "struck": struck.get(row.pk),
            }
            for row in report.evidence.order_by("made_at", "pk")
        ),
    }


def dossier_hash(report: Report) -> str:
    """Give the SHA-256 (hex) of the canonical JSON of the dossier as it is now."""
    return digest(document(report))


def two_sign(signatures: Iterable[Signature], dossier: str, barred: frozenset[UUID]) -> bool:
    """Say whether two people of the board agree on a dossier, and nobody of it dissents.

    Two accounts that share an authenticator are one person; so, for safety, is an account of
    which no authenticator is known with any other. The last word of an account counts.

    Args:
        signatures: in the order in which they were given.
        dossier: hash of the dossier as it is now.
        barred: accounts that ran the comparison, made the report or brought its evidence.
    """
    last = {one.by: one for one in signatures if one.dossier == dossier and one.by not in barred}
    if not all(one.agrees for one in last.values()):
        return False
    known = [one for one in last.values() if one.keys]
    return any(a.keys.isdisjoint(b.keys) for i, a in enumerate(known) for b in known[:i])


def barred(report: Report) -> frozenset[UUID]:
    """Give the accounts that may not sign: who examined, made the report, or brought evidence."""
    files = (report.one_id, report.other_id)
    examined = Examination.objects.filter(pair__body__in=files, pair__person__in=files)
    brought = report.evidence.values_list("by_id", flat=True)
    return frozenset({report.made_by_id, *brought, *examined.values_list("examiner_id", flat=True)})
