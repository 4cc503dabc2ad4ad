"""The routes of the pages on which people keep their tokens."""

from __future__ import annotations

from django.urls import path

from nomina.desk.api.views import tokens

app_name = "tokens"
urlpatterns = [
    path("settings/tokens/", tokens.own, name="list"),
    path("settings/tokens/make/", tokens.make, name="make"),
    path("settings/tokens/<uuid:id>/end/", tokens.end, name="end"),
]
