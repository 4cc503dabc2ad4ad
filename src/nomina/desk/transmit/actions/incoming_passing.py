"""Passing a family's reply or a question of another bureau to those who answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina import packages
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import (
    heard,
    incoming_content,
    incoming_fields,
    incoming_kept,
    incoming_state,
)
from nomina.desk.transmit.incoming_state import PASSED
from nomina.desk.transmit.models import IncomingItem, IncomingPassed, Package
from nomina.packages.incoming import Offered, of_package
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class PassItem(Action[IncomingPassed]):
    """Pass a family's reply or a question to those who answer it; both happen, or neither.

    What it says lies with them from then on, and no longer here.
    """

    item: IncomingItem

    kind = "transmit.pass-item"
    permission = predicates.RUN_INCOMING

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is neither, and what nobody here listens to: it waits."""
        if self.item.about not in PASSED:
            raise Refused(tr("this is neither a reply nor a question"))
        heard_here = (
            heard.reply_is_heard() if self.item.about == "reply" else heard.enquiry_is_heard()
        )
        if not heard_here:
            raise Refused(
                tr("nobody at this desk takes this over yet, so it waits here"),
                where=self.item.incoming.number,
            )

    def effect(self, by: Actor) -> IncomingPassed:
        """Pass it, then add the row."""
        item = incoming_state.hold(self.item)
        said = incoming_content.offered(item)
        called = (
            heard.pass_reply(by, _reply(item, said))
            if item.about == "reply"
            else heard.pass_enquiry(by, _enquiry(item, said))
        )
        row = IncomingPassed(item=item, called=called[:200] or "-", by=by.user, made_at=by.at)
        row.save(force_insert=True)
        incoming_content.erase(item)
        return row

    def on(self, done: IncomingPassed) -> tuple[Reference, ...]:
        """Give the item."""
        return (Reference("incoming-item", self.item.pk),)

    def said(self, done: IncomingPassed) -> Mapping[str, Said]:
        """Give what it is called from now on."""
        return {"called": done.called}


def _reply(item: IncomingItem, said: Offered) -> heard.FamilyReply:
    one = item.incoming
    of = said.answers
    package = (
        Package.objects.filter(operation=one.operation_id, made__digest=of.package).first()
        if of is not None
        else None
    )
    return heard.FamilyReply(
        operation=one.operation,
        partner=one.partner,
        package=package,
        package_number=of.package_number if of is not None else "",
        number=(of.number or "") if of is not None else "",
        words=_words(item),
        said=incoming_fields.day(said.said),
        once=f"incoming {item.pk.hex}",
    )


def _words(item: IncomingItem) -> str:
    """Give what a family says, from the sealed file: no row of this app holds it."""
    content = packages.parsed(incoming_kept.plain(item.incoming), item.incoming.number).package
    return of_package(content)[item.number - 1].words or ""


def _enquiry(item: IncomingItem, said: Offered) -> heard.BureauEnquiry:
    return heard.BureauEnquiry(
        operation=item.incoming.operation,
        partner=item.incoming.partner,
        number=said.key,
        about={one.name: one.text for one in said.beside},
        words=said.words or "",
        once=f"incoming {item.pk.hex}",
    )
