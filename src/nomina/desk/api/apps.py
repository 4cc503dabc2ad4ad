"""The app `api`."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The interface, its tokens, and what is counted for limits."""

    name = "nomina.desk.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
