"""A stored lead computed again from its record and compared with what was stored (FOR-02 to 04).

The faces go the whole way again, from the bytes in the vault through the packs of the record. The
findings are weighed from both files as they stood when the run was made. What follows from all
bodies together is computed only where the whole operation can be rebuilt as it was, which the
digest of the run tells. Nothing is kept but an entry in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.files.fields import label
from nomina.desk.files.models import File
from nomina.desk.leads.engines import Tools, tools_of
from nomina.desk.leads.models import FaceTemplate, Lead, Run
from nomina.desk.leads.named import Named
from nomina.desk.leads.past import Since, past_of, since
from nomina.desk.leads.rebuilt import Rebuilt
from nomina.desk.leads.recompute import Again
from nomina.desk.leads.reproduced import Check, Reproduced, verdict_of
from nomina.desk.policy import predicates
from nomina.errors import CalibrationError, PackError
from nomina.leads.compose import CONDITION
from nomina.leads.documents import ModelRecord, PackRecord
from nomina.progress import Progress
from nomina.words import ntr, tr


@dataclass(frozen=True, kw_only=True)
class WriteReproduced(Action[Reproduced]):
    """Write down that a lead was computed again, and what came of it. Only the terminal can."""

    named: Named
    found: Reproduced

    kind = "leads.reproduced"
    permission = predicates.SIGNED_OUT

    def effect(self, by: Actor) -> Reproduced:
        """Do nothing: the lead stays as it was stored, and nothing is stored beside it."""
        return self.found

    def on(self, done: Reproduced) -> tuple[Reference, ...]:
        """Give the run and the body."""
        return (Reference("run", self.named.run.pk), Reference("file", self.named.body.pk))

    def said(self, done: Reproduced) -> Mapping[str, Said]:
        """Give the person and the verdict."""
        return {"person": str(self.named.person.pk), "verdict": done.verdict}


def reproduce(named: Named, progress: Progress) -> Reproduced:
    """Compute a lead again, say whether it is the same, and write down that it was asked.

    Raises:
        NominaError: the ledger does not take the entry; nothing is said then.
    """
    [found] = reproduce_each(named.run, [named], progress)
    return found


def reproduce_each(run: Run, those: Iterable[Named], progress: Progress) -> Iterator[Reproduced]:
    """Compute leads of one run again, one after the other; what they share is rebuilt once.

    Raises:
        NominaError: the ledger does not take the entry of one; nothing is said of it then.
    """
    past = past_of(run)
    with ExitStack() as stack:
        rebuilt: Rebuilt | None = None
        for named in those:
            lead = Lead.objects.filter(run=run, body=named.body, person=named.person).first()
            files = (named.body, named.person)
            after = [since(past, file) for file in files]
            notes = [note for each in zip(files, after, strict=True) for note in _changed(*each)]
            lost = any(one.gone or one.kept_out for one in after)
            if lead is None:
                found = _untried(named, [_not_kept(named), *notes])
            else:
                try:
                    if rebuilt is None:
                        tools = stack.enter_context(_tools(run))
                        rebuilt = Rebuilt(run, past, tools, progress)
                    again = Again(named, lead, rebuilt, lost=lost)
                    again.go()
                except (PackError, CalibrationError) as error:
                    found = _untried(named, [str(error), *notes])
                else:
                    found = _found(named, again, [*notes, *_made_later(named), *again.notes])
            yield WriteReproduced(named=named, found=found).do(Actor())


def _found(named: Named, again: Again, notes: Sequence[str]) -> Reproduced:
    return _made(
        named,
        again.checks,
        notes,
        on_same=again.machine,
        greatest=again.greatest,
        eps=again.eps,
    )


def _untried(named: Named, notes: Sequence[str]) -> Reproduced:
    return _made(named, (), notes, on_same=False, greatest=None, eps=0.0)


def _made(
    named: Named,
    checks: Sequence[Check],
    notes: Sequence[str],
    *,
    on_same: bool,
    greatest: float | None,
    eps: float,
) -> Reproduced:
    return Reproduced(
        run=str(named.run.pk),
        body=str(named.body.pk),
        person=str(named.person.pk),
        verdict=verdict_of(checks),
        machine=on_same,
        greatest=greatest,
        eps=eps,
        checks=tuple(checks),
        notes=tuple(notes),
    )


@contextmanager
def _tools(run: Run) -> Iterator[Tools]:
    """Start the packs of the record of a run, with the same finder and calibrations.

    Raises:
        PackError: a pack or finder is not here or not what it was.
        CalibrationError: a pack has another calibration now.
    """
    packs = [PackRecord.model_validate(one) for one in run.record["packs"]]
    finder = [ModelRecord.model_validate(one) for one in run.record["finder"]]
    with tools_of(packs) as tools:
        here = {one.sha256 for one in tools.finder}
        for model in finder:
            if model.sha256 not in here:
                raise PackError(
                    tr("what found the faces of this run is not installed"),
                    where=f"{model.name} {model.sha256}",
                )
        for pack, then in zip(tools.engine.packs, packs, strict=True):
            if pack.calibration(CONDITION).sha256 != then.calibration.sha256:
                raise CalibrationError(
                    tr("the calibration of this run is not that of the installed pack"),
                    where=f"{then.name} {then.calibration.sha256}",
                )
        yield tools


def _changed(file: File, found: Since) -> list[str]:
    """Say what happened to a file since the run, and what of it cannot be rebuilt."""
    notes = []
    if found.fields:
        fields = ", ".join(label(key) for key in found.fields)
        notes.append(
            tr(
                "{number}: changed since the run: {fields}. What stood then was taken from the"
                " history."
            ).format(number=file.number, fields=fields)
        )
    if found.photos:
        says = ntr(
            "{number}: {n} photo was added since the run and is left out.",
            "{number}: {n} photos were added since the run and are left out.",
            found.photos,
        )
        notes.append(says.format(number=file.number, n=found.photos))
    if found.gone:
        says = ntr(
            "{number}: {n} photo was taken away since the run, with all that was made of it. It"
            " cannot be rebuilt.",
            "{number}: {n} photos were taken away since the run, with all that was made of them."
            " They cannot be rebuilt.",
            found.gone,
        )
        notes.append(says.format(number=file.number, n=found.gone))
    if found.kept_out:
        says = ntr(
            "{number}: {n} photo may not be compared any more, and is not.",
            "{number}: {n} photos may not be compared any more, and are not.",
            found.kept_out,
        )
        notes.append(says.format(number=file.number, n=found.kept_out))
    return notes


def _made_later(named: Named) -> list[str]:
    """Say whether a template of the pair is younger than the run."""
    rows = FaceTemplate.objects.filter(
        file__in=(named.body, named.person),
        engine=named.run.engine,
        made_at__gt=named.run.made_at,
        content__photo__made_at__lte=named.run.made_at,
    )
    if not rows.exists():
        return []
    return [tr("The template of a photo was made after the run, which may have gone without it.")]


def _not_kept(named: Named) -> str:
    """Say that a lead is not there, and why that may be."""
    if not Lead.objects.filter(run=named.run).exists():
        return tr("The leads of this run are not kept any more, only what it was computed from.")
    return tr(
        "The run has no such lead. Either there was none, or it went with something that was taken"
        " away, of which nothing is kept."
    )


__all__ = ["WriteReproduced", "reproduce", "reproduce_each"]
