"""Addresses of the register."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import handovers, incidents, items, register, tag_photos

PATHS: list[URLPattern] = [
    path("custody/", register.home, name="home"),
    path("operations/<uuid:id>/custody/", register.operation, name="operation"),
    path("operations/<uuid:id>/custody/place/", register.make_place, name="make_place"),
    path("operations/<uuid:id>/custody/receive/", items.receive, name="receive"),
    path("operations/<uuid:id>/custody/move/", items.move, name="move"),
    path("operations/<uuid:id>/custody/pack/", items.pack, name="pack"),
    path("operations/<uuid:id>/custody/find/", items.find, name="find"),
    path("operations/<uuid:id>/custody/keepers/", handovers.keepers, name="keepers"),
    path("operations/<uuid:id>/custody/keeper/", handovers.add_keeper, name="add_keeper"),
    path("operations/<uuid:id>/custody/handovers/", handovers.handovers, name="handovers"),
    path("operations/<uuid:id>/custody/offer/", handovers.offer, name="offer"),
    path("operations/<uuid:id>/custody/incidents/", incidents.incidents, name="incidents"),
    path("operations/<uuid:id>/custody/report/", incidents.report_incident, name="report_incident"),
    path("places/<uuid:id>/", register.place, name="place"),
    path("places/<uuid:id>/positions/", register.positions, name="positions"),
    path("places/<uuid:id>/day/", register.day, name="day"),
    path("items/<uuid:id>/", items.item, name="item"),
    path("movements/<uuid:id>/back/", items.take_back, name="take_back"),
    path("handovers/<uuid:id>/", handovers.handover, name="handover"),
    path("handovers/<uuid:id>/take/", handovers.take_over, name="take"),
    path("handovers/<uuid:id>/end/", handovers.end_offer, name="end_offer"),
    path("handovers/pictures/<uuid:id>/", tag_photos.tag_image, name="tag_image"),
    path("incidents/<uuid:id>/", incidents.incident, name="incident"),
    path("incidents/<uuid:id>/settle/", incidents.settle, name="settle"),
]
