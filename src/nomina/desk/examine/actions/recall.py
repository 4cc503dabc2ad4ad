"""The way back: an identification was wrong, or is doubted, and nothing rests on it any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import resting
from nomina.desk.examine.actions.seats import held, seat, step_on, the_move
from nomina.desk.examine.models import Identification, IdentificationEnd
from nomina.desk.examine.states import State
from nomina.desk.files.models import LinkEnd
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Recall(Action[IdentificationEnd]):
    """Take an identification back; one person of the board can, and at once.

    The link of the files ends, the pair may be examined again, and what rests on it and has not
    happened is frozen (`examine.resting`). What has happened is listed, for people to put right.
    """

    identification: Identification
    why: str

    kind = "board.recall"
    permission = predicates.LINK_IDENTIFIED
    irreversible = True

    def thing(self) -> Thing:
        """Give the report."""
        return self.identification.report.thing()

    def check(self, by: Actor) -> None:
        """Refuse a recall without a reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> IdentificationEnd:
        """End all of it.

        Raises:
            Refused: it was recalled already.
            NotPermitted: they do not sit on the board of either owner.
        """
        report = held(self.identification.report)
        owner = seat(report, by)
        one = Identification.objects.select_related("link").get(pk=self.identification.pk)
        if not resting.stands(one) or report.state is not State.IDENTIFIED:
            raise Refused(tr("this was recalled already"))
        why = clean_note(self.why)
        if not LinkEnd.objects.filter(link=one.link).exists():
            LinkEnd(link=one.link, ended_by=by.user, why=why, made_at=by.at).save(force_insert=True)
        done = IdentificationEnd(identification=one, by=by.user, why=why, made_at=by.at)
        done.save(force_insert=True)
        step_on(report, the_move("recall"), by, owner=owner, why=why)
        return done

    def on(self, done: IdentificationEnd) -> tuple[Reference, ...]:
        """Give the identification, the report, the link and both files."""
        one = done.identification
        return (
            Reference("identification", one.pk),
            Reference("report", one.report_id),
            Reference("link", one.link_id),
            Reference("file", one.report.one_id),
            Reference("file", one.report.other_id),
        )

    def said(self, done: IdentificationEnd) -> Mapping[str, Said]:
        """Give the reason, the hash that had been decided on, and what rested on it."""
        one = done.identification
        things = resting.of(one)
        rests: tuple[Said, ...] = tuple({"kind": x.kind, "state": x.state} for x in things)
        return {"why": done.why, "dossier": one.dossier.digest, "resting": rests}
