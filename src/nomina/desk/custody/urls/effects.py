"""Addresses of effects."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import effects, effects_family, effects_remains

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/custody/packets/", effects.packets, name="packets"),
    path("items/<uuid:id>/inventory/", effects.make, name="make_inventory"),
    path("items/<uuid:id>/opening/", effects.open_packet, name="open_packet"),
    path("items/<uuid:id>/disc/", effects_remains.take_disc, name="take_disc"),
    path("items/<uuid:id>/anatomy/", effects_remains.anatomy, name="anatomy"),
    path("items/<uuid:id>/remains/", effects_remains.remains, name="remains"),
    path("items/<uuid:id>/examined/", effects_remains.examined, name="examined"),
    path("items/<uuid:id>/waive/", effects_remains.waive, name="waive"),
    path("waivers/<uuid:id>/sign/", effects_remains.waive_sign, name="waive_sign"),
    path("inventories/<uuid:id>/", effects.inventory, name="inventory"),
    path("inventories/<uuid:id>/sign/", effects.sign, name="inventory_sign"),
    path("inventories/<uuid:id>/paper/", effects.on_paper, name="inventory_paper"),
    path("wishes/<uuid:id>/", effects_family.wishes, name="wishes"),
    path("wishes/<uuid:id>/further/", effects_family.further, name="further"),
    path("wishes/<uuid:id>/rites/", effects_family.wish, name="wish"),
    path("wishes/<uuid:id>/return/", effects_family.ask_return, name="ask_return"),
]
