"""The addresses of letters that are left with a family, and messages that arrange a meeting."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
