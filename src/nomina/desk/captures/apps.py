"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class CapturesConfig(AppConfig):
    """The captures of the desk."""

    name = "nomina.desk.captures"
    label = "captures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens to files."""
        from nomina.desk.captures import forget

        forget.join()
