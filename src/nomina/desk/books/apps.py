"""The app `books`."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BooksConfig(AppConfig):
    """The log of acts, and the index of the vault."""

    name = "nomina.desk.books"
    label = "books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bind database and folder when the tables are up to date; hear of sign-ins."""
        from nomina.desk.books import binding, sign_ins

        sign_ins.listen()
        post_migrate.connect(binding.after_migrate, sender=self)
