"""Addresses of graves."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import graves, graves_acts, graves_one, graves_taking

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/custody/graves/", graves.graves, name="graves"),
    path("operations/<uuid:id>/custody/bury/", graves_acts.bury, name="bury"),
    path("operations/<uuid:id>/custody/sea/", graves_acts.bury_at_sea, name="bury_at_sea"),
    path("operations/<uuid:id>/custody/cremate/", graves_acts.cremate, name="cremate"),
    path("places/<uuid:id>/graves/", graves.cemetery, name="cemetery"),
    path("places/<uuid:id>/grave/", graves_acts.make_grave, name="make_grave"),
    path("places/<uuid:id>/graves/take/", graves_taking.take_graves, name="take_graves"),
    path("places/<uuid:id>/graves/offer/", graves_acts.offer_return, name="offer_return"),
    path("graves/<uuid:id>/", graves_one.grave, name="grave"),
    path("graves/<uuid:id>/measure/", graves_acts.measure_grave, name="measure_grave"),
    path("graves/<uuid:id>/mark/", graves_acts.mark_grave, name="mark_grave"),
    path("graves/<uuid:id>/exhume/", graves_acts.exhume, name="exhume"),
    path("graves/offers/<uuid:id>/", graves_acts.answer_offer, name="answer_offer"),
    path("graves/markings/<uuid:id>/", graves_one.marker_image, name="marker_image"),
    path("burials/<uuid:id>/paper/", graves_taking.take_burial, name="take_burial"),
    path("cremations/<uuid:id>/paper/", graves_taking.take_cremation, name="take_cremation"),
]
