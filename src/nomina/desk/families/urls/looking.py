"""The addresses of how long each step takes, in numbers."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
