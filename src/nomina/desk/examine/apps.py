"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class ExamineConfig(AppConfig):
    """Examinations of the desk."""

    name = "nomina.desk.examine"
    label = "examine"
    default_auto_field = "django.db.models.BigAutoField"
