"""Going to an address for one file: written down before anything leaves, kept as a whole or not.

Two acts. The first says who asks for which address and why, and spends the quota; only when it is
in the ledger is the worker asked to begin the browser. The second keeps what came, or says why
nothing did; so the ledger also knows of addresses that were asked in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.captures import errands
from nomina.desk.captures.actions.bringing import Asked, Bring, offered_of
from nomina.desk.captures.browsed import opened_of
from nomina.desk.captures.browser import Captured, capture, checked, demand_allowed
from nomina.desk.captures.closed import demand_open
from nomina.desk.captures.models import Asking, Capture, Errand
from nomina.desk.captures.models.captures import FROM_ADDRESS
from nomina.desk.captures.models.errands import ADDRESS
from nomina.desk.captures.opening.pieces import BOUNDS, Bounds
from nomina.desk.files.models import File
from nomina.desk.files.photos.intake import DoorLike, door
from nomina.desk.files.photos.trouble import told
from nomina.desk.limits import Limit, spend
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

ADDRESSES_EACH_DAY = Limit("captures", 30, 24 * 60 * 60)
"""Addresses that one account may ask for: a person looks at a few pages about one case."""


@dataclass(frozen=True, kw_only=True)
class AskAddress(Action[Asking]):
    """Say that an address will be asked for; nothing has left yet when this is in the ledger."""

    file: File
    asked: Asked

    kind = "capture.ask"
    permission = predicates.BRING_CAPTURE

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was not assessed, is no public address, or is not allowed at this desk."""
        demand_allowed()
        demand_open(by, self.thing())
        self.asked.checked()
        checked(self.asked.address)

    def effect(self, by: Actor) -> Asking:
        """Spend the quota, write it down, and ask the worker.

        Raises:
            TooOften: the account asked for too many addresses.
        """
        spend(ADDRESSES_EACH_DAY, by.id, now=by.at.timestamp())
        asked = self.asked.checked()
        asking = Asking(
            file=self.file,
            purpose=asked.purpose,
            assessment=dict(asked.assessment),
            address=asked.address,
            by=by.user,
            made_at=by.at,
        )
        asking.save(force_insert=True)
        assert by.user is not None
        errand = Errand.objects.create(kind=ADDRESS, file=self.file, asking=asking, by=by.user)
        errands.enqueue(errand)
        return asking

    def on(self, done: Asking) -> tuple[Reference, ...]:
        """Give what was asked, and the file."""
        return (Reference("asking", done.pk), Reference("file", self.file.pk))

    def said(self, done: Asking) -> Mapping[str, Said]:
        """Give the address and why."""
        return {
            "address": done.address,
            "purpose": done.purpose,
            "assessment": dict(done.assessment),
        }


@dataclass(frozen=True, kw_only=True)
class AskAgain(Action[Errand]):
    """Have an address asked for once more that was asked for in vain, for the same purpose."""

    asking: Asking

    kind = "capture.ask-again"
    permission = predicates.BRING_CAPTURE

    def thing(self) -> Thing:
        """Give the file."""
        return self.asking.thing()

    def check(self, by: Actor) -> None:
        """Refuse where addresses are not captured any more."""
        demand_allowed()
        demand_open(by, self.thing())

    def effect(self, by: Actor) -> Errand:
        """Spend the quota, and ask the worker.

        Raises:
            Refused: it did not fail, or somebody else has asked already.
            TooOften: the account asked for too many addresses.
        """
        spend(ADDRESSES_EACH_DAY, by.id, now=by.at.timestamp())
        if not errands.put_back(self.asking.errand, by):
            raise Refused(tr("this address was not asked for in vain"))
        return Errand.objects.get(pk=self.asking.errand.pk)

    def on(self, done: Errand) -> tuple[Reference, ...]:
        """Give what was asked, and the file."""
        return (Reference("asking", self.asking.pk), Reference("file", done.file_id))


@dataclass(frozen=True, kw_only=True)
class KeepFetched(Bring):
    """Keep what came from an address, and end the errand, or neither."""

    errand: Errand

    def effect(self, by: Actor) -> Capture:
        """Keep it.

        Raises:
            Lost: another process does this errand now.
        """
        errands.mine(self.errand)
        capture = super().effect(by)
        errands.end(self.errand, by.at, capture)
        return capture

    def on(self, done: Capture) -> tuple[Reference, ...]:
        """Give the capture, the file, and what was asked."""
        assert self.errand.asking_id is not None
        return (*super().on(done), Reference("asking", self.errand.asking_id))


def fetch(
    errand: Errand,
    *,
    capturing: Callable[[str], Captured] | None = None,
    doors: DoorLike | None = None,
    bounds: Bounds = BOUNDS,
    clock: Callable[[], datetime] = timezone.now,
) -> None:
    """Capture the address of an errand and keep it; takes up to a minute, in the worker.

    Args:
        errand: claimed, of kind `ADDRESS`.
        capturing: captures; that of `browser` where None.
        doors: opens pictures; that of this process where None.
        bounds: how much is kept.
        clock: UTC.

    Raises:
        InputError: it is refused or cannot be reached, or captures are off.
        NotPermitted: who asked may no longer bring anything in for this file.
        SpaceError: there is no space; nothing was kept.
        StoreError: vault, ledger or database cannot be used; nothing was kept.
        Lost: another process does it now; nothing was kept.
    """
    asking = errand.asking
    assert asking is not None
    by = Actor(errand.by, clock())
    if not predicates.BRING_CAPTURE(standing_of(by.user, by.at), asking.thing()):
        raise NotPermitted(tr("who asked may no longer bring in captures for this file"))
    got = (capturing or capture)(asking.address)
    opened = opened_of(got, doors or door(), bounds)
    asked = Asked(purpose=asking.purpose, assessment=asking.assessment, address=got.asked)
    act = KeepFetched(
        file=asking.file,
        asked=asked,
        opened=opened,
        offered=offered_of(asking.file, opened),
        way=FROM_ADDRESS,
        errand=errand,
    )
    with told():
        act.do(Actor(errand.by, clock()))
