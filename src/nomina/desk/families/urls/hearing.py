"""The addresses of replies of families."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
