"""What effects show on the pages of items and operations, and what they ask of movements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody import effects, effects_rules, here, more, wishes
from nomina.desk.custody.effects_words import disc_form
from nomina.desk.custody.models import Disc, Inventory, Item
from nomina.desk.custody.models.effects_remains import FORWARDED
from nomina.desk.custody.models.items import DISC, PACKET, REMAINS
from nomina.desk.custody.remains import state_of
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.effects_on_file import on_file
from nomina.desk.custody.views.effects_remains import examination
from nomina.desk.db.prepared import Prepared
from nomina.desk.files import more as of_files
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.words import tr


def join() -> None:
    """Stand on the pages of the register, listen to movements, and have releases ask."""
    effects_rules.join()
    more.add_parts(more.ITEM, parts)
    more.add_acts(more.ITEM, acts)
    more.add_acts(more.OPERATION, register)
    of_files.add(on_file)


def register(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead from an operation to the register of its packets."""
    if predicates.SEE_CUSTODY(standing_for(request), one.thing()):
        yield Act(tr("Packets of effects"), reverse("custody:packets", args=[one.pk]))


def acts(request: HttpRequest, one: Item) -> Iterator[Act]:
    """Give what can be done with effects and remains of an item."""
    if not predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        return
    if not here.is_here(request, one):
        return  # it was given out
    if one.kind in REMAINS:
        yield Act(tr("Write down effects"), reverse("custody:make_inventory", args=[one.pk]))
        yield Act(tr("Identity disc"), reverse("custody:take_disc", args=[one.pk]))
    elif one.kind == PACKET and effects.seal_of(one):
        yield Act(tr("Open it"), reverse("custody:open_packet", args=[one.pk]))
    elif one.kind == PACKET:
        yield Act(tr("Seal and list it"), reverse("custody:make_inventory", args=[one.pk]))


def parts(request: HttpRequest, one: Item) -> Iterator[Any]:
    """Give what is known of the effects and remains of an item."""
    if one.kind in REMAINS:
        yield from _handling(one)
        yield Facts(tr("Before it leaves"), tuple(_body(request, one)))
    elif one.kind == PACKET:
        yield Facts(tr("What lies in it"), tuple(_packet(one)))
    elif one.kind == DISC:
        found = Disc.objects.filter(item=one).select_related("half_of__item").first()
        if found is not None:
            yield Facts(tr("The disc"), tuple(_disc(found)))


def _handling(one: Item) -> Iterator[Facts]:
    """Show rite and handling to whoever sees the body; not who said it (LAW-22)."""
    wished = wishes.of_item(one)
    if wished is not None:
        yield Facts(
            tr("The family's wishes"),
            (
                Fact(tr("How the body is to be handled"), wished.handling),
                Fact(tr("Tradition and rite"), wished.rite),
            ),
        )


def _body(request: HttpRequest, one: Item) -> Iterator[Fact]:
    yield _listed(one)
    keeps = predicates.KEEP_ITEMS(standing_for(request), one.thing())
    says, href = examination(one)
    yield Fact(tr("Medical examination"), says, href if keeps else "")
    assert one.file is not None
    known = state_of(one.file)
    text = tr("written down") if known else tr("not written down yet")
    yield Fact(tr("What is present"), text, reverse("custody:remains", args=[one.pk]))
    for disc in _discs(item=one.pk):
        href = reverse("custody:item", args=[disc.item_id])
        yield Fact(tr("Identity disc"), f"{disc.item} · {disc_form(disc.form)}", href)


@Prepared
def _discs(item: UUID) -> QuerySet[Disc]:
    return Disc.objects.filter(item__parent=item).select_related("item").order_by("made_at", "pk")


def _listed(one: Item) -> Fact:
    listed = effects.last(one)
    if listed is None:
        return Fact(tr("Effects"), tr("nobody has written them down"))
    return Fact(tr("Effects"), _state(listed), reverse("custody:inventory", args=[listed.pk]))


def _state(listed: Inventory) -> str:
    what = tr("nothing was found") if listed.none_found else tr("listed")
    if effects.signed(listed):
        return tr("{what}, signed by two").format(what=what)
    return tr("{what}, not signed by a second person").format(what=what)


def _packet(one: Item) -> Iterator[Fact]:
    yield _listed(one)
    yield Fact(tr("Number of the seal"), effects.seal_of(one))
    for row in Inventory.objects.filter(item=one).order_by("-number")[1:20]:
        href = reverse("custody:inventory", args=[row.pk])
        yield Fact(tr("List {n}").format(n=row.number), _state(row), href)


def _disc(found: Disc) -> Iterator[Fact]:
    yield Fact(tr("Which it is"), disc_form(found.form))
    if found.form == FORWARDED and found.half_of is not None:
        other = found.half_of.item
        href = reverse("custody:item", args=[other.pk])
        yield Fact(tr("The half that stays"), str(other), href)
