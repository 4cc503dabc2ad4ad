"""The addresses of the public page on which a relative asks."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views.public import ask
from nomina.desk.families.views.public_letter import check
from nomina.desk.families.views.public_mine import mine

PATHS: list[URLPattern] = [
    path("ask/<slug:code>/", ask, name="ask"),
    path("ask/<slug:code>/mine/", mine, name="mine"),
    path("ask/<slug:code>/letter/", check, name="ask_letter"),
]
