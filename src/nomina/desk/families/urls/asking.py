"""The addresses of the enquiry desk: who asks, kinship, contact, owner and outcome."""

from __future__ import annotations

from django.urls import URLPattern

PATHS: list[URLPattern] = []
