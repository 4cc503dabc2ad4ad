"""The addresses of how long each step takes, in numbers."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views import looking

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/numbers/", looking.numbers, name="numbers"),
    path("operations/<uuid:id>/numbers/file/", looking.take_numbers, name="take_numbers"),
]
