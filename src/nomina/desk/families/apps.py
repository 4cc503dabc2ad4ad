"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """Families of the desk."""

    name = "nomina.desk.families"
    label = "families"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on the rail, and join what other apps show."""
        from nomina.desk.families import frame

        frame.join()
