"""The parts of a lead computed again, each beside what was stored: faces, pair, all together."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nomina.desk.files.models import File
from nomina.desk.leads import reproduced as kept
from nomina.desk.leads.bands import band
from nomina.desk.leads.models import Answer, Lead, Scores
from nomina.desk.leads.named import Named
from nomina.desk.leads.pairwise import weighed
from nomina.desk.leads.past import used
from nomina.desk.leads.rebuilt import Rebuilt
from nomina.desk.leads.reproduced import EPS, EPS_LR, Check
from nomina.desk.leads.scope import Picture, Scope
from nomina.desk.leads.sealing import opened
from nomina.desk.leads.sheets import Gathered, assembled, file_of, work_key
from nomina.errors import StoreError
from nomina.leads.assemble import Case
from nomina.leads.compose import CONDITION
from nomina.leads.documents import BodyLeads
from nomina.leads.documents import Lead as Found
from nomina.leads.record import machine
from nomina.leads.store import Kept
from nomina.leads.weigh import Scale, word
from nomina.words import tr


class Again:
    """Computes one lead again.

    Args:
        named, lead: which, and as it is stored.
        rebuilt: the operation as it stood, and the packs of the record.
        lost: photos that the run had are not here, or may not be compared any more.

    Attributes:
        checks, notes: what was compared, and what a reader must know.
        greatest: difference of a raw score; None where none was computed again.
        machine: software and processor are those of the run.
    """

    def __init__(self, named: Named, lead: Lead, rebuilt: Rebuilt, *, lost: bool = False) -> None:
        self._run, self._body, self._person = named.run, named.body, named.person
        self._lead, self._rebuilt, self._past = lead, rebuilt, rebuilt.past
        self._tools, self._progress = rebuilt.tools, rebuilt.progress
        self._lost = lost
        self._packs = self._tools.engine.packs
        self.checks: list[Check] = []
        self.notes: list[str] = []
        self.greatest: float | None = None
        now, then = machine().model_dump(mode="json"), self._run.record["machine"]
        self.machine = now == then and self._tools.engine.digest == self._run.engine
        self._beside = kept.beside(then, now)
        self.eps = 0.0 if self.machine else EPS

    def go(self) -> None:
        """Do all of it."""
        pair = self._faces()
        whole, unbroken = self._rebuilt.whole
        self._pair(whole, pair)
        self._joint(unbroken=unbroken)
        self.checks += self._beside

    def _of_faces(self) -> float:
        return 0.0 if self.machine else EPS_LR

    # Faces

    def _faces(self) -> tuple[Case, Case] | None:
        """Compare the faces again; give both cases, or None where they cannot be rebuilt."""
        works = self._looked_at()
        if works is None:
            self.checks.append(Check(key="scores", then="", now="", result="untried"))
            return None
        past, files = self._past.scope, (self._body, self._person)
        pictures = {file.pk: used(self._past, self._run, file) for file in files}
        scope = Scope(past.operation, (self._body,), (self._person,), pictures)
        bodies, missing = assembled(scope, works, self._packs, self._past.at).halves
        pair = bodies.cases[0], missing.cases[0]
        scores, strength = self._scores(pair), None
        if len(scores) and pair[0].record.stated != "advanced_change":
            scale = Scale([pack.calibration(CONDITION) for pack in self._packs])
            strength = scale.strengths(scores)[0]
        lead = self._lead
        now = None if strength is None else strength.model_dump(mode="json")
        self.checks.append(kept.strengths(lead.face, now, self._of_faces()))
        said = "" if strength is None or "face" in lead.lacking else word(strength)
        self.checks.append(kept.text("word", lead.word, said))
        return pair

    def _looked_at(self) -> dict[str, Kept] | None:
        """Look at the photos of both files again; None where one cannot be had as it was."""
        files = (self._body, self._person)
        every = [one for file in files for one in used(self._past, self._run, file)]
        if self._lost:
            self.notes.append(
                tr("Faces were not compared again: photos that the run had are not here any more.")
            )
            return None
        if self._past.unsure.intersection(one.content for one in every):
            self.notes.append(
                tr(
                    "Faces were not compared again: nothing tells any more which face of a photo"
                    " the run compared."
                )
            )
            return None
        works = {}
        self._progress.begin(tr("Photos read again"), len(every))
        for picture in every:
            work = self._look(picture)
            if work is None:
                return None
            works[work_key(picture)] = work
            self._progress.advance()
        self._progress.end()
        return works

    def _look(self, picture: Picture) -> Kept | None:
        from nomina.desk.books import vault

        try:
            work = self._tools.engine.work(vault().read(picture.digest), picture.box)
        except StoreError as error:
            self.notes.append(str(error))
            return None
        if work.passing:
            self.notes.append(tr("Faces were not compared again: a photo cannot be read now."))
            return None
        return Kept(work_key(picture), work.facts, work.templates, None)

    def _scores(self, pair: tuple[Case, Case]) -> NDArray[np.float32]:
        """Compare raw scores with those that were sealed; give those of now, (P, 1) or empty."""
        now = all(case.templates for case in pair)
        try:
            then = self._sealed()
        except StoreError as error:
            self.checks.append(Check(key="scores", then=error.what, now="", result="differs"))
            then = None
        else:
            if then is None:
                self.notes.append(tr("The raw scores went with something that was taken away."))
        names = [] if then is None else [str(row[0]) for row in then]
        mine = str(self._person.pk)
        place = names.index(mine) if mine in names else None
        scores = np.empty((0, 1), np.float32)
        if now:
            scores = _score(pair, place or 0, max(len(names), 1))
        if then is not None:
            stored = None if place is None else [float(one) for one in then[place][1:]]
            rounded = [round(float(one), 7) for one in scores[:, 0]] if now else None
            self.checks.append(self._same(stored, rounded))
        return scores

    def _same(self, then: list[float] | None, now: list[float] | None) -> Check:
        """Compare raw scores; only how far they are apart is told (SEC-32)."""
        said = tuple(tr("sealed") if one else tr("not compared") for one in (then, now))
        if then is None or now is None or len(then) != len(now):
            result: kept.Result = "same" if then is now else "differs"
            return Check(key="scores", then=said[0], now=said[1], result=result)
        self.greatest = max(abs(one - other) for one, other in zip(then, now, strict=True))
        told = f"{self.greatest:.0e}" if self.greatest else tr("equal to the last digit")
        near = "within" if self.greatest <= self.eps else "differs"
        result = "same" if not self.greatest else near  # type: ignore[assignment]
        return Check(key="scores", then=said[0], now=told, result=result)

    def _sealed(self) -> list[list[Any]] | None:
        row = Scores.objects.filter(run=self._run, body=self._body).first()
        if row is None:
            return None
        plain = opened(self._body.pk, f"scores/{self._run.pk}", bytes(row.sealed))
        found: list[list[Any]] = json.loads(plain)
        return found

    # The pair

    def _pair(self, whole: Gathered, faces: tuple[Case, Case] | None) -> None:
        """Weigh all evidence on the pair again; without the faces where they cannot be rebuilt."""
        lead, eps = self._lead, self._of_faces()
        pair = faces or _without(whole, self._body, self._person)
        if pair is None:
            self.checks.append(Check(key="pair", then="", now="", result="untried"))
            self.notes.append(tr("A file of the pair may not be compared any more."))
            return
        others = self._rebuilt.lines
        now = weighed(whole.known, whole.halves, pair, self._packs, lead.lacking, others=others)
        stored = [one for one in lead.findings if faces or one["kind"] != "face"]
        if lead.findings or lead.lacking:
            self.checks += kept.findings(stored, now.findings, eps)
        if faces is None:
            self.checks.append(Check(key="log10_lr", then="", now="", result="untried"))
            return
        self.checks.append(kept.number("log10_lr", lead.log10_lr, now.log10_lr, eps))
        self.checks.append(kept.degree("band", lead.band, band(now.log10_lr)))
        self.checks.append(kept.degree("excluded", int(lead.excluded), int(now.excluded)))

    # All together

    def _joint(self, *, unbroken: bool) -> None:
        """Weigh all bodies together again, where everything is as it was."""
        if not unbroken:
            self.checks.append(Check(key="joint", then="", now="", result="left"))
            self.notes.append(
                tr(
                    "Probability and place were not computed again: they need the operation as it"
                    " then was, and something of it cannot be rebuilt."
                )
            )
            return
        self.notes.append(
            tr("The whole operation is rebuilt as it stood: its digest is that of the run.")
        )
        outcome = self._rebuilt.outcome
        at = [file.pk for file in self._past.scope.bodies].index(self._body.pk)
        found = outcome.results[at]
        one = next((one for one in found.leads if file_of(one.person) == self._person.pk), None)
        gallery = outcome.run.gallery[0]
        self.checks.append(
            kept.text("joint:gallery", self._run.gallery, gallery.root if gallery.size else "")
        )
        self.checks += self._together(found, one)

    def _together(self, found: BodyLeads, now: Found | None) -> list[Check]:
        lead, eps = self._lead, self.eps
        answer = Answer.objects.filter(run=self._run, body=self._body).first()
        checks = [
            kept.number("joint:place", lead.rank, now.rank if now else None, 0.0),
            kept.number("joint:posterior", lead.posterior, now.posterior if now else None, eps),
            kept.number("joint:glr", lead.glr, now.glr if now else None, self._of_faces()),
        ]
        if answer is not None:
            checks.append(kept.number("joint:nobody", answer.nobody, found.nobody, eps))
        return checks


def _score(pair: tuple[Case, Case], place: int, rows: int) -> NDArray[np.float32]:
    """Give the score of each pack, (P, 1).

    The product is made in the place and shape in which the run made it: elsewhere in a table the
    last digit of the same product may be another.
    """
    made = []
    for mine, theirs in zip(pair[0].templates, pair[1].templates, strict=True):
        table = np.zeros((rows, len(theirs)), np.float32)
        table[place] = theirs
        made.append((table @ mine)[[place]])
    return np.stack(made)


def _without(whole: Gathered, *files: File) -> tuple[Case, Case] | None:
    """Give both cases without templates; None where one is not among those known."""
    found = []
    for half, file in zip(whole.halves, files, strict=True):
        case = next((case for case in half.cases if case.record.id == str(file.pk)), None)
        if case is None:
            return None
        found.append(Case(case.record, ()))
    return found[0], found[1]


__all__ = ["Again"]
