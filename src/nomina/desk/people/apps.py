"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, operations, memberships, agreements."""

    name = "nomina.desk.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the places of the app on the rail, and listen to choices in the header."""
        from nomina.desk.people import frame

        frame.join()
