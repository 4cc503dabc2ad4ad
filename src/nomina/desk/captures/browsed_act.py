"""Going to an address for one file: written down before anything leaves, kept as a whole or not.

Two acts. The first says who asks for which address and why, and spends the quota; only when it is
in the ledger is the browser begun. The second keeps what came. What did not come leaves the first
alone, so the ledger also knows of addresses that were asked in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.captures.actions.bringing import Asked, Bring
from nomina.desk.captures.browsed import opened_of
from nomina.desk.captures.browser import Captured, capture, checked, demand_allowed
from nomina.desk.captures.models import Capture
from nomina.desk.captures.models.captures import FROM_ADDRESS
from nomina.desk.captures.offered import offers
from nomina.desk.captures.opening.pieces import BOUNDS, TEXT, Bounds
from nomina.desk.files.models import File
from nomina.desk.files.photos.intake import DoorLike, door
from nomina.desk.files.photos.trouble import told
from nomina.desk.files.record import record_of
from nomina.desk.limits import Limit, spend
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing

ADDRESSES_EACH_DAY = Limit("captures", 30, 24 * 60 * 60)
"""Addresses that one account may ask for: a person looks at a few pages about one case."""


@dataclass(frozen=True, kw_only=True)
class AskAddress(Action[UUID]):
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
        self.asked.checked()
        checked(self.asked.address)

    def effect(self, by: Actor) -> UUID:
        """Spend the quota."""
        spend(ADDRESSES_EACH_DAY, by.id, now=by.at.timestamp())
        return self.file.pk

    def on(self, done: UUID) -> tuple[Reference, ...]:
        """Give the file."""
        return (Reference("file", done),)

    def said(self, done: UUID) -> Mapping[str, Said]:
        """Give the address and why."""
        asked = self.asked.checked()
        return {
            "address": asked.address,
            "purpose": asked.purpose,
            "assessment": dict(asked.assessment),
        }


def bring_address(
    by: Actor,
    file: File,
    asked: Asked,
    *,
    capturing: Callable[[str], Captured] = capture,
    doors: DoorLike | None = None,
    bounds: Bounds = BOUNDS,
) -> Capture:
    """Capture one address and keep it; takes up to a minute, so a page gives it to the worker.

    Args:
        by: who asks.
        file: of the person whom it is about.
        asked: why, what was thought of it, and the address.
        capturing: captures; that of `browser` unless a test has its own.
        doors: opens pictures; that of this process where None.
        bounds: how much is kept.

    Raises:
        InputError: it was not assessed, is refused or cannot be reached, or captures are off.
        NotPermitted: the rule forbids it.
        TooOften: the account asked for too many addresses.
        SpaceError: there is no space; nothing was kept.
        StoreError: vault, ledger or database cannot be used; nothing was kept.
    """
    AskAddress(file=file, asked=asked).do(by)
    got = capturing(asked.address)
    opened = opened_of(got, doors or door(), bounds)
    texts = [(one.digest, one.data.decode("utf-8")) for one in opened.pieces if one.role == TEXT]
    said = {key: standing.said for key, standing in record_of(file).items()}
    known = {key: one.get() for key, one in said.items() if one.is_known}
    offered = offers(file.kind, texts, known)
    kept = replace(asked, address=got.asked)
    with told():
        act = Bring(file=file, asked=kept, opened=opened, offered=offered, way=FROM_ADDRESS)
        return act.do(by)
