"""What people choose for themselves when they look at the dead, and whom they can turn to.

The log takes that somebody changed own settings, and no word of which: a digest of few possible
answers could be guessed, and a choice not to see children is nobody's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.models import Care, Operation, Support, User
from nomina.desk.people.models.care import PACES, VIEWS, WITHOUT
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class _Own(Action[Care]):
    user: User

    kind = "user.settings"
    permission = predicates.CHOOSE_SETTINGS

    def thing(self) -> Thing:
        """Give the account."""
        return self.user.thing()

    def on(self, done: Care) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", self.user.pk),)

    def _keep(self, **given: object) -> Care:
        return Care.objects.update_or_create(user=self.user, defaults=given)[0]


@dataclass(frozen=True, kw_only=True)
class ChooseCare(_Own):
    """Choose what one is not to be given, and after how much looking a pause is suggested."""

    without: tuple[str, ...] = ()
    pace: str = PACES[0]
    views: frozenset[str] = field(default=frozenset({"grey"}))

    def check(self, by: Actor) -> None:
        """Refuse what cannot be chosen."""
        known = set(self.without) <= set(WITHOUT) and self.views <= set(VIEWS)
        if not known or self.pace not in PACES:
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> Care:
        """Write it over what was there; nothing remains of that."""
        views = {view: view in self.views for view in VIEWS}
        return self._keep(without=sorted(set(self.without)), pace=self.pace, **views)


@dataclass(frozen=True, kw_only=True)
class KeepViews(_Own):
    """Remember how one last looked at a picture: grey, blurred, large."""

    views: frozenset[str]

    def check(self, by: Actor) -> None:
        """Refuse what cannot be chosen."""
        if not self.views <= set(VIEWS):
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> Care:
        """Write it."""
        return self._keep(**{view: view in self.views for view in VIEWS})


class SeePause(_Own):
    """Put a suggested pause aside, or take it; what was looked at before counts no more for it."""

    def effect(self, by: Actor) -> Care:
        """Write when."""
        return self._keep(paused_at=by.at)


@dataclass(frozen=True, kw_only=True)
class WriteSupport(Action[Support]):
    """Write whom the people of an operation can turn to; nothing takes back what was there."""

    operation: Operation
    text: str

    kind = "operation.support"
    permission = predicates.WRITE_SUPPORT

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def effect(self, by: Actor) -> Support:
        """Add the row.

        Raises:
            InputError: the text is too long, or holds characters that cannot be written.
        """
        text = clean_note(self.text) if self.text.strip() else ""
        row = Support(operation=self.operation, text=text, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: Support) -> tuple[Reference, ...]:
        """Give the text and the operation."""
        return (Reference("support", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: Support) -> Mapping[str, Said]:
        """Give the text."""
        return {"text": done.text}
