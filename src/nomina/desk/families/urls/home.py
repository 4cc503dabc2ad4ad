"""The addresses of bringing home: from a request to the return."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views import home, home_acts

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/homecoming/", home.homecomings, name="homecomings"),
    path("operations/<uuid:id>/homecoming/new/", home_acts.collect, name="collect"),
    path("replies/<uuid:id>/homecoming/", home_acts.collect_reply, name="collect_reply"),
    path("homecoming/<uuid:id>/", home.homecoming, name="homecoming"),
    path("homecoming/<uuid:id>/step/", home_acts.agree_step, name="agree_step"),
    path("homecoming/<uuid:id>/release/", home_acts.join_release, name="join_release"),
    path("homecoming/<uuid:id>/end/", home_acts.end_homecoming, name="end_homecoming"),
    path("homecoming/<uuid:id>/returned/", home_acts.say_returned, name="say_returned"),
    path("homecoming-steps/<uuid:id>/", home_acts.end_step, name="end_step"),
    path("news/<uuid:id>/seen/", home_acts.put_away, name="put_away"),
]
