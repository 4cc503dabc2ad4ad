"""Addresses of climate."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import climate, climate_file

PATHS: list[URLPattern] = [
    path("places/<uuid:id>/climate/", climate.climate, name="climate"),
    path("places/<uuid:id>/climate/type/", climate.read_climate, name="read_climate"),
    path("places/<uuid:id>/climate/bring/", climate_file.bring_climate, name="bring_climate"),
    path("places/<uuid:id>/climate/range/", climate.rule_climate, name="rule_climate"),
    path("places/<uuid:id>/climate/logger/", climate_file.add_logger, name="add_logger"),
    path("alarms/<uuid:id>/end/", climate.end_alarm, name="end_alarm"),
    path("loggers/<uuid:id>/end/", climate_file.end_logger, name="end_logger"),
]
