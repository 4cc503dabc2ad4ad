"""What the tables share: random ids, rows that stay as they are, and visibility."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.db import models
from django.utils import timezone

from nomina.errors import NeverChanged

M = TypeVar("M", bound=models.Model)


def _refuse() -> NoReturn:
    raise NeverChanged("a row is never changed or removed; it is ended by another row")


class Visible(models.QuerySet[M]):
    """A query that knows who may see what; a subclass says how for its table."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give what ``user`` may see at a moment (now where None): here, nothing.

        ``user`` is an account or the anonymous user; who is not active sees nothing.
        """
        return self.none()

    def delete(self) -> NoReturn:
        """Refuse: nothing is removed.

        Raises:
            NeverChanged: always.
        """
        _refuse()


class Rows(Visible[M]):
    """A query over rows that are added and never changed."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse.

        Raises:
            NeverChanged: always.
        """
        _refuse()

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            NeverChanged: always.
        """
        _refuse()


class Row(models.Model):
    """A row with a random 128-bit id (SEC-43) that is written once.

    Attributes:
        beside: relations that are read together with the row that a page is about.
    """

    beside: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row.

        Raises:
            NeverChanged: the row is written already.
        """
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            NeverChanged: always.
        """
        _refuse()


def account(user: object) -> uuid.UUID | None:
    """Give the id of an account that is signed in and active, or None."""
    active = getattr(user, "is_authenticated", False) and getattr(user, "is_active", False)
    return getattr(user, "pk", None) if active else None
