"""The operation of a run as it stood, and what all its evidence comes to together.

It depends on the run alone, so that leads of one run are computed again with it made once.
"""

from __future__ import annotations

from functools import cached_property

from nomina.desk.leads.engines import Tools
from nomina.desk.leads.models import Run
from nomina.desk.leads.past import Past
from nomina.desk.leads.sheets import Gathered, assembled, works_of
from nomina.desk.leads.weigh import Asked, inputs_of, share_of
from nomina.desk.people.policies import policies
from nomina.errors import StoreError
from nomina.evidence import Line
from nomina.leads.compose import composed, inputs_digest
from nomina.leads.lines import lines_of
from nomina.leads.outcome import Outcome
from nomina.progress import Progress
from nomina.words import tr


class Rebuilt:
    """Rebuilds an operation when it is first asked for, and no second time.

    Args:
        past: the operation as it stood.
        tools: the packs of the record.
        progress: told of photos and of all that a run tells.
    """

    def __init__(self, run: Run, past: Past, tools: Tools, progress: Progress) -> None:
        self.run, self.past, self.tools, self.progress = run, past, tools, progress

    @cached_property
    def whole(self) -> tuple[Gathered, bool]:
        """Both lists as they stood; also whether that is all that the run had."""
        scope, run, packs = self.past.scope, self.run, self.tools.engine.packs
        self.progress.begin(tr("Reading the files as they stood"), 1)
        try:
            works = works_of(scope, run.engine)
        except StoreError:
            works = {}  # without templates the digest is another
        held = assembled(scope, works, packs, self.past.at)
        digest = inputs_digest(self._asked(), packs, held.sides, held.halves, held.known)
        self.progress.advance()
        self.progress.end()
        return held, inputs_of(digest, run.engine, run.code) == run.inputs

    def _asked(self) -> Asked:
        scope = self.past.scope
        basis = policies(scope.operation.policies).legal_basis
        return Asked(share_of(len(scope.bodies), len(scope.missing)), basis)

    @cached_property
    def lines(self) -> list[Line]:
        """Every line of evidence but the faces, made of both lists whole, as in a run."""
        known = self.whole[0].known
        return lines_of(known.bodies, known.missing, known.results, known.parameters)

    @cached_property
    def outcome(self) -> Outcome:
        """All bodies weighed together again."""
        held, _ = self.whole
        made, _ = composed(
            self._asked(),
            self.tools.engine.packs,
            finder=self.tools.finder,
            sides=held.sides,
            halves=held.halves,
            known=held.known,
            progress=self.progress,
        )
        return made


__all__ = ["Rebuilt"]
