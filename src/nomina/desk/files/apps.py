"""The app, as Django starts it."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files of the desk."""

    name = "nomina.desk.files"
    label = "files"

    def ready(self) -> None:
        """Put the lists of files on the rail."""
        from nomina.desk.files import frame

        frame.join()
