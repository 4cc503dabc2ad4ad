"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """The leads of the desk."""

    name = "nomina.desk.leads"
    label = "leads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens to files."""
        from nomina.desk.leads import signals

        signals.join()
