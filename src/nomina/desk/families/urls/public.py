"""The addresses of the public page on which a relative asks."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
