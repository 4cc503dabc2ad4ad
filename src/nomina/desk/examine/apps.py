"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class ExamineConfig(AppConfig):
    """Examinations of the desk."""

    name = "nomina.desk.examine"
    label = "examine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to who reads leads, stand on the rail, and have recalls list certificates."""
        from nomina.desk.examine import certificate_state, frame, signals

        signals.join()
        frame.join()
        certificate_state.join()
