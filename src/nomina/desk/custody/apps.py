"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Custody of the desk."""

    name = "nomina.desk.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on the rail and on the pages of bodies."""
        from nomina.desk.custody import frame

        frame.join()
