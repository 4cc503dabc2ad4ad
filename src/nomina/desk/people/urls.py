"""The routes of the app; every id in an address is random (SEC-43), and no name stands in one."""

from __future__ import annotations

from django.urls import path

from nomina.desk.people.views import accounts, agreements, care, operations, own

app_name = "people"

urlpatterns = [
    path("operations/", operations.operations, name="operations"),
    path("operations/new/", operations.make_operation, name="make_operation"),
    path("operations/<uuid:id>/", operations.operation, name="operation"),
    path("operations/<uuid:id>/sites/new/", operations.make_site, name="make_site"),
    path("operations/<uuid:id>/people/", operations.members, name="members"),
    path("operations/<uuid:id>/people/grant/", operations.grant, name="grant"),
    path("roles/<uuid:id>/end/", operations.end_membership, name="end_membership"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.add_account, name="add_account"),
    path("people/<uuid:id>/", accounts.person, name="person"),
    path("people/<uuid:id>/code/", accounts.renew_code, name="renew_code"),
    path("people/<uuid:id>/close/", accounts.close_account, name="close_account"),
    path("people/<uuid:id>/grant/", accounts.grant_desk, name="grant_desk"),
    path("people/<uuid:id>/recover/", accounts.ask_recovery, name="ask_recovery"),
    path("recoveries/<uuid:id>/", accounts.approve_recovery, name="approve_recovery"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.make_agreement, name="make_agreement"),
    path("agreements/<uuid:id>/end/", agreements.end_agreement, name="end_agreement"),
    path("settings/", own.settings, name="settings"),
    path("care/", care.care, name="care"),
    path("care/choices/", care.choices, name="care_choices"),
    path("care/views/", care.keep_views, name="keep_views"),
    path("care/paused/", care.paused, name="paused"),
    path("operations/<uuid:id>/support/", care.support, name="support"),
]
