"""The tables of packages and papers that come from another bureau."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of packages and papers that come from another bureau."""

    dependencies: ClassVar[list[Any]] = [("transmit", "0002_packages")]

    operations: ClassVar[list[Any]] = []
