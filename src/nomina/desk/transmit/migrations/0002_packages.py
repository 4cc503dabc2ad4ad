"""The tables of packages that are built, signed, sent and acknowledged."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of packages that are built, signed, sent and acknowledged."""

    dependencies: ClassVar[list[Any]] = [("transmit", "0001_routes")]

    operations: ClassVar[list[Any]] = []
