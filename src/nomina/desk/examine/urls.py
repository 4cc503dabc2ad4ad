"""The routes of the app; every id in an address is random (SEC-43)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "examine"

urlpatterns: list[URLPattern | URLResolver] = []
