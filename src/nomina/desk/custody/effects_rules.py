"""What effects ask of every movement: packets and discs leave by their rules, seals are held true.

The register writes movements and knows nothing of this; each movement is looked at as it is saved,
within the act that makes it, so no way round an act is a way round the rule.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_save

from nomina.desk.acts import Actor
from nomina.desk.custody import discs, effects, examined, holds
from nomina.desk.custody.models import HandoverLine, Incident, Item, Movement
from nomina.desk.custody.models.items import BODY, DISC, PACKET, PART, REMAINS
from nomina.desk.custody.models.movements import HAND, OUT
from nomina.errors import Refused

_RULES = {
    BODY: frozenset({"examined"}),
    PART: frozenset({"examined"}),
    PACKET: frozenset({"inventory", "difference"}),
    DISC: frozenset({"disc"}),
}
"""What of all that holds an item back (`custody.holds`) holds it back whoever moves it."""
BROKEN, NONE = "broken", "none"


def join() -> None:
    """Listen to movements, and have releases ask."""
    for reason in (effects.reasons, discs.reasons, examined.reasons):
        holds.add(reason)
    pre_save.connect(_leaves, sender=Movement, dispatch_uid="custody.effects.leaves")
    post_save.connect(_read, sender=Movement, dispatch_uid="custody.effects.read")


def _leaves(sender: object, instance: Movement, **more: Any) -> None:
    """Refuse to send away a packet without a list of two people, or a disc that stays.

    Sent away is what goes out for good, and what is itself handed to somebody who signs on paper.
    What is carried in something else to the next place of custody is not. A body that nobody
    examined is handed on, and does not go out (LAW-08).

    Raises:
        Refused: something stands against it.
    """
    item: Item = instance.item
    rule = _RULES.get(item.kind, frozenset())
    on_paper = instance.kind == HAND and instance.keeper.account_id is None
    handed = on_paper and item.kind not in REMAINS
    if instance.kind == OUT or handed:
        for hold in holds.of(item) if rule else ():
            if hold.key in rule or hold.final:
                raise Refused(hold.what, where=str(item), todo=hold.todo)


def _read(sender: object, instance: Movement, created: bool = True, **more: Any) -> None:
    """Write an incident where the seal of a packet is read other than it should be."""
    item: Item = instance.item
    if item.kind != PACKET or not (instance.seal_number or instance.seal):
        return
    should = effects.seal_of(item, instance)
    if not differs(should, instance.seal, instance.seal_number) or _told_by_taker(instance):
        return
    read = f"{instance.seal} {instance.seal_number}".strip()
    said = {"sealed": should, "read": read}
    told = Incident.objects.current().filter(item=item, kind=effects.SEAL)
    if said not in [one.said for one in told]:
        effects.incident(item, effects.SEAL, said, Actor(instance.by, instance.made_at))


def differs(should: str, seal: str, number: str) -> bool:
    """Say whether a seal, as it was read, is broken, gone, or another than it should be."""
    if not should:
        return False
    return seal in (BROKEN, NONE) or (bool(number) and plain(should) != plain(number))


def plain(number: str) -> str:
    """Give the number of a seal without spaces, in capitals."""
    return "".join(number.split()).upper()


def _told_by_taker(row: Movement) -> bool:
    """Say whether the handover itself writes the incident: what was taken is not what was given."""
    if row.kind != HAND or row.handover_id is None:
        return False
    line = HandoverLine.objects.filter(handover=row.handover_id, item=row.item_id).first()
    if line is None:
        return False
    if row.seal == BROKEN and line.seal != BROKEN:
        return True
    return bool(line.seal_number and row.seal_number) and line.seal_number != row.seal_number
