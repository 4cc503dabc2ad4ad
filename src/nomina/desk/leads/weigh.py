"""Everything known of an operation weighed at once, and kept as a run that is shown when whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from nomina.desk import acts
from nomina.desk.acts import Entry, Reference, ledger
from nomina.desk.leads.bands import band
from nomina.desk.leads.embed import swept, unfinished
from nomina.desk.leads.engines import Tools, tools
from nomina.desk.leads.ground import Moved, epoch_of, standing
from nomina.desk.leads.jobs import Beat, changed
from nomina.desk.leads.models import Answer, Job, Lead, Run, RunEnd, Scores
from nomina.desk.leads.scope import Scope, scope_of
from nomina.desk.leads.sealing import sealed
from nomina.desk.leads.sheets import Gathered, file_of, gathered
from nomina.desk.people.models import Operation
from nomina.desk.people.policies import policies
from nomina.leads.compose import composed, inputs_digest
from nomina.leads.documents import BodyLeads
from nomina.leads.documents import Lead as Found
from nomina.leads.outcome import Outcome
from nomina.leads.record import code_sha256

ON_LIST = 0.5
"""Share of the bodies taken to be on the list, unless that would be more than half of the list."""
TOP = 50
"""Leads kept for each body."""
KEPT_RUNS = 3
"""Complete runs whose leads are kept; of older ones stays what they were computed from."""
_STEP = 100


@dataclass(frozen=True)
class Asked:
    """What is asked of a run; see `nomina.leads.compose.Asked`."""

    on_list: float
    authority: str
    top: int = TOP
    purpose: str = ""
    without: tuple[str, ...] = ()


def share_of(bodies: int, missing: int) -> float:
    """Give the share of the bodies taken to be on the list; at most half of it is found."""
    return round(min(ON_LIST, 0.5 * missing / max(bodies, 1)), 6)


def inputs_of(whole: str, engine: str, code: str) -> str:
    """Give the digest of all that decides a run: files and settings, engine, code."""
    return hashlib.sha256(f"{whole}\n{engine}\n{code}".encode()).hexdigest()


def leads(job: Job, beat: Beat) -> str:
    """Weigh an operation; where nothing changed since the run that is shown, do nothing."""
    with tools() as with_tools:
        while True:
            try:
                _weighed(job.operation, with_tools, beat)
                return ""
            except Moved:  # something was taken away meanwhile: begin anew without it
                continue


def _weighed(operation: Operation, with_tools: Tools, beat: Beat) -> None:
    epoch = epoch_of(operation.pk)
    scope = scope_of(operation)
    engine = with_tools.engine
    if unfinished(scope, engine.digest):
        # Another pack came while this job waited; without faces the leads would say less.
        changed(operation.pk, delay=timedelta(0))
        return
    held = gathered(scope, engine.digest, engine.packs)
    asked = Asked(
        share_of(len(scope.bodies), len(scope.missing)),
        policies(operation.policies).legal_basis,
    )
    code = code_sha256()
    whole = inputs_digest(asked, engine.packs, held.sides, held.halves, held.known)
    inputs = inputs_of(whole, engine.digest, code)
    beat.tell(based_on=inputs)
    shown = Run.objects.shown(operation.pk)
    if shown is not None and (shown.inputs, shown.epoch) == (inputs, epoch):
        return  # also nothing of it was taken away since
    made = Made(operation, epoch, inputs, engine.digest, code, timezone.now())
    kept = _Kept(made, beat)
    problems = len(held.known.problems)
    if scope.bodies and scope.missing:
        outcome, scores = composed(
            asked,
            engine.packs,
            finder=with_tools.finder,
            sides=held.sides,
            halves=held.halves,
            known=held.known,
            progress=beat,
        )
        run = kept.begin(scope, held, outcome)
        kept.write(run, outcome, scores)
        problems = len(outcome.problems)
    else:
        run = kept.begin(scope, held, None)
    kept.end(run, problems)
    pruned(operation.pk)
    swept(scope_of(operation), engine.digest)


@dataclass(frozen=True)
class Made:
    """From what and with what a run is computed."""

    operation: Operation
    epoch: int
    inputs: str
    engine: str
    code: str
    begun: datetime


@dataclass(frozen=True)
class _Kept:
    """Writes a run in steps, each on the ground that it was read on."""

    made: Made
    beat: Beat

    def _standing(self) -> AbstractContextManager[None]:
        return standing(self.made.operation.pk, self.made.epoch)

    def begin(self, scope: Scope, held: Gathered, outcome: Outcome | None) -> Run:
        """Write down what is computed from what; nothing of it is shown yet."""
        made = self.made
        record = outcome.run.model_dump(mode="json") if outcome else {}
        gallery = outcome.run.gallery[0] if outcome else None
        run = Run(
            operation=made.operation,
            inputs=made.inputs,
            engine=made.engine,
            code=made.code,
            gallery=gallery.root if gallery is not None and gallery.size else "",
            bodies=len(scope.bodies),
            missing=len(scope.missing),
            photos=held.photos,
            on_list=share_of(len(scope.bodies), len(scope.missing)),
            epoch=made.epoch,
            record=record,
            made_at=made.begun,
        )
        with self._standing():
            run.save(force_insert=True)
        return run

    def write(self, run: Run, outcome: Outcome, scores: dict[str, str]) -> None:
        """Write answers, leads and sealed scores."""
        self.beat.begin("", len(outcome.results))
        places = _places(outcome.results)
        for some in _steps(outcome):
            with self._standing():
                Answer.objects.bulk_create([_answer(run, one, places[one.body]) for one in some])
                Lead.objects.bulk_create(
                    [_lead(run, file_of(one.body), lead) for one in some for lead in one.leads],
                    batch_size=200,
                )
                Scores.objects.bulk_create(
                    [_scores(run, file_of(one.body), scores[one.body]) for one in some]
                )
            self.beat.advance(len(some))

    def end(self, run: Run, problems: int) -> None:
        """Say that a run is complete, in the ledger too; from now on it is shown."""
        self.beat.tell()
        end = RunEnd(run=run, problems=problems)
        with self._standing():
            end.save(force_insert=True)
            ledger().append(
                Entry(
                    "leads.run",
                    end.made_at,
                    None,
                    (Reference("run", run.pk), Reference("operation", self.made.operation.pk)),
                    acts.digest({"inputs": run.inputs, "engine": run.engine, "code": run.code}),
                )
            )


def _steps(outcome: Outcome) -> Iterator[Sequence[BodyLeads]]:
    for at in range(0, len(outcome.results), _STEP):
        yield list(outcome.results[at : at + _STEP])


def _places(results: Sequence[BodyLeads]) -> dict[str, int]:
    """Give the place of each body: the less "nobody" is likely the earlier, ties by number."""
    ordered = sorted(results, key=lambda one: one.nobody)
    return {one.body: place for place, one in enumerate(ordered, 1)}


def _answer(run: Run, one: BodyLeads, place: int) -> Answer:
    return Answer(
        run=run,
        body_id=file_of(one.body),
        place=place,
        nobody=one.nobody,
        others=one.others,
        candidates=sum(lead.word == "candidate for other examination" for lead in one.leads),
        open_bits=one.open_bits,
        steps=[step.model_dump(mode="json") for step in one.next_steps],
    )


def _lead(run: Run, body: UUID, lead: Found) -> Lead:
    compared = "face" not in lead.lacking
    return Lead(
        run=run,
        body_id=body,
        person_id=file_of(lead.person),
        rank=lead.rank,
        posterior=lead.posterior,
        log10_lr=lead.log10_lr,
        glr=lead.glr,
        excluded=lead.excluded,
        band=band(lead.log10_lr),
        word=lead.word if lead.strength is not None and compared else "",
        face=None if lead.strength is None else lead.strength.model_dump(mode="json"),
        findings=[one.model_dump(mode="json") for one in lead.findings],
        lacking=list(lead.lacking),
    )


def _scores(run: Run, body: UUID, scores: str) -> Scores:
    return Scores(run=run, body_id=body, sealed=sealed(body, f"scores/{run.pk}", scores.encode()))


def pruned(operation: UUID) -> None:
    """Let go of the leads of runs that are no longer shown, and of those that were cut short."""
    mine = Run.objects.filter(operation=operation)
    whole = mine.filter(end__isnull=False).order_by("-end__made_at", "-pk")
    kept = list(whole.values_list("pk", flat=True)[:KEPT_RUNS])
    tables: tuple[Any, ...] = (Lead, Answer, Scores)
    for run in mine.exclude(pk__in=kept).values_list("pk", flat=True):
        for table in tables:
            with transaction.atomic():
                models.QuerySet(table).filter(run=run).delete()
