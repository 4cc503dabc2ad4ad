"""What the board signs: the dossier of a report, its hash, and when two signatures stand on it.

A signature is of one hash. Whatever changes in the report gives another, on which nobody signed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.acts import Said, digest
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import Dossier, Examination, Report, Signature, Struck

MADE, BROUGHT, EXAMINED, CONCLUDED = "made", "brought", "examined", "concluded"
"""Why somebody may not sign: they made the report, brought its evidence, examined the files, or
wrote a conclusion of the report: what they would sign is their own."""


@dataclass(frozen=True)
class Signed:
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
    """Give all that a board decides on: the files, every move, all evidence, every examination.

    Struck evidence is in it, with who struck it and why: otherwise a signature would live again
    once what came after it is struck. An examination comes in when it is concluded, with the marks
    that its reasons may speak of and whatever was revised later; one that is mixed in to measure
    its examiner does not.
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
        "examinations": tuple(_examination(one) for one in _examined(report)),
    }


def _examined(report: Report) -> QuerySet[Examination]:
    files = (report.one_id, report.other_id)
    rows = Examination.objects.filter(pair__body__in=files, pair__person__in=files)
    rows = rows.filter(concluded__isnull=False, planted=None).select_related("concluded")
    return rows.prefetch_related("revisions", "marks__struck").order_by("made_at", "pk")


def _examination(one: Examination) -> dict[str, Said]:
    return {
        "id": str(one.pk),
        "turn": one.turn,
        "by": str(one.examiner_id),
        "at": one.concluded.made_at.isoformat(),
        "outcome": one.concluded.outcome,
        "reasons": one.concluded.reasons,
        "revisions": tuple(
            {
                "at": row.made_at.isoformat(),
                "outcome": row.outcome,
                "reasons": row.reasons,
                "why": row.why,
            }
            for row in one.revisions.all()
        ),
        "marks": tuple(
            {
                "id": str(row.pk),
                "number": row.number,
                "photo": str(row.photo_id),
                "shape": row.shape,
                "points": tuple(row.points),
                "words": row.words,
                "late": row.late,
                "struck": hasattr(row, "struck"),
            }
            for row in one.marks.all()
        ),
    }


def dossier_hash(report: Report) -> str:
    """Give the SHA-256 (hex) of the canonical JSON of the dossier as it is now."""
    return digest(document(report))


def current(report: Report, now: str = "") -> Dossier | None:
    """Give the dossier that was laid before the board and still says all there is, or None.

    Args:
        now: the `dossier_hash`, where it is known.
    """
    return report.dossiers.filter(digest=now or dossier_hash(report)).first()


def signed(dossier: Dossier) -> list[Signed]:
    """Give what was said on a dossier, in the order in which it was said."""
    rows = Signature.objects.filter(dossier=dossier).order_by("made_at", "pk")
    return [Signed(row.by_id, dossier.digest, row.agrees, frozenset(row.keys)) for row in rows]


def two_sign(
    signatures: Iterable[Signed],
    dossier: str,
    barred: frozenset[UUID],
    barred_keys: frozenset[str] = frozenset(),
) -> bool:
    """Say whether two people of the board agree on a dossier, and nobody of it dissents.

    Two accounts that share an authenticator are one person; so, for safety, is an account of
    which no authenticator is known with any other. The last word of an account counts.

    Args:
        signatures: in the order in which they were given.
        dossier: hash of the dossier as it is now.
        barred: accounts that ran the comparison, made the report or brought its evidence.
        barred_keys: what those sign in with; another account that has one of these is theirs.
    """
    last = {one.by: one for one in signatures if one.dossier == dossier and one.by not in barred}
    if not all(one.agrees for one in last.values()):
        return False
    known = [one for one in last.values() if one.keys and one.keys.isdisjoint(barred_keys)]
    return any(a.keys.isdisjoint(b.keys) for i, a in enumerate(known) for b in known[:i])


def bars(report: Report) -> dict[UUID, tuple[str, ...]]:
    """Give the accounts that may not sign, with all that bars them, in one order.

    Whoever examined the files is barred from when they began, of whichever report that was.
    """
    files = (report.one_id, report.other_id)
    examined = Examination.objects.filter(pair__body__in=files, pair__person__in=files)
    concluded = report.steps.filter(move__startswith="conclude-")
    found: dict[UUID, tuple[str, ...]] = {report.made_by_id: (MADE,)}
    for why, users in (
        (BROUGHT, report.evidence.values_list("by", flat=True)),
        (EXAMINED, examined.values_list("examiner", flat=True)),
        (CONCLUDED, concluded.values_list("by", flat=True)),
    ):
        for one in set(users):
            found[one] = (*found.get(one, ()), why)
    return found


def barred(report: Report) -> frozenset[UUID]:
    """Give the accounts that may not sign, see `bars`."""
    return frozenset(bars(report))


def keys_barred(out: Collection[UUID]) -> frozenset[str]:
    """Give the digests of what those sign in with who may not sign: the accounts of `bars`."""
    return frozenset[str]().union(*keys_of(out).values())
