"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class TransmitConfig(AppConfig):
    """The bureau of the desk."""

    name = "nomina.desk.transmit"
    label = "transmit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on the rail, and join what other apps show."""
        from nomina.desk.transmit import frame

        frame.join()
