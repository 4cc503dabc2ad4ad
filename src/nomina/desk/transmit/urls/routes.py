"""The addresses of partners, the ways to them, and relatives on the other side."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.transmit.views import kin, partners, person, policies, routes

PATHS: list[URLPattern] = [
    path("bureau/", routes.home, name="home"),
    path("operations/<uuid:id>/bureau/", routes.operation, name="operation"),
    path("operations/<uuid:id>/bureau/waiting/", routes.waiting, name="waiting"),
    path("operations/<uuid:id>/bureau/waiting/table/", routes.waiting_table, name="waiting_table"),
    path("operations/<uuid:id>/bureau/partners/", partners.partners, name="partners"),
    path("operations/<uuid:id>/bureau/partner/", partners.add_partner, name="add_partner"),
    path("partners/<uuid:id>/", partners.partner, name="partner"),
    path("partners/<uuid:id>/confirm/", partners.check_partner, name="check_partner"),
    path("partners/<uuid:id>/end/", partners.end_partner, name="end_partner"),
    path("operations/<uuid:id>/bureau/policies/", policies.policies, name="policies"),
    path("operations/<uuid:id>/bureau/policy/", policies.draft_policy, name="draft_policy"),
    path("routes/<uuid:id>/", policies.policy, name="policy"),
    path("routes/<uuid:id>/sign/", policies.sign_policy, name="sign_policy"),
    path("persons/<uuid:id>/bureau/", person.person, name="person"),
    path("persons/<uuid:id>/power/", person.say_allegiance, name="say_allegiance"),
    path("persons/<uuid:id>/detriment/", person.say_detriment, name="say_detriment"),
    path("persons/<uuid:id>/detriment/lift/", person.lift_detriment, name="lift_detriment"),
    path("detriments/<uuid:id>/sign/", person.sign_detriment, name="sign_detriment"),
    path("persons/<uuid:id>/relative/", kin.add_kin, name="add_kin"),
    path("relatives/<uuid:id>/", kin.kin, name="kin"),
    path("relatives/<uuid:id>/out/", kin.take_kin, name="take_kin"),
    path("relatives/<uuid:id>/end/", kin.end_kin, name="end_kin"),
]
