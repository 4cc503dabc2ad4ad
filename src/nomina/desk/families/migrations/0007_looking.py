"""The tables of how long each step takes, in numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of how long each step takes, in numbers."""

    dependencies: ClassVar[list[Any]] = [("families", "0006_home")]

    operations: ClassVar[list[Any]] = []
