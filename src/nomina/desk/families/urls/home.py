"""The addresses of bringing home: from a request to the return."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
