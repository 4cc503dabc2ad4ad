"""The addresses of packages and papers that come from another bureau."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
