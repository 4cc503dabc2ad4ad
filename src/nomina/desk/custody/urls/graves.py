"""Addresses of graves."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
