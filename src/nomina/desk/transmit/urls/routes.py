"""The addresses of partners, the ways to them, and relatives on the other side."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
