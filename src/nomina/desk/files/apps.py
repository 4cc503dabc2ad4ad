"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files of the desk."""

    name = "nomina.desk.files"
    label = "files"
