"""The app `look`."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Templates, styles and template tags; no models."""

    name = "nomina.desk.look"
    label = "look"
