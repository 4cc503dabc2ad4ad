"""The addresses of packages that are built, signed, sent and acknowledged."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
