"""The addresses of notices: plan, release, record, images, recall."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
